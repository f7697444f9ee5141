"""The quality of all records that stand in the store, counted anew whenever anything changed.

Entering: the store and the catalogue. Leaving: the scorecard, which faults occur together, and some
records of each fault: pages read these and never scan a record. Whatever changed (a load, a merge,
a correction, an erasure, another day) the whole is counted again, so that nothing can drift; that
is done in the background, and for as small a part of the time as ``PATIENCE`` says.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import phonenumbers

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.periods import duration
from klantbeeld.pipeline.services import Services
from klantbeeld.quality.consistency import POSTCODES, RULES
from klantbeeld.quality.cost import MISSING, RECORD, STALE, Issue
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.quality.faults import FAULTS, INVALID, Weight
from klantbeeld.quality.work import delivered, needed_by_source, tasks_of
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.store.text_arrays import array_of_texts

SQL = load_sql("klantbeeld.pipeline.measuring", "quality_counting.sql")

EXAMPLES = 200
"""How many records of each fault are kept to be looked at."""

PATIENCE = 20.0
"""Counting that took a second is not done again for so many: at most a twentieth of the time."""

LEAST_REST = timedelta(seconds=30)

_ABSENT = frozenset(code for code, fault in FAULTS.items() if fault.weight is Weight.ABSENT)
_RULE_TYPES = ("postcode", "phone", "birth_date", "gender", "given_name", "family_name",
               "full_name", "country")  # fmt: skip

Counts = dict[tuple[str, str, Dimension], tuple[int, int]]
"""(source, attribute, dimension) -> (passed, checked)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """When the quality of the store was counted last."""

    at: datetime
    seconds: float
    state: str


def counted(transaction: Transaction) -> Counted | None:
    """When it was counted; None before the first time."""
    row = transaction.execute(SQL["counted"]).fetchone()
    return None if row is None else Counted(row["counted_at"], row["seconds"], row["state"])


def recount_if_due(services: Services) -> bool:
    """Counts if anything changed since, and it has rested long enough; says whether."""
    with services.database.transaction() as transaction:
        last = counted(transaction)
        state = _state(transaction, services)
    if last is not None:
        rest = max(LEAST_REST, timedelta(seconds=PATIENCE * last.seconds))
        if last.state == state or services.clock() - last.at < rest:
            return False
    return recount(services)


def recount(services: Services) -> bool:
    """Counts now, unless another process is at it; says whether."""
    began = time.monotonic()
    with services.database.transaction() as transaction:
        if not one_row(transaction, SQL["try_lock"])["mine"]:
            return False
        # Asked first: what changes while it counts asks for the next time.
        state = _state(transaction, services)
        _count(transaction, services.catalogue, services.clock())
        transaction.execute(
            SQL["note_counted"],
            {
                "now": services.clock(),
                "seconds": time.monotonic() - began,
                "state": state,
            },
        )
    return True


def count_accuracy(transaction: Transaction) -> None:
    """Puts what colleagues found in the newest check of each source into the scorecard."""
    transaction.execute(SQL["drop_accuracy"])
    found: Counts = {
        (row["source"], row["attribute"], Dimension.ACCURACY): (row["correct"], row["judged"])
        for row in transaction.execute(SQL["count_accuracy"])
    }
    _put(transaction, found)


def _state(transaction: Transaction, services: Services) -> str:
    """What the counts rest on: the store's records, the rules, and the day (values grow old)."""
    catalogue = services.catalogue
    written = one_row(transaction, SQL["state"])["written"]
    rules = (
        catalogue.quality.model_dump_json(),
        *(each.model_dump_json() for each in catalogue.attributes.values()),
        *(each.model_dump_json() for each in catalogue.sources.values()),
        *sorted(catalogue.active_purposes),
    )
    digest = hashlib.blake2b("\0".join(rules).encode(), digest_size=8).hexdigest()
    zone = ZoneInfo(catalogue.organisation.time_zone)
    return f"{written} {digest} {services.clock().astimezone(zone).date()}"


def _count(transaction: Transaction, catalogue: Catalogue, now: datetime) -> None:
    layout = _layout(catalogue)
    limits = {
        name: now - duration(attribute.max_age)
        for name, attribute in catalogue.attributes.items()
        if attribute.max_age is not None
    }
    transaction.execute(SQL["clear"])
    transaction.execute(
        SQL["count_patterns"],
        {
            **layout,
            "invalid": sorted(INVALID),
            "faulty": sorted(INVALID | _ABSENT),
            "aged": list(limits),
            "not_before": list(limits.values()),
            "fresh": max(limits.values(), default=None),
            "shapes": orjson.dumps({c: shape.pattern for c, shape in POSTCODES.items()}).decode(),
            "regions": _regions(),
            "examples": EXAMPLES,
        },
    )
    _put(transaction, _scorecard(transaction, catalogue, layout))
    count_accuracy(transaction)


def _layout(catalogue: Catalogue) -> dict[str, list[str | None]]:
    """Column by column, of each source with records: what it should have, in which zone its days
    are told, and by which name the rules between two attributes find theirs; none where it has
    several of that type or the value is encrypted."""
    sources = delivered(catalogue)
    needed = needed_by_source(catalogue, tasks_of(catalogue))

    def name_of(source: str, kind: AttributeType) -> str | None:
        names = [n for n in sources[source] if catalogue.attributes[n].type is kind]
        return names[0] if len(names) == 1 and names[0] not in catalogue.encrypted else None

    return {
        "sources": list(sources),
        "needed": [",".join(needed[source]) for source in sources],
        "zones": [catalogue.time_zone_of(source) for source in sources],
        **{
            kind: [name_of(source, AttributeType(kind)) for source in sources]
            for kind in _RULE_TYPES
        },
    }


def _regions() -> str:
    """Calling code -> countries, as JSON."""
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return orjson.dumps({str(code): list(regions) for code, regions in codes.items()}).decode()


def _scorecard(
    transaction: Transaction, catalogue: Catalogue, layout: Mapping[str, list[str | None]]
) -> Counts:
    """Every count of every source, from the patterns and what is filled in."""
    failing: dict[tuple[str, Issue], int] = defaultdict(int)
    records: dict[str, int] = defaultdict(int)
    for row in transaction.execute(SQL["patterns"]):
        records[row["source"]] += row["records"]
        for text in row["issues"]:
            failing[row["source"], issue_of(text)] += row["records"]
    found: Counts = {}
    found.update(_completeness(failing, records, layout))
    found.update(_of_values(transaction, catalogue, failing))
    found.update(_consistency(transaction, failing, layout))
    found.update(_uniqueness(transaction, catalogue))
    return found


def issue_of(text: str) -> Issue:
    """An issue as the store writes it: ``attribute:fault``."""
    attribute, _, fault = text.partition(":")
    return Issue(attribute, fault)


def _completeness(
    failing: Mapping[tuple[str, Issue], int],
    records: Mapping[str, int],
    layout: Mapping[str, list[str | None]],
) -> Iterable[tuple[tuple[str, str, Dimension], tuple[int, int]]]:
    for source, needed in zip(layout["sources"], layout["needed"], strict=True):
        for name in (needed or "").split(","):
            rows = records.get(source or "", 0)
            if source is None or not name or not rows:
                continue
            absent = sum(
                failing.get((source, Issue(name, fault)), 0) for fault in (MISSING, *_ABSENT)
            )
            yield (source, name, Dimension.COMPLETENESS), (rows - absent, rows)


def _of_values(
    transaction: Transaction, catalogue: Catalogue, failing: Mapping[tuple[str, Issue], int]
) -> Iterable[tuple[tuple[str, str, Dimension], tuple[int, int]]]:
    """Validity and timeliness, of what is filled in."""
    for row in transaction.execute(SQL["count_values"], {"invalid": sorted(INVALID)}):
        source, name = row["source"], row["attribute"]
        if name not in catalogue.attributes:
            continue
        filled = row["valued"] + row["unread"]
        broken = sum(failing.get((source, Issue(name, fault)), 0) for fault in INVALID)
        yield (source, name, Dimension.VALIDITY), (filled - broken, filled)
        if catalogue.attributes[name].max_age is not None and row["valued"]:
            stale = failing.get((source, Issue(name, STALE)), 0)
            yield (source, name, Dimension.TIMELINESS), (row["valued"] - stale, row["valued"])


def _consistency(
    transaction: Transaction,
    failing: Mapping[tuple[str, Issue], int],
    layout: Mapping[str, list[str | None]],
) -> Counts:
    names = {
        (source, kind): name
        for kind in _RULE_TYPES
        for source, name in zip(layout["sources"], layout[kind], strict=True)
    }
    found: Counts = {}
    given = {key: value for key, value in layout.items() if key not in ("needed", "zones")}
    for row in transaction.execute(SQL["count_pairs"], given):
        for rule in RULES:
            name, pairs = names[row["source"], rule.blamed.value], row[rule.name]
            if name is None or not pairs:
                continue
            wrong = failing.get((row["source"], Issue(name, rule.name)), 0)
            key = row["source"], name, Dimension.CONSISTENCY
            passed, checked = found.get(key, (0, 0))
            found[key] = passed + pairs - wrong, checked + pairs
    return found


def _uniqueness(transaction: Transaction, catalogue: Catalogue) -> Counts:
    """Of values that belong to one customer, and of records: one for each person."""
    unique = [
        name
        for name, attribute in catalogue.attributes.items()
        if attribute.unique and name not in catalogue.encrypted
    ]
    found: Counts = {
        (row["source"], row["attribute"], Dimension.UNIQUENESS): (row["different"], row["valued"])
        for row in transaction.execute(SQL["count_unique"], {"unique": unique})
        if row["valued"]
    }
    for row in transaction.execute(SQL["count_people"]):
        found[row["source"], RECORD, Dimension.UNIQUENESS] = row["people"], row["records"]
    return found


def _put(transaction: Transaction, counts: Counts) -> None:
    given: dict[str, Any] = {
        "sources": array_of_texts([source for source, _, _ in counts]),
        "attributes": array_of_texts([attribute for _, attribute, _ in counts]),
        "dimensions": array_of_texts([dimension.value for _, _, dimension in counts]),
        "numerators": np.array([passed for passed, _ in counts.values()], np.int64),
        "denominators": np.array([checked for _, checked in counts.values()], np.int64),
    }
    transaction.execute(SQL["put_counts"], given)
