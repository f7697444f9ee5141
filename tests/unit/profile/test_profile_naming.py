"""What a person is called."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.profile.naming import display_name

TYPES = {
    "given_name": AttributeType.GIVEN_NAME,
    "prefix": AttributeType.NAME_PREFIX,
    "family_name": AttributeType.FAMILY_NAME,
    "company": AttributeType.ORGANISATION_NAME,
    "email": AttributeType.EMAIL,
}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("Jan", "van den", "Berg", ""), "Jan van den Berg"),
        (("JAN", "VAN DEN", "BERG", ""), "Jan van den Berg"),
        (("jan-peter", "", "de boer-smit", ""), "Jan-Peter De Boer-Smit"),
        (("J.P.", "de", "Vries", ""), "J.P. de Vries"),
        (("", "van", "Dijk", ""), "Van Dijk"),
        (("", "'t", "Hart", ""), "'t Hart"),
        (("Jan", "van", "", ""), "Jan van"),
        (("ijsbrand", "", "IJSSEL", ""), "IJsbrand IJssel"),
        (("Fatima", "", "El Idrissi", "Bakkerij"), "Fatima El Idrissi"),
        (("", "", "", "Bakkerij De Vries"), "Bakkerij De Vries"),
        (("", "", "", ""), "№ 7"),
    ],
)
def test_names(values: tuple[str, ...], expected: str) -> None:
    named = dict(zip(("given_name", "prefix", "family_name", "company"), values, strict=True))
    assert display_name({k: v for k, v in named.items() if v}, TYPES, 7) == expected


def test_an_address_is_no_name() -> None:
    assert "jan" not in display_name({"email": "jan@berg.example"}, TYPES, 7)
