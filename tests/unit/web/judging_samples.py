"""Decisions over the samples: a queue of two questions, a history, and what a desk decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from evidence_samples import LINKS
from person_samples import RECORDS, TOTALS, ago
from sample_gate import SampleGate

from klantbeeld.pipeline.linking import review as queue
from klantbeeld.pipeline.linking.judgements import Decision
from klantbeeld.pipeline.linking.review import Question
from klantbeeld.privacy.decision_views import (
    BecomesView,
    ComparisonView,
    DecisionView,
    HistoryView,
    NamedPerson,
    SideView,
)
from klantbeeld.web.judging import decide, review

QUESTIONS = (
    Question("near_miss", (1904, 77), (812, 3305), -0.6, 0.4, 1.2),
    Question("thread", (812, 4711), (812, 812), 0.4, 0.57, 0.9),
)
_OTHERS = (NamedPerson(812, "Marijke van der Hoeven-Jansen"), NamedPerson(3305, "M. Hoeven"))
DECISIONS = (
    DecisionView(
        31, "no_match", "bram", ago(2), "vader en zoon", None, None, (812, 3305), _OTHERS,
        outdated=False, contradicts=(29,), gives_way=True,
    ),
    DecisionView(
        30, "match", "anna", ago(4), None, None, None, (812, 1904), _OTHERS[:1],
        outdated=True, contradicts=(), gives_way=False,
    ),
    DecisionView(
        29, "match", "anna", ago(5), None, None, None, tuple(range(800, 812)),
        _OTHERS[:1], outdated=False, contradicts=(31,), gives_way=False,
    ),
    DecisionView(
        12, "no_household", "anna", ago(40), None, "bram", ago(39), (812, 940),
        (NamedPerson(940, "Kees van der Hoeven"),), outdated=False, contradicts=(),
        gives_way=False,
    ),
)  # fmt: skip


def side(person_id: int, name: str, *records: int) -> SideView:
    held = tuple(record for record in RECORDS if record.record_no in records)
    return SideView(
        person_id,
        name,
        held,
        TOTALS[:1],
        Decimal("4821.36"),
        ago(2080),
    )


def comparison(sides: tuple[Sequence[int], Sequence[int]]) -> ComparisonView:
    """The sides that were asked for, by the records that the samples have of them."""
    left, right = (side(812, "Marijke Jansen", *own) for own in sides)
    if 77 in sides[1]:
        right = replace(right, person_id=3305, display_name="M. Hoeven")
    numbers = tuple(sorted({*sides[0], *sides[1]}))
    return ComparisonView(
        sides=(left, right),
        link=LINKS[0],
        becomes=(BecomesView(numbers[0], "Marijke van der Hoeven-Jansen", numbers),),
        currency="EUR",
        housemates=False,
    )


class JudgingGate(SampleGate):
    """Also what the gate tells of decisions."""

    def history(self, actor: Any, purpose: str, person_id: int) -> HistoryView:
        self._read("history", purpose)
        return HistoryView(812, person_id, self.view.events, DECISIONS, {1904: 812, 3305: 3305})

    def side_by_side(
        self, actor: Any, purpose: str, sides: tuple[Sequence[int], Sequence[int]], **_: Any
    ) -> ComparisonView:
        self._read("compare", purpose)
        return comparison(sides)


@dataclass
class Decided:
    """What was decided, and what is asked."""

    made: list[tuple[Any, ...]] = field(default_factory=list)
    questions: tuple[Question, ...] = QUESTIONS
    contradicts: tuple[int, ...] = ()
    fails: Exception | None = None

    def _take(self, *made: Any) -> Decision:
        if self.fails is not None:
            raise self.fails
        self.made.append(made)
        return Decision(40 + len(self.made), (1,), (812,), self.contradicts)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """In place of the pipeline."""

        def answer(services: Any, actor: Any, purpose: str, *rest: Any) -> Decision:
            return self._take("answer", *rest)

        def merge(services: Any, actor: Any, purpose: str, *rest: Any) -> Decision:
            return self._take("merge", *rest)

        def split(services: Any, actor: Any, purpose: str, *rest: Any) -> Decision:
            return self._take("split", *rest)

        def undo(services: Any, actor: Any, purpose: str, *rest: Any) -> Decision:
            return self._take("undo", *rest)

        def outcome(services: Any, pairs: Sequence[tuple[int, int]], verdict: str) -> Any:
            if verdict == "no_match":
                return ((812, 1904), (4711,), (77,))
            return (tuple(sorted({number for pair in pairs for number in pair})),)

        monkeypatch.setattr(queue, "questions", lambda _: self.questions)
        monkeypatch.setattr(queue, "open_questions", lambda _: len(self.questions))
        monkeypatch.setattr(review, "outcome", outcome)
        monkeypatch.setattr(review, "answer_pairs", lambda _, pair, __: [pair])
        monkeypatch.setattr(review, "answer", answer)
        monkeypatch.setattr(review, "undo", undo)
        monkeypatch.setattr(decide, "outcome", outcome)
        monkeypatch.setattr(decide, "merge_pairs", lambda *_: [(812, 77), (1904, 77)])
        monkeypatch.setattr(decide, "split_pairs", lambda *_: [(1904, 812), (1904, 4711)])
        monkeypatch.setattr(decide, "merge", merge)
        monkeypatch.setattr(decide, "split", split)
        monkeypatch.setattr(decide, "answer", answer)
