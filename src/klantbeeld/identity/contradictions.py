"""Where the judgements of people contradict each other, and which of them give way.

Entering: the judgements that count (the newest in force about each pair). Leaving: each "no match"
that gives way, with the shortest chain of matches that overrules it. The rule is that of
``cluster``: "match" holds transitively, and "no match" holds except where matches alone put the two
records together. Who decided last makes no difference between different pairs, for the answer may
not depend on the order in which decisions came.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

CountingJudgement = tuple[int, int, str, int]
"""(record_no, record_no, verdict, decision_no)"""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A decision that gives way, and those that overrule it together."""

    no_match: int
    """Its decision_no."""
    matches: tuple[int, ...]
    """Theirs, ascending."""


def contradictions(judgements: Sequence[CountingJudgement]) -> tuple[Contradiction, ...]:
    """Each once, by the number of the decision that gives way."""
    matched: dict[int, dict[int, int]] = defaultdict(dict)
    for one, other, verdict, decision in judgements:
        if verdict == "match":
            matched[one][other] = matched[other][one] = decision
    found: dict[int, set[int]] = {}
    for one, other, verdict, decision in judgements:
        if verdict == "no_match":
            chain = _chain(matched, one, other)
            if chain:
                found.setdefault(decision, set()).update(chain)
    return tuple(
        Contradiction(decision, tuple(sorted(matches)))
        for decision, matches in sorted(found.items())
    )


def _chain(matched: dict[int, dict[int, int]], start: int, end: int) -> set[int]:
    """The decisions along the shortest chain of matches between two records; empty without one."""
    came_from: dict[int, int] = {start: start}
    ahead = deque([start])
    while ahead and end not in came_from:
        at = ahead.popleft()
        for near in sorted(matched.get(at, ())):
            if near not in came_from:
                came_from[near] = at
                ahead.append(near)
    if end not in came_from:
        return set()
    decisions = set()
    while end != start:
        decisions.add(matched[end][came_from[end]])
        end = came_from[end]
    return decisions
