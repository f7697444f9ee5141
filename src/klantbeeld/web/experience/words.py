"""What the pages about experience call things, and figures as they are written there."""

from __future__ import annotations

from klantbeeld.catalog.experience import ItemKind, Pillar
from klantbeeld.metrics.estimates import Estimate
from klantbeeld.metrics.importance import Lacking
from klantbeeld.web.experience.contexts import Value
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, translations
from klantbeeld.web.pictures.interval import interval

KINDS = {
    ItemKind.NPS: N_("Recommendation (NPS)"),
    ItemKind.CSAT: N_("Satisfaction (CSAT)"),
    ItemKind.CES: N_("Effort (CES)"),
    ItemKind.PILLAR: N_("Pillar"),
    ItemKind.OTHER: N_("Other question"),
}
PILLARS = {
    Pillar.INTEGRITY: (N_("Integrity"), N_("does what it promises, and can be trusted")),
    Pillar.RESOLUTION: (N_("Resolution"), N_("puts right what went wrong, quickly")),
    Pillar.EXPECTATIONS: (N_("Expectations"), N_("says what will happen, and it does")),
    Pillar.TIME_EFFORT: (N_("Time and effort"), N_("takes customers little of either")),
    Pillar.PERSONALISATION: (N_("Personalisation"), N_("knows customers and acts on it")),
    Pillar.EMPATHY: (N_("Empathy"), N_("understands the situation somebody is in")),
}
LACKING = {
    Lacking.NOT_DECLARED: N_(
        "It needs a recommendation question and two other questions on one form."
    ),
    Lacking.TOO_FEW: N_(
        "Fewer than 100 forms were filled in completely, so nothing can be said yet."
    ),
    Lacking.SAME_OUTCOME: N_("Everybody recommends just as much, so nothing can explain it."),
    Lacking.SAME_MARKS: N_("Everybody gave the other questions the same mark."),
    Lacking.TWINS: N_("Two questions always got the same mark: they cannot be told apart."),
}
PARTS = {
    (True, False): N_("Improve first"),
    (True, True): N_("Keep it up"),
    (False, False): N_("Can wait"),
    (False, True): N_("More than needed"),
}
"""(matters more than the others, goes better than the others) -> what to do."""
PAUSES = {
    "any_case": N_("No marketing goes to customers with an open question or complaint."),
    "complaint": N_("No marketing goes to customers with an open complaint."),
    "never": N_("Marketing goes on during a complaint: the catalogue switched the pause off."),
}


def number(fmt: Formats, kind: ItemKind, value: float | None) -> str:
    """A figure of an item: a share for CSAT, else with one decimal."""
    if kind is ItemKind.CSAT:
        return fmt.share(value, 1)
    return fmt.number(None) if value is None else fmt.weight(value)


def value_of(
    fmt: Formats, kind: ItemKind, found: Estimate, scale: tuple[int, int], small: int
) -> Value:
    """An estimate in words, with its bar."""
    ends = {ItemKind.NPS: (-100.0, 100.0), ItemKind.CSAT: (0.0, 1.0)}.get(kind)
    low, high = ends or (float(scale[0]), float(scale[1]))
    if found.value is None:
        return Value("", "", found.n, "hidden" if found.hidden else "none", None)
    zero = 0.0 if kind is ItemKind.NPS else low
    picture = interval(found.value, (found.low, found.high), (low, high), zero=zero)
    return Value(
        number(fmt, kind, found.value),
        between(fmt, kind, found),
        found.n,
        "few" if found.n < small else "told",
        picture,
    )


def between(fmt: Formats, kind: ItemKind, found: Estimate) -> str:
    """``21,3 tot 27,9``; empty where nothing shows how it spreads."""
    if found.low is None or found.high is None:
        return ""
    return translations(fmt.language).gettext("%(low)s to %(high)s") % {
        "low": number(fmt, kind, found.low),
        "high": number(fmt, kind, found.high),
    }


def scale_words(fmt: Formats, kind: ItemKind, scale: tuple[int, int], low_is_good: bool) -> str:
    """How a figure is read."""
    say = translations(fmt.language).gettext
    if kind is ItemKind.NPS:
        return say(N_("from -100 to 100"))
    if kind is ItemKind.CSAT:
        best = scale[0], scale[0] + 1
        if not low_is_good:
            best = scale[1] - 1, scale[1]
        return say(N_("who gave a %(one)s or %(two)s")) % {"one": best[0], "two": best[1]}
    words = N_("from %(low)s to %(high)s, %(low)s is best")
    if not low_is_good:
        words = N_("from %(low)s to %(high)s")
    return say(words) % {"low": scale[0], "high": scale[1]}
