"""Subscriptions to delivery: a low price a month, and no delivery costs. All made up.

Enters: webshop orders. Leaves: rows (columns as in ``layout``), one for each subscription. It
begins with an order, and is ended by the month; who ends it has what was paid for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from klantbeeld.demo.after_order import Rows
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.purchases import Order

_TAKES_ONE = 0.25
_AGAIN = 0.2
"""Of those who ended one: takes another, some months later."""
_PRICES = (("4.95", 0.7), ("3.50", 0.3))
_ENDS_EARLY, _ENDS = 0.09, 0.035
"""In a month: of the first three, and later."""
_EARLY_MONTHS = 3
_MONTH = timedelta(days=30)


def subscriptions(dice: Dice, orders: Sequence[Order], today: date) -> Rows:
    """One in four of the accounts that ordered, with the second order or the first."""
    moments: dict[str, list[Order]] = {}
    for order in orders:
        moments.setdefault(order.account.number, []).append(order)
    rows: Rows = []
    for account in sorted(moments):
        if not dice.chance(_TAKES_ONE):
            continue
        own = sorted(moments[account], key=lambda order: order.moment)
        for order, ended in _one_after_another(dice, own, today):
            rows.append(
                {
                    "abonnement_id": f"BA{len(rows) + 1:05}",
                    "account_id": account,
                    "begonnen_op": order.moment.isoformat(),
                    "maandbedrag": dice.weighted(_PRICES),
                    "valuta": "EUR",
                    "eindigt_op": ended.isoformat() if ended else None,
                }
            )
    return rows


def _one_after_another(
    dice: Dice, own: Sequence[Order], today: date
) -> Iterator[tuple[Order, date | None]]:
    """With which order each begins, and the day from which it does not run any more."""
    begin = own[min(dice.below(2), len(own) - 1)]
    while True:
        ended = _end(dice, begin.moment.date(), today)
        yield begin, ended
        later = [each for each in own if ended and each.moment.date() > ended + 2 * _MONTH]
        if not later or not dice.chance(_AGAIN):
            return
        begin = later[0]


def _end(dice: Dice, begun: date, today: date) -> date | None:
    """The last day of the month in which it was ended; None while it runs."""
    month = 1
    while begun + (month - 1) * _MONTH < today:
        if dice.chance(_ENDS_EARLY if month <= _EARLY_MONTHS else _ENDS):
            return begun + month * _MONTH
        month += 1
    return None
