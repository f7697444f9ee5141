"""An installation to prove on: its services, its people by name, and its tables.

Entering: opened services. Leaving: what a proof needs to try something as a user would, and to look
for traces in the store afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString, cast

from psycopg import sql

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock
from klantbeeld.core.errors import InternalError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor
from klantbeeld.proofs.people import PEOPLE
from klantbeeld.store.database import Transaction


class ProofClock:
    """A clock that a proof moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, time: timedelta) -> None:
        self.now += time


@dataclass(frozen=True, slots=True)
class Installation:
    """Where a proof is tried."""

    services: Services
    clock: Clock
    """A ``ProofClock`` on a scratch installation."""

    @property
    def catalogue(self) -> Catalogue:
        """What the installation declares."""
        return self.services.catalogue

    @property
    def moving_clock(self) -> ProofClock:
        """The clock of a scratch installation; raises InternalError on a live one."""
        if not isinstance(self.clock, ProofClock):
            raise InternalError("A proof moves the clock of scratch installations alone.")
        return self.clock

    def actor(self, role: str) -> Actor:
        """Somebody of this role, by command."""
        return Actor(f"proof_{role}", role, "cli")

    def person(self, name: str) -> int:
        """The number of one of the made-up people: ``anna``, ``bram``, ...

        Raises InternalError when the person is not there.
        """
        found = self.rows(
            "select m.person_id from source_record r join membership m using (record_no) "
            "where r.source = %(source)s and r.source_record_id = %(key)s",
            {"source": PEOPLE[name].source, "key": PEOPLE[name].key},
        )
        if not found:
            raise InternalError(f"The made-up person {name} is not in this installation.")
        return int(found[0]["person_id"])

    def deliver(self, source: str, delivery: str, *items: Mapping[str, Any]) -> None:
        """Sends rows by the live intake, in the source's own fields, and links them."""
        receive(self.services, source, delivery, [dict(item) for item in items])
        self.link()

    def load(self) -> None:
        """Loads the files of the project again, and links."""
        load_files(self.services, (), NoProgress())
        self.link()

    def link(self) -> None:
        """Links what waits."""
        link_waiting(self.services, NoProgress())

    def rows(
        self, statement: LiteralString, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a question to the store, in a transaction that can only read."""
        with self.services.database.transaction() as transaction:
            transaction.execute("set transaction read only")
            return transaction.execute(statement, parameters).fetchall()

    def tables_with(self, text: str) -> tuple[str, ...]:
        """The tables of the store in which this text stands anywhere, by name."""
        with self.services.database.transaction() as transaction:
            transaction.execute("set transaction read only")
            tables = transaction.execute(
                "select tablename from pg_tables where schemaname = 'public' order by 1"
            ).fetchall()
            return tuple(
                row["tablename"] for row in tables if _holds(transaction, row["tablename"], text)
            )


def _holds(transaction: Transaction, table: str, text: str) -> bool:
    # bytea shows as hexadecimal: what is packed into it is looked for in that form too.
    statement = sql.SQL(
        "select exists (select from {table} t where t::text ilike %(text)s "
        "or t::text ilike %(hexadecimal)s) as found"
    ).format(table=sql.Identifier(table))
    found = transaction.execute(
        statement, {"text": f"%{text}%", "hexadecimal": f"%{text.encode().hex()}%"}
    ).fetchone()
    return bool(cast(dict[str, Any], found)["found"])
