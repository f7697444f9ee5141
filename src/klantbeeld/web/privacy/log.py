"""The log for the officer: who looked at or changed what, and why; searched, paged, exported.

Entering: filters in the address. Leaving: ``privacy/log.html``, or the same lines as CSV. The
search is itself a line of the log; no value of a person stands in any.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.log_search import LogLine, LogPage, LogQuery
from klantbeeld.privacy.subject import DATA_SUBJECT, ROLE_NAME
from klantbeeld.web.languages import Language
from klantbeeld.web.privacy.log_words import (
    ACTIONS,
    OTHER_PURPOSES,
    action_words,
    detail_words,
    purpose_words,
)
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.words import via

_PAGE = 50
_COLUMNS = (
    "entry_no", "at", "actor", "role", "via", "purpose", "action", "allowed", "person_id", "detail"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogFilters:
    """The filters as typed."""

    person: str
    actor: str
    role: str
    purpose: str
    action: str
    since: str
    until: str
    refused: bool

    def address(self, path: str, **more: str) -> str:
        """The address with these filters."""
        kept = {name: getattr(self, name) for name in self.__slots__ if name != "refused"}
        if self.refused:
            kept["refused"] = "1"
        return f"{path}?{urlencode({k: v for k, v in {**kept, **more}.items() if v})}"


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line, in words."""

    line: LogLine
    role: str
    department: str
    via: str
    purpose: str
    action: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogSearchPage:
    """``privacy/log.html``"""

    filters: LogFilters
    rows: tuple[LogRow, ...]
    older: str | None
    """Where the older lines are."""
    export: str
    roles: Mapping[str, Words]
    purposes: Mapping[str, str]
    actions: Mapping[str, str]
    """The actions that can be chosen, in words."""


def router(site: Site) -> APIRouter:
    """``GET /privacy/log`` and ``GET /privacy/log.csv``"""
    routes = page_router(site)
    log = site.services.log_search

    @routes.get("/privacy/log")
    def search(
        request: Request,
        person: str = Query("", max_length=20),
        actor: str = Query("", max_length=100),
        role: str = Query("", max_length=63),
        purpose: str = Query("", max_length=63),
        action: str = Query("", max_length=63),
        since: str = Query("", max_length=10),
        until: str = Query("", max_length=10),
        refused: bool = False,
        before: int | None = None,
    ) -> Response:
        reader = site.reader(request)
        filters = LogFilters(person, actor, role, purpose, action, since, until, refused)
        query = _query(site, filters, before)
        found = log.search(reader.actor, reader.purpose, query)
        return site.render(
            request,
            "privacy/log.html",
            _page(site, filters, found, reader.language),
            language=reader.language,
            reader=reader,
            section="privacy",
        )

    @routes.get("/privacy/log.csv")
    def export(
        request: Request,
        person: str = Query("", max_length=20),
        actor: str = Query("", max_length=100),
        role: str = Query("", max_length=63),
        purpose: str = Query("", max_length=63),
        action: str = Query("", max_length=63),
        since: str = Query("", max_length=10),
        until: str = Query("", max_length=10),
        refused: bool = False,
    ) -> Response:
        reader = site.reader(request)
        filters = LogFilters(person, actor, role, purpose, action, since, until, refused)
        lines = log.export(reader.actor, reader.purpose, _query(site, filters, None))
        return Response(
            _as_csv(lines),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="log.csv"'},
        )

    return routes


def _query(site: Site, filters: LogFilters, before: int | None) -> LogQuery:
    """What was typed as a query. Raises InputError for what is no number and no day."""
    zone = ZoneInfo(site.catalogue.organisation.time_zone)
    since, until = _day(filters.since, "since", zone), _day(filters.until, "until", zone)
    person = filters.person.strip()
    if person and not (person.isascii() and person.isdigit() and int(person) < 2**63):
        raise InputError.single(
            "this is not the number of a person", "person", "Type the number of the person's page."
        )
    return LogQuery(
        person_id=int(person) if person else None,
        actor=filters.actor.strip().casefold() or None,
        role=filters.role or None,
        purpose=filters.purpose or None,
        action=filters.action or None,
        since=since,
        until=until + timedelta(days=1) if until else None,
        refused=filters.refused,
        before=before,
        limit=_PAGE,
    )


def _day(text: str, where: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone)
    except ValueError as error:
        raise InputError.single("this is not a day", where, "Write 2026-03-31.") from error


def _page(site: Site, filters: LogFilters, found: LogPage, language: Language) -> LogSearchPage:
    catalogue = site.catalogue

    def say(text: str) -> str:
        return site.say(language, text)

    def row(line: LogLine) -> LogRow:
        return LogRow(
            line,
            role=_role(catalogue, line.role, language),
            department=line.department.in_language(language) if line.department else "",
            via=via(line.via, language),
            purpose=purpose_words(catalogue, line.purpose, language, say),
            action=action_words(line.action, say),
            details=detail_words(catalogue, line.detail, language, say),
        )

    older = None
    if found.more:
        older = filters.address("/privacy/log", before=str(found.lines[-1].entry_no))
    return LogSearchPage(
        filters=filters,
        rows=tuple(row(line) for line in found.lines),
        older=older,
        export=filters.address("/privacy/log.csv"),
        roles={name: role.name for name, role in catalogue.roles.items()},
        purposes={
            **{name: each.name.in_language(language) for name, each in catalogue.purposes.items()},
            **{name: say(text) for name, text in OTHER_PURPOSES.items()},
        },
        actions={code: say(text) for code, text in sorted(ACTIONS.items())},
    )


def _as_csv(lines: tuple[LogLine, ...]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for line in lines:
        detail = orjson.dumps(dict(line.detail)).decode()
        writer.writerow(
            [line.entry_no, line.at.isoformat(), line.actor, line.role, line.via, line.purpose,
             line.action, line.allowed, line.person_id, detail]
        )  # fmt: skip
    return written.getvalue()


def _role(catalogue: Catalogue, code: str, language: Language) -> str:
    if code == DATA_SUBJECT:
        return ROLE_NAME.in_language(language)
    declared = catalogue.roles.get(code)
    return code if declared is None else declared.name.in_language(language)
