"""Retention: what would be cleared now, and the proof of every run.

Entering: the periods of the catalogue; with ``?look=1`` the job's dry run, a logged read that goes
through everybody and so takes a moment; a posted form runs it. Leaving: ``privacy/retention.html``.
It names attributes and counts, nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline.retention.limits import limits
from klantbeeld.pipeline.retention.run import (
    FORMER,
    KEPT_BY_LAW,
    LETTERS,
    NOTICES,
    REQUESTS,
    Outcome,
    Run,
    run,
    runs,
)
from klantbeeld.pipeline.retention.run import look as dry_run
from klantbeeld.pipeline.rights.retained import Retained, retained
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

_WHY = {
    "open_request": N_("a request of the person is open"),
    "restriction": N_("the person asked to keep it"),
    "legal_duty": N_("the law makes us keep it"),
}
_TABLES = {
    "records": N_("Source records of which nothing is left"),
    FORMER: N_("Former values"),
    KEPT_BY_LAW: N_("Kept for the law until now"),
    LETTERS: N_("Rows that could not be read"),
    REQUESTS: N_("Closed requests"),
    NOTICES: N_("What recipients were told"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """An attribute or touchpoint type with what the job would do with it."""

    name: str
    retention: str
    """As the catalogue writes it; empty for a table."""
    limit: datetime | None
    over: int | None
    """None where nobody looked."""
    kept: tuple[tuple[str, int], ...]
    """(why, how many stay)."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run that there was."""

    run: Run
    removed: int
    kept: int


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """``privacy/retention.html``"""

    periods: tuple[Period, ...]
    over: int | None
    """None where nobody looked: then there is nothing to clear yet."""
    runs: tuple[RunLine, ...]
    may_run: bool
    kept: tuple[Retained, ...]
    """What the reader's purpose keeps of people who were erased."""
    types: dict[str, Words]
    """The names of touchpoint types."""


def router(site: Site) -> APIRouter:
    """``GET`` and ``POST /privacy/retention``"""
    routes = page_router(site)

    @routes.get("/privacy/retention")
    def page(request: Request, look: bool = False) -> Response:
        reader = site.reader(request)
        services = site.services
        seen = dry_run(services, reader.actor, reader.purpose) if look else None
        over = limits(site.catalogue, services.clock()).by_name()
        may_run = reader.actor.role in site.services.gate.door.holders(Duty.HANDLE_REQUESTS)
        shown = RetentionPage(
            periods=_periods(site, reader.language, over, seen),
            over=None if seen is None else sum(seen.removed.values()),
            runs=tuple(_line(each) for each in runs(site.services)),
            may_run=may_run,
            kept=retained(site.services, reader.actor, reader.purpose, limit=100),
            types={name: each.name for name, each in site.catalogue.touchpoints.items()},
        )
        return site.render(
            request, "privacy/retention.html", shown, language=reader.language, reader=reader,
            section="privacy",
        )  # fmt: skip

    @routes.post("/privacy/retention")
    def clear(request: Request, csrf: str = Form("")) -> Response:
        reader = site.form_reader(request, csrf)
        run(site.services, reader.actor, reader.purpose)
        return RedirectResponse("/privacy/retention#runs", status_code=303)

    return routes


def _periods(
    site: Site, language: Language, over: Mapping[str, datetime], seen: Outcome | None
) -> tuple[Period, ...]:
    catalogue = site.catalogue
    kept = seen.kept if seen else {}
    declared: dict[str, tuple[Words, str]] = {
        **{name: (each.name, each.retention) for name, each in catalogue.attributes.items()},
        **{name: (each.name, each.retention) for name, each in catalogue.touchpoints.items()},
    }
    found = [
        Period(
            label.in_language(language),
            retention,
            over[name],
            seen.removed.get(name, 0) if seen else None,
            _kept(site, language, kept, name),
        )
        for name, (label, retention) in declared.items()
    ]
    found += [
        Period(
            site.say(language, text),
            "",
            None,
            seen.removed.get(name, 0) if seen else None,
            _kept(site, language, kept, name),
        )
        for name, text in _TABLES.items()
    ]
    return tuple(found)


def _kept(
    site: Site, language: Language, kept: Mapping[str, Mapping[str, int]], name: str
) -> tuple[tuple[str, int], ...]:
    return tuple(
        (site.say(language, _WHY[why]), counts[name])
        for why, counts in kept.items()
        if name in counts
    )


def _line(each: Run) -> RunLine:
    return RunLine(
        each,
        sum(each.removed.values()),
        sum(count for counts in each.kept.values() for count in counts.values()),
    )
