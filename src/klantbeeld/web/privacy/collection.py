"""What is collected, what for, who still needs it; dropping what nobody does.

Entering: figures about the collection. Leaving: ``privacy/collection.html`` and
``privacy/drop.html``. They name no person. A drop shows first exactly what goes: it cannot be
undone.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.rights.dropping import drop_in_background, preview_drop
from klantbeeld.privacy.collection.views import Collected, CollectionView, Columns
from klantbeeld.web import words
from klantbeeld.web.languages import Language
from klantbeeld.web.privacy.collection_contexts import (
    CollectedLine,
    CollectionPage,
    DropPage,
    Part,
)
from klantbeeld.web.privacy.collection_words import GOALS, OBSTACLES, STANDINGS
from klantbeeld.web.refusals.words import in_words
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site


def router(site: Site) -> APIRouter:
    """``GET /privacy/collection``, ``GET`` and ``POST /privacy/collection/{name}/drop``"""
    routes = page_router(site)

    @routes.get("/privacy/collection")
    def collection(request: Request) -> Response:
        reader = site.reader(request)
        page = collection_page(site, site.services.collection.overview(), reader.language)
        return _render(site, request, "privacy/collection.html", page, reader)

    @routes.get("/privacy/collection/{name}/drop")
    def ask(request: Request, name: str) -> Response:
        reader = site.reader(request)
        page = _drop_page(site, reader, name, "", "")
        return _render(site, request, "privacy/drop.html", page, reader)

    @routes.post("/privacy/collection/{name}/drop")
    def drop(request: Request, name: str, csrf: str = Form(""), reason: str = Form("")) -> Response:
        reader = site.form_reader(request, csrf)
        try:
            drop_in_background(site.services, reader.actor, reader.purpose, name, reason)
        except InputError as error:
            fault = in_words(error, reader.language)
            page = _drop_page(site, reader, name, reason, f"{fault.what} {fault.mend}")
            return _render(site, request, "privacy/drop.html", page, reader, status=400)
        return RedirectResponse(f"/privacy/collection/{name}/drop", status_code=303)

    return routes


def collection_page(site: Site, view: CollectionView, language: Language) -> CollectionPage:
    """Everything that is collected, the drop list first."""
    lines = tuple(_line(site, item, language) for item in view.items)
    return CollectionPage(
        columns=view.columns,
        parts=tuple(_parts(view.columns)),
        drop_list=tuple(line for line in lines if line.view in view.drop_list),
        coming=tuple(line for line in lines if line.view.standing == "new"),
        lines=lines,
        dropped=view.dropped,
        patience=site.formats(language).period(view.unused_after),
        cost_of_a_fault=view.cost_of_a_fault,
    )


def _line(site: Site, item: Collected, language: Language) -> CollectedLine:
    read = item.readers[0] if item.readers else None
    wrong = item.pollution is not None and item.pollution.share > 0
    worst = words.DIMENSIONS.get(item.pollution.dimension) if item.pollution and wrong else None
    return CollectedLine(
        view=item,
        goal=site.say(language, GOALS[item.goal]),
        standing=site.say(language, STANDINGS[item.standing]),
        read_by=read.label if read else None,
        read_at=read.last_at if read else None,
        worst=site.say(language, worst[0]) if worst else "",
    )


def _parts(columns: Columns) -> Iterator[Part]:
    start = 0.0
    for kind in ("used", "unused", "not_kept"):
        width = 100 * getattr(columns, kind) / columns.total if columns.total else 0.0
        yield Part(kind, start, width)
        start += width


def _drop_page(site: Site, reader: Reader, name: str, reason: str, fault: str) -> DropPage:
    catalogue = site.catalogue
    thing = catalogue.attributes.get(name) or catalogue.touchpoints.get(name)
    if thing is None:
        raise HTTPException(404)
    preview = preview_drop(site.services, name)
    dropped = site.services.collection.overview().dropped if preview.dropped else ()
    able = site.services.gate.door.holders(Duty.ADMINISTER)
    obstacle = OBSTACLES[preview.obstacle] if preview.obstacle else ""
    return DropPage(
        preview=preview,
        label=thing.name,
        obstacle=site.say(reader.language, obstacle) if obstacle else "",
        may_drop=reader.actor.role in able,
        droppers=tuple(catalogue.roles[role].name for role in able),
        under_way=next((each for each in dropped if each.name == name), None),
        reason=reason,
        fault=fault,
    )


def _render(
    site: Site,
    request: Request,
    template: str,
    page: CollectionPage | DropPage,
    reader: Reader,
    status: int = 200,
) -> Response:
    return site.render(
        request,
        template,
        page,
        language=reader.language,
        reader=reader,
        section="privacy",
        status=status,
    )
