"""What the figures are counted with: settings, types, measures, words, breakdowns.

Entering: the catalogue. Leaving: the same in the store, where the queries find it. Figures that
were counted with something else are counted anew.
"""

from __future__ import annotations

from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics import answers
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "declared.sql")

REGION = "region"
"""The dimension of the attribute that tells where people live; a segment is named as its
attribute."""

POSTCODE_LETTERS = 2
"""How many letters of a postcode tell the region."""


def outdated(transaction: Transaction, catalogue: Catalogue) -> bool:
    """Whether the figures were folded with other settings than the catalogue's."""
    return (
        one_row(transaction, SQL["settings"]) != _settings(catalogue)
        or transaction.execute(SQL["types"]).fetchall() != _types(catalogue)
        or transaction.execute(SQL["measures"]).fetchall() != _measures(catalogue)
        or transaction.execute(SQL["words"]).fetchall() != _words(catalogue)
        or transaction.execute(SQL["breakdowns"]).fetchall() != _breakdowns(catalogue)
        or transaction.execute(SQL["delivery_fields"]).fetchall() != _delivery_fields(catalogue)
    )


def declare(transaction: Transaction, catalogue: Catalogue) -> None:
    """Tells the store what the catalogue says."""
    transaction.execute(SQL["set_settings"], _settings(catalogue))
    transaction.execute(SQL["clear"])
    for name, rows in (
        ("add_type", _types(catalogue)),
        ("add_measure", _measures(catalogue)),
        ("add_word", _words(catalogue)),
        ("add_breakdown", _breakdowns(catalogue)),
        ("add_delivery_field", _delivery_fields(catalogue)),
    ):
        for row in rows:
            transaction.execute(SQL[name], row)
    answers.declare(transaction, catalogue)


def _settings(catalogue: Catalogue) -> dict[str, Any]:
    organisation = catalogue.organisation
    return {
        "time_zone": organisation.time_zone,
        "currency": organisation.currency,
        "lost_after_months": organisation.lost_after_months,
    }


def _types(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"type": name, "kind": each.kind.value}
        for name, each in sorted(catalogue.touchpoints.items())
    ]


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
        for name, measure in sorted(catalogue.measures.items())
    ]


def _breakdowns(catalogue: Catalogue) -> list[dict[str, Any]]:
    rows = [
        {
            "dimension": REGION if attribute.breakdown is Breakdown.REGION else name,
            "attribute": name,
            "letters": POSTCODE_LETTERS if attribute.type is AttributeType.POSTCODE else None,
        }
        for name, attribute in catalogue.attributes.items()
        if attribute.breakdown is not None
    ]
    return sorted(rows, key=lambda row: str(row["dimension"]))


def _delivery_fields(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"type": name, "field": each.means[Meaning.ORDER]}
        for name, each in sorted(catalogue.touchpoints.items())
        if each.kind is TouchpointKind.DELIVERY and Meaning.ORDER in each.means
    ]
