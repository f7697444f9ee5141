"""The census: of all people how many consent to each purpose, and of how many each attribute is
known.

Entering: everybody, their consents and marks, and the catalogue. Leaving: ``metric_census`` rows of
the local day; a second count on one day takes the place of the first. Counted anew after a load
and once a day, for consents expire and people come of age without anybody changing a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.barring import people_left_out
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.measuring", "census.sql")

PEOPLE_AT_ONCE = 20_000
"""People whose consents are read by one statement: bounds the memory."""


def taken_today(services: Services) -> bool:
    """Whether people were counted on this local day."""
    with services.database.transaction() as transaction:
        return bool(one_row(transaction, SQL["taken"], {"day": _today(services)})["taken"])


def take_census(services: Services, progress: Progress) -> None:
    """Counts everybody, in one transaction."""
    catalogue, day = services.catalogue, _today(services)
    with services.database.transaction() as transaction:
        transaction.execute(SQL["lock"])
        base = int(one_row(transaction, SQL["people"])["people"])
        with progress.step("consents of everybody", base) as step:
            consents = dict.fromkeys(_purposes(catalogue), 0)
            for people in _everybody(transaction) if consents else ():
                for purpose in consents:
                    out = people_left_out(transaction, catalogue, people, purpose, services.clock())
                    consents[purpose] += len(people) - len(out)
                step.advance(len(people))
        attributes = [n for n, each in catalogue.attributes.items() if catalogue.serves(each)]
        fields = {
            row["part"]: int(row["people"])
            for row in transaction.execute(SQL["fields"], {"attributes": attributes})
        }
        transaction.execute(SQL["forget"], {"day": day})
        for measure, counts in (("consent", consents), ("field", fields)):
            _store(transaction, measure, counts, day, base)


def _store(
    transaction: Transaction, measure: str, counts: Mapping[str, int], day: date, base: int
) -> None:
    transaction.execute(
        SQL["add"],
        {
            "measure": measure,
            "parts": list(counts),
            "people": list(counts.values()),
            "day": day,
            "base": base,
        },
    )


def _purposes(catalogue: Catalogue) -> tuple[str, ...]:
    """The purposes that are switched on and rest on consent."""
    return tuple(
        name
        for name, purpose in catalogue.purposes.items()
        if purpose.active and purpose.legal_basis is LegalBasis.CONSENT
    )


def _everybody(transaction: Transaction) -> Iterator[list[int]]:
    after = 0
    while True:
        asked = {"after": after, "limit": PEOPLE_AT_ONCE}
        people = [row["person_id"] for row in transaction.execute(SQL["people_after"], asked)]
        if not people:
            return
        yield people
        after = people[-1]


def _today(services: Services) -> date:
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    return services.clock().astimezone(zone).date()
