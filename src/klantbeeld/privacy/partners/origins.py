"""Who has still to be told where his data came from (Article 14 AVG/GDPR).

Entering: the deliveries of sources that come from a partner. Leaving: by when the people of each
are told at the latest, one month after it was loaded (Article 14(3)(a)), and whether they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.calendar import add_months
from klantbeeld.core.errors import InputError
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.partners", "origins.sql")

How = Literal["email", "letter", "at_first_contact", "exempt"]
"""How people were told; exempt: Article 14(5) holds, as where they know already."""

OriginState = Literal["told", "waiting", "overdue"]


@dataclass(frozen=True, slots=True)
class OriginView:
    """One delivery by a partner."""

    load_no: int
    source: str
    partner: str
    loaded_at: datetime
    people: int
    """New source records in it."""
    due_at: datetime
    told_at: datetime | None
    told_by: str | None
    how: How | None
    state: OriginState


def suppliers(catalogue: Catalogue) -> Mapping[str, str]:
    """Source -> the partner that it comes from."""
    return {
        source: name for name, partner in catalogue.partners.items() for source in partner.supplies
    }


def origins(
    transaction: Transaction, catalogue: Catalogue, now: datetime
) -> tuple[OriginView, ...]:
    """The deliveries by partners that brought new records; what is not yet told stands first."""
    known = suppliers(catalogue)
    rows = transaction.execute(_SQL["deliveries"], {"sources": list(known)})
    return tuple(
        OriginView(
            **row,
            partner=known[row["source"]],
            due_at=(due := add_months(row["loaded_at"], 1)),
            state="told" if row["told_at"] else "overdue" if now > due else "waiting",
        )
        for row in rows
    )


def origin_told(
    transaction: Transaction,
    catalogue: Catalogue,
    load_no: int,
    how: str,
    actor: str,
    now: datetime,
) -> None:
    """Records that the people of a delivery were told. Raises InputError for a delivery that does
    not come from a partner, or of which it was recorded before."""
    if how not in get_args(How):
        mend = f"Choose from {', '.join(get_args(How))}."
        raise InputError.single("there is no such way of telling", "how", mend)
    row = transaction.execute(
        _SQL["told"],
        {"load_no": load_no, "sources": list(suppliers(catalogue)), "how": how, "actor": actor,
         "now": now},
    ).fetchone()  # fmt: skip
    if row is None:
        raise InputError.single(
            "there is no delivery by a partner of which people have still to be told",
            f"load {load_no}",
            "Take a number from the list of deliveries.",
        )
