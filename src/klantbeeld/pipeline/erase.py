"""Erasing source records: out of everything that is stored, and out of every person.

Entering: record numbers. Leaving: a store without these records, their former versions, touchpoints
and orders, search terms, blocking keys and judgements; what they held together comes apart, as a
build without them would leave it. The records wait once more, as numbers without a record: linking
forgets what hung on them in the transaction that settles the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from klantbeeld.core.progress import NoProgress
from klantbeeld.identity import blocking_keys, prepare
from klantbeeld.pipeline.key_index import remove_keys
from klantbeeld.pipeline.link import settle_waiting
from klantbeeld.pipeline.models import live_model
from klantbeeld.pipeline.records import linking_columns
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import read_some
from klantbeeld.profile.term_pages import forget_terms
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "erase.sql")


def erase_records(services: Services, record_nos: Sequence[int]) -> int:
    """Erases these records for good; returns how many there were. Unknown numbers are passed over.

    The caller decides whether a record may be erased, and tells the log.
    """
    # So that the index holds the keys of their present values.
    settle_waiting(services, NoProgress())
    with services.database.transaction() as transaction:
        transaction.execute(SQL["lock_linking"])
        held = read_some(transaction, services.catalogue, record_nos)
        if not len(held):
            return 0
        numbers = held.record_no
        known, requeue = live_model(transaction), numbers
        if known is not None:
            columns = linking_columns(held, services.catalogue)
            keys = blocking_keys(known[1], prepare(known[1], columns))
            unsettled = remove_keys(transaction, np.unique(keys.key), numbers)
            requeue = np.append(numbers, unsettled)
        forget_terms(transaction, numbers.tolist())
        transaction.execute(SQL["erase_lines"], {"records": numbers})
        transaction.execute(SQL["erase_touchpoints"], {"records": numbers})
        transaction.execute(SQL["erase_records"], {"records": numbers})
        transaction.execute(SQL["requeue"], {"records": requeue, "now": services.clock()})
    settle_waiting(services, NoProgress())
    return len(numbers)
