"""The customers of the tour: hand-made identities on real households, the same for every seed.

Enters: five households. Leaves: their source records, written out in full, and for each story the
record to open first with the reason. These are the cases that linking has to get right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from klantbeeld.demo.journey import Journey
from klantbeeld.demo.records import (
    CRM,
    KASSA,
    KLANTENSERVICE,
    NIEUWSBRIEF,
    WEBSHOP,
    SourceRecord,
)

OVERDUE, OPEN_CASE, UNDER_WAY, WITHDRAWN = "overdue", "open_case", "under_way", "withdrawn"


@dataclass(frozen=True, slots=True)
class Showcase:
    """A customer worth opening first."""

    key: str
    source: str
    source_record_id: str
    why: Mapping[str, str]
    """By language: ``nl`` and ``en``."""


@dataclass(frozen=True, slots=True)
class _Row:
    who: str
    rank: int
    source: str
    number: str
    values: Mapping[str, str]
    script: frozenset[str] = frozenset()


def _row(who: tuple[str, int], source: str, record: str, /, *script: str, **values: str) -> _Row:
    return _Row(who[0], who[1], source, record, values, frozenset(script))


_UTRECHT = {
    "street": "Lindenkade", "number": "48", "postcode": "3521 XK", "city": "Utrecht"
}  # fmt: skip
_AMERSFOORT = {
    "street": "Kervellaan", "number": "12", "postcode": "3817 KB", "city": "Amersfoort"
}  # fmt: skip
_BREDA = {"street": "Mispelhof", "number": "7", "postcode": "4816 HC", "city": "Breda"}
_DEVENTER = {"street": "Gruttostraat", "number": "101", "postcode": "7413 WD", "city": "Deventer"}
_LEIDEN = {"street": "Venkelsingel", "number": "33", "postcode": "2316 ZG", "city": "Leiden"}
_ROTTERDAM = {"street": "Ottersteeg", "number": "5", "postcode": "3033 LB", "city": "Rotterdam"}
_ZWOLLE = {"street": "Korfdreef", "number": "210", "postcode": "8017 PE", "city": "Zwolle"}

_MIEN, _PIET, _HANNEKE = ("A", 0), ("A", 0), ("B", 1)
_NOOR, _NINA = ("A", 0), ("B", 1)
_SENIOR, _JUNIOR, _FATIMA = ("A", 0), ("B", 2), ("A", 0)

STORIES: tuple[tuple[str, Mapping[str, str], tuple[_Row, ...]], ...] = (
    (
        "four_names",
        {
            "nl": "Onder vier namen bekend in vijf systemen, getrouwd en verhuisd; een factuur te "
            "laat, een open zaak en een bezorging onderweg.",
            "en": "Known under four names in five systems, married and moved; an overdue invoice, "
            "an open case and a delivery under way.",
        },
        (
            _row(_MIEN, WEBSHOP, "WS400001", OVERDUE, UNDER_WAY, given="Willy", family="Dijkstra",
                 birth="14-03-1968", phone="06-60200148", email="willy.dijkstra@mail.example.nl",
                 **_UTRECHT),
            _row(_MIEN, KASSA, "2620900000011", given="W.J.", prefix="van den", gender="v",
                 family="Heuvel-Dijkstra", birth="14-03-1968", phone="0660200148", **_AMERSFOORT),
            _row(_MIEN, CRM, "R-0090001", given="Wilhelmina", prefix="van den", family="Heuvel",
                 birth="14-03-1968", gender="v", mobile="+31660200148",
                 email="w.vandenheuvel@example.nl", **_UTRECHT),
            _row(_MIEN, NIEUWSBRIEF, "sub_d00001", given="willy",
                 email="willy.dijkstra+veldkruik@mail.example.nl", postcode="3521XK"),
            _row(_MIEN, KLANTENSERVICE, "KS-100001", OPEN_CASE, given="Mien",
                 family="v.d. Heuvel", phone="+31 6 60200148", postcode="3521xk"),
        ),
    ),
    (
        "shared_email",
        {
            "nl": "Een huishouden met één e-mailadres en vast nummer samen: twee mensen, niet één.",
            "en": "A household with one shared e-mail address and landline: two people, not one.",
        },
        (
            _row(_PIET, KASSA, "2620900000028", given="P.", family="Brouwer", birth="02-11-1957",
                 gender="m", phone="0761200031", email="fam.brouwer@thuis.example.nl", **_BREDA),
            _row(_HANNEKE, WEBSHOP, "WS400002", given="Hanneke", family="Brouwer-de Wit",
                 birth="23-06-1960", phone="076-1200031",
                 email="fam.brouwer@thuis.example.nl", **_BREDA),
            _row(_PIET, CRM, "R-0090002", given="Petrus", family="Brouwer", birth="02-11-1957",
                 gender="m", phone="076-1200031", email="fam.brouwer@thuis.example.nl", **_BREDA),
            _row(_HANNEKE, KASSA, "2620900000035", given="J.", prefix="de", family="Wit",
                 birth="23-06-1960", gender="v", email="fam.brouwer@thuis.example.nl", **_BREDA),
            _row(_PIET, NIEUWSBRIEF, "sub_d00002", given="Piet", family="Brouwer",
                 email="FAM.BROUWER@thuis.example.nl"),
        ),
    ),
    (
        "twins",
        {
            "nl": "Een tweeling: zelfde achternaam, adres en geboortedag, twee klanten.",
            "en": "Twins: the same family name, address and day of birth, two customers.",
        },
        (
            _row(_NOOR, KASSA, "2620900000042", given="Noor", prefix="van der", family="Linden",
                 birth="09-08-1996", gender="v", phone="0660300961", **_DEVENTER),
            _row(_NINA, KASSA, "2620900000059", given="Nina", prefix="van der", family="Linden",
                 birth="09-08-1996", gender="v", phone="0660300962", **_DEVENTER),
            _row(_NOOR, WEBSHOP, "WS400003", given="Noor", family="van der Linden",
                 birth="09-08-1996", phone="0660300961", email="noor.vdlinden@example.com",
                 **_DEVENTER),
            _row(_NINA, WEBSHOP, "WS400004", given="nina", family="van der linden",
                 email="nina.vdlinden@example.com", phone="+31660300962", **_DEVENTER),
            _row(_NINA, NIEUWSBRIEF, "sub_d00003", given="Nina", email="nina.vdlinden@example.com"),
        ),
    ),
    (
        "father_and_son",
        {
            "nl": "Vader en zoon met dezelfde naam op één adres; alleen de geboortedatum en de "
            "telefoon scheiden hen.",
            "en": "A father and son of one name at one address; only the date of birth and the "
            "phone tell them apart.",
        },
        (
            _row(_SENIOR, KASSA, "2620900000066", given="C.", family="Visser", birth="30-01-1959",
                 gender="m", phone="071-1200459", **_LEIDEN),
            _row(_JUNIOR, KASSA, "2620900000073", given="C.", family="Visser", birth="17-05-1991",
                 gender="m", phone="0660400591", **_LEIDEN),
            _row(_JUNIOR, WEBSHOP, "WS400005", given="Cornelis", family="Visser",
                 phone="+31 6 60400591", email="cornelis1991@example.org", **_LEIDEN),
            _row(_SENIOR, CRM, "R-0090003", given="Cornelis", family="Visser", birth="30-01-1959",
                 gender="m", phone="0711200459", email="kees.visser@post.example.com", **_LEIDEN),
            _row(_JUNIOR, NIEUWSBRIEF, "sub_d00005", given="Cor", family="Visser",
                 email="cornelis1991@example.org"),
            _row(_SENIOR, KLANTENSERVICE, "KS-100002", given="Kees", family="Viser",
                 phone="0711200459", email="kees.visser@post.example.com"),
        ),
    ),
    (
        "moved_and_withdrawn",
        {
            "nl": "Verhuisd, met een nieuw nummer en een nieuw e-mailadres, haar naam op drie "
            "manieren gespeld; toestemming voor e-mail ingetrokken.",
            "en": "Moved, with a new number and a new e-mail address, her name spelt in three "
            "ways; consent for e-mail withdrawn.",
        },
        (
            _row(_FATIMA, KASSA, "2620900000080", given="Fatima", prefix="el", family="Amrani",
                 birth="21-09-1984", gender="v", phone="0660500841",
                 email="fatima_1984@example.net", **_ROTTERDAM),
            _row(_FATIMA, WEBSHOP, "WS400006", WITHDRAWN, given="Fatima", family="El-Amrani",
                 birth="21-09-1984", phone="0660500842", email="f.elamrani@example.nl", **_ZWOLLE),
            _row(_FATIMA, CRM, "R-0090004", given="Fatima", family="Elamrani", birth="21-09-1984",
                 gender="v", mobile="06 60500842", email="fatima_1984@example.net", **_ZWOLLE),
            _row(_FATIMA, NIEUWSBRIEF, "sub_d00004", WITHDRAWN, given="Fati",
                 email="fatima_1984@example.net"),
        ),
    ),
)  # fmt: skip

CAST_NUMBERS = frozenset(row.number for _, _, rows in STORIES for row in rows)


def cast_households(journey: Journey) -> tuple[int, ...]:
    """The real households that play: regular buyers, mailed, with a full last basket.

    Chosen by what they bought only, so they do not depend on the seed.
    """
    baskets = journey.baskets
    mailed = {household for _, household in journey.sent}
    end = baskets.moment[-1]
    found: list[int] = []
    for household in sorted(mailed):
        rows = np.flatnonzero(baskets.household == household)
        last = rows[-1]
        regular = 70 <= len(rows) <= 160
        recent = end - baskets.moment[last] <= np.timedelta64(4, "D")
        full = baskets.stop[last] - baskets.first[last] >= 6 and baskets.amount[last] >= 25
        if regular and recent and full and not baskets.fuel[last]:
            found.append(household)
            if len(found) == len(STORIES):
                break
    return tuple(found)


def cast_records(households: Sequence[int], today: date) -> list[SourceRecord]:
    """The source records of the cast, one household to a story."""
    old, new = today - timedelta(days=900), today - timedelta(days=120)
    return [
        SourceRecord(
            source=row.source,
            number=row.number,
            entity_id=f"H{household:04}{row.who}",
            household=household,
            rank=row.rank,
            values=row.values,
            created=old if row.source != KLANTENSERVICE else new,
            # The till is the last to hear of a move.
            updated=old if row.source == KASSA else new,
            script=row.script,
        )
        for household, (_, _, rows) in zip(households, STORIES, strict=True)
        for row in rows
    ]


def showcases() -> tuple[Showcase, ...]:
    """For each story the record to open first."""
    return tuple(Showcase(key, rows[0].source, rows[0].number, why) for key, why, rows in STORIES)
