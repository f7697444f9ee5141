"""Keys of the API, for the roles that administer them.

Entering: posted forms. Leaving: ``settings/keys.html``; a new secret stands on the answer to its
form alone, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import Fault, InputError
from klantbeeld.privacy.accounts.keys import ApiKey, ApiKeys
from klantbeeld.web.refusals.words import in_words
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

_OPEN = "administer_keys"


@dataclass(frozen=True, slots=True)
class KeysPage:
    """``settings/keys.html``"""

    keys: tuple[ApiKey, ...]
    roles: Mapping[str, Words]
    sources: Mapping[str, Words]
    partners: Mapping[str, str]
    said: str
    secret: str = ""
    """Of the key that was made just now: shown once."""
    name: str = ""
    fault: Fault | None = None


def router(site: Site) -> APIRouter:
    """``/settings/keys``"""
    routes = page_router(site)
    administration = site.services.administration

    @routes.get("/settings/keys")
    def show(request: Request, said: str = "") -> Response:
        reader = site.reader(request)
        keys = administration.open(reader.actor, reader.purpose, _OPEN).keys
        return _show(site, request, reader, keys, said)

    @routes.post("/settings/keys")
    def create(
        request: Request,
        name: str = Form("", max_length=100),
        role: str = Form("", max_length=63),
        scope: list[str] = Form([]),  # noqa: B008  # how FastAPI declares a form
        source: list[str] = Form([]),  # noqa: B008
        days: int = Form(366),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        keys = administration.open(reader.actor, reader.purpose, "key_created").keys
        life = timedelta(days=min(days, 10_000))
        try:
            _declared(site, role)
            secret = keys.create(name, role, scope, sources=source, life=life, by=reader.actor)
        except InputError as error:
            fault = in_words(error, reader.language)
            return _show(site, request, reader, keys, "", name=name, fault=fault)
        return _show(site, request, reader, keys, "made", name=name, secret=secret)

    @routes.post("/settings/keys/change")
    def change(
        request: Request,
        name: str = Form("", max_length=100),
        do: str = Form(""),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        keys = administration.open(reader.actor, reader.purpose, "key_changed").keys
        if do == "rotate":
            secret = keys.rotate(name, by=reader.actor)
            return _show(site, request, reader, keys, "rotated", name=name, secret=secret)
        keys.revoke(name, by=reader.actor)
        return RedirectResponse("/settings/keys?said=revoked", status_code=303)

    return routes


def _declared(site: Site, role: str) -> None:
    if role not in site.catalogue.roles:
        raise InputError.single("there is no such role", "role", "Choose one of the list.")


def _show(
    site: Site,
    request: Request,
    reader: Reader,
    keys: ApiKeys,
    said: str,
    *,
    name: str = "",
    secret: str = "",
    fault: Fault | None = None,
) -> Response:
    page = KeysPage(
        keys=keys.all(),
        roles={role: each.name for role, each in site.catalogue.roles.items()},
        sources={source: each.name for source, each in site.catalogue.sources.items()},
        partners={code: each.name for code, each in site.catalogue.partners.items()},
        said=said,
        secret=secret,
        name=name,
        fault=fault,
    )
    return site.render(
        request,
        "settings/keys.html",
        page,
        language=reader.language,
        reader=reader,
        section="settings",
        status=200 if fault is None else 400,
    )
