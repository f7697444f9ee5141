"""The data subject at the door: somebody who reads about himself.

Entering: the records of whoever opened a link of his own. Leaving: an actor whom the door lets see
everything about the person of these records, and nothing of anybody else. Article 15 AVG/GDPR gives
that right whatever the catalogue declares for roles and purposes, so that neither is declared: both
names hold a hyphen, which no declared name can. No colleague's rights come with them.
"""

from __future__ import annotations

from collections.abc import Iterable

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "subject.sql")

CUSTOMER = "customer"
"""Stands in the log as the name: who it is, the person of the line tells."""

DATA_SUBJECT = "data-subject"
"""Stands in the log as the role."""

OWN_DATA = "own-data"
"""Stands in the log as the purpose."""

ROLE_NAME = Words(nl="De klant zelf", en="The customer")
PURPOSE_NAME = Words(nl="Eigen gegevens inzien", en="Seeing one's own data")

OWN_DUTIES = frozenset({None, Duty.HANDLE_REQUESTS})
"""What colleagues do on somebody's behalf he may do himself: consent, object, ask."""

OWN_READS = frozenset(
    {"own_page", "requests", "request.access", "request.portability", "request.erasure"}
)
"""The reads that a customer may do: those that hold nothing of a housemate or a colleague."""


def data_subject(records: Iterable[int]) -> Actor:
    """The customer whose records these are. Raises ValueError without a record."""
    own = tuple(sorted(records))
    if not own:
        raise ValueError("nobody is the data subject of no record")
    return Actor(CUSTOMER, DATA_SUBJECT, "web", own)


def own_people(transaction: Transaction, actor: Actor) -> frozenset[int]:
    """Whom the records of this customer stand for now: one person, unless they were split."""
    rows = transaction.execute(_SQL["people_of"], {"records": list(actor.own)})
    return frozenset(row["person_id"] for row in rows)
