"""What follows an order: invoice, payment, delivery, return, visit, question. All made up.

Enters: webshop orders. Leaves: rows for the webshop's files (columns as in ``layout``).
Nothing lies after the start of ``today`` but what was promised or is still due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from klantbeeld.demo.cast import OVERDUE, UNDER_WAY
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.purchases import AMSTERDAM, Order
from klantbeeld.demo.records import SourceRecord

Rows = list[dict[str, Any]]

LATER = "achteraf betalen"
_METHODS = (("iDEAL", 0.62), (LATER, 0.22), ("creditcard", 0.09), ("cadeaukaart", 0.07))
_TERM = timedelta(days=14)
_STILL_UNDER_WAY = 25
_REASONS = ("beschadigd", "niet meer nodig", "verkeerd artikel", "houdbaarheid", "te veel besteld")
_CHANNELS = (
    ("direct", 0.35), ("zoekmachine", 0.3), ("nieuwsbrief", 0.18), ("app", 0.12), ("partner", 0.05)
)  # fmt: skip
_DEVICES = (("telefoon", 0.58), ("laptop", 0.3), ("tablet", 0.12))


def start_of(day: date) -> datetime:
    """Midnight in Amsterdam at the start of ``day``."""
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


def order_rows(orders: Sequence[Order], names: Mapping[int, str]) -> Rows:
    """Orders with their lines nested; ``names``: product number to name, not all known."""
    return [
        {
            "bestelnummer": order.number,
            "account_id": order.account.number,
            "besteld_op": order.moment.isoformat(),
            "bedrag": order.amount,
            "korting": order.discount,
            "valuta": "EUR",
            "regels": [
                {
                    "regel": line.number,
                    "artikelnummer": str(line.product),
                    "omschrijving": names.get(line.product),
                    "aantal": line.quantity,
                    "bedrag": line.amount,
                    "korting": line.discount,
                }
                for line in order.lines
            ],
        }
        for order in orders
    ]


def invoices_and_payments(dice: Dice, orders: Sequence[Order], today: date) -> tuple[Rows, Rows]:
    """An invoice to each order; who pays later may be late, and a few never pay."""
    now = start_of(today)
    late = {
        order.account.number: order.number
        for order in orders
        if OVERDUE in order.account.script and order.moment < now - timedelta(days=21)
    }
    invoices: Rows = []
    payments: Rows = []
    for count, order in enumerate(orders, start=1):
        must_be_late = late.get(order.account.number) == order.number
        method = LATER if must_be_late else dice.weighted(_METHODS)
        due = (order.moment + (_TERM if method == LATER else timedelta(0))).date()
        number = f"F{order.moment.year}-{count:06}"
        invoices.append(
            {
                "factuurnummer": number,
                "account_id": order.account.number,
                "bestelnummer": order.number,
                "factuurdatum": order.moment.date().isoformat(),
                "vervaldatum": due.isoformat(),
                "bedrag": f"{order.amount:.2f}",
                "valuta": "EUR",
                "betaalwijze": method,
                "status": "open",
            }
        )
        wait = timedelta(minutes=dice.between(1, 9))
        if method == LATER:
            wait = timedelta(days=3 + int(dice.roll() ** 2 * 24), minutes=dice.below(600))
            must_be_late = must_be_late or dice.chance(0.015)
        paid = order.moment + wait
        if must_be_late or paid >= now:
            continue
        invoices[-1]["status"] = "betaald"
        payments.append(
            {
                "betaling_id": f"BT{count:07}",
                "factuurnummer": number,
                "account_id": order.account.number,
                "betaald_op": paid.isoformat(),
                "bedrag": f"{order.amount:.2f}",
                "valuta": "EUR",
                "betaalwijze": method,
            }
        )
    return invoices, payments


def deliveries(dice: Dice, orders: Sequence[Order], today: date) -> Rows:
    """A delivery to each order; the newest orders are under way, promised today or tomorrow."""
    now = start_of(today)
    newest = {order.number for order in orders[-_STILL_UNDER_WAY:]}
    promised_on = {
        order.account.number: order.number for order in orders if UNDER_WAY in order.account.script
    }
    newest |= set(promised_on.values())
    rows: Rows = []
    for count, order in enumerate(orders, start=1):
        shipped = order.moment + timedelta(hours=2 + dice.below(28), minutes=dice.below(60))
        promised = (order.moment + timedelta(days=dice.between(1, 2))).date()
        slip = 0 if dice.chance(0.88) else dice.between(1, 3)
        arrived = start_of(promised + timedelta(days=slip)) + timedelta(
            hours=9 + dice.below(11), minutes=dice.below(60)
        )
        arrived = max(arrived, shipped + timedelta(hours=3))
        if order.number in newest or arrived >= now:
            shipped = max(order.moment, now - timedelta(hours=dice.between(4, 20)))
            promised = today + timedelta(days=dice.below(2))
            status, arrival = "onderweg", None
        else:
            status, arrival = "bezorgd", arrived.isoformat()
        rows.append(
            {
                "levering_id": f"L{count:07}",
                "bestelnummer": order.number,
                "account_id": order.account.number,
                "status": status,
                "verzonden_op": shipped.isoformat(),
                "beloofd_op": promised.isoformat(),
                "bezorgd_op": arrival,
            }
        )
    return rows


def returns(dice: Dice, orders: Sequence[Order], today: date) -> Rows:
    """About two lines in a hundred come back."""
    now = start_of(today)
    rows: Rows = []
    for order in orders:
        for line in order.lines:
            if line.quantity < 1 or line.amount <= 0 or not dice.chance(0.02):
                continue
            reported = order.moment + timedelta(days=2 + dice.below(9), minutes=dice.below(1000))
            received = reported + timedelta(days=2 + dice.below(5))
            if reported >= now:
                continue
            rows.append(
                {
                    "retour_id": f"RT{len(rows) + 1:06}",
                    "bestelnummer": order.number,
                    "account_id": order.account.number,
                    "regel": line.number,
                    "artikelnummer": str(line.product),
                    "aantal": line.quantity,
                    "bedrag": f"{line.amount:.2f}",
                    "valuta": "EUR",
                    "reden": dice.pick(_REASONS),
                    "aangemeld_op": reported.isoformat(),
                    "ontvangen_op": received.isoformat() if received < now else None,
                }
            )
    return rows


def visits(
    dice: Dice, orders: Sequence[Order], accounts: Sequence[SourceRecord], today: date
) -> Rows:
    """One visit to each order, and others that bought nothing; only of signed-in customers."""
    now = start_of(today)
    rows: Rows = []

    def visit(account: str, begin: datetime, order: str | None) -> None:
        pages = 1 + int(dice.roll() ** 2 * (40 if order else 14))
        rows.append(
            {
                "bezoek_id": f"BZ{len(rows) + 1:07}",
                "account_id": account,
                "begonnen_op": begin,
                "duur_seconden": pages * dice.between(8, 45),
                "paginas": pages,
                "kanaal": dice.weighted(_CHANNELS),
                "apparaat": dice.weighted(_DEVICES),
                "bestelnummer": order,
            }
        )

    for order in orders:
        begin = order.moment - timedelta(minutes=dice.between(4, 30))
        visit(order.account.number, begin, order.number)
    for account in accounts:
        first = max(account.created, today - timedelta(days=365))
        for _ in range(int(dice.roll() ** 2 * 16)):
            day = dice.day(first, today - timedelta(days=1))
            begin = start_of(day) + timedelta(hours=7 + dice.below(15), minutes=dice.below(60))
            visit(account.number, min(begin, now - timedelta(hours=1)), None)
    return rows
