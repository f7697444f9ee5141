"""Records made ready for comparing: mended, completed and encoded.

Entering: a table of standardised values and the counts of a model. Leaving: one column of codes per
attribute and, per distinct value, what the level functions need. Each record is prepared from
itself and the counts alone, so that it comes out the same in a batch of one and of ten million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantbeeld.identity.defaults import without_defaults
from klantbeeld.identity.email import address_parts, is_year, mine
from klantbeeld.identity.frequencies import Counts, Vocabulary, initial_bits
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
    Rows,
    Texts,
    as_objects,
    encode,
    hash_values,
    record_numbers,
    replace_values,
    rows_where,
)

AREA_LENGTH = 3
"""The first three characters of a postcode are a district in most countries' systems."""


@dataclass(frozen=True, slots=True)
class NameFeatures:
    """Per distinct name: shape, rarity class, whether it is a name in its own right, and hash."""

    shapes: NameShapes
    rarity: npt.NDArray[np.int8]
    established: Flags
    hashes: Hashes


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


_OF_VALUES = ("rarity", "given", "family", "email", "phone_sharers", "birth_date", "postcode_area")
"""What ``Prepared`` computes of distinct values, whichever records have them."""


@dataclass(frozen=True, repr=False)
class Prepared:
    """Records ready for blocking and scoring; row numbers refer to the table they came from.

    ``mined`` marks records whose name was read out of their address, ``exchanged`` those whose
    given and family name had changed places. What level functions and blocking need of the distinct
    values is computed when one first asks for it.
    """

    counts: Counts
    record_no: npt.NDArray[np.int64]
    columns: Mapping[str, Column]
    mined: Flags
    exchanged: Flags

    def __len__(self) -> int:
        return len(self.record_no)

    def take(self, rows: Rows) -> Prepared:
        """Some of the records; what was computed of their distinct values comes along."""
        columns = {
            name: Column(column.values, column.codes[rows]) for name, column in self.columns.items()
        }
        taken = Prepared(
            self.counts, self.record_no[rows], columns, self.mined[rows], self.exchanged[rows]
        )
        known = {name: self.__dict__[name] for name in _OF_VALUES if name in self.__dict__}
        taken.__dict__.update(known)
        return taken

    @cached_property
    def rarity(self) -> Mapping[str, npt.NDArray[np.int8]]:
        """Per category the rarity class of its distinct values."""
        return {
            name: vocabulary.rarity(self.columns[name].values)
            for name, vocabulary in self.counts.categories.items()
            if name in self.columns
        }

    @cached_property
    def given(self) -> NameFeatures:
        return _name_features(self.columns["given_name"], self.counts.given)

    @cached_property
    def family(self) -> NameFeatures:
        return _name_features(self.columns["family_name"], self.counts.family)

    @cached_property
    def email(self) -> EmailFeatures:
        return _email_features(self.columns["email"], self.counts)

    @cached_property
    def phone_sharers(self) -> npt.NDArray[np.uint32]:
        """Per distinct number the first letters of those who share it."""
        return self.counts.shared_phones.lookup(self.columns["phone"].values)

    @cached_property
    def birth_date(self) -> DateFeatures:
        return _date_features(self.columns["birth_date"])

    @cached_property
    def postcode_area(self) -> Codes:
        """Per distinct postcode the number of its area."""
        return _areas(self.columns["postcode"])

    @cached_property
    def initial_bit(self) -> npt.NDArray[np.uint32]:
        """Per row the given name's first letter as a bit mask."""
        bits = initial_bits(self.given.shapes.initial)
        return np.append(bits, np.uint32(0))[self.columns["given_name"].codes]

    @cached_property
    def source(self) -> Codes:
        """Per row the number of its source; unknown sources share the number after the last."""
        known = {name: number for number, name in enumerate(self.counts.sources)}
        column = self.columns["source"]
        numbers = [known.get(name, len(known)) for name in column.values.tolist()]
        return np.array([*numbers, MISSING], np.int32)[column.codes]


@dataclass(frozen=True, slots=True)
class NamedColumns:
    """All columns, with the names mended and completed."""

    columns: dict[str, Column]
    mined: Flags
    exchanged: Flags


Records: TypeAlias = "pa.Table | Mapping[str, Sequence[Any]]"
"""A table, or plain columns: for a few records a table costs more than what is done with it."""


def prepare_records(counts: Counts, records: Records) -> Prepared:
    """Encodes records under the counts of a model; raises InternalError on a malformed table."""
    record_no = record_numbers(records)
    named = complete_names(counts, encode_columns(records))
    return Prepared(counts, record_no, named.columns, named.mined, named.exchanged)


def encode_columns(records: Records) -> dict[str, Column]:
    """Every column that linking knows; an absent one is a column of missing values."""
    present = records.column_names if isinstance(records, pa.Table) else list(records)
    size = len(records["source"])
    extra = [name for name in present if name.startswith((IDENTIFIER, CATEGORY))]
    absent = Column(np.empty(0, object), np.full(size, MISSING, np.int32))
    return {
        name: encode(records[name]) if name in present else absent
        for name in ("source", *COLUMNS, *sorted(extra))
    }


def complete_names(counts: Counts, columns: dict[str, Column]) -> NamedColumns:
    """Defaults taken out, exchanged names put right, missing ones read out of the address."""
    columns = without_defaults(counts.defaults, columns)
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
    initials = np.fromiter(map(is_initials, given.values.tolist()), bool, len(given.values))
    lacks_given = np.append(initials, True)[given.codes]
    rows = rows_where((lacks_given | (family.codes < 0)) & (email.codes >= 0))
    if not len(rows):
        return given, family, mined
    found_given: dict[int, str] = {}
    found_family: dict[int, str] = {}
    own = zip(
        rows.tolist(),
        email.texts(rows),
        given.texts(rows),
        lacks_given[rows].tolist(),
        family.texts(rows),
        strict=True,
    )
    for row, address, own_given, lacks, own_family in own:
        first, last = mine(address, None if lacks else own_given, own_family or None, known)
        if first and lacks and (not own_given or (len(first) > 1 and first[0] == own_given[0])):
            found_given[row] = first
        if last and not own_family:
            found_family[row] = last
    mined[[*found_given, *found_family]] = True
    return (
        replace_values(given, np.array([*found_given], np.int64), list(found_given.values())),
        replace_values(family, np.array([*found_family], np.int64), list(found_family.values())),
        mined,
    )


def _name_features(column: Column, vocabulary: Vocabulary) -> NameFeatures:
    values = column.values
    return NameFeatures(
        name_shapes(values),
        vocabulary.rarity(values),
        vocabulary.established(values),
        hash_values(values.tolist(), len(values)),
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
