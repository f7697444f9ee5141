"""The organisation: what it is called, and who acts for it.

Entering: the gate's view, a logged read. Leaving: ``organisation.html``.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.web.contexts import OrganisationPage
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site


def router(site: Site) -> APIRouter:
    """``GET /organisations/{organisation_id}``"""
    routes = page_router(site)

    @routes.get("/organisations/{organisation_id}")
    def organisation(request: Request, organisation_id: int) -> Response:
        reader = site.reader(request)
        view = site.services.gate.organisation(reader.actor, reader.purpose, organisation_id)
        return site.render(
            request,
            "organisation.html",
            OrganisationPage(view, redirected=view.organisation_id != organisation_id),
            language=reader.language,
            reader=reader,
            section="person",
        )

    return routes
