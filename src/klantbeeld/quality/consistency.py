"""Rules between two attributes of one record.

Entering: two standard values. Leaving: whether they can both be true. A rule blames the attribute
that is most likely to mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers

from klantbeeld.catalog.attribute_types import AttributeType


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``agrees(blamed value, other value)``, and what it says in words.

    ``other`` is an attribute type, or None for the day on which the source recorded the record.
    ``other_fault``: compares with the fault code of the other attribute instead of its value.
    """

    name: str
    blamed: AttributeType
    other: AttributeType | None
    agrees: Callable[[str, str], bool]
    nl: str
    en: str
    other_fault: bool = False


POSTCODES = {
    country: re.compile(shape)
    for country, shape in {
        "NL": "[1-9][0-9]{3}[A-Z]{2}",
        "BE": "[1-9][0-9]{3}",
        "LU": "[0-9]{4}",
        "DE": "[0-9]{5}",
        "FR": "[0-9]{5}",
        "ES": "[0-9]{5}",
        "IT": "[0-9]{5}",
        "AT": "[0-9]{4}",
        "CH": "[0-9]{4}",
        "DK": "[0-9]{4}",
        "NO": "[0-9]{4}",
        "SE": "[0-9]{5}",
        "PL": "[0-9]{2}-[0-9]{3}",
        "PT": "[0-9]{4}-[0-9]{3}",
        "GB": "[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}",
        "US": "[0-9]{5}(?:-[0-9]{4})?",
        "CA": "[A-Z][0-9][A-Z][0-9][A-Z][0-9]",
        "AU": "[0-9]{4}",
    }.items()
}
_LONGEST_CALLING_CODE = 3


def postcode_fits_country(postcode: str, country: str) -> bool:
    """The shape of the postcode is that of the country; a country without known shape agrees."""
    shape = POSTCODES.get(country)
    return shape is None or shape.fullmatch(postcode) is not None


def phone_fits_country(phone: str, country: str) -> bool:
    """The calling code is the country's own; a number that is not E.164 contradicts nothing."""
    if not phone.startswith("+"):
        return True
    for length in range(1, _LONGEST_CALLING_CODE + 1):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(phone[1 : 1 + length]))
        if regions:
            return country in regions
    return True


def born_before(birth_date: str, recorded_on: str) -> bool:
    """Both ISO 8601 days: nobody is a customer before being born."""
    return birth_date <= recorded_on


def gender_fits_title(gender: str, title_fault: str) -> bool:
    """A male title with gender f, or a female one with m, contradict each other."""
    return (gender, title_fault) not in {("f", "name.title_m"), ("m", "name.title_f")}


RULES = (
    Rule(
        "postcode_country",
        AttributeType.POSTCODE,
        AttributeType.COUNTRY,
        postcode_fits_country,
        "De postcode heeft de vorm die in het land gebruikelijk is.",
        "The postcode has the shape that its country uses.",
    ),
    Rule(
        "phone_country",
        AttributeType.PHONE,
        AttributeType.COUNTRY,
        phone_fits_country,
        "Het landnummer van de telefoon hoort bij het land.",
        "The calling code of the telephone number belongs to the country.",
    ),
    Rule(
        "birth_recorded",
        AttributeType.BIRTH_DATE,
        None,
        born_before,
        "De geboortedatum ligt niet na de dag waarop het record is vastgelegd.",
        "The birth date is not after the day on which the record was made.",
    ),
    Rule(
        "gender_given_name_title",
        AttributeType.GENDER,
        AttributeType.GIVEN_NAME,
        gender_fits_title,
        "Het geslacht past bij de aanspreektitel die in de voornaam stond.",
        "The gender fits the form of address that stood in the given name.",
        other_fault=True,
    ),
    Rule(
        "gender_family_name_title",
        AttributeType.GENDER,
        AttributeType.FAMILY_NAME,
        gender_fits_title,
        "Het geslacht past bij de aanspreektitel die in de achternaam stond.",
        "The gender fits the form of address that stood in the family name.",
        other_fault=True,
    ),
    Rule(
        "gender_full_name_title",
        AttributeType.GENDER,
        AttributeType.FULL_NAME,
        gender_fits_title,
        "Het geslacht past bij de aanspreektitel die in de volledige naam stond.",
        "The gender fits the form of address that stood in the full name.",
        other_fault=True,
    ),
)
