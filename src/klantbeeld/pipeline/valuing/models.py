"""Versions of the models of customer value: kept, read, put in use.

Entering: what training made, as plain numbers. Leaving: rows of ``value_model``. A version never
changes; the newest that could be made is in use, and a training that came to nothing is kept with
its reason, so that the pages can say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import orjson
from psycopg.types.json import Jsonb

from klantbeeld.catalog.model import Catalogue
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.value.frozen import FrozenChurn, LifetimeModel

SQL = load_sql("klantbeeld.pipeline.valuing", "scoring.sql")


EPOCH = date(1970, 1, 1)
"""From which the models count days."""


class Kind(StrEnum):
    """What a model tells of customers."""

    LIFETIME_VALUE = "lifetime_value"
    CHURN = "churn"


KINDS = [kind.value for kind in Kind]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model, with what its page says of it."""

    model_no: int
    kind: Kind
    version: int
    made_at: datetime
    state: str
    """live, retired or refused."""
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LiveModels:
    """The models in use, each with its number; None where none could be made."""

    lifetime_no: int | None
    lifetime: LifetimeModel | None
    churn_no: int | None
    churn: FrozenChurn | None

    @property
    def numbers(self) -> tuple[int | None, int | None]:
        """Of lifetime value and churn."""
        return self.lifetime_no, self.churn_no


def barred(catalogue: Catalogue) -> str | None:
    """Why nobody may be scored (a code); None where the purpose allows it."""
    purpose = catalogue.purposes.get(catalogue.value.purpose)
    if purpose is None:
        return "purpose_missing"
    if not purpose.profiling:
        return "purpose_not_profiling"
    return None if purpose.active else "purpose_off"


def add_version(
    transaction: Transaction,
    kind: Kind,
    now: datetime,
    told: Mapping[str, Any],
    content: Mapping[str, Any] | None,
) -> Version:
    """Keeps a version, and puts it in use; without content it is one that was refused."""
    state = "refused" if content is None else "live"
    if content is not None:
        transaction.execute(SQL["retire"], {"kind": kind.value})
    parameters = {
        "kind": kind.value, "now": now, "state": state, "told": Jsonb(told),
        "content": None if content is None else Jsonb(content),
    }  # fmt: skip
    row = one_row(transaction, SQL["add_model"], parameters)
    return Version(row["model_no"], kind, row["version"], now, state, told)


def versions(transaction: Transaction) -> list[Version]:
    """All versions, the newest of each kind first."""
    rows = transaction.execute(SQL["versions"], {"kinds": KINDS})
    return [Version(**{**row, "kind": Kind(row["kind"])}) for row in rows]


def live_numbers(transaction: Transaction) -> tuple[int | None, int | None]:
    """The numbers of the models in use: lifetime value and churn."""
    rows = transaction.execute(SQL["live_numbers"], {"kinds": KINDS})
    known = {row["kind"]: int(row["model_no"]) for row in rows}
    return known.get(Kind.LIFETIME_VALUE), known.get(Kind.CHURN)


def live_models(transaction: Transaction) -> LiveModels:
    """The models in use, ready to score."""
    rows = transaction.execute(SQL["live_models"], {"kinds": KINDS})
    known = {row["kind"]: (int(row["model_no"]), row["content"]) for row in rows}
    lifetime, churn = known.get(Kind.LIFETIME_VALUE), known.get(Kind.CHURN)
    return LiveModels(
        lifetime[0] if lifetime else None,
        _lifetime(orjson.dumps(lifetime[1])) if lifetime else None,
        churn[0] if churn else None,
        _churn(orjson.dumps(churn[1])) if churn else None,
    )


@lru_cache(maxsize=4)
def _lifetime(content: bytes) -> LifetimeModel:
    """A version never changes, and one is asked for at every turn."""
    return LifetimeModel.of(orjson.loads(content))


@lru_cache(maxsize=4)
def _churn(content: bytes) -> FrozenChurn:
    return FrozenChurn.of(orjson.loads(content))
