"""Rectification: what a person corrects about himself stands, until the source says the same.

Entering: a request that is ready, and the right values. Leaving: on every record that says anything
of the attribute the corrected value, marked as such, beside what the source delivered; the folded
person; notices for the recipients. A later delivery with another value leaves it standing; one with
the same value ends the correction, and the value is the source's own from then on. Article 16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import Fault, InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.changes import wake_worker
from klantbeeld.pipeline.linking.judgements import LINKED_AT_ONCE
from klantbeeld.pipeline.linking.link import settle_waiting
from klantbeeld.pipeline.linking.waiting import count_waiting
from klantbeeld.pipeline.rights.erase_records import SQL as ERASE
from klantbeeld.pipeline.rights.find import make_findable
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.partners.notices import announce
from klantbeeld.privacy.requests.state import Kind, Request
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import reading
from klantbeeld.profile.survivorship import survivorship_rules
from klantbeeld.quality import standardise_value
from klantbeeld.quality.faults import FAULTS, INVALID
from klantbeeld.quality.refusals import find_bsn
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "rectify.sql")

LONGEST_VALUE = 500
_NUMBERS = frozenset(
    {AttributeType.PHONE, AttributeType.IBAN, AttributeType.KVK, AttributeType.VAT}
)


def rectify(
    services: Services,
    actor: Actor,
    purpose: str,
    number: int,
    values: Mapping[str, str],
) -> Request:
    """Carries out a request for rectification: attribute -> the right value, empty for none.

    Raises InputError for values that are not valid (all at once), an attribute that is not
    declared, or a request that is not ready; Refused and NotFound.
    """
    right = standard_values(services.catalogue, values)

    def act(transaction: Transaction, request: Request) -> dict[str, Any]:
        person_id = reading.resolve(transaction, request.person_id)
        rows = [] if person_id is None else reading.read_records(transaction, person_id)
        records = [row["record_no"] for row in rows]
        if not records:
            raise InputError.single(
                "there is nobody any more whose data could be corrected",
                "request",
                "Close the request; the person may have been erased.",
            )
        corrected = correct(services, transaction, actor, request.request_no, records, right)
        told = announce(
            transaction, services.catalogue, services.clock(), "rectification", records, right
        )
        return {"attributes": sorted(right), "records": corrected, "notices": told}

    done = services.requests.carry_out(actor, purpose, number, Kind.RECTIFICATION, act)
    with services.database.transaction() as transaction:
        crowded = count_waiting(transaction).waiting > LINKED_AT_ONCE
        if crowded:
            wake_worker(transaction)
    if not crowded:
        settle_waiting(services, NoProgress())
    return done


def standard_values(catalogue: Catalogue, values: Mapping[str, str]) -> dict[str, str | None]:
    """Attribute -> the standard form; None where it is empty.

    Raises InputError with every fault.
    """
    faults: list[Fault] = []
    right: dict[str, str | None] = {}
    if not values:
        faults.append(Fault("nothing to correct", "rectification", "Name an attribute."))
    for name, text in values.items():
        declared = catalogue.attributes.get(name)
        where = f"attribute {name}"
        if declared is None:
            known = ", ".join(catalogue.attributes)
            faults.append(Fault("not declared", "attribute", f"Use one of: {known}."))
            continue
        if not text.strip():
            right[name] = None
            continue
        if find_bsn(text, named_only=declared.type in _NUMBERS):
            faults.append(
                Fault(
                    "it holds a citizen service number",
                    where,
                    "Leave that number out: the law lets us keep none (Article 46 UAVG).",
                )
            )
            continue
        standard = standardise_value(declared.type, text)
        if standard.value is None or standard.fault in INVALID or len(text) > LONGEST_VALUE:
            told = FAULTS[standard.fault].en if standard.fault in FAULTS else "Not a valid value."
            faults.append(Fault("the value is not valid", where, told))
            continue
        right[name] = standard.value
    if faults:
        raise InputError(*faults)
    return right


def correct(
    services: Services,
    transaction: Transaction,
    actor: Actor,
    request_no: int,
    records: Sequence[int],
    right: Mapping[str, str | None],
) -> int:
    """Corrects the records, in the caller's transaction; returns how many."""
    # Nothing of theirs lands meanwhile.
    transaction.execute(ERASE["lock_sources"], {"records": list(records)})
    rows = transaction.execute(SQL["numbered"], {"records": list(records)}).fetchall()
    pairs = list(_where(services.catalogue, rows, right))
    parameters = {
        "records": [record for record, _ in pairs],
        "attributes": [name for _, name in pairs],
        "values": [_kept(services, name, right[name]) for _, name in pairs],
        "now": services.clock(),
        "actor": actor.name,
        "request_no": request_no,
    }
    transaction.execute(SQL["end_former"], parameters)
    transaction.execute(SQL["add"], parameters)
    changed = transaction.execute(SQL["correct"], parameters).fetchall()
    make_findable(services.catalogue, transaction, changed)
    return len(changed)


def _kept(services: Services, name: str, value: str | None) -> str | None:
    """As the store keeps it: sealed where the attribute is encrypted."""
    if value is None or not services.catalogue.attributes[name].encrypted:
        return value
    return services.keyring.seal(value, name)


def _where(
    catalogue: Catalogue, rows: Sequence[Mapping[str, Any]], right: Mapping[str, str | None]
) -> list[tuple[int, str]]:
    """On which records each value is corrected: those that say anything of it or of what survives
    together with it (the parts of an address), else the most trusted record."""
    found = []
    trust = {name: source.trust for name, source in catalogue.sources.items()}
    most_trusted = max(rows, key=lambda row: (trust.get(row["source"], 0), -row["record_no"]))
    for group in survivorship_rules(catalogue).groups:
        names = [name for name in group.attributes if name in right]
        if not names:
            continue
        holders = [
            row
            for row in rows
            if any(name in row["delivered"] or name in row["standard"] for name in group.attributes)
        ]
        for row in holders or [most_trusted]:
            found += [(row["record_no"], name) for name in names]
    return found
