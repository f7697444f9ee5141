"""Folding figures: what arrived is added, what changed is counted anew, and nothing else.

Entering: the touchpoints, orders, memberships and golden records that the store noted as new or
changed (by triggers, so that no way of changing them can be forgotten). Leaving: ``metric_*``
tables that equal a full recount. A fold sees the store as of one moment, and takes exactly what was
noted by then: what arrived is added to its day, a day on which something changed is counted from
its touchpoints, and a person's months are taken out as they were and put back as they are. Whoever
reads figures reads these tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from klantbeeld.catalog.model import Catalogue
from klantbeeld.metrics import answers, goods, people
from klantbeeld.metrics.declared import declare, outdated
from klantbeeld.metrics.recount import count_anew
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "fold.sql")

MUCH = 50_000
"""Changes that are not folded but counted from nothing, where they are a third of all touchpoints:
the first load, for one."""

_WAITING = ("metric_waiting_new", "metric_waiting_change", "metric_waiting_order",
            "metric_waiting_member", "metric_waiting_part")  # fmt: skip

_TAKE = ("create_folding", "take_waiting", "take_new", "take_changes", "look_at_new",
         "take_orders", "take_days", "take_spans", "look_at_days")  # fmt: skip

_DAYS = ("end_days", "end_line_days", "end_measure_days",
         "count_days", "count_line_days", "count_measure_days")  # fmt: skip

_ADDED = ("take_lines", "add_days", "add_line_days", "add_measure_days")


class _BusyError(Exception):
    """Somebody else is folding."""


def fold(database: Database, catalogue: Catalogue) -> bool:
    """Folds what waits, all of it or nothing; returns whether there was anything."""
    with _alone(database) as transaction:
        return _fold(database, transaction, catalogue)


def fold_unless_busy(database: Database, catalogue: Catalogue) -> bool:
    """As ``fold``, for a reader who does not wait for somebody else's counting: figures as they
    stand are shown at once."""
    try:
        with _alone(database, wait=False) as transaction:
            return _fold(database, transaction, catalogue)
    except _BusyError:
        return False


def recount(database: Database, catalogue: Catalogue) -> int:
    """Counts everything anew, while readers read what stood; returns how many rows were other than
    folding had left them: none, unless everything was to be counted with other settings."""
    with _alone(database) as transaction:
        return _recount(database, transaction, catalogue)


def take_waiting(transaction: Transaction, most: int) -> list[int]:
    """Takes the people, at most so many and each once, whose orders changed since they were last
    taken; they wait again if the transaction fails. Merged ones have no records any more."""
    taken = transaction.execute(SQL["take_value"], {"most": most})
    return [row["person_id"] for row in taken]


def _fold(database: Database, transaction: Transaction, catalogue: Catalogue) -> bool:
    if outdated(transaction, catalogue):
        _recount(database, transaction, catalogue)
        return True
    asked_anew = answers.settle(transaction, catalogue)
    if not one_row(transaction, SQL["waits"])["waits"]:
        return asked_anew
    if one_row(transaction, SQL["much"], {"least": MUCH})["much"]:
        _recount(database, transaction, catalogue)
        return True
    _fold_days(transaction)
    people.fold_people(transaction)
    goods.fold_goods(transaction)
    erased = [row["person_id"] for row in transaction.execute(SQL["erased"])]
    transaction.execute(SQL["tell_value"], {"erased": erased})
    transaction.commit()
    # Apart, for who scores people takes them from there meanwhile.
    if erased:
        transaction.execute(SQL["forget_value"], {"people": erased})
    return True


def _fold_days(transaction: Transaction) -> None:
    for name in _TAKE:
        transaction.execute(SQL[name])
    if one_row(transaction, SQL["any_day"])["any_day"]:
        for name in _DAYS:
            transaction.execute(SQL[name])
        answers.fold_days(transaction)
    for name in _ADDED:
        transaction.execute(SQL[name])


def _recount(database: Database, transaction: Transaction, catalogue: Catalogue) -> int:
    declare(transaction, catalogue)
    transaction.execute(SQL["forget_waiting"])
    transaction.execute(SQL["create_folding"])
    wrong = count_anew(transaction)
    transaction.commit()
    for table in _WAITING:
        database.vacuum(table)
    return wrong


@contextmanager
def _alone(database: Database, *, wait: bool = True) -> Iterator[Transaction]:
    """A transaction that nobody else folds beside.

    Raises _BusyError where somebody does and nobody waits.
    """
    with database.transaction() as transaction:
        if wait:
            transaction.execute(SQL["lock"])
        elif not one_row(transaction, SQL["lock_if_free"])["locked"]:
            raise _BusyError
        transaction.commit()
        try:
            transaction.execute(SQL["begin"])
            yield transaction
            transaction.commit()
        finally:
            transaction.rollback()
            transaction.execute(SQL["unlock"])
            transaction.commit()
