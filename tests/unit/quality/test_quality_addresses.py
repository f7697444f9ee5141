"""Postcodes, house numbers, streets, cities and countries."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import standardise_value
from klantbeeld.quality.addresses import split_street


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("1234 AB", "1234AB", None),
        ("1234ab", "1234AB", None),
        ("NL-1234 AB", "1234AB", None),
        ("0123 AB", "0123AB", "postcode.shape"),
        ("1234 SS", "1234SS", "postcode.shape"),
        ("1234 A", "1234A", "postcode.shape"),
        ("12e4 AB", "12E4AB", "postcode.shape"),
        ("2000", "2000", None),
        ("B-2000", "2000", None),
        ("D-10115", "10115", None),
        ("43004-1234", "43004-1234", None),
        ("sw1a 1aa", "SW1A1AA", None),
        ("M1 1AE", "M11AE", None),
        ("K1A 0B1", "K1A0B1", None),
        ("???", None, "placeholder"),
    ],
)
def test_postcode(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.POSTCODE, text) == (value, fault)


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("12", "12", None),
        ("012", "12", None),
        ("12 a", "12-A", None),
        ("12A", "12-A", None),
        ("12-a", "12-A", None),
        ("12-bis", "12-BIS", None),
        ("12 bis", "12-BIS", None),
        ("12-2", "12-2", None),
        ("12/2", "12-2", None),
        ("12 2hoog", "12-2", None),
        ("12 2-hoog", "12-2", None),
        ("12 II", "12-2", None),
        ("12 hs", "12-HS", None),
        ("12 huis", "12-HS", None),
        ("12A2", "12-A-2", None),
        ("12 t/m 14", "12-14", None),
        ("nr. 12", "12", None),
        ("12.0", "12-0", None),
        ("A12", "A12", "house_number.shape"),
        ("0", "0", "house_number.shape"),
        ("1234567", "1234567", "house_number.shape"),
        ("-", None, "placeholder"),
    ],
)
def test_house_number(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.HOUSE_NUMBER, text) == (value, fault)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Kerkstr.", "Kerkstraat"),
        ("KERKSTR", "Kerkstraat"),
        ("Lange Str.", "Lange Straat"),
        ("Parkln.", "Parklaan"),
        ("Stationspl.", "Stationsplein"),
        ("kerkstraat", "Kerkstraat"),
        ("laan van meerdervoort", "Laan van Meerdervoort"),
        ("Kerkstraat 12 A", "Kerkstraat 12 A"),
        ("Dam", "Dam"),
        ("1515 Adela Ln", "1515 Adela Ln"),
        ("High Street", "High Street"),
    ],
)
def test_street(text: str, value: str) -> None:
    assert standardise_value(AttributeType.STREET, text).value == value


@pytest.mark.parametrize(
    ("street", "split"),
    [
        ("Kerkstraat 12", ("Kerkstraat", "12")),
        ("Kerkstr. 12", ("Kerkstraat", "12")),
        ("Kerkstraat 12 a", ("Kerkstraat", "12 a")),
        ("Kerkstraat 12-2", ("Kerkstraat", "12-2")),
        ("2e Kerkstraat 5", ("2e Kerkstraat", "5")),
        ("Kerkstraat nr. 12 bis", ("Kerkstraat", "12 bis")),
        ("Plein 1940", None),
        ("Plein 1940 12", ("Plein 1940", "12")),
        ("Laan 1945", None),
        ("2e Kerkstraat", None),
        ("1304 Poppy Hills Dr", ("Poppy Hills Dr", "1304")),
        ("Kerkstraat", None),
        ("Postbus 123", None),
        ("173 John Lane, Camden, NJ 08030", None),
        ("Tolmacheva Ul., bld. 8, appt. 71", None),
    ],
)
def test_number_in_a_street(street: str, split: tuple[str, str] | None) -> None:
    assert split_street(street) == split


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("AMSTERDAM", "Amsterdam"),
        ("den haag", "Den Haag"),
        ("'s-gravenhage", "'s-Gravenhage"),
        ("’S-GRAVENHAGE", "'s-Gravenhage"),
        ("BERGEN OP ZOOM", "Bergen op Zoom"),
        ("capelle aan den ijssel", "Capelle aan den IJssel"),
        ("IJMUIDEN", "IJmuiden"),
    ],
)
def test_city(text: str, value: str) -> None:
    assert standardise_value(AttributeType.CITY, text).value == value


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("Nederland", "NL", None),
        ("NL", "NL", None),
        ("nld", "NL", None),
        ("The Netherlands", "NL", None),
        ("België", "BE", None),
        ("Belgie", "BE", None),
        ("Deutschland", "DE", None),
        ("UK", "GB", None),
        ("RUS", "RU", None),
        ("TUR", "TR", None),
        ("Groot-Brittannië", "GB", None),
        ("U.S.A.", "US", None),
        ("Côte d'Ivoire", "CI", None),
        ("Verweggistan", None, "country.unknown"),
        ("XX", None, "placeholder"),
    ],
)
def test_country(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.COUNTRY, text) == (value, fault)
