"""Whether the intervals of relative weights hold the truth as often as they say.

    python benchmarks/importance.py [--forms 100 400] [--times 300]

Marks of 0 to 10 on six items that go together, and a recommendation that they partly make, are
drawn from a known law; its true weights are those of 400,000 forms. Prints one JSON object: for
each number of forms, the share of samples whose interval of 95 % holds the true weight, per item.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import numpy.typing as npt

from klantbeeld.metrics.importance import importance, relative_weights

ITEMS = ("outcome", "integrity", "expectations", "empathy", "effort", "resolution", "personal")
PULLS = np.array([0.05, 0.4, 0.1, 0.3, 0.1, 0.05])


def draw(dice: np.random.Generator, n: int) -> npt.NDArray[np.float64]:
    """``n`` forms: the outcome, then the items."""
    mood = dice.standard_normal((n, 1))
    felt = 7 + 1.2 * mood + 1.3 * dice.standard_normal((n, len(PULLS)))
    marks = np.clip(np.round(felt), 0, 10)
    wish = marks @ PULLS + 1.2 * dice.standard_normal(n)
    return np.column_stack([np.clip(np.round(wish), 0, 10), marks])


def main() -> int:
    """Draws, weighs, counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, nargs="+", default=[100, 400])
    parser.add_argument("--times", type=int, default=300)
    asked = parser.parse_args()
    dice = np.random.default_rng(1)
    started, used = time.perf_counter(), time.process_time()
    correlations = np.asarray(np.corrcoef(draw(dice, 400_000).T), np.float64)
    true = relative_weights(correlations[1:, 1:], correlations[0, 1:])
    true /= true.sum()
    covered = {}
    for n in asked.forms:
        held = dict.fromkeys(ITEMS[1:], 0)
        for _ in range(asked.times):
            marks = draw(dice, n)
            found = importance(ITEMS, n, marks.sum(axis=0), marks.T @ marks)
            for weight in found.weights:
                truth = true[ITEMS.index(weight.item) - 1]
                held[weight.item] += weight.low <= truth <= weight.high
        covered[n] = {item: round(count / asked.times, 3) for item, count in held.items()}
    print(
        json.dumps(
            {
                "true": dict(zip(ITEMS[1:], true.round(3).tolist(), strict=True)),
                "covered": covered,
                "wall_seconds": round(time.perf_counter() - started, 2),
                "cpu_seconds": round(time.process_time() - used, 2),
            },
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
