"""The machine-readable copy: every value in every table that is about a person (Article 15(3)).

Entering: a request that is ready. Leaving: table by table the rows, as plain values; and what the
law wants told beside them. Left out are only digests and tokens, from which nothing can be read,
and the names of colleagues (Court of Justice, C-579/21: who looked is told by role).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline.rights.about import about, rows_about, tables
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.register.build import Register, build_register
from klantbeeld.privacy.requests.state import Kind, Request, State
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction
from klantbeeld.store.holdings import COLLEAGUE, SECRET, holdings
from klantbeeld.store.keyring import Keyring, is_sealed

Row = dict[str, Any]

_OTHERS = ("people", "household", "others", "organisations")
"""Within a line of the log: the numbers of other people who were in sight."""


@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """Everything that is held of a person, at one moment."""

    request: Request
    made_at: datetime
    person_id: int
    catalogue: Catalogue
    register: Register
    """What it is used for, how long, and who gets it."""
    tables: Mapping[str, tuple[Row, ...]]
    """Table -> its rows about the person; tables without any are absent."""


def copy_for(
    services: Services, actor: Actor, purpose: str, number: int, kind: Kind = Kind.ACCESS
) -> Copy:
    """Carries out a request for access, or makes the copy of one that was carried out anew.

    Raises InputError where nobody made sure who asks, Refused and NotFound.
    """
    made: Copy | None = None
    requests, door = services.requests, services.gate.door
    with door.read(actor, purpose, f"request.{kind}", Duty.HANDLE_REQUESTS) as read:
        request = requests.begin(read.transaction, actor, purpose, number, kind, again=True)
        records = [row["record_no"] for row in read.records(request.person_id)]
        if read.person_id is not None:
            held = held_about(services, read.transaction, records)
            register = build_register(read.transaction, services.catalogue, services.clock())
            made = Copy(
                request, services.clock(), read.person_id, services.catalogue, register, held
            )
            detail = {"tables": {table: len(rows) for table, rows in held.items()}}
            if request.state is State.READY:
                requests.carried_out(read.transaction, actor, purpose, request, detail)
            read.detail = {"request": number, "records": len(records)}
    if made is None:
        raise RuntimeError("a read without a person raises")
    return made


def held_about(
    services: Services, transaction: Transaction, records: list[int]
) -> dict[str, tuple[Row, ...]]:
    """Table -> its rows about the person of these records, as they may be told."""
    which = about(transaction, services.catalogue, records)
    return {
        table: tuple(_told(row, table, services.keyring, records) for row in rows)
        for table in tables()
        if (rows := rows_about(transaction, which, table))
    }


def as_json(copy: Copy) -> dict[str, Any]:
    """The copy as one object for a machine: what is held, and the points (a) to (h) of
    Article 15(1)."""
    language = copy.request.language
    organisation = copy.catalogue.organisation
    activities = [each for each in copy.register.activities if each.active]
    return {
        "organisation": organisation.name,
        "contact": organisation.contact,
        "made_at": copy.made_at,
        "request_no": copy.request.request_no,
        "received_at": copy.request.received_at,
        "person_id": copy.person_id,
        "purposes": [
            {
                "purpose": each.name.in_language(language),
                "description": each.description.in_language(language),
                "legal_basis": each.legal_basis,
                "retention": each.retention,
                "data": [thing.label.in_language(language) for thing in each.kept],
                "categories": sorted({thing.category for thing in each.kept}),
            }
            for each in activities
        ],
        "recipients": [
            {
                "name": partner.name,
                "does": partner.does.in_language(language),
                "country": partner.country,
                "safeguards": None if partner.safeguards is None else partner.safeguards.kind,
            }
            for partner in copy.register.partners.values()
            if partner.active
        ],
        "sources": {
            name: source.name.in_language(language)
            for name, source in copy.catalogue.sources.items()
        },
        "retention": {
            **{name: each.retention for name, each in copy.catalogue.attributes.items()},
            **{name: each.retention for name, each in copy.catalogue.touchpoints.items()},
        },
        "rights": ["16", "17", "18", "20", "21", "22"],
        "complaints": "https://autoriteitpersoonsgegevens.nl",
        "data": copy.tables,
    }


def _told(row: Mapping[str, Any], table: str, keyring: Keyring, records: Sequence[int]) -> Row:
    """The row as the person may have it: opened where it was sealed, without what is another's."""
    columns = holdings()[table].columns if table in holdings() else {}
    told: Row = {}
    for column, value in row.items():
        hidden = columns.get(column) == SECRET or isinstance(value, bytes | memoryview)
        if hidden or (columns.get(column) == COLLEAGUE and column != "role"):
            continue
        told[column] = _opened(value, keyring)
    if is_sealed(str(told.get("value", ""))) and "attribute" in told:
        told["value"] = keyring.unseal(told["value"], told["attribute"])
    if table == "access_log":
        told["detail"] = {k: v for k, v in told["detail"].items() if k not in _OTHERS}
        if told["person_id"] not in records:  # a housemate was read, and this person stood beside
            told["person_id"] = None
    return told


def _opened(value: Any, keyring: Keyring) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: keyring.unseal(text, name) if isinstance(text, str) and is_sealed(text) else text
        for name, text in value.items()
    }
