"""The bulk way: everything derived, anew from all records, in one transaction.

Entering: the records held and a model. Leaving: blocking keys, links, memberships, folded people,
households, the history of merges and splits, and notices for open pages. Readers see what stood
before until the whole is there: what pages read is deleted and stored anew, because emptying a
table would make every page wait.
"""

from __future__ import annotations

from klantbeeld.core.progress import Progress
from klantbeeld.identity import (
    Learnt,
    blocking_keys,
    household_pairs,
    learn,
    link,
    prepare,
)
from klantbeeld.pipeline.changes import announce
from klantbeeld.pipeline.linking.against import forget_against, store_against
from klantbeeld.pipeline.linking.forms import replace_forms
from klantbeeld.pipeline.linking.households import store_households
from klantbeeld.pipeline.linking.key_index import rebuild_keys
from klantbeeld.pipeline.linking.links import judgements, replace_links
from klantbeeld.pipeline.linking.memberships import replace_members
from klantbeeld.pipeline.linking.models import ITSELF, add_model, live_model, model, promote
from klantbeeld.pipeline.linking.organisations import at_home, rebuild_organisations
from klantbeeld.pipeline.linking.records import linking_table, telling
from klantbeeld.pipeline.linking.waiting import count_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.fold import forget_people, store_people
from klantbeeld.profile.held import NOBODY, HeldRecords, read_all
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "link.sql")


def rebuild(
    services: Services, progress: Progress, *, model_no: int | None = None, made_by: str = ITSELF
) -> int:
    """Computes everything derived; returns how many records waited for it.

    With the live model, or with version ``model_no``, which ``made_by`` promotes. Makes a first
    model where there is none. Raises InputError for an unknown version.
    """
    with services.database.transaction() as transaction:
        transaction.execute(SQL["lock_linking"])
        # What lands from here on waits again: its row is then another one than was taken.
        transaction.execute(SQL["take_waiting"])
        with progress.step("reading records", 1) as step:
            held = read_all(transaction, services.catalogue)
            step.advance()
        ready = _make_ready(transaction, services, held, progress, model_no, made_by)
        moved = _build(transaction, services, held, ready, progress)
        retold = transaction.execute(SQL["people_of_taken"]).fetchall()
        announce(transaction, "person", sorted({*moved, *(row["person_id"] for row in retold)}))
        taken = transaction.execute(SQL["done_taken"]).rowcount
    # A million rows that wait no more would each be looked past by whoever asks what waits.
    services.database.vacuum("waiting_record")
    return taken


def _make_ready(
    transaction: Transaction,
    services: Services,
    held: HeldRecords,
    progress: Progress,
    model_no: int | None,
    made_by: str,
) -> Learnt:
    """The model to build with, the records prepared for it, and their keys."""
    now = services.clock()
    known, counts = live_model(transaction), count_waiting(transaction)
    table = linking_table(held, services.catalogue)
    replace_forms(transaction, table)
    if model_no is None and (known is None or counts.outgrown):
        learnt = learn(table, progress=progress)
        promote(transaction, add_model(transaction, learnt.model, now, automatic=True), now)
        return learnt
    if model_no is not None:
        chosen = model(transaction, model_no)
        promote(transaction, model_no, now, made_by)
    elif known is not None:
        chosen = known[1]
    prepared = prepare(chosen, table)
    return Learnt(chosen, prepared, blocking_keys(chosen, prepared))


def _build(
    transaction: Transaction,
    services: Services,
    held: HeldRecords,
    ready: Learnt,
    progress: Progress,
) -> list[int]:
    """Stores what is derived; returns everybody who gained or lost a record."""
    now = services.clock()
    if not (held.person_id != NOBODY).any():
        transaction.execute(SQL["begin_anew"])
    with progress.step("linking", 2) as step:
        linked = link(ready.model, ready.prepared, judgements(transaction), ready.keys)
        step.advance()
        numbers, scores, keys = linked.prepared.record_no, linked.scores, linked.keys
        rebuild_keys(transaction, keys.key, numbers[keys.row])
        replace_links(transaction, numbers, scores)
        step.advance()
    with progress.step("folding people", 1) as step:
        labels = linked.labels
        forget_against(transaction)
        store_against(transaction, numbers, scores.a, scores.b, scores.match_weight, labels)
        moved = replace_members(transaction, numbers, held.person_id, labels, now, "build")
        store_people(transaction, held, labels, services.catalogue, now)
        forget_people(transaction, moved)
        rebuild_organisations(transaction, services.catalogue, held, now)
        pairs = at_home(telling(held, services.catalogue), household_pairs(scores))
        store_households(transaction, numbers, pairs, labels)
        transaction.execute(SQL["analyse"])
        step.advance()
    people: list[int] = moved.tolist()
    return people
