"""The live way: the records that wait, and whatever hangs together with them.

Entering: a batch of waiting records. Leaving: what a build from scratch would leave: their keys and
links, the memberships and folded people of the components that they touch, households, the history
of merges and splits, and notices for open pages. One transaction: a linker that dies leaves nothing
half-done.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from klantbeeld.identity.records import Rows, among
from klantbeeld.pipeline.changes import CHANNEL, notices
from klantbeeld.pipeline.linking.against import store_against
from klantbeeld.pipeline.linking.forms import (
    Columns,
    columns_of,
    forms_of,
    read_forms,
    store_forms,
)
from klantbeeld.pipeline.linking.households import (
    ask_households,
    forget_household_links,
    regroup_households,
)
from klantbeeld.pipeline.linking.key_index import note_crowds, records_sharing, replace_keys
from klantbeeld.pipeline.linking.links import Component, add_links, component, forget_links
from klantbeeld.pipeline.linking.memberships import end_members, move_members
from klantbeeld.pipeline.linking.models import readable
from klantbeeld.pipeline.linking.organisations import at_home, relink_organisations
from klantbeeld.pipeline.linking.records import linking_columns, telling_rows
from klantbeeld.pipeline.linking.waiting import count_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.fold import forget_people, store_people
from klantbeeld.profile.held import NOBODY, HeldRecords, concat, read_some
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "link.sql")


@dataclass(frozen=True, slots=True)
class Turn:
    """One transaction of the linker: how many records it settled, and whether others wait still."""

    linked: int
    more: bool


class _HangOnErasedError(Exception):
    """Records of this turn hang together with erased ones that wait for a later one."""

    def __init__(self, erased: Rows) -> None:
        super().__init__()
        self.erased = erased


def relink_waiting(services: Services, most: int) -> Turn | None:
    """Links the first ``most`` records that wait, and erased ones that these hang on.

    None where it takes a build: too many wait, or there is no model for so many records.
    """
    erased = np.empty(0, np.int64)
    while True:
        try:
            return _turn(services, most, erased)
        except _HangOnErasedError as met:  # nothing of the turn was stored
            erased = np.union1d(erased, met.erased)


def _turn(services: Services, most: int, also: Rows) -> Turn | None:
    # Statements whose answer nobody waits for travel together with the next one, and are worked on
    # while this side goes on: a record is linked in some eight round trips instead of thirty.
    with services.database.pipelined() as transaction:
        transaction.execute(SQL["begin_turn"])
        waiting = count_waiting(transaction, most)
        model = None
        if waiting.model_no is not None and waiting.fingerprint is not None:
            model = readable(transaction, waiting.model_no, waiting.fingerprint)
        if model is None and waiting.records:  # also one that an older program wrote
            return None
        if not len(waiting.first) or model is None:
            return Turn(0, more=False)
        if waiting.too_many or waiting.outgrown:
            return None
        batch = np.union1d(waiting.first, also)
        cause = "judgement" if waiting.judged else "load"
        people, unsettled = _relink(transaction, services, batch, model, cause)
        told = {"channel": CHANNEL, "notices": notices("person", people)}
        transaction.execute(SQL["done_waiting"], {"records": batch, **told})
    return Turn(len(batch), more=unsettled or len(batch) >= most)


def _relink(
    transaction: Transaction, services: Services, batch: Rows, model: Model, cause: str
) -> tuple[list[int], bool]:
    """Returns everybody who changed, and whether other records wait because of these."""
    now = services.clock()
    held = read_some(transaction, services.catalogue, batch)
    erased = batch[~among(batch, held.record_no)]
    known = bool(len(erased) or (held.person_id != NOBODY).any())
    touched, housed = set(batch.tolist()), set(batch.tolist())
    bereft: set[int] = set()
    unlinked: Iterator[int] = iter(())
    unhoused: Iterator[int] = iter(())
    if known:
        unlinked = forget_links(transaction, batch)
        unhoused = forget_household_links(transaction, batch)
    if len(erased):
        bereft, others = end_members(transaction, erased)
        touched |= others
    relink_organisations(transaction, services.catalogue, held, batch, now, known=known)
    met, unsettled = _pair(transaction, services, held, model, known=known)
    touched = touched.union(unlinked).difference(erased.tolist())
    housed.update(unhoused)
    found = component(transaction, touched)
    held = _with(transaction, services, held, found.record_no)
    if len(held) < len(found.record_no):
        raise _HangOnErasedError(np.setdiff1d(found.record_no, held.record_no))
    labels = _labels(services, held, met, found, model)
    store_against(transaction, found.record_no, found.a, found.b, found.weight, labels)
    moved = move_members(transaction, found.record_no, held.person_id, labels, now, cause)
    kept = labels[among(found.record_no, np.array(sorted(touched), np.int64))]
    people = np.unique([*moved.tolist(), *kept.tolist(), *bereft]).astype(np.int64)
    homes = ask_households(transaction, people, np.array(sorted(housed), np.int64))
    fold = among(labels, people)
    store_people(transaction, held.take(fold), labels[fold], services.catalogue, now)
    if len(ended := np.setdiff1d(people, labels)):
        forget_people(transaction, ended)
    regroup_households(transaction, homes)
    return people.tolist(), unsettled


def _pair(
    transaction: Transaction,
    services: Services,
    batch: HeldRecords,
    model: Model,
    *,
    known: bool,
) -> tuple[Prepared, bool]:
    """New keys and links of the batch; returns its records and those that share a key with it, and
    whether others wait because a key of theirs became a crowd, or is one no more."""
    catalogue = services.catalogue
    columns: Columns = linking_columns(batch, catalogue)
    prepared = prepare(model, columns)
    keys = blocking_keys(model, prepared)
    numbers = batch.record_no
    shared = records_sharing(transaction, numbers, keys.row, keys.key, known=known)
    others, known_forms = read_forms(transaction, catalogue, np.unique(shared.record_no))
    forms = forms_of(columns)
    store_forms(transaction, numbers, forms)
    replace_keys(transaction, numbers, keys.key, numbers[keys.row], known=known)
    note_crowds(transaction, shared)
    unsettled = len(shared.unsettled) > 0
    if unsettled:
        transaction.execute(SQL["requeue"], {"records": shared.unsettled, "now": services.clock()})
    a, b = candidate_pairs(BlockingKeys(keys.row[shared.usable], keys.key[shared.usable]))
    if not len(a) and not len(shared.row):
        return prepared, unsettled
    if len(shared.row):
        numbers = np.append(numbers, others)
        columns = columns_of(catalogue, numbers, forms + known_forms)
        prepared = prepare(model, columns)
        there = among(shared.record_no, others)
        other = len(batch) + np.searchsorted(others, shared.record_no[there])
        pairs = np.unique(shared.row[there] * len(numbers) + other)
        a, b = np.append(a, pairs // len(numbers)), np.append(b, pairs % len(numbers))
    scores = score(model, prepared, a, b)
    homes = at_home(telling_rows(columns), household_pairs(scores))
    add_links(transaction, numbers, scores, homes)
    return prepared, unsettled


def _with(
    transaction: Transaction, services: Services, held: HeldRecords, wanted: Rows
) -> HeldRecords:
    """The wanted records, as far as they exist, by rising number: those at hand, and those still to
    be read."""
    missing = wanted[~among(wanted, held.record_no)]
    if len(missing):
        held = concat(held, read_some(transaction, services.catalogue, missing))
    elif len(wanted) == len(held):
        return held
    return held.take(_rows_of(held.record_no, np.intersect1d(wanted, held.record_no)))


def _labels(
    services: Services, held: HeldRecords, met: Prepared, found: Component, model: Model
) -> Rows:
    """The person of each record of the components; ``met`` are records made ready already."""
    if not len(found.a) and not found.judgements:
        return found.record_no
    if np.isin(found.record_no, met.record_no).all():
        prepared = met.take(_rows_of(met.record_no, found.record_no))
    else:
        prepared = prepare(model, linking_columns(held, services.catalogue))
    return cluster(model, prepared, found.a, found.b, found.weight, found.judgements)


def _rows_of(numbers: Rows, wanted: Rows) -> Rows:
    """Where the wanted numbers stand."""
    order = np.argsort(numbers)
    rows: Rows = order[np.searchsorted(numbers, wanted, sorter=order)]
    return rows
