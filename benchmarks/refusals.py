"""How often screening is right, and what it costs: BSNs and special categories in delivered data.

    python benchmarks/refusals.py [--rows N]

False alarms: numbers of other kinds, made by chance and by their own rules, one at a time in a note
and as whole columns. Found: BSNs in columns and in sentences. Special categories: made-up service
notes that tell of somebody, and others that hold the same words of places and things
(``tests/data/service_notes.csv``), by part; the rules were never looked at beside ``held_out``.
Cost: N made-up rows of fifteen columns as a file delivers them. The peer is what most data loss
prevention does: nine digits that pass the eleven-test, anywhere. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from klantbeeld.quality.number_columns import Numbers, Verdict, judge, passing
from klantbeeld.quality.own_numbers import in_forms
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
NOTES = Path(__file__).parent.parent / "tests/data/service_notes.csv"


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
        "bare_numbers_of_our_own": _own(dice),
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


def _own(dice: random.Random) -> dict[str, float]:
    """Bare numbers in a note where a form of two digits is declared: own ones taken for a BSN, and
    BSNs, any of them, that get through."""
    own = in_forms(["88#######"])
    mine = [f"zie 88{dice.randrange(10**7):07}" for _ in range(5_000)]
    others = [f"zie {_bsn(dice)}" for _ in range(20_000)]
    return {
        "false_alarms": _share(mine, lambda text: bool(find_bsn(text, own=own))),
        "missed": _share(others, lambda text: not find_bsn(text, own=own)),
    }


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


def _special() -> dict[str, dict[str, object]]:
    """Of each part of the notes: how many flags are right, and how many that tell are flagged."""
    with NOTES.open(encoding="utf-8", newline="") as file:
        notes = list(csv.DictReader(file))
    return {
        part: _right([note for note in notes if note["part"] == part])
        for part in ("development", "held_out")
    }


def _right(notes: Sequence[dict[str, str]]) -> dict[str, object]:
    hits = [(bool(special_categories(note["text"])), bool(note["category"])) for note in notes]
    right = sum(hit and tells for hit, tells in hits)
    flagged, told = sum(hit for hit, _ in hits), sum(tells for _, tells in hits)
    return {
        "notes": len(hits),
        "telling": told,
        "precision": round(right / flagged, 3),
        "precision_interval": _wilson(right, flagged),
        "recall": round(right / told, 3),
        "recall_interval": _wilson(right, told),
    }


def _wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, hits / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    reach = z * math.sqrt(share * (1 - share) / of + z**2 / (4 * of**2)) / (1 + z**2 / of)
    return round(middle - reach, 2), round(middle + reach, 2)


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
