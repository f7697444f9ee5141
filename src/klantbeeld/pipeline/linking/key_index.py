"""The index of blocking keys: which records share a key.

Entering: keys of records. Leaving: the stored index, and look-ups in it. A million records have
twelve million keys; as rows with two indexes they would take a gigabyte and most of a build's time
(docs/decisions/0007). So a build packs them, sorted, into pages of some 32; what is linked after it
goes into a table of rows, and is marked, so that the pages' word on it counts no more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from psycopg.rows import tuple_row

from klantbeeld.identity.blocking import LARGEST_GROUP
from klantbeeld.identity.records import Flags, Rows, among, runs
from klantbeeld.store.copy import copy_bytes
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "key_index.sql")

PAGE_ENTRIES = 32
"""Entries on a page, about: a look-up reads half a kilobyte for each key."""

_ENTRY = np.dtype([("key", "<i8"), ("record_no", "<i8")])


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the index says of a batch of records, each by its row.

    ``usable``: which of the batch's keys find anybody; one that more than ``LARGEST_GROUP`` records
    hold, a crowd, finds nobody. ``row`` and ``record_no``: pairs of a record of the batch and
    another that shares a usable key. ``unsettled``: others that hold a key which the batch makes a
    crowd, or makes one no more: their pairs are to be found anew. ``crowds`` and ``former_crowds``:
    of the keys looked at, those that are crowds now, and those that no longer are.
    """

    usable: Flags
    row: Rows
    record_no: Rows
    unsettled: Rows
    crowds: Rows
    former_crowds: Rows


def rebuild_keys(transaction: Transaction, key: Rows, record_no: Rows) -> None:
    """Replaces the whole index. A record may have a key twice: whoever looks it up sees it once."""
    transaction.execute(SQL["clear"])
    order = np.argsort(key)
    entries = np.empty(len(key), _ENTRY)
    entries["key"], entries["record_no"] = key[order], record_no[order]
    sorted_keys = entries["key"]
    start, size = runs(sorted_keys)
    crowds = sorted_keys[start[size > LARGEST_GROUP]]
    if len(crowds):
        transaction.execute(SQL["add_crowds"], {"keys": crowds})
    # A page begins with the first entry of a key, so that no key stands on two.
    begin = np.unique(np.searchsorted(sorted_keys, sorted_keys[::PAGE_ENTRIES]))
    content = memoryview(entries.tobytes())
    width = _ENTRY.itemsize
    end = np.append(begin, len(entries))[1:] * width
    copy_bytes(
        transaction,
        SQL["copy_pages"],
        sorted_keys[begin].tolist(),
        (content[i:j] for i, j in zip((begin * width).tolist(), end.tolist(), strict=True)),
    )


def replace_keys(
    transaction: Transaction, batch: Rows, key: Rows, record_no: Rows, *, known: bool
) -> None:
    """Stores the keys of a batch's records; ``known``: some of them have been linked before."""
    if known:
        transaction.execute(SQL["forget"], {"records": batch})
    order = np.lexsort((record_no, key))
    key, record_no = key[order], record_no[order]
    # A record that has one key by two rules counts once.
    first = np.append(True, (key[1:] != key[:-1]) | (record_no[1:] != record_no[:-1]))[: len(key)]
    added = {"batch": batch, "keys": key[first], "records": record_no[first]}
    transaction.execute(SQL["add"], added)


def remove_keys(transaction: Transaction, key: Rows, record_no: Rows) -> Rows:
    """Takes these keys of erased records out of the index, also off the pages.

    Returns other records whose pairs are to be found anew: of a key that is no longer a crowd.
    """
    unsettled = _leave_crowds(transaction, key, record_no)
    transaction.execute(SQL["forget"], {"records": record_no})
    transaction.execute(SQL["mark"], {"records": record_no})
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        pages = cursor.execute(SQL["page_keys"], {"keys": key}).fetchall()
    for first, content in pages:
        entries = np.frombuffer(content, _ENTRY)
        kept = entries[~np.isin(entries["record_no"], record_no)]
        transaction.execute(SQL["write_page"], {"first": first, "entries": kept.tobytes()})
    return unsettled


def _leave_crowds(transaction: Transaction, key: Rows, record_no: Rows) -> Rows:
    crowds = np.intersect1d(key, _crowds(transaction))
    if not len(crowds):
        return crowds
    _, holders_key, holder = _holders(transaction, record_no, crowds, crowds=False)
    others = ~np.isin(holder, record_no)
    place = np.searchsorted(crowds, holders_key)
    left = np.bincount(place[others], minlength=len(crowds))
    ended = left <= LARGEST_GROUP
    if ended.any():
        transaction.execute(SQL["end_crowds"], {"keys": crowds[ended]})
    unsettled: Rows = np.unique(holder[others & ended[place]])
    return unsettled


def records_sharing(
    transaction: Transaction, batch: Rows, row: Rows, key: Rows, *, known: bool
) -> Sharing:
    """Who shares a key with the records of the batch (sorted; ``row``, ``key``), before those are
    stored.

    ``known``: some of the batch have been linked before, and may leave a crowd.
    """
    watched, holders_key, holder = _holders(transaction, batch, np.unique(key), crowds=known)
    place = np.searchsorted(watched, holders_key)
    own = among(holder, batch)
    before = np.bincount(place, minlength=len(watched))
    others = np.bincount(place[~own], minlength=len(watched))
    own_place = np.searchsorted(watched, key)
    now = others + np.bincount(own_place, minlength=len(watched))
    was_crowd, is_crowd = before > LARGEST_GROUP, now > LARGEST_GROUP
    usable = ~is_crowd[own_place]
    found = ~own & ~is_crowd[place]
    rows, record_no = _joined(row[usable], key[usable], holders_key[found], holder[found])
    crossing = (was_crowd != is_crowd)[place] & ~own
    return Sharing(
        usable,
        rows,
        record_no,
        np.unique(holder[crossing]),
        watched[is_crowd],
        watched[was_crowd & ~is_crowd],
    )


def note_crowds(transaction: Transaction, sharing: Sharing) -> None:
    """Keeps the list of crowds in step."""
    if len(sharing.crowds):
        transaction.execute(SQL["add_crowds"], {"keys": sharing.crowds})
    if len(sharing.former_crowds):
        transaction.execute(SQL["end_crowds"], {"keys": sharing.former_crowds})


def _crowds(transaction: Transaction) -> Rows:
    return np.array([row["key"] for row in transaction.execute(SQL["crowds"])], np.int64)


def _holders(
    transaction: Transaction, batch: Rows, keys: Rows, *, crowds: bool
) -> tuple[Rows, Rows, Rows]:
    """The keys that were looked up, sorted: these (sorted) and, where asked, all crowds; and who
    holds them, the batch as it stood before included, sorted by key.

    Of a key that more hold than the limit and the whole batch, not all: they are a crowd anyway.
    """
    asked = {"keys": keys, "crowds": crowds, "most": LARGEST_GROUP + len(batch) + 1}
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        found = cursor.execute(SQL["holders"], asked).fetchall()
        pages = {key: entries for key, _, entries in found if entries is not None}
        since = [(key, number) for key, number, _ in found if number is not None]
        crowded = [key for key, number, entries in found if number is None and entries is None]
        watched = np.union1d(keys, np.array(crowded, np.int64)) if crowded else keys
        paged = np.frombuffer(b"".join(pages.values()), _ENTRY)
        there = np.searchsorted(watched, paged["key"])
        paged = paged[watched[np.minimum(there, len(watched) - 1)] == paged["key"]]
        others = np.unique(paged["record_no"])
        marked = (
            cursor.execute(SQL["marked"], {"records": others}).fetchall() if len(others) else []
        )
    paged = paged[~np.isin(paged["record_no"], np.array(marked, np.int64).ravel())]
    rows = np.array(since, np.int64).reshape(-1, 2)
    holders_key = np.concatenate([paged["key"], rows[:, 0]])
    order = np.argsort(holders_key, kind="stable")
    holder = np.concatenate([paged["record_no"], rows[:, 1]])
    return watched, holders_key[order], holder[order]


def _joined(row: Rows, key: Rows, other_key: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Pairs of a row and another that have one key; the others are sorted by key."""
    low = np.searchsorted(other_key, key, "left")
    counts = np.searchsorted(other_key, key, "right") - low
    total = int(counts.sum())
    # The places low, low + 1, ... of each key, one after another.
    steps = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(row, counts), other[np.repeat(low, counts) + steps]


def all_keys(transaction: Transaction) -> list[tuple[int, int]]:
    """Every (key, record_no) that counts, sorted: for checks on small stores."""
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        pages = cursor.execute(SQL["everything"]).fetchall()
        since = set(cursor.execute("select record_no from blocking_since").fetchall())
        rows = cursor.execute("select key, record_no from blocking_key").fetchall()
    paged = np.frombuffer(b"".join(entries for _, entries in pages), _ENTRY).tolist()
    return sorted({pair for pair in paged if (pair[1],) not in since} | set(rows))
