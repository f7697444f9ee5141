"""Everything that was counted: it belongs to the model version and never moves under it.

Entering: standardised columns at training. Leaving: how often each name and category occurs, which
e-mail addresses and phone numbers several people share, which sources and which other forms of a
given name there are. A record that arrives later is looked up here; it does not change the counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.email import Lexicon, lexicon
from klantbeeld.identity.names import NameCounts, is_initials
from klantbeeld.identity.records import Codes, Column, Flags, Floats, Hashes, hash_values

RARITIES = 8
RAREST_LOG2 = -17.0
RARITY_STEP = 1.75
"""Agreement on a rare value tells more than on a common one (Winkler's frequency-based matching).
Values fall into eight classes by log2 of their relative frequency, from one in 2^17 to one in
2^4.75 in steps of 1.75: fine enough that u within a class varies by a factor of 3.4 at most,
coarse enough that m is estimated from many pairs each."""

LEAST_MASS = 1e-9
"""Share of a rarity class in which no value has been counted."""

SLIPS = 0.1
"""The names that the rarest tenth of the records have may be slips or seldom used forms; the others
are names in their own right. By share of records, for how often a slip is seen grows with the data;
in a handful of records, where nearly every name is seen once, all are names."""
COMMON = 1 / 500
"""A name that so large a share of the records have is a name in its own right at any rate."""

NO_ONE_SHARES = 2
"""A value counts as shared once owners with two different first letters have it."""


@dataclass(frozen=True, repr=False)
class Vocabulary:
    """How often each value of one attribute occurs."""

    counts: Mapping[str, int]

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    def rarity(self, values: npt.NDArray[np.object_]) -> npt.NDArray[np.int8]:
        """The rarity class of each value, 0 = rarest; a value never seen counts as seen once."""
        known, once = self._rarity_of.get, self._rarity_of_one
        return np.array([known(value, once) for value in values.tolist()], np.int8)

    def established(self, values: npt.NDArray[np.object_]) -> Flags:
        """Which values are names in their own right; one never seen counts as seen once."""
        seen, least = self.counts.get, self._least_established
        return np.array([seen(value, 1) >= least for value in values.tolist()], bool)

    @cached_property
    def _rarity_of(self) -> Mapping[str, int]:
        """The class of each value that was counted."""
        counts = np.fromiter(self.counts.values(), np.float64, len(self.counts))
        return dict(zip(self.counts, self._classes(counts).tolist(), strict=True))

    @cached_property
    def _rarity_of_one(self) -> int:
        return int(self._classes(np.ones(1))[0])

    @cached_property
    def _least_established(self) -> float:
        """The lowest count up to which values hold more than ``SLIPS`` of the records, or that of
        a common value."""
        counts = np.sort(np.fromiter(self.counts.values(), np.int64, len(self.counts)))
        over = np.flatnonzero(np.cumsum(counts) > SLIPS * self.total)
        least = float(counts[over[0]]) if len(over) else 1.0
        return min(least, COMMON * self.total)

    def _classes(self, counts: Floats) -> npt.NDArray[np.int8]:
        log2 = np.log2(np.maximum(counts, 1.0) / max(self.total, 1))
        classes = np.floor((log2 - RAREST_LOG2) / RARITY_STEP)
        return np.clip(classes, 0, RARITIES - 1).astype(np.int8)

    @cached_property
    def mass(self) -> Floats:
        """Share of the records whose value is in each rarity class; where nothing was counted,
        even."""
        sums = self._per_class(lambda counts: counts)
        return sums / sums.sum() if sums.sum() else np.full(RARITIES, 1 / RARITIES)

    @cached_property
    def spread(self) -> Floats:
        """The same, with no class quite impossible: a value may come that falls in it."""
        shares: Floats = (self.mass + LEAST_MASS) / (self.mass + LEAST_MASS).sum()
        return shares

    @cached_property
    def agreeing_pairs(self) -> Floats:
        """Pairs of records that agree by value, per rarity class."""
        return self._per_class(lambda counts: counts * (counts - 1.0) / 2.0)

    def _per_class(self, weight: Callable[[Floats], Floats]) -> Floats:
        counts = np.fromiter(self.counts.values(), np.float64, len(self.counts))
        classes = self._classes(counts)
        return np.bincount(classes, weights=weight(counts), minlength=RARITIES).astype(np.float64)


@dataclass(frozen=True)
class SharedValues:
    """First letters of the given names of those who share a value, as a bit mask per value.

    Values are kept as 64-bit hashes, sorted: the model holds no address and no number.
    """

    hashes: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    masks: npt.NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))

    def lookup(self, values: npt.NDArray[np.object_]) -> npt.NDArray[np.uint32]:
        """The mask of each value; 0 where nobody shares it."""
        out = np.zeros(len(values), np.uint32)
        if not len(self.hashes) or not len(values):
            return out
        hashes = hash_values(values.tolist(), len(values))
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        found = self.hashes[at] == hashes
        out[found] = self.masks[at[found]]
        return out


def initial_bits(initials: Codes) -> npt.NDArray[np.uint32]:
    """One bit per first letter (code point, -1 = none): a-z each have their own."""
    bits = np.left_shift(np.uint32(1), (initials & 31).astype(np.uint32))
    return np.where(initials >= 0, bits, 0).astype(np.uint32)


def count_shared(column: Column, initials: Codes) -> SharedValues:
    """Which values have owners with different first letters."""
    masks = np.zeros(len(column.values), np.uint32)
    rows = np.flatnonzero(column.codes >= 0)
    np.bitwise_or.at(masks, column.codes[rows], initial_bits(initials[rows]))
    shared = np.flatnonzero(np.bitwise_count(masks) >= NO_ONE_SHARES)
    hashes = hash_values(column.values[shared], len(shared))
    order = np.argsort(hashes)
    return SharedValues(hashes[order], masks[shared][order])


@dataclass(frozen=True, repr=False)
class Aliases:
    """Pairs of given names that one person goes by (``johannes``, ``jan``), each sorted."""

    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(sorted({n for pair in self.pairs for n in pair}))}

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        ids, size = self._ids, len(self._ids)
        return np.sort(np.array([ids[x] * size + ids[y] for x, y in self.pairs], np.int64))

    def ids(self, values: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
        """The number of each name that has another form, else -1."""
        if not self.pairs:
            return np.full(len(values), -1, np.int64)
        return np.fromiter((self._ids.get(v, -1) for v in values), np.int64, len(values))

    def among(self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Flags:
        """Whether each pair of numbers (``left`` the lesser name) is a pair of aliases."""
        both = (left >= 0) & (right >= 0)
        if not self.pairs or not both.any():
            return np.zeros(len(left), bool)
        keys = left * len(self._ids) + right
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known: Flags = both & (self._keys[at] == keys)
        return known


@dataclass(frozen=True, repr=False)
class Counts:
    """All counts of one model version.

    ``delivered`` are the name counts before exchanged fields were put right; ``given`` and
    ``family`` those after; ``defaults`` the hashes of values that count as missing.
    """

    delivered: NameCounts = field(default_factory=lambda: NameCounts({}, {}))
    given: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    family: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    categories: Mapping[str, Vocabulary] = field(default_factory=dict)
    shared_emails: SharedValues = field(default_factory=SharedValues)
    shared_phones: SharedValues = field(default_factory=SharedValues)
    sources: tuple[str, ...] = ()
    aliases: Aliases = field(default_factory=Aliases)
    defaults: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The vocabularies for reading names out of addresses."""
        return lexicon(self.given.counts, self.family.counts)


def value_counts(column: Column) -> dict[str, int]:
    """How many records have each value."""
    return dict(zip(column.values.tolist(), column.counts().tolist(), strict=True))


def count_given_names(column: Column) -> Vocabulary:
    """The vocabulary of given names written in full."""
    counted = value_counts(column).items()
    return Vocabulary({value: n for value, n in counted if not is_initials(value)})


def most_common(column: Column, limit: int) -> tuple[str, ...]:
    """The most frequent values, by name."""
    counts = sorted(value_counts(column).items(), key=lambda item: (-item[1], item[0]))
    return tuple(sorted(value for value, _ in counts[:limit]))
