"""Codes in words."""

from __future__ import annotations

from itertools import chain

import pytest

from klantbeeld.identity.levels_address import ADDRESS_LEVELS
from klantbeeld.identity.levels_birth_date import BIRTH_DATE_LEVELS
from klantbeeld.identity.levels_contact import EMAIL_LEVELS, PHONE_LEVELS
from klantbeeld.identity.levels_names import FAMILY_LEVELS, GIVEN_LEVELS
from klantbeeld.identity.levels_plain import CATEGORY_LEVELS, GENDER_LEVELS, IDENTIFIER_LEVELS
from klantbeeld.web.words import (
    LEVELS,
    Agreement,
    level,
    similarity,
    speaks_of,
    within_a_sentence,
)

USED = (
    GIVEN_LEVELS, FAMILY_LEVELS, BIRTH_DATE_LEVELS, EMAIL_LEVELS, PHONE_LEVELS, ADDRESS_LEVELS,
    GENDER_LEVELS, IDENTIFIER_LEVELS, CATEGORY_LEVELS,
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(set(chain(*USED))))
def test_every_level_that_linking_tells_has_words(code: str) -> None:
    assert level(code) in LEVELS.values()


@pytest.mark.parametrize(
    ("value", "asked", "found", "said"),
    [
        (1.0, "jansen", "Jansen", "exactly so"),
        (0.6, "dijkstr", "C. Dijkstra", "holds what you typed"),
        (0.6, "jansn", "Oscar Jansen", "spelt alike"),
        (0.6, "jansen", "", "spelt alike"),
        (0.3, "jansn", "Jans", "faintly alike"),
    ],
)
def test_why_an_answer_matched(value: float, asked: str, found: str, said: str) -> None:
    assert similarity(value, asked, found) == said


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("exact", Agreement.SAME),
        ("exact_shared", Agreement.SAME),
        ("same", Agreement.SAME),
        ("same_postcode", Agreement.ALIKE),
        ("alias", Agreement.ALIKE),
        ("other_number", Agreement.OTHER),
        ("different", Agreement.OTHER),
    ],
)
def test_what_a_level_says_of_two_values(code: str, says: Agreement) -> None:
    assert speaks_of(code) is says


@pytest.mark.parametrize(
    ("name", "within"), [("Korting", "korting"), ("NPS", "NPS"), ("E-mailadres", "e-mailadres")]
)
def test_names_within_a_sentence(name: str, within: str) -> None:
    assert within_a_sentence(name) == within
