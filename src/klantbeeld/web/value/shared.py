"""What the pages about value and churn share: why nothing is told, who is left out, how good.

Entering: the pipeline's views. Leaving: parts of the pages' contexts, in the reader's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from klantbeeld.pipeline.valuing.models import Version
from klantbeeld.pipeline.valuing.views import Standing, Trouble, ValueFigures
from klantbeeld.web.formats import UNKNOWN, Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.pictures.calibration import calibration
from klantbeeld.web.site import Site
from klantbeeld.web.value.contexts import Absent, LeftOut, PlotRow, Tested
from klantbeeld.web.value.reasons import sentence

BARS = {
    "restricted": N_("their data may only be kept"),
    "objected": N_("they object to it"),
    "objected_to_marketing": N_("they object to direct marketing"),
    "no_profiling": N_("they refuse profiling"),
    "gpc": N_("their browser says no to selling and profiling"),
    "no_consent": N_("they did not consent"),
    "purpose_off": N_("the purpose is not switched on"),
}

_MEASURES = (
    (
        "auc",
        N_("Ranking"),
        N_("of two customers, how often the one who stayed away had the higher chance (AUC)"),
    ),
    (
        "brier",
        N_("Distance"),
        N_("how far chances lay from what happened, squared; less is better (Brier)"),
    ),
    (
        "ece",
        N_("Calibration"),
        N_("how far said and came lie apart, on average; less is better (ECE)"),
    ),
)


def absence(
    standing: Standing, live: Version | None, trouble: Trouble | None, fmt: Formats
) -> Absent | None:
    """Why there is nothing to tell; None where a model stands and people were scored."""
    say = translations(fmt.language).gettext
    if standing.barred is not None:
        return Absent(sentence(standing.barred, {}, fmt), standing.purpose, "declare")
    if live is not None:
        return None
    if trouble is not None:
        return Absent(sentence(trouble.code, trouble.parameters, fmt), standing.purpose, "wait")
    why = say(N_("A model is made from the orders that were loaded, by one command."))
    return Absent(why, standing.purpose, "train")


def left_out_of(site: Site, counts: Mapping[str, int], language: Language) -> LeftOut:
    """Who is not scored, in words."""
    reasons = tuple(
        (site.say(language, BARS[code]), counts[code]) for code in BARS if counts.get(code)
    )
    return LeftOut(counts.get("people", 0), reasons, site.catalogue.organisation.contact)


def terms_words(found: ValueFigures, fmt: Formats) -> str:
    """Over how long, of what, and how much less later money counts."""
    say = translations(fmt.language).gettext
    days = fmt.number(found.horizon_days)
    discount = percent(fmt, found.yearly_discount)
    if found.margin == 1:
        text = say(
            N_(
                "Revenue that is expected in the coming %(days)s days; money that comes a year "
                "later counts %(discount)s less."
            )
        )
        return text % {"days": days, "discount": discount}
    text = say(
        N_(
            "Margin (%(margin)s of revenue) that is expected in the coming %(days)s days; money "
            "that comes a year later counts %(discount)s less."
        )
    )
    return text % {"days": days, "discount": discount, "margin": percent(fmt, found.margin)}


def percent(fmt: Formats, share: float) -> str:
    """A share with a decimal where it has one."""
    return fmt.share(share, 0 if round(share * 1000) % 10 == 0 else 1)


def signed_money(fmt: Formats, amount: Decimal, currency: str, *, cents: bool = False) -> str:
    """A change of money, with its sign; without cents, unless they are asked for."""
    sign = "+" if amount > 0 else "\N{MINUS SIGN}" if amount < 0 else ""
    told = fmt.money if cents else fmt.whole_money
    return f"{sign}{told(abs(amount), currency)}"


def tested_part(told: Mapping[str, Any], fmt: Formats) -> Tested | None:
    """How good a churn model was out of time; None where there was no time to test on."""
    plain = told.get("closed_form")
    if plain is None:
        return None
    say = translations(fmt.language).gettext
    learnt = told.get("regression")
    test = learnt if learnt and told["chosen"] == "logistic" else plain
    base = float(test["base_rate"])
    alike = {"auc": decimals(fmt, 0.5), "brier": decimals(fmt, base * (1 - base))}
    groups = [(row["said"], row["came"], row["low"], row["high"]) for row in test["table"]]
    return Tested(
        lines=tuple(
            (
                say(name), say(means), decimals(fmt, learnt[key]) if learnt else UNKNOWN,
                decimals(fmt, plain[key]),
                alike.get(key, UNKNOWN),
            )
            for key, name, means in _MEASURES
        ),
        learnt=test is learnt,
        lift=fmt.factor(test["lift"]),
        picture=calibration(groups),
        rows=tuple(
            PlotRow(
                fmt.share(row["said"]), fmt.share(row["came"]),
                say(N_("%(low)s to %(high)s"))
                % {"low": fmt.share(row["low"]), "high": fmt.share(row["high"])},
                fmt.number(row["people"]),
            )
            for row in test["table"]
        ),
        people=fmt.number(test["people"]),
    )  # fmt: skip


def decimals(fmt: Formats, value: float, places: int = 3) -> str:
    """So many decimals, so that a column lines up."""
    pattern = "#,##0." + places * "0"
    return format_decimal(round(value, places) + 0.0, format=pattern, locale=fmt.locale)
