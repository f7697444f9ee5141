"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import standardise_value


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("jan@bedrijf.nl", "jan@bedrijf.nl", None),
        (" J.P.Jansen@GMail.COM ", "J.P.Jansen@gmail.com", None),
        ("mailto:jan@bedrijf.nl", "jan@bedrijf.nl", None),
        ("Jan Jansen <jan@bedrijf.nl>", "jan@bedrijf.nl", None),
        ("<mailto:jan@bedrijf.nl>;", "jan@bedrijf.nl", None),
        ("jan@bedrijf.nl;", "jan@bedrijf.nl", None),
        ("o'neil+nieuws@bedrijf.co.uk", "o'neil+nieuws@bedrijf.co.uk", None),
        ("jan@bücher.de", "jan@bücher.de", None),
        ("jan@gmial.com", "jan@gmial.com", "email.domain_typo"),
        ("jan@hotmal.com", "jan@hotmal.com", "email.domain_typo"),
        ("jan@gmail.con", "jan@gmail.con", "email.domain_typo"),
        ("jan@ymail.com", "jan@ymail.com", None),
        ("jan@hotmail.fr", "jan@hotmail.fr", None),
        ("info@bedrijf.nl", "info@bedrijf.nl", "email.role"),
        ("noreply@bedrijf.nl", None, "placeholder"),
        ("geen@geen.nl", None, "placeholder"),
        ("onbekend", None, "placeholder"),
        ("jan", "jan", "email.syntax"),
        ("jan@", "jan@", "email.syntax"),
        ("a@x.nl; b@y.nl", "a@x.nl", "email.several"),
        ("a@x.nl / b@y.nl", "a@x.nl", "email.several"),
        ("mailto:", None, "email.syntax"),
        ("'jan@bedrijf.nl'", "jan@bedrijf.nl", None),
        ("@bedrijf.nl", "@bedrijf.nl", "email.syntax"),
        ("jan@bedrijf", "jan@bedrijf", "email.syntax"),
        ("jan..p@bedrijf.nl", "jan..p@bedrijf.nl", "email.syntax"),
        ("jan@localhost.local", "jan@localhost.local", "email.syntax"),
        ("a@b@c.nl", "a@b@c.nl", "email.syntax"),
        ("jan de vries@bedrijf.nl", "jan de vries@bedrijf.nl", "email.syntax"),
        (f"{'a' * 65}@bedrijf.nl", f"{'a' * 65}@bedrijf.nl", "email.syntax"),
        ("a" * 10_000 + "@bedrijf.nl", None, "too_long"),
    ],
)
def test_email(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.EMAIL, text) == (value, fault)


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("06-12345678", "+31612345678", None),
        ("06 12 34 56 78", "+31612345678", None),
        ("0612345678", "+31612345678", None),
        ("612345678", "+31612345678", None),
        ("+31 6 12345678", "+31612345678", None),
        ("+31 (0)6 1234 5678", "+31612345678", None),
        ("+310612345678", "+31612345678", None),
        ("0031612345678", "+31612345678", None),
        ("0031 (0)6-12345678", "+31612345678", None),
        ("31612345678", "+31612345678", None),
        ("(020) 123 45 67", "+31201234567", None),
        ("020/1234567", "+31201234567", None),
        ("tel. 020-1234567", "+31201234567", None),
        ("0800-1234", "+318001234", None),
        ("+32 475 12 34 56", "+32475123456", None),
        ("0032475123456", "+32475123456", None),
        ("+44 20 7946 0018", "+442079460018", None),
        ("06-12345678 / 020-1234567", "+31612345678", "phone.several"),
        ("+31691234567", "+31691234567", "phone.unassigned"),
        ("06-1234567", "061234567", "phone.invalid"),
        ("5346857", "5346857", "phone.invalid"),
        ("7.73E+016", None, "phone.invalid"),
        ("bel mij", None, "phone.invalid"),
        ("0000000000", None, "placeholder"),
        ("06-00000000", None, "placeholder"),
        ("0611111111", None, "placeholder"),
        ("9999999999", None, "placeholder"),
        ("+999 123", "999123", "phone.invalid"),
    ],
)
def test_phone(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.PHONE, text) == (value, fault)
