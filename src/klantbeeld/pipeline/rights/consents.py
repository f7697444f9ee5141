"""Consent around the stages: reading delivered consents anew, telling which are cut off.

Entering: an opened store and the catalogue of today. Leaving: statements by today's declarations,
and the purposes that people answered for but that nobody may use any longer.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock
from klantbeeld.core.keyfile import CONTACTS, make_key
from klantbeeld.core.log import log
from klantbeeld.pipeline.changes import announce
from klantbeeld.privacy.channels.contact import ContactRules
from klantbeeld.privacy.channels.suppression import SuppressionList
from klantbeeld.privacy.consent.consents import Consents
from klantbeeld.privacy.consent.delivered import read_again
from klantbeeld.privacy.consent.overview import ConsentOverview, consent_overview, cut_off
from klantbeeld.privacy.consent.statements import purposes_said
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.marking import Marking
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction

_LOG = logging.getLogger(__name__)


def consents_of(database: Database, door: Door, project: Path) -> Consents:
    """Giving and withdrawing, for this project."""
    return Consents(database, door, partial(make_key, project, CONTACTS), _tell)


def marking_of(database: Database, door: Door) -> Marking:
    """Objections and restrictions, for this project."""
    return Marking(database, door, _tell)


def contacts_of(database: Database, door: Door, project: Path) -> ContactRules:
    """The channel rules, for this project."""
    return ContactRules(database, door, SuppressionList(project))


def overview_of(door: Door, project: Path, actor: Actor, purpose: str) -> ConsentOverview:
    """Consent over everybody, for who oversees it. Raises Refused."""
    return consent_overview(door, SuppressionList(project), actor, purpose)


def _tell(transaction: Transaction, people: Sequence[int]) -> None:
    announce(transaction, "person", people)


def settle_consents(database: Database, catalogue: Catalogue, clock: Clock) -> None:
    """Reads delivered consents anew where the declarations are others than last time."""
    with database.transaction() as transaction:
        read_again(transaction, catalogue, clock())


def cut_off_consents(database: Database, catalogue: Catalogue) -> dict[str, int]:
    """Purpose -> how many statements there are for it, although nobody may use it any longer.

    It is not declared, not switched on, or asked no longer: they are kept as proof and count as no.
    """
    with database.transaction() as transaction:
        said = purposes_said(transaction)
    return {purpose: said[purpose] for purpose in cut_off(catalogue, said)}


def warn_of_cut_off(database: Database, catalogue: Catalogue) -> None:
    """Leaves a line in the server's log for each of them."""
    for purpose, count in cut_off_consents(database, catalogue).items():
        log(_LOG, logging.WARNING, "consent without a purpose in use", purpose=purpose, count=count)
