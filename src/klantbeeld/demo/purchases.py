"""Who carried which basket, at the till or in the webshop: real purchases on made-up shoulders.

Enters: the real baskets and the records that can buy (loyalty cards, web accounts). Leaves: till
receipts and their lines as Arrow tables, and webshop orders as values for everything that follows
from an order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.demo.cast import UNDER_WAY
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.journey import Baskets, Ints, Journey
from klantbeeld.demo.records import KASSA, WEBSHOP, SourceRecord

ZONE = "Europe/Amsterdam"
AMSTERDAM = ZoneInfo(ZONE)
_SHARE_BY_RANK = (0.6, 0.4, 0.15)
# A basket that could have been an order: a delivery costs too much for less.
_ORDER_LINES, _ORDER_AMOUNT = 4, 10.0


@dataclass(frozen=True, slots=True)
class OrderLine:
    number: int
    product: int
    quantity: int
    amount: float
    discount: float


@dataclass(frozen=True, slots=True)
class Order:
    """One basket as a webshop order; ``moment`` is timezone-aware, amounts in euros."""

    number: str
    account: SourceRecord
    moment: datetime
    amount: float
    discount: float
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class _Buyers:
    """Those of a household that can buy in one way: per person the records from old to new."""

    weights: tuple[float, ...]
    records: tuple[tuple[int, ...], ...]


def carriers(
    dice: Dice, baskets: Baskets, records: Sequence[SourceRecord]
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Per basket the index of the record that bought it, and whether it was a webshop order."""
    cards, accounts = _buyers(records, KASSA), _buyers(records, WEBSHOP)
    share = {household: 0.05 + 0.6 * dice.roll() ** 2 for household in sorted(accounts)}
    last = {household: row for row, household in enumerate(baskets.household.tolist())}
    forced = {
        last[record.household]: index
        for index, record in enumerate(records)
        if UNDER_WAY in record.script
    }
    suited = (
        (baskets.stop - baskets.first >= _ORDER_LINES)
        & (baskets.amount >= _ORDER_AMOUNT)
        & ~baskets.fuel
    ).tolist()
    days = baskets.moment.astype("datetime64[D]").astype(object).tolist()
    who, web = np.empty(len(baskets), np.int64), np.empty(len(baskets), np.bool_)
    for row, household in enumerate(baskets.household.tolist()):
        buyer = forced.get(row)
        if (
            buyer is None
            and household in accounts
            and suited[row]
            and dice.chance(share[household])
        ):
            buyer = _one_of(dice, accounts[household], records, days[row])
        web[row] = buyer is not None
        if buyer is None:
            buyer = _one_of(dice, cards[household], records, days[row])
            # Of a card given out after the household's first purchase the older baskets are too.
            buyer = cards[household].records[0][0] if buyer is None else buyer
        who[row] = buyer
    return who, web


def _buyers(records: Sequence[SourceRecord], source: str) -> dict[int, _Buyers]:
    by_person: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, record in enumerate(records):
        if record.source == source:
            by_person[record.household][record.entity_id].append(index)
    found: dict[int, _Buyers] = {}
    for household, people in by_person.items():
        shares = [_SHARE_BY_RANK[records[rows[0]].rank] for rows in people.values()]
        found[household] = _Buyers(
            tuple(share / sum(shares) for share in shares),
            tuple(
                tuple(sorted(rows, key=lambda index: records[index].created))
                for rows in people.values()
            ),
        )
    return found


def _one_of(dice: Dice, group: _Buyers, records: Sequence[SourceRecord], day: date) -> int | None:
    """The newest record that existed on ``day``, of one person; None when nobody had one."""
    known = [
        (rows, weight)
        for rows, weight in zip(group.records, group.weights, strict=True)
        if records[rows[0]].created <= day
    ]
    if not known:
        return None
    total = sum(weight for _, weight in known)
    rows = dice.weighted(tuple((rows, weight / total) for rows, weight in known))
    return [row for row in rows if records[row].created <= day][-1]


def receipts(
    journey: Journey,
    records: Sequence[SourceRecord],
    who: Ints,
    web: npt.NDArray[np.bool_],
) -> tuple[pa.Table, pa.Table]:
    """The till's receipts and their lines (columns as in ``layout``)."""
    baskets, lines = journey.baskets, journey.lines
    cards = pa.array([record.number for record in records]).dictionary_encode()
    at_till = ~web
    numbers = pc.binary_join_element_wise("B", pa.array(baskets.number).cast(pa.string()), "")
    of_line = lines.basket
    items = np.add.reduceat(lines.quantity, baskets.first)
    tickets = pa.table(
        {
            "bonnummer": numbers,
            "pasnummer": cards.take(pa.array(who)),
            "winkelnummer": pa.array(baskets.store).cast(pa.string()).dictionary_encode(),
            "tijdstip": pc.assume_timezone(
                pa.array(baskets.moment), ZONE, ambiguous="earliest", nonexistent="latest"
            ),
            "aantal_regels": pa.array((baskets.stop - baskets.first).astype(np.int32)),
            "aantal_artikelen": pa.array(items),
            "bedrag": pa.array(baskets.amount),
            "korting": pa.array(baskets.discount),
        }
    ).filter(pa.array(at_till))
    rows = np.flatnonzero(at_till[of_line])
    basket = of_line[rows]
    details = pa.table(
        {
            "bonnummer": numbers.take(pa.array(basket)),
            "regelnummer": pa.array((rows - baskets.first[basket] + 1).astype(np.int32)),
            "pasnummer": cards.take(pa.array(who[basket])),
            "artikelnummer": pa.array(lines.product[rows]).cast(pa.string()),
            "aantal": pa.array(lines.quantity[rows]),
            "bedrag": pa.array(lines.amount[rows]),
            "winkelkorting": pa.array(lines.shop_discount[rows]),
            "couponkorting": pa.array(lines.coupon_discount[rows]),
            "couponkorting_winkel": pa.array(lines.coupon_match[rows]),
        }
    )
    return tickets, details


def orders(
    journey: Journey,
    records: Sequence[SourceRecord],
    who: Ints,
    web: npt.NDArray[np.bool_],
) -> list[Order]:
    """The webshop's orders, from old to new."""
    baskets, lines = journey.baskets, journey.lines
    found: list[Order] = []
    for row in np.flatnonzero(web).tolist():
        span = slice(int(baskets.first[row]), int(baskets.stop[row]))
        details = zip(
            lines.product[span].tolist(),
            lines.quantity[span].tolist(),
            lines.amount[span].tolist(),
            lines.shop_discount[span].tolist(),
            strict=True,
        )
        moment: datetime = baskets.moment[row].item()
        found.append(
            Order(
                f"VK{baskets.number[row]}",
                records[int(who[row])],
                moment.replace(tzinfo=AMSTERDAM),
                float(baskets.amount[row]),
                float(baskets.discount[row]),
                tuple(OrderLine(at, *detail) for at, detail in enumerate(details, start=1)),
            )
        )
    return found
