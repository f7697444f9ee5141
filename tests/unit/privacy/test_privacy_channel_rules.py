"""Whether somebody may be reached: facts in, one answer out, by the rules of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from klantbeeld.catalog.consents import Channel, Sector
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.privacy.channels.rules import (
    Contact,
    Facts,
    Message,
    SoftOptInFacts,
    Storage,
    judge,
    judge_storage,
)
from klantbeeld.privacy.consent.state import Standing
from klantbeeld.privacy.marks import Bar

TODAY = date(2026, 9, 7)
ALL_FIVE = SoftOptInFacts(True, True, True, True)
ON_CONSENT = Facts(LegalBasis.CONSENT, True, reachable=True, suppressed=False)
ON_INTEREST = Facts(LegalBasis.LEGITIMATE_INTEREST, True, reachable=True, suppressed=False)
CUSTOMER = replace(ON_INTEREST, last_sale=date(2026, 6, 1))
MAIL = Contact("offers", Channel.EMAIL)
SIMILAR = Contact("offers", Channel.EMAIL, own_similar_products=True)
CALL = Contact("offers", Channel.PHONE)
POST = Contact("offers", Channel.POST)


def codes(facts: Facts, contact: Contact, day: date = TODAY) -> list[str]:
    return [reason.code for reason in judge(facts, contact, day).reasons]


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.APP])
def test_electronic_marketing_needs_consent(channel: Channel) -> None:
    contact = Contact("offers", channel)
    assert not judge(ON_CONSENT, contact, TODAY).allowed
    given = judge(replace(ON_CONSENT, consent=Standing.GIVEN), contact, TODAY)
    assert (given.allowed, given.ground) == (True, "consent")


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.GIVEN])
def test_anything_but_given_is_no(standing: Standing) -> None:
    assert not judge(replace(ON_CONSENT, consent=standing), MAIL, TODAY).allowed


def test_the_soft_opt_in_needs_all_five() -> None:
    whole = replace(CUSTOMER, soft=ALL_FIVE)
    assert judge(whole, SIMILAR, TODAY).ground == "soft_opt_in"
    missing = {
        "soft_no_sale": replace(ALL_FIVE, got_with_sale=False),
        "soft_other_entity": replace(ALL_FIVE, same_legal_entity=False),
        "soft_not_told": replace(ALL_FIVE, told_at_collection=False),
        "soft_no_opt_out": replace(ALL_FIVE, opt_out_offered=False),
    }
    for code, soft in missing.items():
        assert code in codes(replace(CUSTOMER, soft=soft), SIMILAR)
    assert "soft_other_products" in codes(whole, MAIL)
    # Who unsubscribed anywhere gets nothing without asking for it.
    assert codes(replace(whole, opted_out=True), SIMILAR) == ["opted_out"]


def test_a_purpose_that_rests_on_consent_has_no_soft_opt_in() -> None:
    assert not judge(replace(ON_CONSENT, soft=ALL_FIVE), SIMILAR, TODAY).allowed


@pytest.mark.parametrize(
    ("day", "facts", "ground"),
    [
        (date(2021, 6, 30), ON_INTEREST, "before_opt_in"),
        (date(2021, 7, 1), ON_INTEREST, None),
        (date(2026, 6, 30), CUSTOMER, "customer"),
        (date(2026, 7, 1), CUSTOMER, None),
        (date(2026, 7, 1), replace(CUSTOMER, sector=Sector.CHARITY), "customer"),
        (date(2026, 7, 1), replace(CUSTOMER, sector=Sector.NEWSPAPER_PUBLISHER), "customer"),
        (date(2026, 7, 1), replace(ON_INTEREST, sector=Sector.CHARITY), None),
        # Somebody is a customer for three years.
        (date(2026, 6, 30), replace(CUSTOMER, last_sale=date(2023, 6, 30)), "customer"),
        (date(2026, 6, 30), replace(CUSTOMER, last_sale=date(2023, 6, 29)), None),
        (date(2026, 9, 7), replace(ON_INTEREST, consent=Standing.GIVEN), "consent"),
    ],
)
def test_calling_goes_by_the_rules_of_the_day(day: date, facts: Facts, ground: Any) -> None:
    assert judge(facts, CALL, day).ground == ground


def test_the_end_of_the_customer_exception_is_told() -> None:
    reason = judge(CUSTOMER, CALL, date(2026, 7, 1)).reasons[-1]
    assert (reason.code, reason.article) == ("customer_exception_ended", "Tw 11.7(2)")
    assert reason.parameters == {"ended": "2026-07-01"}


def test_post_goes_on_legitimate_interest() -> None:
    assert judge(ON_INTEREST, POST, TODAY).ground == "legitimate_interest"
    assert codes(replace(ON_INTEREST, opted_out=True), POST) == ["opted_out"]
    assert not judge(ON_CONSENT, POST, TODAY).allowed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"bars": (Bar.RESTRICTED,)}, "restricted"),
        ({"bars": (Bar.OBJECTED_TO_MARKETING,)}, "objected_to_marketing"),
        ({"suppressed": True}, "suppressed"),
        ({"open_case": True}, "open_case"),
        ({"open_case": True, "open_complaint": True}, "open_complaint"),
        ({"reachable": False}, "no_address"),
    ],
)
def test_consent_does_not_open_every_door(change: dict[str, Any], code: str) -> None:
    agreed = replace(ON_CONSENT, consent=Standing.GIVEN)
    assert judge(agreed, MAIL, TODAY).allowed
    assert codes(replace(agreed, **change), MAIL) == [code]


def test_children_are_not_marketed_to_without_consent() -> None:
    assert codes(replace(ON_INTEREST, under_age=True), POST) == ["under_age"]
    agreed = replace(ON_INTEREST, under_age=True, consent=Standing.GIVEN)
    assert judge(agreed, MAIL, TODAY).allowed


def test_a_service_message_needs_a_purpose_of_service() -> None:
    service = Contact("orders", Channel.EMAIL, Message.SERVICE)
    order = Facts(LegalBasis.CONTRACT, False, reachable=True)
    assert judge(order, service, TODAY).ground == "service"
    assert codes(replace(order, bars=(Bar.RESTRICTED,)), service) == ["restricted"]
    assert codes(ON_INTEREST, service) == ["purpose_is_marketing"]
    offer = replace(order, consent=Standing.GIVEN, suppressed=False)
    assert codes(offer, MAIL) == ["purpose_not_marketing"]


def test_nothing_is_allowed_by_default() -> None:
    for channel in Channel:
        for basis in LegalBasis:
            facts = Facts(basis, marketing_purpose=True)
            assert not judge(facts, Contact("offers", channel), TODAY).allowed


def test_a_device_is_stored_on_with_consent_or_for_what_was_asked() -> None:
    assert judge_storage(Storage.FUNCTIONAL, Standing.NONE).allowed
    assert judge_storage(Storage.LIGHT_ANALYTICS, Standing.NONE).allowed
    assert judge_storage(Storage.OTHER, Standing.GIVEN).allowed
    refused = judge_storage(Storage.OTHER, Standing.WITHDRAWN)
    assert [reason.article for reason in refused.reasons] == ["Tw 11.7a(1)"]
