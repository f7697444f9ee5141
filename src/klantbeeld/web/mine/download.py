"""Downloading everything: a report to read, or a file for a machine (Articles 15 and 20 AVG/GDPR).

Entering: a posted form of a visit. Leaving: a PDF or JSON file, and a request in the register that
was answered at once. A second file on one day belongs to the same request.
"""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Form
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.rights.copy import Copy, as_json, copy_for
from klantbeeld.pipeline.rights.report import access_report
from klantbeeld.privacy.own_page.links import Visit
from klantbeeld.privacy.requests.state import Identified, Kind, State
from klantbeeld.privacy.requests.state import Request as RightsRequest
from klantbeeld.privacy.subject import OWN_DATA
from klantbeeld.web.mine.desk import own_router, visit_of_form
from klantbeeld.web.site import Site

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def router(site: Site) -> APIRouter:
    """``POST /mine/download``"""
    routes = own_router(site)

    @routes.post("/download")
    def download(
        request: Request, form: Literal["pdf", "json"] = Form(), csrf: str = Form("")
    ) -> Response:
        visit = visit_of_form(site, request, csrf)
        copy = own_copy(site, visit, site.signed_out_language(request))
        day = site.formats("nl").today.isoformat()
        if form == "pdf":
            return _file(as_pdf(access_report(copy)), "application/pdf", f"mijn-gegevens-{day}.pdf")
        text = _ANY.dump_json(as_json(copy), indent=2)
        return _file(text, "application/json", f"mijn-gegevens-{day}.json")

    return routes


def own_copy(site: Site, visit: Visit, language: str) -> Copy:
    """Everything that is held of the visitor. Raises Refused and NotFound."""
    services, who = site.services, visit.actor
    request = _request_of_today(site, visit, language)
    copy = copy_for(services, who, OWN_DATA, request.request_no, Kind.ACCESS)
    if request.state is not State.ANSWERED:
        services.requests.answered(who, OWN_DATA, request.request_no)
    return copy


def _request_of_today(site: Site, visit: Visit, language: str) -> RightsRequest:
    requests, who = site.services.requests, visit.actor
    today = site.formats("nl").today
    usable = (State.READY, State.CARRIED_OUT, State.ANSWERED)
    for each in requests.of_person(who, OWN_DATA, visit.person_id):
        own = each.kind is Kind.ACCESS and each.received_via == "own_page"
        same = each.received_on == today and each.language == language
        if own and same and each.state in usable:
            return each
    made = requests.open(
        who, OWN_DATA, Kind.ACCESS, visit.person_id, via="own_page", language=language
    )
    return requests.identified(who, OWN_DATA, made.request_no, Identified.SIGNED_IN)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
