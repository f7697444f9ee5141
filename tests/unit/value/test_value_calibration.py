"""Logistic regression and the measures of probabilities, beside scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from klantbeeld.value.calibration import measure
from klantbeeld.value.logistic import RIDGE, fit_logistic


def _data(rows: int = 800) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(6)
    values = random.normal(size=(rows, 3)) * (1, 10, 0.1) + (0, 50, 2)
    odds = 0.8 * values[:, 0] - 0.1 * (values[:, 1] - 50) - 0.5
    return values, (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(float)


def test_logistic_equals_scikit_learn() -> None:
    values, outcome = _data()
    ours = fit_logistic(("a", "b", "c"), values, outcome)
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    peer = LogisticRegression(C=1 / RIDGE, tol=1e-10, max_iter=1000).fit(standard, outcome)
    assert ours.settled
    assert ours.coefficient == pytest.approx(peer.coef_[0], abs=1e-5)
    assert ours.probability(values) == pytest.approx(peer.predict_proba(standard)[:, 1], abs=1e-6)


def test_contributions_add_up_to_the_log_odds() -> None:
    values, outcome = _data()
    model = fit_logistic(("a", "b", "c"), values, outcome)
    said = model.probability(values)
    odds = model.intercept + model.contributions(values).sum(axis=1)
    assert odds == pytest.approx(np.log(said / (1 - said)))


def test_separated_classes_and_empty_columns_settle() -> None:
    values = np.column_stack([np.arange(40.0), np.ones(40), np.arange(40.0)])
    model = fit_logistic(("a", "none", "again"), values, (values[:, 0] > 20).astype(float))
    assert model.settled
    assert np.isfinite(model.coefficient).all()
    assert model.coefficient[1] == 0


def test_measures_equal_scikit_learn() -> None:
    values, outcome = _data()
    said = fit_logistic(("a", "b", "c"), values, outcome).probability(values)
    told = measure(said, outcome)
    assert told.auc == pytest.approx(roc_auc_score(outcome, said))
    assert told.brier == pytest.approx(brier_score_loss(outcome, said))
    assert told.slope == pytest.approx(1, abs=0.05)
    assert sum(group.people for group in told.table) == 800


def test_calibration_sees_what_is_said_too_boldly() -> None:
    random = np.random.default_rng(7)
    odds = random.normal(size=20_000)
    came = (random.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    honest, bold = (measure(1 / (1 + np.exp(-k * odds)), came) for k in (1, 2))
    assert honest.ece < 0.015 < bold.ece
    assert bold.slope == pytest.approx(0.5, abs=0.05)
    assert honest.slope == pytest.approx(1, abs=0.05)
    assert bold.auc == pytest.approx(honest.auc)


@pytest.mark.parametrize("came", [0.0, 1.0])
def test_one_outcome_only_is_still_measured(came: float) -> None:
    told = measure(np.array([0.2, 0.9, 0.9]), np.full(3, came))
    assert told.auc == 0.5
    assert told.slope == 1
    assert np.isfinite([told.brier, told.ece, told.lift, told.lift_of_not]).all()


def test_lift_shares_out_ties() -> None:
    said = np.array([0.9] * 20 + [0.1] * 80)
    came = np.array([1.0] * 10 + [0.0] * 90)
    assert measure(said, came).lift == pytest.approx(5)
