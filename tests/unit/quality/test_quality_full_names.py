"""Whole names taken apart: text in, given and family name out, as a table."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.quality import standardise_record, standardise_value
from klantbeeld.quality.full_names import split_full_name

TYPES = {
    "naam": T.FULL_NAME,
    "given_name": T.GIVEN_NAME,
    "name_prefix": T.NAME_PREFIX,
    "family_name": T.FAMILY_NAME,
}


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Jan de Vries", "Jan", "de Vries"),
        ("Jan Peter Balkenende", "Jan Peter", "Balkenende"),
        ("Fatima El Amrani", "Fatima", "El Amrani"),
        ("Willem 't Hart", "Willem", "'t Hart"),
        ("W. van der A", "W.", "van der A"),
        ("J P Balkenende", "J P", "Balkenende"),
        ("Th.M. van 't Hof-Jansen", "Th.M.", "van 't Hof-Jansen"),
        ("Anna Bakker - de Boer", "Anna", "Bakker-de Boer"),
        ("A.B. Bakker-de Boer", "A.B.", "Bakker-de Boer"),
        # family name first
        ("Vries, J. (Jan) de", "Jan", "de Vries"),
        ("van den Berg, F. (Fatima)", "Fatima", "van den Berg"),
        ("Berg, van den, F.", "F.", "van den Berg"),
        ("Berg, van den", None, "van den Berg"),
        ("Jan Vries, de", "Jan", "de Vries"),
        ("Jansen, dhr. J.", "J.", "Jansen"),
        ("O'Brien, Sean", "Sean", "O'Brien"),
        ("Jansen P.", "P.", "Jansen"),
        ("Balkenende JP", "JP", "Balkenende"),
        ("Smit A.M. (Anne-Marie)", "Anne-Marie", "Smit"),
        # a prefix that is a given name where it stands first
        ("Ben Bakker", "Ben", "Bakker"),
        ("Mohammed Ben Ali", "Mohammed", "Ben Ali"),
        # one of the two alone
        ("Jansen", None, "Jansen"),
        ("de Vries", None, "de Vries"),
        ("J. Jansen (mevr.)", "J.", "Jansen"),
        # nobody, or more than one
        ("J. en M. de Vries", None, None),
        ("Jan & Marie Smit", None, None),
        ("Bakkerij Jansen B.V.", None, None),
        ("Stichting Zon", None, None),
    ],
)
def test_parts(text: str, given: str | None, family: str | None) -> None:
    parts = split_full_name(text)
    assert (parts.given, parts.family) == (given, family)


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("Mevr. A. de Boer", "A. de Boer", "name.title_f"),
        ("Jan Jansen, MSc", "Jan Jansen", None),
        ("J. en M. de Vries", "J. en M. de Vries", "name.not_one_person"),
        ("Bakker bv", "Bakker bv", "name.not_one_person"),
        ("jan@jansen.nl", "jan@jansen.nl", "name.digits"),
        ("Mevr.", None, "placeholder"),
        ("onbekend", None, "placeholder"),
    ],
)
def test_the_whole_stays_as_written(text: str, value: str | None, fault: str | None) -> None:
    standard = standardise_value(T.FULL_NAME, text)
    assert (standard.value, standard.fault) == (value, fault)


def test_parts_fill_the_attributes_of_their_types() -> None:
    record = standardise_record({"naam": "dhr. VRIES, J.P. DE"}, TYPES)
    assert record.values == {
        "naam": "VRIES, J.P. DE",
        "given_name": "J.P.",
        "name_prefix": "de",
        "family_name": "Vries",
    }


def test_what_was_delivered_apart_is_right() -> None:
    delivered = {"naam": "Jan de Vries", "given_name": "Johannes", "family_name": None}
    record = standardise_record(delivered, TYPES)
    assert record.values["given_name"] == "Johannes"
    assert (record.values["name_prefix"], record.values["family_name"]) == ("de", "Vries")


def test_a_company_gets_no_family_name() -> None:
    record = standardise_record({"naam": "Bakkerij Jansen B.V."}, TYPES)
    assert record.values["family_name"] is None
    assert record.faults == {"naam": "name.not_one_person"}
