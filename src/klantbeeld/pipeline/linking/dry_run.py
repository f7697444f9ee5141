"""What a rebuild with another model version would change. Nothing is written.

Entering: the records, the people as they stand, and a version. Leaving: who would merge, split and
stay, the largest changes by person id, the records that move by source, and whether people's
judgements hold. People are compared as sets of records.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.core.progress import Progress
from klantbeeld.identity import Judgement, link
from klantbeeld.identity.accuracy import Accuracy, estimate_accuracy
from klantbeeld.identity.components import components
from klantbeeld.identity.records import Flags, Rows
from klantbeeld.pipeline.linking.links import judgements
from klantbeeld.pipeline.linking.models import live_model, model
from klantbeeld.pipeline.linking.records import linking_table
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import NOBODY, HeldRecords, read_all

EXAMPLES = 10
"""The largest changes that are shown; their number is told besides."""


@dataclass(frozen=True, slots=True)
class Part:
    """A person in a change: the id, and how many records."""

    person_id: int
    records: int


@dataclass(frozen=True, slots=True)
class Change:
    """People who exchange records with one another, and nobody else: before and after."""

    kind: str
    """merged (several became one), split (one became several) or regrouped (both)."""
    records: int
    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SourceMoves:
    """How many of a source's records would get another person."""

    source: str
    records: int
    moved: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would change."""

    model_no: int
    live_no: int | None
    records: int
    """Linked today; what waits or was never linked is left out."""
    people_before: int
    people_after: int
    people_unchanged: int
    """With the same records as today."""
    people_merged: int
    """People of today who would share a person with another."""
    people_split: int
    """People of today whose records would belong to several."""
    records_moved: int
    """Records whose person would have another id."""
    changes: int
    largest: tuple[Change, ...]
    sources: tuple[SourceMoves, ...]
    judgements: int
    """In force, about records that are held."""
    judgements_kept: int
    """Of these, those that the new people would follow."""
    accuracy: Accuracy
    """Expected of the people after."""


def dry_run(services: Services, progress: Progress, model_no: int) -> DryRun:
    """Compares the people of today with those of a version; raises InputError for an unknown one.

    Reads and computes, and writes nothing.
    """
    with services.database.transaction() as transaction:
        chosen = model(transaction, model_no)
        known = live_model(transaction)
        held = read_all(transaction, services.catalogue)
        said = judgements(transaction)
    with progress.step("linking", 2) as step:
        linked = link(chosen, linking_table(held, services.catalogue), said)
        step.advance()
        accuracy = estimate_accuracy(linked, said)
        step.advance()
    there = held.person_id != NOBODY
    old, new = held.person_id[there], linked.labels[there]
    changes = regrouped(old, new)
    merged, split = _torn(new, old), _torn(old, new)
    kept = _kept(held.record_no, linked.labels, said)
    return DryRun(
        model_no=model_no,
        live_no=known[0] if known else None,
        records=len(old),
        people_before=len(np.unique(old)),
        people_after=len(np.unique(new)),
        people_unchanged=len(np.unique(old[~merged & ~split])),
        people_merged=len(np.unique(old[merged])),
        people_split=len(np.unique(old[split])),
        records_moved=int((old != new).sum()),
        changes=len(changes),
        largest=tuple(changes[:EXAMPLES]),
        sources=_by_source(held, there, old != new),
        judgements=len(kept),
        judgements_kept=int(kept.sum()),
        accuracy=accuracy,
    )


def regrouped(old: Rows, new: Rows) -> list[Change]:
    """The changes between two partitions of the same records, the largest first.

    ``old`` and ``new`` are person ids per record. A change is a connected component of people
    before and after who share records, unless it is one person with the same records.
    """
    if not len(old):
        return []
    before, old_at = np.unique(old, return_inverse=True)
    after, new_at = np.unique(new, return_inverse=True)
    cells = np.unique(np.stack([old_at, new_at]), axis=1)
    group = components(cells[0], len(before) + cells[1], len(before) + len(after))
    of_old, of_new = group[: len(before)], group[len(before) :]
    olds, news = np.bincount(of_old), np.bincount(of_new)
    changed = np.flatnonzero((olds > 1) | (news > 1))
    records = np.bincount(group[old_at])
    sizes_old, sizes_new = np.bincount(old_at), np.bincount(new_at)
    order = changed[np.argsort(-records[changed], kind="stable")]
    members_old, members_new = _members(of_old), _members(of_new)

    def parts(
        members: dict[int, list[int]], ids: Rows, sizes: Rows, which: int
    ) -> tuple[Part, ...]:
        return tuple(Part(int(ids[i]), int(sizes[i])) for i in members[which])

    return [
        Change(
            "merged" if news[which] == 1 else "split" if olds[which] == 1 else "regrouped",
            int(records[which]),
            parts(members_old, before, sizes_old, which),
            parts(members_new, after, sizes_new, which),
        )
        for which in order.tolist()
    ]


def _members(group: Rows) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, which in enumerate(group.tolist()):
        found.setdefault(which, []).append(place)
    return found


def _torn(one: Rows, other: Rows) -> Flags:
    """The records whose person in ``one`` belongs to several in ``other``."""
    if not len(one):
        return np.empty(0, bool)
    place = np.unique(one, return_inverse=True)[1]
    cells = np.unique(np.stack([place, other]), axis=1)[0]
    torn: Flags = (np.bincount(cells) > 1)[place]
    return torn


def _by_source(held: HeldRecords, there: Flags, moved: Flags) -> tuple[SourceMoves, ...]:
    names, codes = held.source_codes()
    all_of = np.bincount(codes[there], minlength=len(names))
    moved_of = np.bincount(codes[there][moved], minlength=len(names))
    return tuple(
        SourceMoves(name, int(all_of[code]), int(moved_of[code]))
        for code, name in enumerate(names)
        if all_of[code]
    )


def _kept(record_no: Rows, labels: Rows, said: list[Judgement]) -> Flags:
    """Whether each judgement about records that are held is followed by the labels."""
    label = dict(zip(record_no.tolist(), labels.tolist(), strict=True))
    return np.array(
        [
            (label[one] == label[other]) == (verdict == "match")
            for one, other, verdict in said
            if one in label and other in label
        ],
        bool,
    )
