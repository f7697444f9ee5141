"""The citizen service number in text. The numbers are made up: 111222333 is the government's own
example, the others pass the eleven-test by arithmetic."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.quality.own_numbers import in_forms, in_forms_or
from klantbeeld.quality.refusals import (
    MASK,
    bare_numbers,
    find_bsn,
    nine_digits,
    passes_eleven_test,
    without_bsn,
)

PASSING = "123456782"

REFUSED = [
    PASSING,
    "111222333",
    "123.456.782",
    "1234.56.782",
    "123 456 782",
    "123-456-782",
    "123\u00a0456\u00a0782",
    "١٢٣٤٥٦٧٨٢",
    "Mijn BSN is 123456782.",
    "Klant gaf 123456782 door, graag noteren",
    "bsn:123456782",
    "sofinummer 123456782",
    "123456782 is mijn burgerservicenummer",
    "BSN-nummer 123456782",
    "geboren 01-02-1980, 123456782",
    "bsn 10000008",
    "Burgerservicenummer: 12.345.672",
    "klant 123456782",
    "het nummer is 123456782",
    "order 4711; BSN 123456782",
    "123456782\n1980",
]
LEFT_ALONE = [
    "",
    "12345678",
    "123456789",
    "000000000",
    "bestelling 123456782 is niet geleverd",
    "Ordernummer: 123456782",
    "klantnummer 123456782",
    "klantnr. 123456782",
    "customer no 123456782",
    "factuur 123456782",
    "bel mij op 612345672",
    "tel. 612345672",
    "+31 612345672",
    "0031 612345672",
    "NL91ABNA0123456782",
    "NL123456782B01",
    "KvK 12345672",
    "12345672",
    "3S1234567820",
    "0612345678",
    "06-12345678",
    "010 1234567",
    "2025-01-02 10000008",
    "123456782.50",
    "1.123.456.782",
    "BSN onbekend, ordernummer 123456782",
    "ref. 123456782",
    "dossier 123456782 gesloten",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_bsn_is_found_however_it_is_written(text: str) -> None:
    (found,) = find_bsn(text)
    masked = without_bsn(text)
    assert MASK in masked
    assert find_bsn(masked) == ()
    assert found.alone == (nine_digits(text) is not None)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_bsn(text) == ()
    assert without_bsn(text) == text


@pytest.mark.parametrize(
    ("text", "found"), [("612345672", 0), ("0612345678 bsn 123456782", 1), ("123456782", 0)]
)
def test_a_telephone_number_is_a_bsn_only_in_words(text: str, found: int) -> None:
    assert len(find_bsn(text, named_only=True)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zie 123456782", 0),
        ("zie 123.456.782", 0),
        ("123456782", 0),
        ("zie 111222333", 1),
        ("BSN 123456782", 1),
        ("geboren 1-2-1980, 123456782", 1),
        ("paspoort gezien, 123456782", 1),
        ("zie 123456782, en 111222333", 1),
    ],
)
def test_a_number_of_our_own_is_a_bsn_only_where_words_say_so(text: str, found: int) -> None:
    assert len(find_bsn(text, own=in_forms(["12#######"]))) == found
    assert len(find_bsn(text, own=in_forms_or(in_forms([]), frozenset([PASSING])))) == found
    assert len(find_bsn(text, own=in_forms(["88#######"]))) == 1 + ("en 111" in text)


def test_only_a_bare_number_can_be_looked_up() -> None:
    assert bare_numbers("zie 123.456.782") == {PASSING}
    assert bare_numbers("bsn 123456782") == bare_numbers("order 123456782") == frozenset()


def test_one_in_eleven_numbers_passes() -> None:
    dice = random.Random(1)
    numbers = [f"{dice.randrange(10_000_000, 10**9):09}" for _ in range(20_000)]
    share = sum(map(passes_eleven_test, numbers)) / len(numbers)
    assert abs(share - 1 / 11) < 0.01


@given(st.text(max_size=60))
def test_any_text_goes_through(text: str) -> None:
    assert find_bsn(without_bsn(text)) == ()


@given(st.text(alphabet="0123456789 .-/+abn", max_size=40))
def test_what_is_masked_is_gone(text: str) -> None:
    assert find_bsn(without_bsn(text)) == ()
