"""Linking: records become people, a few at a time or all at once, with the same answer.

Entering: records that wait. Leaving: blocking keys, links, memberships, folded people, households,
the history of merges and splits, and notices for open pages. Both ways find candidate pairs by
shared keys, score them with the one scorer under the live model, and cluster whole connected
components; they differ only in how the pairs are found: by an indexed look-up, or by a join in
memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from klantbeeld.core.progress import Progress
from klantbeeld.identity import (
    Judgement,
    Model,
    blocking_keys,
    candidate_pairs,
    cluster,
    household_pairs,
    link,
    prepare,
    score,
    train,
)
from klantbeeld.identity.records import Floats, Rows
from klantbeeld.pipeline.changes import announce
from klantbeeld.pipeline.households import (
    forget_household_links,
    regroup_households,
    store_household_links,
    store_households,
)
from klantbeeld.pipeline.models import add_model, live_model, model, promote
from klantbeeld.pipeline.records import read_records
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.fold import store_people
from klantbeeld.store.copy import copy_numbers
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "link.sql")

LIVE_BATCH = 200
"""Records linked in one transaction: a page sees the first of them without waiting for the last."""

REBUILD_FROM = 2_000
REBUILD_SHARE = 0.05
"""More waiting records than this many, and than this share of all, are linked by a rebuild: joining
in memory beats looking up each."""

RETRAIN_GROWTH = 2.0
"""A first model is made from whatever was loaded first. While no person has promoted one, it is
made anew when the records have grown by this factor."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What linking came to."""

    linked: int
    """Records that waited."""
    records: int
    people: int
    model_no: int | None


def link_waiting(services: Services, progress: Progress) -> LinkReport:
    """Links everything that waits, and says what came of it."""
    return _report(services, settle_waiting(services, progress))


def settle_waiting(services: Services, progress: Progress) -> int:
    """Links until nothing waits; returns how many records did. Safe to run in several processes."""
    linked = 0
    with services.database.transaction() as transaction:
        counts = one_row(transaction, SQL["counts"])
        rebuilding = _needs_rebuild(transaction, counts)
    if not counts["waiting"]:
        return 0
    if rebuilding:
        return rebuild(services, progress).linked
    with progress.step("linking", counts["waiting"]) as step:
        while done := _link_some(services):
            linked += done
            step.advance(done)
    return linked


def rebuild(services: Services, progress: Progress, *, model_no: int | None = None) -> LinkReport:
    """Computes everything derived anew from the records held, in one transaction.

    With the live model, or with version ``model_no``, which is promoted. Makes a first model where
    there is none. Raises InputError for an unknown version.
    """
    with services.database.transaction() as transaction:
        transaction.execute(SQL["lock_linking"])
        now = services.clock()
        with progress.step("reading records", 1) as step:
            records = read_records(transaction, services.catalogue)
            step.advance()
        known = live_model(transaction)
        if model_no is not None:
            chosen = model(transaction, model_no)
            promote(transaction, model_no, now)
        elif known is None or _outgrown(transaction, len(records)):
            chosen = train(records, progress=progress)
            promote(transaction, add_model(transaction, chosen, now, automatic=True), now)
        else:
            chosen = known[1]
        _build_all(transaction, services, records, chosen, progress)
        waiting = transaction.execute(SQL["done_waiting_all"]).rowcount
    return _report(services, waiting)


def _build_all(
    transaction: Transaction,
    services: Services,
    records: pa.Table,
    chosen: Model,
    progress: Progress,
) -> None:
    with progress.step("linking", 2) as step:
        linked = link(chosen, records, _judgements(transaction, None))
        step.advance()
        numbers, scores = linked.prepared.record_no, linked.scores
        transaction.execute(SQL["clear_links"])
        transaction.execute(SQL["clear_keys"])
        # Filling an index row by row costs several times what building it at the end does.
        transaction.execute(SQL["drop_key_index"])
        _store_keys(transaction, numbers[linked.keys.row], linked.keys.key)
        transaction.execute(SQL["make_key_index"])
        _store_links(transaction, numbers, scores.a, scores.b, scores.match_weight)
        step.advance()
    with progress.step("folding people", 1) as step:
        moved = _store_members(transaction, services, numbers, linked.labels, "build")
        # Values may have changed though no record moved: everybody is folded anew.
        everybody = np.unique(linked.labels).tolist()
        now = services.clock()
        store_people(transaction, {*moved, *everybody}, services.catalogue, now)
        # Last: emptying its tables keeps pages waiting until the end of the transaction.
        store_households(transaction, numbers, household_pairs(scores), linked.labels)
        transaction.execute(SQL["analyse"])
        step.advance()
    announce(transaction, "person", sorted(moved))


def _link_some(services: Services) -> int:
    """Links the first records that wait, in one transaction; returns how many."""
    with services.database.transaction() as transaction:
        transaction.execute(SQL["lock_linking"])
        rows = transaction.execute(SQL["waiting_batch"], {"limit": LIVE_BATCH}).fetchall()
        batch = [row["record_no"] for row in rows]
        known = live_model(transaction)
        if not batch or known is None:
            return 0
        housed = {*batch, *forget_household_links(transaction, batch)}
        touched = _relink(transaction, services, batch, known[1])
        judged = any(row["cause"] == "judgement" for row in rows)
        cause = "judgement" if judged else "load"
        people = _recluster(transaction, services, touched, known[1], cause)
        store_people(transaction, people, services.catalogue, services.clock())
        regroup_households(transaction, people, housed)
        transaction.execute(SQL["done_waiting"], {"records": batch})
        announce(transaction, "person", sorted(people))
    return len(batch)


def _relink(
    transaction: Transaction, services: Services, batch: Sequence[int], known: Model
) -> set[int]:
    """New keys and links of these records; returns them and every record that they were linked to.

    The records that they are linked to now hang together with them by those links.
    """
    forgotten = transaction.execute(SQL["forget_links"], {"records": list(batch)}).fetchall()
    transaction.execute(SQL["forget_keys"], {"records": list(batch)})
    table = read_records(transaction, services.catalogue, batch)
    prepared = prepare(known, table)
    keys = blocking_keys(known, prepared)
    own_a, own_b = candidate_pairs(keys)
    place = {number: row for row, number in enumerate(prepared.record_no.tolist())}
    pairs = {
        (place_of_key, row["record_no"])
        for row in transaction.execute(
            SQL["sharing_keys"],
            {"keys": np.unique(keys.key).tolist(), "records": list(batch)},
        )
        for place_of_key in keys.row[keys.key == row["key"]].tolist()
    }
    others = sorted({other for _, other in pairs})
    if others:
        table = pa.concat_tables([table, read_records(transaction, services.catalogue, others)])
        prepared = prepare(known, table)
        place = {number: row for row, number in enumerate(prepared.record_no.tolist())}
    found = sorted((row, place[other]) for row, other in pairs)
    a = np.concatenate([own_a, np.array([row for row, _ in found], np.int64)])
    b = np.concatenate([own_b, np.array([row for _, row in found], np.int64)])
    scores = score(known, prepared, a, b)
    _store_keys(transaction, prepared.record_no[keys.row], keys.key)
    _store_links(transaction, prepared.record_no, a, b, scores.match_weight)
    store_household_links(transaction, prepared.record_no, household_pairs(scores))
    return {*batch, *(row[side] for row in forgotten for side in ("record_a", "record_b"))}


def _recluster(
    transaction: Transaction, services: Services, touched: set[int], known: Model, cause: str
) -> set[int]:
    """Clusters the components that hold these records; returns the people to fold."""
    rows = transaction.execute(SQL["component"], {"records": sorted(touched)}).fetchall()
    members = sorted(row["record_no"] for row in rows)
    prepared = prepare(known, read_records(transaction, services.catalogue, members))
    links = transaction.execute(SQL["links_among"], {"records": members}).fetchall()
    numbers = prepared.record_no
    a = np.searchsorted(numbers, np.array([link["record_a"] for link in links], np.int64))
    b = np.searchsorted(numbers, np.array([link["record_b"] for link in links], np.int64))
    weight = np.array([link["match_weight"] for link in links], np.float64)
    labels = cluster(known, prepared, a, b, weight, _judgements(transaction, members))
    moved = _store_members(transaction, services, numbers, labels, cause)
    kept = labels[np.isin(numbers, sorted(touched))].tolist()
    return {*moved, *kept}


def _store_keys(transaction: Transaction, record_no: Rows, key: Rows) -> None:
    order = np.lexsort((record_no, key))
    key, record_no = key[order], record_no[order]
    # A record that has one key by two rules counts once.
    first = np.append(True, (key[1:] != key[:-1]) | (record_no[1:] != record_no[:-1]))[: len(key)]
    copy_numbers(transaction, SQL["copy_keys"], (key[first], record_no[first]))


def _store_links(
    transaction: Transaction, record_no: Rows, a: Rows, b: Rows, weight: Floats
) -> None:
    linked = weight > 0
    one, other = record_no[a[linked]], record_no[b[linked]]
    copy_numbers(
        transaction,
        SQL["copy_links"],
        (np.minimum(one, other), np.maximum(one, other), weight[linked]),
    )


def _store_members(
    transaction: Transaction, services: Services, record_no: Rows, labels: Rows, cause: str
) -> set[int]:
    """Moves records to their people; returns everybody who gained or lost a record."""
    transaction.execute(SQL["create_stage"])
    copy_numbers(transaction, SQL["copy_stage"], (record_no, labels))
    transaction.execute(SQL["merges_and_splits"], {"now": services.clock(), "cause": cause})
    moved = transaction.execute(SQL["move_members"]).fetchall()
    transaction.execute(SQL["clear_stage"])
    return {row["person_id"] for row in moved}


def _judgements(transaction: Transaction, among: Sequence[int] | None) -> list[Judgement]:
    if among is None:
        rows = transaction.execute(SQL["judgements"]).fetchall()
    else:
        rows = transaction.execute(SQL["judgements_among"], {"records": list(among)}).fetchall()
    return [(row["record_a"], row["record_b"], row["verdict"]) for row in rows]


def _needs_rebuild(transaction: Transaction, counts: Mapping[str, int]) -> bool:
    many = max(REBUILD_FROM, REBUILD_SHARE * counts["records"])
    return (
        counts["waiting"] > many
        or live_model(transaction) is None
        or _outgrown(transaction, counts["records"])
    )


def _outgrown(transaction: Transaction, records: int) -> bool:
    """Whether the model in use made itself, from far fewer records than there are now."""
    row = transaction.execute(SQL["live_model"]).fetchone()
    if row is None or not row["summary"].get("automatic"):
        return False
    return bool(records >= RETRAIN_GROWTH * row["summary"]["records"])


def _report(services: Services, linked: int) -> LinkReport:
    with services.database.transaction() as transaction:
        row = one_row(transaction, SQL["outcome"])
    return LinkReport(linked, row["records"], row["people"], row["model_no"])
