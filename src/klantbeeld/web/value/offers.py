"""How good the offers are, what they rest on, what is never offered, and what was answered.

Entering: who reads. Leaving: ``value/offers.html``: figures of nobody, so that no purpose is asked
for. The measures stand beside those of offering everybody the same: where the model hardly does
better, the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.offers import CATEGORY, PRODUCT
from klantbeeld.catalog.sources import ProductDelivery
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.pipeline.valuing import offer_views
from klantbeeld.pipeline.valuing.offer_views import AnswersOfKind, OfferModelVersion
from klantbeeld.value.arrays import Reason
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.person.offer_contexts import (
    AnswersRow,
    OffersModel,
    OffersPage,
    TestRow,
    TestTask,
)
from klantbeeld.web.person.offers import TITLES, product_name
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.words import readable

_TROUBLES = {
    "purpose_off": N_(
        "Offers are profiling: they need the purpose %(purpose)s, switched on, with profiling: "
        "true and its dpia; or another one, named in value.yaml."
    ),
    "no_orders_for_purpose": N_(
        "No order may be used for it: name the purpose %(purpose)s under a type of order in "
        "catalog/touchpoints.yaml."
    ),
    "no_products": N_(
        "No product is known that may be offered: add a delivery of kind products to a source, or "
        "look at level and excluded in value.yaml."
    ),
    "too_few_customers": N_(
        "%(people)s customers who may be profiled bought something; learning what goes together "
        "takes %(needed)s. What somebody bought before is offered all the same."
    ),
}
_UNTESTED = {
    "no_orders": N_("Nobody has ordered anything yet."),
    "too_short": N_("There is too little time to look back on: it takes eight weeks at least."),
}
_TASKS = (
    (N_("Everything that was bought"), ("ours_all", "again_all", "popular_all")),
    (N_("Only what was new to the customer"), ("ours_new", "popular_new")),
)
_ROWS = {
    "ours": N_("These offers"),
    "again": N_("What the customer bought before, most and latest first"),
    "popular": N_("The same for everybody: what most customers buy"),
}
_HARDLY = 1.15
"""Under so many times the recall of popularity it is said that it hardly helps."""


def router(site: Site) -> APIRouter:
    """``GET /value/offers``"""
    routes = page_router(site)

    @routes.get("/value/offers")
    def offers(request: Request) -> Response:
        reader = site.reader(request)
        return site.render(
            request, "value/offers.html", offers_page(site, reader.language),
            language=reader.language, reader=reader, section="value",
        )  # fmt: skip

    return routes


def offers_page(site: Site, language: Language) -> OffersPage:
    """The page, in words."""
    found, fmt = offer_views.offers_at_large(site.services), site.formats(language)
    catalogue = site.catalogue
    purpose = catalogue.purposes.get(found.purpose)
    allowed = purpose is not None and purpose.active and purpose.profiling
    barred = None if allowed else Reason("purpose_off", {"purpose": found.purpose})
    trouble = barred or found.refused
    return OffersPage(
        model=_model(found.live, fmt) if found.live and allowed else None,
        trouble=_sentence(_TROUBLES, trouble, fmt) if trouble else "",
        purpose=purpose.name.in_language(language) if purpose else found.purpose,
        rules=_rules(site, fmt),
        excluded=tuple(
            (_field_name(site, field), tuple(product_name(value) for value in values))
            for field, values in catalogue.value.offers.excluded.items()
        ),
        answers=tuple(_answers(each, fmt) for each in found.answers),
    )


def _model(version: OfferModelVersion, fmt: Formats) -> OffersModel:
    told, say = version.told, translations(fmt.language).gettext
    test = told["test"]
    tasks: tuple[TestTask, ...] = ()
    if "reason" in test:
        tested = say(_UNTESTED[test["reason"]])
    else:
        days = {name: fmt.day(date.fromisoformat(test[name])) for name in ("after", "until")}
        said = say(
            N_(
                "Ten offers each, made with what was known on %(after)s, beside what customers "
                "bought until %(until)s. How much each part counts was chosen on the weeks before."
            )
        )
        tested = said % days
        tasks = tuple(_task(title, keys, test, fmt) for title, keys in _TASKS)
    return OffersModel(
        version.model_no, version.version, version.made_at, _learnt_from(told, fmt), tested, tasks,
        _limits(told, fmt),
    )  # fmt: skip


def _task(title: str, keys: tuple[str, ...], test: Mapping[str, Any], fmt: Formats) -> TestTask:
    say = translations(fmt.language).gettext
    rows = tuple(
        TestRow(
            say(_ROWS[key.partition("_")[0]]), key.startswith("ours"),
            test[key]["recall"], test[key]["ndcg"],
        )
        for key in keys
    )  # fmt: skip
    ours, popular = rows[0].recall, rows[-1].recall
    if not popular:
        verdict = ""
    elif ours < popular:
        verdict = say(N_("Worse than offering everybody the same: do not rely on this list."))
    elif ours < _HARDLY * popular:
        verdict = say(
            N_("Hardly better than offering everybody the same: take it as a hint, no more.")
        )
    else:
        said = say(N_("%(times)s times as often right as offering everybody the same."))
        verdict = said % {"times": fmt.factor(ours / popular)}
    return TestTask(say(title), int(test[keys[0]]["people"]), rows, verdict)


def _learnt_from(told: Mapping[str, Any], fmt: Formats) -> dict[str, str]:
    say = translations(fmt.language).gettext
    since, as_of = (fmt.day(date.fromisoformat(told[name])) for name in ("since", "as_of"))
    found = {
        N_("Learnt from"): say(N_("purchases from %(first)s to %(last)s"))
        % {"first": since, "last": as_of},
        N_("Customers"): fmt.number(told["people"]),
        N_("Days on which something was bought, by product"): fmt.number(told["lines"]),
        N_("Things that can be offered"): fmt.number(told["items"]),
        N_("Steps up that are known"): fmt.number(told["steps_up"]),
        N_("Left out: no consent, or they objected"): fmt.number(told["left_out"]),
    }
    if told["sampled_from"]:
        found[N_("A sample of")] = fmt.number(told["sampled_from"])
    if "recipe" in told:  # an older version in use does not tell it
        recipe = told["recipe"]
        every, first = recipe["trend"]
        found[N_("Bought before: how much counts that buyers come back for it")] = fmt.share(
            recipe["comes_back"]
        )
        found[N_("New: how much of its trend is that of first-time buyers")] = fmt.share(
            first / (every + first)
        )
    return {say(name): text for name, text in found.items()}


def _limits(told: Mapping[str, Any], fmt: Formats) -> tuple[str, ...]:
    say = translations(fmt.language).gettext
    days = (date.fromisoformat(told["as_of"]) - date.fromisoformat(told["since"])).days
    limits = [
        N_("Whether an offer made somebody buy: for that, some would have to get none."),
        N_("What is bought elsewhere, for whom it is bought, and what somebody likes unsaid."),
        N_("A price that changed, and what a product is for: it counts who bought what."),
        N_(
            "The test measures who would be right in four weeks; at contact, what is due comes "
            "first and what is sold out is left out, which it does not measure."
        ),
    ]
    if days < 2 * 365:
        limits.insert(
            0, N_("Seasons: with less than two years a season looks like a trend of four weeks.")
        )
    return tuple(say(limit) for limit in limits)


def _rules(site: Site, fmt: Formats) -> dict[str, str]:
    say, rules = translations(fmt.language).gettext, site.catalogue.value.offers
    named = rules.pause_while_open
    pausing = [
        touchpoint.name.in_language(fmt.language)
        for name, touchpoint in site.catalogue.touchpoints.items()
        if touchpoint.open_statuses
        and (touchpoint.kind is TouchpointKind.CASE if named is None else name in named)
    ]
    level = {PRODUCT: say(N_("the single product")), CATEGORY: say(N_("the category"))}
    days = translations(fmt.language).ngettext
    told = {
        N_("Shown of each kind"): fmt.number(rules.shown),
        N_("What is bought again and goes together"): level.get(rules.level)
        or _field_name(site, rules.level),
        N_("A step up"): (
            say(N_("a larger package that costs more, of the same kind"))
            if rules.upgrade.size
            else say(N_("one that costs more, of the same kind"))
        ),
        N_("Stock"): (
            say(
                N_(
                    "“%(field)s” of products; sold out is not offered. Totals of the stock say "
                    "nothing of one product and are not used."
                )
            )
            % {"field": _field_name(site, rules.stock.field)}
            if rules.stock
            else say(N_("unknown: no field is named in value.yaml"))
        ),
        N_("Not now while open"): fmt.together(pausing) if pausing else "–",
        N_("After a no, not again for"): days("%(num)s day", "%(num)s days", rules.declined_days)
        % {"num": fmt.number(rules.declined_days)},
        N_("After a yes or later, not again for"): days(
            "%(num)s day", "%(num)s days", rules.later_days
        )
        % {"num": fmt.number(rules.later_days)},
    }
    return {say(name): text for name, text in told.items()}


def _field_name(site: Site, field: str) -> str:
    """What the source that delivers a field of products calls it: a word of the house."""
    for source in site.catalogue.sources.values():
        for delivery in source.deliveries.values():
            if isinstance(delivery, ProductDelivery):
                named = {mapped: column for column, mapped in delivery.columns.items()}
                named |= {CATEGORY: delivery.category} if delivery.category else {}
                if field in named:
                    return readable(named[field])
    return readable(field)


def _answers(answers: AnswersOfKind, fmt: Formats) -> AnswersRow:
    counts = (answers.accepted, answers.later, answers.declined)
    title = next(title for kind, title in TITLES.items() if kind.value == answers.kind)
    return AnswersRow(translations(fmt.language).gettext(title), counts, answers.share)


def _sentence(words: Mapping[str, str], reason: Reason, fmt: Formats) -> str:
    told = {
        name: fmt.number(value) if isinstance(value, int | float) else value
        for name, value in reason.parameters.items()
    }
    return translations(fmt.language).gettext(words[reason.code]) % told
