"""Erasing source records: out of everything that is stored, and out of every person.

Entering: record numbers. Leaving: a store without these records, their former versions, touchpoints
and orders, search terms, blocking keys and judgements; what they held together comes apart, as a
build without them would leave it. The records wait once more, as numbers without a record: linking
forgets what hung on them in the transaction that settles the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from klantbeeld.core.errors import InternalError
from klantbeeld.core.progress import NoProgress
from klantbeeld.identity import blocking_keys, prepare
from klantbeeld.identity.records import Rows
from klantbeeld.pipeline.landing.legal_duty import order_types
from klantbeeld.pipeline.linking.forms import forget_forms
from klantbeeld.pipeline.linking.key_index import remove_keys
from klantbeeld.pipeline.linking.link import settle_waiting
from klantbeeld.pipeline.linking.models import live_model
from klantbeeld.pipeline.linking.records import linking_columns
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import HeldRecords, read_some
from klantbeeld.profile.term_pages import forget_terms
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "erase_records.sql")

Step = Callable[[Transaction, Sequence[int]], None]
"""Something that belongs to an erasure, in its transaction: with the records that exist."""

_TRIES = 20
"""A record that lands anew while it is being linked is waited for; so often it does not."""


def erase_records(
    services: Services,
    record_nos: Sequence[int],
    *,
    first: Step | None = None,
    last: Step | None = None,
) -> int:
    """Erases these records for good; returns how many there were. Unknown numbers are passed over.

    The caller decides whether a record may be erased, and tells the log. ``first`` is called before
    anything goes, ``last`` when all is gone and nothing is committed; both also where there is no
    record. Raises InternalError where the records change faster than they can be linked.
    """

    def change(transaction: Transaction, held: HeldRecords) -> int:
        numbers = held.record_no.tolist()
        if first is not None:
            first(transaction, numbers)
        if numbers:
            _erase(transaction, services, held)
        if last is not None:
            last(transaction, numbers)
        return len(numbers)

    return change_settled(services, record_nos, change)


def change_settled(
    services: Services,
    record_nos: Sequence[int],
    change: Callable[[Transaction, HeldRecords], int],
) -> int:
    """Changes records that nobody lands or links meanwhile, and links again; returns what the
    change says.

    Raises InternalError where the records change faster than they can be linked.
    """
    for _ in range(_TRIES):
        # So that the index holds the keys of their present values.
        settle_waiting(services, NoProgress())
        with services.database.transaction() as transaction:
            transaction.execute(SQL["lock_sources"], {"records": list(record_nos)})
            transaction.execute(SQL["lock_linking"])
            if one_row(transaction, SQL["waiting"], {"records": list(record_nos)})["waiting"]:
                continue
            changed = change(transaction, read_some(transaction, services.catalogue, record_nos))
        settle_waiting(services, NoProgress())
        return changed
    raise InternalError("The records change all the time. Nothing was done; try again later.")


def forget_index(transaction: Transaction, services: Services, held: HeldRecords) -> None:
    """Takes what these records can be found by out of the indexes, and has them linked again with
    those whose pairs that changes. Call it before their values change."""
    numbers: Rows = held.record_no
    known, requeue = live_model(transaction), numbers
    if known is not None:
        columns = linking_columns(held, services.catalogue)
        keys = blocking_keys(known[1], prepare(known[1], columns))
        unsettled = remove_keys(transaction, np.unique(keys.key), numbers)
        requeue = np.append(numbers, unsettled)
    forget_forms(transaction, numbers)
    forget_terms(transaction, numbers.tolist())
    transaction.execute(SQL["requeue"], {"records": requeue, "now": services.clock()})


def _erase(transaction: Transaction, services: Services, held: HeldRecords) -> None:
    forget_index(transaction, services, held)
    parameters = {"records": held.record_no, "order_types": order_types(services.catalogue)}
    for statement in (
        "erase_lines",
        "erase_touchpoints",
        "erase_events",
        "erase_people",
        "erase_records",
    ):
        transaction.execute(SQL[statement], parameters)
