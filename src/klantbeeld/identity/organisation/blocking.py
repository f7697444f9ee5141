"""Which profiles of organisations are worth comparing.

Entering: prepared profiles. Leaving: 64-bit keys; profiles that share one are a candidate pair. As
for people (``blocking``): keys of crowds and rules that make too many pairs are found out at
training and frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import xxhash

from klantbeeld.identity.blocking import (
    FREE_PAIRS,
    GROUP_LIMIT,
    PAIRS_PER_RECORD,
    BlockingKeys,
    combine,
)
from klantbeeld.identity.organisation.records import (
    DOMAIN,
    KVK,
    NAME,
    NUMBER,
    STREET,
    VAT,
    PreparedOrganisations,
)
from klantbeeld.identity.records import Hashes, Rows, hash_values, runs

RAREST_STEMS = 4
"""So many of a name's stems make a key each: two spellings of one name share at least one of its
rarest, and the others are in thousands of names."""

PARTS: dict[str, tuple[str, ...]] = {
    "kvk": (KVK,),
    "vat": (VAT,),
    "phone": ("phone",),
    "domain": (DOMAIN,),
    "name": (NAME,),
    "postcode+number": ("postcode", NUMBER),
    "street+number": (STREET, NUMBER),
    "street+postcode": (STREET, "postcode"),
}
STEM_PARTS: dict[str, tuple[str, ...]] = {
    "stem+postcode": ("postcode",),
    "stem+number": (NUMBER,),
    "stem+city": ("city",),
    "stem": (),
}
RULES = (*PARTS, *STEM_PARTS)
IDENTIFIERS = frozenset({"kvk", "vat"})


def organisation_keys(
    prepared: PreparedOrganisations, rules: Sequence[str], stop_keys: Rows
) -> BlockingKeys:
    """The keys of the profiles, stop keys left out; no profile has a key twice."""
    found = [keys for _, keys in keys_by_rule(prepared, rules)]
    row = np.concatenate([keys.row for keys in found]) if found else np.empty(0, np.int64)
    key = np.concatenate([keys.key for keys in found]) if found else np.empty(0, np.int64)
    if len(stop_keys) and len(key):
        at = np.minimum(np.searchsorted(stop_keys, key), len(stop_keys) - 1)
        keep = stop_keys[at] != key
        row, key = row[keep], key[keep]
    return BlockingKeys(row, key)


def freeze(prepared: PreparedOrganisations) -> tuple[tuple[str, ...], Rows]:
    """The rules that stay within their limits on these profiles, and their stop keys, sorted."""
    rules: list[str] = []
    stops: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    most = max(PAIRS_PER_RECORD * len(prepared), FREE_PAIRS)
    for rule, keys in keys_by_rule(prepared, RULES):
        ordered = np.sort(keys.key)
        start, size = runs(ordered)
        crowded = size > GROUP_LIMIT
        kept = size[~crowded]
        if rule in IDENTIFIERS or (kept * (kept - 1) // 2).sum() <= most:
            rules.append(rule)
            stops.append(ordered[start[crowded]])
    return tuple(rules), np.sort(np.concatenate(stops))


def keys_by_rule(
    prepared: PreparedOrganisations, rules: Sequence[str]
) -> Iterable[tuple[str, BlockingKeys]]:
    """Each rule's keys, stop keys included; a rule whose columns are empty makes none."""
    for rule in rules:
        parts = [_column_hashes(prepared, name) for name in (PARTS | STEM_PARTS)[rule]]
        rows = np.arange(len(prepared))
        if rule in STEM_PARTS:
            rows, stems = _stem_hashes(prepared)
            parts = [(hashes[rows], present[rows]) for hashes, present in parts]
            parts.append((stems, np.ones(len(rows), bool)))
        present = np.logical_and.reduce([present for _, present in parts])
        seed = np.uint64(xxhash.xxh3_64_intdigest(f"organisation {rule}".encode()))
        keys = combine(seed, [hashes[present] for hashes, _ in parts]).view(np.int64)
        yield rule, BlockingKeys(rows[present], keys)


def _column_hashes(
    prepared: PreparedOrganisations, name: str
) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    column = prepared.columns[name]
    distinct = prepared.names.squeezed if name == NAME else column.values
    hashes = np.append(hash_values(distinct, len(distinct)), np.uint64(0))
    return hashes[column.codes], column.codes >= 0


def _stem_hashes(prepared: PreparedOrganisations) -> tuple[Rows, Hashes]:
    """Rows and the hashes of their names' rarest stems."""
    codes = prepared.columns[NAME].codes
    named = np.flatnonzero(codes >= 0)
    chosen = [found[:RAREST_STEMS] for found in prepared.names.rarest]
    size = np.fromiter((len(found) for found in chosen), np.int64, len(chosen))
    hashes = hash_values((s for found in chosen for s in found), int(size.sum()))
    start = np.cumsum(size) - size
    own = size[codes[named]]
    offset = np.arange(own.sum()) - np.repeat(np.cumsum(own) - own, own)
    return np.repeat(named, own), hashes[np.repeat(start[codes[named]], own) + offset]
