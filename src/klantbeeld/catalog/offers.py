"""What may be offered to a customer, and when not: ``catalog/value.yaml``, section ``offers``.

Offers are profiling for marketing (AVG/GDPR Article 4(4)): the purpose that they need is named
here, and only orders that are declared for that purpose are looked at. What stands under
``excluded`` is neither offered nor learnt from nor named: what somebody buys at the pharmacy says
something of their health (Article 9).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from klantbeeld.catalog.definition import Definition, Identifier

PRODUCT, CATEGORY = "product", "category"
"""What every product has; other levels are detail fields of products."""


class UpgradeRules(Definition):
    """What counts as one step up from what somebody buys."""

    within: Identifier = CATEGORY
    """The field of products that says what is of the same kind."""
    size: Identifier | None = None
    """The field with the size of the package: an upgrade is then larger as well as dearer."""


class StockRule(Definition):
    """Where it stands whether a product is in stock."""

    field: Identifier
    """The field of products; a product without it has an unknown stock, and the page says so."""
    yes: tuple[str, ...] = ()
    """The texts that mean that it is there; none: a number above nothing."""


class OfferRules(Definition):
    """The terms of offers."""

    purpose: Identifier = "personal_offers"
    """For which purpose offers are made; it must be switched on and say ``profiling: true``."""
    shown: Annotated[int, Field(ge=1, le=10)] = 3
    """How many of each kind are shown."""
    level: Identifier = PRODUCT
    """What is bought again and goes together: ``product``, ``category``, or a field of products
    such as a kind. Where single products come and go, a coarser level knows more."""
    excluded: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """Field of products -> values that are never offered: alcohol, tobacco, medicine."""
    upgrade: UpgradeRules = Field(default_factory=UpgradeRules)
    """What counts as an upgrade."""
    stock: StockRule | None = None
    """Where the stock stands; absent: unknown."""
    pause_while_open: tuple[Identifier, ...] | None = None
    """Touchpoint types: while one of them is open, nothing is offered. Absent: every type of the
    kind ``case``."""
    habits: tuple[Identifier, ...] = ()
    """Detail fields of orders that show a habit, such as a shop."""
    days: Annotated[int, Field(ge=30, le=3653)] = 730
    """How far back purchases are looked at."""
    sold_within_days: Annotated[int, Field(ge=1, le=3653)] = 90
    """What nobody bought for so long is taken to be gone from the range."""
    declined_days: Annotated[int, Field(ge=0, le=3653)] = 90
    """For so long an offer that was declined is not made again."""
    later_days: Annotated[int, Field(ge=0, le=365)] = 14
    """For so long an offer that was accepted or put off is not made again."""
