"""What one customer is worth and whether they stay, on the page of a person: estimates, in words.

Entering: the gate's read of the estimates, under their own purpose. Leaving: the panel. For a role
that may not read for that purpose it is absent; of who is left out it says why and nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from klantbeeld.privacy.consent.wording import BARS, told
from klantbeeld.privacy.value_reads import Behaviour, ValueView
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.person.stage import stage_panel
from klantbeeld.web.site import Reader, Site
from klantbeeld.web.value.person_contexts import ContractLine, ValuePanel

_CHANCES = (
    (0.1, N_("will very likely buy again")),
    (0.3, N_("will likely buy again")),
    (0.7, N_("may or may not buy again")),
    (0.9, N_("will likely stay away")),
    (1.0, N_("will very likely stay away")),
)
"""Up to this probability of no purchase: what it means."""

MOST_CONTRACTS = 5
"""So many are shown: a reseller may hold hundreds."""

LATE = 1.5
"""So many times the own rhythm without a purchase is worth a word."""


def value_panel(site: Site, reader: Reader, person_id: int) -> ValuePanel | None:
    """Reads and words the estimates; None for a role that may not read them, or before any."""
    reads = site.services.value
    if not reads.may_read(reader.actor):
        return None
    view = reads.value(reader.actor, reads.purpose, person_id)
    nothing = view.behaviour is None and view.as_of is None and not view.contracts
    if not view.left_out and nothing:
        return None
    return panel_of(site, reader.language, view)


def panel_of(site: Site, language: Language, view: ValueView) -> ValuePanel:
    """The estimates in words."""
    fmt, say = site.formats(language), translations(language).gettext
    kind = N_("revenue in %(days)s days") if view.margin == 1 else N_("margin in %(days)s days")
    told_of = view.value is not None
    stage = None if view.left_out else stage_panel(site, language, view.stage)
    # Why somebody is in a stage stands with what the estimates rest on: the panel stays low.
    known = stage.why if stage is not None else ()
    return ValuePanel(
        stage=None if stage is None else replace(stage, why=()),
        worth=fmt.money(view.value, view.currency) if told_of else None,
        low=fmt.money(view.low, view.currency),
        high=fmt.money(view.high, view.currency),
        kind=say(kind) % {"days": fmt.number(view.horizon_days)},
        chance=None if view.churn is None else _chance(view.churn, fmt),
        means="" if view.churn is None else say(_meaning(view.churn)),
        days=fmt.number(view.churn_days),
        why=(*known, *_why(view, fmt, alone=not known)),
        as_of=view.as_of,
        left_out=tuple(told(BARS, bar, language) for bar in view.left_out),
        version=view.lifetime_version,
        churn_version=view.churn_version,
        contracts=tuple(
            ContractLine(
                each.since,
                each.ends_on,
                None if each.chance is None else _chance(each.chance, fmt),
                fmt.number(each.days),
            )
            for each in view.contracts[:MOST_CONTRACTS]
        ),
        more_contracts=max(len(view.contracts) - MOST_CONTRACTS, 0),
    )


def _meaning(churn: float) -> str:
    return next(words for most, words in _CHANCES if churn <= most)


def _chance(churn: float, fmt: Formats) -> str:
    """A percentage; nobody is told never to stay away."""
    if churn >= 0.01:
        return fmt.share(churn)
    return translations(fmt.language).gettext(N_("less than %(share)s")) % {
        "share": fmt.share(0.01)
    }


def _why(view: ValueView, fmt: Formats, *, alone: bool) -> tuple[str, ...]:
    """What the estimates rest on: how often (where the stage does not say it), how lately beside
    the own rhythm, how much."""
    seen = view.behaviour
    if seen is None:
        return ()
    lines = [_often(seen, fmt)] if alone else []
    lines += _lately(seen, fmt)
    say = translations(fmt.language).gettext
    if seen.mean_paid is not None:
        text = say(N_("%(money)s a time, returns taken off."))
        lines.append(text % {"money": fmt.money(seen.mean_paid, view.currency)})
    if view.churn is not None and seen.churn_then is not None and seen.silent_days > 0:
        text = say(N_("On the day of the last purchase the chance to stay away was %(chance)s."))
        lines.append(text % {"chance": _chance(seen.churn_then, fmt)})
    return tuple(lines)


def _often(seen: Behaviour, fmt: Formats) -> str:
    say = translations(fmt.language)
    count = say.ngettext("Bought on %(num)s day", "Bought on %(num)s days", seen.purchases) % {
        "num": fmt.number(seen.purchases)
    }
    if seen.rhythm_days is None:
        return say.gettext(N_("%(bought)s: there is no rhythm yet.")) % {"bought": count}
    rhythm = max(round(seen.rhythm_days), 1)
    every = say.ngettext("every %(num)s day", "every %(num)s days", rhythm)
    text = say.gettext(N_("%(bought)s, about %(every)s."))
    return text % {"bought": count, "every": every % {"num": fmt.number(rhythm)}}


def _lately(seen: Behaviour, fmt: Formats) -> list[str]:
    say = translations(fmt.language).gettext
    if not seen.rhythm_days or seen.silent_days < LATE * seen.rhythm_days:
        return [say(N_("Silent for %(days)s days: within the own rhythm."))
                % {"days": fmt.number(seen.silent_days)}] if seen.rhythm_days else []  # fmt: skip
    text = say(N_("Silent for %(days)s days: %(times)s times the own rhythm."))
    times = seen.silent_days / seen.rhythm_days
    return [text % {"days": fmt.number(seen.silent_days), "times": fmt.number(round(times, 1))}]
