"""Figures from outside land: costs, visitors, stock; numbers about nobody.

Entering: rows as delivered. Leaving: ``metric_figure`` rows. A row of the same figure, period and
part takes the place of the former one, so that a delivery can be repeated and corrected; a full
delivery ends what it does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.pipeline.landing.batch import Landed, Letter, Place, Rows, lock_source
from klantbeeld.pipeline.landing.figure_rows import FigureError, FigureReader, FigureRow
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "figures.sql")

_TWICE = (
    "a second row for the same figure, period and part",
    "Add the rows up in the source, or declare `key:` with the column that numbers them.",
)


class FigureLanding:
    """Lands rows of figures.

    In a file two rows of one place contradict each other: which one holds nobody can tell, so the
    second is refused; hence one instance per reading of a file from its start. Live rows correct
    each other. Rows up to ``settled`` are known, not landed again.
    """

    def __init__(self, delivery: FigureDelivery, settled: int, *, file: bool) -> None:
        self._delivery, self._settled, self._file = delivery, settled, file
        self._seen: set[tuple[str, date, str, str]] = set()

    def __call__(self, transaction: Transaction, place: Place, rows: Rows) -> Landed:
        landed = Landed()
        reader = FigureReader(self._delivery, place.catalogue.organisation.currency)
        found: dict[tuple[str, date, str, str], FigureRow] = {}
        for position, row in zip(rows.positions.tolist(), rows.by_row(), strict=True):
            new = position > self._settled
            landed.read += new
            try:
                figure = reader.read(row)
            except FigureError as error:
                if new:
                    kept = row if error.keep else None
                    landed.letters.append(Letter(position, error.reason, error.mend, kept))
                continue
            if self._file and figure.place in self._seen:
                if new:
                    # Not kept for a replay, which would put it in the place of the first.
                    landed.letters.append(Letter(position, *_TWICE, None))
                continue
            self._seen.add(figure.place)
            if new:
                found[figure.place] = figure
        lock_source(transaction, place.source)
        landed.new, landed.changed = self._land(transaction, place, list(found.values()))
        return landed

    def _land(
        self, transaction: Transaction, place: Place, figures: Sequence[FigureRow]
    ) -> tuple[int, int]:
        transaction.execute(SQL["create_stage"])
        with transaction.cursor().copy(SQL["copy_stage"]) as copy:
            for figure in figures:
                copy.write_row(figure)
        told = {
            "source": place.source,
            "delivery": place.delivery,
            "period": self._delivery.period.value,
            "load_no": place.load_no,
            "now": place.now,
        }
        row = one_row(transaction, SQL["land_stage"], told)
        transaction.execute(SQL["seen_in_load"], told)
        return int(row["new"]), int(row["changed"])


def end_missing_figures(transaction: Transaction, place: Place, loads: Sequence[int]) -> int:
    """Ends the figures that none of these loads of a full delivery held; returns how many."""
    return transaction.execute(
        SQL["end_missing"],
        {"source": place.source, "delivery": place.delivery, "loads": list(loads)},
    ).rowcount
