"""What a model version is, for people to read: figures, weights by comparison level, promotions.

Entering: versions in the store. Leaving: frozen views for the pages, the API and the command line.
A view holds names of attributes, levels and rules, and no value of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InputError
from klantbeeld.identity import Model
from klantbeeld.identity.comparisons import BOTH_NAMES, OTHER_STATE, Kind
from klantbeeld.identity.frequencies import RAREST_LOG2, RARITIES, RARITY_STEP
from klantbeeld.identity.likelihood import RANDOM, SAME_HOUSEHOLD, SAME_PERSON
from klantbeeld.identity.records import Floats
from klantbeeld.pipeline.linking.models import PROMOTIONS, ModelVersion, model, versions
from klantbeeld.pipeline.linking.records import linking_column
from klantbeeld.store.database import Database, Transaction

RARITY = "exact_rarity_"
"""Levels of exact agreement on a value as rare as the number says."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison: how often each class of pairs shows it, and what it weighs."""

    level: str
    same_person: float
    same_household: float | None
    random: float
    weight: float
    """Match weight against strangers: log2 of same person over random."""
    household_weight: float | None
    """The same against two people of one household; None where the model knows no households."""
    had_by_one_in: float | None
    """Where agreement is told apart by rarity: one in how many records have such a value."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """An attribute as the model compares it."""

    field: str
    """The attribute, or what several are compared as."""
    condition: str | None
    """``names_agree`` or ``names_differ`` where the weights depend on the names."""
    levels: tuple[Level, ...]
    information: float
    """Bits that it tells on average about a pair that is one person."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """One time that a version was put in use."""

    at: datetime
    model_no: int
    previous_no: int | None
    made_by: str


@dataclass(frozen=True, slots=True)
class Band:
    """An estimate in [0, 1] with the band in which it is believed to lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One version in a list."""

    model_no: int
    created_at: datetime
    state: str
    """``live``, ``retired`` or ``new`` (never in use)."""
    promoted_at: datetime | None
    retired_at: datetime | None
    records: int
    """That it was trained on; 0 for one that came from elsewhere."""
    automatic: bool
    origin: str
    """``trained`` here, or ``splink``."""
    precision: Band | None
    """Expected, by pairs of records; None where nobody asked for the estimate."""
    recall: Band | None
    answers: int
    """People's answers about pairs in doubt that training had."""
    learnt: bool
    """Whether they changed the model."""


@dataclass(frozen=True, slots=True)
class ModelView:
    """One version in full."""

    line: ModelLine
    fingerprint: str
    pairs_per_record: dict[str, float]
    """Of each class but the strangers: how many pairs of it there are for each record."""
    comparisons: tuple[ComparisonView, ...]
    rules: tuple[str, ...]
    stop_keys: int
    names_known: int
    """Distinct given and family names that were counted."""
    aliases: int
    sources: tuple[str, ...]
    promotions: tuple[Promotion, ...]


def model_lines(database: Database) -> tuple[ModelLine, ...]:
    """All versions, newest first."""
    with database.transaction() as transaction:
        return tuple(_line(version) for version in reversed(versions(transaction)))


def promotions(database: Database) -> tuple[Promotion, ...]:
    """Every time that a version was put in use, newest first."""
    with database.transaction() as transaction:
        return _promotions(transaction)


def model_view(database: Database, catalogue: Catalogue, model_no: int) -> ModelView:
    """One version; raises InputError when there is none, or an older program wrote it."""
    with database.transaction() as transaction:
        read = model(transaction, model_no)
        version = next(v for v in versions(transaction) if v.model_no == model_no)
        told = tuple(p for p in _promotions(transaction) if p.model_no == model_no)
    attributes = {linking_column(name, kind): name for name, kind in catalogue.matched.items()}
    return ModelView(
        line=_line(version),
        fingerprint=version.fingerprint,
        pairs_per_record={
            name: share * (read.records - 1) / 2
            for name, share in read.parameters.prior.items()
            if name != RANDOM and read.records > 1
        },
        comparisons=tuple(_comparisons(read, attributes)),
        rules=tuple(rule.name for rule in read.blocking.rules),
        stop_keys=len(read.blocking.stop_keys),
        names_known=len(read.counts.given.counts) + len(read.counts.family.counts),
        aliases=len(read.counts.aliases.pairs),
        sources=tuple(read.counts.sources),
        promotions=told,
    )


def previous_model(database: Database) -> int:
    """The version whose place the one in use took; raises InputError when there is none."""
    with database.transaction() as transaction:
        row = transaction.execute(PROMOTIONS["before"]).fetchone()
    if row is None or row["previous_no"] is None:
        raise InputError.single(
            "no version was in use before this one", "model", "See: klantbeeld model list."
        )
    return int(row["previous_no"])


def _promotions(transaction: Transaction) -> tuple[Promotion, ...]:
    return tuple(
        Promotion(row["at"], row["model_no"], row["previous_no"], row["made_by"])
        for row in transaction.execute(PROMOTIONS["all"])
    )


def _line(version: ModelVersion) -> ModelLine:
    told = version.summary
    accuracy, lesson = told.get("accuracy"), told.get("judgements", {})
    live = version.promoted_at is not None and version.retired_at is None
    return ModelLine(
        model_no=version.model_no,
        created_at=version.created_at,
        state="live" if live else "new" if version.promoted_at is None else "retired",
        promoted_at=version.promoted_at,
        retired_at=version.retired_at,
        records=told.get("records", 0),
        automatic=told.get("automatic", False),
        origin=told.get("origin", "trained"),
        precision=_band(accuracy, "precision"),
        recall=_band(accuracy, "recall"),
        answers=lesson.get("answers", 0),
        learnt=lesson.get("learnt", False),
    )


def _band(accuracy: dict[str, Any] | None, name: str) -> Band | None:
    return None if accuracy is None else Band(**accuracy[name])


def _comparisons(read: Model, attributes: dict[str, str]) -> list[ComparisonView]:
    tables = read.parameters.tables
    out = []
    for index, comparison in enumerate(read.comparisons):
        by_class = {name: tables[name][index] for name in tables}
        states: dict[str | None, dict[str, Floats]] = {None: by_class}
        if comparison.kind is Kind.EMAIL:
            states = {
                condition: {name: table[state] for name, table in by_class.items()}
                for condition, state in (("names_differ", OTHER_STATE), ("names_agree", BOTH_NAMES))
            }
        for condition, shares in states.items():
            out.append(
                ComparisonView(
                    attributes.get(comparison.field, comparison.field),
                    condition,
                    tuple(
                        _level(name, number, shares)
                        for number, name in enumerate(comparison.levels)
                    ),
                    read.parameters.information[index],
                )
            )
    return out


def _level(name: str, number: int, shares: dict[str, Floats]) -> Level:
    person, random = float(shares[SAME_PERSON][number]), float(shares[RANDOM][number])
    household = float(shares[SAME_HOUSEHOLD][number]) if SAME_HOUSEHOLD in shares else None
    return Level(
        name,
        person,
        household,
        random,
        float(np.log2(person / random)),
        None if household is None else float(np.log2(person / household)),
        _one_in(number) if name.startswith(RARITY) else None,
    )


def _one_in(rarity: int) -> float:
    """The middle of a rarity class; of the rarest and the commonest, their bound."""
    inner = min(max(rarity + 0.5, 1.0), RARITIES - 1.0)
    return float(2.0 ** -(RAREST_LOG2 + RARITY_STEP * inner))
