"""The five customer files: their columns, and the rows that the source records become.

Enters: source records. Leaves: rows as each system writes them: dates dd-mm-yyyy at the till, ISO
8601 in the webshop, date cells in Excel; a birth date that no calendar has stays text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.files import Column, DataFile, Provenance
from klantbeeld.demo.records import (
    CRM,
    KASSA,
    KLANTENSERVICE,
    NIEUWSBRIEF,
    WEBSHOP,
    SourceRecord,
)

_REAL = Provenance.REAL
_GIVEN = Column("voornaam", T.GIVEN_NAME, "given name, nickname or initials")
_PREFIX = Column("tussenvoegsel", T.NAME_PREFIX, "tussenvoegsel, at times abbreviated")
_FAMILY = Column("achternaam", T.FAMILY_NAME, "family name")
_FAMILY_WITH = Column("achternaam", T.FAMILY_NAME, "family name with the tussenvoegsel in it")
_GENDER = Column("geslacht", T.GENDER, "m or v")
_STREET = Column("straat", T.STREET, "street, now and then with the number in it")
_NUMBER = Column("huisnummer", T.HOUSE_NUMBER, "house number, now and then with the addition")
_ADDITION = Column("toevoeging", T.HOUSE_NUMBER, "addition to the house number")
_POSTCODE = Column("postcode", T.POSTCODE, "postcode, with or without a blank")
_CITY = Column("woonplaats", T.CITY, "town")
_PHONE = Column("telefoon", T.PHONE, "telephone in any notation")
_EMAIL = Column("email", T.EMAIL, "e-mail address")

CUSTOMER_FILES = (
    DataFile(
        "kassa_klantpassen.csv", KASSA, "customers", "pasnummer", "pasnummer",
        Provenance.MADE_UP,
        (
            Column("pasnummer", T.IDENTIFIER, "loyalty card, EAN-13 beginning with 2620"),
            _GIVEN, _PREFIX, _FAMILY,
            Column("geboortedatum", T.BIRTH_DATE, "birth date, dd-mm-yyyy"),
            _GENDER, _STREET, _NUMBER, _ADDITION, _POSTCODE, _CITY, _PHONE, _EMAIL,
            Column("leeftijdsklasse", T.CATEGORY, "age class of the household's head", _REAL),
            Column("huishoudtype", T.CATEGORY, "composition of the household", _REAL),
            Column("inkomensklasse", T.CATEGORY, "income class of the household", _REAL,
                   declare=False),
            Column("uitgegeven_op", T.DATE, "card given out, dd-mm-yyyy"),
            Column("gewijzigd_op", T.DATE, "record last changed, dd-mm-yyyy"),
            Column("interne_notitie", T.TEXT, "a clerk's note", declare=False),
        ),
        encoding="cp1252", delimiter=";",
    ),
    DataFile(
        "webshop_accounts.jsonl", WEBSHOP, "customers", "account_id", "account_id",
        Provenance.MADE_UP,
        (
            Column("account_id", T.IDENTIFIER, "account: WS and six digits"),
            _GIVEN, _FAMILY_WITH,
            Column("geboortedatum", T.BIRTH_DATE, "birth date, ISO 8601"),
            _EMAIL, _PHONE, _STREET, _NUMBER, _ADDITION, _POSTCODE, _CITY,
            Column("land", T.COUNTRY, "country, ISO 3166 two letters"),
            Column("aangemaakt_op", T.TIMESTAMP, "account made, ISO 8601 in UTC"),
            Column("bijgewerkt_op", T.TIMESTAMP, "account last changed, ISO 8601 in UTC"),
            Column("schoenmaat", T.NUMBER, "shoe size, of a forgotten contest", declare=False),
        ),
    ),
    DataFile(
        "crm_relaties.xlsx", CRM, "customers", "Relatienummer", "Relatienummer",
        Provenance.MADE_UP,
        (
            Column("Relatienummer", T.IDENTIFIER, "relation: R- and seven digits"),
            Column("Voornaam", T.GIVEN_NAME, _GIVEN.meaning),
            Column("Tussenvoegsel", T.NAME_PREFIX, _PREFIX.meaning),
            Column("Achternaam", T.FAMILY_NAME, _FAMILY.meaning),
            Column("Geslacht", T.GENDER, _GENDER.meaning),
            Column("Geboortedatum", T.BIRTH_DATE, "birth date, a date cell; text when impossible"),
            Column("Straat", T.STREET, _STREET.meaning),
            Column("Huisnummer", T.HOUSE_NUMBER, _NUMBER.meaning),
            Column("Toevoeging", T.HOUSE_NUMBER, _ADDITION.meaning),
            Column("Postcode", T.POSTCODE, _POSTCODE.meaning),
            Column("Plaats", T.CITY, _CITY.meaning),
            Column("Telefoon", T.PHONE, "landline"),
            Column("Mobiel", T.PHONE, "mobile telephone"),
            Column("E-mail", T.EMAIL, _EMAIL.meaning),
            Column("Aangemaakt op", T.DATE, "record made, a date cell"),
            Column("Laatst gewijzigd", T.DATE, "record last changed, a date cell"),
            Column("Interne notitie", T.TEXT, "an employee's note", declare=False),
        ),
    ),
    DataFile(
        "nieuwsbrief_abonnees.csv", NIEUWSBRIEF, "customers", "abonnee_id", "abonnee_id",
        Provenance.MADE_UP,
        (
            Column("abonnee_id", T.IDENTIFIER, "subscription: sub_ and six hexadecimal digits"),
            _EMAIL, _GIVEN, _FAMILY_WITH, _POSTCODE,
            Column("ingeschreven_op", T.DATE, "subscribed, ISO 8601"),
            Column("gewijzigd_op", T.DATE, "record last changed, ISO 8601"),
            Column("ip_adres", T.TEXT, "address of the sign-up (RFC 5737)", declare=False),
        ),
    ),
    DataFile(
        "klantenservice_contacten.parquet", KLANTENSERVICE, "customers", "contact_id",
        "contact_id", Provenance.MADE_UP,
        (
            Column("contact_id", T.IDENTIFIER, "contact: KS- and six digits"),
            _GIVEN, _FAMILY_WITH, _EMAIL, _PHONE, _STREET, _NUMBER, _ADDITION, _POSTCODE, _CITY,
            Column("eerste_contact", T.TIMESTAMP, "first contact, Parquet timestamp in UTC"),
            Column("gewijzigd_op", T.TIMESTAMP, "record last changed, Parquet timestamp in UTC"),
        ),
    ),
)  # fmt: skip

_KEYS = {
    "given": "voornaam", "prefix": "tussenvoegsel", "family": "achternaam", "gender": "geslacht",
    "street": "straat", "number": "huisnummer", "addition": "toevoeging", "postcode": "postcode",
    "city": "woonplaats", "phone": "telefoon", "email": "email", "birth": "geboortedatum",
}  # fmt: skip
_CRM_KEYS = {key: name.capitalize() for key, name in _KEYS.items()} | {
    "city": "Plaats",
    "mobile": "Mobiel",
    "email": "E-mail",
}
_NOTES = ("wil geen folder", "belt graag 's ochtends", "bonnen mailen", "kent de bedrijfsleider")


def customer_row(
    dice: Dice, record: SourceRecord, demographics: Mapping[int, Mapping[str, str | None]]
) -> dict[str, Any]:
    """The row of ``record`` in its system's file."""
    keys = _CRM_KEYS if record.source == CRM else _KEYS
    row: dict[str, Any] = {keys[key]: value for key, value in record.values.items()}
    made, changed = record.created, record.updated
    if record.source == KASSA:
        known = demographics.get(record.household, {})
        return row | {
            "pasnummer": record.number,
            "leeftijdsklasse": known.get("age"),
            "huishoudtype": known.get("household_comp"),
            "inkomensklasse": known.get("income"),
            "uitgegeven_op": f"{made:%d-%m-%Y}",
            "gewijzigd_op": f"{changed:%d-%m-%Y}",
            "interne_notitie": dice.pick(_NOTES) if dice.chance(0.04) else None,
        }
    if record.source == CRM:
        number, mobile = row.get("Huisnummer", ""), row.get("Mobiel", "")
        return row | {
            "Relatienummer": record.number,
            # Excel makes numbers of what looks like one, and eats the zero in front.
            "Huisnummer": int(number) if number.isdigit() else number or None,
            "Mobiel": int(mobile) if mobile.isdigit() and dice.chance(0.1) else mobile or None,
            "Geboortedatum": real_day(row.get("Geboortedatum")),
            "Aangemaakt op": made,
            "Laatst gewijzigd": changed,
            "Interne notitie": dice.pick(_NOTES) if dice.chance(0.04) else None,
        }
    if record.source == NIEUWSBRIEF:
        return row | {
            "abonnee_id": record.number,
            "ingeschreven_op": made.isoformat(),
            "gewijzigd_op": changed.isoformat(),
            "ip_adres": f"192.0.2.{dice.between(1, 254)}",
        }
    begun, touched = _moment(dice, made), _moment(dice, changed)
    if record.source == WEBSHOP:
        born = row.pop("geboortedatum", None)
        return row | {
            "account_id": record.number,
            "geboortedatum": "-".join(reversed(born.split("-"))) if born else None,
            "land": "NL",
            "aangemaakt_op": begun.isoformat(),
            "bijgewerkt_op": max(begun, touched).isoformat(),
            "schoenmaat": dice.between(36, 46) if dice.chance(0.05) else None,
        }
    return row | {
        "contact_id": record.number,
        "eerste_contact": begun,
        "gewijzigd_op": max(begun, touched),
    }


def real_day(text: str | None) -> date | str | None:
    """dd-mm-yyyy as a date; the text itself when no calendar has that day."""
    if text is None:
        return None
    day, month, year = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return text


def _moment(dice: Dice, day: date) -> datetime:
    return datetime.combine(day, time(7 + dice.below(14), dice.below(60), dice.below(60)), UTC)
