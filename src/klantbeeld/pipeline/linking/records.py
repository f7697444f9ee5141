"""The records as linking sees them: comparable forms, one column per matched attribute.

Entering: held records. Leaving: ``record_no``, ``source`` and a text column per matched attribute
(null = missing), named by type; identifiers and categories carry their attribute's name, because
there may be several. All records make an Arrow table, a few make plain lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline.linking.organisations import telling_of_organisations
from klantbeeld.profile.held import Flags, HeldRecords, Told, has_value, read_all, read_some
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


TELLS = "organisation"
"""The column that says, by any text, that a record tells of an organisation. Nothing compares it:
housemates are no colleagues."""


def linking_names(catalogue: Catalogue) -> tuple[str, ...]:
    """The columns that linking works on, in order, beside the number."""
    compared = (linking_column(*each) for each in telling_attributes(catalogue).items())
    return ("source", *dict.fromkeys(compared), TELLS)


def linking_table(held: HeldRecords, catalogue: Catalogue) -> pa.Table:
    """What linking compares of the held records, in their order."""
    columns = {"record_no": pa.array(held.record_no), "source": _text(held.source)}
    for attribute, kind in telling_attributes(catalogue).items():
        column = comparable_array(kind, _text(held.texts[attribute]))
        columns[linking_column(attribute, kind)] = column
    tells = pa.array(telling(held, catalogue))
    columns[TELLS] = pc.if_else(tells, _SAID, pa.scalar(None, pa.string()))
    return pa.table(columns)


def linking_columns(held: Told, catalogue: Catalogue) -> dict[str, Sequence[Any]]:
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
    columns[TELLS] = [_SAID if tells else None for tells in telling(held, catalogue).tolist()]
    return columns


_SAID = "1"


def telling(held: Told, catalogue: Catalogue) -> Flags:
    """Which records tell of an organisation."""
    names = telling_of_organisations(catalogue)
    if not names:
        return np.zeros(len(held.record_no), bool)
    tells: Flags = np.logical_or.reduce([has_value(held.texts[name]) for name in names])
    return tells


def telling_rows(columns: Mapping[str, Sequence[Any]]) -> Flags:
    """The same, from columns for linking."""
    column = columns[TELLS]
    if isinstance(column, pa.ChunkedArray):
        return np.asarray(pc.is_valid(column))
    return np.array([bool(value) for value in column], bool)


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
