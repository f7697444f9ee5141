"""Purchases out of the store, for whoever scores people: by person and local day.

Entering: the catalogue and the people meant. Leaving: orders less what came back, in the
organisation's currency and time zone. Only touchpoint types that are declared for the purpose are
read: what serves no profiling is not profiled (AVG/GDPR Article 5(1)(b)).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.store.copy import read_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql
from klantbeeld.value.purchases import Purchases

SQL = load_sql("klantbeeld.pipeline.valuing", "purchases.sql")


def read_purchases(
    transaction: Transaction,
    catalogue: Catalogue,
    people: Sequence[int] | None = None,
    purpose: str | None = None,
) -> Purchases:
    """Of these people, or of everybody; who may be scored is for the caller to ask.

    ``purpose``: for which they are read, else that of ``catalog/value.yaml``.
    """
    wanted = purpose or catalogue.value.purpose
    parameters = {
        "zone": catalogue.organisation.time_zone,
        "currency": catalogue.organisation.currency,
        "order_types": purchase_types(catalogue, wanted, (TouchpointKind.ORDER,)),
        "types": purchase_types(catalogue, wanted),
        "people": None if people is None else list(people),
    }
    person, day, orders, own_orders, paid, refunded, other = read_numbers(
        transaction, SQL["purchases"], parameters, "iiiiffi"
    )
    order = np.lexsort((day, person))
    return Purchases(
        person[order].astype(np.int64), day[order].astype(np.int64),
        orders[order].astype(np.int64), own_orders[order].astype(np.int64),
        paid[order].astype(float), refunded[order].astype(float),
        catalogue.organisation.currency, int(other.sum()),
    )  # fmt: skip


def purchase_types(
    catalogue: Catalogue,
    purpose: str,
    kinds: Sequence[TouchpointKind] = (TouchpointKind.ORDER, TouchpointKind.RETURN),
) -> list[str]:
    """The touchpoint types of these kinds that are declared for the purpose."""
    return [
        name
        for name, touchpoint in catalogue.touchpoints.items()
        if touchpoint.kind in kinds and purpose in touchpoint.purposes
    ]
