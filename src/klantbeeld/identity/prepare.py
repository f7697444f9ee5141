"""Records made ready for comparing: mended, completed and encoded.

Entering: a table of standardised values and the counts of a model. Leaving: one column of codes per
attribute and, per distinct value, what the level functions need. Each record is prepared from
itself and the counts alone, so that it comes out the same in a batch of one and of ten million.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantbeeld.identity.email import address_parts, is_year, mine
from klantbeeld.identity.frequencies import Counts, initial_bits
from klantbeeld.identity.names import (
    NameShapes,
    is_initials,
    mend_exchanged,
    name_shapes,
)
from klantbeeld.identity.records import (
    CATEGORY,
    COLUMNS,
    IDENTIFIER,
    MISSING,
    Codes,
    Column,
    Flags,
    Hashes,
    Texts,
    as_objects,
    encode,
    hash_values,
    replace_values,
    require_records,
)

AREA_LENGTH = 3
"""The first three characters of a postcode are a district in most countries' systems."""


@dataclass(frozen=True, slots=True)
class NameFeatures:
    """Per distinct name: shape, rarity class, whether it is a name in its own right, hash and
    number among the aliases."""

    shapes: NameShapes
    rarity: npt.NDArray[np.int8]
    established: Flags
    hashes: Hashes
    alias: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False)
class EmailFeatures:
    """Per distinct address: its parts as hashes and lengths, and who shares it."""

    local: Texts
    local_hash: Hashes
    local_length: npt.NDArray[np.int32]
    letters_hash: Hashes
    letters_length: npt.NDArray[np.int32]
    number_hash: Hashes
    number_length: npt.NDArray[np.int32]
    number_is_year: Flags
    sharers: npt.NDArray[np.uint32]

    def part(self, name: str) -> tuple[Hashes, npt.NDArray[np.int32]]:
        """Hash and length of the part ``local``, ``letters`` or ``number``."""
        return {
            "local": (self.local_hash, self.local_length),
            "letters": (self.letters_hash, self.letters_length),
            "number": (self.number_hash, self.number_length),
        }[name]


@dataclass(frozen=True, slots=True)
class DateFeatures:
    """Per distinct birth date: year, month, day."""

    year: npt.NDArray[np.int32]
    month: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """Records ready for blocking and scoring; row numbers refer to the table they came from.

    ``mined`` marks records whose name was read out of their address, ``exchanged`` those whose
    given and family name had changed places; ``initial`` is the given name's first letter as a code
    point or -1, ``initial_bit`` the same as a bit mask.
    """

    record_no: npt.NDArray[np.int64]
    columns: Mapping[str, Column]
    rarity: Mapping[str, npt.NDArray[np.int8]]
    given: NameFeatures
    family: NameFeatures
    email: EmailFeatures
    phone_sharers: npt.NDArray[np.uint32]
    birth_date: DateFeatures
    postcode_area: Codes
    initial: Codes
    initial_bit: npt.NDArray[np.uint32]
    source: Codes
    mined: Flags
    exchanged: Flags

    def __len__(self) -> int:
        return len(self.record_no)


@dataclass(frozen=True, slots=True)
class NamedColumns:
    """All columns, with the names mended and completed."""

    columns: dict[str, Column]
    mined: Flags
    exchanged: Flags


def prepare_records(counts: Counts, records: pa.Table) -> Prepared:
    """Encodes records under the counts of a model; raises InternalError on a malformed table."""
    require_records(records)
    named = complete_names(counts, encode_columns(records))
    return features(counts, records["record_no"].to_numpy(), named)


def encode_columns(records: pa.Table) -> dict[str, Column]:
    """Every column that linking knows; an absent one is a column of missing values."""
    extra = [n for n in records.column_names if n.startswith((IDENTIFIER, CATEGORY))]
    absent = Column(np.empty(0, object), np.full(len(records), MISSING, np.int32))
    present = set(records.column_names)
    return {
        name: encode(records[name]) if name in present else absent
        for name in ("source", *COLUMNS, *sorted(extra))
    }


def complete_names(counts: Counts, columns: dict[str, Column]) -> NamedColumns:
    """Exchanged names put right, missing ones read out of the e-mail address."""
    given, family, exchanged = mend_exchanged(
        columns["given_name"], columns["family_name"], counts.delivered
    )
    given, family, mined = _mine_names(counts, given, family, columns["email"])
    return NamedColumns(columns | {"given_name": given, "family_name": family}, mined, exchanged)


def _mine_names(
    counts: Counts, given: Column, family: Column, email: Column
) -> tuple[Column, Column, Flags]:
    mined = np.zeros(len(given.codes), bool)
    known = counts.lexicon
    if not known.family and not known.given:
        return given, family, mined
    initials = np.fromiter((is_initials(v) for v in given.values), bool, len(given.values))
    lacks_given = np.append(initials, True)[given.codes]
    rows = np.flatnonzero((lacks_given | (family.codes < 0)) & (email.codes >= 0))
    found_given: dict[int, str] = {}
    found_family: dict[int, str] = {}
    for row in rows.tolist():
        own_given = given.values[given.codes[row]] if given.codes[row] >= 0 else None
        own_family = family.values[family.codes[row]] if family.codes[row] >= 0 else None
        full_given = None if lacks_given[row] else own_given
        first, last = mine(email.values[email.codes[row]], full_given, own_family, known)
        if first and lacks_given[row]:
            tells_more = len(first) > 1 and first[0] == own_given[0] if own_given else True
            if tells_more:
                found_given[row] = first
        if last and own_family is None:
            found_family[row] = last
    mined[[*found_given, *found_family]] = True
    return (
        replace_values(given, np.array([*found_given], np.int64), list(found_given.values())),
        replace_values(family, np.array([*found_family], np.int64), list(found_family.values())),
        mined,
    )


def features(counts: Counts, record_no: npt.NDArray[np.int64], named: NamedColumns) -> Prepared:
    """What the level functions need, from completed columns."""
    columns = named.columns
    given = columns["given_name"]
    shapes = name_shapes(given.values)
    initial = np.append(shapes.initial, np.int32(MISSING))[given.codes]
    source_numbers = {name: number for number, name in enumerate(counts.sources)}
    numbers = [source_numbers.get(name, len(counts.sources)) for name in columns["source"].values]
    return Prepared(
        record_no=record_no,
        columns=columns,
        rarity={
            name: vocabulary.rarity(columns[name].values)
            for name, vocabulary in counts.categories.items()
            if name in columns
        },
        given=_name_features(given, shapes, counts, given=True),
        family=_name_features(
            columns["family_name"], name_shapes(columns["family_name"].values), counts, given=False
        ),
        email=_email_features(columns["email"], counts),
        phone_sharers=counts.shared_phones.lookup(columns["phone"].values),
        birth_date=_date_features(columns["birth_date"]),
        postcode_area=_areas(columns["postcode"]),
        initial=initial,
        initial_bit=initial_bits(initial),
        source=np.array([*numbers, MISSING], np.int32)[columns["source"].codes],
        mined=named.mined,
        exchanged=named.exchanged,
    )


def _name_features(
    column: Column, shapes: NameShapes, counts: Counts, *, given: bool
) -> NameFeatures:
    values = column.values
    vocabulary = counts.given if given else counts.family
    return NameFeatures(
        shapes,
        vocabulary.rarity(values),
        vocabulary.established(values),
        hash_values(values, len(values)),
        counts.aliases.ids(values) if given else np.empty(0, np.int64),
    )


def _email_features(column: Column, counts: Counts) -> EmailFeatures:
    size = len(column.values)
    parts = address_parts(column.values.tolist())
    return EmailFeatures(
        local=Texts(as_objects(parts.local)),
        local_hash=hash_values(parts.local, size),
        local_length=np.fromiter(map(len, parts.local), np.int32, size),
        letters_hash=hash_values(parts.letters, size),
        letters_length=np.fromiter(map(len, parts.letters), np.int32, size),
        number_hash=hash_values(parts.number, size),
        number_length=np.fromiter(map(len, parts.number), np.int32, size),
        number_is_year=np.fromiter(map(is_year, parts.number), bool, size),
        sharers=counts.shared_emails.lookup(column.values),
    )


def with_aliases(prepared: Prepared, counts: Counts) -> Prepared:
    """The same records once other forms of given names are known."""
    alias = counts.aliases.ids(prepared.columns["given_name"].values)
    return replace(prepared, given=replace(prepared.given, alias=alias))


def _areas(column: Column) -> Codes:
    """The number of each distinct postcode's area; as values are sorted, areas stand together."""
    areas = [value[:AREA_LENGTH] for value in column.values]
    new = np.fromiter((x != y for x, y in pairwise(areas)), np.int32, max(len(areas) - 1, 0))
    return np.cumsum(np.append(np.zeros(min(len(areas), 1), np.int32), new), dtype=np.int32)


def _date_features(column: Column) -> DateFeatures:
    """Year, month, day of 'YYYY-MM-DD'; zeros where a value has another form."""
    days = np.zeros((len(column.values), 3), np.int32)
    for i, value in enumerate(column.values):
        year, month, day = value[:4], value[5:7], value[8:]
        if len(value) == 10 and (year + month + day).isdecimal():
            days[i] = int(year), int(month), int(day)
    return DateFeatures(days[:, 0], days[:, 1], days[:, 2])
