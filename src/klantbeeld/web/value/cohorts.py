"""Cohorts: of the customers who came in one month, how many still buy, and what they bring.

Entering: who reads, and what to show. Leaving: ``value/cohorts.html``: a heat map and the same
figures as a table. Sums over people; a cohort of few is not told, so that none asks for a purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.valuing import lifecycle_figures as figures
from klantbeeld.pipeline.valuing.lifecycle_figures import Cohort
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.pictures.cohorts import heat_picture
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.value.lifecycle_contexts import CohortCell, CohortRow, CohortsPage

SHOWS = {
    "share": (
        N_("Still buying"),
        N_("Part of the customers of a month who bought in each month after it."),
    ),
    "amount": (
        N_("Revenue per customer"),
        N_("What was bought in each month, less returns, by all customers of the cohort together."),
    ),
    "total": (
        N_("Revenue so far"),
        N_("The same added up: what a customer of that month has brought until then."),
    ),
}
MOST = 24
"""Cohorts, and months after the first, in one picture."""

Value = float | None


def router(site: Site) -> APIRouter:
    """``GET /value/cohorts?show=``"""
    routes = page_router(site)

    @routes.get("/value/cohorts")
    def cohorts(request: Request, show: str = Query("share", max_length=10)) -> Response:
        reader = site.reader(request)
        page = cohorts_page(site, reader.language, show if show in SHOWS else "share")
        return site.render(
            request, "value/cohorts.html", page,
            language=reader.language, reader=reader, section="value",
        )  # fmt: skip

    return routes


def cohorts_page(site: Site, language: Language, show: str) -> CohortsPage:
    """The newest cohorts."""
    found = figures.cohorts(site.services, MOST)
    today = figures.today_of(site.services)
    values = [cohort_values(cohort, show, today) for cohort in found]
    later = [value for row in values for value in row[0 if show == "total" else 1 :]]
    most = max((value for value in later if value is not None), default=0.0)
    cells = [[(column, value) for column, value in enumerate(row)] for row in values]
    say = translations(language).gettext
    return CohortsPage(
        show=show,
        shows=tuple((code, say(name), say(meaning)) for code, (name, meaning) in SHOWS.items()),
        caption=say(SHOWS[show][1]),
        picture=heat_picture(cells, most) if found else None,
        rows=tuple(
            _row(site, language, cohort, row, show)
            for cohort, row in zip(found, values, strict=True)
        ),
        columns=max(map(len, values), default=0),
        average=_averages(site, language, found, show, today),
    )


def cohort_values(cohort: Cohort, show: str, today: date) -> list[Value]:
    """By months since the first one, up to the running month; None where it is not told."""
    months = min(figures.months_between(cohort.month, today.replace(day=1)) + 1, MOST + 1)
    if cohort.customers < SMALLEST_GROUP:
        return [None] * months
    values: list[Value] = []
    total = Decimal(0)
    for month in range(months):
        customers, _, amount = cohort.later.get(month, (0, 0, Decimal(0)))
        total += amount
        if show == "share":
            values.append(customers / cohort.customers)
        else:
            values.append(float((total if show == "total" else amount) / cohort.customers))
    return values


def _averages(
    site: Site, language: Language, found: Sequence[Cohort], show: str, today: date
) -> tuple[str, ...]:
    """Of every cohort that has had the whole month, weighed by its customers."""
    now = today.replace(day=1)
    told = [
        (
            cohort.customers,
            cohort_values(cohort, show, today)[: figures.months_between(cohort.month, now)],
        )
        for cohort in found
        if cohort.customers >= SMALLEST_GROUP
    ]
    averages = []
    for month in range(max((len(values) for _, values in told), default=0)):
        own = [(n, values[month] or 0.0) for n, values in told if len(values) > month]
        mean = sum(n * value for n, value in own) / sum(n for n, _ in own)
        averages.append(_shown(site, language, mean, show))
    return tuple(averages)


def _row(
    site: Site, language: Language, cohort: Cohort, values: Sequence[Value], show: str
) -> CohortRow:
    fmt, say = site.formats(language), translations(language).gettext
    few = cohort.customers < SMALLEST_GROUP
    name = fmt.month(cohort.month)
    customers = (
        say("fewer than %(number)s") % {"number": SMALLEST_GROUP}
        if few
        else fmt.number(cohort.customers)
    )
    now = figures.months_between(cohort.month, figures.today_of(site.services).replace(day=1))
    cells = []
    for month, value in enumerate(values):
        shown = say("too few to tell") if value is None else _shown(site, language, value, show)
        running = month == now
        said = say("%(name)s, %(customers)s customers, after %(month)s months: %(value)s") % {
            "name": name, "customers": customers, "month": month, "value": shown,
        }  # fmt: skip
        if running:
            said += f" ({say('not over yet')})"
        cells.append(CohortCell(_within(language, site, value, show), shown, said, running))
    return CohortRow(name, customers, tuple(cells))


def _shown(site: Site, language: Language, value: float, show: str) -> str:
    fmt = site.formats(language)
    if show == "share":
        return fmt.share(value)
    return fmt.whole_money(value, site.catalogue.organisation.currency)


def _within(language: Language, site: Site, value: Value, show: str) -> str:
    """Without a unit, which the caption has: a cell is small."""
    if not value:
        return ""
    fmt = site.formats(language)
    return fmt.number(round(100 * value) if show == "share" else round(value))
