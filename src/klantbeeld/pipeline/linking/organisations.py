"""Organisations in the store: all of them anew, or those that hang together with what changed.

Entering: held records, in the linker's own transaction. Leaving: ``organisation_profile``,
``organisation_record``, their keys and links. People are linked to the organisations that they act
for by their records: nothing of that is stored a second time, so whoever merges or splits people
has nothing to do here. Which profiles are one organisation is a function of the connected component
under a frozen model, so both ways leave the same.

A catalogue that matches on no name of an organisation, KvK or VAT number costs nothing: no query.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InputError
from klantbeeld.core.log import log
from klantbeeld.identity import HouseholdPairs
from klantbeeld.identity.blocking import candidate_pairs
from klantbeeld.identity.organisation.blocking import organisation_keys
from klantbeeld.identity.organisation.link import (
    group_profiles,
    identifies,
    link_organisations,
    weigh,
)
from klantbeeld.identity.organisation.model import OrganisationModel
from klantbeeld.identity.organisation.records import (
    IDENTITY,
    ORGANISATION_COLUMNS,
    PreparedOrganisations,
    organisation_columns,
    organisation_records,
    prepare_profiles,
    profiles,
    said_by,
    to_columns,
)
from klantbeeld.identity.organisation.train import train_organisations
from klantbeeld.identity.records import Flags, Rows
from klantbeeld.profile.held import HeldRecords, read_some
from klantbeeld.quality import comparable_array
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "organisations.sql")
_LOG = logging.getLogger(__name__)

FEW_PROFILES = 1_000
GROWTH = 2
"""A model from fewer profiles than this is made anew once there are twice as many: it was made from
the first handful. Above it a new one comes with the next model version."""


def organisation_attributes(catalogue: Catalogue) -> dict[str, str]:
    """The matched attribute of each column that organisations are told apart by: column -> name.

    Empty where the catalogue matches on none of their names and numbers.
    """
    found: dict[str, str] = {}
    for name, kind in catalogue.matched.items():
        if kind.value in ORGANISATION_COLUMNS:
            found.setdefault(kind.value, name)
    return found if any(column in found for column in IDENTITY) else {}


def rebuild_organisations(
    transaction: Transaction, catalogue: Catalogue, held: HeldRecords, now: datetime
) -> None:
    """All organisations anew from all records, with the part of the model version in use; makes
    that where there is none, or one from a handful."""
    attributes = organisation_attributes(catalogue)
    if not attributes:
        return
    table = organisation_table(catalogue, held)
    told = organisation_records(table)
    columns = organisation_columns(told)
    profile = profiles(columns)
    model_no, known = _live_model(transaction)
    if known is None or _outgrown(known.profiles, len(np.unique(profile))):
        known = train_organisations(told)
        transaction.execute(
            SQL["store_model"],
            {
                "model_no": model_no,
                "now": now,
                "fingerprint": known.fingerprint,
                "profiles": known.profiles,
                "content": known.to_bytes(),
            },
        )
    linked = link_organisations(known, told)
    for statement in ("clear_profiles", "clear_records", "clear_keys", "clear_links"):
        transaction.execute(SQL[statement])
    _add_said(transaction, said_by(columns, profile))
    records = {"records": told["record_no"].to_numpy(), "profiles": profile}
    transaction.execute(SQL["add_records"], records)
    key, own = _distinct(linked.keys.key, linked.profile[linked.keys.row])
    transaction.execute(SQL["add_keys"], {"keys": key, "profiles": own})
    a, b = linked.profile[linked.a], linked.profile[linked.b]
    transaction.execute(SQL["add_links"], {"a": a, "b": b, "weight": linked.weight})
    _place(transaction, linked.profile, np.where(linked.identifies, linked.group, -1))
    transaction.execute(SQL["analyse"])


def relink_organisations(
    transaction: Transaction,
    catalogue: Catalogue,
    held: HeldRecords,
    record_nos: Rows,
    now: datetime,
    *,
    known: bool = True,
) -> None:
    """The organisations that hang together with these records, as a rebuild would leave them.

    ``held`` has those of them that exist; a record that is gone for good says nothing any more.
    ``known``: some of them may have been linked before. Records that never told of an organisation
    and do not now cost no query where they are new, and one otherwise.
    """
    attributes = organisation_attributes(catalogue)
    if not attributes:
        return
    told = organisation_records(organisation_table(catalogue, held))
    columns = organisation_columns(told)
    profile = profiles(columns)
    former: dict[int, int] = {}
    if known:
        rows = transaction.execute(SQL["former"], {"records": record_nos})
        former = {row["record_no"]: row["profile"] for row in rows}
    present = dict(zip(told["record_no"].to_pylist(), profile.tolist(), strict=True))
    if former == present:
        return
    _, model = _live_model(transaction)
    if model is None:
        _begin_anew(transaction, catalogue, now)
        return
    if former:
        transaction.execute(SQL["forget_records"], {"records": list(former)})
    transaction.execute(
        SQL["add_records"], {"records": list(present), "profiles": list(present.values())}
    )
    touched = _add_profiles(transaction, model, said_by(columns, profile))
    touched |= _forget_unsaid(transaction, set(former.values()) - set(present.values()))
    touched |= set(former.values()) | set(present.values())
    _regroup(transaction, model, touched)
    if model.profiles < FEW_PROFILES:
        count = one_row(transaction, SQL["how_many"], {})["profiles"]
        if _outgrown(model.profiles, count):
            _begin_anew(transaction, catalogue, now)


def telling_of_organisations(catalogue: Catalogue) -> list[str]:
    """The attributes by which a record tells of an organisation; none where nothing is matched."""
    attributes = organisation_attributes(catalogue)
    return [attributes[column] for column in IDENTITY if column in attributes]


def at_home(tells: Flags, pairs: HouseholdPairs) -> HouseholdPairs:
    """Pairs of records (as rows) that may speak for a household.

    Where both tell of an organisation (``tells``, by row), what they share is its address and
    telephone, no home.
    """
    home = ~(tells[pairs.a] & tells[pairs.b])
    return HouseholdPairs(pairs.a[home], pairs.b[home], pairs.weight[home], pairs.shared[home])


def _begin_anew(transaction: Transaction, catalogue: Catalogue, now: datetime) -> None:
    """A rebuild from within live linking, which happens while there are few."""
    attributes = organisation_attributes(catalogue)
    telling = [attributes[column] for column in IDENTITY if column in attributes]
    rows = transaction.execute(SQL["tell_all"], {"attributes": telling}).fetchall()
    held = read_some(transaction, catalogue, [row["record_no"] for row in rows])
    rebuild_organisations(transaction, catalogue, held, now)


def _outgrown(before: int, now: int) -> bool:
    return before < FEW_PROFILES and now > GROWTH * before


def organisation_table(catalogue: Catalogue, held: HeldRecords) -> pa.Table:
    """The comparable values of the columns that organisations have."""
    table: dict[str, pa.Array | pa.ChunkedArray] = {"record_no": pa.array(held.record_no)}
    for column, attribute in organisation_attributes(catalogue).items():
        texts = held.texts[attribute]
        if not isinstance(texts, pa.ChunkedArray):
            texts = pa.chunked_array([pa.array(texts, pa.string())])
        table[column] = comparable_array(AttributeType(column), texts)
    return pa.table(table)


_RECENT: OrderedDict[str, OrganisationModel] = OrderedDict()
"""Read models by fingerprint: one never changes."""


def _live_model(transaction: Transaction) -> tuple[int, OrganisationModel | None]:
    """The number of the model version in use, and organisations' part of it; None where it has
    none, or one that this program cannot read."""
    row = one_row(transaction, SQL["live_model"], {})
    model_no, fingerprint = int(row["model_no"]), row["fingerprint"]
    if fingerprint is None:
        return model_no, None
    if fingerprint not in _RECENT:
        content = one_row(transaction, SQL["model_content"], {"model_no": model_no})["content"]
        try:
            _RECENT[fingerprint] = OrganisationModel.from_bytes(content)
        except InputError:
            log(_LOG, logging.WARNING, "the model in use is of another format", model=model_no)
            return model_no, None
        while len(_RECENT) > 2:
            _RECENT.popitem(last=False)
    return model_no, _RECENT[fingerprint]


def _add_profiles(
    transaction: Transaction, model: OrganisationModel, said: Mapping[int, str]
) -> set[int]:
    """Stores what nobody said before, with its keys and links; returns those profiles."""
    rows = transaction.execute(SQL["known"], {"profiles": list(said)}).fetchall()
    fresh = {profile: said[profile] for profile in said.keys() - {row["profile"] for row in rows}}
    if not fresh:
        return set()
    prepared = _prepared(model, fresh)
    keys = organisation_keys(prepared, model.rules, model.stop_keys)
    key, own = _distinct(keys.key, prepared.profile[keys.row])
    shared = transaction.execute(SQL["sharing_keys"], {"keys": np.unique(key)}).fetchall()
    pairs = {
        (int(mine), row["profile"])
        for row in shared
        for mine in own[
            np.searchsorted(key, row["key"]) : np.searchsorted(key, row["key"], "right")
        ]
    }
    a, b = candidate_pairs(keys)
    pairs |= set(zip(prepared.profile[a].tolist(), prepared.profile[b].tolist(), strict=True))
    _add_said(transaction, fresh)
    transaction.execute(SQL["add_keys"], {"keys": key, "profiles": own})
    _add_links(transaction, model, pairs)
    return set(fresh)


def _add_said(transaction: Transaction, said: Mapping[int, str]) -> None:
    transaction.execute(SQL["add_profiles"], {"profiles": list(said), "said": list(said.values())})


def _add_links(
    transaction: Transaction, model: OrganisationModel, pairs: set[tuple[int, int]]
) -> None:
    """Weighs pairs of profiles, of which none is stored, and stores the likely ones."""
    if not pairs:
        return
    ordered = np.array(sorted({(min(pair), max(pair)) for pair in pairs}), np.int64)
    wanted = np.unique(ordered)
    rows = transaction.execute(SQL["said"], {"profiles": wanted}).fetchall()
    prepared = _prepared(model, {row["profile"]: row["said"] for row in rows})
    a, b = np.searchsorted(prepared.profile, ordered).T
    weight = weigh(model, prepared, a, b)
    likely = weight > 0
    if likely.any():
        one, other = ordered[likely].T
        transaction.execute(
            SQL["add_links"],
            {
                "a": np.ascontiguousarray(one),
                "b": np.ascontiguousarray(other),
                "weight": weight[likely],
            },
        )


def _forget_unsaid(transaction: Transaction, former: set[int]) -> set[int]:
    """Forgets those of the profiles that no record says any more; returns what they were linked
    with."""
    if not former:
        return set()
    rows = transaction.execute(SQL["orphans"], {"profiles": list(former)}).fetchall()
    unsaid = [row["profile"] for row in rows]
    if not unsaid:
        return set()
    transaction.execute(SQL["forget_profiles"], {"profiles": unsaid})
    transaction.execute(SQL["forget_keys"], {"profiles": unsaid})
    links = transaction.execute(SQL["forget_links"], {"profiles": unsaid}).fetchall()
    return {row[side] for row in links for side in ("profile_a", "profile_b")}


def _regroup(transaction: Transaction, model: OrganisationModel, touched: set[int]) -> None:
    """Groups anew the components that hold these profiles, as far as they are still said."""
    rows = transaction.execute(SQL["component"], {"profiles": list(touched)}).fetchall()
    if not rows:
        return
    prepared = _prepared(model, {row["profile"]: row["said"] for row in rows})
    links = transaction.execute(SQL["links_among"], {"profiles": prepared.profile}).fetchall()
    ends = np.array([(link["profile_a"], link["profile_b"]) for link in links], np.int64)
    a, b = np.searchsorted(prepared.profile, ends.reshape(-1, 2)).T
    weight = np.array([link["match_weight"] for link in links], np.float64)
    group = group_profiles(model, prepared, a, b, weight)
    _place(transaction, prepared.profile, np.where(identifies(model, prepared), group, -1))


def _place(transaction: Transaction, profile: Rows, group: Rows) -> None:
    transaction.execute(SQL["place"], {"profiles": profile, "groups": group})


def _prepared(model: OrganisationModel, said: Mapping[int, str]) -> PreparedOrganisations:
    return prepare_profiles(model.counts, to_columns(said.values()))


def _distinct(key: Rows, profile: Rows) -> tuple[Rows, Rows]:
    """The pairs in order of key, each once."""
    order = np.lexsort((profile, key))
    key, profile = key[order], profile[order]
    first = np.append(True, (key[1:] != key[:-1]) | (profile[1:] != profile[:-1]))[: len(key)]
    return key[first], profile[first]
