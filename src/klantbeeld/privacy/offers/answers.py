"""What somebody answered to an offer: recorded, taken back, and counted by month.

Entering: who records it, about whom, which offer and which answer. Leaving: a row on every record
that the person has now, so that a merge or split needs no moving, and one more in
``metric_offer_month``. The door checks and logs: the line says the kind and the answer, never what
was offered.
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.core.errors import InputError
from klantbeeld.privacy.barring import bars_of_one
from klantbeeld.privacy.consent.statements import lock_records
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.marks import marks_of
from klantbeeld.privacy.offers.views import OfferKind, Outcome
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import numbers_of, person_records
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.offers", "offers.sql")


@dataclass(frozen=True, slots=True)
class Offered:
    """Which offer was made: a product of a source."""

    kind: OfferKind
    source: str
    product_id: str


class OfferAnswers:
    """Records answers, and takes them back."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def record(self, actor: Actor, person_id: int, offered: Offered, outcome: Outcome) -> int:
        """Returns the number of the answer, by which it is taken back.

        Raises InputError where the person may not be offered anything or there is no such product,
        Refused and NotFound.
        """
        now, purpose = self._door.clock(), self._door.catalogue.value.offers.purpose
        # Before anything is told of the person, be it in an error.
        self._door.check(actor, purpose, "offer.answer")
        with self._database.transaction() as transaction:
            found, rows = person_records(transaction, person_id)
            records = lock_records(transaction, numbers_of(rows))
            self._require_unbarred(transaction, found, records)
            act_no = int(one_row(transaction, _SQL["next_act"])["act_no"])
            told = {
                "act_no": act_no, "records": list(records), "kind": offered.kind.value,
                "item": self._item(transaction, offered),
                "source": offered.source, "product_id": offered.product_id,
                "outcome": outcome.value, "now": now, "actor": actor.name, "via": actor.via,
            }  # fmt: skip
            transaction.execute(_SQL["add_outcome"], told)
            self._count(transaction, told | {"at": now}, 1)
            detail = {"kind": offered.kind.value, "outcome": outcome.value}
            self._door.record_change(transaction, actor, purpose, "offer.answer", (found,), detail)
        return act_no

    def take_back(self, actor: Actor, person_id: int, act_no: int) -> None:
        """Raises InputError where there is no such answer in force, Refused and NotFound."""
        now, purpose = self._door.clock(), self._door.catalogue.value.offers.purpose
        self._door.check(actor, purpose, "offer.take_back")
        with self._database.transaction() as transaction:
            found, rows = person_records(transaction, person_id)
            records = lock_records(transaction, numbers_of(rows))
            ended = transaction.execute(
                _SQL["end_outcome"],
                {"act_no": act_no, "records": list(records), "now": now, "actor": actor.name},
            ).fetchone()
            if ended is None:
                raise InputError.single(
                    "there is no such answer in force", "answer", "See which answers stand first."
                )
            self._count(transaction, dict(ended), -1)
            detail = {"kind": ended["kind"], "outcome": ended["outcome"]}
            self._door.record_change(
                transaction, actor, purpose, "offer.take_back", (found,), detail
            )

    def _item(self, transaction: Transaction, offered: Offered) -> str:
        """What it is at the level of offers, so that another product of it stays away too."""
        row = transaction.execute(
            _SQL["item_of"],
            {
                "source": offered.source, "product_id": offered.product_id,
                "level": self._door.catalogue.value.offers.level,
            },
        ).fetchone()  # fmt: skip
        if row is None or not row["item"]:
            raise InputError.single(
                "there is no such product to offer", "product_id", "Take one of the offers made."
            )
        return str(row["item"])

    def _require_unbarred(
        self, transaction: Transaction, person_id: int, records: list[int]
    ) -> None:
        catalogue, now = self._door.catalogue, self._door.clock()
        marks = marks_of(transaction, records)
        purpose = catalogue.value.offers.purpose
        if bars_of_one(transaction, catalogue, person_id, marks, purpose, now):
            raise InputError.single(
                "this person may not be offered anything",
                "person",
                "Record nothing about offers of who did not consent or objected.",
            )

    def _count(self, transaction: Transaction, told: dict[str, object], offers: int) -> None:
        zone = self._door.catalogue.organisation.time_zone
        transaction.execute(_SQL["count_outcome"], told | {"zone": zone, "offers": offers})
