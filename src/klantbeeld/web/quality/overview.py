"""Quality: the heat map, what wrong data costs, the repairs that pay most, and how it goes by load.

Entering: the counts over the whole store and the organisation's costs. Leaving: ``quality.html``,
and the same figures as files. They are sums over records; the records behind them stand in
``quality_records``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.quality import LEAST_COST, MOST_COST
from klantbeeld.documents.trend import trend
from klantbeeld.pipeline import status as pipeline_status
from klantbeeld.pipeline.measuring import quality_money
from klantbeeld.pipeline.measuring.quality_money import LoadQuality, QualityMoney, RepairView
from klantbeeld.pipeline.views import QualityCell
from klantbeeld.quality.cost import cost_factor
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.web import words
from klantbeeld.web.files import Row, table_response
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.pictures.quality_heat import HeatMap, heat_map
from klantbeeld.web.quality import words as quality_words
from klantbeeld.web.quality.contexts import (
    DimensionChoice,
    HeatCell,
    HeatRow,
    MoneyFigures,
    QualityPage,
    RepairLine,
    TrendLine,
)
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

_ALL = (N_("All together"), N_("The share of all checks that passed."))
_TREND_WIDTH, _TREND_HEIGHT = 440, 96


def router(site: Site) -> APIRouter:
    """``GET /quality?dimension=&k=``, ``GET /quality/scorecard.csv``, ``/quality/repairs.csv``"""
    routes = page_router(site)

    def cells() -> tuple[QualityCell, ...]:
        return tuple(pipeline_status.quality(site.services.database, site.catalogue))

    @routes.get("/quality")
    def quality(request: Request, dimension: str = "", k: str = "") -> Response:
        reader = site.reader(request)
        return site.render(
            request,
            "quality.html",
            quality_page(site, cells(), dimension, k, reader.language),
            language=reader.language,
            reader=reader,
            section="quality",
        )

    @routes.get("/quality/scorecard.csv")
    def scorecard_file(request: Request) -> Response:
        language = site.reader(request).language
        return table_response(_scorecard_rows(cells(), language), "quality", "csv")

    @routes.get("/quality/repairs.csv")
    def repairs_file(request: Request, k: str = "") -> Response:
        language = site.reader(request).language
        money, _ = _money(site, k)
        return table_response(_repair_rows(money, language), "repairs", "csv")

    return routes


def quality_page(
    site: Site, cells: Sequence[QualityCell], dimension: str, k: str, language: Language
) -> QualityPage:
    """Everything; an unknown dimension shows all together."""
    measured = [cell for cell in cells if cell.denominator]
    dimension = dimension if any(cell.dimension == dimension for cell in measured) else ""
    shown = [cell for cell in measured if not dimension or cell.dimension == dimension]
    sources = tuple(
        source
        for source in site.catalogue.sources
        if any(cell.source == source for cell in measured)
    )
    money, wrong_k = _money(site, k)
    kept_k = k if k and not wrong_k else ""
    rows = heat_rows(shown, sources, dimension)
    choices = tuple(_choices(site, measured, dimension, kept_k, language))
    loads = quality_money.load_quality(site.services.database, site.catalogue)
    return QualityPage(
        dimensions=choices,
        chosen=next(choice for choice in choices if choice.chosen),
        sources=sources,
        rows=rows,
        heat=_heat(site, rows, sources, language),
        money=_figures(site, money, k, language, wrong_k=wrong_k),
        repairs=tuple(_repair_line(money, repair, language) for repair in money.repairs),
        trends=tuple(_trends(loads)),
        checks=site.services.accuracy.checks(),
        csv_address="/quality/scorecard.csv",
        repairs_address=_address("/quality/repairs.csv", k=kept_k),
    )


def heat_rows(
    cells: Iterable[QualityCell], sources: Sequence[str], dimension: str = ""
) -> tuple[HeatRow, ...]:
    """One row per attribute, the lowest share first."""
    by_attribute: dict[str, list[QualityCell]] = {}
    for cell in cells:
        by_attribute.setdefault(cell.attribute, []).append(cell)
    rows = []
    for attribute, own in by_attribute.items():
        row = tuple(
            _heat_cell(attribute, source, [c for c in own if c.source == source], dimension)
            for source in sources
        )
        rows.append(HeatRow(attribute, own[0].label, _share(own) or 0.0, row))
    return tuple(sorted(rows, key=lambda row: (row.share, row.attribute)))


def _heat_cell(
    attribute: str, source: str, cells: Sequence[QualityCell], dimension: str
) -> HeatCell:
    checked = sum(cell.denominator for cell in cells)
    failed = checked - sum(cell.numerator for cell in cells)
    worst = min(cells, key=lambda cell: cell.share or 0, default=None)
    # Of what colleagues found there are shares alone; the rest leads to records.
    behind = any(
        cell.dimension != Dimension.ACCURACY and cell.numerator < cell.denominator for cell in cells
    )
    state = {"source": source, "attribute": attribute, "dimension": dimension}
    return HeatCell(
        source=source,
        share=_share(cells),
        checked=checked,
        failed=failed,
        worst=worst.dimension if worst is not None and failed else "",
        address=_address("/quality/records", **state) if behind else "",
    )


def _heat(
    site: Site, rows: Sequence[HeatRow], sources: Sequence[str], language: Language
) -> HeatMap:
    names = [site.catalogue.sources[source].name.in_language(language) for source in sources]
    return heat_map(
        [row.label.in_language(language) for row in rows],
        [*names, site.say(language, _ALL[0])],
        [[*(cell.share for cell in row.cells), row.share] for row in rows],
    )


def _share(cells: Iterable[QualityCell]) -> float | None:
    cells = tuple(cells)
    checks = sum(cell.denominator for cell in cells)
    return sum(cell.numerator for cell in cells) / checks if checks else None


def _choices(
    site: Site, cells: Sequence[QualityCell], chosen: str, k: str, language: Language
) -> Iterable[DimensionChoice]:
    dimensions = {"": _ALL} | {
        name: text
        for name, text in words.DIMENSIONS.items()
        if any(cell.dimension == name for cell in cells)
    }
    for name, (title, definition) in dimensions.items():
        yield DimensionChoice(
            dimension=name,
            name=site.say(language, title),
            definition=site.say(language, definition),
            share=_share(cell for cell in cells if not name or cell.dimension == name),
            chosen=name == chosen,
            address=_address("/quality", dimension=name, k=k),
        )


def _money(site: Site, k: str) -> tuple[QualityMoney, bool]:
    """The costs at this k, and whether what was typed cannot be one (then at the declared one)."""
    asked: float | None = None
    wrong = False
    if k:
        try:
            asked = float(k.replace(",", "."))
            wrong = not LEAST_COST <= asked <= MOST_COST
        except ValueError:
            wrong = True
    services = site.services
    given = None if wrong else asked
    return quality_money.quality_money(services.database, site.catalogue, given), wrong


def _figures(
    site: Site, money: QualityMoney, k: str, language: Language, *, wrong_k: bool
) -> MoneyFigures:
    factor = None
    if money.base:
        factor = 1 + (money.extra or 0) / money.base
    elif money.share is not None:
        factor = cost_factor(money.share, money.cost_of_a_fault)
    measured = {name for each in money.sources for name, _ in each.dimensions}
    return MoneyFigures(
        currency=money.currency,
        extra=money.extra,
        base=money.base,
        share=money.share,
        polluted=money.polluted,
        records=money.records,
        factor=factor,
        k=k if wrong_k else f"{money.cost_of_a_fault:g}",
        other_k=money.cost_of_a_fault != money.declared_cost_of_a_fault,
        declared_k=money.declared_cost_of_a_fault,
        wrong_k=wrong_k,
        assumed=money.assumed,
        counted_at=money.counted_at,
        work=money.work,
        departments=money.departments,
        sources=money.sources,
        dimensions=tuple(
            (name, site.say(language, text[0]))
            for name, text in words.DIMENSIONS.items()
            if name in measured
        ),
    )


def _repair_line(money: QualityMoney, repair: RepairView, language: Language) -> RepairLine:
    whole = money.extra if money.currency else money.polluted
    return RepairLine(
        view=repair,
        wrong=quality_words.fault_said(repair.fault, language),
        mend=quality_words.to_do(repair.fault, language),
        address=_address(
            "/quality/records",
            source=repair.source,
            attribute=repair.attribute,
            fault=repair.fault,
        ),
        length=min(100 * repair.part / whole, 100) if whole else 0,
    )


def _trends(loads: Sequence[LoadQuality]) -> Iterable[TrendLine]:
    for source, own in groupby(loads, key=lambda load: load.source):
        kept = tuple(own)
        shares = [load.share for load in kept]
        drawn = trend(
            shares, [(None, None)] * len(shares), width=_TREND_WIDTH, height=_TREND_HEIGHT
        )
        yield TrendLine(source, kept, drawn)


def _scorecard_rows(cells: Sequence[QualityCell], language: Language) -> list[Row]:
    return [
        {
            "source": cell.source,
            "attribute": cell.attribute,
            "name": cell.label.in_language(language),
            "dimension": cell.dimension,
            "passed": cell.numerator,
            "checked": cell.denominator,
            "share": cell.share,
        }
        for cell in cells
    ]


def _repair_rows(money: QualityMoney, language: Language) -> list[Row]:
    unit = money.currency or "records"
    return [
        {
            "rank": repair.rank,
            "source": repair.source,
            "attribute": repair.attribute,
            "name": repair.label.in_language(language),
            "fault": repair.fault,
            "wrong": quality_words.fault_said(repair.fault, language),
            "to_do": quality_words.to_do(repair.fault, language),
            "records": repair.records,
            f"saves_alone_{unit}": round(repair.alone, 2),
            f"saves_with_those_above_{unit}": round(repair.together, 2),
        }
        for repair in money.repairs
    ]


def _address(path: str, **state: str) -> str:
    query = urlencode({name: value for name, value in state.items() if value})
    return path + (f"?{query}" if query else "")
