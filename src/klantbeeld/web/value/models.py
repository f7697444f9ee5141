"""The models behind value and churn: what they learnt from, how they were tested, what they cannot.

Entering: who reads. Leaving: ``value/models.html`` and ``value/model.html``. No personal value
stands here: whoever may sign in may see by what logic customers are scored, and how to be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline.valuing import views as value_views
from klantbeeld.pipeline.valuing.models import Kind, Version
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.value.contexts import (
    ModelsPage,
    MoneyLine,
    RecordLine,
    ValueModelPage,
    VersionLine,
)
from klantbeeld.web.value.reasons import sentence
from klantbeeld.web.value.shared import decimals, left_out_of, percent, tested_part

KINDS = {
    Kind.LIFETIME_VALUE: N_("Lifetime value"),
    Kind.CHURN: N_("Churn"),
}
CHOSEN = {
    "bg_nbd": "BG/NBD",
    "mbg_nbd": "MBG/NBD",
    "pareto_nbd": "Pareto/NBD",
    "logistic": N_("logistic regression"),
    "closed_form": N_("plain formula (BG/NBD)"),
    "same_again": N_("as often as the time before"),
    "average": N_("everybody the average"),
}
COLUMNS = {
    "purchases": N_("number of purchases"),
    "days_since_last": N_("days since the last purchase"),
    "days_since_first": N_("days since the first purchase"),
    "mean_spend": N_("what is spent at a time"),
    "items": N_("how many items"),
    "closed_form": N_("the plain formula"),
    "warmth_10": N_("purchases of the last days"),
    "warmth_40": N_("purchases of the last weeks"),
    "item_warmth_20": N_("items of the last weeks"),
    "item_warmth_80": N_("items of the last months"),
}


def router(site: Site) -> APIRouter:
    """``GET /value/models`` and ``GET /value/models/{kind}/{version}``"""
    routes = page_router(site)

    @routes.get("/value/models")
    def models(request: Request) -> Response:
        reader = site.reader(request)
        fmt = site.formats(reader.language)
        standing = value_views.standing(site.services)
        page = ModelsPage(
            tuple(_line(each, fmt) for each in value_views.model_versions(site.services)),
            sentence(standing.barred, {}, fmt) if standing.barred else None,
            standing.purpose,
            left_out_of(site, standing.left_out, reader.language),
        )
        return site.render(
            request, "value/models.html", page, language=reader.language, reader=reader,
            section="value",
        )  # fmt: skip

    @routes.get("/value/models/{kind}/{version}")
    def model(request: Request, kind: str, version: int) -> Response:
        reader = site.reader(request)
        found = [
            each
            for each in value_views.model_versions(site.services)
            if (each.kind, each.version) == (kind, version)
        ]
        if not found:
            raise HTTPException(404)
        page = model_page(site, found[0], reader.language)
        return site.render(
            request, "value/model.html", page, language=reader.language, reader=reader,
            section="value",
        )  # fmt: skip

    return routes


def model_page(site: Site, version: Version, language: Language) -> ValueModelPage:
    """Everything that a version says of itself."""
    fmt, told = site.formats(language), version.told
    untested = told.get("untested")
    purpose = site.catalogue.purposes.get(told["purpose"])
    return ValueModelPage(
        line=_line(version, fmt),
        purpose=purpose.name.in_language(language) if purpose else told["purpose"],
        facts=tuple(_facts(told, fmt)) if "period" in told else (),
        record=_record(told, fmt),
        money=_money(told, fmt),
        test=tested_part(told, fmt),
        weights=_weights(told.get("weights", {}), fmt),
        untested=sentence(untested["code"], untested["parameters"], fmt) if untested else None,
        limits=tuple(
            sentence(each["code"], each["parameters"], fmt) for each in told.get("limits", ())
        ),
        contracts=site.catalogue.value.contract is not None,
        left_out=left_out_of(site, told["left_out"], language),
    )


def _line(version: Version, fmt: Formats) -> VersionLine:
    say, told = translations(fmt.language).gettext, version.told
    trouble = value_views.trouble_of(version)
    period = told.get("period")
    return VersionLine(
        kind=version.kind.value,
        name=say(KINDS[version.kind]),
        version=version.version,
        made_at=version.made_at,
        state=version.state,
        chosen=say(CHOSEN[told["chosen"]]) if "chosen" in told else "",
        customers=fmt.number(period["customers"] if period else told["buyers"]),
        told=sentence(trouble.code, trouble.parameters, fmt) if trouble else _how_good(told, fmt),
    )


def _how_good(told: Mapping[str, Any], fmt: Formats) -> str:
    """One figure that says how good it was."""
    say = translations(fmt.language).gettext
    learnt = told.get("regression") if told.get("chosen") == "logistic" else None
    test = learnt or told.get("closed_form")
    if test is not None:
        return say(N_("AUC %(auc)s, off by %(ece)s on average")) % {
            "auc": decimals(fmt, test["auc"]), "ece": fmt.share(test["ece"], 1),
        }  # fmt: skip
    money = told.get("money")
    if money is None or not money["actual"]:
        return ""
    off = money["expected"] / money["actual"] - 1
    return say(N_("foretold %(share)s of what came")) % {"share": fmt.share(1 + off)}


def _facts(told: Mapping[str, Any], fmt: Formats) -> list[tuple[str, str]]:
    say, period = translations(fmt.language).gettext, told["period"]
    days = (date.fromisoformat(period[key]) for key in ("first", "last"))
    first, last = (fmt.day(day) for day in days)
    terms = told["terms"]
    facts = [
        (N_("Learnt from"), say(N_("purchases from %(first)s to %(last)s"))
         % {"first": first, "last": last}),
        (N_("Customers"), fmt.number(period["customers"])),
        (N_("of whom came back"), fmt.number(period["came_back"])),
        (N_("Days with a purchase"), fmt.number(period["purchases"])),
    ]  # fmt: skip
    if "horizon_days" in told:
        facts.append((N_("Looks ahead"), _days(told["horizon_days"], fmt)))
        facts.append((N_("Learnt at moments in the past"), fmt.number(told["moments"])))
        if told.get("parameters"):
            plain = _parameters(told["parameters"], fmt)
            facts.append((N_("Parameters of the plain formula (BG/NBD)"), plain))
    else:
        facts += [
            (N_("Looks ahead"), _days(terms["horizon_days"], fmt)),
            (N_("Margin"), percent(fmt, terms["margin"])),
            (N_("A year later counts less"), percent(fmt, terms["yearly_discount"])),
            (
                N_("Level, from the back-tests: what is expected, times this"),
                decimals(fmt, told["level"], 4),
            ),
            (N_("Parameters"), _parameters(told["parameters"], fmt)),
            (N_("Parameters of amounts"), _parameters(told["amounts"], fmt)),
        ]
    return [(say(name), value) for name, value in facts]


def _days(days: int, fmt: Formats) -> str:
    say = translations(fmt.language)
    return say.ngettext("%(num)s day", "%(num)s days", days) % {"num": fmt.number(days)}


def _parameters(found: Sequence[tuple[str, float]], fmt: Formats) -> str:
    return ", ".join(f"{name} {decimals(fmt, value, 4)}" for name, value in found)


def _record(told: Mapping[str, Any], fmt: Formats) -> tuple[RecordLine, ...]:
    """The best at the top, the simple rivals among them."""
    say = translations(fmt.language).gettext
    both: list[tuple[float, RecordLine]] = []
    for simple, part in ((False, "record"), (True, "rivals")):
        for name, tests in told.get(part, {}).items():
            mean = {key: _mean(tests, key) for key in ("deviance", "mean_absolute_error")}
            came = sum(one["actual"] for one in tests)
            off = sum(one["expected"] for one in tests) / came - 1 if came else None
            line = RecordLine(
                say(CHOSEN[name]), simple, name == told.get("chosen"),
                decimals(fmt, mean["deviance"]), decimals(fmt, mean["mean_absolute_error"]),
                fmt.share(None) if off is None else _off(off, fmt),
            )  # fmt: skip
            both.append((mean["deviance"], line))
    return tuple(line for _, line in sorted(both, key=lambda each: each[0]))


def _mean(tests: Sequence[Mapping[str, float]], key: str) -> float:
    return sum(one[key] for one in tests) / len(tests)


def _off(share: float, fmt: Formats) -> str:
    sign = "+" if share > 0 else "\N{MINUS SIGN}" if share < 0 else ""
    return f"{sign}{fmt.share(abs(share), 1)}"


def _money(told: Mapping[str, Any], fmt: Formats) -> MoneyLine | None:
    found = told.get("money")
    if found is None:
        return None
    origin, last = (
        date.fromordinal(found[key] + date(1970, 1, 1).toordinal())
        for key in ("origin_day", "last_day")
    )
    said, low, high, came = (
        fmt.whole_money(found[key], told["currency"])
        for key in ("expected", "low", "high", "actual")
    )
    held = found["low"] <= found["actual"] <= found["high"]
    return MoneyLine(origin, last, said, low, high, came, held)


def _weights(found: Mapping[str, float], fmt: Formats) -> tuple[tuple[str, str], ...]:
    """The heaviest first: which way more of it moves the chance to stay away."""
    say = translations(fmt.language).gettext
    heaviest = sorted(found.items(), key=lambda each: -abs(each[1]))
    return tuple((say(COLUMNS[name]), fmt.signed_weight(weight)) for name, weight in heaviest)
