"""Blocking: which pairs of records are worth comparing.

Entering: prepared records. Leaving: keys, one per blocking rule that a record has the values for;
two records that share a key are a candidate pair. A key is a 64-bit hash of the rule and the
values, the same in every process, so it can be stored, indexed and looked up. Keys of default
values and crowds (``stop_keys``) were found at training and are left out ever after. Any other key
grow until the next training, up to ``LARGEST_GROUP`` records; beyond it finds nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt
import xxhash

from klantbeeld.identity.copies import first_copies
from klantbeeld.identity.names import is_initials, squeeze
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    CATEGORY,
    IDENTIFIER,
    SMALL,
    Column,
    Flags,
    Hashes,
    Rows,
    among,
    hash_values,
    mix,
    rows_where,
    runs,
)

GROUP_LIMIT = 100
"""A key that more records share at training is a stop key: 100 records make 4,950 pairs, and what
so many share is a default, a head office or a very common combination."""

LARGEST_GROUP = 1_000
"""Copies of one record count once at training. But no key is used while more records than this hold
it: a thousand make half a million pairs, and one more record a thousand. This is counted among the
records at hand, not frozen, so that it does not matter in which order they came."""

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
    twice; the order is of no meaning, but where ``grouped`` equal keys stand together."""

    row: Rows
    key: npt.NDArray[np.int64]
    grouped: bool = False


@dataclass(frozen=True)
class Blocking:
    """The rules in use and the sorted stop keys of one model version."""

    rules: tuple[Rule, ...] = ()
    stop_keys: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @cached_property
    def stops(self) -> frozenset[int]:
        """The stop keys, to look a few up."""
        return frozenset(self.stop_keys.tolist())


@dataclass(frozen=True, slots=True)
class _Plan:
    """Rules, those with most parts first, so that part by part fewer take part.

    ``steps[i]`` are the numbers, among ``parts``, of the rules' parts of rank i; ``unordered`` are
    the rules whose first two may have changed places.
    """

    parts: tuple[Part, ...]
    seeds: Hashes
    steps: tuple[npt.NDArray[np.int64], ...]
    unordered: npt.NDArray[np.int64]


@cache
def _plan(rules: tuple[Rule, ...]) -> _Plan:
    ordered = sorted(rules, key=lambda rule: -len(rule.parts))
    parts = tuple(dict.fromkeys(part for rule in ordered for part in rule.parts))
    most = max((len(rule.parts) for rule in ordered), default=0)
    return _Plan(
        parts,
        np.array([_seed(rule) for rule in ordered], np.uint64)[:, None],
        tuple(
            np.array([parts.index(r.parts[i]) for r in ordered if len(r.parts) > i], np.int64)
            for i in range(most)
        ),
        np.array([i for i, rule in enumerate(ordered) if rule.unordered], np.int64),
    )


def keys_by_rule(rules: Sequence[Rule], prepared: Prepared) -> Iterable[tuple[Rule, BlockingKeys]]:
    """Each rule's keys, stop keys included."""
    hashes: dict[Part, Hashes] = {}
    for rule in rules:
        plan = _plan((rule,))
        for part in plan.parts:
            if part not in hashes:
                hashes[part] = _part_hashes(part, prepared)
        _, row, key = _keys(plan, np.stack([hashes[part] for part in plan.parts]))
        yield rule, BlockingKeys(row, key)


def _keys(plan: _Plan, hashes: Hashes) -> tuple[Rows, Rows, npt.NDArray[np.int64]]:
    """Rule (as the plan orders them), row and key, from the hashes [parts, rows] of the parts."""
    values = [hashes[step] for step in plan.steps]
    if len(plan.unordered):
        one, other = values[0][plan.unordered], values[1][plan.unordered]
        values[0][plan.unordered] = np.minimum(one, other)
        values[1][plan.unordered] = np.maximum(one, other)
    present = values[0] != ABSENT
    keys = plan.seeds ^ values[0]
    mix(keys)
    for more in values[1:]:
        some = keys[: len(more)]
        some ^= more
        mix(some)
        present[: len(more)] &= more != ABSENT
    rule, row = present.nonzero()
    return rule, row, keys[present].view(np.int64)


ABSENT = np.uint64(0)
"""Stands for the hash of a part that a row has not."""
NO_PART = np.array([ABSENT])


def _part_hashes(part: Part, prepared: Prepared) -> Hashes:
    """Per row the hash of the part, ``ABSENT`` where the row has it not."""
    name, take = part
    column = prepared.columns[name]
    size = len(column.values)
    if not size:
        return np.full(len(column.codes), ABSENT)
    if take in EMAIL_PARTS:
        hashes, length = prepared.email.part(take)
        values = np.where(length >= EMAIL_PARTS[take], hashes, ABSENT)
    elif take == "all":
        values = hash_values(column.values.tolist(), size)
    else:
        values = _hashes_of(list(map(PARTS[take], column.values.tolist())))
    return np.concatenate((values, NO_PART))[column.codes]


def _hashes_of(parts: Sequence[str]) -> Hashes:
    """The hash of each part; ``ABSENT`` for the empty one."""
    several = list(set(parts))
    hashes = hash_values(several, len(several)).tolist()
    known = dict(zip(several, hashes, strict=True))
    known[""] = int(ABSENT)
    return np.array([known[part] for part in parts], np.uint64)


def combine(seed: np.uint64, hashes: Sequence[Hashes]) -> Hashes:
    """One hash of several, in order: the finaliser of SplitMix64 (Steele et al. 2014) per step."""
    out = np.full(len(hashes[0]), seed, np.uint64)
    for part in hashes:
        out ^= part
        mix(out)
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
        keys = grouped(found)
        start, size = runs(keys.key)
        crowded = _crowded(keys.row, start, size, prepared)
        kept = size[~crowded]
        if (kept * (kept - 1) // 2).sum() <= most_pairs:
            stops = keys.key[start[crowded]]
            stops.sort()
            frozen.append(FrozenRule(rule, stops, _without(keys, np.repeat(crowded, size))))
    return frozen


def _crowded(row: Rows, start: Rows, size: Rows, prepared: Prepared) -> Flags:
    """Which groups of equal keys are a crowd, copies of one record counting once."""
    crowded = size > GROUP_LIMIT
    for group in rows_where(crowded & (size <= LARGEST_GROUP)).tolist():
        rows = row[start[group] : start[group] + size[group]]
        crowded[group] = len(set(first_copies(prepared, rows).tolist())) > GROUP_LIMIT
    return crowded


def joined(frozen: Sequence[FrozenRule]) -> tuple[Blocking, BlockingKeys]:
    """The blocking that the rules make together, and the records' keys under it."""
    stops = _concatenate([each.stop_keys for each in frozen])
    stops.sort()
    return Blocking(tuple(each.rule for each in frozen), stops), _all([e.keys for e in frozen])


def block(blocking: Blocking, prepared: Prepared) -> BlockingKeys:
    """The keys of the records, stop keys left out."""
    if not blocking.rules:
        return _all([])
    if len(prepared) <= SMALL:
        plan = _plan(blocking.rules)
        hashes = np.stack([_part_hashes(part, prepared) for part in plan.parts])
        _, row, key = _keys(plan, hashes)
        stops = blocking.stops
        kept = [place for place, number in enumerate(key.tolist()) if number not in stops]
        return (
            BlockingKeys(row[kept], key[kept]) if len(kept) < len(key) else BlockingKeys(row, key)
        )
    found = []
    for _, keys in keys_by_rule(blocking.rules, prepared):
        together = grouped(keys)
        start, size = runs(together.key)
        stopped = among(together.key[start], blocking.stop_keys)
        found.append(_without(together, np.repeat(stopped, size)))
    return _all(found)


def _without(keys: BlockingKeys, gone: Flags) -> BlockingKeys:
    if not gone.any():
        return keys
    return BlockingKeys(keys.row[~gone], keys.key[~gone], keys.grouped)


def grouped(keys: BlockingKeys) -> BlockingKeys:
    """The same with equal keys together.

    Keys lose their last bits to positions and both are sorted as one, which takes half the time of
    sorting positions by key. Where two keys differ in those bits only, that is made good.
    """
    if keys.grouped or not len(keys.key):
        return BlockingKeys(keys.row, keys.key, grouped=True)
    bits = np.uint64(len(keys.key).bit_length())
    packed = keys.key.view(np.uint64) >> bits << bits
    packed |= np.arange(len(packed), dtype=np.uint64)
    packed.sort()
    packed &= (np.uint64(1) << bits) - np.uint64(1)
    place = packed.view(np.int64)
    key = keys.key[place]
    unsigned = key.view(np.uint64)
    if (unsigned[1:] < unsigned[:-1]).any():
        place = place[np.argsort(unsigned, kind="stable")]
        key = keys.key[place]
    return BlockingKeys(keys.row[place], key, grouped=True)


def pairs_made(keys: BlockingKeys) -> int:
    """How many pairs the keys make, each as often as there are keys that make it."""
    _, size = runs(grouped(keys).key)
    size = size[size <= LARGEST_GROUP]
    return int((size * (size - 1) // 2).sum())


def candidate_pairs(keys: BlockingKeys, share: float = 1.0) -> tuple[Rows, Rows]:
    """All pairs of rows that share a key: each once, ``a < b``, sorted.

    Or a ``share`` of them (0 to 1), chosen by a hash of the two rows. Equal to looking up every
    record's keys one by one, but for those that more than ``LARGEST_GROUP`` of the rows hold.
    """
    keys = grouped(keys)
    start, size = runs(keys.key)
    several = rows_where((size > 1) & (size <= LARGEST_GROUP))
    start, size = start[several], size[several]
    by_size = np.argsort(size, kind="stable")
    first, count = runs(size[by_size])
    bits = int(keys.row.max(initial=0)).bit_length()
    found = []
    for i, groups in zip(first.tolist(), count.tolist(), strict=True):
        some = by_size[i : i + groups]
        members = int(size[some[0]])
        rows = keys.row[start[some][:, None] + np.arange(members)]
        left, right = np.triu_indices(members, 1)
        x, y = rows[:, left].ravel(), rows[:, right].ravel()
        pairs = np.minimum(x, y) << bits
        pairs |= np.maximum(x, y)
        found.append(_sample(pairs, share) if share < 1 else pairs)
    pairs = _concatenate(found)
    found.clear()
    pairs.sort()
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    return pairs >> bits, pairs & ((1 << bits) - 1)


def _sample(pairs: npt.NDArray[np.int64], share: float) -> npt.NDArray[np.int64]:
    hashes = pairs.astype(np.uint64)
    mix(hashes)
    return pairs[hashes < np.uint64(share * 2.0**64)]


def _all(keys: Sequence[BlockingKeys]) -> BlockingKeys:
    """Keys of several rules; grouped if each is, for two rules have no key in common."""
    return BlockingKeys(
        _concatenate([each.row for each in keys]),
        _concatenate([each.key for each in keys]),
        all(each.grouped for each in keys),
    )


def _concatenate(arrays: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
