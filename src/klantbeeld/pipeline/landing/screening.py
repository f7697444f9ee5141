"""What may not be held is refused before anything of a batch is stored.

Entering: the rows of a batch as delivered. Leaving: the rows that may land, letters for the others
without what was refused in them, and where it stood. A citizen service number (UAVG 46) is never
stored, not in a dead letter either; a text that seems to tell of health, belief and the like
(Articles 9 and 10 AVG/GDPR) is stored and flagged, or refused where the catalogue says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.sources import (
    Delivery,
    LineDelivery,
    ProductDelivery,
    RecordDelivery,
    TouchpointDelivery,
)
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.landing.batch import Landed, Letter, Place, Rows, own_key
from klantbeeld.pipeline.landing.records import of_this_source
from klantbeeld.pipeline.landing.refusals import (
    Flag,
    Refusal,
    Refusals,
    column_history,
    known_keys,
    store_refusals,
)
from klantbeeld.quality.number_columns import Numbers, Verdict, judge
from klantbeeld.quality.own_numbers import OwnNumber, in_forms, in_forms_or
from klantbeeld.quality.refusals import bare_numbers, find_bsn, without_bsn
from klantbeeld.quality.screening import screen_numbers, screen_words, text_at
from klantbeeld.store.database import Transaction

Land = Callable[[Transaction, Place, Rows], Landed]

_OWN_FORM = frozenset(
    {AttributeType.PHONE, AttributeType.IBAN, AttributeType.KVK, AttributeType.VAT}
)
"""Types whose values are numbers of another kind: they are a BSN only in words."""

BSN_REASON = "the column {column} holds a citizen service number (BSN), which may not be held"
BSN_MEND = (
    "Take the number out in the source, then deliver the row again; the number was not kept. "
    "Replaying takes the row in without it. Is it a number of your own? Declare its form under "
    "`own_numbers` of a source, and deliver the row again."
)
SPECIAL_REASON = (
    "the text in the column {column} seems to tell of {categories}, which the catalogue refuses"
)
SPECIAL_MEND = (
    "Take it out in the source, then deliver the row again; the text was not kept. Replaying takes "
    "the row in without it."
)


@dataclass(frozen=True, slots=True)
class Looked:
    """How one column is looked through."""

    named_only: bool = False
    """Its numbers are of another kind by their type."""
    words: bool = False
    """It may hold free text."""
    refuses: bool = False
    """Free text that tells of something forbidden refuses the row."""
    field: str = ""
    """The attribute or detail field that the column becomes."""


@dataclass(slots=True)
class Screened:
    """A batch that was looked through."""

    rows: Rows
    letters: list[Letter] = field(default_factory=list)
    refusals: Refusals = field(default_factory=Refusals)


def screen(
    transaction: Transaction, place: Place, delivery: Delivery, rows: Rows, settled: int = 0
) -> Screened:
    """Looks through a batch; rows up to ``settled`` were told of before.

    Raises InputError where the key itself is a column of BSNs: nothing of it can land.
    """
    columns = {name: how for name, how in looked_through(place, delivery) if name in rows.columns}
    found = Screened(rows)
    numbers = _numbers(transaction, place, delivery, columns, found)
    words = _words(place, delivery, columns, found)
    refused = {**words}
    for row, names in numbers.items():
        refused.setdefault(row, {}).update(dict.fromkeys(names, "bsn"))
    if refused:
        _refuse(place, found, refused, columns, settled)
    return found


def looked_through(place: Place, delivery: Delivery) -> Iterator[tuple[str, Looked]]:
    """Every column of a delivery that may land, and how it is looked through."""
    match delivery:
        case RecordDelivery():
            yield delivery.key, Looked()
            if delivery.updated_at is not None:
                yield delivery.updated_at, Looked()
            for column, name in delivery.columns.items():
                attribute = place.catalogue.attributes[name]
                text = attribute.type is AttributeType.TEXT
                own = attribute.type in _OWN_FORM
                yield column, Looked(own, text, attribute.free_text == "refuse", name)
        case TouchpointDelivery():
            declared = place.catalogue.touchpoints[delivery.type]
            plain = (delivery.key, delivery.record, delivery.occurred_at, delivery.amount,
                     delivery.currency, delivery.status, delivery.due_at)  # fmt: skip
            yield from ((name, Looked()) for name in plain if name is not None)
            if delivery.lines is not None:
                yield delivery.lines.column, Looked(named_only=True)
            for column, name in delivery.columns.items():
                yield column, Looked(False, True, declared.free_text == "refuse", name)
        case FigureDelivery():
            # Numbers of nobody; but a text may hold anything.
            texts = (delivery.figure_column, delivery.part, delivery.key)
            yield from ((name, Looked(words=True, refuses=True)) for name in texts if name)
        case LineDelivery() | ProductDelivery():
            # Of goods, not of people: their numbers are their own.
            return


def masked(
    delivered: Mapping[str, str | None] | None, own: OwnNumber | None = None
) -> dict[str, str | None] | None:
    """What a dead letter keeps of a row that could not be taken in."""
    if delivered is None:
        return None
    return {
        without_bsn(name): None if value is None else without_bsn(value, own=own)
        for name, value in delivered.items()
    }


def _numbers(
    transaction: Transaction,
    place: Place,
    delivery: Delivery,
    columns: Mapping[str, Looked],
    found: Screened,
) -> dict[int, set[str]]:
    """Row -> the columns where it holds a BSN; columns of BSNs are taken out whole."""
    doubtful: dict[str, tuple[int, ...]] = {}
    own = in_forms(place.catalogue.own_numbers)
    for name, how in columns.items():
        seen = screen_numbers(found.rows.columns[name], named_only=how.named_only, own=own)
        doubtful[name] = seen.inside
        if not seen.counted.total:
            continue
        found.refusals.numbers[name] = seen.counted
        if not seen.counted.passing:
            continue
        before = column_history(transaction, place, name)
        verdict = judge(before + seen.counted)
        if verdict is Verdict.BSN:
            _take_out(place, delivery, found, name, seen.counted)
            del doubtful[name]
        elif verdict is Verdict.UNSURE:
            doubtful[name] += seen.numbers
    refused: dict[int, set[str]] = defaultdict(set)
    for name, rows in _not_own(transaction, place, columns, found.rows, doubtful).items():
        for row in rows:
            refused[row].add(name)
    return refused


def _not_own(
    transaction: Transaction,
    place: Place,
    columns: Mapping[str, Looked],
    rows: Rows,
    doubtful: Mapping[str, tuple[int, ...]],
) -> dict[str, list[int]]:
    """Column -> its doubtful rows, without those whose every number is the company's own: it has
    that form, or a source delivered it as the number of a record or of a touchpoint."""
    texts = {
        name: [(row, text_at(rows.columns[name], row)) for row in at]
        for name, at in doubtful.items()
        if at
    }
    bare = {
        number
        for name, each in texts.items()
        for _, text in each
        for number in bare_numbers(text, named_only=columns[name].named_only)
    }
    own = in_forms_or(in_forms(place.catalogue.own_numbers), known_keys(transaction, place, bare))
    return {
        name: [
            row
            for row, text in each
            if find_bsn(text, named_only=columns[name].named_only, own=own)
        ]
        for name, each in texts.items()
    }


def _take_out(
    place: Place, delivery: Delivery, found: Screened, name: str, counted: Numbers
) -> None:
    keys = {getattr(delivery, key, None) for key in ("key", "record")}
    if name in keys:
        raise InputError.single(
            f"the column {name} holds citizen service numbers (BSN), which may not be held "
            "(UAVG 46), and it is the key of the rows",
            f"sources/{place.source}.yaml:{place.delivery}",
            "Deliver the source's own number instead.",
        )
    empty: list[str | None] = [None] * len(found.rows)
    whole = found.rows.columns[name]
    gone = pa.chunked_array([pa.nulls(len(empty), pa.string())])
    emptied = gone if isinstance(whole, pa.ChunkedArray) else empty
    found.rows = Rows({**found.rows.columns, name: emptied}, found.rows.positions)
    found.refusals.refused.append(Refusal(name, None, "bsn_column", counted.total))


def _words(
    place: Place, delivery: Delivery, columns: Mapping[str, Looked], found: Screened
) -> dict[int, dict[str, str]]:
    """Row -> column -> what its text seems to tell of, where that refuses the row; else a flag."""
    refused: dict[int, dict[str, str]] = defaultdict(dict)
    keys: list[str | None] | None = None
    for name, how in columns.items():
        if not how.words:
            continue
        for row, categories in screen_words(found.rows.columns[name]).items():
            if how.refuses:
                refused[row][name] = ", ".join(categories)
                continue
            keys = keys or found.rows.column(getattr(delivery, "key", None))
            key = own_key(keys[row])
            if key is not None:
                found.refusals.flags += [Flag(key, how.field, each) for each in categories]
    return refused


def _refuse(
    place: Place,
    found: Screened,
    refused: Mapping[int, Mapping[str, str]],
    columns: Mapping[str, Looked],
    settled: int,
) -> None:
    """Takes rows out of the batch; each becomes a letter without what was refused in it."""
    at = np.array(sorted(refused), np.int64)
    positions = found.rows.positions[at].tolist()
    mask = np.ones(len(found.rows), bool)
    mask[at] = False
    taken = found.rows.where(~mask)
    found.rows = found.rows.where(mask)
    for row, position, delivered in zip(at.tolist(), positions, taken.by_row(), strict=True):
        if position <= settled:
            continue
        columns_of_row = refused[row]
        kept = {
            name: _kept(name, value, columns_of_row, columns)
            for name, value in delivered.items()
            if value is not None
        }
        found.letters.append(_letter(position, columns_of_row, kept))
        found.refusals.refused += [
            Refusal(name, position, "bsn" if why == "bsn" else "special_category", 1)
            for name, why in columns_of_row.items()
        ]


def _kept(
    name: str, value: str, refused: Mapping[str, str], columns: Mapping[str, Looked]
) -> str | None:
    """What the letter keeps of a value: nothing of a refused one, save the text around a BSN."""
    why = refused.get(name)
    if why is None:
        return value
    if why != "bsn" or not columns[name].words:
        return None
    return without_bsn(value)


def _letter(position: int, refused: Mapping[str, str], kept: dict[str, str | None]) -> Letter:
    for name, why in refused.items():
        if why == "bsn":
            return Letter(position, BSN_REASON.format(column=name), BSN_MEND, kept)
    name, why = next(iter(refused.items()))
    reason = SPECIAL_REASON.format(column=name, categories=why)
    return Letter(position, reason, SPECIAL_MEND, kept)


def screened(land: Land, delivery: Delivery, settled: int) -> Land:
    """The way in for a delivery, behind a look at what may not be held."""

    def look_and_land(transaction: Transaction, place: Place, rows: Rows) -> Landed:
        if isinstance(delivery, RecordDelivery):
            rows = of_this_source(delivery, rows)
        found = screen(transaction, place, delivery, rows, settled)
        landed = land(transaction, place, found.rows)
        landed.read += len(found.letters)
        landed.letters += found.letters
        store_refusals(transaction, place, delivery, found.refusals)
        return landed

    return look_and_land
