"""Models: the versions, what each expects of itself, and the weight of every comparison level.

Entering: the pipeline's views of model versions. Leaving: ``models.html`` and ``model.html``. No
personal value stands on these pages: whoever may sign in may see by what logic records become
people. Nothing is changed from here; the pages name the commands that do.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline.linking import model_views
from klantbeeld.pipeline.linking.model_views import Band, ComparisonView, Level, ModelView
from klantbeeld.web import words
from klantbeeld.web.formats import Formats
from klantbeeld.web.judging.model_contexts import (
    Expected,
    ModelPage,
    ModelsPage,
    WeightBar,
    WeightRow,
    WeightTable,
)
from klantbeeld.web.languages import N_, translations
from klantbeeld.web.person.evidence import field_names
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

WIDTH = 240
"""Of a bar's picture, in its own units."""
_MARGIN = 2.0
_LEAST_PERCENT = 0.001
"""A smaller share is told as one in so many."""

_NEVER = 1e-7
"""What no pair of records has shown keeps a share below this, so that it stays possible."""

CONDITIONS = {
    "names_agree": N_("where the names agree"),
    "names_differ": N_("where the names differ"),
}
BOTH = "both_"


def router(site: Site) -> APIRouter:
    """``GET /models`` and ``GET /models/{number}``"""
    routes = page_router(site)
    services = site.services

    @routes.get("/models")
    def models(request: Request) -> Response:
        reader = site.reader(request)
        page = ModelsPage(
            model_views.model_lines(services.database), model_views.promotions(services.database)
        )
        return site.render(
            request, "models.html", page, language=reader.language, reader=reader, section="models"
        )

    @routes.get("/models/{number}")
    def model(request: Request, number: int) -> Response:
        reader = site.reader(request)
        lines = model_views.model_lines(services.database)
        if number not in {line.model_no for line in lines}:
            raise HTTPException(404)
        view = model_views.model_view(services.database, services.catalogue, number)
        page = model_page(site, view, site.formats(reader.language))
        return site.render(
            request, "model.html", page, language=reader.language, reader=reader, section="models"
        )

    return routes


def model_page(site: Site, view: ModelView, fmt: Formats) -> ModelPage:
    """Words and bars; all bars on one scale, so that they can be compared."""
    weights = [0.0]
    for comparison in view.comparisons:
        for level in comparison.levels:
            weights += [level.weight, level.household_weight or 0.0]
    low, high = min(weights), max(*weights, min(weights) + 1)
    attributes = {name: item.name for name, item in site.catalogue.attributes.items()}
    names = field_names(attributes, fmt.language)
    return ModelPage(
        view=view,
        expected=tuple(_expected(view, fmt)),
        tables=tuple(
            _table(comparison, names, fmt, low, high, number)
            for number, comparison in enumerate(view.comparisons)
        ),
        households="same_household" in view.pairs_per_record,
        width=WIDTH,
        zero=_place(0.0, low, high),
    )


def _expected(view: ModelView, fmt: Formats) -> Iterator[Expected]:
    say = translations(fmt.language).gettext
    told: tuple[tuple[str, str, Band | None], ...] = (
        (
            say(N_("Right")),
            say(N_("of the pairs of records put together, the share that is one person")),
            view.line.precision,
        ),
        (
            say(N_("Found")),
            say(N_("of all pairs of records that are one person, the share put together")),
            view.line.recall,
        ),
    )
    lowest = min((band.low for _, _, band in told if band), default=0.0)
    bottom = floor(min(lowest, 0.9) * 10) / 10
    for name, means, band in told:
        if band is not None:
            low, high, at = (
                round((value - bottom) / (1 - bottom) * WIDTH, 1)
                for value in (band.low, band.high, band.value)
            )
            yield Expected(name, means, band, low=low, high=high, at=at, floor=bottom)


def _table(
    comparison: ComparisonView,
    names: dict[str, str],
    fmt: Formats,
    low: float,
    high: float,
    number: int,
) -> WeightTable:
    say = translations(fmt.language).gettext
    condition = CONDITIONS.get(comparison.condition or "")
    return WeightTable(
        key=f"comparison-{number}",
        name=names.get(comparison.field, words.readable(comparison.field)),
        condition=say(condition) if condition else None,
        rows=tuple(_row(level, fmt, low, high) for level in comparison.levels if _occurs(level)),
    )


def _occurs(level: Level) -> bool:
    """Whether any pair shows it: there may be no value as rare, or as common, as that."""
    return max(level.same_person, level.same_household or 0.0, level.random) > _NEVER


def _row(level: Level, fmt: Formats, low: float, high: float) -> WeightRow:
    household = level.household_weight
    return WeightRow(
        label=_label(level, fmt),
        weight=level.weight,
        bar=_bar(level.weight, low, high),
        household_weight=household,
        household_bar=None if household is None else _bar(household, low, high),
        same_person=often(level.same_person, fmt),
        same_household=None if level.same_household is None else often(level.same_household, fmt),
        random=often(level.random, fmt),
    )


def _label(level: Level, fmt: Formats) -> str:
    say = translations(fmt.language).gettext
    if level.had_by_one_in is not None:
        return say(N_("the same; 1 in %(number)s has it")) % {
            "number": fmt.number(_rounded(level.had_by_one_in))
        }
    if level.level.startswith(BOTH):
        return say(N_("both from %(source)s")) % {"source": level.level.removeprefix(BOTH)}
    return say(words.level(level.level))


def often(share: float, fmt: Formats) -> str:
    """A share as a percentage; a small one as one in so many."""
    if share >= _LEAST_PERCENT or share <= 0:
        return fmt.share(share, 1)
    say = translations(fmt.language).gettext
    return say(N_("1 in %(number)s")) % {"number": fmt.number(_rounded(1 / share))}


def _rounded(number: float) -> int:
    """To two digits: nobody knows it better."""
    unit = 10.0 ** max(floor(log10(number)) - 1, 0)
    return int(round(number / unit) * unit)


def _place(value: float, low: float, high: float) -> float:
    return round(_MARGIN + (value - low) * (WIDTH - 2 * _MARGIN) / (high - low), 1)


def _bar(value: float, low: float, high: float) -> WeightBar:
    left, right = sorted((_place(0.0, low, high), _place(value, low, high)))
    return WeightBar(left, max(round(right - left, 1), 1.0), positive=value >= 0)
