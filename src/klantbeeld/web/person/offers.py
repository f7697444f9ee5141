"""Offers on the page of a person: three lists with their reasons, and what was answered.

Entering: the gate's read of offers, under their own purpose; posted answers. Leaving: the panel, in
words; after an answer the page again (303, so that going back never posts again). For a role that
may not read for that purpose the panel is absent.
"""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.privacy.consent.wording import BARS, CHANNELS, told
from klantbeeld.privacy.offers.answers import Offered
from klantbeeld.privacy.offers.views import (
    Habit,
    Offer,
    OfferKind,
    OfferState,
    Outcome,
    PersonOffers,
)
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.person.offer_contexts import AnswerLine, OfferLine, OfferList, OffersPanel
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site
from klantbeeld.web.words import within_a_sentence

TITLES = {
    OfferKind.AGAIN: N_("Buy again"),
    OfferKind.NEW: N_("New to this customer"),
    OfferKind.UPGRADE: N_("A step up"),
}
_ABOUT = {
    OfferKind.AGAIN: N_("what is due comes first"),
    OfferKind.NEW: N_("goes with what was bought"),
    OfferKind.UPGRADE: N_("where others went on to"),
}
_EMPTY = {
    OfferKind.AGAIN: N_("Nothing that may be offered was bought yet."),
    OfferKind.NEW: N_("Nothing fits that is in stock."),
    OfferKind.UPGRADE: N_("No step up is known from what was bought."),
}
_WHY = {
    "bought_daily": N_("Buys this nearly every day, last %(ago)s."),
    "bought_every": N_("Buys this every %(days)s days, last %(ago)s."),
    "bought_times": N_("Bought this %(times)s times, last %(ago)s."),
    "bought_before": N_("Bought this %(ago)s."),
    "goes_with": N_("Goes with %(other)s, bought in %(month)s."),
    "popular": N_("Popular: %(share)s of the customers buy this."),
}
OUTCOMES = {
    Outcome.ACCEPTED: N_("yes"),
    Outcome.DECLINED: N_("no"),
    Outcome.LATER: N_("later"),
}
_NOT_LEARNT = N_("What goes together was not learnt yet: klantbeeld value train.")


def router(site: Site) -> APIRouter:
    """``POST /people/{id}/offers`` and ``POST /people/{id}/offers/{act_no}/take-back``"""
    routes = page_router(site)

    @routes.post("/people/{person_id}/offers")
    def answer(
        request: Request,
        person_id: int,
        kind: OfferKind = Form(),  # noqa: B008 - FastAPI's way to name it
        outcome: Outcome = Form(),  # noqa: B008 - FastAPI's way to name it
        source: str = Form(max_length=100),
        product_id: str = Form(max_length=300),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        offered = Offered(kind, source, product_id)
        site.services.offer_answers.record(reader.actor, person_id, offered, outcome)
        return _back(person_id)

    @routes.post("/people/{person_id}/offers/{act_no}/take-back")
    def take_back(request: Request, person_id: int, act_no: int, csrf: str = Form("")) -> Response:
        reader = site.form_reader(request, csrf)
        site.services.offer_answers.take_back(reader.actor, person_id, act_no)
        return _back(person_id)

    return routes


def _back(person_id: int) -> Response:
    return RedirectResponse(f"/people/{person_id}#offers", status_code=303)


def offers_panel(site: Site, reader: Reader, person_id: int) -> OffersPanel | None:
    """Reads and words the offers; None for a role that may not read them."""
    if not site.services.offers.may_read(reader.actor):
        return None
    view = site.services.offers.offers(reader.actor, person_id)
    return _Words(site, reader.language).panel(view)


class _Words:
    """Says it in one language."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site, self._language = site, language
        self._fmt: Formats = site.formats(language)
        self._say = translations(language).gettext

    def panel(self, view: PersonOffers) -> OffersPanel:
        none = self._none(view)
        lists = (
            self._list(OfferKind.AGAIN, view.again, view),
            self._list(OfferKind.NEW, view.new, view),
            self._list(OfferKind.UPGRADE, view.upgrade, view),
        )
        return OffersPanel(
            lists=() if none else lists,
            none=none,
            consent_tab=view.state is OfferState.LEFT_OUT,
            ways="" if none else self._ways(view),
            habits=tuple(self._habit(habit) for habit in view.habits),
            answers=tuple(
                AnswerLine(
                    each.act_no, product_name(each.name), self._say(OUTCOMES[each.outcome]),
                    each.at, each.actor, each.until,
                )
                for each in view.answers
            ),
            foot="" if none else self._foot(view),
        )  # fmt: skip

    def _none(self, view: PersonOffers) -> tuple[str, ...]:
        if view.state is OfferState.LEFT_OUT:
            return tuple(told(BARS, bar, self._language) for bar in view.bars)
        if view.state is OfferState.PAUSED:
            names = [
                f"{self._fmt.number(pause.matters)} × {pause.label.in_language(self._language)}"
                for pause in view.paused_by
            ]
            matters = self._fmt.together(names)
            said = self._say(N_("Not now: still open is %(matters)s. Help first."))
            return (said % {"matters": matters},)
        if view.state is OfferState.NO_ORDERS_DECLARED:
            said = self._say(
                N_(
                    "No order may be used for it: name the purpose %(purpose)s under a type of "
                    "order in catalog/touchpoints.yaml."
                )
            )
            return (said % {"purpose": view.purpose},)
        return ()

    def _list(self, kind: OfferKind, offers: tuple[Offer, ...], view: PersonOffers) -> OfferList:
        learnt = kind is OfferKind.AGAIN or view.model_no is not None
        return OfferList(
            kind=kind.value,
            title=self._say(TITLES[kind]),
            about=self._say(_ABOUT[kind]),
            lines=tuple(
                OfferLine(
                    kind=kind.value,
                    name=product_name(offer.name),
                    price=""
                    if offer.price is None
                    else self._fmt.money(offer.price, view.currency),
                    stock="there" if offer.in_stock else "unknown",
                    why=self._why(offer),
                    source=offer.source,
                    product_id=offer.product_id,
                )
                for offer in offers
            ),
            empty=self._say(_EMPTY[kind] if learnt else _NOT_LEARNT),
        )

    def _why(self, offer: Offer) -> str:
        code, figures = offer.reason.code, offer.reason.parameters
        if code == "upgrade_of":
            return self._step_up(offer)
        if figures.get("every_days") == 1:
            code = "bought_daily"
        return self._say(_WHY[code]) % {
            **self._referred(offer),
            "ago": self._ago(int(figures.get("days_ago", 0))),
            "days": self._fmt.number(int(figures.get("every_days", 0))),
            "times": self._fmt.number(int(figures.get("times", 0))),
            "share": self._fmt.share(float(figures.get("share", 0))),
        }

    def _step_up(self, offer: Offer) -> str:
        figures, say = offer.reason.parameters, self._say
        said = (
            say(N_("Larger package of %(other)s, bought in %(month)s."))
            if figures["larger"]
            else say(N_("A step up from %(other)s, bought in %(month)s."))
        )
        sentence = said % self._referred(offer)
        if figures["people"]:
            went = say(N_("%(people)s customers went on to it."))
            sentence += " " + went % {"people": self._fmt.number(int(figures["people"]))}
        return sentence

    def _referred(self, offer: Offer) -> dict[str, str]:
        on = offer.refers_on
        month = "" if on is None else self._month(on)
        return {"other": product_name(offer.refers_to or ""), "month": month}

    def _month(self, day: date) -> str:
        """``oktober``; with its year where that could be another."""
        months = (self._fmt.today.year - day.year) * 12 + self._fmt.today.month - day.month
        pattern = "LLLL" if months < 11 else "LLLL y"
        return format_date(day, pattern, locale=self._fmt.locale)

    def _ago(self, days: int) -> str:
        if days < 2:
            return self._say("yesterday" if days else "today")
        words = translations(self._language).ngettext("%(num)s day ago", "%(num)s days ago", days)
        return str(words % {"num": self._fmt.number(days)})

    def _ways(self, view: PersonOffers) -> str:
        can = [told(CHANNELS, way.channel, self._language) for way in view.ways if way.allowed]
        cannot = [told(CHANNELS, w.channel, self._language) for w in view.ways if not w.allowed]
        if not can:
            return self._say(N_("In this conversation only: nothing may be sent."))
        said = self._say(N_("May also be sent by %(ways)s."))
        sentence = said % {"ways": self._fmt.together([within_a_sentence(name) for name in can])}
        if cannot:
            others = self._fmt.together([within_a_sentence(name) for name in cannot])
            sentence += " " + self._say(N_("Not by %(ways)s.")) % {"ways": others}
        return sentence

    def _habit(self, habit: Habit) -> str:
        basis = {"times": self._fmt.number(habit.times), "of": self._fmt.number(habit.of)}
        match habit.field:
            case "weekday":
                monday = date(2024, 1, 1)
                day = monday.replace(day=int(habit.value))
                name = format_date(day, "EEEE", locale=self._fmt.locale)
                said = self._say(
                    N_("Buys mostly on %(name)s: %(times)s of %(of)s days with a purchase.")
                )
                return said % {"name": name, **basis}
            case "category":
                said = self._say(
                    N_("Buys mostly %(name)s: on %(times)s of %(of)s days with a purchase.")
                )
                return said % {"name": product_name(habit.value), **basis}
            case _:
                label = habit.label.in_language(self._language) if habit.label else habit.field
                said = self._say(
                    N_("%(label)s mostly %(name)s: %(times)s of %(of)s days with a purchase.")
                )
                return said % {"label": label, "name": habit.value, **basis}

    def _foot(self, view: PersonOffers) -> str:
        if not view.days_bought:
            return self._say(N_("Nothing was bought yet: what most customers buy is shown."))
        words = translations(self._language).ngettext(
            "Worked out now from purchases on %(num)s day, for the purpose %(purpose)s.",
            "Worked out now from purchases on %(num)s days, for the purpose %(purpose)s.",
            view.days_bought,
        )
        purpose = self._site.catalogue.purposes[view.purpose].name.in_language(self._language)
        said = {"num": self._fmt.number(view.days_bought), "purpose": within_a_sentence(purpose)}
        return str(words % said)


def product_name(name: str) -> str:
    """As the source writes it; shouting in capitals becomes a quiet word."""
    return name.capitalize() if name.isupper() else name
