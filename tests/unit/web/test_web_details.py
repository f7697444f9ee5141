"""Details of a touchpoint: readable without knowing the source."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from person_samples import INVOICE, NOW

from klantbeeld.catalog.definition import Words
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language
from klantbeeld.web.person.details import details

NL = Formats("nl", "Europe/Amsterdam", NOW)
EN = Formats("en", "Europe/Amsterdam", NOW)
LABELS = {
    "discount": Words(nl="Korting", en="Discount"),
    "score": Words(nl="NPS", en="NPS"),
    "reason": Words(nl="Reden", en="Reason"),
}


def told(fmt: Formats, **fields: str) -> list[str]:
    item = replace(INVOICE, detail=fields)
    shown = [
        f"{part.label} {part.text}" if part.label else str(part.text)
        for part in details(item, LABELS, fmt)
    ]
    return [re.sub("<[^>]+>", "", text) for text in shown]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("discount", "9.46", "korting 9,46"),
        ("discount", "8.0", "korting 8"),
        ("discount", "10000085486", "korting 10000085486"),
        ("score", "9", "NPS 9"),
        ("reason", "C22", "reden C22"),
        ("reason", "v", "reden v"),
        ("reason", "niet meer nodig", "niet meer nodig"),
        ("reason", "Kamer 12 lekt", "Kamer 12 lekt"),
        ("reason", "2026-10-13T20:18:42+02:00", "reden 13 okt 2026"),
        ("reason", "2026-10-13", "reden 13 okt 2026"),
        ("reason", "2026-13-13", "reden 2026-13-13"),
        ("reason", "2026-10-13T20:18:42", "reden 13 okt 2026"),
        ("unnamed", "7", "unnamed 7"),
    ],
)
def test_what_tells_nothing_by_itself_has_a_name(field: str, value: str, shown: str) -> None:
    assert told(NL, **{field: value}) == [shown]


@pytest.mark.parametrize(("fmt", "shown"), [(NL, "korting 0,5"), (EN, "discount 0.5")])
def test_numbers_are_in_the_readers_notation(fmt: Formats, shown: str) -> None:
    language: Language = fmt.language
    assert told(fmt, discount="0.5") == [shown], language


def test_what_the_row_shows_already_is_left_out() -> None:
    key = INVOICE.touchpoint_key
    assert told(NL, reason=key, discount="open", score="X1", order="X1", empty=" ") == ["NPS X1"]
