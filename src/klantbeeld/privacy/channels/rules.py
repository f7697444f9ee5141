"""Whether somebody may be reached: one pure function of facts, channel, kind of message and day.

Entering: what is known of a person for one purpose and channel, the message, and the day. Leaving:
allowed, with the ground; or refused, with every reason as a code, its parameters and its article.
Sources: Telecommunicatiewet 11.7(1) (opt-in for e-mail, SMS and the like), (2) (telephone: opt-in
since 1 July 2021; until and including 30 June 2026 also own customers; from then on those of
charities, charity lotteries and publishers of newspapers and magazines alone), (3) (soft opt-in,
five conditions), 11.7a (device); AVG/GDPR Articles 5(1)(b), 6, 7, 8, 18 and 21. They hold for
addresses of businesses as well. How long somebody remains a customer is three years, by the
branch's own code. No marketing while a complaint is open is the organisation's own rule
(``catalog/experience.yaml``), not a law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from klantbeeld.catalog.consents import Channel, Sector
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.privacy.consent.state import Flaw, Standing
from klantbeeld.privacy.marks import Bar

TELEPHONE_OPT_IN_SINCE = date(2021, 7, 1)
CUSTOMER_EXCEPTION_ENDED = date(2026, 7, 1)
"""The first day without it."""

CUSTOMER_YEARS = 3

MAY_CALL_CUSTOMERS = frozenset(
    {
        Sector.CHARITY,
        Sector.CHARITY_LOTTERY,
        Sector.NEWSPAPER_PUBLISHER,
        Sector.MAGAZINE_PUBLISHER,
    }
)
"""Whose customer exception stays after 30 June 2026."""

ELECTRONIC = frozenset({Channel.EMAIL, Channel.SMS, Channel.APP})
REACHES = ELECTRONIC | {Channel.PHONE, Channel.POST}
"""The channels by which a message arrives."""


class Message(StrEnum):
    """What kind of message it is."""

    MARKETING = "marketing"
    """Offers, news, invitations: commercial, or of an ideal or charity."""
    SERVICE = "service"
    """About what somebody bought or asked, without anything to sell."""


class Storage(StrEnum):
    """What is stored or read on a device: Telecommunicatiewet 11.7a."""

    FUNCTIONAL = "functional"
    """Needed for what somebody asked for."""
    LIGHT_ANALYTICS = "light_analytics"
    """Quality and effect of the own site, with little or no consequence for privacy."""
    OTHER = "other"
    """Everything else: following, profiling, advertising."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What one wants to do."""

    purpose: str
    """The purpose of the message."""
    channel: Channel
    message: Message = Message.MARKETING
    own_similar_products: bool = False
    """Whether it is only about products or services of one's own like those that were sold."""


@dataclass(frozen=True, slots=True)
class SoftOptInFacts:
    """The conditions of Telecommunicatiewet 11.7(3) that are facts of the past."""

    got_with_sale: bool = False
    same_legal_entity: bool = False
    told_at_collection: bool = False
    opt_out_offered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person for one purpose and channel; by default nothing speaks for it."""

    legal_basis: LegalBasis
    marketing_purpose: bool
    sector: Sector = Sector.COMPANY
    bars: tuple[Bar, ...] = ()
    consent: Standing = Standing.NONE
    flaws: tuple[Flaw, ...] = ()
    opted_out: bool = False
    """Withdrew, or refused, marketing by this channel for whatever purpose."""
    reachable: bool = False
    """An address for the channel is known."""
    suppressed: bool = True
    """The address stands on the list of those to leave alone, or the list cannot be read."""
    under_age: bool = False
    last_sale: date | None = None
    open_case: bool = False
    """A complaint or question is open."""
    open_complaint: bool = False
    """What is open is a complaint."""
    soft: SoftOptInFacts = SoftOptInFacts()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a code with its parameters, and the article that it rests on."""

    code: str
    article: str
    parameters: Mapping[str, str] = field(default_factory=dict)


Ground = Literal[
    "consent", "soft_opt_in", "customer", "before_opt_in", "legitimate_interest", "service"
]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is allowed: on which ground, or why not."""

    allowed: bool
    ground: Ground | None
    reasons: tuple[Reason, ...] = ()


_BARS = {
    Bar.RESTRICTED: "AVG 18(2)",
    Bar.OBJECTED: "AVG 21(1)",
    Bar.OBJECTED_TO_MARKETING: "AVG 21(3)",
    Bar.NO_PROFILING: "AVG 21, 22",
    Bar.GPC: "AVG 21(5)",
    Bar.NO_CONSENT: "AVG 6(1)(a)",
    Bar.PURPOSE_OFF: "AVG 5(1)(b)",
}


def judge(facts: Facts, contact: Contact, day: date) -> Answer:
    """Whether this person may be reached in this way on this day."""
    refusals = [Reason(bar.value, _BARS[bar]) for bar in facts.bars]
    refusals += _misfits(facts, contact)
    if contact.channel in REACHES and not facts.reachable:
        refusals.append(Reason("no_address", ""))
    consents = facts.consent is Standing.GIVEN
    if facts.legal_basis is LegalBasis.CONSENT and not consents:
        refusals.append(_no_consent(facts, "AVG 6(1)(a), 7"))
    ground: Ground | None = "consent" if consents else "service"
    if contact.message is Message.MARKETING:
        refusals += _against_marketing(facts, contact)
        if not consents:
            ground, missing = _without_consent(facts, contact, day)
            refusals += missing
    if refusals:
        return Answer(False, None, tuple(refusals))
    return Answer(True, ground)


def judge_storage(storage: Storage, consent: Standing) -> Answer:
    """Whether something may be stored or read on a device (Telecommunicatiewet 11.7a)."""
    if storage in {Storage.FUNCTIONAL, Storage.LIGHT_ANALYTICS}:
        return Answer(True, "service")
    if consent is Standing.GIVEN:
        return Answer(True, "consent")
    parameters = {"standing": consent.value}
    return Answer(False, None, (Reason("no_device_consent", "Tw 11.7a(1)", parameters),))


def _misfits(facts: Facts, contact: Contact) -> list[Reason]:
    """A message that its purpose does not cover, or a channel that reaches nobody."""
    found = []
    if contact.channel not in REACHES:
        found.append(Reason("no_way_to_reach", ""))
    if contact.message is Message.MARKETING and not facts.marketing_purpose:
        found.append(Reason("purpose_not_marketing", "AVG 5(1)(b)"))
    if contact.message is Message.SERVICE and facts.marketing_purpose:
        found.append(Reason("purpose_is_marketing", "AVG 5(1)(b)"))
    return found


def _against_marketing(facts: Facts, contact: Contact) -> list[Reason]:
    """What stands in the way of marketing, consent or not."""
    found = []
    if facts.suppressed:
        found.append(Reason("suppressed", "AVG 21(3)"))
    if facts.open_complaint:
        found.append(Reason("open_complaint", ""))
    elif facts.open_case:
        found.append(Reason("open_case", ""))
    if facts.under_age and facts.consent is not Standing.GIVEN:
        found.append(Reason("under_age", "AVG 8, UAVG 5"))
    if facts.opted_out and facts.consent is not Standing.GIVEN:
        parameters = {"channel": contact.channel.value}
        found.append(Reason("opted_out", "AVG 21(2)", parameters))
    return found


def _without_consent(
    facts: Facts, contact: Contact, day: date
) -> tuple[Ground | None, list[Reason]]:
    """On which other ground marketing may go out, or what is missing for each that could be."""
    if facts.legal_basis is LegalBasis.CONSENT:
        return None, []  # told already: there is no other ground for such a purpose
    if contact.channel in ELECTRONIC:
        missing = _soft_opt_in(facts, contact)
        if not missing:
            return "soft_opt_in", []
        return None, [_no_consent(facts, "Tw 11.7(1)"), *missing]
    if contact.channel is Channel.PHONE:
        return _telephone(facts, day)
    if facts.legal_basis is LegalBasis.LEGITIMATE_INTEREST:
        return "legitimate_interest", []
    return None, [_no_consent(facts, "AVG 6(1)")]


def _soft_opt_in(facts: Facts, contact: Contact) -> list[Reason]:
    """Which of the five conditions do not hold."""
    soft = facts.soft
    conditions = {
        "soft_no_sale": soft.got_with_sale,
        "soft_other_entity": soft.same_legal_entity,
        "soft_not_told": soft.told_at_collection,
        "soft_no_opt_out": soft.opt_out_offered,
        "soft_other_products": contact.own_similar_products,
    }
    if facts.legal_basis is not LegalBasis.LEGITIMATE_INTEREST:
        return [Reason("soft_no_interest", "AVG 6(1)(f)")]
    return [Reason(code, "Tw 11.7(3)") for code, holds in conditions.items() if not holds]


def _telephone(facts: Facts, day: date) -> tuple[Ground | None, list[Reason]]:
    if facts.legal_basis is not LegalBasis.LEGITIMATE_INTEREST:
        return None, [_no_consent(facts, "AVG 6(1)")]
    if day < TELEPHONE_OPT_IN_SINCE:
        return "before_opt_in", []
    refused = _no_consent(facts, "Tw 11.7(2)")
    if day >= CUSTOMER_EXCEPTION_ENDED and facts.sector not in MAY_CALL_CUSTOMERS:
        ended = {"ended": CUSTOMER_EXCEPTION_ENDED.isoformat()}
        return None, [refused, Reason("customer_exception_ended", "Tw 11.7(2)", ended)]
    if facts.last_sale is None:
        return None, [refused, Reason("no_customer", "Tw 11.7(2)")]
    if _years_after(facts.last_sale, CUSTOMER_YEARS) < day:
        since = {"last_sale": facts.last_sale.isoformat(), "years": str(CUSTOMER_YEARS)}
        return None, [refused, Reason("customer_too_long_ago", "Tw 11.7(2)", since)]
    return "customer", []


def _no_consent(facts: Facts, article: str) -> Reason:
    parameters = {"standing": facts.consent.value}
    if facts.flaws:
        parameters["flaw"] = facts.flaws[0].value
    return Reason("no_consent_for_channel", article, parameters)


def _years_after(day: date, years: int) -> date:
    """The same day some years later; after 29 February 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
