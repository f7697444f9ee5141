"""The customers behind a figure of value: of a channel, a first month, or a chance to stay away.

Entering: who reads, and which part. Leaving: ``value/stage_people.html``, through the gate and for
the purpose of value alone; where the role or the purpose does not allow it, the page says which do.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.privacy.lists import PeopleList
from klantbeeld.privacy.value_reads import DIMENSIONS
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site
from klantbeeld.web.value.lifecycle_contexts import StagePeoplePage

AT_ONCE = 50
_FORMS = {
    "channel": re.compile(r"[a-z0-9_]{1,63}"),
    "cohort": re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])"),
    "chance": re.compile(r"[as]\d"),
}


def router(site: Site) -> APIRouter:
    """``GET /value/people?by=&part=``"""
    routes = page_router(site)

    @routes.get("/value/people")
    def people(
        request: Request,
        by: str = Query("", max_length=20),
        part: str = Query("", max_length=63),
        start: int = Query(0, ge=0, le=10_000_000),
    ) -> Response:
        reader = site.reader(request)
        if by not in DIMENSIONS or not _FORMS[by].fullmatch(part):
            raise HTTPException(404)
        found = site.services.value.people(reader.actor, reader.purpose, (by, part), start, AT_ONCE)
        page = _page(site, reader, (by, part), found, start)
        return site.render(
            request, "value/stage_people.html", page,
            language=reader.language, reader=reader, section="value",
        )  # fmt: skip

    return routes


def people_address(by: str, part: str) -> str:
    """Where the people of a part stand."""
    return f"/value/people?{urlencode({'by': by, 'part': part})}"


def turns(
    address: str, asked: dict[str, str], found: PeopleList, start: int
) -> tuple[str | None, str | None]:
    """The addresses of the pages before and after."""

    def at(number: int) -> str:
        return f"{address}?{urlencode({**asked, 'start': number})}"

    before = at(max(0, start - AT_ONCE)) if start else None
    return before, at(start + AT_ONCE) if found.more else None


def _page(
    site: Site, reader: Reader, part: tuple[str, str], found: PeopleList, start: int
) -> StagePeoplePage:
    by, which = part
    language, churn = reader.language, by == "chance"
    earlier, further = turns("/value/people", {"by": by, "part": which}, found, start)
    return StagePeoplePage(
        area="churn" if churn else "overview",
        back_name=site.say(language, N_("Churn") if churn else N_("Value of customers")),
        back="/value/churn#bands" if churn else f"/value#by-{by}s",
        title=_title(site, language, by, which),
        when="",
        first=site.say(language, N_("Those who are worth the most stand first.")),
        purpose=site.catalogue.purposes[reader.purpose].name,
        found=found,
        earlier=earlier,
        further=further,
    )


def _title(site: Site, language: Language, by: str, which: str) -> str:
    fmt = site.formats(language)
    if by == "cohort":
        month = fmt.month(date.fromisoformat(f"{which}-01"))
        return site.say(language, N_("First order in %(month)s")) % {"month": month}
    if by == "channel":
        source = site.catalogue.sources.get(which)
        name = source.name.in_language(language) if source else which
        return site.say(language, N_("First order through %(channel)s")) % {"channel": name}
    active = N_("Active, with a chance of %(from)s to %(to)s to stay away")
    silent = N_("Silent already, with a chance of %(from)s to %(to)s to stay away")
    tenth = int(which[1])
    return site.say(language, active if which[0] == "a" else silent) % {
        "from": fmt.share(tenth / 10), "to": fmt.share((tenth + 1) / 10),
    }  # fmt: skip
