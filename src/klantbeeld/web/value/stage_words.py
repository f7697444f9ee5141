"""The stages of the lifecycle in words: their names, the rules behind them, and why somebody is in
one.

Entering: stages as the store writes them, the rules, somebody's stage. Leaving: sentences.
"""

from __future__ import annotations

from datetime import date

from klantbeeld.pipeline.valuing.lifecycle import rules_of
from klantbeeld.privacy.lifecycle_reads import StageView
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.site import Site

STAGES = {
    "prospect": N_("Prospect"),
    "new": N_("New"),
    "active": N_("Active"),
    "loyal": N_("Loyal"),
    "won_back": N_("Won back"),
    "at_risk": N_("At risk"),
    "lost": N_("Lost"),
}
RULES = {
    "prospect": N_("Known, but never bought anything."),
    "new": N_("First purchase less than %(new)s days ago."),
    "active": N_("Buys, but is none of the others."),
    "loyal": N_("Bought on %(times)s days or more in the last %(loyal)s days."),
    "won_back": N_("Bought again after having been lost, less than %(back)s days ago."),
    "at_risk": N_(
        "Nothing for %(risk)s days, or for %(rhythm)s times the usual time between purchases "
        "(at least %(least)s days)."
    ),
    "lost": N_("Nothing for %(months)s whole months."),
}


def stage_name(language: Language, stage: str) -> str:
    """Its name."""
    return translations(language).gettext(STAGES[stage])


def rule_words(site: Site, language: Language, stage: str) -> str:
    """The rule by which somebody is in it, with this organisation's numbers."""
    rules, fmt = rules_of(site.catalogue), site.formats(language)
    return site.say(language, RULES[stage]) % {
        "new": fmt.number(rules.new_days),
        "times": fmt.number(rules.loyal_purchases),
        "loyal": fmt.number(rules.loyal_days),
        "back": fmt.number(rules.won_back_days),
        "risk": fmt.number(rules.at_risk_days),
        "rhythm": fmt.number(rules.rhythm),
        "least": fmt.number(rules.rhythm_days),
        "months": fmt.number(rules.lost_months),
    }


def why(site: Site, language: Language, view: StageView, today: date) -> tuple[str, ...]:
    """Why somebody is in the stage, and what comes next if nothing is bought: sentences."""
    say, fmt = translations(language), site.formats(language)
    rules = rules_of(site.catalogue)
    silent = (today - view.last_on).days
    found = [_bought(language, fmt, view, silent)]
    if view.rhythm_days is not None:
        text = say.ngettext(
            "On average a purchase every %(num)s day.",
            "On average a purchase every %(num)s days.",
            max(round(view.rhythm_days), 1),
        )
        found.append(text % {"num": fmt.number(max(round(view.rhythm_days), 1))})
    if view.stage in ("active", "loyal"):
        text = say.ngettext(
            "%(num)s day with a purchase in the last %(days)s days.",
            "%(num)s days with a purchase in the last %(days)s days.",
            view.recent,
        )
        found.append(text % {"num": fmt.number(view.recent), "days": fmt.number(rules.loyal_days)})
    if view.stage == "at_risk":
        text = say.gettext("Without a purchase lost on %(day)s.")
        found.append(text % {"day": fmt.day(view.lost_on)})
    elif view.stage != "lost":
        text = say.gettext("Without a purchase at risk on %(day)s.")
        found.append(text % {"day": fmt.day(view.risk_on)})
    return tuple(found)


def _bought(language: Language, fmt: Formats, view: StageView, silent: int) -> str:
    say = translations(language)
    if silent == 0:
        return say.gettext("Last bought today.")
    text = say.ngettext(
        "Last bought %(num)s day ago, on %(day)s.",
        "Last bought %(num)s days ago, on %(day)s.",
        silent,
    )
    return text % {"num": fmt.number(silent), "day": fmt.day(view.last_on)}
