"""Golden records of many people at once: which record's value stands, per person and attribute.

Entering: held records and the person of each. Leaving: for every attribute the winning row per
person. The same ranking as ``survivorship.fold``, which also tells the lineage of one person; a
property test holds the two together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.catalog.attributes import SurvivorshipRule
from klantbeeld.profile.held import Flags, HeldRecords, Numbers
from klantbeeld.profile.survivorship import Group, Rules, completeness, is_essential, spoken

NONE = -1
"""The row of a value that nobody holds."""


@dataclass(frozen=True, slots=True)
class GoldenTable:
    """People by rising id with their golden records: ``rows[attribute]`` is, per person, the row of
    the held records whose value stands, or ``NONE``."""

    person_id: Numbers
    member_of: Numbers
    """Per held record the position of its person."""
    rows: Mapping[str, Numbers]


def golden_table(held: HeldRecords, person_id: Numbers, rules: Rules) -> GoldenTable:
    """Folds the records of each person; ``person_id`` is parallel to the records."""
    people, member_of = np.unique(person_id, return_inverse=True)
    trust = _trust(held, rules)
    broken, corrected = held.broken(), held.corrected()
    rows: dict[str, Numbers] = {}
    for group in rules.groups:
        present = {name: held.present(name) for name in group.attributes}
        winner = _winners(held, member_of, len(people), group, present, trust, broken, corrected)
        for name, has_value in present.items():
            # Attributes that the group's best record lacks are not taken from a lesser one.
            rows[name] = np.where(np.append(has_value, False)[winner], winner, NONE)
    return GoldenTable(people, member_of, {name: rows[name] for name in rules.declared})


def _winners(
    held: HeldRecords,
    member_of: Numbers,
    people: int,
    group: Group,
    present: Mapping[str, Flags],
    trust: Numbers,
    broken: Mapping[str, Flags],
    corrected: Mapping[str, Flags],
) -> Numbers:
    """Per person the row that stands for the group, ``NONE`` where nobody knows anything of it."""
    holders = np.flatnonzero(np.logical_or.reduce(list(present.values())))
    person = member_of[holders]
    winner = np.full(people, NONE, np.int64)
    winner[person] = holders
    contested = np.bincount(person, minlength=people)[person] > 1
    if not contested.any():
        return winner
    holders, person = holders[contested], person[contested]
    sound = ~_any_of(group, broken, holders)
    # The last key counts most; the last row of each person wins.
    order = np.lexsort(
        (
            -held.record_no[holders],
            trust[holders],
            held.at[holders],
            *_by_rule(held, member_of, group, holders, trust),
            sound,
            np.broadcast_to(
                is_essential(group, {name: flags[holders] for name, flags in present.items()}),
                len(holders),
            ),
            ~held.gone[holders],
            _any_of(group, corrected, holders),
            person,
        )
    )
    last = np.append(np.flatnonzero(np.diff(person[order])), len(order) - 1)
    winner[person[order[last]]] = holders[order[last]]
    return winner


def _any_of(group: Group, flags: Mapping[str, Flags], rows: Numbers) -> Flags:
    """Which rows are flagged for any attribute of the group."""
    own = [flags[name][rows] for name in group.attributes if name in flags]
    return np.logical_or.reduce(own) if own else np.zeros(len(rows), bool)


def _by_rule(
    held: HeldRecords, member_of: Numbers, group: Group, holders: Numbers, trust: Numbers
) -> tuple[npt.NDArray[np.int64], ...]:
    """What the attribute's own rule ranks by, most important last; nothing where it is recency."""
    match group.rule:
        case SurvivorshipRule.MOST_TRUSTED:
            return (trust[holders],)
        case SurvivorshipRule.MOST_FREQUENT:
            sound_alike = map(spoken, _parts(held, group, holders))
            said = list(zip(member_of[holders].tolist(), sound_alike, strict=True))
            alive = (~held.gone[holders]).tolist()
            times = Counter(each for each, counts in zip(said, alive, strict=True) if counts)
            return (np.array([times[each] for each in said], np.int64),)
        case SurvivorshipRule.MOST_COMPLETE:
            told = [completeness(parts) for parts in _parts(held, group, holders)]
            parts, letters = np.array(told, np.int64).T
            return letters, parts
        case _:
            return ()


def _parts(held: HeldRecords, group: Group, rows: Numbers) -> list[tuple[str | None, ...]]:
    """The group's values of each row."""
    return list(zip(*(held.values(name, rows) for name in group.attributes), strict=True))


def _trust(held: HeldRecords, rules: Rules) -> Numbers:
    names, codes = held.source_codes()
    return np.array([rules.trust.get(name, 0) for name in names], np.int64)[codes]
