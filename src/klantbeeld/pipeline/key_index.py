"""The index of blocking keys: which records share a key.

Entering: keys of records. Leaving: the stored index, and look-ups in it. A million records have
twelve million keys; as rows with two indexes they would take a gigabyte and most of a build's time
(docs/decisions/0007). So a build packs them, sorted, into pages of some 64; what is linked after it
goes into a table of rows, and is marked, so that the pages' word on it counts no more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from psycopg.rows import tuple_row

from klantbeeld.identity.records import Rows
from klantbeeld.store.copy import copy_bytes
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "key_index.sql")

PAGE_ENTRIES = 64
"""Entries on a page, about: a look-up reads a kilobyte for each key."""

_ENTRY = np.dtype([("key", "<i8"), ("record_no", "<i8")])


@dataclass(frozen=True, slots=True)
class Shared:
    """Pairs of a record of the batch (its row) and the number of another that shares a key."""

    row: Rows
    record_no: Rows


def rebuild_keys(transaction: Transaction, key: Rows, record_no: Rows) -> None:
    """Replaces the whole index. A record may have a key twice: whoever looks it up sees it once."""
    transaction.execute(SQL["clear"])
    order = np.argsort(key)
    entries = np.empty(len(key), _ENTRY)
    entries["key"], entries["record_no"] = key[order], record_no[order]
    sorted_keys = entries["key"]
    # A page begins with the first entry of a key, so that no key stands on two.
    begin = np.unique(np.searchsorted(sorted_keys, sorted_keys[::PAGE_ENTRIES]))
    content = memoryview(entries.tobytes())
    size = _ENTRY.itemsize
    end = np.append(begin, len(entries))[1:] * size
    copy_bytes(
        transaction,
        SQL["copy_pages"],
        sorted_keys[begin].tolist(),
        (content[i:j] for i, j in zip((begin * size).tolist(), end.tolist(), strict=True)),
    )


def replace_keys(
    transaction: Transaction, batch: Rows, key: Rows, record_no: Rows, *, known: bool
) -> None:
    """Stores the keys of a batch's records; ``known``: some of them have been linked before."""
    if known:
        transaction.execute(SQL["forget"], {"records": batch})
    transaction.execute(SQL["mark"], {"records": batch})
    order = np.lexsort((record_no, key))
    key, record_no = key[order], record_no[order]
    # A record that has one key by two rules counts once.
    first = np.append(True, (key[1:] != key[:-1]) | (record_no[1:] != record_no[:-1]))[: len(key)]
    transaction.execute(SQL["add"], {"keys": key[first], "records": record_no[first]})


def remove_keys(transaction: Transaction, key: Rows, record_no: Rows) -> None:
    """Takes these keys of erased records out of the index, also off the pages."""
    transaction.execute(SQL["forget"], {"records": record_no})
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        pages = cursor.execute(SQL["page_keys"], {"keys": key}).fetchall()
    for first, content in pages:
        entries = np.frombuffer(content, _ENTRY)
        kept = entries[~np.isin(entries["record_no"], record_no)]
        transaction.execute(SQL["write_page"], {"first": first, "entries": kept.tobytes()})


def records_sharing(transaction: Transaction, batch: Rows, row: Rows, key: Rows) -> Shared:
    """Who, outside the batch, shares a key with its records (``row``, ``key``)."""
    order = np.argsort(key, kind="stable")
    row, key = row[order], key[order]
    asked = {"keys": key, "records": batch}
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        pages = cursor.execute(SQL["pages_of"], asked).fetchall()
        since = cursor.execute(SQL["since"], asked).fetchall()
        paged = np.frombuffer(b"".join(page for (page,) in pages), _ENTRY)
        old = _joined(row, key, paged["key"], paged["record_no"])
        others = np.unique(old.record_no)
        marked = (
            cursor.execute(SQL["marked"], {"records": others}).fetchall() if len(others) else []
        )
    gone = np.concatenate([batch, np.array([number for (number,) in marked], np.int64)])
    keep = ~np.isin(old.record_no, gone)
    rows = np.array(since, np.int64).reshape(-1, 2)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    new = _joined(row, key, rows[:, 0], rows[:, 1])
    return Shared(
        np.concatenate([old.row[keep], new.row]),
        np.concatenate([old.record_no[keep], new.record_no]),
    )


def _joined(row: Rows, key: Rows, other_key: Rows, other: Rows) -> Shared:
    """Joins two lists that are sorted by key."""
    low = np.searchsorted(other_key, key, "left")
    counts = np.searchsorted(other_key, key, "right") - low
    total = int(counts.sum())
    # The places low, low + 1, ... of each key, one after another.
    steps = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return Shared(np.repeat(row, counts), other[np.repeat(low, counts) + steps])


def all_keys(transaction: Transaction) -> list[tuple[int, int]]:
    """Every (key, record_no) that counts, sorted: for checks on small stores."""
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        pages = cursor.execute(SQL["everything"]).fetchall()
        since = set(cursor.execute("select record_no from blocking_since").fetchall())
        rows = cursor.execute("select key, record_no from blocking_key").fetchall()
    paged = np.frombuffer(b"".join(entries for _, entries in pages), _ENTRY).tolist()
    return sorted({pair for pair in paged if (pair[1],) not in since} | set(rows))
