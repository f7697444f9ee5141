"""Made-up figures of the lifecycle: stages with many and with few, cohorts with a small one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline.valuing.lifecycle_figures import Cell, Cohort, Group, StageFlow, Standing
from klantbeeld.privacy.lifecycle_reads import Alert, Alerts
from klantbeeld.privacy.lists import ListedPerson, PeopleList
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.views import Actor

DAY = date(2026, 11, 20)
MARIEKE = ListedPerson(812, "Marieke Hoeven", "Utrecht", 3)
FOUND = PeopleList((MARIEKE, ListedPerson(940, "J. Bos", None, 1)), 120, {Bar.OBJECTED: 1}, 1)
STANDING = Standing(
    DAY,
    True,
    (
        Group("prospect", 900), Group("new", 3, Decimal(90)), Group("active", 400, Decimal(40_100)),
        Group("loyal", 1200, Decimal(912_000), 1180, Decimal(590_000)),
        Group("won_back", 0, Decimal(0)),
        Group("at_risk", 240, Decimal(80_000), 4, Decimal(70)), Group("lost", 5000, Decimal(-12)),
    ),
    date(2024, 2, 1),
    12,
    Decimal(810),
)  # fmt: skip
CELLS = (
    Cell("prospect", "new", 3, Decimal(90)),
    Cell("active", "active", 380, Decimal(0)),
    Cell("loyal", "at_risk", 120, Decimal(61_000)),
    Cell("loyal", "lost", 4, Decimal(2_000)),
    Cell("at_risk", "loyal", 20, Decimal(700)),
    Cell("lost", "lost", 4900, Decimal(0)),
)
COHORTS = (
    Cohort(
        date(2026, 8, 1), 200,
        {0: (200, 220, Decimal(9000)), 1: (90, 99, Decimal(4000)), 3: (1, 1, Decimal(-30))},
    ),
    Cohort(date(2026, 10, 1), 4, {0: (4, 4, Decimal(10))}),
)  # fmt: skip
ALERT = Alert(MARIEKE, date(2026, 11, 12), "loyal", "at_risk", Decimal(1900), None, None)
HANDLED = Alert(
    MARIEKE, date(2026, 10, 2), "active", "lost", Decimal(900), "anna",
    datetime(2026, 10, 3, 9, tzinfo=UTC),
)  # fmt: skip


def told_for(catalogue: Catalogue, purpose: str) -> Catalogue:
    """The same, with stages and estimates for this purpose."""
    value = catalogue.value.model_copy(update={"purpose": purpose})
    return catalogue.model_copy(update={"value": value})


def flow(_: object, first: date, last: date) -> StageFlow:
    """The same moves in every period."""
    return StageFlow(first, last, CELLS)


class SampleLifecycle:
    """Two people in every list; one alert that waits, one that was taken in hand."""

    def waiting(self) -> tuple[int, Decimal]:
        return 2, Decimal(4800)

    def may_see(self, _: str) -> bool:
        return True

    def alerts(self, *_: Any, handled: bool = False, **__: Any) -> Alerts:
        return Alerts((HANDLED if handled else ALERT,), FOUND)

    def in_stage(self, *_: Any) -> PeopleList:
        return FOUND

    def moved(self, *_: Any) -> PeopleList:
        return PeopleList()


class SampleLists:
    """Whether a figure is of too few."""

    def too_few(self, _: Actor, people: int) -> bool:
        return 0 < people < 10
