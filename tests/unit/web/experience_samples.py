"""Made-up answers for the pages: many, a few, none, all the same; and what somebody wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.experience import ExperienceRules, Pillar
from klantbeeld.metrics.estimates import Estimate, share
from klantbeeld.metrics.experience import Window, said
from klantbeeld.metrics.observed import OBSERVED_MEASURES
from klantbeeld.pipeline.measuring.experience import ExperienceView, Observed, PillarView
from klantbeeld.privacy.answer_reads import Remark, Remarks

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
W = Words(nl="Een vraag", en="A question")


def _item(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "name": Words(nl=name.capitalize(), en=name.capitalize()), "text": W, "kind": kind,
        "scale": (0, 10), "touchpoint": "case", "field": name, **more,
    }  # fmt: skip


RULES = ExperienceRules.model_validate(
    {
        "items": {
            "recommend": _item("recommend", "nps", stage="use"),
            "promise": _item("promise", "pillar", pillar="integrity", stage="buy"),
            "heard": _item("heard", "pillar", pillar="empathy"),
            "known": _item("known", "pillar", pillar="personalisation"),
            "solved": _item("solved", "csat", scale=(1, 5), stage="ask"),
            "effort": _item("effort", "ces", scale=(1, 5), low_is_good=True, stage="ask"),
            "silent": _item("silent", "other", stage="ask"),
        }
    }
)
FORMS = ("recommend", "promise", "heard", "known")
WINDOW = Window.of(date(2026, 11, 22), 12)


def _row(item: str, month: date, level: float, answers: int, outcome: str = "answered") -> Any:
    return {
        "item": item, "month": month, "source": "till", "channel": "", "outcome": outcome,
        "level": level, "answers": answers, "remarks": answers // 3,
    }  # fmt: skip


def _rows() -> list[Any]:
    months = [date(2026, month, 1) for month in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)]
    rows = [
        _row(item, month, level, 3 + (month.month * level) % 7)
        for item in FORMS
        for month in months
        for level in (2, 6, 7, 8, 9, 10)
    ]
    rows += [_row("recommend", month, 0, 60, "silent") for month in months]
    rows += [_row("recommend", months[0], 0, 2, "off_scale")]
    rows += [_row("effort", months[0], 2, 20), _row("solved", months[1], 4, 6)]
    return rows


def _pairs() -> list[Any]:
    dice = np.random.default_rng(1)
    mood = dice.standard_normal((400, 1))
    marks = np.clip(np.round(7 + mood + dice.standard_normal((400, 4))), 0, 10)
    return [
        {"item_a": a, "item_b": b, "forms": 400, "sum_a": x.sum(), "sum_b": y.sum(),
         "sum_ab": float(x @ y)}
        for (a, x), (b, y) in combinations_with_replacement(
            list(zip(FORMS, marks.T, strict=True)), 2
        )
    ]  # fmt: skip


def _observed(name: str, found: Estimate | None) -> Observed:
    measure = OBSERVED_MEASURES[name]
    return Observed(
        name, measure.name, measure.formula, measure.unit, measure.direction,
        found or Estimate(None, 0), None if found else measure.needs, name == "reopened",
    )  # fmt: skip


def view(months: int = 12, *, enough: bool = True) -> ExperienceView:
    """A year of answers, or without ``enough`` of them nothing about what matters most."""
    found = said(RULES, _rows(), _pairs() if enough else [], WINDOW)
    observed = {
        Pillar.RESOLUTION: (
            _observed("first_contact_resolution", share(60, 90)),
            _observed("reopened", Estimate(None, 0, hidden=True)),
            _observed("transfers_per_case", None),
        )
    }
    pillars = tuple(PillarView(each, observed.get(each.pillar, ())) for each in found.pillars)
    return ExperienceView(months, WINDOW.since, WINDOW.until, found, pillars, 1)


class SampleAnswers:
    """Two texts, one of them held back."""

    def remarks(self, *asked: Any) -> Remarks:
        if asked[2] == "silent":
            return Remarks()
        return Remarks(
            (
                Remark(812, "Marieke Hoeven", AT, Decimal(8), "Vlot geholpen."),
                Remark(940, "J. Bos", AT - timedelta(days=3), None, None),
            ),
            left_out=1,
            unlinked=2,
            older=date(2026, 10, 1),
        )
