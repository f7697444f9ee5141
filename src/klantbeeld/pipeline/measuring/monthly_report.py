"""The monthly report: the goals, every figure beside its target and its past, and what changed.

Entering: opened services, a month and a language. Leaving: a document for any writer. Figures are
sums over people and parts with few cases are not in it, so that it may lie on any table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from babel import Locale

from klantbeeld.catalog.definition import Goal, Grain, Words
from klantbeeld.catalog.periods import first_day, next_period
from klantbeeld.core.calendar import month_named
from klantbeeld.core.errors import InputError
from klantbeeld.documents.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Language,
    Paragraph,
    Picture,
    Pictures,
    Table,
)
from klantbeeld.documents.trend import as_svg, trend
from klantbeeld.metrics.periods import before, beginnings
from klantbeeld.metrics.read import SMALLEST_GROUP, MetricView, Point
from klantbeeld.metrics.targets import Standing, better, difference, standing
from klantbeeld.metrics.wording import UNKNOWN, change_words, period_words, worded
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.measuring.report_parts import PartWriter
from klantbeeld.pipeline.measuring.strategy import GoalNode, goals
from klantbeeld.pipeline.services import Services

LOCALES: dict[Language, Locale] = {"nl": Locale.parse("nl_NL"), "en": Locale.parse("en_GB")}
MOST_CHANGES = 5
PICTURE = (320, 90)
"""Width and height of a trend."""

GOALS = {
    Goal.WIN_CUSTOMERS: Words(nl="Klanten winnen", en="Win customers"),
    Goal.EARN_MORE: Words(nl="Meer halen uit de klanten die we hebben",
                          en="Earn more from those we have"),
    Goal.SERVE_BETTER: Words(nl="Beter helpen", en="Serve better"),
}  # fmt: skip
STANDINGS = {
    Standing.REACHED: Words(nl="op koers", en="on target"),
    Standing.SHORT: Words(nl="niet op koers", en="not on target"),
    Standing.OVER: Words(nl="boven de bandbreedte", en="above its band"),
    Standing.NO_TARGET: Words(nl="geen streefcijfer", en="no target"),
    Standing.NO_FIGURE: Words(nl="geen cijfer", en="no figure"),
}
TEXTS = {
    "title": Words(nl="Maandrapport {month}", en="Report of {month}"),
    "intro": Words(
        nl="Dit rapport bevat alleen cijfers over groepen, en niemands gegevens.",
        en="This report holds figures about groups alone, and nobody's data.",
    ),
    "nothing": Words(
        nl="Van deze maand is er geen enkel cijfer.", en="There is no figure of this month."
    ),
    "changes": Words(nl="Wat er veranderde", en="What changed"),
    "better": Words(nl="Beter dan de periode ervoor", en="Better than the period before"),
    "worse": Words(nl="Slechter dan de periode ervoor", en="Worse than the period before"),
    "none": Words(nl="Niets veranderde merkbaar.", en="Nothing changed noticeably."),
    "target": Words(nl="Streefdoel", en="To be reached"),
    "owner": Words(nl="Verantwoordelijk", en="Who answers for it"),
    "by": Words(nl="Uiterlijk", en="By"),
    "on_target": Words(nl="Op koers", en="On target"),
    "of": Words(nl="{reached} van {all} cijfers", en="{reached} of {all} figures"),
    "figures": Words(nl="Cijfers", en="Figures"),
    "metric": Words(nl="Kengetal", en="Metric"),
    "value": Words(nl="Waarde", en="Value"),
    "period": Words(nl="Periode", en="Period"),
    "aim": Words(nl="Streefcijfer", en="Target"),
    "before": Words(nl="Periode ervoor", en="Period before"),
    "year": Words(nl="Jaar eerder", en="Year before"),
    "too_few": Words(nl="te weinig om te noemen", en="too few to tell"),
    "why_too_few": Words(
        nl="Achter een cijfer met ‘te weinig om te noemen’ staan minder dan {} mensen: iemand zou "
        "erin te herkennen zijn.",
        en="Behind a figure that says ‘too few to tell’ stand fewer than {} people: one of them "
        "could be recognised.",
    ),
    "missing": Words(nl="Nog zonder cijfer", en="Without a figure yet"),
    "made_up": Words(nl="* Deels verzonnen gegevens.", en="* Partly made-up data."),
    "running": Words(nl="nog niet voorbij", en="not over yet"),
    "at_least": Words(nl="minstens {}", en="at least {}"),
    "at_most": Words(nl="hoogstens {}", en="at most {}"),
    "band": Words(nl="{} tot {}", en="{} to {}"),
    "level": Words(nl="streefcijfer: {}", en="target: {}"),
}


def month_of(services: Services, text: str | None) -> date:
    """The first day of a month written as 2026-10; absent: the last whole month.

    Raises InputError for another text, and for a month that has not begun.
    """
    today = figures.today(services)
    if text is None:
        return before(today.replace(day=1), Grain.MONTH)
    first = month_named(text, "month")
    if first > today:
        mend = "Write the year and the month, such as 2026-10."
        raise InputError.single("this month has not begun", "month", mend)
    return first


def monthly_report(services: Services, month: date, language: Language) -> Document:
    """The report of the month that begins on this day."""
    last_day = next_period(month, Grain.MONTH) - timedelta(days=1)
    views = _views(services, min(last_day, figures.today(services)))
    writer = _Writer(services, last_day, language)
    return Document(
        title=writer.say("title").format(month=writer.period(month, Grain.MONTH)),
        language=language,
        author=services.catalogue.organisation.name,
        made_at=services.clock(),
        blocks=tuple(writer.blocks(views, month)),
        subtitle=writer.say("intro"),
        time_zone=services.catalogue.organisation.time_zone,
    )


def _views(services: Services, day: date) -> tuple[MetricView, ...]:
    """Every metric as of this day: months as they stand, of other grains the last whole period."""
    found = {view.id: view for view in figures.views(services, day=day)}
    for grain in (Grain.WEEK, Grain.QUARTER):
        first = first_day(day, grain)
        names = tuple(view.id for view in found.values() if view.metric.grain is grain)
        if names and next_period(first, grain) > day + timedelta(days=1):
            found |= {
                view.id: view for view in figures.views(services, names, before(first, grain))
            }
    return tuple(found.values())


class _Writer:
    """Puts figures into blocks, in one language."""

    def __init__(self, services: Services, until: date, language: Language) -> None:
        self._services = services
        self._until = until
        self._catalogue = services.catalogue
        self._language = language
        self._locale = LOCALES[language]

    def say(self, key: str) -> str:
        return TEXTS[key].in_language(self._language)

    def period(self, first: date, grain: Grain) -> str:
        return period_words(first, grain, self._locale)

    def blocks(self, views: tuple[MetricView, ...], month: date) -> Iterator[Block]:
        told = [view for view in views if view.last is not None]
        if not told:
            yield Paragraph(self.say("nothing"), "warning")
        else:
            yield from self._changes(told)
        for node in goals(self._catalogue, views):
            yield from self._goal(node)
        yield from PartWriter(self._services, self._language, self._locale).blocks(month)

    def _changes(self, views: Iterable[MetricView]) -> Iterator[Block]:
        """The largest moves for the better and for the worse, against the period before."""
        moved: dict[bool, list[tuple[float, str]]] = {True: [], False: []}
        for view in views:
            then = figures.compared(view).before
            found = difference(view.unit, _value(view), then.value if then else None)
            good = better(found, view.direction)
            if good is not None and found is not None and then is not None:
                text = (
                    f"{self._name(view)}: {self._worded(view, then.value)} → "
                    f"{self._worded(view, _value(view))} "
                    f"({change_words(found, view.unit, self._locale)})"
                )
                moved[good].append((abs(found), text))
        yield Heading(self.say("changes"))
        if not any(moved.values()):
            yield Paragraph(self.say("none"))
        for good, key in ((True, "better"), (False, "worse")):
            largest = sorted(moved[good], reverse=True)[:MOST_CHANGES]
            if largest:
                yield Heading(self.say(key), 2)
                yield Bullets(tuple(text for _, text in largest))

    def _goal(self, node: GoalNode) -> Iterator[Block]:
        views = [each.view for each in node.metrics]
        yield Heading(GOALS[node.goal].in_language(self._language))
        yield Facts(tuple(self._aim(node)))
        shown = [view for view in views if view.points]
        head = tuple(
            self.say(key) for key in ("metric", "value", "period", "aim", "before", "year")
        )
        yield Table(
            self.say("figures"), head, tuple(self._row(view) for view in shown),
            self.say("nothing"), figures=(1, 3, 4, 5),
        )  # fmt: skip
        if any(_made_up(view) for view in shown):
            yield Paragraph(self.say("made_up"), "quiet")
        past = [
            (view, [each for each in view.points if each.period <= self._end_of(view)])
            for view in shown
        ]
        drawn = tuple(self._picture(view, points) for view, points in past if len(points) > 1)
        if drawn:
            yield Pictures(drawn)
        if any(view.last is not None and view.last.too_few for view in shown):
            yield Paragraph(self.say("why_too_few").format(SMALLEST_GROUP), "quiet")
        lacking = tuple(self._name(view) for view in views if not view.points)
        if lacking:
            yield Paragraph(f"{self.say('missing')}: {', '.join(lacking)}.", "quiet")

    def _aim(self, node: GoalNode) -> Iterator[tuple[str, Cell]]:
        if node.target is not None:
            yield self.say("target"), node.target.in_language(self._language)
        if node.owner is not None:
            yield self.say("owner"), node.owner.in_language(self._language)
        if node.by is not None:
            yield self.say("by"), node.by
        aimed = sum(each.view.metric.target is not None for each in node.metrics)
        told = self.say("of").format(reached=node.count(Standing.REACHED), all=aimed)
        yield self.say("on_target"), told

    def _end_of(self, view: MetricView) -> date:
        """The first day of the last period that is told of it."""
        return view.last.period if view.last else self._until

    def _row(self, view: MetricView) -> tuple[Cell, ...]:
        compared = figures.compared(view)
        stands = standing(view.metric, _value(view))
        aim = self._target(view)
        period = self.period(view.last.period, view.metric.grain) if view.last else UNKNOWN
        running = view.running and view.last is view.points[-1]
        name = self._name(view)
        return (
            f"{name}\N{NO-BREAK SPACE}*" if _made_up(view) else name,
            self._told(view),
            (period, self.say("running")) if running else period,
            (aim, STANDINGS[stands].in_language(self._language)) if aim else None,
            self._against(view, compared.before.value if compared.before else None),
            self._against(view, compared.year.value if compared.year else None),
        )

    def _told(self, view: MetricView) -> str:
        if view.last is not None and view.last.too_few:
            return self.say("too_few")
        return self._worded(view, _value(view))

    def _against(self, view: MetricView, then: float | None) -> Cell:
        if then is None:
            return None
        found = difference(view.unit, _value(view), then)
        return self._worded(view, then), change_words(found, view.unit, self._locale)

    def _target(self, view: MetricView) -> str:
        metric = view.metric
        if metric.target is None:
            return ""
        low = self._worded(view, metric.target)
        if metric.target_high is not None:
            return self.say("band").format(low, self._worded(view, metric.target_high))
        return self.say("at_most" if metric.direction == "down" else "at_least").format(low)

    def _picture(self, view: MetricView, points: Sequence[Point]) -> Picture:
        name, grain = self._name(view), view.metric.grain
        told = [point for point in points if point.value is not None]
        drawn = trend(
            [point.value for point in points],
            [(point.low, point.high) for point in points],
            target=view.metric.target,
            running=view.running and points[-1] is view.points[-1],
            ticks=beginnings([point.period for point in points], grain, self._locale),
            width=PICTURE[0],
            height=PICTURE[1],
        )
        ends = tuple(self.period(points[place].period, grain) for place in (0, -1))
        values = [point.value for point in told if point.value is not None]
        span = " – ".join(self._worded(view, end) for end in (min(values), max(values))) \
            if values else UNKNOWN  # fmt: skip
        aim = self.say("level").format(self._target(view)) if view.metric.target else ""
        said = [self._worded(view, point.value) for point in told]
        svg = as_svg(drawn, name, (ends[0], ends[1]), said, aim)
        formula = view.metric.formula.in_language(self._language)
        return Picture(svg, f"{name}, {ends[0]} – {ends[1]}: {span}", formula, name)

    def _name(self, view: MetricView) -> str:
        return view.name.in_language(self._language)

    def _worded(self, view: MetricView, value: float | None) -> str:
        return worded(value, view.unit, self._catalogue.organisation.currency, self._locale)


def _value(view: MetricView) -> float | None:
    return view.last.value if view.last else None


def _made_up(view: MetricView) -> bool:
    """Whether something that feeds it is made up."""
    return any(feed.made_up for feed in view.feeds)
