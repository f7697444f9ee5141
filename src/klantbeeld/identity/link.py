"""Linking in one call: records in, a label per record out.

The bulk build calls it on everything, a live change on the records of the components that it
touches: because a partition is a function of each component, both give the same labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from klantbeeld.identity.blocking import BlockingKeys, block, candidate_pairs
from klantbeeld.identity.cluster import Judgement, cluster
from klantbeeld.identity.components import Labels
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared, Records, prepare_records
from klantbeeld.identity.score import PairScores, score


@dataclass(frozen=True, slots=True)
class Linked:
    """``labels``: per row of the table the lowest ``record_no`` of its person."""

    prepared: Prepared
    keys: BlockingKeys
    scores: PairScores
    labels: Labels


def prepare(model: Model, records: Records) -> Prepared:
    """Records encoded for blocking and scoring; each from itself and the model alone.

    Raises InternalError on a malformed table.
    """
    return prepare_records(model.counts, records)


def blocking_keys(model: Model, records: Prepared | Records) -> BlockingKeys:
    """The keys of records (a table is prepared first), the model's stop keys left out."""
    prepared = records if isinstance(records, Prepared) else prepare(model, records)
    return block(model.blocking, prepared)


def link(
    model: Model,
    records: Prepared | Records,
    judgements: Sequence[Judgement] = (),
    keys: BlockingKeys | None = None,
) -> Linked:
    """Prepares, blocks, scores and clusters; raises InternalError on a malformed table.

    What training has made of the same records (``learn``) need not be made again: it takes
    prepared records and their keys.
    """
    prepared = records if isinstance(records, Prepared) else prepare(model, records)
    if keys is None:
        keys = blocking_keys(model, prepared)
    scores = score(model, prepared, *candidate_pairs(keys))
    labels = cluster(model, prepared, scores.a, scores.b, scores.match_weight, judgements)
    return Linked(prepared, keys, scores, labels)
