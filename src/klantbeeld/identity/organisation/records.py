"""Records made ready for comparing as organisations: encoded, names taken apart in stems.

Entering: a table of comparable values (``record_no`` and any of ``ORGANISATION_COLUMNS``) and
the counts of an organisation model. Leaving: one column of codes per thing compared. A record
takes part when it has a name of an organisation, a KvK or a VAT number.

Many records say the same of an organisation: those of its contacts. What they say is a *profile*,
a 64-bit hash of the compared values, and everything after works with one row per profile. So a
company with ten thousand contacts costs no more than one, and counts once when it is counted how
rare a name is. Each row is prepared from itself and the counts alone, so that it comes out the
same in a batch of one and in a build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from scipy.sparse import csr_array

from klantbeeld.identity.blocking import combine
from klantbeeld.identity.frequencies import Vocabulary
from klantbeeld.identity.organisation.names import (
    own_domain,
    squeezed,
    stems,
    street_core,
    street_number,
    without_direction,
)
from klantbeeld.identity.records import (
    MISSING,
    Column,
    Floats,
    Rows,
    as_objects,
    encode,
    encode_values,
    hash_values,
)

NAME, KVK, VAT = "organisation_name", "kvk", "vat"
IDENTITY = (NAME, KVK, VAT)
"""One of these makes a record that of an organisation."""
ORGANISATION_COLUMNS = (
    *IDENTITY, "street", "house_number", "postcode", "city", "phone", "email",
)  # fmt: skip
NUMBER, STREET, PLAIN_STREET, DOMAIN = "house_number", "street", "plain_street", "domain"
COMPARED = (NAME, KVK, VAT, "postcode", "city", "phone", NUMBER, STREET, DOMAIN)
"""What is compared, in the order in which it is kept (``organisation_profile.said``)."""
BETWEEN = "\x1f"
PROFILE_SEED = np.uint64(xxhash.xxh3_64_intdigest(b"organisation profile"))

STEM_GRAIN = 2.0**-10
"""Information is rounded to this step, so that sums of it are exact in whatever order."""

_KVK = re.compile(r"[0-9]{8}")
_VAT = re.compile(r"[a-z]{2}[0-9a-z+*]{2,13}")
_DUTCH_UNIT = re.compile(r"(nl[0-9]{9})b[0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, repr=False)
class OrganisationCounts:
    """All counts of one model version: how many profiles have each name, stem, phone and domain.

    ``providers`` are domains that too many organisations use to belong to one. Telephones and
    domains are kept as hashes: the model holds no number (as for people, ``frequencies``).
    """

    names: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    stems: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    phones: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    domains: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    providers: frozenset[str] = frozenset()

    def stem_bits(self, found: Sequence[str]) -> Floats:
        """What sharing each stem tells in bits: minus log2 of the share of names that have it; a
        stem never seen counts as seen once."""
        counts = np.fromiter((self.stems.counts.get(s, 1) for s in found), np.float64, len(found))
        bits = -np.log2(counts / (self.names.total + 1))
        rounded: Floats = np.round(np.maximum(bits, 0) / STEM_GRAIN) * STEM_GRAIN
        return rounded


@dataclass(frozen=True, slots=True, repr=False)
class NameStems:
    """Per distinct name its stems: ``bits`` and ``ones`` are [names, stems], ``total`` is the sum
    of a name's bits; ``rarest`` lists its stems, most telling first; ``squeezed`` is its letters
    and digits, ``length`` how many."""

    bits: csr_array
    ones: csr_array
    total: Floats
    rarest: tuple[tuple[str, ...], ...]
    squeezed: npt.NDArray[np.object_]
    length: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False)
class PreparedOrganisations:
    """Profiles ready for blocking and scoring, one row each."""

    profile: Rows
    columns: Mapping[str, Column]
    names: NameStems
    rarity: Mapping[str, npt.NDArray[np.int8]]

    def __len__(self) -> int:
        return len(self.profile)


def organisation_records(table: pa.Table) -> pa.Table:
    """The records that tell of an organisation, in order of their number."""
    has = np.zeros(len(table), bool)
    for name in IDENTITY:
        if name in table.column_names:
            length = pc.fill_null(pc.utf8_length(table[name].cast(pa.string())), 0)
            has |= length.to_numpy() > 0
    return table.filter(pa.array(has)).sort_by("record_no")


def organisation_columns(table: pa.Table) -> dict[str, Column]:
    """Every column that is compared; an absent one is a column of missing values."""
    absent = Column(np.empty(0, object), np.full(len(table), MISSING, np.int32))
    held = set(table.column_names)
    raw = {name: encode(table[name]) if name in held else absent for name in ORGANISATION_COLUMNS}
    street = raw["street"]
    return {
        NAME: raw[NAME],
        KVK: mapped(raw[KVK], _kvk),
        VAT: mapped(raw[VAT], _vat),
        "postcode": raw["postcode"],
        "city": raw["city"],
        "phone": raw["phone"],
        NUMBER: _first_of(mapped(raw[NUMBER], _leading_number), mapped(street, street_number)),
        STREET: mapped(street, street_core),
        DOMAIN: mapped(raw["email"], own_domain),
    }


def profiles(columns: Mapping[str, Column]) -> Rows:
    """What each row says of an organisation, as a hash: equal where all compared values are."""
    hashes = [
        np.append(hash_values(column.values, len(column.values)), np.uint64(0))[column.codes]
        for column in columns.values()
    ]
    return combine(PROFILE_SEED, hashes).view(np.int64)


def said_by(columns: Mapping[str, Column], profile: Rows) -> dict[int, str]:
    """What each profile of these rows says, as one text: its values in the order of ``COMPARED``.
    ``to_columns`` makes the same columns of it again."""
    number, first = np.unique(profile, return_index=True)
    texts = [np.append(column.values, "")[column.codes[first]] for column in columns.values()]
    said = (BETWEEN.join(values) for values in zip(*texts, strict=True))
    return dict(zip(number.tolist(), said, strict=True))


def to_columns(said: Iterable[str]) -> dict[str, Column]:
    """Columns from what profiles say, one row each."""
    rows = [text.split(BETWEEN) for text in said]
    return {
        name: encode_values([values[place] for values in rows])
        for place, name in enumerate(COMPARED)
    }


def prepare_profiles(
    counts: OrganisationCounts, columns: Mapping[str, Column]
) -> PreparedOrganisations:
    """One row for each profile, in order of profile, under the counts of a model."""
    profile, first = np.unique(profiles(columns), return_index=True)
    columns = {
        name: encode_codes(column.values, column.codes[first]) for name, column in columns.items()
    }
    providers = counts.providers
    columns[DOMAIN] = mapped(columns[DOMAIN], lambda value: "" if value in providers else value)
    columns[PLAIN_STREET] = mapped(columns[STREET], without_direction)
    return PreparedOrganisations(
        profile=profile,
        columns=columns,
        names=_name_stems(columns[NAME].values, counts),
        rarity={
            NAME: counts.names.rarity(columns[NAME].values),
            "phone": counts.phones.rarity(hashed(columns["phone"].values)),
            DOMAIN: counts.domains.rarity(hashed(columns[DOMAIN].values)),
        },
    )


def hashed(values: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The values' hashes, as hexadecimal text."""
    return as_objects([f"{number:016x}" for number in hash_values(values, len(values)).tolist()])


def encode_codes(values: npt.NDArray[np.object_], codes: npt.NDArray[np.int32]) -> Column:
    """A column of some rows of another, without the values that these do not have."""
    kept, inverse = np.unique(codes, return_inverse=True)
    missing = int(len(kept) > 0 and kept[0] < 0)
    return Column(values[kept[missing:]], (inverse - missing).astype(np.int32))


def mapped(column: Column, change: Callable[[str], str]) -> Column:
    """The column with every distinct value changed; what becomes empty is missing."""
    changed = [change(value) for value in column.values]
    distinct = sorted({value for value in changed if value})
    code_of = {value: code for code, value in enumerate(distinct)}
    recoded = np.array([*(code_of.get(value, MISSING) for value in changed), MISSING], np.int32)
    return Column(as_objects(distinct), recoded[column.codes])


def _first_of(column: Column, other: Column) -> Column:
    """The first column's value, where it has none the other's."""
    values = np.array([*column.values, *other.values, None], object)
    at = np.where(column.codes >= 0, column.codes, len(column.values) + other.codes)
    at = np.where((column.codes < 0) & (other.codes < 0), -1, at)
    return encode_values(values[at].tolist())


def _kvk(value: str) -> str:
    return value if _KVK.fullmatch(value) else ""


def _vat(value: str) -> str:
    """A Dutch number without the part that tells one company's units apart."""
    dutch = _DUTCH_UNIT.fullmatch(value)
    return dutch[1] if dutch else value if _VAT.fullmatch(value) else ""


def _leading_number(value: str) -> str:
    """The house number without its addition, which one in two leaves out."""
    found = _DIGITS.match(value)
    return found[0].lstrip("0") if found else ""


def _name_stems(values: npt.NDArray[np.object_], counts: OrganisationCounts) -> NameStems:
    per_name = [stems(value) for value in values]
    known = sorted({each for found in per_name for each in found})
    place = {each: number for number, each in enumerate(known)}
    bits = counts.stem_bits(known)
    sizes = np.fromiter((len(found) for found in per_name), np.int64, len(per_name))
    column = np.fromiter((place[s] for found in per_name for s in found), np.int64, sizes.sum())
    starts = np.append(0, np.cumsum(sizes))
    shape = (len(per_name), len(known))
    weights = csr_array((bits[column], column, starts), shape=shape)
    letters = [squeezed(value) for value in values]
    return NameStems(
        bits=weights,
        ones=csr_array((np.ones(len(column)), column, starts), shape=shape),
        total=np.asarray(weights.sum(axis=1), np.float64).ravel(),
        rarest=tuple(
            tuple(sorted(found, key=lambda each: (-bits[place[each]], each))) for found in per_name
        ),
        squeezed=as_objects(letters),
        length=np.fromiter(map(len, letters), np.int64, len(letters)),
    )
