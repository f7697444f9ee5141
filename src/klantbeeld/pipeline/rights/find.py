"""Making records findable by their values, after these were changed in the store itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.term_pages import store_terms
from klantbeeld.profile.terms import table_terms
from klantbeeld.store.database import Transaction


def make_findable(
    catalogue: Catalogue, transaction: Transaction, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Stores the search terms of rows with ``record_no`` and ``standard``; nothing is found by an
    encrypted attribute."""
    open_names = (name for name in catalogue.attributes if name not in catalogue.encrypted)
    types = {name: catalogue.attributes[name].type for name in open_names}
    codes = list(range(len(rows)))
    columns = {name: (codes, [row["standard"].get(name) for row in rows]) for name in types}
    numbers = [row["record_no"] for row in rows]
    store_terms(transaction, numbers, table_terms(columns, types))
