"""How many of those whom a metric could count consented to being counted.

Entering: what feeds a metric, the census of consents and the figures from outside. Leaving: for
each consent on which the metric rests the people who gave it, of all. A low share says that the
figure tells of a few, and not how the others behave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.metrics.feeds import Feed, figure_name
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "read.sql")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of all who could be counted those who consented."""

    what: Words
    """What they consented to: the name of the purpose or of the figure that tells it."""
    allowed: int
    people: int
    day: date
    """When it was counted."""

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where there is nobody."""
        return self.allowed / self.people if self.people else None


def coverage(
    transaction: Transaction,
    catalogue: Catalogue,
    metric: Metric,
    fed: Mapping[Need, Iterable[Feed]],
    today: date,
) -> tuple[Coverage, ...]:
    """The consents on which a metric rests; empty where it rests on none, or none was counted."""
    if metric.consent is not None:
        asked = {"figure": metric.consent, "today": today}
        row = transaction.execute(SQL["figure"], asked).fetchone()
        if row is None or row["base"] is None:
            return ()
        name = figure_name(metric.consent)
        return (Coverage(name, round(row["value"]), round(row["base"]), row["day"]),)
    purposes = purposes_of_consent(catalogue, fed)
    if not purposes:
        return ()
    return tuple(
        Coverage(catalogue.purposes[row["part"]].name, row["people"], row["base"], row["day"])
        for row in transaction.execute(SQL["census"], {"measure": "consent"})
        if row["part"] in purposes
    )


def purposes_of_consent(catalogue: Catalogue, fed: Mapping[Need, Iterable[Feed]]) -> frozenset[str]:
    """The purposes on consent without which some touchpoint that feeds the metric is not kept."""
    found: set[str] = set()
    types = {feed.type for each in fed.values() for feed in each if feed.type is not None}
    for name in types:
        purposes = catalogue.active_purposes.intersection(catalogue.touchpoints[name].purposes)
        bases = {catalogue.purposes[purpose].legal_basis for purpose in purposes}
        if bases == {LegalBasis.CONSENT}:
            found |= purposes
    return frozenset(found)
