"""Value and churn as the pipeline and the gate would hand them out, for pages without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from person_samples import NOW

from klantbeeld.pipeline.valuing.models import Kind, Version
from klantbeeld.pipeline.valuing.views import (
    Band,
    Group,
    Leaving,
    MonthValue,
    Standing,
    Totals,
    Trouble,
    ValueFigures,
)
from klantbeeld.privacy.lifecycle_reads import StageView
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.value_reads import Behaviour, ValueView
from klantbeeld.privacy.views import Actor

LEFT_OUT = {"no_profiling": 3, "objected": 1, "people": 4}
ABOUT: dict[str, Any] = {
    "purpose": "service", "currency": "EUR", "until": "2026-11-01", "left_out": LEFT_OUT,
    "terms": {"horizon_days": 365, "margin": 0.25, "yearly_discount": 0.1}, "buyers": 950,
    "period": {"first": "2025-11-01", "last": "2026-11-01", "customers": 950, "came_back": 700,
               "purchases": 6_000},
    "limits": [{"code": "no_seasons", "parameters": {"days": 365}}],
}  # fmt: skip
FORETOLD = {
    "origin_day": 20_400, "weeks": 26.0, "customers": 800, "expected": 2_100.0, "actual": 2_000.0,
    "deviance": 1.2, "mean_absolute_error": 1.1,
}  # fmt: skip
MEASURES = {
    "people": 800, "base_rate": 0.3, "auc": 0.8, "brier": 0.15, "ece": 0.02, "lift": 2.5,
    "table": [{"people": 80, "said": 0.1 * n, "came": 0.1 * n + 0.02, "low": 0.1 * n,
               "high": 0.1 * n + 0.05} for n in range(10)],
}  # fmt: skip
LIFETIME = Version(
    1, Kind.LIFETIME_VALUE, 1, NOW, "live",
    {**ABOUT, "chosen": "bg_nbd", "parameters": [["r", 0.243], ["alpha", 4.414]],
     "amounts": [["p", 6.25]], "level": 1.05, "record": {"bg_nbd": [FORETOLD]},
     "rivals": {"same_again": [{**FORETOLD, "deviance": 2.0}]},
     "money": {"origin_day": 20_400, "last_day": 20_500, "expected": 5_000.0, "low": 4_000.0,
               "high": 6_000.0, "actual": 5_500.0}},
)  # fmt: skip
CHURN = Version(
    2, Kind.CHURN, 1, NOW, "live",
    {**ABOUT, "chosen": "logistic", "horizon_days": 91, "moments": 8, "rows": 4_000,
     "weights": {"days_since_last": 0.8, "warmth_10": -0.4}, "regression": MEASURES,
     "closed_form": {**MEASURES, "auc": 0.78}},
)  # fmt: skip
PLAIN = Version(
    3, Kind.CHURN, 2, NOW, "retired",
    {**CHURN.told, "chosen": "closed_form", "weights": {}, "regression": None,
     "limits": [{"code": "closed_form_only", "parameters": {"why": "too_short"}}]},
)  # fmt: skip
UNTESTED = Version(
    4, Kind.CHURN, 3, NOW, "retired",
    {key: value for key, value in PLAIN.told.items() if key not in {"regression", "closed_form"}}
    | {"untested": {"code": "too_few_customers", "parameters": {"have": 20, "need": 30}}},
)  # fmt: skip
REFUSED = Version(
    5, Kind.LIFETIME_VALUE, 2, NOW, "refused",
    {**{key: value for key, value in ABOUT.items() if key not in {"period", "limits"}},
     "trouble": {"code": "too_few_customers", "parameters": {"have": 12, "need": 30}}},
)  # fmt: skip
VERSIONS = (UNTESTED, PLAIN, CHURN, REFUSED, LIFETIME)

STANDING = Standing(
    "service", None, NOW, date(2026, 11, 18), date(2026, 10, 31), LEFT_OUT, LIFETIME,
    CHURN, None, None,
)  # fmt: skip
BARRED = replace(STANDING, barred="purpose_off", lifetime=None, churn=None)
WAITS = replace(
    STANDING, lifetime=None, churn=None, left_out={},
    lifetime_trouble=Trouble("too_few_customers", {"have": 12, "need": 30}),
)  # fmt: skip
FIGURES = ValueFigures(
    STANDING, "EUR", 365, 0.25, 0.1,
    Totals(950, Decimal(95_000), Decimal(80_000), Decimal(110_000), Decimal(96_000),
           Decimal(2_000), Decimal(3_000), Decimal(-7_000), Decimal(1_000)),
    Leaving(91, 700, 140.4, Decimal(9_000),
            tuple(Band(n, 70 if n else 5, 0 if n else 250) for n in range(10))),
    (MonthValue(date(2026, 10, 1), 940, Decimal(96_000)),
     MonthValue(date(2026, 11, 1), 950, Decimal(95_000))),
    (Group("till", 900, Decimal(90_000)), Group("", None, None)),
    (Group("2026-10", 950, Decimal(95_000)),),
    (Group("loyal", 500, Decimal(80_000)), Group("lost", 450, Decimal(15_000))),
)  # fmt: skip


def empty(standing: Standing) -> ValueFigures:
    """Nothing to tell yet."""
    return ValueFigures(standing, "EUR", 365, 1.0, 0.0, None, None)


VIEW = ValueView(
    812, date(2026, 11, 18), "EUR", 365, 0.25, Decimal("120.50"), Decimal(10), Decimal("310.20"),
    0.82, 91,
    Behaviour(23, date(2026, 9, 1), 78, 12.0, Decimal("31.20"), 0.18),
    StageView("at_risk", date(2026, 10, 1), date(2024, 3, 2), date(2026, 9, 1), 23, 9, 12.0,
              date(2026, 10, 1), date(2027, 10, 1), Decimal("310.00")),
    (), 1, 1,
)  # fmt: skip
ONCE = replace(
    VIEW, churn=0.05, margin=1.0, stage=None,
    behaviour=Behaviour(1, date(2026, 11, 1), 17, None, None, None),
)  # fmt: skip
NEVER = replace(VIEW, value=None, low=None, high=None, churn=None, behaviour=None, stage=None)
OBJECTS = replace(NEVER, left_out=(Bar.NO_PROFILING,))


class SampleValue:
    """Estimates for the service agent; nobody else may read them."""

    purpose = "service"

    def __init__(self) -> None:
        self.view = VIEW

    def may_read(self, actor: Actor) -> bool:
        return actor.role == "service"

    def value(self, _actor: Actor, _purpose: str, _person_id: int) -> ValueView:
        return self.view
