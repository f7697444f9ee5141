"""Sources: what each brought, how it is read, what was refused, and the replay after a mend.

Entering: the pipeline's status, loads and dead letters. Leaving: ``sources.html`` and
``source.html``. No personal value stands on these pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.sources import (
    Delivery,
    ProductDelivery,
    RecordDelivery,
    Source,
    TouchpointDelivery,
)
from klantbeeld.pipeline import status as pipeline_status
from klantbeeld.pipeline.landing.intake import replay_dead_letters
from klantbeeld.pipeline.views import LoadView, SourceStatus
from klantbeeld.web.contexts import (
    DeliveryMapping,
    MappedColumn,
    SourceLine,
    SourcePage,
    SourcesPage,
)
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.pictures.spark import spark
from klantbeeld.web.refusals.words import told
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

_LOADS = 30
_DEAD_LETTERS = 100
_SPARK_DAYS = 30
_MEANINGS = {
    "key": N_("the source's own number"),
    "order": N_("the order's own number"),
    "record": N_("the record that it hangs on"),
    "occurred_at": N_("when it happened"),
    "updated_at": N_("when it changed"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "status": N_("Status"),
    "due_at": N_("when it is due"),
    "line_no": N_("the number of the line"),
    "product": N_("Product"),
    "name": N_("Name"),
    "category": N_("Category"),
    "quantity": N_("Number"),
    "discount": N_("Discount"),
    "day": N_("the day or period"),
    "figure_column": N_("which figure it is"),
    "value": N_("the number"),
    "base": N_("what it is a share of"),
    "part": N_("the part that it is of"),
}
"""What a delivery's own keys mean, in the order in which they are shown."""


def router(site: Site) -> APIRouter:
    """``GET /sources``, ``GET /sources/{source}``, ``POST /sources/{source}/replay``."""
    routes = page_router(site)

    @routes.get("/sources")
    def sources(request: Request) -> Response:
        reader = site.reader(request)
        position = site.hub.position()
        return site.render(
            request,
            "sources.html",
            SourcesPage(tuple(_line(status, _today(site)) for status in _statuses(site))),
            language=reader.language,
            reader=reader,
            section="sources",
            live=f"/live/overview?after={position}",
        )

    @routes.get("/sources/{source}")
    def one_source(request: Request, source: str, replayed: bool = False) -> Response:
        reader = site.reader(request)
        position = site.hub.position()
        return site.render(
            request,
            "source.html",
            source_page(site, source, reader.language, replayed=replayed),
            language=reader.language,
            reader=reader,
            section="sources",
            live=f"/live/overview?after={position}",
        )

    @routes.post("/sources/{source}/replay")
    def replay(request: Request, source: str, csrf: str = Form("")) -> Response:
        site.form_reader(request, csrf)
        if source not in site.catalogue.sources:
            raise HTTPException(404)
        replay_dead_letters(site.services, source)
        return RedirectResponse(f"/sources/{source}?replayed=1#dead-letters", status_code=303)

    return routes


def source_page(site: Site, source: str, language: Language, *, replayed: bool) -> SourcePage:
    """One source whole; raises HTTPException 404 where the catalogue does not declare it."""
    declared = site.catalogue.sources.get(source)
    if declared is None:
        raise HTTPException(404)
    database = site.services.database
    loads = tuple(pipeline_status.loads(database, source, _LOADS))
    letters = tuple(
        replace(letter, reason=told(letter.reason, language), mend=told(letter.mend, language))
        for letter in pipeline_status.dead_letters(database, source, _DEAD_LETTERS)
    )
    status = next(status for status in _statuses(site) if status.source == source)
    return SourcePage(
        line=_line(status, _today(site)),
        trust=declared.trust,
        loads=loads,
        mappings=tuple(_mappings(site, declared, language)),
        dropped=tuple(_dropped(loads)),
        dead_letters=letters,
        waiting_letters=status.dead_letters,
        replayed=replayed,
    )


def _today(site: Site) -> date:
    return site.formats("nl").today


def _statuses(site: Site) -> tuple[SourceStatus, ...]:
    services = site.services
    return pipeline_status.source_status(services.database, services.catalogue, services.clock)


def _line(status: SourceStatus, today: date) -> SourceLine:
    arrived = dict(status.arrivals)
    days = [today - timedelta(days=back) for back in reversed(range(_SPARK_DAYS))]
    counts = [arrived.get(day, 0) for day in days]
    return SourceLine(status, spark(counts), counts[-1])


def _dropped(loads: Iterable[LoadView]) -> Iterable[tuple[str, str, int]]:
    """The undeclared columns of the newest load of each delivery."""
    seen = set()
    for load in loads:
        if load.delivery not in seen and load.state != "running":
            seen.add(load.delivery)
            for column, values in load.dropped_columns.items():
                yield load.delivery, column, values


def _mappings(site: Site, source: Source, language: Language) -> Iterable[DeliveryMapping]:
    for name, delivery in source.deliveries.items():
        yield DeliveryMapping(
            delivery=name,
            files=delivery.files,
            full=isinstance(delivery, RecordDelivery | FigureDelivery) and delivery.full,
            columns=tuple(_columns(site, delivery, language)),
        )


def _columns(site: Site, delivery: Delivery, language: Language) -> Iterable[MappedColumn]:
    for role, meaning in _MEANINGS.items():
        column = getattr(delivery, role, None)
        if isinstance(column, str):
            yield MappedColumn(column, site.say(language, meaning), matched=False)
    catalogue = site.catalogue
    if isinstance(delivery, RecordDelivery):
        for column, attribute in delivery.columns.items():
            declared = catalogue.attributes[attribute]
            yield MappedColumn(column, declared.name.in_language(language), declared.match)
    elif isinstance(delivery, TouchpointDelivery):
        detail = catalogue.touchpoints[delivery.type].detail
        for column, field in delivery.columns.items():
            yield MappedColumn(column, detail[field].in_language(language), matched=False)
    elif isinstance(delivery, ProductDelivery):
        for column, field in delivery.columns.items():
            yield MappedColumn(column, field, matched=False)
