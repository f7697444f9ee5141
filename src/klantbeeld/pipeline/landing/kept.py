"""What of a delivery is kept: what a purpose that is switched on needs, and nobody has dropped.

Entering: the catalogue and a delivery as declared. Leaving: the delivery as it is read; the columns
that are left out of it count as columns that nothing declares. Articles 5(1)(b), 5(1)(c) and 25
AVG/GDPR.
"""

from __future__ import annotations

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import Delivery, LineDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.errors import InputError
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "kept.sql")

Dropped = frozenset[str]
"""Names of attributes and touchpoint types that were dropped."""


def dropped_names(transaction: Transaction) -> Dropped:
    """What was dropped and may not come back."""
    return frozenset(row["name"] for row in transaction.execute(SQL["dropped_names"]))


def kept_part(
    catalogue: Catalogue, dropped: Dropped, source: str, delivery: Delivery
) -> Delivery | None:
    """The delivery as it is read; None where nothing of it is kept."""
    match delivery:
        case RecordDelivery():
            columns = {
                column: name
                for column, name in delivery.columns.items()
                if name not in dropped and catalogue.serves(catalogue.attributes[name])
            }
            if len(columns) == len(delivery.columns):
                return delivery
            return delivery.model_copy(update={"columns": columns}) if columns else None
        case TouchpointDelivery():
            kept = _keeps_type(catalogue, dropped, delivery.type)
            return delivery if kept else None
        case LineDelivery():
            return delivery if _keeps_orders(catalogue, dropped, source) else None
        case _:
            return delivery


def nothing_kept(source: str, name: str) -> InputError:
    """What to tell who delivers what nobody may need."""
    return InputError.single(
        "nothing of this delivery is kept: no purpose that is switched on needs it",
        f"{source}/{name}",
        "Switch on one of its purposes in catalog/purposes.yaml, or deliver it no longer.",
    )


def _keeps_type(catalogue: Catalogue, dropped: Dropped, name: str) -> bool:
    return name not in dropped and catalogue.serves(catalogue.touchpoints[name])


def _keeps_orders(catalogue: Catalogue, dropped: Dropped, source: str) -> bool:
    """Whether orders of the source are kept, on which lines could hang."""
    return any(
        isinstance(each, TouchpointDelivery)
        and catalogue.touchpoints[each.type].kind is TouchpointKind.ORDER
        and _keeps_type(catalogue, dropped, each.type)
        for each in catalogue.sources[source].deliveries.values()
    )
