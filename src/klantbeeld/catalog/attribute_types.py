"""What kinds of attribute there are: the type decides how a value is standardised and compared.

The names follow schema.org's ``Person`` and ``PostalAddress`` where those have one.
"""

from __future__ import annotations

from enum import StrEnum


class AttributeType(StrEnum):
    """The type of an attribute; its value is what stands in the catalogue's YAML."""

    GIVEN_NAME = "given_name"
    NAME_PREFIX = "name_prefix"
    """Tussenvoegsel: van, de, van der. Kept apart from the family name."""
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    """All of somebody's name in one text: its parts go to the attributes of the types above."""
    ORGANISATION_NAME = "organisation_name"
    BIRTH_DATE = "birth_date"
    DATE = "date"
    TIMESTAMP = "timestamp"
    GENDER = "gender"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    POSTCODE = "postcode"
    CITY = "city"
    COUNTRY = "country"
    IBAN = "iban"
    KVK = "kvk"
    """Number in the Dutch trade register: 8 digits."""
    VAT = "vat"
    IDENTIFIER = "identifier"
    """A number that some system gave out: customer number, social security number abroad."""
    CATEGORY = "category"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
