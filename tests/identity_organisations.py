"""Made-up Dutch organisations for the tests: records that differ as they do in company files.

A seed gives the same records; the truth stands beside them. Every organisation is written down by
several contacts: with and without legal form, KvK and VAT number, with slips, under a short name,
at the visiting address or a branch, with an own or a provider's e-mail address. Some have a holding
at the same door, with a KvK number of its own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import comparable_array
from klantbeeld.quality.standardise import standardise_table

Values = dict[str, str]

TYPES = {
    name: AttributeType(name)
    for name in (
        "organisation_name", "kvk", "vat", "street", "house_number", "postcode", "city", "phone",
        "email",
    )
}  # fmt: skip
TRADES = (
    "Bakkerij", "Bouwbedrijf", "Installatietechniek", "Hoveniers", "Transport", "Autobedrijf",
    "Kapsalon", "Advies", "Schilderwerken", "Administratiekantoor", "Tandartspraktijk", "Drukkerij",
    "Makelaardij", "Software", "Fysiotherapie", "Kinderopvang", "Groothandel", "Notariaat",
)  # fmt: skip
SYLLABLES = (
    "berg", "dijk", "veld", "bos", "meer", "hof", "stra", "man", "kamp", "beek", "donk", "waard",
    "laar", "roos", "vink", "plas", "wijk", "schot",
)  # fmt: skip
STREETS = ("Industrieweg", "Dorpsstraat", "Stationsweg", "Havenkade", "Kerkplein", "Energielaan")
CITIES = ("Zwolle", "Breda", "Haarlem", "Venlo", "Assen", "Gouda", "Tilburg", "Almere")
FORMS = ("B.V.", "B.V.", "B.V.", "V.O.F.", "")


def standard(records: Sequence[Mapping[str, str]]) -> pa.Table:
    """Records as delivered -> the comparable table that linking takes, numbered from 1."""
    raw = {name: pa.array([r.get(name) for r in records], pa.string()) for name in TYPES}
    values = standardise_table(pa.table(raw), TYPES).values
    numbers = [int(r.get("record_no", row)) for row, r in enumerate(records, 1)]
    return pa.table(
        {
            "record_no": pa.array(numbers, pa.int64()),
            **{name: comparable_array(kind, values[name]) for name, kind in TYPES.items()},
        }
    )


def organisation(generator: random.Random) -> Values:
    """One organisation's values, complete and correct."""
    word = "".join(generator.choices(SYLLABLES, k=generator.choice((2, 3, 3)))).capitalize()
    trade = generator.choice(TRADES)
    core = generator.choice((f"{trade} {word}", f"{word} {trade}", f"{trade} Van {word}"))
    number = "".join(generator.choice("0123456789") for _ in range(7))
    rsin = _rsin(generator)
    area = generator.randint(1000, 9999)
    return {
        "organisation_name": f"{core} {generator.choice(FORMS)}".strip(),
        "kvk": f"{generator.randint(1, 9)}{number}",
        "vat": f"NL{rsin}B01",
        "street": generator.choice(STREETS),
        "house_number": str(generator.randint(1, 150)),
        "postcode": f"{area} {generator.choice('ABCDEHKLNP')}{generator.choice('ABCDEHKLNP')}",
        "city": CITIES[area * len(CITIES) // 10_000],
        "phone": f"0{generator.choice(('10', '20', '30', '38', '40', '50', '70', '76'))}"
        f"{generator.randint(2_000_000, 9_999_999)}",
        "email": f"info@{trade}{word}.example".lower(),
    }


def written_down(own: Values, generator: random.Random) -> Values:
    """One contact's record of the organisation."""
    record = dict(own)
    for name, kept in (("kvk", 0.4), ("vat", 0.2), ("phone", 0.7), ("email", 0.7)):
        if generator.random() > kept:
            del record[name]
    if generator.random() < 0.2:
        for name in ("street", "house_number", "postcode", "city"):
            del record[name]
    elif generator.random() < 0.1:  # a branch
        record |= {
            "street": generator.choice(STREETS), "house_number": str(generator.randint(1, 150)),
            "postcode": f"{generator.randint(1000, 9999)} XZ",
        }  # fmt: skip
        del record["city"]
    name = record["organisation_name"]
    if generator.random() < 0.5:
        name = name.removesuffix("B.V.").removesuffix("V.O.F.").strip()
    if generator.random() < 0.3:
        name = name.replace("B.V.", "bv").upper()
    if generator.random() < 0.15:
        at = generator.randrange(1, len(name) - 1)
        name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if generator.random() < 0.15:
        name = (
            f"{name} {generator.choice(('Nederland', 'Groep', 'en Zonen', record.get('city', '')))}"
        )
    record["organisation_name"] = name.strip()
    if "email" in record and generator.random() < 0.3:
        someone = "".join(generator.choice("abcdefghij") for _ in range(8))
        record["email"] = f"{someone}@{generator.choice(('gmail.com', 'ziggo.nl', 'kpnmail.nl'))}"
    elif "email" in record:
        record["email"] = record["email"].replace(
            "info", generator.choice(("info", "jan", "e.bos"))
        )
    return record


def company_file(count: int, seed: int = 1) -> tuple[list[Values], list[int]]:
    """Records of so many organisations in random order, and the organisation of each."""
    generator = random.Random(seed)
    made: list[tuple[Values, int]] = []
    for number in range(count):
        own = organisation(generator)
        made += [(written_down(own, generator), number) for _ in range(generator.randint(1, 5))]
        if generator.random() < 0.05:
            bare = own["organisation_name"].removesuffix("B.V.").removesuffix("V.O.F.").strip()
            kvk = str(int(own["kvk"]) + generator.choice((1, 2, 5431)))
            holding = own | {"organisation_name": f"{bare} Holding B.V.", "kvk": kvk}
            del holding["vat"]
            made.append((holding, count + number))
    generator.shuffle(made)
    return [record for record, _ in made], [truth for _, truth in made]


def _rsin(generator: random.Random) -> str:
    """Nine digits that pass the eleven-test."""
    while True:
        digits = [generator.randint(0, 9) for _ in range(8)]
        last = sum((9 - at) * digit for at, digit in enumerate(digits)) % 11
        if last < 10:
            return "".join(map(str, [*digits, last]))
