"""The pages about experience, in the reader's words.

Entering: the pipeline's view. Leaving: the contexts of ``experience/overview.html`` and
``experience/item.html``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.experience import ItemKind
from klantbeeld.catalog.sources import TouchpointDelivery
from klantbeeld.documents.trend import Trend, trend
from klantbeeld.metrics.estimates import Estimate
from klantbeeld.metrics.experience import Driver, Headline, ImportanceFigure, ItemFigure, MonthPoint
from klantbeeld.metrics.registry import registry
from klantbeeld.metrics.wording import worded
from klantbeeld.pipeline.measuring.experience import PERIODS, ExperienceView, Observed, PillarView
from klantbeeld.web.experience.contexts import (
    DriverRow,
    ExperienceItemPage,
    ExperiencePage,
    ItemLink,
    ItemRow,
    MarkBar,
    MonthRow,
    MonthsChoice,
    ObservedLine,
    PartLine,
    PillarRow,
    StageRow,
    Tile,
    TrendPart,
    WeighedPart,
)
from klantbeeld.web.experience.words import (
    KINDS,
    LACKING,
    PARTS,
    PAUSES,
    PILLARS,
    between,
    number,
    scale_words,
    value_of,
)
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.pictures.quadrants import Measured, quadrants
from klantbeeld.web.pictures.spark import spark
from klantbeeld.web.site import Site


class _Pages:
    """What every part of a page needs at hand."""

    def __init__(self, site: Site, view: ExperienceView, language: Language) -> None:
        self.site, self.view, self.language = site, view, language
        self.fmt = site.formats(language)
        self.rules = site.catalogue.asked
        self.small = self.rules.small_sample
        self.items = {each.id: each for each in view.said.items}

    def say(self, text: str) -> str:
        return self.site.say(self.language, text)

    def link(self, name: str) -> ItemLink:
        item = self.rules.items[name]
        months = "" if self.view.months == PERIODS[1] else f"?months={self.view.months}"
        return ItemLink(
            item.name.in_language(self.language),
            item.text.in_language(self.language),
            f"/experience/{name}{months}",
        )


def overview_page(site: Site, view: ExperienceView, language: Language) -> ExperiencePage:
    """Everything on one page, the most important first."""
    at = _Pages(site, view, language)
    nps = next((each for each in view.said.headlines if each.kind is ItemKind.NPS), None)
    return ExperiencePage(
        choices=_choices("/experience", view.months),
        since=at.fmt.day(view.since),
        until=at.fmt.day(view.until),
        asks=bool(at.rules.items),
        answered=any(each.figure.asked for each in view.said.items),
        small_sample=at.small,
        tiles=tuple(_tile(at, each) for each in view.said.headlines),
        trend=_trend_part(at, ItemKind.NPS, (0, 10), nps.figure.months) if nps else None,
        pillars=tuple(_pillar(at, each) for each in view.pillars),
        weighed=_weighed(at, view.said.importance),
        stages=_stages(at),
        open_complaints=view.open_complaints,
        pause=at.say(PAUSES[at.rules.no_marketing_during]),
        made_up=_made_up(at, at.rules.items),
    )


def item_page(
    site: Site, view: ExperienceView, name: str, language: Language
) -> ExperienceItemPage:
    """One question: its trend, its marks, where it was asked."""
    at = _Pages(site, view, language)
    found, item = at.items[name], at.rules.items[name]
    most = max((count for _, count in found.marks), default=0)
    total = sum(count for _, count in found.marks)
    sources = site.catalogue.sources
    return ExperienceItemPage(
        row=_item(at, found),
        stage=at.rules.stages[item.stage].in_language(language) if item.stage else "",
        pillar=at.say(PILLARS[item.pillar][0]) if item.pillar else "",
        mean=value_of(at.fmt, ItemKind.OTHER, found.mean, item.scale, at.small),
        choices=_choices(f"/experience/{name}", view.months),
        since=at.fmt.day(view.since),
        until=at.fmt.day(view.until),
        small_sample=at.small,
        trend=_trend_part(at, item.kind, item.scale, found.figure.months),
        marks=tuple(
            MarkBar(at.fmt.number(mark), count, at.fmt.share(count / total, 1), count / (most or 1))
            for mark, count in reversed(found.marks)
        ),
        parts=tuple(
            PartLine(
                sources[part.source].name.in_language(language)
                if part.source in sources
                else part.source,
                part.channel,
                value_of(at.fmt, item.kind, part.estimate, item.scale, at.small),
            )
            for part in found.parts
        ),
        remarks=found.remarks,
        remarks_address=f"/experience/{name}/remarks",
        made_up=_made_up(at, (name,)),
    )


def _choices(address: str, months: int) -> tuple[MonthsChoice, ...]:
    return tuple(MonthsChoice(each, f"{address}?months={each}", each == months) for each in PERIODS)


def _tile(at: _Pages, headline: Headline) -> Tile:
    figure, kind = headline.figure, headline.kind
    before = figure.before.value if figure.before.n >= at.small else None
    return Tile(
        kind=kind.value,
        name=at.say(KINDS[kind]),
        scale=scale_words(at.fmt, kind, headline.scale, headline.low_is_good),
        value=value_of(at.fmt, kind, figure.estimate, headline.scale, at.small),
        before="" if before is None else number(at.fmt, kind, before),
        response=at.fmt.share(figure.response.value, 1),
        asked=figure.asked,
        off_scale=figure.off_scale,
        spark=_trend(figure.months, 200, 40) if figure.estimate.value is not None else None,
        address=f"/metrics/{kind.value}" if kind.value in registry(at.site.catalogue) else "",
    )


def _trend(months: Sequence[MonthPoint], width: int, height: int) -> Trend:
    return trend(
        [point.estimate.value for point in months],
        [(point.estimate.low, point.estimate.high) for point in months],
        running=True,
        width=width,
        height=height,
    )


def _trend_part(
    at: _Pages, kind: ItemKind, scale: tuple[int, int], months: Sequence[MonthPoint]
) -> TrendPart | None:
    told = [point for point in months if point.estimate.value is not None]
    if not told:
        return None
    rows = tuple(
        MonthRow(at.fmt.month(point.month), value_of(at.fmt, kind, point.estimate, scale, at.small))
        for point in months
    )
    marks = tuple(
        _mark_words(at, row.month, row.value.text, row.value.between, row.value.n)
        for row in rows
        if row.value.text
    )
    values = [point.estimate.value for point in told if point.estimate.value is not None]
    return TrendPart(
        at.say(KINDS[kind]),
        _trend(months, 720, 200),
        marks,
        tuple(reversed(rows)),
        rows[0].month,
        rows[-1].month,
        number(at.fmt, kind, min(values)),
        number(at.fmt, kind, max(values)),
    )


def _mark_words(at: _Pages, name: str, value: str, bounds: str, n: int) -> str:
    answers = at.say(N_("%(number)s answers")) % {"number": at.fmt.number(n)}
    return f"{name}: {value}" + (f" ({bounds})" if bounds else "") + f", {answers}"


def _pillar(at: _Pages, pillar: PillarView) -> PillarRow:
    figure = pillar.figure
    name, meaning = PILLARS[figure.pillar]
    return PillarRow(
        name=at.say(name),
        meaning=at.say(meaning),
        items=tuple(at.link(item) for item in figure.items),
        value=value_of(at.fmt, ItemKind.PILLAR, figure.estimate, figure.scale, at.small),
        observed=tuple(_observed(at, each) for each in pillar.observed),
    )


def _observed(at: _Pages, each: Observed) -> ObservedLine:
    currency = at.site.catalogue.organisation.currency
    found = each.estimate

    def told(value: float | None) -> str:
        return worded(value, each.unit, currency, at.fmt.locale)

    bounds = ""
    if found.low is not None and found.high is not None:
        bounds = at.say("%(low)s to %(high)s") % {
            "low": told(found.low),
            "high": told(found.high),
        }
    return ObservedLine(
        name=each.name.in_language(at.language),
        formula=each.formula.in_language(at.language),
        value="" if found.value is None else told(found.value),
        between=bounds,
        n=found.n,
        needs=each.needs.in_language(at.language) if each.needs else "",
        address=f"/metrics/{each.id}" if each.is_metric else "",
    )


def _weighed(at: _Pages, found: ImportanceFigure) -> WeighedPart:
    outcome = at.link(found.outcome).name if found.outcome else ""
    unmoved = tuple(at.link(item).name for item in found.unmoved)
    if found.lacking is not None:
        lacking = at.say(LACKING[found.lacking])
        return WeighedPart(outcome, found.forms, "", lacking, unmoved, None, ())
    picture = quadrants([_measured(each) for each in found.drivers])
    rows = tuple(
        _driver(at, each, spot.x >= picture.cross_x, spot.y <= picture.cross_y)
        for each, spot in zip(found.drivers, picture.spots, strict=True)
    )
    explained = at.fmt.share(found.r_squared)
    return WeighedPart(outcome, found.forms, explained, "", unmoved, picture, rows)


def _measured(driver: Driver) -> Measured:
    value = driver.performance.value or 0.0
    low, high = driver.performance.low, driver.performance.high
    return Measured(
        value,
        value if low is None else low,
        value if high is None else high,
        driver.share,
        driver.low,
        driver.high,
    )


def _driver(at: _Pages, driver: Driver, good: bool, matters: bool) -> DriverRow:
    item = at.rules.items[driver.item]
    link = at.link(driver.item)
    performance = value_of(at.fmt, ItemKind.OTHER, driver.performance, item.scale, at.small)
    goes_well = good != item.low_is_good
    part = at.say(PARTS[matters, goes_well])
    share = at.fmt.share(driver.share)
    shares = between(at.fmt, ItemKind.CSAT, Estimate(driver.share, 0, driver.low, driver.high))
    said = N_("%(name)s: mark %(mark)s, %(share)s of what matters (%(between)s). %(part)s.")
    mark = at.say(said) % {
        "name": link.name,
        "mark": performance.text,
        "share": share,
        "between": shares,
        "part": part,
    }
    return DriverRow(link, share, shares, performance, part, mark)


def _stages(at: _Pages) -> tuple[StageRow, ...]:
    rows = [
        StageRow(
            name.in_language(at.language),
            tuple(_item(at, each) for each in at.view.said.items if each.item.stage == stage),
        )
        for stage, name in at.rules.stages.items()
    ]
    others = tuple(_item(at, each) for each in at.view.said.items if each.item.stage is None)
    if others:
        rows.append(StageRow(at.say(N_("At no stage in particular")), others))
    return tuple(rows)


def _item(at: _Pages, found: ItemFigure) -> ItemRow:
    item, figure = found.item, found.figure
    return ItemRow(
        link=at.link(found.id),
        kind=at.say(KINDS[item.kind]),
        scale=scale_words(at.fmt, item.kind, item.scale, item.low_is_good),
        value=value_of(at.fmt, item.kind, figure.estimate, item.scale, at.small),
        response=at.fmt.share(figure.response.value, 1),
        asked=figure.asked,
        off_scale=figure.off_scale,
        marks=spark([count for _, count in found.marks], step=8, height=20)
        if found.marks
        else None,
    )


def _made_up(at: _Pages, names: Iterable[str]) -> tuple[Words, ...]:
    """Where the answers are not real: what the sources say is made up."""
    types = {at.rules.items[name].touchpoint for name in names}
    return tuple(
        source.made_up
        for source in at.site.catalogue.sources.values()
        if source.made_up is not None
        and any(
            isinstance(delivery, TouchpointDelivery) and delivery.type in types
            for delivery in source.deliveries.values()
        )
    )
