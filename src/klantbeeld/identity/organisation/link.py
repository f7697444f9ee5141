"""Organisations: which records tell of one company, foundation, school or office.

Entering: a table of comparable values and a frozen ``OrganisationModel``. Leaving: profiles,
their keys and links, and for each profile the group that it belongs to. Fellegi-Sunter as for
people, with three classes. The mathematics: ``docs/explanation/organisations.md``.

The outcome is a function of each connected component of profiles alone, so the bulk build calls it
on everything, a live change on the components that it touches, and both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from klantbeeld.identity.blocking import BlockingKeys, candidate_pairs
from klantbeeld.identity.cluster import (
    INSIDE_SHARE,
    LARGEST_WEIGHED,
    LEAST_INFORMATION,
    WEIGHT_CLIP,
    WEIGHT_GRAIN,
    cut,
)
from klantbeeld.identity.comparisons import Compared
from klantbeeld.identity.components import Labels, pairs_inside
from klantbeeld.identity.likelihood import log_likelihood, match_weight
from klantbeeld.identity.linkage import IMPORTANCE_GRAIN, average_linkage
from klantbeeld.identity.organisation.blocking import organisation_keys
from klantbeeld.identity.organisation.levels import KVK_CONFLICT, compare_organisations
from klantbeeld.identity.organisation.model import OrganisationModel
from klantbeeld.identity.organisation.records import (
    KVK,
    PreparedOrganisations,
    organisation_columns,
    organisation_records,
    prepare_profiles,
    profiles,
)
from klantbeeld.identity.records import Flags, Floats, Rows

CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class OrganisationRecords:
    """The records that tell of an organisation and the profile of each."""

    record_no: Rows
    profile: Rows


@dataclass(frozen=True, slots=True)
class LinkedOrganisations:
    """``keys`` (by row of ``profile``), links above even odds (by row), and per profile whether it
    says enough and which group it is in: the lowest row of the group."""

    records: OrganisationRecords
    profile: Rows
    keys: BlockingKeys
    a: Rows
    b: Rows
    weight: Floats
    identifies: Flags
    group: Labels

    def organisation_of(self) -> tuple[Rows, Rows]:
        """Record numbers and, for each, its organisation: the lowest of its record numbers."""
        row = np.searchsorted(self.profile, self.records.profile)
        known = self.identifies[row]
        number, group = self.records.record_no[known], self.group[row[known]]
        lowest = np.full(len(self.profile), np.iinfo(np.int64).max)
        np.minimum.at(lowest, group, number)
        return number, lowest[group]


def read_profiles(
    model: OrganisationModel, table: pa.Table
) -> tuple[OrganisationRecords, PreparedOrganisations]:
    """The records that tell of an organisation, and their profiles, ready for comparing."""
    held = organisation_records(table)
    columns = organisation_columns(held)
    records = OrganisationRecords(held["record_no"].to_numpy(), profiles(columns))
    return records, prepare_profiles(model.counts, columns)


def link_organisations(model: OrganisationModel, table: pa.Table) -> LinkedOrganisations:
    """Everything in one call: profiles, keys, links and groups."""
    records, prepared = read_profiles(model, table)
    keys = organisation_keys(prepared, model.rules, model.stop_keys)
    a, b = candidate_pairs(keys)
    weight = weigh(model, prepared, a, b)
    a, b, weight = a[weight > 0], b[weight > 0], weight[weight > 0]
    known = identifies(model, prepared)
    group = group_profiles(model, prepared, a, b, weight)
    return LinkedOrganisations(records, prepared.profile, keys, a, b, weight, known, group)


def weigh(model: OrganisationModel, prepared: PreparedOrganisations, a: Rows, b: Rows) -> Floats:
    """Log2 odds that two profiles (rows) are one organisation, prior included."""
    parameters = model.parameters
    parts = []
    for start in range(0, len(a), CHUNK):
        chunk = slice(start, start + CHUNK)
        compared = compare_organisations(model.comparisons, prepared, a[chunk], b[chunk])
        likelihood = log_likelihood(parameters.log_tables, compared, len(parameters.classes))
        parts.append(match_weight(likelihood, parameters.log_prior()))
    return np.concatenate(parts) if parts else np.empty(0)


def identifies(model: OrganisationModel, prepared: PreparedOrganisations) -> Flags:
    """Whether a profile says enough: whether two records that say just this are probably one
    organisation. A profile with nothing but the name "zzp" is of nobody in particular."""
    itself = np.arange(len(prepared))
    enough: Flags = weigh(model, prepared, itself, itself) > 0
    return enough


def group_profiles(
    model: OrganisationModel, prepared: PreparedOrganisations, a: Rows, b: Rows, weight: Floats
) -> Labels:
    """The group of each profile, as the lowest row of it, from links (rows) with positive weight.

    As for people (``cluster``): inside a connected component every pair is weighed and groups merge
    by average linkage on signed weights. Two valid trade register numbers never come together.
    """
    nobody = np.empty(0, np.int64)  # nobody judges organisations
    pieces = cut(a, b, weight, nobody, nobody, len(prepared))
    labels = np.arange(len(prepared))
    inside_a, inside_b = pairs_inside(pieces, 2, LARGEST_WEIGHED)
    compared = compare_organisations(model.comparisons, prepared, inside_a, inside_b)
    weights, importance = _weigh_inside(model, compared)
    barred = _barred(model, compared)
    order = np.argsort(pieces, kind="stable")
    bounds = np.flatnonzero(np.diff(pieces[order], prepend=-1, append=-1))
    pair_order = np.argsort(pieces[inside_a], kind="stable")
    pair_piece = pieces[inside_a][pair_order]
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        members = order[start:end]
        if len(members) == 1:
            continue
        piece = pieces[members[0]]
        if len(members) > LARGEST_WEIGHED:
            labels[members] = members[0]
            continue
        left, right = np.searchsorted(pair_piece, [piece, piece + 1])
        own = pair_order[left:right]
        if (weights[own] > 0).all() and not barred[own].any():
            labels[members] = members[0]
            continue
        part = _linked(
            members, inside_a[own], inside_b[own], weights[own], importance[own], barred[own]
        )
        labels[members] = members[part]
    return labels


def _linked(
    members: Rows, a: Rows, b: Rows, weight: Floats, importance: Floats, barred: Flags
) -> Labels:
    """Of each member (ascending) the lowest position of its group."""
    size = len(members)
    x, y = np.searchsorted(members, a), np.searchsorted(members, b)
    total, counted = np.zeros((size, size)), np.zeros((size, size))
    forbidden = np.zeros((size, size), bool)
    total[x, y] = total[y, x] = weight * importance
    counted[x, y] = counted[y, x] = importance
    forbidden[x, y] = forbidden[y, x] = barred
    return average_linkage(total, counted, forbidden)


def _weigh_inside(model: OrganisationModel, compared: Compared) -> tuple[Floats, Floats]:
    """Signed, clipped weight of each pair and how much it counts."""
    parameters = model.parameters
    likelihood = log_likelihood(parameters.log_tables, compared, len(parameters.classes))
    weight = match_weight(likelihood, parameters.mixed_log_prior(INSIDE_SHARE))
    bits = np.zeros(len(compared))
    for levels, told in zip(compared.levels, parameters.information, strict=True):
        bits += np.where(levels >= 0, told, 0.0)
    clipped = np.clip(weight, -WEIGHT_CLIP, WEIGHT_CLIP)
    importance = np.maximum(bits, LEAST_INFORMATION) ** 2
    return (
        np.round(clipped / WEIGHT_GRAIN) * WEIGHT_GRAIN,
        np.round(importance / IMPORTANCE_GRAIN) * IMPORTANCE_GRAIN,
    )


def _barred(model: OrganisationModel, compared: Compared) -> Flags:
    """Pairs with two trade register numbers."""
    for comparison, levels in zip(model.comparisons, compared.levels, strict=True):
        if comparison.field == KVK:
            conflict: Flags = levels == KVK_CONFLICT
            return conflict
    return np.zeros(len(compared), bool)
