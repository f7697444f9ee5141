"""Sends the link by which an e-mail address confirms what was given (double opt-in).

Entering: what was just recorded, with its token. Leaving: a message to the address as it stands for
the person now, with the words that were agreed to. The token is in the message and nowhere else.
"""

from __future__ import annotations

import logging

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.core.log import log
from klantbeeld.pipeline.mail import MailFault
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.consent.views import Recorded
from klantbeeld.profile.search import read_people

_LOG = logging.getLogger(__name__)

_SUBJECT = Words(
    nl="Bevestig uw keuze bij {organisation}", en="Confirm your choice with {organisation}"
)
_TEXT = Words(
    nl="Dag,\n\nU zei tegen {organisation}:\n\n  {agreed}\n\nBevestig dit hier; zonder bevestiging "
    "geldt er niets:\n\n{link}\n\nHebt u dit niet gezegd? Dan hoeft u niets te doen.\n\n"
    "Vragen? {contact}\n",
    en="Hello,\n\nYou said to {organisation}:\n\n  {agreed}\n\nConfirm it here; nothing holds "
    "before you do:\n\n{link}\n\nDid you not say this? Then you need not do anything.\n\n"
    "Questions? {contact}\n",
)


def ask_to_confirm(services: Services, recorded: Recorded) -> bool:
    """Mails the link; returns whether that was done.

    Not where nothing is to be confirmed, where it is for another channel than e-mail, where the
    person has no address, or where no mail server is set or takes it: then it waits, and counts
    as no.
    """
    state = recorded.states[0] if recorded.states else None
    server, token = services.mail, recorded.confirmation
    if token is None or server is None or state is None or state.channel is not Channel.EMAIL:
        return False
    address = _address(services, recorded.person_id)
    request = services.catalogue.consents.get(state.purpose)
    version = state.statement.text_version if state.statement else None
    agreed = request.texts.get(version or "") if request else None
    if address is None or agreed is None:
        return False
    organisation = services.catalogue.organisation
    language = organisation.language
    text = _TEXT.in_language(language).format(
        organisation=organisation.name,
        agreed=agreed.in_language(language),
        link=f"{(services.public_url or '').rstrip('/')}/confirm/{token}",
        contact=organisation.contact,
    )
    subject = _SUBJECT.in_language(language).format(organisation=organisation.name)
    try:
        server.send(address, subject, text)
    except MailFault as error:
        log(_LOG, logging.WARNING, "a confirmation was not sent", error=type(error).__name__)
        return False
    return True


def _address(services: Services, person_id: int) -> str | None:
    """The address that stands for the person."""
    attributes = services.catalogue.attributes.items()
    names = [name for name, each in attributes if each.type is AttributeType.EMAIL]
    with services.database.transaction() as transaction:
        person = read_people(transaction, [person_id]).get(person_id)
    golden = person["golden"] if person else {}
    return next((golden[name] for name in names if golden.get(name)), None)
