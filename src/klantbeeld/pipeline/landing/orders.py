"""Order lines and products land.

Entering: rows as delivered, or the lines that an order carried. Leaving: ``order_line`` and
``product`` rows. Lines hang on the order's own number, so that either may come first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.sources import LineDelivery, ProductDelivery
from klantbeeld.pipeline.landing.batch import (
    Landed,
    Letter,
    Place,
    Rows,
    json_text,
    own_key,
    too_large,
)
from klantbeeld.pipeline.landing.erased import hold_back_lines
from klantbeeld.pipeline.landing.staged import Line
from klantbeeld.quality import standardise_value
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_PLAIN = re.compile(r"-?[0-9]{1,11}(\.[0-9]+)?")
_LINE_NO = re.compile(r"[0-9]{1,9}")

SQL = load_sql("klantbeeld.pipeline.landing", "touchpoints.sql")


class LineNames(Protocol):
    """Which field holds what, nested in the order or in a file of its own."""

    @property
    def product(self) -> str: ...
    @property
    def quantity(self) -> str: ...
    @property
    def amount(self) -> str: ...
    @property
    def discount(self) -> str | None: ...


class LineError(Exception):
    """A line that cannot land; says why and how to mend it."""

    def __init__(self, column: str, what: str) -> None:
        self.reason = f"order line: {what} in {column}"
        self.mend = "Mend the line in the source, then deliver it again."
        super().__init__(self.reason)


def parse_line(
    position: int, order: str, line_no: int, row: Mapping[str, str | None], names: LineNames
) -> Line:
    """One line from its fields; raises LineError."""
    product = (row.get(names.product) or "").strip()
    if not product or "\0" in product:
        raise LineError(names.product, "a NUL character" if product else "no product")
    discount = _number(names.discount, row) if names.discount else None
    quantity, amount = _number(names.quantity, row), _number(names.amount, row)
    if quantity is None or amount is None:
        raise LineError(names.amount if quantity else names.quantity, "no number")
    return Line(position, order, line_no, product, quantity, amount, discount)


def land_lines(
    transaction: Transaction, place: Place, lines: Sequence[Line]
) -> tuple[int, int, int]:
    """Lands lines in the caller's transaction; returns (new, changed, held back)."""
    lines, erased = hold_back_lines(transaction, place, lines)
    transaction.execute(SQL["create_line_stage"])
    with transaction.cursor().copy(SQL["copy_line_stage"]) as copy:
        for line in lines:
            copy.write_row(line)
    return (*_counts(transaction, "land_line_stage", place.source), erased)


class LineLanding:
    """Lands files of order lines; numbers the lines of each order where the file does not.

    The numbering follows the file, so that loading it again changes nothing; hence one instance
    per reading of a file from its start. Rows up to ``settled`` are numbered, not landed again.
    """

    def __init__(self, delivery: LineDelivery, settled: int = 0) -> None:
        self._delivery, self._settled = delivery, settled
        self._lines: Counter[str] = Counter()

    def __call__(self, transaction: Transaction, place: Place, rows: Rows) -> Landed:
        landed = Landed()
        lines: list[Line] = []
        for position, row in zip(rows.positions.tolist(), rows.by_row(), strict=True):
            new = position > self._settled
            landed.read += new
            try:
                line = self._line(position, row)
                if new:
                    lines.append(line)
            except LineError as fault:
                if new:
                    landed.letters.append(Letter(position, fault.reason, fault.mend, row))
        landed.new, landed.changed, landed.erased = land_lines(transaction, place, lines)
        return landed

    def _line(self, position: int, row: Mapping[str, str | None]) -> Line:
        delivery = self._delivery
        order = own_key(row.get(delivery.order))
        if order is None:
            raise LineError(delivery.order, "no order number")
        self._lines[order] += 1
        line_no = self._lines[order]
        if delivery.line_no is not None:
            said = row.get(delivery.line_no) or ""
            if not _LINE_NO.fullmatch(said):
                raise LineError(delivery.line_no, "no whole number")
            line_no = int(said)
        return parse_line(position, order, line_no, row, delivery)


def land_products(
    transaction: Transaction, place: Place, delivery: ProductDelivery, rows: Rows
) -> Landed:
    """Lands a batch of products in the caller's transaction."""
    landed = Landed(read=len(rows))
    keys, names = rows.column(delivery.key), rows.column(delivery.name)
    categories = rows.column(delivery.category)
    details = {field: rows.column(column) for column, field in delivery.columns.items()}
    transaction.execute(SQL["create_product_stage"])
    with transaction.cursor().copy(SQL["copy_product_stage"]) as copy:
        for index, position in enumerate(rows.positions.tolist()):
            key, name = (keys[index] or "").strip(), (names[index] or "").strip()
            if not key or not name:
                landed.letters.append(
                    Letter(
                        position,
                        f"no value in {delivery.name if key else delivery.key}",
                        "Give the product a number and a name, then deliver it again.",
                        None,
                    )
                )
                continue
            detail = {f: v for f, values in details.items() if (v := values[index]) is not None}
            copy.write_row((position, key, name, categories[index], json_text(detail)))
    landed.new, landed.changed = _counts(transaction, "land_product_stage", place.source)
    return landed


def _counts(transaction: Transaction, statement: str, source: str) -> tuple[int, int]:
    row = one_row(transaction, SQL[statement], {"source": source})
    return int(row["new"]), int(row["changed"])


def _number(column: str, row: Mapping[str, str | None]) -> str | None:
    text = row.get(column)
    if text is None:
        return None
    # Plain decimals are by far the most common; only others need to be understood.
    if _PLAIN.fullmatch(text):
        return text
    number = standardise_value(AttributeType.NUMBER, text).value
    if number is None:
        raise LineError(column, "no number")
    if too_large(number):
        raise LineError(column, "too large a number")
    return number
