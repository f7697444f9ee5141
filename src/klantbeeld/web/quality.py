"""Quality: attribute by source, the worst first, through one dimension or all together.

Entering: the pipeline's counts per source, attribute and dimension. Leaving: ``quality.html``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline import status as pipeline_status
from klantbeeld.pipeline.views import QualityCell
from klantbeeld.web import words
from klantbeeld.web.contexts import DimensionChoice, HeatCell, HeatRow, QualityPage
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

_ALL = (N_("All together"), N_("The share of all checks that passed."))
_STEPS = (0.995, 0.97, 0.90, 0.75, 0.50)
"""Below each share the tint is one step stronger."""


def router(site: Site) -> APIRouter:
    """``GET /quality?dimension=&view=table``"""
    routes = page_router(site)

    @routes.get("/quality")
    def quality(request: Request, dimension: str = "", view: str = "") -> Response:
        reader = site.reader(request)
        services = site.services
        cells = tuple(pipeline_status.quality(services.database, services.catalogue))
        return site.render(
            request,
            "quality.html",
            quality_page(site, cells, dimension, reader.language, as_table=view == "table"),
            language=reader.language,
            reader=reader,
            section="quality",
        )

    return routes


def quality_page(
    site: Site,
    cells: Sequence[QualityCell],
    dimension: str,
    language: Language,
    *,
    as_table: bool,
) -> QualityPage:
    """The heat map and its table; an unknown dimension shows all together."""
    measured = [cell for cell in cells if cell.denominator]
    present = {cell.dimension for cell in measured}
    dimension = dimension if dimension in present else ""
    shown = [cell for cell in measured if not dimension or cell.dimension == dimension]
    sources = tuple(
        source
        for source in site.catalogue.sources
        if any(cell.source == source for cell in measured)
    )
    choices = tuple(_choices(site, measured, dimension, language, as_table=as_table))
    return QualityPage(
        dimensions=choices,
        chosen=next(choice for choice in choices if choice.chosen),
        sources=sources,
        rows=heat_rows(shown, sources),
        table=tuple(sorted(shown, key=lambda cell: (cell.share or 0, cell.attribute))),
        as_table=as_table,
        other_address=_address(dimension, as_table=not as_table),
    )


def heat_rows(cells: Iterable[QualityCell], sources: Sequence[str]) -> tuple[HeatRow, ...]:
    """One row per attribute, the lowest share first."""
    by_attribute: dict[str, list[QualityCell]] = {}
    for cell in cells:
        by_attribute.setdefault(cell.attribute, []).append(cell)
    rows = []
    for own in by_attribute.values():
        row = tuple(
            _heat_cell(source, [cell for cell in own if cell.source == source])
            for source in sources
        )
        rows.append(HeatRow(own[0].label, _share(own) or 0.0, row))
    return tuple(sorted(rows, key=lambda row: row.share))


def _heat_cell(source: str, cells: Sequence[QualityCell]) -> HeatCell:
    share = _share(cells)
    return HeatCell(
        source=source,
        share=share,
        step=0 if share is None else sum(share < bound for bound in _STEPS),
        worst=min(cells, key=lambda cell: cell.share or 0, default=None),
    )


def _share(cells: Iterable[QualityCell]) -> float | None:
    cells = tuple(cells)
    checks = sum(cell.denominator for cell in cells)
    return sum(cell.numerator for cell in cells) / checks if checks else None


def _choices(
    site: Site,
    cells: Sequence[QualityCell],
    chosen: str,
    language: Language,
    *,
    as_table: bool,
) -> Iterable[DimensionChoice]:
    dimensions = {"": _ALL} | {
        name: words.DIMENSIONS.get(name, (words.readable(name), ""))
        for name in (*words.DIMENSIONS, *sorted({cell.dimension for cell in cells}))
        if any(cell.dimension == name for cell in cells)
    }
    for name, (title, definition) in dimensions.items():
        yield DimensionChoice(
            dimension=name,
            name=site.say(language, title),
            definition=site.say(language, definition) if definition else "",
            share=_share(cell for cell in cells if not name or cell.dimension == name),
            chosen=name == chosen,
            address=_address(name, as_table=as_table),
        )


def _address(dimension: str, *, as_table: bool) -> str:
    state = {"dimension": dimension, "view": "table" if as_table else ""}
    query = urlencode({name: value for name, value in state.items() if value})
    return "/quality" + (f"?{query}" if query else "")
