"""Numbers, amounts, codes with check digits, organisations, text."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import standardise_value

T = AttributeType


@pytest.mark.parametrize(
    ("kind", "text", "value", "fault"),
    [
        (T.NUMBER, "1.234,56", "1234.56", None),
        (T.NUMBER, "1,234.56", "1234.56", None),
        (T.NUMBER, "1234,5", "1234.5", None),
        (T.NUMBER, "12.0", "12", None),
        (T.NUMBER, "-0", "0", None),
        (T.NUMBER, "1.234", "1.234", "number.ambiguous"),
        (T.NUMBER, "1,234", "1.234", "number.ambiguous"),
        (T.NUMBER, "0.123", "0.123", None),
        (T.NUMBER, "1234.567", "1234.567", None),
        (T.NUMBER, "1.234.567", "1234567", None),
        (T.NUMBER, "1 234 567,8", "1234567.8", None),
        (T.NUMBER, "1e3", "1000", None),
        (T.NUMBER, "12-", "-12", None),
        (T.NUMBER, "(12)", "-12", None),
        (T.NUMBER, "000", "0", None),
        (T.NUMBER, "twaalf", None, "number.syntax"),
        (T.NUMBER, "1.23.4", None, "number.syntax"),
        (T.NUMBER, "1,2,3.4.5", None, "number.syntax"),
        (T.MONEY, "€ 1.234,56", "1234.56", None),
        (T.MONEY, "EUR 12,5", "12.50", None),
        (T.MONEY, "12,-", "12.00", None),
        (T.MONEY, "1.234,-", "1234.00", "number.ambiguous"),
        (T.MONEY, "1.234", "1234.00", "number.ambiguous"),
        (T.MONEY, "-€ 5", "-5.00", None),
        (T.MONEY, "12.3456", "12.3456", None),
        (T.MONEY, "$ 12", None, "money.currency"),
        (T.BOOLEAN, "Ja", "true", None),
        (T.BOOLEAN, "0", "false", None),
        (T.BOOLEAN, "misschien", None, "boolean.syntax"),
        (T.GENDER, "M", "m", None),
        (T.GENDER, "V", "f", None),
        (T.GENDER, "F", "f", None),
        (T.GENDER, "Mevr.", "f", None),
        (T.GENDER, "dhr", "m", None),
        (T.GENDER, "X", "x", None),
        (T.GENDER, "9", None, "placeholder"),
        (T.GENDER, "q", None, "gender.unknown"),
        (T.IBAN, "nl91 abna 0417 1643 00", "NL91ABNA0417164300", None),
        (T.IBAN, "IBAN: NL91ABNA0417164300", "NL91ABNA0417164300", None),
        (T.IBAN, "NL92ABNA0417164300", "NL92ABNA0417164300", "iban.check"),
        (T.IBAN, "BE68 5390 0754 7034", "BE68539007547034", None),
        (T.IBAN, "BE68 5390 0754 7035", "BE68539007547035", "iban.check"),
        (T.IBAN, "12345", "12345", "iban.check"),
        (T.KVK, "12345678", "12345678", None),
        (T.KVK, "KvK 1234 5678", "12345678", None),
        (T.KVK, "kvk-nummer: 12345678", "12345678", None),
        (T.KVK, "1234567", "1234567", "kvk.shape"),
        (T.VAT, "NL 4495445B01", "NL004495445B01", None),
        (T.VAT, "btw NL004495445B01", "NL004495445B01", None),
        (T.VAT, "NL123456789B01", "NL123456789B01", "vat.check"),
        (T.VAT, "BE0428759497", "BE0428759497", None),
        (T.IDENTIFIER, " ab 12-3 ", "AB12-3", None),
        (T.IDENTIFIER, "00000", None, "placeholder"),
        (T.ORGANISATION_NAME, "Bakker en Zonen bv", "Bakker en Zonen B.V.", None),
        (T.ORGANISATION_NAME, "Bakker, B.V.", "Bakker B.V.", None),
        (T.ORGANISATION_NAME, "ASML Holding N.V.", "ASML Holding N.V.", None),
        (T.ORGANISATION_NAME, "Müller GMBH", "Müller GmbH", None),
        (T.ORGANISATION_NAME, "Fiat s.p.a.", "Fiat S.p.A.", None),
        (T.ORGANISATION_NAME, "Start UG (haftungsbeschränkt)", "Start UG", None),
        (T.ORGANISATION_NAME, "Huis van Wellness Spa", "Huis van Wellness Spa", None),
        (T.ORGANISATION_NAME, "KPN", "KPN", None),
        (T.ORGANISATION_NAME, "BV", "BV", None),
        (T.TEXT, "regel 1\r\nregel  2\x00", "regel 1\nregel 2", None),
        (T.TEXT, "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "formula"),
        (T.TEXT, "-5 graden", "-5 graden", None),
        (T.TEXT, "a" * 50_000_000, None, "too_long"),
        (T.CATEGORY, "n.v.t.", None, "placeholder"),
        (T.CATEGORY, "  Goud ", "Goud", None),
    ],
)
def test_value(kind: AttributeType, text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(kind, text) == (value, fault)
