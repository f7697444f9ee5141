"""The records as linking sees them: comparable forms, one column per matched attribute.

Entering: held records. Leaving: ``record_no``, ``source`` and a text column per matched attribute
(null = missing), named by type; identifiers and categories carry their attribute's name, because
there may be several. All records make an Arrow table, a few make plain lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.held import HeldRecords, read_all, read_some
from klantbeeld.quality import comparable, comparable_array
from klantbeeld.store.database import Transaction

_IDENTIFIERS = frozenset({AttributeType.IDENTIFIER, AttributeType.IBAN})
_OF_ORGANISATIONS = frozenset({AttributeType.KVK, AttributeType.VAT})
"""Numbers that colleagues share: compared as a person's own they would make one person of a whole
company. They tell for whom somebody acts (``organisations``), not who somebody is."""
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


def telling_attributes(catalogue: Catalogue) -> dict[str, AttributeType]:
    """The matched attributes that tell who somebody is: attribute -> type."""
    return {n: kind for n, kind in catalogue.matched.items() if kind not in _OF_ORGANISATIONS}


def linking_table(held: HeldRecords, catalogue: Catalogue) -> pa.Table:
    """What linking compares of the held records, in their order."""
    columns = {"record_no": pa.array(held.record_no), "source": _text(held.source)}
    for attribute, kind in telling_attributes(catalogue).items():
        column = comparable_array(kind, _text(held.texts[attribute]))
        columns[linking_column(attribute, kind)] = column
    return pa.table(columns)


def linking_columns(held: HeldRecords, catalogue: Catalogue) -> dict[str, Sequence[Any]]:
    """As ``linking_table``, of a few records."""
    columns: dict[str, Sequence[Any]] = {
        "record_no": held.record_no.tolist(),
        "source": held.source,
    }
    for attribute, kind in telling_attributes(catalogue).items():
        texts = held.texts[attribute]
        columns[linking_column(attribute, kind)] = [
            None if text is None else _comparable(kind, text) for text in texts
        ]
    return columns


_comparable = lru_cache(maxsize=1 << 16)(comparable)


def read_records(
    transaction: Transaction, catalogue: Catalogue, record_nos: Sequence[int] | None = None
) -> pa.Table:
    """These records, or all, as ``linking_table``; ordered by number."""
    if record_nos is None:
        return linking_table(read_all(transaction, catalogue), catalogue)
    return linking_table(read_some(transaction, catalogue, record_nos), catalogue)


def _text(column: Sequence[str | None] | pa.ChunkedArray) -> pa.ChunkedArray:
    if isinstance(column, pa.ChunkedArray):
        return column
    return pa.chunked_array([pa.array(column, pa.string())])
