"""Consent on a real store: what sources deliver becomes statements, and what must not be done is
not done by whoever reads."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from postbox import Postbox, open_postbox
from psycopg import sql

from klantbeeld.catalog.consents import Channel
from klantbeeld.core.errors import InputError
from klantbeeld.core.keyfile import CONTACTS
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.rights.confirmations import ask_to_confirm
from klantbeeld.pipeline.rights.consents import cut_off_consents, overview_of, settle_consents
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.barring import counted, people_left_out
from klantbeeld.privacy.channels.rules import Contact
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.consent.state import Standing
from klantbeeld.privacy.errors import NotFound, NotTheirDuty
from klantbeeld.privacy.marks import Bar, Ground
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    ticking,
    write_csv,
    write_project,
)

SERVICE, OFFERS = "customer_service", "direct_marketing"
MARKETEER = Actor("mo", "marketing_manager", "api")
OFFICER = Actor("fg", "privacy_officer", "cli")
READING: dict[str, Any] = {
    "purpose": {"field": "purpose", "words": {"offers": OFFERS}},
    "channel": {"field": "channel", "words": {"mail": "email", "letter": "post"}},
    "decision": {"field": "decision", "words": {"yes": "confirmed", "no": "withdrawn"}},
    "text_version": "text_version",
}
CONSENTS = {
    "kind": "touchpoints", "type": "consent", "key": "no", "record": "customer",
    "occurred_at": "at", "consent": READING,
    "columns": {"purpose": "purpose", "channel": "channel", "decision": "decision",
                "text": "text_version"},
}  # fmt: skip
TYPE = """
consent:
  name: {nl: Toestemming, en: Consent}
  kind: consent
  data_category: user.privacy_preferences
  purposes: [customer_service, direct_marketing]
  retention: 2 years
  goal: serve_better
  roles: [service_agent, marketing_manager]
  detail:
    purpose: {nl: Doel, en: Purpose}
    channel: {nl: Kanaal, en: Channel}
    decision: {nl: Besluit, en: Decision}
    text_version: {nl: Tekst, en: Text}
"""
ANN = a_person("1", first_name="Ann", last_name="Bakker", email="ann@example.org",
               mobile="0612345678", postcode="1012AB", number="1")  # fmt: skip
BOB = a_person("2", first_name="Bob", last_name="Visser", email="bob@example.org")


@pytest.fixture
def mailbox() -> Iterator[Postbox]:
    with open_postbox() as box:
        yield box


"""A mail server of its own on this machine."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_project(
        tmp_path / "project",
        {"crm": {"customers": records("data/crm.csv"), "said": CONSENTS, "orders": orders()}},
    )
    touchpoints = made / "catalog/touchpoints.yaml"
    text = touchpoints.read_text()
    if "\nconsent:\n" not in text:
        touchpoints.write_text(text + TYPE)
    write_csv(made / "data/crm.csv", [ANN, BOB])
    return made


@pytest.fixture
def services(folder: Path, database: Database) -> Services:
    opened = open_services(folder, database)
    settle_consents(database, opened.catalogue, opened.clock)
    load(opened)
    return opened


def said(
    no: str, decision: str, *, customer: str = "1", at: str = "2026-02-01", **more: str
) -> Any:
    return {"no": no, "customer": customer, "at": f"{at}T10:00:00+01:00", "purpose": "offers",
            "channel": "mail", "decision": decision, "text": "v1", **more}  # fmt: skip


def deliver(services: Services, *rows: dict[str, str]) -> None:
    receive(services, "crm", "said", rows)


def person(services: Services, key: str = "1") -> int:
    return services.gate.find_by_record(AGENT, SERVICE, "crm", key)


def standing(services: Services, key: str = "1", channel: Channel = Channel.EMAIL) -> Standing:
    view = services.consents.show(AGENT, SERVICE, person(services, key))
    return next(s.standing for s in view.states if (s.purpose, s.channel) == (OFFERS, channel))


def test_what_a_source_delivers_is_read_by_declared_words(services: Services) -> None:
    deliver(services, said("a", "yes"), said("b", "maybe", customer="2"))
    assert standing(services) is Standing.GIVEN
    assert standing(services, "2") is Standing.UNCLEAR
    found = overview_of(services.gate.door, services.project, OFFICER, "accountability")
    assert [dict(words.said) for words in found.unknown_words] == [
        {"purpose": "offers", "channel": "mail", "decision": "maybe"}
    ]


OBJECTIONS = {"no post please": OFFERS, "no profile": "profiling", "frozen": "restriction",
              "taken back": "nothing"}  # fmt: skip


def objected(no: str, about: str, customer: str = "1", at: str = "2026-02-01") -> dict[str, str]:
    return {"no": no, "customer": customer, "at": f"{at}T10:00:00+01:00", "about": about}


def marks(services: Services, key: str = "1") -> set[str]:
    view = services.consents.show(AGENT, SERVICE, person(services, key))
    return {mark.kind.value for mark in view.marks}


def _objecting(folder: Path, database: Database, words: dict[str, str]) -> Services:
    """Opened with a delivery of objections in the place of that of consents."""
    file = folder / "sources/crm.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared["deliveries"].pop("said", None)
    declared["deliveries"]["objections"] = {
        "kind": "touchpoints", "type": "consent", "key": "no", "record": "customer",
        "occurred_at": "at", "columns": {"about": "purpose"},
        "objection": {"about": {"field": "purpose", "words": words}},
    }  # fmt: skip
    file.write_text(yaml.safe_dump(declared), encoding="utf-8")
    opened = open_services(folder, database)
    settle_consents(database, opened.catalogue, opened.clock)
    return opened


def test_article_21_an_objection_that_a_source_delivers_holds_at_once(
    folder: Path, services: Services, database: Database
) -> None:
    objecting = _objecting(folder, database, OBJECTIONS)
    rows = [objected("a", "No post  please"), objected("b", "frozen", "2"), objected("c", "huh")]
    receipt = receive(objecting, "crm", "objections", rows)
    assert (receipt.new, len(receipt.refused)) == (2, 1)
    assert "about" in receipt.refused[0].reason
    assert marks(objecting) == {"marketing_objection"}
    assert marks(objecting, "2") == {"restriction"}
    (history,) = objecting.consents.show(AGENT, SERVICE, person(objecting)).past_marks
    assert (history.actor, history.via) == ("crm", "source")


def test_article_21_a_source_adds_objections_and_ends_none(
    folder: Path, services: Services, database: Database
) -> None:
    objecting = _objecting(folder, database, OBJECTIONS)
    receive(objecting, "crm", "objections", [objected("a", "no profile")])
    receive(objecting, "crm", "objections", [objected("b", "taken back", at="2026-02-02")])
    assert marks(objecting) == {"no_profiling"}
    with database.transaction() as transaction:
        transaction.execute("update record_mark set ended_at = '2026-02-03', end_ground = 'asked'")
    receive(objecting, "crm", "objections", [objected("a", "no profile", at="2026-02-01")])
    assert marks(objecting) == set()
    receive(objecting, "crm", "objections", [objected("c", "no profile", at="2026-02-04")])
    assert marks(objecting) == {"no_profiling"}


def test_article_21_an_objection_waits_for_its_record_and_for_its_declaration(
    folder: Path, services: Services, database: Database
) -> None:
    objecting = _objecting(folder, database, OBJECTIONS)
    receive(objecting, "crm", "objections", [objected("a", "no profile", "3")])
    receive(objecting, "crm", "customers", [a_person("3", first_name="Cas", last_name="Smit")])
    link_waiting(objecting, NoProgress())
    assert marks(objecting, "3") == {"no_profiling"}
    read_otherwise = _objecting(folder, database, {**OBJECTIONS, "no profile": "marketing"})
    assert marks(read_otherwise, "3") == {"no_profiling", "marketing_objection"}


def test_a_row_that_is_delivered_again_says_nothing_new(
    services: Services, database: Database
) -> None:
    deliver(services, said("a", "yes"))
    deliver(services, said("a", "yes"))
    assert query(database, "select count(*) from consent_statement") == [(1,)]


def test_a_withdrawal_stays_when_its_row_is_rewritten_and_consent_does_not(
    services: Services,
) -> None:
    deliver(services, said("a", "no"))
    deliver(services, said("a", "yes"))
    assert standing(services) is Standing.WITHDRAWN
    deliver(services, said("a", "yes", at="2026-02-03"))
    assert standing(services) is Standing.GIVEN, "said later than the withdrawal"
    deliver(services, said("a", "yes", at="2026-02-03", channel="letter"))
    assert standing(services) is not Standing.GIVEN, "a correction takes its consent along"


def test_consent_that_comes_before_its_record_waits_for_it(services: Services) -> None:
    deliver(services, said("a", "no", customer="9"))
    receive(services, "crm", "customers", [{**ANN, "no": "9"}])
    link_waiting(services, NoProgress())
    assert standing(services, "9") is Standing.WITHDRAWN


def test_new_words_are_read_anew_at_the_next_start(
    services: Services, folder: Path, database: Database
) -> None:
    deliver(services, said("a", "sure"))
    assert standing(services) is Standing.UNCLEAR
    source = folder / "sources/crm.yaml"
    declared = yaml.safe_load(source.read_text())
    declared["deliveries"]["said"]["consent"]["decision"]["words"]["sure"] = "confirmed"
    source.write_text(yaml.safe_dump(declared, sort_keys=False))
    again = open_services(folder, database)
    settle_consents(database, again.catalogue, again.clock)
    assert standing(again) is Standing.GIVEN


def test_consent_whose_purpose_is_gone_counts_as_no_and_is_told(
    services: Services, folder: Path, database: Database
) -> None:
    deliver(services, said("a", "yes"))
    (folder / "catalog/consents.yaml").unlink()
    source = folder / "sources/crm.yaml"
    declared = yaml.safe_load(source.read_text())
    del declared["deliveries"]["said"]["consent"]
    source.write_text(yaml.safe_dump(declared, sort_keys=False))
    purposes = folder / "catalog/purposes.yaml"
    catalog = yaml.safe_load(purposes.read_text())
    catalog[OFFERS]["active"] = False
    purposes.write_text(yaml.safe_dump(catalog, sort_keys=False))
    again = open_services(folder, database)
    settle_consents(database, again.catalogue, again.clock)
    assert cut_off_consents(database, again.catalogue) == {OFFERS: 1}
    (answer,) = again.contacts.may_contact(
        AGENT, SERVICE, person(again), [Contact(OFFERS, Channel.EMAIL)]
    )
    assert [reason.code for reason in answer.reasons] == ["purpose_off"]


def test_nothing_is_recorded_of_who_was_erased(services: Services, database: Database) -> None:
    number = person(services)
    with database.transaction() as transaction:
        transaction.execute("delete from membership")
    with pytest.raises(NotFound):
        services.consents.give(AGENT, SERVICE, number, Wish(OFFERS, Channel.POST))


def test_only_who_handles_requests_records_and_the_log_tells(
    services: Services, database: Database
) -> None:
    number = person(services)
    with pytest.raises(NotTheirDuty):
        services.consents.withdraw(MARKETEER, "customer_insight", number, Wish(OFFERS, None))
    assert query(database, "select count(*) from consent_statement") == [(0,)]
    services.consents.give(AGENT, SERVICE, number, Wish(OFFERS, Channel.POST))
    assert query(
        database,
        "select actor, allowed, detail from access_log where action like 'consent.%' order by 1",
    ) == [
        ("anna", True, {"purpose": OFFERS, "channel": "post"}),
        ("mo", False, {}),
    ]


@pytest.mark.parametrize(
    "wish",
    [
        Wish("no_such_purpose", Channel.EMAIL),
        Wish(SERVICE, Channel.EMAIL),
        Wish(OFFERS, Channel.PHONE),
        Wish(OFFERS, Channel.POST, "v99"),
        Wish(OFFERS, Channel.POST, given_via="BSN 123456782"),
    ],
)
def test_what_nobody_is_asked_cannot_be_given(services: Services, wish: Wish) -> None:
    with pytest.raises(InputError):
        services.consents.give(AGENT, SERVICE, person(services), wish)


def test_a_later_record_does_not_lift_what_the_person_said(services: Services) -> None:
    """What is recorded here stands on every record; a source that knows nothing adds nothing."""
    services.marking.object(AGENT, SERVICE, person(services))
    receive(services, "crm", "customers", [{**ANN, "no": "3"}])
    link_waiting(services, NoProgress())
    assert person(services, "3") == person(services, "1")
    view = services.gate.person(AGENT, SERVICE, person(services, "3"))
    assert [mark.kind for mark in view.marks] == ["marketing_objection"]


def test_people_are_left_out_of_a_purpose_at_once(services: Services, database: Database) -> None:
    deliver(services, said("a", "yes"), said("b", "yes", customer="2"))
    ann, bob = person(services), person(services, "2")

    def left_out(purpose: str) -> dict[int, tuple[Bar, ...]]:
        with database.transaction() as transaction:
            return dict(
                people_left_out(
                    transaction, services.catalogue, [ann, bob], purpose, services.clock()
                )
            )

    assert left_out(OFFERS) == {}
    services.marking.object(AGENT, SERVICE, ann)
    services.marking.restrict(AGENT, SERVICE, bob, Ground.UNLAWFUL)
    assert left_out(OFFERS) == {ann: (Bar.OBJECTED_TO_MARKETING,), bob: (Bar.RESTRICTED,)}
    assert left_out("customer_insight") == {bob: (Bar.RESTRICTED,)}
    assert left_out("undeclared") == {ann: (Bar.PURPOSE_OFF,), bob: (Bar.PURPOSE_OFF,)}
    assert counted(left_out(OFFERS).values()) == {
        Bar.RESTRICTED: 1, Bar.OBJECTED_TO_MARKETING: 1
    }  # fmt: skip


def test_a_selection_tells_who_is_left_out_and_why(services: Services) -> None:
    deliver(services, said("a", "yes"))
    ann, bob = person(services), person(services, "2")
    chosen = services.contacts.selection(
        MARKETEER, OFFERS, [ann, bob, ann, 999], Contact(OFFERS, Channel.EMAIL)
    )
    assert (chosen.asked, chosen.allowed) == (3, (ann,))
    left = {(each.code, each.people) for each in chosen.left_out}
    assert {("no_consent_for_channel", 2), ("no_address", 1)} <= left


def test_a_list_from_a_file_holds_no_address_and_outlives_its_people(
    services: Services, database: Database, tmp_path: Path
) -> None:
    deliver(services, said("a", "yes"))
    file = tmp_path / "list.txt"
    file.write_text("Ann@Example.org\nnobody\nann@example.org \n\nother@example.org\n")
    imported = services.contacts.suppress_file(AGENT, SERVICE, file, Channel.EMAIL, "old list")
    assert (imported.read, imported.added, imported.known) == (4, 2, 1)
    assert imported.unusable == (2,)
    assert "example" not in str(query(database, "select t::text from suppressed_contact t"))
    mail = Contact(OFFERS, Channel.EMAIL)
    (answer,) = services.contacts.may_contact(AGENT, SERVICE, person(services), [mail])
    assert [reason.code for reason in answer.reasons] == ["suppressed"]
    key = services.project / CONTACTS.name
    key.unlink()
    (answer,) = services.contacts.may_contact(AGENT, SERVICE, person(services, "2"), [mail])
    assert "suppressed" in [reason.code for reason in answer.reasons], "without its key nobody"
    with pytest.raises(InputError, match="leave alone is gone"):
        services.contacts.suppress_file(AGENT, SERVICE, file, Channel.EMAIL, "old list")
    key.write_text(f"{secrets.token_hex(32)}\n")
    with pytest.raises(InputError, match="another than the one that belongs"):
        services.contacts.suppress_file(AGENT, SERVICE, file, Channel.EMAIL, "old list")


def test_a_postal_address_and_a_number_are_known_however_they_are_written(
    services: Services, tmp_path: Path
) -> None:
    for channel, text in ((Channel.POST, "1012 ab; 1"), (Channel.PHONE, "+31 6 12345678")):
        file = tmp_path / f"{channel}.txt"
        file.write_text(text)
        assert services.contacts.suppress_file(AGENT, SERVICE, file, channel, "list").added == 1
        contact = Contact(OFFERS, channel)
        (answer,) = services.contacts.may_contact(AGENT, SERVICE, person(services), [contact])
        assert "suppressed" in [reason.code for reason in answer.reasons]


def test_a_clock_that_jumps_back_leaves_the_last_word_last(
    folder: Path, database: Database
) -> None:
    now = [ticking()()]
    opened = open_services(folder, database, lambda: now[0])
    load(opened)
    wish = Wish(OFFERS, Channel.POST)
    opened.consents.give(AGENT, SERVICE, person(opened), wish)
    now[0] -= timedelta(days=3)
    opened.consents.withdraw(AGENT, SERVICE, person(opened), wish)
    assert standing(opened, channel=Channel.POST) is Standing.WITHDRAWN
    now[0] += timedelta(days=30)
    assert standing(opened, channel=Channel.POST) is Standing.WITHDRAWN
    opened.consents.give(AGENT, SERVICE, person(opened), wish)
    assert standing(opened, channel=Channel.POST) is Standing.GIVEN


def test_who_unsubscribed_is_left_alone_after_an_erasure_too(
    services: Services, database: Database
) -> None:
    deliver(services, said("a", "yes"), said("b", "no", at="2026-02-02"))
    number = person(services)
    with database.transaction() as transaction:
        assert services.contacts.leave_alone(transaction, [number]) == 1
    assert query(database, "select channel, source from suppressed_contact") == [
        ("email", "erasure")
    ]
    services.marking.object(AGENT, SERVICE, person(services, "2"))
    with database.transaction() as transaction:
        assert services.contacts.leave_alone(transaction, [person(services, "2")]) == 1


def test_an_address_that_cannot_be_right_reaches_nobody_and_is_left_alone_still(
    services: Services, database: Database
) -> None:
    """What a person corrected counts as right; what is faulty only as something to leave alone."""
    mail = Contact(OFFERS, Channel.EMAIL)

    def reasons() -> list[str]:
        (answer,) = services.contacts.may_contact(AGENT, SERVICE, person(services), [mail])
        return [reason.code for reason in answer.reasons]

    deliver(services, said("a", "yes"))
    flag = "update source_record set faults = jsonb_build_object('email', '{}') where record_no = 1"
    with database.transaction() as transaction:
        transaction.execute(sql.SQL(flag.format("syntax")))
    assert reasons() == ["no_address"]
    with database.transaction() as transaction:
        transaction.execute(sql.SQL(flag.format("corrected")))
    assert reasons() == []
    services.contacts.suppress(AGENT, SERVICE, ["ann@example.org"], Channel.EMAIL, "list")
    assert reasons() == ["suppressed"]


@pytest.mark.parametrize("broken", [False, True])
def test_the_address_is_asked_to_confirm_by_mail(
    services: Services, mailbox: Postbox, broken: bool
) -> None:
    mailbox.broken = broken
    mailing = replace(services, mail=mailbox.server, public_url="https://shop.example/")
    given = mailing.consents.give(AGENT, SERVICE, person(services), Wish(OFFERS, Channel.EMAIL))
    assert ask_to_confirm(mailing, given) is not broken
    assert standing(services) is Standing.PENDING
    if not broken:
        (message,) = mailbox.received
        assert message["To"] == "ann@example.org"
        link = re.search(r"https://shop\.example/confirm/(\S+)", str(message.get_content()))
        assert link is not None
        mailing.consents.confirm(link[1])
        assert standing(services) is Standing.GIVEN


def test_nothing_is_mailed_where_there_is_nothing_to_confirm(services: Services) -> None:
    post = services.consents.give(AGENT, SERVICE, person(services), Wish(OFFERS, Channel.POST))
    assert not ask_to_confirm(services, post)
