"""Faults as deliveries have them, so that the dead letters and the quality pages have work.

Enters: rows about to be written, and written files. Leaves: the same with faults put in, and how
many by file. Beside these, single values are spoilt in ``corrupt`` (31 February, "onbekend",
invalid e-mails and postcodes); those records are read, measured and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from klantbeeld.demo.after_order import Rows
from klantbeeld.demo.dice import Dice

# Lines of people who are in no truth: nothing can be said about a record that cannot be read.
_BROKEN_LINES: Mapping[str, tuple[bytes, ...]] = {
    # A semicolon in an unquoted street: one cell too many.
    "kassa_klantpassen.csv": (
        b"2620990000017;M.;;Bos;01-05-1971;m;Tijmhof; achter;9;;3812 KD;Amersfoort;;;;;;"
        b"01-03-2024;01-03-2024;\r\n",
        b"2620990000024;Ria;de;Wit;12-12-1949;v;Dilleweg;;3;;4813 LA;Breda;;;;;;"
        b"14-06-2023;14-06-2023;\r\n",
        b"2620990000031;K.;;Smit\r\n",
    ),
    # An export that was cut off.
    "webshop_accounts.jsonl": (
        b'{"account_id":"WS990001","voornaam":"Joris","achternaam":"van Dij\n',
        b'{"account_id":"WS990002","voornaam":"Eva",,"achternaam":"Post"}\n',
    ),
    "nieuwsbrief_verzendingen.csv": (b"M990001,sub_d00\r\n",),
}
# What may not be written down: a citizen service number (made up), and what tells of health.
_UNLAWFUL_TEXTS = (
    "Klant noemde BSN 123456782 om zich bekend te maken.",
    "Heeft diabetes en vraagt of de stroopwafels suikervrij zijn.",
    "Kan niet tillen: klant is zwanger. Graag tot achter de deur.",
)
_IMPOSSIBLE_DATES = 4
_LOST_CASES = 3
UNKNOWN_CONTACT = "KS-999999"


def put_faults(dice: Dice, rows: Mapping[str, Rows]) -> dict[str, int]:
    """Changes a few rows: invoices dated 31 February, cases of a contact that nobody knows, texts
    that may not be written down."""
    invoices, cases = rows["webshop_facturen.csv"], rows["klantenservice_zaken.jsonl"]
    for _ in range(_IMPOSSIBLE_DATES):
        row = dice.pick(invoices[: len(invoices) // 2])
        row["factuurdatum"] = f"{row['factuurdatum'][:4]}-02-31"
    for _ in range(_LOST_CASES):
        row = dice.pick([case for case in cases if case["status"] == "opgelost"])
        row["contact_id"] = UNKNOWN_CONTACT
    known = [case for case in cases if case["contact_id"] != UNKNOWN_CONTACT]
    for text in _UNLAWFUL_TEXTS:
        dice.pick(known)["omschrijving"] = text
    return {
        "webshop_facturen.csv": sum(row["factuurdatum"].endswith("-02-31") for row in invoices),
        "klantenservice_zaken.jsonl": sum(row["contact_id"] == UNKNOWN_CONTACT for row in cases),
    }


def break_lines(data: Path) -> dict[str, int]:
    """Puts lines that no reader can read at the end of written files."""
    for name, lines in _BROKEN_LINES.items():
        with (data / name).open("ab") as file:
            file.writelines(lines)
    return {name: len(lines) for name, lines in _BROKEN_LINES.items()}
