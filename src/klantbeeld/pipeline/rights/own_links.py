"""Sends the links to their own pages that customers asked for by e-mail address.

Entering: wishes whose time has come. Leaving: a message each, to the address as it stands for the
person now. The link is made with the message: neither it nor the address is stored with the wish.
What cannot be sent is tried again, each time twice as late.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from klantbeeld.audit.access_log import append
from klantbeeld.audit.chain import Entry
from klantbeeld.catalog.definition import Words
from klantbeeld.core.log import log
from klantbeeld.pipeline.mail import MailFault, MailServer
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.own_page.links import BY_MAIL
from klantbeeld.privacy.subject import CUSTOMER, DATA_SUBJECT, OWN_DATA
from klantbeeld.profile import reading
from klantbeeld.profile.search import read_people
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.own_page", "wishes.sql")
_LOG = logging.getLogger(__name__)

_KEPT = timedelta(days=30)

_SUBJECT = Words(nl="Uw gegevens bij {organisation}", en="Your data with {organisation}")
_LINK = Words(
    nl="Dag,\n\nU vroeg om uw eigen pagina bij {organisation}. Open hem hier:\n\n{link}\n\n"
    "De link werkt één keer, en {hours} uur lang.\n\nHebt u dit niet gevraagd? Dan hoeft u niets "
    "te doen. Stuur dit bericht niet door: wie de link heeft, ziet uw gegevens.\n\n"
    "Vragen? {contact}\n",
    en="Hello,\n\nYou asked for your own page with {organisation}. Open it here:\n\n{link}\n\n"
    "The link works once, and for {hours} hours.\n\nDid you not ask for this? Then you need not do "
    "anything. Do not forward this message: whoever has the link sees your data.\n\n"
    "Questions? {contact}\n",
)
_SHARED = Words(
    nl="Dag,\n\nU vroeg om uw eigen pagina bij {organisation}. Wij kennen meer dan één klant met "
    "dit e-mailadres. Om niemand de gegevens van een ander te laten zien, sturen wij geen link.\n\n"
    "Vraag ons om de link; wij gaan dan na wie u bent: {contact}\n",
    en="Hello,\n\nYou asked for your own page with {organisation}. We know more than one customer "
    "by this e-mail address. So as to show nobody another's data we send no link here.\n\n"
    "Ask us for the link; we then make sure who you are: {contact}\n",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one round did."""

    sent: int
    failed: int


def send_due(services: Services, server: MailServer) -> Sent:
    """Answers every wish whose time has come, one at a time."""
    sent = failed = 0
    with services.database.transaction() as transaction:
        transaction.execute(_SQL["forget"], {"before": services.clock() - _KEPT})
    while wish := _claim(services):
        try:
            with services.database.transaction() as transaction:
                _answer(services, transaction, server, wish)
            sent += 1
        except MailFault as error:
            failed += 1
            with services.database.transaction() as transaction:
                _settle(transaction, wish, None, type(error).__name__)
            log(_LOG, logging.WARNING, "a link was not sent", error=type(error).__name__)
    return Sent(sent, failed)


def _claim(services: Services) -> dict[str, Any] | None:
    with services.database.transaction() as transaction:
        return transaction.execute(_SQL["claim"], {"now": services.clock()}).fetchone()


def _answer(
    services: Services, transaction: Transaction, server: MailServer, wish: dict[str, Any]
) -> None:
    now, organisation = services.clock(), services.catalogue.organisation
    person_id = reading.resolve(transaction, wish["record_no"])
    people = read_people(transaction, [person_id] if person_id is not None else [])
    address = people[person_id]["golden"].get(wish["attribute"]) if person_id in people else None
    if person_id is None or not address:
        _settle(transaction, wish, now, "no_address")
        return
    shared = len(services.own_wishes.people_at(transaction, address)) > 1
    text = {"organisation": organisation.name, "contact": organisation.contact,
            "hours": organisation.own_link_hours}  # fmt: skip
    words, language = _SHARED, wish["language"]
    if wish["kind"] == "link" and not shared:
        link = services.own_links.write(transaction, person_id, BY_MAIL)
        words, text["link"] = _LINK, address_of(services.public_url or "", link.secret)
    subject = _SUBJECT.in_language(language).format(organisation=organisation.name)
    server.send(address, subject, words.in_language(language).format(**text))
    _settle(transaction, wish, now, None)
    told = Entry(CUSTOMER, DATA_SUBJECT, "worker", OWN_DATA, "own_link.sent", True, person_id)
    append(transaction, told, now)


def address_of(public_url: str, secret: str) -> str:
    """Where a link leads."""
    return f"{public_url.rstrip('/')}/mine/link/{secret}"


def _settle(
    transaction: Transaction, wish: dict[str, Any], sent_at: Any, fault: str | None
) -> None:
    parameters = {"wish_no": wish["wish_no"], "sent_at": sent_at, "failure": fault}
    transaction.execute(_SQL["settle"], parameters)
