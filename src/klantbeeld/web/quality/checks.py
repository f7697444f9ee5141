"""Checks of accuracy as guided pages: choose, compare one record at a time with reality, see.

Entering: verdicts, record by record, saved as they come. Leaving: ``quality_checks.html``,
``quality_check_record.html`` and ``quality_check.html``. Two colleagues can share a check: each
gets records that the other does not have open.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.pipeline import status as pipeline_status
from klantbeeld.pipeline.measuring import accuracy as finding
from klantbeeld.pipeline.measuring import quality_money
from klantbeeld.privacy.quality.accuracy import LEAST_RECORDS, MOST_ATTRIBUTES, MOST_RECORDS
from klantbeeld.quality.cost import cost_factor
from klantbeeld.quality.work import needed_by_source, tasks_of
from klantbeeld.web.languages import N_
from klantbeeld.web.quality.contexts import (
    AttributeChoice,
    CheckedRecordPage,
    CheckPage,
    ChecksPage,
    SourceChoice,
)
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

SIZES = (LEAST_RECORDS, 50, MOST_RECORDS)
ACCEPTABLE = 0.97
"""Nagle, Redman and Sammon: at most 3 % of records with a fault is acceptable."""
NAMES = {"right": N_("right"), "wrong": N_("wrong"), "unknown": N_("don't know")}
KEYS = {"right": "1", "wrong": "2", "unknown": "3"}

_MOST_DIGITS = 18

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Place = Annotated[int, Query(ge=0, le=2**31 - 1)]


def router(site: Site) -> APIRouter:
    """``/quality/checks``, and one check under its number."""
    routes = page_router(site)
    checks = site.services.accuracy

    @routes.get("/quality/checks")
    def all_checks(request: Request, source: str = "") -> Response:
        reader = site.reader(request)
        page = checks_page(site, reader, source)
        return _render(site, request, "quality_checks.html", page, reader)

    @routes.post("/quality/checks")
    def start(request: Request, form: Annotated[FormData, Depends(_form)]) -> Response:
        reader = site.form_reader(request, _text(form, "csrf"))
        size = _text(form, "records")
        check_no = checks.start(
            reader.actor,
            _text(form, "source"),
            [str(name) for name in form.getlist("attribute")],
            int(size) if size.isdecimal() and len(size) < 9 else MOST_RECORDS,
        )
        return RedirectResponse(f"/quality/checks/{check_no}/record", status_code=303)

    @routes.get("/quality/checks/{check_no}")
    def one_check(request: Request, check_no: Number) -> Response:
        reader = site.reader(request)
        page = check_page(site, reader, check_no)
        return _render(site, request, "quality_check.html", page, reader)

    @routes.get("/quality/checks/{check_no}/record")
    def record(request: Request, check_no: Number, position: Place = 0) -> Response:
        reader = site.reader(request)
        shown = None
        if checks.check(check_no).finished_at is None:
            shown = checks.open(reader.actor, check_no, position or None)
        if shown is None:
            return RedirectResponse(f"/quality/checks/{check_no}", status_code=303)
        page = CheckedRecordPage(
            shown,
            {name: site.say(reader.language, text) for name, text in NAMES.items()},
            KEYS,
        )
        return _render(site, request, "quality_check_record.html", page, reader)

    @routes.post("/quality/checks/{check_no}/record")
    def judge(
        request: Request, check_no: Number, form: Annotated[FormData, Depends(_form)]
    ) -> Response:
        reader = site.form_reader(request, _text(form, "csrf"))
        rest = _text(form, "rest")
        shown = [str(name) for name in form.getlist("shown")]
        verdicts = {name: _text(form, f"verdict-{name}") or rest for name in shown}
        checks.judge(reader.actor, check_no, _number(_text(form, "record")), verdicts)
        return RedirectResponse(f"/quality/checks/{check_no}/record", status_code=303)

    @routes.post("/quality/checks/{check_no}/undo")
    def undo(request: Request, check_no: Number, csrf: str = Form("")) -> Response:
        reader = site.form_reader(request, csrf)
        position = checks.undo(reader.actor, check_no)
        back = f"/record?position={position}" if position else ""
        return RedirectResponse(f"/quality/checks/{check_no}{back}", status_code=303)

    @routes.post("/quality/checks/{check_no}/finish")
    def finish(
        request: Request, check_no: Number, csrf: str = Form(""), reopen: bool = Form(default=False)
    ) -> Response:
        reader = site.form_reader(request, csrf)
        finding.finish_check(site.services, reader.actor, check_no, finished=not reopen)
        return RedirectResponse(f"/quality/checks/{check_no}", status_code=303)

    return routes


def checks_page(site: Site, reader: Reader, source: str) -> ChecksPage:
    """The checks there are, and the form for another one; an unknown source chooses none."""
    catalogue, services = site.catalogue, site.services
    checks = services.accuracy
    cells = pipeline_status.quality(services.database, catalogue)
    records = {cell.source: cell.denominator for cell in cells if not cell.attribute}
    chosen = source if source in records else ""
    able = checks.choices(reader.actor.role, chosen) if chosen else ()
    wanted = needed_by_source(catalogue, tasks_of(catalogue)).get(chosen, ())
    first = [name for name in (*wanted, *able) if name in able]
    marked = set(list(dict.fromkeys(first))[:MOST_ATTRIBUTES])
    purpose = catalogue.purposes.get(checks.purpose)
    return ChecksPage(
        checks=checks.checks(),
        sources=tuple(
            SourceChoice(name, count, f"/quality/checks?source={name}#new", name == chosen)
            for name, count in records.items()
        ),
        chosen=chosen,
        attributes=tuple(
            AttributeChoice(name, catalogue.attributes[name].name, name in marked) for name in able
        ),
        sizes=SIZES,
        purpose=purpose.name if purpose is not None and purpose.active else None,
        purpose_name=checks.purpose,
        roles=tuple(catalogue.roles[role].name for role in (purpose.roles if purpose else ())),
        may_check=_may_check(site, reader),
    )


def check_page(site: Site, reader: Reader, check_no: int) -> CheckPage:
    """What a check found, beside what the rules find. Raises NotFound."""
    result = site.services.accuracy.result(check_no)
    ruled = quality_money.share_with_faults(
        site.services.database,
        site.catalogue,
        result.check.source,
        {name for name, _ in result.check.attributes},
    )
    k = site.catalogue.quality.cost_of_a_fault
    found = result.faultless
    return CheckPage(
        result=result,
        ruled=ruled,
        factor=cost_factor(1 - found.value, k) if found else None,
        k=k,
        acceptable=1 - ACCEPTABLE,
        may_check=_may_check(site, reader),
    )


def _may_check(site: Site, reader: Reader) -> bool:
    return site.services.accuracy.purpose in site.allowed_purposes(reader.actor.role)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise HTTPException(404)
    return int(text)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def _form(request: Request) -> FormData:
    return await request.form()


def _render(
    site: Site,
    request: Request,
    template: str,
    page: ChecksPage | CheckPage | CheckedRecordPage,
    reader: Reader,
) -> Response:
    return site.render(
        request, template, page, language=reader.language, reader=reader, section="quality"
    )
