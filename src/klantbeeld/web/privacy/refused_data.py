"""What was refused because it may not be held, and texts that the officer should look at.

Entering: places of refusals, and flagged texts. Leaving: ``privacy/refused_data.html``. No value
stands on it; whose texts are flagged only the officer sees, through the door.
"""

from __future__ import annotations

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.collection.service import MOST_SHOWN, Flagged
from klantbeeld.privacy.collection.views import FlagView, RefusalView
from klantbeeld.web import words
from klantbeeld.web.languages import Language
from klantbeeld.web.privacy.collection_contexts import FlagLine, RefusalLine, RefusedDataPage
from klantbeeld.web.privacy.collection_words import CATEGORIES, RULES, VERDICTS
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

_VERDICTS: dict[str, Flagged] = {"harmless": "harmless", "removed": "removed"}


def router(site: Site) -> APIRouter:
    """``GET /privacy/refused?before=`` and ``POST /privacy/refused/{flag_no}``"""
    routes = page_router(site)

    @routes.get("/privacy/refused")
    def refused(request: Request, before: int | None = None) -> Response:
        reader = site.reader(request)
        return site.render(
            request,
            "privacy/refused_data.html",
            _page(site, reader, before),
            language=reader.language,
            reader=reader,
            section="privacy",
        )

    @routes.post("/privacy/refused/{flag_no}")
    def review(
        request: Request, flag_no: int, csrf: str = Form(""), verdict: str = Form("")
    ) -> Response:
        reader = site.form_reader(request, csrf)
        if verdict not in _VERDICTS:
            raise InputError.single(
                "no verdict is given", "verdict", f"Use one of: {', '.join(_VERDICTS)}."
            )
        site.services.collection.review(reader.actor, reader.purpose, flag_no, _VERDICTS[verdict])
        return RedirectResponse("/privacy/refused#flagged", status_code=303)

    return routes


def _page(site: Site, reader: Reader, before: int | None) -> RefusedDataPage:
    collection, language = site.services.collection, reader.language
    able = site.services.gate.door.holders(Duty.OVERSEE)
    oversees = reader.actor.role in able
    flags: tuple[FlagView, ...] = ()
    if oversees:
        flags = collection.flags(reader.actor, reader.purpose, waiting=False)
    refusals = collection.refusals(before)
    return RefusedDataPage(
        amounts=tuple(
            (site.say(language, RULES[rule]), amount)
            for rule, amount in sorted(collection.refused().items())
        ),
        flags=tuple(_flag(site, flag, language) for flag in flags),
        waiting=collection.flags_waiting(),
        oversees=oversees,
        overseers=tuple(site.catalogue.roles[role].name for role in able),
        refusals=tuple(_refusal(site, each, language) for each in refusals),
        older=refusals[-1].refusal_no if len(refusals) == MOST_SHOWN else None,
    )


def _flag(site: Site, view: FlagView, language: Language) -> FlagLine:
    category = CATEGORIES.get(view.category, words.readable(view.category))
    verdict = site.say(language, VERDICTS[view.verdict]) if view.verdict else ""
    return FlagLine(view, site.say(language, category), verdict)


def _refusal(site: Site, view: RefusalView, language: Language) -> RefusalLine:
    return RefusalLine(view, site.say(language, RULES[view.rule]))
