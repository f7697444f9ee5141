"""What a person is called on a page: one line from the parts of the name.

Entering: golden values and their types. Leaving: "Jan van den Berg", an organisation's name, or
"№" with the number of the person, which reads alike in every language. Dutch practice: the prefix
(tussenvoegsel) is written small between given name and family name, and with a capital when no
given name goes before it.
"""

from __future__ import annotations

from collections.abc import Mapping

from klantbeeld.catalog.attribute_types import AttributeType


def display_name(
    values: Mapping[str, str], types: Mapping[str, AttributeType], person_id: int
) -> str:
    """The name as a reader of these values may see it; never an e-mail address or number of his.

    ``types`` gives the order: the first attribute of a type counts.
    """
    parts: dict[AttributeType, str] = {}
    for attribute, kind in types.items():
        if attribute in values:
            parts.setdefault(kind, values[attribute])
    given = parts.get(AttributeType.GIVEN_NAME, "")
    prefix = parts.get(AttributeType.NAME_PREFIX, "").lower()
    family = parts.get(AttributeType.FAMILY_NAME, "")
    if family and prefix and not given:
        prefix = prefix[0].upper() + prefix[1:]
    person = " ".join(part for part in (_cased(given), prefix, _cased(family)) if part)
    organisation = parts.get(AttributeType.ORGANISATION_NAME, "")
    whole = parts.get(AttributeType.FULL_NAME, "")
    return person or organisation or whole or f"№ {person_id}"


def _cased(name: str) -> str:
    """Capitals for a name that is all small or all capitals; initials stay as they are."""
    if not (name.islower() or (name.isupper() and len(name) > 2 and "." not in name)):
        return name
    return " ".join("-".join(map(_capital, word.split("-"))) for word in name.split(" "))


def _capital(part: str) -> str:
    lower = part.lower()
    return "IJ" + lower[2:] if lower.startswith("ij") else lower.capitalize()
