"""The records as linking sees them: comparable forms, one column per matched attribute.

Entering: source records in the store. Leaving: an Arrow table with ``record_no``, ``source`` and a
text column per matched attribute (null = missing), named by type; identifiers and categories carry
their attribute's name, because there may be several.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from psycopg import sql
from psycopg.rows import tuple_row

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.quality import comparable_array
from klantbeeld.store.database import Transaction

_IDENTIFIERS = frozenset(
    {AttributeType.IDENTIFIER, AttributeType.IBAN, AttributeType.KVK, AttributeType.VAT}
)
_OWN_COLUMN = frozenset(
    {
        AttributeType.GIVEN_NAME,
        AttributeType.FAMILY_NAME,
        AttributeType.BIRTH_DATE,
        AttributeType.GENDER,
        AttributeType.EMAIL,
        AttributeType.PHONE,
        AttributeType.STREET,
        AttributeType.HOUSE_NUMBER,
        AttributeType.POSTCODE,
        AttributeType.CITY,
    }
)


def linking_column(attribute: str, kind: AttributeType) -> str:
    """The column that a matched attribute has in the table for linking."""
    if kind in _OWN_COLUMN:
        return kind.value
    if kind in _IDENTIFIERS:
        return f"identifier:{attribute}"
    return f"category:{attribute}"


def read_records(
    transaction: Transaction, catalogue: Catalogue, record_nos: Sequence[int] | None = None
) -> pa.Table:
    """These records, or all; ordered by number."""
    matched = catalogue.matched
    # Attribute names come from the catalogue: they enter as values, never as SQL text.
    columns = [sql.SQL("standard ->> {}").format(sql.Literal(name)) for name in matched]
    where = sql.SQL("") if record_nos is None else sql.SQL("where record_no = any(%s)")
    query = sql.SQL("select {} from source_record {} order by record_no").format(
        sql.SQL(", ").join([sql.SQL("record_no"), sql.SQL("source"), *columns]), where
    )
    with transaction.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(query, None if record_nos is None else (list(record_nos),))
        rows = cursor.fetchall()
    values = list(zip(*rows, strict=True)) if rows else [()] * (2 + len(matched))
    table = {
        "record_no": pa.array(values[0], pa.int64()),
        "source": pa.array(values[1], pa.string()),
    }
    for (attribute, kind), column in zip(matched.items(), values[2:], strict=True):
        table[linking_column(attribute, kind)] = comparable_array(
            kind, pa.array(column, pa.string())
        )
    return pa.table(table)
