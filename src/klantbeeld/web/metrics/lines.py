"""One metric as a line of a list: its value, how it compares, its target and its trend.

Entering: a view of the pipeline. Leaving: a ``MetricLine`` in the reader's words; the list of
metrics, the first page and the map of goals show the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from klantbeeld.catalog.definition import Goal, Grain
from klantbeeld.catalog.metrics import Need
from klantbeeld.documents.trend import Trend, trend
from klantbeeld.metrics import wording
from klantbeeld.metrics.asking import Trouble
from klantbeeld.metrics.feeds import figure_name
from klantbeeld.metrics.read import MetricView, Point
from klantbeeld.metrics.targets import Standing, better, difference, standing
from klantbeeld.pipeline.measuring import figures
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.metrics.contexts import Change, MetricLine
from klantbeeld.web.site import Site

GOALS = {
    Goal.WIN_CUSTOMERS: N_("Win customers"),
    Goal.EARN_MORE: N_("Earn more from those we have"),
    Goal.SERVE_BETTER: N_("Serve better"),
}
KINDS = {
    "order": N_("orders"),
    "return": N_("returns"),
    "survey": N_("surveys"),
    "visit": N_("visits"),
    "campaign_send": N_("mailings sent"),
    "campaign_response": N_("responses to mailings"),
    "account": N_("accounts made"),
    "opportunity": N_("offers won and lost"),
    "referral": N_("recommendations by customers"),
    "delivery": N_("deliveries"),
    "case": N_("questions to customer service"),
}
STANDINGS = {
    Standing.REACHED: N_("on target"),
    Standing.SHORT: N_("not on target"),
    Standing.OVER: N_("above its band"),
    Standing.NO_TARGET: N_("no target"),
    Standing.NO_FIGURE: N_("no figure"),
}
TROUBLES = {
    Trouble.DIVISION: N_(
        "Its query divides by zero. Write nullif(…, 0) around what it divides by."
    ),
    Trouble.UNKNOWN_COLUMN: N_("Its query names a column that the table does not have."),
    Trouble.TOO_SLOW: N_("Its query takes longer than ten seconds."),
    Trouble.ODD_ANSWER: N_("Its query answers no dates and numbers, or one period twice."),
    Trouble.FAILED: N_("Its query cannot be run."),
}
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


def metric_line(site: Site, view: MetricView, language: Language) -> MetricLine:
    """A metric in the reader's words."""
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    compared = figures.compared(view)
    return MetricLine(
        id=view.id,
        name=view.name,
        formula=view.metric.formula,
        value=point_words(fmt, view, view.last, currency) if view.last else "",
        before=_change(fmt, view, compared.first_before, compared.before, currency),
        year=_change(fmt, view, compared.first_year, compared.year, currency),
        period=period_words(fmt, view.last.period, view.metric.grain) if view.last else "",
        n=view.last.n if view.last else None,
        picture=small_trend(view) if view.points else None,
        needs=tuple(_lacking(view, language)),
        trouble=site.say(language, TROUBLES[view.trouble]) if view.trouble is not None else "",
        target=target_words(fmt, view, currency, language),
        standing=standing(view.metric, view.last.value if view.last else None),
        too_few=view.last is not None and view.last.too_few,
        made_up=any(feed.made_up for feed in view.feeds),
    )


def _change(
    fmt: Formats, view: MetricView, first: date | None, then: Point | None, currency: str
) -> Change:
    now = view.last.value if view.last else None
    found = difference(view.unit, now, then.value if then else None)
    return Change(
        words=wording.change_words(found, view.unit, fmt.locale),
        better=better(found, view.direction),
        period=period_words(fmt, first, view.metric.grain) if first else "",
        value=point_words(fmt, view, then, currency) if then else wording.UNKNOWN,
    )


def _lacking(view: MetricView, language: Language) -> Iterator[str]:
    yield from (need_words(need, language) for need in view.needs)
    if view.waits_for is not None:
        yield view.waits_for.in_language(language)


def point_words(fmt: Formats, view: MetricView, point: Point, currency: str) -> str:
    """The value of a period, or that there are too few behind it to tell."""
    if point.too_few:
        return translations(fmt.language).gettext("too few to tell")
    return worded(fmt, view, point.value, currency)


def worded(fmt: Formats, view: MetricView, value: float | None, currency: str) -> str:
    """A value as the metric's unit is written."""
    return wording.worded(value, view.unit, currency, fmt.locale)


def period_words(fmt: Formats, first: date, grain: Grain) -> str:
    """The period that begins on this day."""
    return wording.period_words(first, grain, fmt.locale)


def target_words(fmt: Formats, view: MetricView, currency: str, language: Language) -> str:
    """``at least 50``, ``at most 5 %``, ``95 % to 100 %``; empty where there is no target."""
    metric, say = view.metric, translations(language).gettext
    if metric.target is None:
        return ""
    low = worded(fmt, view, metric.target, currency)
    if metric.target_high is not None:
        high = worded(fmt, view, metric.target_high, currency)
        return say("%(low)s to %(high)s") % {"low": low, "high": high}
    told = say("at most %(value)s") if metric.direction == "down" else say("at least %(value)s")
    return told % {"value": low}


def need_words(need: Need, language: Language) -> str:
    """What a metric misses, in the reader's words."""
    say = translations(language).gettext
    if need.kind is None:
        return figure_name(need.figure or "").in_language(language)
    kind = say(KINDS[need.kind]) if need.kind in KINDS else need.kind.replace("_", " ")
    if need.measure is None and need.means is None:
        return say(N_("a source with %(kind)s")) % {"kind": kind}
    return say(N_("a field of %(kind)s, under means in touchpoints.yaml")) % {"kind": kind}


def small_trend(view: MetricView) -> Trend:
    """The trend within a cell of a table."""
    return large_trend(view, SPARK_WIDTH, SPARK_HEIGHT)


def large_trend(
    view: MetricView,
    width: int = 720,
    height: int = 200,
    ticks: Sequence[tuple[int, str]] = (),
) -> Trend:
    """The trend with its target."""
    return trend(
        [point.value for point in view.points],
        [(point.low, point.high) for point in view.points],
        target=view.metric.target,
        running=view.running,
        ticks=ticks,
        width=width,
        height=height,
    )
