"""Two sides side by side, and what a decision about them would make.

Entering: records as numbers, in the gate's transaction, and the reader's sight. Leaving: views; a
name is made of what is in sight, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from klantbeeld.privacy.decision_views import BecomesView, SideView
from klantbeeld.privacy.present import Row, Sight, record_view, revenue, total_view
from klantbeeld.profile import reading
from klantbeeld.profile.survivorship import fold
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "decisions.sql")


def read_rows(transaction: Transaction, records: Sequence[int]) -> dict[int, Row]:
    """Those of these source records that belong to somebody, by number."""
    rows = transaction.execute(_SQL["records"], {"records": list(records)})
    return {row["record_no"]: row for row in rows}


def side(transaction: Transaction, sight: Sight, rows: Sequence[Row]) -> SideView:
    """These records as one side."""
    currency = sight.catalogue.organisation.currency
    numbers = [row["record_no"] for row in rows]
    totals = tuple(
        total_view(sight, row)
        for row in reading.read_totals(transaction, numbers, sight.touchpoint_types, currency)
    )
    return SideView(
        person_id=rows[0]["person_id"],
        display_name=_name(sight, rows),
        records=tuple(record_view(sight, row) for row in rows),
        totals=totals,
        revenue=revenue(totals, currency),
        since=min((total.first_at for total in totals), default=None),
    )


def becomes(sight: Sight, rows: Sequence[Row]) -> BecomesView:
    """The person that these records would be."""
    numbers = tuple(row["record_no"] for row in rows)
    return BecomesView(numbers[0], _name(sight, rows), numbers)


def _name(sight: Sight, rows: Sequence[Row]) -> str:
    golden = fold([reading.held_record(dict(row)) for row in rows], sight.catalogue)
    return sight.name_of(golden.values, rows[0]["record_no"])
