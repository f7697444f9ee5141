"""Names: exchanged fields, and names read out of e-mail addresses."""

from __future__ import annotations

import pytest

from klantbeeld.identity.email import address_parts, is_year, lexicon, mine
from klantbeeld.identity.names import NameCounts, mend_exchanged
from klantbeeld.identity.records import encode_values

COUNTS = NameCounts(
    {"jan": 90, "anna": 80, "berg": 2, "willem": 30}, {"berg": 60, "vries": 50, "willem": 20}
)


def test_exchanged_fields_are_put_right_and_marked() -> None:
    given, family, exchanged = mend_exchanged(
        encode_values(["berg", "jan", "willem", None]),
        encode_values(["jan", "berg", "berg", "anna"]),
        COUNTS,
    )
    assert [given.values[code] if code >= 0 else None for code in given.codes] == [
        "jan",
        "jan",
        "willem",
        None,
    ]
    assert [family.values[code] for code in family.codes] == ["berg", "berg", "berg", "anna"]
    assert exchanged.tolist() == [True, False, False, False]


KNOWN = lexicon(
    {"jan": 90, "anna": 80, "janna": 9, "jan-willem": 5, "rare": 2},
    {"berg": 60, "vries": 50, "anna": 2, "once": 1},
)


@pytest.mark.parametrize(
    ("address", "given", "family", "found"),
    [
        ("jan.berg@x.nl", None, None, ("jan", "berg")),
        ("j.vandenberg12@x.nl", None, None, ("j", "berg")),
        ("berg.j@x.nl", None, None, ("j", "berg")),
        ("annavries@x.nl", None, None, ("anna", "vries")),
        ("jberg@x.nl", None, None, ("j", "berg")),
        ("janwillem@x.nl", None, None, ("jan-willem", None)),
        ("jandeberg@x.nl", None, "berg", ("jan", None)),
        ("jvanberg@x.nl", None, "berg", ("j", None)),
        ("bergj@x.nl", None, "berg", ("j", None)),
        ("anna.vries@x.nl", "anna", None, (None, "vries")),
        ("avries@x.nl", "anna", None, (None, "vries")),
        ("berg.a@x.nl", "anna", None, (None, "berg")),
        ("janna12@x.nl", "johanna", None, (None, None)),
        ("lanna12@x.nl", "lanna", None, (None, None)),
        ("rare.once@x.nl", None, None, (None, None)),
        ("info@x.nl", None, None, (None, None)),
        ("1234@x.nl", None, None, (None, None)),
        ("@", None, None, (None, None)),
    ],
)
def test_names_are_read_out_of_addresses(
    address: str, given: str | None, family: str | None, found: tuple[str | None, str | None]
) -> None:
    assert mine(address, given, family, KNOWN) == found


def test_an_address_has_a_local_part_letters_and_a_number() -> None:
    parts = address_parts(["jan_berg1970@x.nl", "5.Jän+x@y"])
    assert list(parts.local) == ["jan_berg1970", "5.Jän+x"]
    assert list(parts.letters) == ["janberg", "nx"]
    assert list(parts.number) == ["1970", ""]
    assert is_year("1970")
    assert not is_year("2029")
