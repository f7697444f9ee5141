"""What may be offered to a customer, and when not.

Offers are profiling for marketing: the purpose that they need is named here.
"""

from __future__ import annotations

from klantbeeld.catalog.definition import Definition, Identifier


class OfferRules(Definition):
    """The terms of offers."""

    purpose: Identifier = "personal_offers"
    """For which purpose offers are made; it must be switched on and say ``profiling: true``."""
