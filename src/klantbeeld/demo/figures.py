"""Figures about nobody: costs, visitors, stock, surveys of others, social media. All made up.

Enters: chance, the first and last day, the departments and the accounts. Leaves: rows (columns as
in ``figure_files``) with a trend, a season and the faults that such files have. Only how many
accounts were made is counted, from the made-up accounts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import cos, pi

from klantbeeld.demo.after_order import Rows
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.records import SourceRecord

YEARS = 2
_SPENDING = (
    ("Advertenties in zoekmachines", 14.0, 7), ("Advertenties op sociale media", 9.0, 7),
    ("Folders in de wijk", 45.0, 14), ("Welkomstkorting", 6.0, 3),
)  # fmt: skip
"""What it goes to, euros a booking by day of the period, days between two bookings."""
_ORIGINS = (("zoekmachine", 0.46), ("direct", 0.31), ("sociale media", 0.19), ("mailing", 0.16))
"""Where visitors come from; somebody may come from several."""
_NETWORKS = (("Instagram", 5200, 0.041), ("Facebook", 3900, 0.022), ("LinkedIn", 800, 0.03))
_TONES = (("positief", 0.44), ("neutraal", 0.41), ("negatief", 0.15))
_OTHERS = (("Superkorf", 310), ("De Graanschuur", 120))
_MEASURES = (("eerst genoemd", 0.06), ("spontaan", 0.19), ("geholpen", 0.52))
_RESPONDENTS = 600
_CRISIS_WEEKS_AGO = 17
"""A recall of a product: many mentions, most of them angry."""


def figure_rows(
    dice: Dice,
    first: date,
    today: date,
    departments: Sequence[tuple[str, int]],
    accounts: Sequence[SourceRecord],
) -> dict[str, Rows]:
    """The rows of every file with figures. ``departments``: name and how many items."""
    start = (today.replace(day=1) - timedelta(days=365 * YEARS)).replace(day=1)
    visitors, allowed = _visitors(dice, start, today)
    return {
        "marketingkosten.csv": _costs(dice, first, today),
        "webstatistiek_bezoekers.csv": visitors,
        "webstatistiek_toestemming.csv": allowed,
        "voorraad_per_dag.csv": _stock(dice, first, today, departments),
        "merkonderzoek.csv": _survey(dice, start, today),
        "sociale_media.jsonl": _social(dice, start, today),
        "vermeldingen.csv": _mentions(dice, start, today),
        "vermeldingen_anderen.csv": [
            {"week": _week(day), "merk": name, "aantal": _about(dice, base * _season(day))}
            for day in _weeks(start, today)
            for name, base in _OTHERS
        ],
        "app_toestellen.csv": _devices(dice, first, today, len(accounts)),
        "crm_offertes.csv": _offers(dice, start, today),
        "webshop_accounts_per_dag.csv": _accounts(accounts, start, today),
    }


def put_figure_faults(dice: Dice, rows: dict[str, Rows]) -> dict[str, int]:
    """A bill in dollars, a booking without an amount, more out of stock than there is, a tone that
    nobody declared."""
    costs, stock = rows["marketingkosten.csv"], rows["voorraad_per_dag.csv"]
    early = costs[: len(costs) // 2]
    dice.pick(early[::2])["valuta"] = "USD"
    dice.pick(early[1::2])["bedrag"] = None
    spoilt = dice.pick(stock[: len(stock) // 2])
    spoilt["niet_op_voorraad"] = spoilt["aangeboden"] + 40
    dice.pick(rows["vermeldingen.csv"][:90])["aantal"] = "n.n.b."
    return {"marketingkosten.csv": 2, "voorraad_per_dag.csv": 1, "vermeldingen.csv": 1}


def _costs(dice: Dice, first: date, today: date) -> Rows:
    rows: Rows = []
    for post, per_day, days in _SPENDING:
        day = first + timedelta(days=dice.below(days))
        while day < today:
            amount = per_day * days * _season(day) * (0.85 + 0.3 * dice.roll())
            rows.append({"datum": day.isoformat(), "post": post, "bedrag": amount, "valuta": "EUR"})
            day += timedelta(days=days)
    credit = dice.pick(rows)
    rows.append({**credit, "bedrag": -credit["bedrag"] / 4})
    rows.sort(key=lambda row: (row["datum"], row["post"]))
    return [
        {"boeking": f"MK{number:05}", **row, "bedrag": f"{row['bedrag']:.2f}".replace(".", ",")}
        for number, row in enumerate(rows, start=1)
    ]


def _visitors(dice: Dice, start: date, today: date) -> tuple[Rows, Rows]:
    """By month, up to the last whole one: a running month has no distinct visitors yet."""
    visitors: Rows = []
    allowed: Rows = []
    for number, month in enumerate(_months(start, today)):
        whole = _about(dice, (7400 + 110 * number) * _season(month))
        visitors.append({"maand": _month(month), "herkomst": None, "bezoekers": whole})
        visitors += [
            {"maand": _month(month), "herkomst": origin, "bezoekers": _about(dice, whole * share)}
            for origin, share in _ORIGINS
        ]
        asked = _about(dice, whole * 1.55)
        share = 0.58 + 0.002 * number + 0.02 * dice.roll()
        row = {"maand": _month(month), "gevraagd": asked, "toegestaan": int(asked * share)}
        allowed.append(row)
    return visitors, allowed


def _stock(dice: Dice, first: date, today: date, departments: Sequence[tuple[str, int]]) -> Rows:
    rows: Rows = []
    for name, items in departments:
        usual = 0.015 + 0.035 * dice.roll()
        for number in range((today - first).days):
            day = first + timedelta(days=number)
            monday = 1.5 if day.weekday() == 0 else 1.0
            share = usual * monday * _season(day) * (0.5 + dice.roll())
            rows.append(
                {
                    "dag": day.isoformat(),
                    "productgroep": name,
                    "aangeboden": items,
                    "niet_op_voorraad": min(items, round(items * share)),
                }
            )
    return sorted(rows, key=lambda row: (row["dag"], row["productgroep"]))


def _survey(dice: Dice, start: date, today: date) -> Rows:
    quarters = [month for month in _months(start, today) if month.month in (1, 4, 7, 10)]
    over = [first for first in quarters if _later(first, 3) <= today]
    rows: Rows = []
    for number, first in enumerate(over):
        asked = _RESPONDENTS + dice.between(-18, 24)
        for measure, share in _MEASURES:
            named = round(asked * (share + 0.006 * number + 0.02 * (dice.roll() - 0.5)))
            rows.append(
                {
                    "kwartaal": f"{first.year}-Q{(first.month + 2) // 3}",
                    "maat": measure,
                    "genoemd": named,
                    "ondervraagden": asked,
                }
            )
    return rows


def _social(dice: Dice, start: date, today: date) -> Rows:
    rows: Rows = []
    for number, day in enumerate(_weeks(start, today)):
        for network, base, share in _NETWORKS:
            reach = _about(dice, base * (1 + 0.004 * number) * _season(day))
            reactions = _about(dice, reach * share)
            rows.append(
                {"week": _week(day), "netwerk": network, "bereik": reach, "reacties": reactions}
            )
    return rows


def _mentions(dice: Dice, start: date, today: date) -> Rows:
    crisis = _week(today - timedelta(weeks=_CRISIS_WEEKS_AGO))
    rows: Rows = []
    for number, day in enumerate(_weeks(start, today)):
        whole = (70 + 0.4 * number) * _season(day)
        for tone, share in _TONES:
            angry = 14 if _week(day) == crisis and tone == "negatief" else 1
            told = _about(dice, whole * share * angry)
            rows.append({"week": _week(day), "toon": tone, "aantal": told})
    return rows


def _devices(dice: Dice, first: date, today: date, customers: int) -> Rows:
    rows: Rows = []
    share = 0.11
    for day in _weeks(first, today):
        share += 0.0018 + 0.001 * dice.roll()
        rows.append(
            {
                "dag": day.isoformat(),
                "klanten": customers,
                "met_toestel": round(customers * share),
            }
        )
    return rows


def _offers(dice: Dice, start: date, today: date) -> Rows:
    rows: Rows = []
    for month in _months(start, today):
        closed = dice.between(14, 26)
        sizes = [80 + 900 * dice.roll() ** 3 for _ in range(closed)]
        # The larger the offer, the harder it is won.
        won = [size for size in sizes if dice.chance(0.46 - size / 4000)]
        rows.append(
            {
                "maand": _month(month),
                "gesloten": closed,
                "gewonnen": len(won),
                "bedrag_gesloten": f"{sum(sizes):.2f}".replace(".", ","),
                "bedrag_gewonnen": f"{sum(won):.2f}".replace(".", ","),
            }
        )
    return rows


def _accounts(accounts: Sequence[SourceRecord], start: date, today: date) -> Rows:
    made = Counter(account.created for account in accounts)
    days = [start + timedelta(days=number) for number in range((today - start).days)]
    return [{"dag": day.isoformat(), "accounts": made[day]} for day in days]


def _months(start: date, today: date) -> Iterator[date]:
    """The whole months from one on."""
    month = start
    while _later(month, 1) <= today:
        yield month
        month = _later(month, 1)


def _weeks(start: date, today: date) -> Iterator[date]:
    """The Mondays of the whole weeks from a day on."""
    monday = start + timedelta(days=-start.weekday() % 7)
    while monday + timedelta(days=7) <= today:
        yield monday
        monday += timedelta(days=7)


def _later(month: date, months: int) -> date:
    at = month.year * 12 + month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _season(day: date) -> float:
    """The most in December, the least in summer."""
    return 1 + 0.14 * cos(2 * pi * (day.timetuple().tm_yday - 350) / 365)


def _about(dice: Dice, number: float) -> int:
    return max(0, round(number * (0.94 + 0.12 * dice.roll())))
