"""The peer: lifetimes (last release 2020) fits and predicts the same customers.

    python -W ignore benchmarks/peer_lifetimes.py CUSTOMERS.npz

BG/NBD and Gamma-Gamma with its own defaults, and a year predicted for each. It warns about itself
under today's numpy and pandas, hence ``-W ignore``. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter

from measure import measured


def main() -> None:
    """Runs the peer on the file of the command line."""
    people = pd.DataFrame(dict(np.load(sys.argv[1])))
    for name in ("t_x", "T"):
        people[name] = people[name] / 7
    with measured() as cost:
        counts = BetaGeoFitter().fit(people["x"], people["t_x"], people["T"])
        repeat = people[people["x"] > 0]
        spend = GammaGammaFitter().fit(repeat["x"], repeat["z"])
        bought = counts.conditional_expected_number_of_purchases_up_to_time(
            52, people["x"], people["t_x"], people["T"]
        )
        worth = spend.conditional_expected_average_profit(people["x"], people["z"])
        total = float((bought * worth).sum())
    names = [*counts.params_.items(), *spend.params_.items()]
    found = {name: round(float(number), 4) for name, number in names}
    print(json.dumps(cost.figures() | {"parameters": found, "total": round(total)}))


if __name__ == "__main__":
    main()
