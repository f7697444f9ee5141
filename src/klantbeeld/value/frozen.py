"""Models as they are kept: made once from everybody, then frozen, and used on anybody.

Entering: what training chose. Leaving: plain numbers and texts, ready for JSON, and the model back
from them, so that one person is told the same alone as among all. A version is named in every
score: the same purchases and version always give the same score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from klantbeeld.value.arrays import Reason
from klantbeeld.value.backtest import ModelChoice
from klantbeeld.value.churn import ChurnModel
from klantbeeld.value.fitting import Fit
from klantbeeld.value.lifetime_value import Terms
from klantbeeld.value.logistic import Logistic
from klantbeeld.value.purchase_models import PURCHASE_MODELS, FittedPurchases
from klantbeeld.value.summary import Gap

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LifetimeModel:
    """A purchase model at its level, Gamma-Gamma for amounts, and the terms of the money.

    ``gaps``: in which days nobody's clock runs.
    """

    choice: ModelChoice
    amounts: Fit
    terms: Terms
    gaps: tuple[Gap, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Ready for JSON; the record of the back-test is no part of the model."""
        if self.choice.fitted is None:
            raise ValueError("there is no model to keep")
        return {
            "purchases": _plain_purchases(self.choice.fitted),
            "level": self.choice.level,
            "level_error": self.choice.level_error,
            "amounts": _plain_fit(self.amounts),
            "terms": {
                "weeks": self.terms.weeks,
                "margin": self.terms.margin,
                "yearly_discount": self.terms.yearly_discount,
            },
            "gaps": [list(gap) for gap in self.gaps],
        }

    @classmethod
    def of(cls, plain: Plain) -> LifetimeModel:
        """The model back."""
        fitted = _purchases(plain["purchases"])
        choice = ModelChoice(fitted, float(plain["level"]), float(plain["level_error"]), {})
        gaps = tuple((int(first), int(last)) for first, last in plain["gaps"])
        return cls(choice, _fit(plain["amounts"]), Terms(**plain["terms"]), gaps)


@dataclass(frozen=True, slots=True)
class FrozenChurn:
    """What was learnt, and the purchase model behind its closed form."""

    model: ChurnModel
    closed_form: FittedPurchases
    gaps: tuple[Gap, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        learnt, trouble = self.model.logistic, self.model.trouble
        return {
            "horizon_days": self.model.horizon_days,
            "origins": list(self.model.origins),
            "rows": self.model.rows,
            "logistic": None if learnt is None else _plain_logistic(learnt),
            "trouble": None if trouble is None else plain_reason(trouble),
            "closed_form": _plain_purchases(self.closed_form),
            "gaps": [list(gap) for gap in self.gaps],
        }

    @classmethod
    def of(cls, plain: Plain) -> FrozenChurn:
        """The model back."""
        learnt, trouble = plain["logistic"], plain["trouble"]
        model = ChurnModel(
            int(plain["horizon_days"]),
            tuple(plain["origins"]),
            int(plain["rows"]),
            None if learnt is None else _logistic(learnt),
            None if trouble is None else Reason(trouble["code"], trouble["parameters"]),
        )
        gaps = tuple((int(first), int(last)) for first, last in plain["gaps"])
        return cls(model, _purchases(plain["closed_form"]), gaps)


def plain_reason(reason: Reason) -> dict[str, Any]:
    """A reason ready for JSON."""
    return {"code": reason.code, "parameters": dict(reason.parameters)}


def _plain_purchases(fitted: FittedPurchases) -> dict[str, Any]:
    return {"model": fitted.model.name, **_plain_fit(fitted.fit)}


def _purchases(plain: Plain) -> FittedPurchases:
    return FittedPurchases(PURCHASE_MODELS[plain["model"]], _fit(plain))


def _plain_fit(fit: Fit) -> dict[str, Any]:
    return {
        "parameters": fit.parameters.tolist(),
        "covariance": fit.covariance.tolist(),
        "log_likelihood": fit.log_likelihood,
    }


def _fit(plain: Plain) -> Fit:
    return Fit(
        np.array(plain["parameters"], float),
        np.array(plain["covariance"], float),
        float(plain["log_likelihood"]),
    )


def _plain_logistic(learnt: Logistic) -> dict[str, Any]:
    return {
        "columns": list(learnt.columns),
        "centre": learnt.centre.tolist(),
        "scale": learnt.scale.tolist(),
        "intercept": learnt.intercept,
        "coefficient": learnt.coefficient.tolist(),
    }


def _logistic(plain: Plain) -> Logistic:
    return Logistic(
        tuple(plain["columns"]), np.array(plain["centre"], float), np.array(plain["scale"], float),
        float(plain["intercept"]), np.array(plain["coefficient"], float), settled=True,
    )  # fmt: skip
