"""What the surfaces show of customer value: sums over people, and the models behind them.

Entering: an opened project. Leaving: totals with bounds, what moved them, groups (of fewer than
``SMALLEST_GROUP`` nothing is told), and every version of a model with its record. Nobody can be
recognised in a sum, so that no purpose is asked for; one person's score is read through the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.contract_figures import ContractFigures, contract_figures
from klantbeeld.pipeline.valuing.insight import left_out_now
from klantbeeld.pipeline.valuing.models import SQL, Kind, Version, barred, versions
from klantbeeld.store.database import Transaction, one_row

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of one channel, cohort or stage; too few of them are not told."""

    part: str
    customers: int | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthValue:
    """Customers and what they were worth at the end of a month; the last one is now."""

    month: date
    customers: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Everybody's lifetime value: ``before`` and the four after it make ``value``."""

    customers: int
    value: Decimal
    low: Decimal
    high: Decimal
    before: Decimal
    arrived: Decimal
    bought: Decimal
    away: Decimal
    per_purchase: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """Customers by a tenth of the probability to stay away: ``tenth`` 0 is under 10 %."""

    tenth: int
    active: int
    silent: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """Of who bought within the horizon of churn before: how many are expected to stay away."""

    horizon_days: int
    active: int
    expected: float
    value: Decimal
    """Margin that these brought in as long a time before."""
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no model: a code, and the figures in its words."""

    code: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether anybody is scored, as of when, by what, and who is not."""

    purpose: str
    barred: str | None
    """Why the purpose does not allow it: a code of ``value_models.barred``."""
    scored_at: datetime | None
    day: date | None
    before_day: date | None
    left_out: Mapping[str, int]
    """How many people, by reason; ``people`` is how many in all."""
    lifetime: Version | None
    churn: Version | None
    lifetime_trouble: Trouble | None
    churn_trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class ValueFigures:
    """All that the pages about value and churn say."""

    standing: Standing
    currency: str
    horizon_days: int
    margin: float
    yearly_discount: float
    totals: Totals | None
    leaving: Leaving | None
    months: tuple[MonthValue, ...] = ()
    channels: tuple[Group, ...] = ()
    cohorts: tuple[Group, ...] = ()
    stages: tuple[Group, ...] = ()
    contracts: ContractFigures | None = None
    """None where no contracts are declared."""


def figures(services: Services) -> ValueFigures:
    """As of now: the sums keep step with every score; the server scores who waits."""
    rules = services.catalogue.value.lifetime_value
    with services.database.transaction() as transaction:
        state = one_row(transaction, SQL["state"])
        standing = _standing(transaction, services, state)
        parts: dict[str, list[dict[str, Any]]] = {}
        for row in transaction.execute(SQL["parts"]):
            parts.setdefault(row["dimension"], []).append(row)
        months = [MonthValue(**row) for row in transaction.execute(SQL["months"])]
        stages = transaction.execute(SQL["stages"]).fetchall()
    whole = next(iter(parts.get("", ())), None)
    valued = whole is not None and standing.lifetime is not None
    return ValueFigures(
        standing=standing,
        currency=services.catalogue.organisation.currency,
        horizon_days=rules.horizon_days,
        margin=rules.margin,
        yearly_discount=rules.yearly_discount,
        totals=_totals(whole, state) if whole is not None and valued else None,
        leaving=(
            _leaving(whole, parts.get("risk", []), standing.churn)
            if whole is not None and standing.churn is not None
            else None
        ),
        months=tuple(months) if valued else (),
        channels=_groups(parts.get("channel", ())) if valued else (),
        cohorts=_groups(parts.get("cohort", ())) if valued else (),
        stages=_groups(stages) if valued else (),
    )


def whole_figures(services: Services) -> ValueFigures:
    """The same with contracts, whose every row is read for it."""
    return replace(figures(services), contracts=contract_figures(services))


def model_versions(services: Services) -> tuple[Version, ...]:
    """Every version, the newest of each kind first."""
    with services.database.transaction() as transaction:
        return tuple(versions(transaction))


def standing(services: Services) -> Standing:
    """Whether anybody is scored, and who is not."""
    with services.database.transaction() as transaction:
        return _standing(transaction, services, one_row(transaction, SQL["state"]))


def trouble_of(version: Version) -> Trouble | None:
    """Why a version was refused; None for one that could be used."""
    told = version.told.get("trouble")
    return None if told is None else Trouble(told["code"], told["parameters"])


def _standing(transaction: Transaction, services: Services, state: Mapping[str, Any]) -> Standing:
    found = versions(transaction)
    live = {version.kind: version for version in found if version.state == "live"}
    newest = {version.kind: version for version in reversed(found)}
    troubles = {
        kind: trouble_of(newest[kind]) if kind in newest and kind not in live else None
        for kind in Kind
    }
    scored = barred(services.catalogue) is None
    return Standing(
        purpose=services.catalogue.value.purpose,
        barred=barred(services.catalogue),
        scored_at=state["scored_at"],
        day=state["day"],
        before_day=state["before_day"],
        left_out=left_out_now(transaction),
        lifetime=live.get(Kind.LIFETIME_VALUE) if scored else None,
        churn=live.get(Kind.CHURN) if scored else None,
        lifetime_trouble=troubles[Kind.LIFETIME_VALUE],
        churn_trouble=troubles[Kind.CHURN],
    )


def _totals(row: Mapping[str, Any], state: Mapping[str, Any]) -> Totals:
    """The bounds are those of the last time that everybody was scored, around what is now."""
    value = row["value"]
    low, high = state["total_low"] or value, state["total_high"] or value
    middle = (low + high) / 2
    factor = value / middle if middle else Decimal(1)
    return Totals(
        row["customers"],
        value,
        (low * factor).quantize(CENT),
        (high * factor).quantize(CENT),
        *(row[name] for name in ("before", "arrived", "bought", "away", "per_purchase")),
    )


def _leaving(whole: Mapping[str, Any], rows: list[dict[str, Any]], churn: Version) -> Leaving:
    count = {row["part"]: int(row["customers"]) for row in rows}
    return Leaving(
        int(churn.told["horizon_days"]),
        int(whole["active"]),
        float(whole["leaving"]),
        whole["leaving_value"],
        tuple(Band(n, count.get(f"a{n}", 0), count.get(f"s{n}", 0)) for n in range(10)),
    )


def _groups(rows: Any) -> tuple[Group, ...]:
    return tuple(
        Group(row["part"], int(row["customers"]), row["value"])
        if row["customers"] >= SMALLEST_GROUP
        else Group(row["part"], None, None)
        for row in rows
    )
