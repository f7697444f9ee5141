"""Accounts of colleagues, for the roles that administer them.

Entering: posted forms. Leaving: ``settings/accounts.html``. Every change stands in the log; a role
without the duty gets the page that says who has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import Fault, InputError
from klantbeeld.privacy.accounts.accounts import Account, Accounts
from klantbeeld.privacy.views import Actor
from klantbeeld.web.refusals.words import in_words
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

_OPEN = "administer_accounts"


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """``settings/accounts.html``"""

    accounts: tuple[Account, ...]
    roles: Mapping[str, Words]
    needs_code: frozenset[str]
    """The roles that need a second lock."""
    said: str
    """What was done just now, and to whom."""
    username: str = ""
    """What was typed of a new account that could not be made."""
    role: str = ""
    fault: Fault | None = None


def router(site: Site) -> APIRouter:
    """``/settings/accounts``"""
    routes = page_router(site)
    administration = site.services.administration

    @routes.get("/settings/accounts")
    def show(request: Request, said: str = "") -> Response:
        reader = site.reader(request)
        accounts = administration.open(reader.actor, reader.purpose, _OPEN)
        return _show(site, request, reader, accounts, said)

    @routes.post("/settings/accounts")
    def create(
        request: Request,
        username: str = Form("", max_length=200),
        password: str = Form("", max_length=1000),
        role: str = Form("", max_length=63),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        accounts = administration.open(reader.actor, reader.purpose, "account_created")
        try:
            _declared(site, role)
            accounts.create(username, password, role, by=reader.actor)
        except InputError as error:
            return _show(
                site, request, reader, accounts, "",
                username=username, role=role, fault=in_words(error, reader.language),
            )  # fmt: skip
        return RedirectResponse("/settings/accounts?said=made", status_code=303)

    @routes.post("/settings/accounts/change")
    def change(
        request: Request,
        username: str = Form("", max_length=200),
        do: str = Form(""),
        role: str = Form("", max_length=63),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        accounts = administration.open(reader.actor, reader.purpose, "account_changed")
        _change(site, accounts, reader.actor, username, do, role)
        return RedirectResponse(f"/settings/accounts?said={do}", status_code=303)

    return routes


def _change(site: Site, accounts: Accounts, by: Actor, username: str, do: str, role: str) -> None:
    """Raises InputError for an account or a change that there is not, and for shutting oneself
    out."""
    if username == by.name and do != "sign_out":
        raise InputError.single(
            "nobody changes their own account here",
            "username",
            "Ask a colleague who administers accounts, or use the page of your own account.",
        )
    match do:
        case "disable":
            accounts.changes.disable(username, by)
        case "enable":
            accounts.changes.enable(username, by)
        case "role":
            _declared(site, role)
            accounts.changes.role(username, role, by)
        case "reset":
            accounts.changes.remove_second_factor(username, by)
        case "sign_out":
            accounts.sessions.end_all(username, by)
        case _:
            raise InputError.single("there is no such change", "do", "Use the buttons of the page.")


def _declared(site: Site, role: str) -> None:
    if role not in site.catalogue.roles:
        raise InputError.single("there is no such role", "role", "Choose one of the list.")


def _show(
    site: Site,
    request: Request,
    reader: Reader,
    accounts: Accounts,
    said: str,
    *,
    username: str = "",
    role: str = "",
    fault: Fault | None = None,
) -> Response:
    roles = site.catalogue.roles
    page = AccountsPage(
        accounts=accounts.accounts(),
        roles={name: each.name for name, each in roles.items()},
        needs_code=frozenset(name for name, each in roles.items() if each.second_factor),
        said=said,
        username=username,
        role=role,
        fault=fault,
    )
    return site.render(
        request,
        "settings/accounts.html",
        page,
        language=reader.language,
        reader=reader,
        section="settings",
        status=200 if fault is None else 400,
    )
