"""Folding figures: what changed since the last time is counted anew, and nothing else.

Entering: the days, orders, records and memberships that the store noted as changed (by triggers, so
that no way of changing them can be forgotten). Leaving: ``metric_*`` tables that equal a full
recount. A touched day is counted from its touchpoints; a touched person is taken out of the cohorts
as he was and put back as he is. Whoever reads figures reads these tables only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.metrics import answers
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "fold.sql")

PEOPLE_AT_ONCE = 20_000
"""People refolded by one statement: bounds the memory, not the outcome."""

MANY_DAYS = 100
"""Days of a type and source at once that tell of a load rather than of what comes in live."""

_DAYS = ("end_days", "end_line_days", "end_measure_days",
         "count_days", "count_line_days", "count_measure_days")  # fmt: skip


def fold(database: Database, catalogue: Catalogue) -> bool:
    """Folds what waits, all of it or nothing; returns whether there was anything."""
    with database.transaction() as transaction:
        transaction.execute(SQL["lock"])
        if _outdated(transaction, catalogue):
            _declare(transaction, catalogue)
            _recount(transaction)
            return True
        asked_anew = answers.settle(transaction, catalogue)
        if not one_row(transaction, SQL["waits"])["waits"]:
            return asked_anew
        _fold_days(transaction, "take_days")
        people = [row["person_id"] for row in transaction.execute(SQL["take_people"])]
        for start in range(0, len(people), PEOPLE_AT_ONCE):
            _fold_people(transaction, people[start : start + PEOPLE_AT_ONCE])
    return True


def recount(database: Database, catalogue: Catalogue) -> None:
    """Counts everything anew, as if nothing had been folded before."""
    with database.transaction() as transaction:
        transaction.execute(SQL["lock"])
        _declare(transaction, catalogue)
        _recount(transaction)


def take_waiting(transaction: Transaction, most: int) -> list[int]:
    """Takes the people, at most so many and each once, whose orders changed since they were last
    taken; they wait again if the transaction fails. Merged ones have no records any more."""
    taken = transaction.execute(SQL["take_value"], {"most": most})
    return [row["person_id"] for row in taken]


def _fold_days(transaction: Transaction, taken: str) -> None:
    transaction.execute(SQL["create_folding"])
    transaction.execute(SQL["create_spans"])
    days = transaction.execute(SQL[taken]).rowcount
    transaction.execute(SQL["take_spans"])
    transaction.execute(SQL["look_at_days"])
    if days > MANY_DAYS:
        transaction.execute(SQL["look_at_orders"])
    for name in _DAYS:
        transaction.execute(SQL[name])
    answers.fold_days(transaction)


def _fold_people(transaction: Transaction, people: Sequence[int]) -> None:
    before, after = ({"people": list(people), "sign": sign} for sign in (-1, 1))
    for name in ("count_cohorts", "count_flows"):
        transaction.execute(SQL[name], before)
    transaction.execute(SQL["end_buyers"], after)
    transaction.execute(SQL["add_buyers"], after)
    for name in ("count_cohorts", "count_flows"):
        transaction.execute(SQL[name], after)
    transaction.execute(SQL["end_empty_cohorts"])
    transaction.execute(SQL["end_empty_flows"])
    transaction.execute(SQL["tell_value"], after)
    transaction.execute(SQL["forget_nobody"], after)


def _recount(transaction: Transaction) -> None:
    transaction.execute(SQL["forget_waiting"])
    transaction.execute(SQL["forget_figures"])
    answers.forget(transaction)
    _fold_days(transaction, "take_all_days")
    for name in ("add_all_buyers", "look_at_buyers", "count_all_cohorts", "count_all_flows",
                 "tell_value_all"):  # fmt: skip
        transaction.execute(SQL[name])


def _outdated(transaction: Transaction, catalogue: Catalogue) -> bool:
    """Whether the figures were folded with other settings than the catalogue's."""
    types = {row["type"]: row["kind"] for row in transaction.execute(SQL["types"])}
    measures = {row["measure"]: row for row in transaction.execute(SQL["measures"])}
    return (
        one_row(transaction, SQL["settings"]) != _settings(catalogue)
        or types != _types(catalogue)
        or measures != {row["measure"]: row for row in _measures(catalogue)}
        or list(transaction.execute(SQL["words"])) != _words(catalogue)
    )


def _declare(transaction: Transaction, catalogue: Catalogue) -> None:
    transaction.execute(SQL["set_settings"], _settings(catalogue))
    transaction.execute(SQL["clear_types"])
    types = _types(catalogue)
    transaction.execute(SQL["add_types"], {"types": list(types), "kinds": list(types.values())})
    transaction.execute(SQL["clear_measures"])
    for row in _measures(catalogue):
        transaction.execute(SQL["add_measure"], row)
    transaction.execute(SQL["clear_words"])
    for row in _words(catalogue):
        transaction.execute(SQL["add_word"], row)
    answers.declare(transaction, catalogue)


def _settings(catalogue: Catalogue) -> dict[str, Any]:
    organisation = catalogue.organisation
    return {
        "time_zone": organisation.time_zone,
        "currency": organisation.currency,
        "lost_after_months": organisation.lost_after_months,
    }


def _types(catalogue: Catalogue) -> dict[str, str]:
    return {name: touchpoint.kind.value for name, touchpoint in catalogue.touchpoints.items()}


def _words(catalogue: Catalogue) -> list[dict[str, Any]]:
    said = {
        (name, each.strip().lower()): word
        for name, touchpoint in catalogue.touchpoints.items()
        for word, words in touchpoint.words.items()
        for each in words
    }
    return [
        {"type": name, "said": each, "word": word} for (name, each), word in sorted(said.items())
    ]


def _measures(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "measure": name,
            "type": measure.touchpoint,
            "key_field": measure.key,
            "number_field": measure.number,
            "by_level": measure.by_level,
        }
        for name, measure in catalogue.measures.items()
    ]
