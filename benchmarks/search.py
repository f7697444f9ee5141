"""How fast people are found: 200 searches of each kind through the gate, each a logged read.

    python benchmarks/search.py --base 100000

Prints one JSON object: p50 and p99 in milliseconds by kind, and which share of the searches found
the person that was meant (at most 20 people are answered, so a common family name alone seldom
does). Measured where the gate is called: parsing, PostgreSQL, and the line in the access log. Bar:
below 100 ms at 100,000 records.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from klantbeeld.privacy.views import Actor
from made_up_shop import Shop
from measure import machine, measured
from scratch_store import Scratch, loaded

SEARCHES = 200
_AGENT = Actor("benchmark", "service_agent", "cli")
_PURPOSE = "customer_service"


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=int, required=True, help="records in the store")
    arguments = parser.parse_args()
    with loaded(arguments.base) as scratch:
        with measured(scratch.postmaster) as cost:
            kinds = {kind: run(scratch, kind) for kind in KINDS}
        result = {
            "base": arguments.base,
            "kinds": kinds,
            **cost.figures(),
            "load": scratch.load,
            "machine": machine(),
        }
    print(json.dumps(result, indent=2))


def run(scratch: Scratch, kind: str) -> dict[str, float]:
    """One kind of search for people drawn anew."""
    shop, gate = scratch.shop, scratch.services.gate
    dice = np.random.default_rng(7)
    took, right = [], 0
    for record in _drawn(shop, kind, dice):
        text = KINDS[kind](shop, record)
        begun = time.perf_counter()
        hits = gate.search(_AGENT, _PURPOSE, text)
        took.append(1000 * (time.perf_counter() - begun))
        source = "till" if shop.record_id[record].startswith("K") else "webshop"
        number = str(shop.record_id[record])
        meant = gate.find_by_record(_AGENT, _PURPOSE, source, number)
        right += meant in {hit.person_id for hit in hits}
    p50, p99 = np.percentile(took, [50, 99])
    return {
        "p50_ms": round(p50, 1),
        "p99_ms": round(p99, 1),
        "found": right / len(took),
        "searches": len(took),
    }


def _drawn(shop: Shop, kind: str, dice: np.random.Generator) -> list[int]:
    """Records that have what this kind of search needs."""
    needed = {"e-mail": "email", "phone": "phone"}.get(kind, "family_name")
    usable = np.flatnonzero(shop.attributes[needed] != "")
    chosen: list[int] = dice.choice(usable, SEARCHES).tolist()
    return chosen


def _name(shop: Shop, record: int) -> str:
    parts = (shop.attributes[part][record] for part in ("given_name", "name_prefix", "family_name"))
    return " ".join(part for part in parts if part)


def _misspelt(shop: Shop, record: int) -> str:
    """A letter of the family name left out, or doubled where it is short."""
    name = _name(shop, record)
    place = len(name) - max(2, len(shop.attributes["family_name"][record]) // 2)
    doubled = len(name) < 8
    return name[:place] + (name[place] * 2 if doubled else "") + name[place + 1 :]


KINDS: dict[str, Callable[[Shop, int], str]] = {
    "name": _name,
    "family name": lambda shop, record: str(shop.attributes["family_name"][record]),
    "name misspelt": _misspelt,
    "e-mail": lambda shop, record: str(shop.attributes["email"][record]),
    "phone": lambda shop, record: f"06 {shop.attributes['phone'][record][2:]}",
    "postcode and number": lambda shop, record: (
        f"{shop.attributes['postcode'][record]} {shop.attributes['house_number'][record]}"
    ),
    "customer number": lambda shop, record: str(shop.record_id[record]),
}


if __name__ == "__main__":
    main()
