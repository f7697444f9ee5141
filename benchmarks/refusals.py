"""How often screening is right, and what it costs: BSNs and special categories in delivered data.

    python benchmarks/refusals.py [--rows N]

False alarms: numbers of other kinds, made by chance and by their own rules, one at a time in a note
and as whole columns. Found: BSNs in columns and in sentences. Special categories: made-up sentences
that tell of somebody, and others that hold the same words of places and things (``SENTENCES``; they
are not those of the tests). Cost: N made-up rows of fifteen columns as a file delivers them. The
peer is what most data loss prevention does: nine digits that pass the eleven-test, anywhere. Prints
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa

from klantbeeld.quality.number_columns import Numbers, Verdict, judge, passing
from klantbeeld.quality.refusals import find_bsn, passes_eleven_test
from klantbeeld.quality.screening import screen_numbers, screen_words
from klantbeeld.quality.special_categories import special_categories
from measure import machine, measured

Item = TypeVar("Item")
_PEER = re.compile(r"(?<!\d)\d{9}(?!\d)")

OTHER_NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "order": lambda dice: f"Bestelling {dice.randrange(10**8, 10**9)} is niet geleverd",
    "customer": lambda dice: f"Klantnummer {dice.randrange(10**8, 10**9)} belde over een factuur",
    "invoice": lambda dice: f"over factuur {dice.randrange(10**8, 10**9)} een vraag",
    "phone": lambda dice: f"Bel mij op 06{dice.randrange(10**7, 10**8)}",
    "phone_abroad": lambda dice: f"bereikbaar op +31 6{dice.randrange(10**7, 10**8)}",
    "iban": lambda dice: f"terug naar NL{dice.randrange(10, 99)}INGB{dice.randrange(10**9):010}",
    "kvk": lambda dice: f"KvK {dice.randrange(10**7, 10**8)}",
    "postcode_and_year": lambda dice: (
        f"{dice.randrange(1000, 9999)} AB, sinds 19{dice.randrange(99)}"
    ),
    "amount": lambda dice: f"EUR {dice.randrange(10**6):,}.{dice.randrange(99):02} betaald",
    "bare": lambda dice: f"zie {dice.randrange(10**8, 10**9)}",
}
BSN_TEXTS = (
    "Mijn BSN is {}.", "bsn: {}", "{}", "burgerservicenummer {}", "sofinummer {}",
    "klant gaf {} door aan de telefoon", "geboren 1-2-1980, {}", "BSN-nr {} staat op de pas",
)  # fmt: skip
SENTENCES: tuple[tuple[str, bool], ...] = (
    ("Meneer heeft vorig jaar een hartinfarct gehad", True),
    ("Mevrouw volgt een chemokuur, bezorg na vier uur", True),
    ("Mijn dochter heeft autisme en schrikt van de bel", True),
    ("Klant is blind en leest geen papieren post", True),
    ("Vanwege reuma kan hij de doos niet tillen", True),
    ("She has epilepsy, no flashing lights please", True),
    ("Customer is pregnant and asks for a chair", True),
    ("Ons gezin is gereformeerd, niet op zondag bezorgen", True),
    ("Hij is hindoe en eet geen rund", True),
    ("Wij zijn katholiek en vasten in maart", True),
    ("Korting via FNV-lid 20 procent", True),
    ("Zij is lesbisch, spreek haar partner aan met mevrouw", True),
    ("Van Surinaamse afkomst, vraagt om roti", True),
    ("Lid van de SP, wil geen reclame van banken", True),
    ("Zit in detentie, heeft een enkelband", True),
    ("Klant is veroordeeld voor fraude", True),
    ("Slikt antidepressiva, liever niet bellen in de ochtend", True),
    ("Heeft COPD en kan de trap niet op", True),
    ("De levering stond in de regen", False),
    ("Bezorgen bij de kerk aan de overkant", False),
    ("Het pakket ligt in de gevangenis van de bezorgdienst", False),
    ("Straat: Moskeeplein 4", False),
    ("Wil een boek over de Joodse begraafplaats", False),
    ("Doneert aan het kankerfonds", False),
    ("Film: Homo Ludens", False),
    ("Depressie boven de Noordzee, bezorging later", False),
    ("Aids staat voor hulpmiddelen in het Engels", False),
    ("De hond is zwanger", False),
    ("Moslim Snack Bar is de naam van de zaak", False),
    ("Gay Pride kortingsactie in augustus", False),
    ("Katholieke Universiteit als afleveradres", False),
    ("Zoekt zwangerschapskleding in maat 38", False),
    ("Tweedehands rolstoel te koop", False),
    ("Medicijnkastje met slot besteld", False),
    ("Vakbond voor Vogels is de titel", False),
    ("Politiek boek ontvangen", False),
    ("Diabetes Fonds staat op de factuur", False),
    ("Kleur is blind paars", False),
    ("Auto-immuun is geen merk", False),
    ("Wachttijd was een straf", False),
)


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    dice = random.Random(20260307)
    columns = _columns(dice, rows)
    with measured() as cost:
        for column in columns[:14]:
            screen_numbers(column)
        screen_words(columns[14])
    result = {"rows": rows, "columns": len(columns)} | cost.figures()
    result |= {
        "false_alarms_in_notes": _false_alarms(dice),
        "found_in_sentences": _share(_sentences(dice), lambda text: bool(find_bsn(text))),
        "columns_judged": _judged(dice),
        "special_categories": _special(),
        "machine": machine(),
    }
    print(json.dumps(result, indent=2))


def _false_alarms(dice: random.Random) -> dict[str, dict[str, float]]:
    found = {}
    for name, make in OTHER_NUMBERS.items():
        texts = [make(dice) for _ in range(5_000)]
        found[name] = {
            "klantbeeld": _share(texts, lambda text: bool(find_bsn(text))),
            "peer": _share(texts, _peer),
        }
    return found


def _peer(text: str) -> bool:
    return any(passes_eleven_test(match.group()) for match in _PEER.finditer(text))


def _sentences(dice: random.Random) -> list[str]:
    return [dice.choice(BSN_TEXTS).format(_bsn(dice)) for _ in range(5_000)]


def _bsn(dice: random.Random) -> str:
    while not passes_eleven_test(digits := f"{dice.randrange(10_000_000, 10**9):09}"):
        pass
    return digits


def _judged(dice: random.Random) -> dict[str, float]:
    """Of 500 columns of 200 numbers each: how many are judged what they are."""
    own = [[f"{dice.randrange(10**8, 10**9)}" for _ in range(200)] for _ in range(500)]
    bsn = [[_bsn(dice) for _ in range(200)] for _ in range(500)]
    return {
        "own_kept": _share(own, lambda column: _verdict(column) is Verdict.OWN),
        "bsn_refused": _share(bsn, lambda column: _verdict(column) is Verdict.BSN),
    }


def _verdict(digits: Sequence[str]) -> Verdict:
    return judge(Numbers(len(digits), int(passing(np.array([int(each) for each in digits])).sum())))


def _special() -> dict[str, float]:
    hits = [(bool(special_categories(text)), tells) for text, tells in SENTENCES]
    right = sum(hit and tells for hit, tells in hits)
    flagged, told = sum(hit for hit, _ in hits), sum(tells for _, tells in hits)
    return {
        "sentences": len(hits),
        "precision": round(right / flagged, 3),
        "recall": round(right / told, 3),
    }


def _share(items: Sequence[Item], holds: Callable[[Item], bool]) -> float:
    return round(sum(map(holds, items)) / len(items), 4)


def _columns(dice: random.Random, rows: int) -> list[pa.ChunkedArray]:
    """Fifteen columns as files have them: names, addresses, numbers, moments, notes."""
    words = [
        f"{a}{b}" for a in ("Jan", "Van der ", "Sint ", "Oud-") for b in ("dijk", "berg", "sen")
    ]
    notes = ["Graag achterom bezorgen", "Belde over de levering van gisteren", "Rits is kapot"]
    makers: list[Callable[[int], str]] = [
        *([lambda at: words[at % len(words)]] * 4),
        *([lambda at: f"klant{at}@mail.example"] * 2),
        *([lambda at: f"06{(at * 7919) % 10**8:08}"] * 2),
        *([lambda at: f"K{at:07}"] * 2),
        lambda at: f"{10**8 + at * 13}",
        lambda at: f"{1000 + at % 9000} AB",
        lambda at: f"2026-0{1 + at % 9}-1{at % 9} 10:00",
        lambda at: str(at % 300),
        lambda at: notes[at % 3],
    ]
    dice.shuffle(notes)
    return [pa.chunked_array([pa.array([make(at) for at in range(rows)])]) for make in makers]


if __name__ == "__main__":
    main()
