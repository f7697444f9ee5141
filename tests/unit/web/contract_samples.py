"""Contracts as the pipeline would tell them, for pages without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from klantbeeld.pipeline.valuing.contract_figures import (
    AgeGroup,
    ContractFigures,
    ContractTested,
    ContractWorth,
    CurvePoint,
    Monthly,
)
from klantbeeld.pipeline.valuing.contracts import NotCounted
from klantbeeld.value.arrays import Reason

CONTRACTS = ContractFigures(
    touchpoint="subscription", as_of=date(2026, 11, 18), barred=None, currency="EUR", margin=0.25,
    yearly_discount=0.1, horizon_days=365, churn_days=91, contracts=420, running=300,
    ended_last_year=None, announced=0, expected_ends=31.4,
    retention=Monthly(0.968, 0.955, 0.978),
    worth=ContractWorth(Decimal("8.50"), Decimal("78.20"), Decimal("71.00"), Decimal("84.10"),
                        Decimal("207.30"), Decimal("80.40"), Decimal(23_460)),
    curve=(CurvePoint(0, 1.0, 1.0, 1.0, 420), CurvePoint(1, 0.93, 0.9, 0.95, 380),
           CurvePoint(2, 0.9, 0.87, 0.93, 350)),
    ages=(AgeGroup(0, 3, 80, 0.2), AgeGroup(36, None, None, None)), no_curve=None,
    test=ContractTested(date(2026, 8, 19), 280, 30.2, 27, 0.61, 0.08, 0.085, 0.02),
    untested=None, not_counted=NotCounted(1, 0, 0, 2, 0), left_out={"objected": 1, "people": 1},
)  # fmt: skip
FEW = replace(
    CONTRACTS, contracts=None, running=None, expected_ends=None, retention=None, worth=None,
    curve=(), ages=(), test=None,
)  # fmt: skip
NO_CURVE = replace(
    CONTRACTS, expected_ends=None, worth=None, curve=(), ages=(), test=None,
    no_curve=Reason("too_few_ended", {"need": 10}),
)  # fmt: skip
BARRED = replace(FEW, barred="purpose_off")
