"""All addresses below ``/mine``."""

from __future__ import annotations

from fastapi import APIRouter

from klantbeeld.web.mine import acts, download, entry
from klantbeeld.web.site import Site


def router(site: Site) -> APIRouter:
    """The customer's own pages."""
    routes = APIRouter()
    for module in (entry, acts, download):
        routes.include_router(module.router(site))
    return routes
