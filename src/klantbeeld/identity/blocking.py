"""Blocking: which pairs of records are worth comparing.

Entering: prepared records. Leaving: keys, one per blocking rule that a record has the values for;
two records that share a key are a candidate pair. A key is a 64-bit hash of the rule and the
values, the same in every process, so it can be stored, indexed and looked up. Keys of default
values and crowds (``stop_keys``) were found at training and are left out ever after. Any other key
may still grow as records arrive, until the next training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
import xxhash

from klantbeeld.identity.names import is_initials, squeeze
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    CATEGORY,
    IDENTIFIER,
    Column,
    Hashes,
    Rows,
    hash_values,
    runs,
)

GROUP_LIMIT = 100
"""A key that more records share at training is a stop key: 100 records make 4,950 pairs, and what
so many share is a default, a head office or a very common combination."""

PAIRS_PER_RECORD = 8
"""A rule that makes more pairs than this many per record is left out of the model: its pairs would
cost more than all others together and be almost all strangers."""

FREE_PAIRS = 100_000
"""Pairs that any rule may make, however few records there are: they take a tenth of a second."""

CATEGORIES_USED = 2
"""How many category attributes take part in blocking: those on which strangers agree least. The
city counts as one where there are no postcodes."""

Part = tuple[str, str]
"""A column and what is taken from it (``PARTS``)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Records that agree on all parts are compared; ``unordered`` parts may have changed places."""

    parts: tuple[Part, ...]
    unordered: bool = False

    @property
    def name(self) -> str:
        return "+".join(
            column if part == "all" else f"{column}:{part}" for column, part in self.parts
        )


@cache
def _seed(rule: Rule) -> np.uint64:
    """What tells one rule's keys from another's."""
    return np.uint64(xxhash.xxh3_64_intdigest(rule.name.encode()))


def _spelled(take: Callable[[str], str]) -> Callable[[str], str]:
    """Takes from a given name only if it is no initials."""
    return lambda value: "" if is_initials(value) else take(value)


def _first(length: int) -> Callable[[str], str]:
    return lambda value: value[:length]


PARTS: Mapping[str, Callable[[str], str]] = {
    "all": str,
    "full": _spelled(str),
    "initial": _first(1),
    "first_2": _first(2),
    "first_3": _first(3),
    "first_4": _first(4),
    "full_first_2": _spelled(_first(2)),
    "full_first_3": _spelled(_first(3)),
    "year": _first(4),
    "squeezed": squeeze,
}
"""What a rule can take from a value; the empty string = nothing."""

EMAIL_PARTS = {"local": 4, "letters": 7, "number": 3}
"""Parts of an e-mail address that make a key, and from which length on."""

GIVEN = ("given_name", "full")
INITIAL = ("given_name", "initial")
FAMILY = ("family_name", "all")
BORN = ("birth_date", "all")
YEAR = ("birth_date", "year")
POSTCODE = ("postcode", "all")
AREA = ("postcode", "first_3")
NUMBER = ("house_number", "all")
EMAIL_NUMBER = ("email", "number")

SAME_ROOF = Rule((POSTCODE, NUMBER))
"""Finds housemates, who may have nothing else in common; for people alone it hardly earns its pairs
(``rule_yield``), and stays all the same."""

RULES: tuple[Rule, ...] = (
    Rule((("email", "all"),)),
    Rule((("email", "local"),)),
    Rule((("email", "letters"),)),
    Rule((EMAIL_NUMBER, INITIAL)),
    Rule((EMAIL_NUMBER, ("family_name", "squeezed"))),
    Rule((("phone", "all"),)),
    Rule((GIVEN, FAMILY), unordered=True),
    Rule((POSTCODE, NUMBER, INITIAL)),
    SAME_ROOF,
    Rule((("street", "all"), NUMBER, INITIAL)),
    Rule((POSTCODE, FAMILY)),
    Rule((POSTCODE, GIVEN)),
    Rule((BORN, FAMILY)),
    Rule((BORN, GIVEN)),
    Rule((BORN, ("family_name", "first_3"))),
    Rule((BORN, POSTCODE)),
    Rule((BORN, AREA)),
    Rule((FAMILY, INITIAL, ("postcode", "first_2"))),
    Rule((("given_name", "full_first_3"), ("family_name", "first_4"), ("postcode", "first_2"))),
    Rule((GIVEN, AREA)),
    Rule((FAMILY, AREA)),
    Rule((("given_name", "full_first_2"), ("family_name", "first_2"), YEAR)),
    Rule((("given_name", "full_first_3"), ("family_name", "first_4"))),
    # Single values and loose combinations: they reach records with little else in common, and the
    # limits above take them out where the set is too large for them.
    Rule((POSTCODE,)),
    Rule((BORN,)),
    Rule((FAMILY,)),
    Rule((FAMILY, YEAR)),
    Rule((AREA, YEAR)),
)
"""Keys of two to three values that one person's records often share, whatever else differs."""


def rules_for(columns: Mapping[str, Column]) -> tuple[Rule, ...]:
    """The rules whose columns hold anything, with those for identifiers and categories."""
    held = {name for name, column in columns.items() if len(column.values)}
    place = "city" if "postcode" not in held else None
    categories = sorted(
        (name for name in held if name.startswith(CATEGORY) or name == place),
        key=lambda name: (_chance_agreement(columns[name]), name),
    )[:CATEGORIES_USED]
    extra = [Rule(((name, "all"),)) for name in sorted(held) if name.startswith(IDENTIFIER)]
    for name in categories:
        value = (name, "all")
        extra += [Rule((BORN, value)), Rule((FAMILY, value)), Rule((GIVEN, value, YEAR))]
    for x, y in combinations(categories, 2):
        extra.append(Rule((GIVEN, (x, "all"), (y, "all"))))
    return tuple(
        rule for rule in (*RULES, *extra) if all(column in held for column, _ in rule.parts)
    )


def _chance_agreement(column: Column) -> float:
    """Share of all pairs of records that agree on the column."""
    share = column.counts() / max(len(column.codes), 1)
    return float((share**2).sum())


@dataclass(frozen=True, slots=True)
class BlockingKeys:
    """Parallel arrays: the row (in the table that was prepared) and its key. No row has a key
    twice; the order is of no meaning."""

    row: Rows
    key: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blocking:
    """The rules in use and the sorted stop keys of one model version."""

    rules: tuple[Rule, ...] = ()
    stop_keys: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def keys_by_rule(rules: Sequence[Rule], prepared: Prepared) -> Iterable[tuple[Rule, BlockingKeys]]:
    """Each rule's keys, stop keys included."""
    hashes: dict[Part, tuple[Hashes, npt.NDArray[np.bool_]]] = {}
    for rule in rules:
        for part in rule.parts:
            if part not in hashes:
                hashes[part] = _part_hashes(part, prepared)
        present = np.logical_and.reduce([hashes[part][1] for part in rule.parts])
        rows = np.flatnonzero(present)
        values = [hashes[part][0][rows] for part in rule.parts]
        if rule.unordered:
            values = [np.minimum(values[0], values[1]), np.maximum(values[0], values[1])]
        yield rule, BlockingKeys(rows, combine(_seed(rule), values).view(np.int64))


def _part_hashes(part: Part, prepared: Prepared) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    """Per row the hash of the part, and whether the row has it."""
    name, take = part
    column = prepared.columns[name]
    size = len(column.values)
    if take in EMAIL_PARTS:
        email = prepared.email
        hashes = {
            "local": email.local_hash,
            "letters": email.letters_hash,
            "number": email.number_hash,
        }
        lengths = {
            "local": email.local_length,
            "letters": email.letters_length,
            "number": email.number_length,
        }
        distinct, present = hashes[take], lengths[take] >= EMAIL_PARTS[take]
    else:
        parts = [PARTS[take](value) for value in column.values]
        distinct = hash_values(parts, size)
        present = np.fromiter((bool(value) for value in parts), bool, size)
    return (
        np.append(distinct, np.uint64(0))[column.codes],
        np.append(present, False)[column.codes],
    )


GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFT_1, SHIFT_2, SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)


def combine(seed: np.uint64, hashes: Sequence[Hashes]) -> Hashes:
    """One hash of several, in order: the finaliser of SplitMix64 (Steele et al. 2014) per step."""
    out = np.full(len(hashes[0]), seed, np.uint64)
    for part in hashes:
        out ^= part
        out += GOLDEN_RATIO
        out ^= out >> SHIFT_1
        out *= MIX_1
        out ^= out >> SHIFT_2
        out *= MIX_2
        out ^= out >> SHIFT_3
    return out


@dataclass(frozen=True, slots=True)
class FrozenRule:
    """A rule, its sorted stop keys, and the keys of the records of training without those."""

    rule: Rule
    stop_keys: npt.NDArray[np.int64]
    keys: BlockingKeys


def freeze_rules(rules: Sequence[Rule], prepared: Prepared) -> list[FrozenRule]:
    """The rules that stay within their limits on these records, with what they make."""
    frozen = []
    most_pairs = max(PAIRS_PER_RECORD * len(prepared), FREE_PAIRS)
    for rule, found in keys_by_rule(rules, prepared):
        order = np.argsort(found.key)
        key = found.key[order]
        start, size = runs(key)
        crowded = size > GROUP_LIMIT
        kept = size[~crowded]
        if (kept * (kept - 1) // 2).sum() <= most_pairs:
            keep = np.repeat(~crowded, size)
            keys = BlockingKeys(found.row[order[keep]], key[keep])
            frozen.append(FrozenRule(rule, key[start[crowded]], keys))
    return frozen


def joined(frozen: Sequence[FrozenRule]) -> tuple[Blocking, BlockingKeys]:
    """The blocking that the rules make together, and the records' keys under it."""
    stops = _concatenate([each.stop_keys for each in frozen])
    stops.sort()
    keys = BlockingKeys(
        _concatenate([each.keys.row for each in frozen]),
        _concatenate([each.keys.key for each in frozen]),
    )
    return Blocking(tuple(each.rule for each in frozen), stops), keys


def block(blocking: Blocking, prepared: Prepared) -> BlockingKeys:
    """The keys of the records, stop keys left out."""
    found = [keys for _, keys in keys_by_rule(blocking.rules, prepared)]
    row, key = _concatenate([k.row for k in found]), _concatenate([k.key for k in found])
    stops = blocking.stop_keys
    if len(stops) and len(key):
        at = np.minimum(np.searchsorted(stops, key), len(stops) - 1)
        keep = stops[at] != key
        row, key = row[keep], key[keep]
    return BlockingKeys(row, key)


def candidate_pairs(keys: BlockingKeys) -> tuple[Rows, Rows]:
    """All pairs of rows that share a key: each once, ``a < b``, sorted.

    Equal to looking up every record's keys one by one. The number of pairs grows with the square
    of the records that share a key; training bounds it by stop keys.
    """
    order = np.argsort(keys.key)
    row = keys.row[order]
    start, size = runs(keys.key[order])
    base = np.int64(row.max(initial=0)) + 1
    found: list[npt.NDArray[np.int64]] = []
    for members in np.unique(size[size > 1]).tolist():
        groups = row[start[size == members][:, None] + np.arange(members)]
        left, right = np.triu_indices(members, 1)
        x, y = groups[:, left].ravel(), groups[:, right].ravel()
        found.append(np.minimum(x, y) * base + np.maximum(x, y))
    pairs = _concatenate(found)
    pairs.sort()
    pairs = pairs[runs(pairs)[0]]
    return pairs // base, pairs % base


def _concatenate(arrays: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
