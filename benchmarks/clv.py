"""Customer lifetime value: published parameters, the holdout, and a million customers by the clock.

    python benchmarks/clv.py [--customers N] [--peer none]

CDNOW's 1/10 sample: parameters of all models beside the published ones, and 39 weeks of holdout
that no choice has seen. Then N made-up customers (drawn with CDNOW's parameters): BG/NBD and
Gamma-Gamma fitted, and a year predicted for each. The cost is of that part; the peer does the same
in the same run, in a process of its own, on the same customers. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cdnow import Cdnow, read_cdnow
from klantbeeld.value import gamma_gamma
from klantbeeld.value.backtest import ModelChoice, choose_model
from klantbeeld.value.history import History
from klantbeeld.value.predictive import PurchaseDistribution, whole_purchases
from klantbeeld.value.purchase_models import BG_NBD, PURCHASE_MODELS, fit_purchases
from klantbeeld.value.purchases import PurchaseDays
from klantbeeld.value.summary import summarise
from measure import machine, measured

CALIBRATION_END, HOLDOUT_END = 272, 272 + 273
Floats = npt.NDArray[np.float64]


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--peer", choices=["lifetimes", "none"], default="lifetimes")
    arguments = parser.parse_args()
    sample = read_cdnow("CDNOW_sample.txt")
    result = parameters(sample) | {"cdnow_holdout": holdout(sample)}
    people = made_up(arguments.customers, seed=1)
    with measured() as cost:
        history = History.of_days(people["x"], people["t_x"], people["T"])
        fitted = fit_purchases(BG_NBD, history)
        value = gamma_gamma.fit(people["x"].astype(float), people["z"])
        bought = history.spread(fitted.expected_purchases(history, 52))
        worth = gamma_gamma.expected_value(value.parameters, people["x"].astype(float), people["z"])
        total = float(bought @ worth)
    result["customers"] = arguments.customers
    found = [*fitted.parameters.items(), *zip(gamma_gamma.NAMES, value.parameters, strict=True)]
    result["parameters"] = {name: round(float(number), 4) for name, number in found}
    result |= cost.figures() | {"total": round(total)}
    if arguments.peer != "none":
        result["peer"] = run_peer(people)
    print(json.dumps(result | {"machine": machine()}, indent=2))


def parameters(sample: Cdnow) -> dict[str, Any]:
    """Of all four models on the calibration period, by their published names."""
    history = PurchaseDays.of(sample.person, sample.day).seen(CALIBRATION_END).history()
    found = {
        f"cdnow_{name}": {
            key: round(number, 4)
            for key, number in fit_purchases(model, history).parameters.items()
        }
        for name, model in PURCHASE_MODELS.items()
    }
    dollars = np.full(len(sample.day), "USD")
    told = summarise(sample.person, sample.day, sample.money, dollars, CALIBRATION_END)
    value = gamma_gamma.fit(told.seen.frequency.astype(float), told.spending["USD"].mean_value)
    names = zip(gamma_gamma.NAMES, value.parameters.tolist(), strict=True)
    return found | {"cdnow_gamma_gamma": {name: round(number, 3) for name, number in names}}


def holdout(sample: Cdnow) -> dict[str, Any]:
    """Every model by its expectation; the chosen one also at its level, in whole numbers, and by
    each customer's median."""
    days = PurchaseDays.of(sample.person, sample.day)
    seen = days.seen(CALIBRATION_END)
    history, came = seen.history(), days.count(seen.person, CALIBRATION_END, HOLDOUT_END)
    weeks = (HOLDOUT_END - CALIBRATION_END) / 7
    result: dict[str, Any] = {"purchases": int(came.sum())}
    for name, model in PURCHASE_MODELS.items():
        expected = fit_purchases(model, history).expected_purchases(history, weeks)
        result[name] = _errors(history.spread(expected), came)
    choice = choose_model(days, CALIBRATION_END)
    assert choice.fitted is not None
    expected = choice.expected_purchases(history, weeks)
    result["chosen"] = choice.fitted.model.name
    result["level"] = round(choice.level, 3)
    result["expectation_at_level"] = _errors(history.spread(expected), came)
    forecast = _distribution(choice, history, expected, weeks)
    whole = whole_purchases(forecast, history.weight, history.total(expected))
    result["whole_numbers"] = _errors(history.spread(whole), came)
    result["posterior_median"] = _errors(history.spread(forecast.quantile(0.5)), came)
    return result


def _distribution(
    choice: ModelChoice, history: History, expected: Floats, weeks: float
) -> PurchaseDistribution:
    assert choice.fitted is not None
    none = choice.fitted.p_no_purchase(history, weeks)
    shape = choice.fitted.fit.parameters[0] + history.frequency
    return PurchaseDistribution.of(expected, none, shape)


def _errors(said: Floats, came: npt.NDArray[np.int64]) -> dict[str, float]:
    return {
        "mae": round(float(np.abs(said - came).mean()), 4),
        "rmse": round(float(np.sqrt(((said - came) ** 2).mean())), 3),
        "total_error": round(float(said.sum() / came.sum() - 1), 4),
    }


def made_up(customers: int, seed: int) -> dict[str, npt.NDArray[Any]]:
    """Summaries of customers of a BG/NBD and Gamma-Gamma world; days, and money in cents."""
    random = np.random.default_rng(seed)
    rate = random.gamma(0.243, 1 / 4.414, customers) / 7
    leaves = random.beta(0.793, 2.426, customers)
    age = random.integers(27 * 7, 39 * 7 + 1, customers)
    last, at = np.zeros(customers), np.zeros(customers)
    here, x = np.ones(customers, bool), np.zeros(customers, np.int64)
    while here.any():
        at = at + random.exponential(1 / np.maximum(rate, 1e-12))
        bought = here & (at <= age)
        x[bought] += 1
        last[bought] = at[bought]
        here = bought & (random.random(customers) > leaves)
    days = np.ceil(last).astype(np.int64)
    scale = 1 / random.gamma(3.74, 1 / 15.44, customers)
    paid = random.gamma(6.25 * np.maximum(x, 1)) * scale / np.maximum(x, 1)
    return {"x": x, "t_x": days, "T": age, "z": np.where(x > 0, np.round(paid, 2) + 0.01, 0.0)}


def run_peer(people: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """lifetimes on the same customers, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as folder:
        file = Path(folder) / "customers.npz"
        np.savez(file, x=people["x"], t_x=people["t_x"], T=people["T"], z=people["z"])
        script = Path(__file__).with_name("peer_lifetimes.py")
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(script), str(file)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
