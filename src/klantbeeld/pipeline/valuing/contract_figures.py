"""What the surfaces show of contracts: how many run, how many stay, what they are worth.

Entering: an opened project. Leaving: figures as of now over everybody who may be profiled. Nobody
can be recognised: of fewer than ``SMALLEST_GROUP`` people nothing is told, and the curve ends where
so few are left. Without declared contracts there are no figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.contracts import NotCounted, local_today, read_contracts
from klantbeeld.pipeline.valuing.models import EPOCH, barred
from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.contracts import (
    NEVER,
    WINDOW_DAYS,
    Contracts,
    ContractTest,
    at_steps,
    backtest,
    contract_curve,
    p_ends,
    retention,
    worth,
)
from klantbeeld.value.survival import SurvivalCurve

CENT = Decimal("0.01")
AGES = (3, 12, 24, 36)
"""Bounds in months of the groups by how long contracts have run."""
STEPS, MOST_POINTS = (1, 3, 6, 12), 36


@dataclass(frozen=True, slots=True)
class Monthly:
    """The share of contracts that runs on a month later, over the last year; 95 % bounds."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ContractWorth:
    """Margin expected of a running contract: m·r/(1+d-r) over the horizon, and without one."""

    monthly_margin: Decimal
    each: Decimal
    low: Decimal
    high: Decimal
    """Bounds of retention alone."""
    ever: Decimal | None
    by_tenure: Decimal
    """Over the horizon, by the curve and how long each has run."""
    total: Decimal


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """After so many months: the share that still runs (95 % bounds), and how many ran so long."""

    months: int
    share: float
    low: float
    high: float
    contracts: int


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Running contracts by how long they run; of too few people nothing is told."""

    from_months: int
    to_months: int | None
    contracts: int | None
    chance: float | None
    """The mean chance to end within the days of churn; 1 where the end is known."""


@dataclass(frozen=True, slots=True)
class ContractTested:
    """Chances of a horizon ago beside what came; ``alike_brier``: one chance for everybody."""

    on: date
    contracts: int
    expected: float
    """Ends that were said; ``came`` those that came."""
    came: int
    auc: float
    brier: float
    alike_brier: float
    ece: float


@dataclass(frozen=True, slots=True)
class ContractFigures:
    """All that is told of contracts; None where too few people hold one."""

    touchpoint: str
    as_of: date
    barred: str | None
    currency: str
    margin: float
    yearly_discount: float
    horizon_days: int
    churn_days: int
    contracts: int | None
    running: int | None
    ended_last_year: int | None
    announced: int | None
    """Running, and the day on which they end is known."""
    expected_ends: float | None
    """Within ``churn_days``."""
    retention: Monthly | None
    worth: ContractWorth | None
    curve: tuple[CurvePoint, ...]
    ages: tuple[AgeGroup, ...]
    no_curve: Reason | None
    test: ContractTested | None
    untested: Reason | None
    not_counted: NotCounted
    left_out: Mapping[str, int]


def contract_figures(services: Services) -> ContractFigures | None:
    """As of now; None where no contracts are declared."""
    catalogue, now = services.catalogue, services.clock()
    rules = catalogue.value.contract
    if rules is None:
        return None
    with services.database.transaction() as transaction:
        read = read_contracts(transaction, catalogue, now)
    on, found = local_today(catalogue, now), read.contracts
    today, days = (on - EPOCH).days, catalogue.value.churn.horizon_days
    terms = catalogue.value.lifetime_value
    running = found.running(today)
    curve, kept = contract_curve(found, today), retention(found, today)
    few, few_run = _few(found), _few(found.only(running))
    told = not few and not isinstance(curve, Reason)
    test = backtest(found, today, days) if told else None
    announced = running & (found.end < NEVER)
    shown = None if isinstance(curve, Reason) or few else curve
    money = (
        None
        if shown is None or kept is None or few_run
        else worth(found, shown, kept, today, terms.horizon_days, terms.yearly_discount)
    )
    ended = (found.end <= today) & (found.end > today - WINDOW_DAYS)
    chance = None if shown is None else _chances(found, shown, today, days)
    return ContractFigures(
        touchpoint=rules.touchpoint,
        as_of=on,
        barred=barred(catalogue),
        currency=catalogue.organisation.currency,
        margin=terms.margin,
        yearly_discount=terms.yearly_discount,
        horizon_days=terms.horizon_days,
        churn_days=days,
        contracts=None if few else len(found.start),
        running=_count(found, running),
        ended_last_year=_count(found, ended),
        announced=_count(found, announced),
        expected_ends=None if few_run or chance is None else float(chance[running].sum()),
        retention=Monthly(kept.monthly, kept.low, kept.high) if kept and not few_run else None,
        worth=None
        if money is None
        else ContractWorth(
            _money(float(np.nanmean(found.margin[running]))),
            _money(money.each), _money(money.low), _money(money.high),
            None if money.ever is None else _money(money.ever), _money(money.by_tenure),
            _money(money.each * int((running & ~np.isnan(found.margin)).sum())),
        ),
        curve=() if shown is None else _points(found, shown, today),
        ages=() if chance is None else _ages(found, chance, today),
        no_curve=curve if isinstance(curve, Reason) else None,
        test=_tested(test) if test is not None and not isinstance(test, Reason) else None,
        untested=test if isinstance(test, Reason) else None,
        not_counted=read.not_counted,
        left_out=read.left_out,
    )  # fmt: skip


def _tested(test: ContractTest) -> ContractTested:
    told = test.measures
    return ContractTested(
        EPOCH + timedelta(days=test.origin), told.people, test.expected, test.came,
        told.auc, told.brier, test.alike, told.ece,
    )  # fmt: skip


def _few(contracts: Contracts) -> bool:
    return len(np.unique(contracts.person)) < SMALLEST_GROUP


def _count(contracts: Contracts, which: np.ndarray) -> int | None:
    """None of some, but of too few people; none at all are told."""
    count = int(which.sum())
    return count if not count or not _few(contracts.only(which)) else None


def _money(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT)


def _chances(contracts: Contracts, curve: SurvivalCurve, today: int, days: int) -> Floats:
    """To end within the days; a known end is certain, either way."""
    said = p_ends(curve, contracts.months(today), days)
    return np.where(contracts.end < NEVER, contracts.end <= today + days, said).astype(float)


def _points(contracts: Contracts, curve: SurvivalCurve, today: int) -> tuple[CurvePoint, ...]:
    """At whole months, as long as enough people hold a contract that ran so long."""
    ran = contracts.months(today)
    step = next((s for s in STEPS if curve.last / s < MOST_POINTS), STEPS[-1])
    points = []
    for month in range(0, int(curve.last) + 1, step):
        there = ran >= month
        if _few(contracts.only(there)):
            break
        share, low, high = (float(each) for each in at_steps(curve, month))
        points.append(CurvePoint(month, share, low, high, int(there.sum())))
    return tuple(points)


def _ages(contracts: Contracts, chance: Floats, today: int) -> tuple[AgeGroup, ...]:
    ran, running = contracts.months(today), contracts.running(today)
    groups = []
    for low, high in zip((0, *AGES), (*AGES, None), strict=True):
        there = running & (ran >= low) & (ran < (np.inf if high is None else high))
        if not there.any():
            continue
        few = _few(contracts.only(there))
        mean = None if few else float(chance[there].mean())
        groups.append(AgeGroup(low, high, None if few else int(there.sum()), mean))
    return tuple(groups)
