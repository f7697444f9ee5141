"""Made-up people for the tests of identity: records that differ as they do in life.

A seed gives the same records; the truth stands beside them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

GIVEN = (
    "jan", "piet", "kees", "henk", "willem", "anna", "maria", "els", "truus", "ingrid", "fatima",
    "omar", "yara", "noor", "daan",
)  # fmt: skip
SYLLABLES = (
    "berg", "dijk", "veld", "bos", "meer", "hof", "stra", "man", "kamp", "beek", "donk", "waard",
    "laar", "roos", "vink",
)  # fmt: skip
COLUMNS = (
    "given_name",
    "family_name",
    "birth_date",
    "gender",
    "email",
    "phone",
    "street",
    "house_number",
    "postcode",
    "city",
)


def table(records: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Records as the table that linking takes; what a record lacks is null."""
    held = [name for name in COLUMNS if any(name in record for record in records)]
    extra = sorted({name for record in records for name in record if ":" in name})
    numbers = [record.get("record_no", row) for row, record in enumerate(records)]
    return pa.table(
        {
            "record_no": pa.array(numbers, pa.int64()),
            "source": pa.array([record.get("source", "crm") for record in records], pa.string()),
            **{
                name: pa.array([record.get(name) for record in records], pa.string())
                for name in [*held, *extra]
            },
        }
    )


def person(number: int, generator: random.Random) -> dict[str, str]:
    """One person's values, complete and correct."""
    given = generator.choice(GIVEN)
    family = generator.choice(SYLLABLES) + generator.choice(SYLLABLES)
    return {
        "given_name": given,
        "family_name": family,
        "birth_date": f"{generator.randint(1940, 2005)}-{generator.randint(1, 12):02}"
        f"-{generator.randint(1, 28):02}",
        "gender": generator.choice("FM"),
        "email": f"{given}.{family}{number}@example.nl",
        "phone": f"+316{generator.randint(10**7, 10**8 - 1)}",
        "street": generator.choice(SYLLABLES) + "straat",
        "house_number": str(generator.randint(1, 90)),
        "postcode": f"{generator.randint(1000, 1400)}{generator.choice('ABCD')}X",
        "city": generator.choice(["utrecht", "leiden", "ede"]),
    }


def corrupted(values: dict[str, str], generator: random.Random) -> dict[str, str]:
    """The person as another system has them: some values gone, one mistyped."""
    out = {name: value for name, value in values.items() if generator.random() > 0.25}
    if "family_name" in out and generator.random() < 0.2:
        at = generator.randrange(1, len(out["family_name"]))
        out["family_name"] = out["family_name"][:at] + "x" + out["family_name"][at + 1 :]
    return out


def people(count: int, seed: int = 1) -> tuple[list[dict[str, Any]], list[int]]:
    """Two records of each person, from two sources, in random order; and whose they are."""
    generator = random.Random(seed)
    both = []
    for number in range(count):
        values = person(number, generator)
        both.append((values | {"source": "crm"}, number))
        both.append((corrupted(values, generator) | {"source": "webshop"}, number))
    generator.shuffle(both)
    return [record for record, _ in both], [owner for _, owner in both]
