"""What customers say of their experience, and what was observed beside it.

Entering: the pipeline's figures. Leaving: the pages under ``/experience``. Figures are sums over
people, so that none of them asks for a purpose; what somebody wrote is read through the gate, for
the reader's purpose, and stands in the log.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline.measuring import experience
from klantbeeld.web.experience.contexts import ItemLink, RemarkLine, RemarksPage
from klantbeeld.web.experience.pages import item_page, overview_page
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

SHOWN = 25


def router(site: Site) -> APIRouter:
    """``GET /experience``, ``/experience/{item}`` and ``/experience/{item}/remarks``"""
    routes = page_router(site)

    @routes.get("/experience")
    def overview(request: Request, months: int = experience.PERIODS[1]) -> Response:
        reader = site.reader(request)
        view = experience.experience(site.services, _known(months))
        page = overview_page(site, view, reader.language)
        return _render(site, request, "experience/overview.html", page, reader)

    @routes.get("/experience/{name}")
    def item(request: Request, name: str, months: int = experience.PERIODS[1]) -> Response:
        reader = site.reader(request)
        _asked(site, name)
        view = experience.experience(site.services, _known(months))
        page = item_page(site, view, name, reader.language)
        return _render(site, request, "experience/item.html", page, reader)

    @routes.get("/experience/{name}/remarks")
    def remarks(
        request: Request, name: str, before: Annotated[date | None, Query()] = None
    ) -> Response:
        reader = site.reader(request)
        _asked(site, name)
        page = remarks_page(site, reader, name, before)
        return _render(site, request, "experience/remarks.html", page, reader)

    return routes


def remarks_page(site: Site, reader: Reader, name: str, before: date | None) -> RemarksPage:
    """What people wrote beside a mark, the newest first. Raises Refused."""
    item = site.catalogue.asked.items[name]
    found = site.services.answers.remarks(reader.actor, reader.purpose, name, before, SHOWN)
    fmt = site.formats(reader.language)
    return RemarksPage(
        item=ItemLink(
            item.name.in_language(reader.language),
            item.text.in_language(reader.language),
            f"/experience/{name}",
        ),
        purpose=site.catalogue.purposes[reader.purpose].name,
        lines=tuple(
            RemarkLine(
                each.person_id,
                each.display_name,
                each.at,
                fmt.number(each.mark) if each.mark is not None else "",
                each.text or "",
            )
            for each in found.remarks
        ),
        left_out=found.left_out,
        unlinked=found.unlinked,
        older=f"/experience/{name}/remarks?before={found.older}" if found.older else "",
    )


def _known(months: int) -> int:
    return months if months in experience.PERIODS else experience.PERIODS[1]


def _asked(site: Site, name: str) -> None:
    if name not in site.catalogue.asked.items:
        raise HTTPException(404)


def _render(site: Site, request: Request, template: str, page: object, reader: Reader) -> Response:
    return site.render(
        request, template, page, language=reader.language, reader=reader, section="experience"
    )
