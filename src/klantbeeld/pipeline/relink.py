"""The live way: the records that wait, and whatever hangs together with them.

Entering: a batch of waiting records. Leaving: what a build from scratch would leave: their keys and
links, the memberships and folded people of the components that they touch, households, the history
of merges and splits, and notices for open pages. One transaction: a linker that dies leaves nothing
half-done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.identity import (
    BlockingKeys,
    Model,
    Prepared,
    blocking_keys,
    candidate_pairs,
    cluster,
    household_pairs,
    prepare,
    score,
)
from klantbeeld.identity.records import Rows
from klantbeeld.pipeline.against import store_against
from klantbeeld.pipeline.changes import announce
from klantbeeld.pipeline.households import (
    forget_household_links,
    regroup_households,
    store_household_links,
)
from klantbeeld.pipeline.key_index import note_crowds, records_sharing, replace_keys
from klantbeeld.pipeline.links import Component, add_links, component, forget_links
from klantbeeld.pipeline.memberships import end_members, move_members
from klantbeeld.pipeline.models import live_model
from klantbeeld.pipeline.organisations import at_home, relink_organisations
from klantbeeld.pipeline.records import linking_columns
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.waiting import count_waiting
from klantbeeld.profile.fold import forget_people, store_people
from klantbeeld.profile.held import NOBODY, HeldRecords, concat, read_some
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "link.sql")


@dataclass(frozen=True, slots=True)
class Turn:
    """One transaction of the linker: how many records it settled, and whether others wait still."""

    linked: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Met:
    """Records at hand, as they are held and as they are compared, row by row."""

    held: HeldRecords
    prepared: Prepared


def relink_waiting(services: Services, most: int) -> Turn | None:
    """Links the first ``most`` records that wait.

    None where it takes a build: too many wait, or there is no model for so many records.
    """
    # Statements whose answer nobody waits for travel together with the next one: a record is linked
    # in some ten round trips instead of thirty.
    with services.database.transaction() as transaction, transaction.pipeline():
        transaction.execute(SQL["look_up_by_index"])
        transaction.execute(SQL["lock_linking"])
        waiting = transaction.execute(SQL["waiting_batch"], {"limit": most})
        known = live_model(transaction)
        counts = count_waiting(transaction)
        rows = waiting.fetchall()
        if known is None and counts.records:  # also one that an older program wrote
            return None
        if not rows or known is None:
            return Turn(0, more=False)
        if counts.too_many or counts.outgrown:
            return None
        batch = np.array([row["record_no"] for row in rows], np.int64)
        judged = any(row["cause"] == "judgement" for row in rows)
        cause = "judgement" if judged else "load"
        unsettled = _relink(transaction, services, batch, known[1], cause)
        transaction.execute(SQL["done_waiting"], {"records": batch})
    return Turn(len(batch), more=unsettled or len(batch) == most)


def _relink(
    transaction: Transaction, services: Services, batch: Rows, model: Model, cause: str
) -> bool:
    """Returns whether other records wait because of these."""
    now = services.clock()
    held = read_some(transaction, services.catalogue, batch)
    erased = np.setdiff1d(batch, held.record_no)
    known = bool(len(erased) or (held.person_id != NOBODY).any())
    touched, housed = set(batch.tolist()), set(batch.tolist())
    bereft: set[int] = set()
    if known:
        touched |= forget_links(transaction, batch)
        housed |= forget_household_links(transaction, batch)
    if len(erased):
        bereft, others = end_members(transaction, erased)
        touched = (touched | others).difference(erased.tolist())
    relink_organisations(transaction, services.catalogue, held, batch, now, known=known)
    met, unsettled = _pair(transaction, services, held, model, known=known)
    found = component(transaction, touched)
    met = _with(transaction, services, met, found.record_no, model)
    held, labels = met.held, _labels(met.prepared, found, model)
    store_against(transaction, found.record_no, found.a, found.b, found.weight, labels)
    moved = move_members(transaction, found.record_no, held.person_id, labels, now, cause)
    kept = labels[np.isin(found.record_no, np.array(sorted(touched), np.int64))]
    people = np.unique([*moved.tolist(), *kept.tolist(), *bereft]).astype(np.int64)
    fold = np.isin(labels, people)
    store_people(transaction, held.take(fold), labels[fold], services.catalogue, now)
    if len(ended := np.setdiff1d(people, labels)):
        forget_people(transaction, ended)
    regroup_households(transaction, people, np.array(sorted(housed), np.int64))
    announce(transaction, "person", people.tolist())
    return unsettled


def _pair(
    transaction: Transaction,
    services: Services,
    batch: HeldRecords,
    model: Model,
    *,
    known: bool,
) -> tuple[_Met, bool]:
    """New keys and links of the batch; returns its records and those that share a key with it, and
    whether others wait because a key of theirs became a crowd, or is one no more."""
    prepared = prepare(model, linking_columns(batch, services.catalogue))
    keys = blocking_keys(model, prepared)
    numbers = batch.record_no
    shared = records_sharing(transaction, numbers, keys.row, keys.key, known=known)
    replace_keys(transaction, numbers, keys.key, numbers[keys.row], known=known)
    note_crowds(transaction, shared)
    unsettled = len(shared.unsettled) > 0
    if unsettled:
        transaction.execute(SQL["requeue"], {"records": shared.unsettled, "now": services.clock()})
    a, b = candidate_pairs(BlockingKeys(keys.row[shared.usable], keys.key[shared.usable]))
    if not len(a) and not len(shared.row):
        return _Met(batch, prepared), unsettled
    held = batch
    if len(shared.row):
        others = read_some(transaction, services.catalogue, np.unique(shared.record_no))
        held = concat(batch, others)
        prepared = prepare(model, linking_columns(held, services.catalogue))
        there = np.isin(shared.record_no, others.record_no)
        other = len(batch) + np.searchsorted(others.record_no, shared.record_no[there])
        pairs = np.unique(np.stack([shared.row[there], other]), axis=1)
        a, b = np.append(a, pairs[0]), np.append(b, pairs[1])
    scores = score(model, prepared, a, b)
    add_links(transaction, held.record_no, scores)
    pairs_at_home = at_home(services.catalogue, held, household_pairs(scores))
    store_household_links(transaction, held.record_no, pairs_at_home)
    return _Met(held, prepared), unsettled


def _with(
    transaction: Transaction, services: Services, met: _Met, wanted: Rows, model: Model
) -> _Met:
    """The wanted records, by rising number: those at hand, and those still to be read."""
    held, prepared = met.held, met.prepared
    missing = np.setdiff1d(wanted, held.record_no)
    if len(missing):
        held = concat(held, read_some(transaction, services.catalogue, missing))
        prepared = prepare(model, linking_columns(held, services.catalogue))
    order = np.argsort(held.record_no)
    rows = order[np.searchsorted(held.record_no, wanted, sorter=order)]
    return _Met(held.take(rows), prepared.take(rows))


def _labels(prepared: Prepared, found: Component, model: Model) -> Rows:
    if not len(found.a) and not found.judgements:
        return found.record_no
    return cluster(model, prepared, found.a, found.b, found.weight, found.judgements)
