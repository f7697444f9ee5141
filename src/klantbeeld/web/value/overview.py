"""What all customers are worth over the coming time, and what raised and lowered it.

Entering: who reads. Leaving: ``value/overview.html``. Figures are sums over people, and groups of
few are not told: no page here shows a person, so that none asks for a purpose.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.documents.trend import trend
from klantbeeld.pipeline.valuing import views as value_views
from klantbeeld.pipeline.valuing.views import Group, Totals, ValueFigures
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.pictures.waterfall import extent, waterfall
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.value.contexts import (
    GroupLine,
    GroupTable,
    MonthRow,
    Moved,
    MovedLine,
    ValuePage,
)
from klantbeeld.web.value.people import people_address
from klantbeeld.web.value.reasons import sentence
from klantbeeld.web.value.shared import absence, left_out_of, percent, signed_money, terms_words
from klantbeeld.web.value.stage_words import STAGES

WIDTH = 460
"""Of the picture of what moved it."""

_MOVES = (
    ("arrived", N_("Customers who came"), N_("bought for the first time")),
    ("bought", N_("Customers who bought"), N_("more or less than was expected of them")),
    (
        "away",
        N_("Customers who stayed away"),
        N_("every silent day makes their return less likely"),
    ),
    ("per_purchase", N_("Worth of a purchase"), N_("what customers spend at a time")),
)


def router(site: Site) -> APIRouter:
    """``GET /value``"""
    routes = page_router(site)

    @routes.get("/value")
    def overview(request: Request) -> Response:
        reader = site.reader(request)
        page = value_page(site, value_views.figures(site.services), reader.language)
        return site.render(
            request,
            "value/overview.html",
            page,
            language=reader.language,
            reader=reader,
            section="value",
        )

    return routes


def value_page(site: Site, found: ValueFigures, language: Language) -> ValuePage:
    """The figures as pictures, tables and words."""
    fmt, totals, currency = site.formats(language), found.totals, found.currency
    standing = found.standing
    limits = standing.lifetime.told["limits"] if standing.lifetime else ()
    values = [float(month.value) for month in found.months]
    rows = tuple(
        MonthRow(
            fmt.month(month.month),
            fmt.number(month.customers),
            fmt.whole_money(month.value, currency),
            fmt.money(month.value / month.customers, currency),
        )
        for month in found.months
    )
    return ValuePage(
        absent=absence(standing, standing.lifetime, standing.lifetime_trouble, fmt),
        terms=terms_words(found, fmt),
        as_of=standing.day,
        scored_at=standing.scored_at,
        total=fmt.whole_money(totals.value if totals else None, currency),
        low=fmt.whole_money(totals.low if totals else None, currency),
        high=fmt.whole_money(totals.high if totals else None, currency),
        each=fmt.money(totals.value / totals.customers if totals else None, currency),
        customers=fmt.number(totals.customers if totals else None),
        moved=_moved(totals, found, fmt) if totals and totals.before > 0 else None,
        months=tuple(reversed(rows)),
        trend=(trend(values, [(None, None)] * len(values)) if len(values) > 1 else None),
        marks=tuple(f"{row.name}: {row.value}" for row in rows),
        tables=tuple(_tables(site, found, fmt)),
        left_out=left_out_of(site, standing.left_out, language),
        version=standing.lifetime.version if standing.lifetime else None,
        caution=tuple(sentence(each["code"], each["parameters"], fmt) for each in limits),
    )


def _moved(totals: Totals, found: ValueFigures, fmt: Formats) -> Moved | None:
    if found.standing.before_day is None:
        return None
    say = translations(fmt.language).gettext
    money = [float(getattr(totals, key)) for key, _, _ in _MOVES]
    low, high = extent([money])
    picture = waterfall(money, low=low, high=high, width=WIDTH)
    change = totals.value - totals.before
    return Moved(
        since=found.standing.before_day,
        before=fmt.whole_money(totals.before, found.currency),
        now=fmt.whole_money(totals.value, found.currency),
        exact_before=fmt.money(totals.before, found.currency),
        exact_now=fmt.money(totals.value, found.currency),
        change=signed_money(fmt, change, found.currency),
        share=percent(fmt, float(abs(change) / totals.before)) if totals.before else None,
        rose=change >= 0,
        lines=tuple(
            MovedLine(
                say(name), say(means),
                signed_money(fmt, getattr(totals, key), found.currency),
                signed_money(fmt, getattr(totals, key), found.currency, cents=True), bar,
            )
            for (key, name, means), bar in zip(_MOVES, picture.steps, strict=True)
        ),
        picture=picture,
    )  # fmt: skip


def _tables(site: Site, found: ValueFigures, fmt: Formats) -> list[GroupTable]:
    say = translations(fmt.language).gettext
    sources = {
        name: source.name.in_language(fmt.language)
        for name, source in site.catalogue.sources.items()
    }
    stages = {name: say(words) for name, words in STAGES.items()}
    named = (
        ("stages", N_("By stage"), _ordered(found.stages, list(stages)), stages),
        ("channels", N_("By channel of the first order"), found.channels, sources),
        ("cohorts", N_("By month of the first order"), found.cohorts[::-1], None),
    )
    return [
        GroupTable(key, say(name), _lines(key, groups, names, found.currency, fmt))
        for key, name, groups, names in named
        if groups
    ]


def _ordered(groups: tuple[Group, ...], order: list[str]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: order.index(group.part)))


def _lines(
    key: str, groups: tuple[Group, ...], names: dict[str, str] | None, currency: str, fmt: Formats
) -> tuple[GroupLine, ...]:
    """By name, or by month where there are no names: ``2026-03``."""
    longest = max((group.value for group in groups if group.value), default=Decimal(0))
    return tuple(
        GroupLine(
            _name(group.part, names, fmt),
            None if group.customers is None else fmt.number(group.customers),
            None if group.value is None else fmt.whole_money(group.value, currency),
            None if not group.customers or group.value is None
            else fmt.money(group.value / group.customers, currency),
            100 * float(group.value / longest) if group.value and longest else 0.0,
            None if group.customers is None else _address(key, group.part),
        )
        for group in groups
    )  # fmt: skip


def _address(key: str, part: str) -> str | None:
    if key == "stages":
        return f"/value/lifecycle/people?stage={part}"
    return people_address(key.removesuffix("s"), part) if part else None


def _name(part: str, names: dict[str, str] | None, fmt: Formats) -> str:
    if names is None:
        return fmt.month(date.fromisoformat(f"{part}-01"))
    say = translations(fmt.language).gettext
    return names.get(part, part) or say(N_("not told"))
