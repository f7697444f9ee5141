"""An organisation as one reader may know it.

Entering: its records and the reader's sight. Leaving: a view of it, and of the people who act for
it. That two people act for one organisation tells that their records name it. So a record counts
here only if the reader may see a name of an organisation, a KvK or a VAT number that it holds, and
an organisation of which the reader may see nothing of the kind is not shown at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from klantbeeld.audit.chain import Detail
from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.privacy.organisation_views import ActingView, OrganisationView
from klantbeeld.privacy.present import Sight
from klantbeeld.profile.organisations import (
    organisations_of,
    read_organisation,
    resolve_organisation,
)
from klantbeeld.profile.search import read_people
from klantbeeld.store.database import Transaction

Row = Mapping[str, Any]

TELLING = (AttributeType.ORGANISATION_NAME, AttributeType.KVK, AttributeType.VAT)
_STREET = (AttributeType.STREET, AttributeType.HOUSE_NUMBER)
_PLACE = (AttributeType.POSTCODE, AttributeType.CITY)

MOST_RECORDS = 2_000
"""Of a larger organisation the first records are read: the page names people to go to, it is no
list of a whole company."""


NOT_KNOWN = (
    "There is no such organisation. Its records may be gone, or not linked yet; search by name or "
    "KvK number."
)


def sees_organisations(sight: Sight) -> bool:
    """Whether the reader may see anything by which organisations are known."""
    return any(sight.catalogue.attributes[name].match for name in _names(sight, TELLING))


def of_person(
    transaction: Transaction, sight: Sight, person_id: int
) -> tuple[OrganisationView, ...]:
    """The organisations that a person acts for, with the others who do."""
    if not sees_organisations(sight):
        return ()
    views = (
        seen_organisation(transaction, sight, organisation_id)
        for organisation_id in organisations_of(transaction, person_id)
    )
    return tuple(
        view for view in views if view and person_id in {each.person_id for each in view.people}
    )


def in_sight(transaction: Transaction, sight: Sight, number: int) -> OrganisationView | None:
    """The organisation that this number stands for; None where the reader may not know of one."""
    found = resolve_organisation(transaction, number) if sees_organisations(sight) else None
    return None if found is None else seen_organisation(transaction, sight, found)


def logged(view: OrganisationView | None) -> Detail:
    """What the line in the log says of a read."""
    if view is None:
        return {}
    people = tuple(each.person_id for each in view.people)
    return {"organisation": view.organisation_id, "people": people}


def seen_organisation(
    transaction: Transaction, sight: Sight, organisation_id: int
) -> OrganisationView | None:
    """What the reader may see of the organisation; None where that is nothing."""
    rows = read_organisation(transaction, organisation_id, MOST_RECORDS + 1)
    names = _names(sight, TELLING)
    told = [row for row in rows[:MOST_RECORDS] if any(row["standard"].get(n) for n in names)]
    if not told:
        return None
    acting = list(dict.fromkeys(row["person_id"] for row in told))
    people = read_people(transaction, acting)
    called = _usual(told, _names(sight, TELLING[:1]))
    return OrganisationView(
        organisation_id=organisation_id,
        name=called[0] if called else None,
        other_names=tuple(called[1:]),
        kvk=tuple(_usual(told, _names(sight, (AttributeType.KVK,)))),
        vat=tuple(_usual(told, _names(sight, (AttributeType.VAT,)))),
        address=_address(told, sight),
        records=len(told),
        more=len(rows) > MOST_RECORDS,
        people=tuple(
            ActingView(number, sight.name_of(people[number]["golden"], number))
            for number in acting
            if number in people
        ),
    )


def _names(sight: Sight, kinds: Iterable[AttributeType]) -> list[str]:
    """The visible attributes of these types, in the order of the types."""
    return [name for kind in kinds for name, own in sight.types.items() if own is kind]


def _usual(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    """The values of these attributes, the most frequent first; of equals the oldest record's."""
    found = Counter(
        row["standard"][name] for row in rows for name in names if row["standard"].get(name)
    )
    return [value for value, _ in found.most_common()]


def _address(rows: Sequence[Row], sight: Sight) -> str | None:
    """The address that most records have, as far as it is in sight."""
    street, place = _names(sight, _STREET), _names(sight, _PLACE)
    lines = Counter(
        ", ".join(
            part
            for names in (street, place)
            if (part := " ".join(row["standard"][n] for n in names if row["standard"].get(n)))
        )
        for row in rows
    )
    return next((line for line, _ in lines.most_common() if line), None)
