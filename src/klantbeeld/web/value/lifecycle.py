"""The lifecycle: where customers stand, how they move, where value is lost, and whom to mind.

Entering: who reads, and the months of a period in the address. Leaving: ``value/lifecycle.html``
and the people behind a figure, ``value/stage_people.html``. Figures are sums over people and not
told of few; names come through the gate.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.core.calendar import add_months
from klantbeeld.pipeline.valuing import lifecycle_figures as figures
from klantbeeld.privacy.lists import PeopleList
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.pictures.stages import StageBar, stage_picture
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site
from klantbeeld.web.value.lifecycle_alerts import alert_panel
from klantbeeld.web.value.lifecycle_contexts import LifecyclePage, StagePeoplePage
from klantbeeld.web.value.lifecycle_lines import counted, loss_lines, move_line, stage_lines
from klantbeeld.web.value.lifecycle_period import (
    code_of,
    month_choices,
    period_of,
    spans,
)
from klantbeeld.web.value.people import AT_ONCE, turns
from klantbeeld.web.value.stage_words import STAGES, stage_name


def router(site: Site) -> APIRouter:
    """``GET /value/lifecycle?from=&to=``, the people behind it, and taking an alert in hand."""
    routes = page_router(site)

    @routes.get("/value/lifecycle")
    def lifecycle(
        request: Request,
        first: str = Query("", alias="from", max_length=7),
        last: str = Query("", alias="to", max_length=7),
        done: str = Query("", max_length=40),
        everybody: bool = Query(False, alias="all"),
    ) -> Response:
        reader = site.reader(request)
        page = lifecycle_page(site, reader, (first, last), done, everybody=everybody)
        return site.render(
            request, "value/lifecycle.html", page,
            language=reader.language, reader=reader, section="value",
        )  # fmt: skip

    @routes.get("/value/lifecycle/people")
    def people(
        request: Request,
        stage: str = Query("", max_length=20),
        first: str = Query("", alias="from", max_length=7),
        last: str = Query("", alias="to", max_length=7),
        before: str = Query("", max_length=20),
        after: str = Query("", max_length=20),
        start: int = Query(0, ge=0, le=10_000_000),
    ) -> Response:
        reader = site.reader(request)
        if not (stage in STAGES if stage else before in STAGES and after in STAGES):
            raise HTTPException(404)
        if stage:
            page = _people_in(site, reader, stage, start)
        else:
            page = _people_moved(site, reader, (first, last), (before, after), start)
        return site.render(
            request, "value/stage_people.html", page,
            language=reader.language, reader=reader, section="value",
        )  # fmt: skip

    @routes.post("/value/lifecycle/alerts")
    def alert(
        request: Request,
        person_id: int = Form(),
        since: date = Form(),  # noqa: B008 - FastAPI's way to name it
        handled: bool = Form(False),
        back: str = Form("/value/lifecycle", max_length=200),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        site.services.lifecycle.set_handled(
            reader.actor, reader.purpose, person_id, since, handled=handled
        )
        home = "/" if back == "/" else "/value/lifecycle"
        done = f"?done={person_id}.{since.isoformat()}" if handled and home != "/" else ""
        return RedirectResponse(f"{home}{done}#alerts", status_code=303)

    return routes


def lifecycle_page(
    site: Site, reader: Reader, months: tuple[str, str], done: str, *, everybody: bool
) -> LifecyclePage:
    """Stages now, the flow over a period, what went, and who asks for attention."""
    language, services = reader.language, site.services
    fmt, standing = site.formats(language), figures.standing(services)
    today = figures.today_of(services)
    begin, end = period_of(*months, today)
    flow = figures.stage_flow(services, begin, end) if standing.first_month else None
    cells = flow.cells if flow else ()
    drawn = [cell for cell in cells if not cell.before == cell.after == figures.LOST]
    rest = [cell for cell in cells if cell not in drawn]
    picture = stage_picture(
        list(STAGES), [(cell.before, cell.after, cell.customers) for cell in drawn]
    )
    period = {"from": code_of(begin), "to": code_of(end)}
    until = min(date.fromordinal(add_months(end, 1).toordinal() - 1), today)
    return LifecyclePage(
        state="told" if standing.groups else "waits" if standing.told else "off",
        purpose=site.catalogue.value.purpose,
        day=standing.day,
        stages=stage_lines(site, reader, standing),
        customers=fmt.number(sum(group.customers for group in standing.groups[1:])),
        left_out=standing.left_out,
        horizon_days=site.catalogue.value.lifetime_value.horizon_days,
        first=period["from"],
        last=period["to"],
        months=month_choices(site, language, standing, today),
        spans=spans(language, today, (begin, end)),
        from_words=fmt.day(date.fromordinal(begin.toordinal() - 1)),
        until_words=fmt.day(until),
        picture=picture,
        names={stage: stage_name(language, stage) for stage in STAGES},
        counts_before=_counts(site, language, picture.before if picture else ()),
        counts_after=_counts(site, language, picture.after if picture else ()),
        moves=tuple(move_line(site, reader, cell, period) for cell in (*drawn, *rest)),
        drawn=len(drawn),
        losses=loss_lines(site, reader, cells, period),
        alerts=alert_panel(site, reader, standing, done, everybody=everybody)
        if standing.groups else None,
    )  # fmt: skip


def _counts(site: Site, language: Language, bars: Iterable[StageBar]) -> dict[str, str]:
    return {bar.stage: counted(site, language, bar.customers) for bar in bars}


def _people_in(site: Site, reader: Reader, stage: str, start: int) -> StagePeoplePage:
    found = site.services.lifecycle.in_stage(reader.actor, reader.purpose, stage, start, AT_ONCE)
    fmt = site.formats(reader.language)
    return _people_page(
        site, reader, found, start, {"stage": stage},
        stage_name(reader.language, stage), fmt.day(figures.today_of(site.services)),
    )  # fmt: skip


def _people_moved(
    site: Site, reader: Reader, period: tuple[str, str], move: tuple[str, str], start: int
) -> StagePeoplePage:
    begin, end = period_of(*period, figures.today_of(site.services))
    found = site.services.lifecycle.moved(
        reader.actor, reader.purpose, (begin, end), move, start, AT_ONCE
    )
    fmt, say = site.formats(reader.language), translations(reader.language).gettext
    title = say("From %(before)s to %(after)s") % {
        "before": stage_name(reader.language, move[0]),
        "after": stage_name(reader.language, move[1]),
    }
    when = fmt.month(begin) if begin == end else f"{fmt.month(begin)} – {fmt.month(end)}"
    asked = {"from": code_of(begin), "to": code_of(end), "before": move[0], "after": move[1]}
    return _people_page(site, reader, found, start, asked, title, when)


def _people_page(
    site: Site,
    reader: Reader,
    found: PeopleList,
    start: int,
    asked: dict[str, str],
    title: str,
    when: str,
) -> StagePeoplePage:
    earlier, further = turns("/value/lifecycle/people", asked, found, start)
    period = {name: asked[name] for name in asked if name in ("from", "to")}
    return StagePeoplePage(
        area="lifecycle",
        back_name=site.say(reader.language, N_("Lifecycle")),
        title=title,
        when=when,
        first=site.say(reader.language, N_("Those who brought the most stand first.")),
        back=f"/value/lifecycle?{urlencode(period)}" if period else "/value/lifecycle",
        purpose=site.catalogue.purposes[reader.purpose].name,
        found=found,
        earlier=earlier,
        further=further,
    )
