"""Customers' experience for the surfaces: what they say, and what was observed beside it.

Entering: opened services and how many months. Leaving: answers by item, pillar and stage, with the
observed measures of each pillar. Figures are sums over people; nobody can be recognised in one, so
that no purpose is asked for. What somebody wrote is read through the gate (``answer_reads``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.metrics import Direction, Unit
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.estimates import Estimate, share
from klantbeeld.metrics.experience import (
    ObservedSum,
    PillarFigure,
    Said,
    Window,
    read_observed,
    read_said,
    told,
)
from klantbeeld.metrics.fold import fold_unless_busy
from klantbeeld.metrics.kept import written
from klantbeeld.metrics.observed import OBSERVED_MEASURES
from klantbeeld.metrics.read import MetricView
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.clock import last_day, received_on
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.measuring", "experience.sql")

PERIODS = (3, 12, 24)
"""Over how many months one can look."""

COMPLAINT_DAYS = 90

ANSWERS = ("metric_item", "metric_answer_day", "metric_answer_pair_day")
"""The tables from which it is told what customers say."""

_NO_PERIOD = Words(nl="een hele periode met cijfers", en="a whole period with figures")


@dataclass(frozen=True, slots=True)
class Observed:
    """One observed measure or metric beside a pillar."""

    id: str
    name: Words
    formula: Words
    unit: Unit
    direction: Direction
    estimate: Estimate
    needs: Words | None
    """What is missing; None where it is measured."""
    is_metric: bool
    """Whether it has a page of its own among the metrics."""


@dataclass(frozen=True, slots=True)
class PillarView:
    """One pillar: what customers say, beside what was observed."""

    figure: PillarFigure
    observed: tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class ExperienceView:
    """Everything about customers' experience over some months."""

    months: int
    since: date
    until: date
    said: Said
    pillars: tuple[PillarView, ...]
    open_complaints: int | None
    """On the day that they were last counted; None where no complaint is declared."""


def experience(services: Services, months: int = 12) -> ExperienceView:
    """As of now; what waits is folded in first, unless somebody folds already."""
    catalogue = services.catalogue
    fold_unless_busy(services.database, catalogue)
    now = services.clock()
    zone = ZoneInfo(catalogue.organisation.time_zone)
    today = now.astimezone(zone).date()
    window = Window.of(today, months)
    with services.database.transaction() as transaction:
        # What was written is asked before what is read: newer than told it may be, never older.
        standing = (written(transaction), catalogue, today)
        read = partial(read_said, transaction, catalogue, window)
        said = services.kept.reading(("said", months), ANSWERS, standing, read)
        sums = read_observed(transaction, window)
        since = datetime.combine(window.since, time.min, zone)
        if (requests := _requests(transaction, catalogue, since, now)) is not None:
            sums["requests_in_time"] = requests
        offers = one_row(transaction, SQL["offers"], {"since": since})
        if offers["cases"]:
            sums["offers_accepted"] = ObservedSum(offers["cases"], offers["accepted"])
        complaints = _complaints(transaction, catalogue, today, now)
    if complaints is not None:
        sums["mailed_during_complaint"] = ObservedSum(complaints[0], complaints[1])
    beside = catalogue.asked.observed
    asked = {name for figure in said.pillars for name in beside.get(figure.pillar, ())}
    metrics = tuple(sorted(asked - OBSERVED_MEASURES.keys()))
    views = {view.id: view for view in figures.standing(services, metrics)}
    pillars = tuple(
        PillarView(
            figure,
            tuple(
                _metric(views[name]) if name in views else _observed(name, sums)
                for name in beside.get(figure.pillar, ())
            ),
        )
        for figure in said.pillars
    )
    opened = complaints[2] if complaints is not None else None
    return ExperienceView(months, window.since, window.until, said, pillars, opened)


def _observed(name: str, sums: Mapping[str, ObservedSum]) -> Observed:
    measure = OBSERVED_MEASURES[name]
    found = sums.get(name)
    return Observed(
        id=name,
        name=measure.name,
        formula=measure.formula,
        unit=measure.unit,
        direction=measure.direction,
        estimate=Estimate(None, 0) if found is None else _estimate(measure.is_share, found),
        needs=measure.needs if found is None else None,
        is_metric=False,
    )


def _estimate(is_share: bool, found: ObservedSum) -> Estimate:
    if is_share:
        return told(share(found.total, found.cases))
    return told(Estimate(found.total / found.cases if found.cases else None, found.cases))


def _metric(view: MetricView) -> Observed:
    """A metric over its last whole period."""
    last = view.last
    estimate = Estimate(None, 0)
    if last is not None:
        few = Estimate(None, 0, hidden=True)
        estimate = (
            few if last.n is None else told(Estimate(last.value, last.n, last.low, last.high))
        )
    lacks = [each.what for each in view.connect] or [_NO_PERIOD]
    missing = Words(
        nl=", ".join(each.nl for each in lacks), en=", ".join(each.en for each in lacks)
    )
    return Observed(
        id=view.id,
        name=view.name,
        formula=view.metric.formula,
        unit=view.unit,
        direction=view.direction,
        estimate=estimate,
        needs=missing if last is None else None,
        is_metric=True,
    )


def _requests(
    transaction: Transaction, catalogue: Catalogue, since: datetime, now: datetime
) -> ObservedSum | None:
    """Of the requests that should have had their answer, how many had it in time."""
    organisation = catalogue.organisation
    cases = in_time = 0
    for row in transaction.execute(SQL["requests"], {"since": since}):
        received = received_on(row["received_at"], organisation)
        due = last_day(received, organisation, extended=bool(row["extended"]))
        ended = row["ended_at"] or now
        late = received_on(ended, organisation) > due
        if row["withdrawn"] or (row["ended_at"] is None and not late):
            continue
        cases += 1
        in_time += not late
    return ObservedSum(cases, in_time) if cases else None


def _complaints(
    transaction: Transaction, catalogue: Catalogue, today: date, now: datetime
) -> tuple[int, int, int] | None:
    """Complaints of the last days, those during which a mailing went out, and those open; counted
    once a day. None where no complaint is declared or cannot be seen to end."""
    if not catalogue.asked.complaints:
        return None
    transaction.execute(SQL["lock"])
    counted = transaction.execute(SQL["counted"]).fetchone()
    if counted is None or counted["counted_on"] != today:
        transaction.execute(SQL["count_complaints"], _asked(catalogue, today, now))
        counted = transaction.execute(SQL["counted"]).fetchone()
    if counted is None:
        return None
    return counted["complaints"], counted["mailed"], counted["open"]


def _asked(catalogue: Catalogue, today: date, now: datetime) -> dict[str, object]:
    types = catalogue.touchpoints
    rules = [
        (each.touchpoint, each.field or "", word.strip().lower(),
         types[each.touchpoint].means.get(Meaning.CLOSED, ""))
        for each in catalogue.asked.complaints
        for word in each.words or ("",)
    ]  # fmt: skip
    opened = [(name, status) for name, *_ in rules for status in types[name].open_statuses]
    opened = list(dict.fromkeys(opened))
    return {
        "types": [rule[0] for rule in rules],
        "fields": [rule[1] for rule in rules],
        "words": [rule[2] for rule in rules],
        "closed_fields": [rule[3] for rule in rules],
        "open_types": [name for name, _ in opened],
        "open_statuses": [status for _, status in opened],
        "sends": [n for n, each in types.items() if each.kind is TouchpointKind.CAMPAIGN_SEND],
        "since": now - timedelta(days=COMPLAINT_DAYS),
        "now": now,
        "today": today,
        "zone": catalogue.organisation.time_zone,
    }
