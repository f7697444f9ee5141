"""What a text seems to tell of. All sentences are made up."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.quality.screening import screen_numbers, screen_words
from klantbeeld.quality.special_categories import Category, special_categories

NOTES = Path(__file__).parents[2] / "data/service_notes.csv"
TELLING = [
    ("Klant heeft diabetes en wil suikervrije repen", Category.HEALTH),
    ("Mevrouw is zwanger, levering graag tot achter de deur", Category.HEALTH),
    ("I am a wheelchair user, please ring twice", Category.HEALTH),
    ("Hij is slechthorend: liever mailen", Category.HEALTH),
    ("Klant is moslim en zoekt halal", Category.BELIEF),
    ("She is Jewish and asks for delivery before Friday", Category.BELIEF),
    ("Korting want lid van de FNV", Category.UNION),
    ("Meneer is homoseksueel", Category.SEXUALITY),
    ("Klant van Marokkaanse afkomst", Category.ORIGIN),
    ("Stemt PVV zegt hij", Category.POLITICS),
    ("Klant heeft een strafblad wegens fraude", Category.OFFENCE),
    ("He was convicted of theft", Category.OFFENCE),
]
HARMLESS = [
    "",
    "Tent is gescheurd bij de rits",
    "Graag bezorgen naast de katholieke kerk",
    "Het adres is tegenover de gevangenis",
    "Opbrengst voor de kankerbestrijding",
    "Ophalen bij de Joodse begraafplaats",
    "Zwangerschapskleding maat 40",
    "De depressie boven zee brengt regen",
    "Rugzak past bij homo sapiens in het wild",
    "Tent met stroke engine generator",
    "Er zit kanker in de appelboom",
    "Blijf gezond!",
    "Kleur: antraciet, maat M",
]


@pytest.mark.parametrize(("text", "category"), TELLING)
def test_what_tells_of_somebody_is_flagged(text: str, category: Category) -> None:
    assert special_categories(text) == (category,)
    assert special_categories(text.upper()) == (category,)


@pytest.mark.parametrize("text", HARMLESS)
def test_places_and_things_are_not(text: str) -> None:
    assert special_categories(text) == ()


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Mevrouw is doof", True),
        ("De bel klinkt doof", False),
        ("Zij zit vast tot mei", True),
        ("De rits zit vast", False),
        ("She is blind", True),
        ("Asks for a blind for the kitchen", False),
        ("Klant is joods", True),
        ("Mevrouw de Jood belde", False),
        ("Kocht een boek over depressie", False),
        ("Kocht een boek vanwege zijn depressie", True),
        ("Adres: Moskeeplein 4, Homoetsestraat 2", False),
        ("Vakbondskorting gevraagd", False),
        ("De hond heeft diabetes", False),
        ("Haar vrouw haalt het op", True),
    ],
)
def test_the_same_word_tells_of_a_person_and_not_of_a_thing(text: str, tells: bool) -> None:
    assert bool(special_categories(text)) is tells


def test_notes_that_were_put_aside_are_told_apart() -> None:
    with NOTES.open(encoding="utf-8", newline="") as file:
        notes = [note for note in csv.DictReader(file) if note["part"] == "held_out"]
    told = [note for note in notes if note["category"]]
    flagged = [note for note in notes if special_categories(note["text"])]
    right = [note for note in flagged if note["category"]]
    assert len(right) >= 0.85 * len(told)
    assert len(right) >= 0.85 * len(flagged)


@given(st.text(max_size=200))
def test_any_text_is_looked_through(text: str) -> None:
    assert screen_words([text]) == screen_words(pa.chunked_array([[text]]))


def test_files_and_live_rows_are_looked_through_alike() -> None:
    texts = [
        *HARMLESS,
        None,
        *(text for text, _ in TELLING),
        "bsn 123456782",
        "123456782",
        "١٢٣٤٥٦٧٨٢",
    ]
    halves = [pa.array(texts[:7], pa.string()), pa.array(texts[7:], pa.string())]
    column = pa.chunked_array(halves)
    assert screen_words(column) == screen_words(texts)
    assert len(screen_words(column)) == len(TELLING)
    assert screen_numbers(column) == screen_numbers(texts)
    assert len(screen_numbers(column).numbers) == 2
    assert screen_numbers(column, named_only=True).numbers == ()
    sliced = column.slice(3)
    assert screen_numbers(sliced) == screen_numbers(texts[3:])
    nothing = pa.chunked_array([pa.nulls(3)])
    assert screen_words(nothing) == {}
    assert screen_numbers(nothing) == screen_numbers([None, None, None])
