"""Surveys after an order and after a case, all made up: marks that hang together as people's do.

Enters: webshop orders and their deliveries; a settled case. Leaves: rows (columns as in
``layout``). A form after an order asks recommendation, six things that it may come from and the
delivery; who got a late delivery gives lower marks. After a case one question is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from klantbeeld.demo.after_order import Rows, start_of
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.purchases import Order

ASKED = 0.125
ANSWERED = 0.4
_SKIPPED = 0.03
"""Of the questions of a form that was answered, how many are passed over."""

# What is asked: the mean mark (the Dutch give sevens and eights), what a late delivery takes off,
# and what it adds to the wish to recommend.
_QUESTIONS: Mapping[str, tuple[float, float, float]] = {
    "doet_wat_belooft": (7.5, 0.9, 0.16),
    "lost_op": (6.9, 0.3, 0.14),
    "zoals_verwacht": (7.6, 1.6, 0.26),
    "weinig_moeite": (7.8, 0.2, 0.22),
    "kent_mij": (6.2, 0.0, 0.09),
    "begrijpt_mij": (6.7, 0.2, 0.07),
}
FORM_MARKS = ("aanbevelen", *_QUESTIONS, "bezorging")

_CSAT = ((5, 0.3), (4, 0.4), (3, 0.15), (2, 0.09), (1, 0.06))
_CES = ((1, 0.28), (2, 0.34), (3, 0.18), (4, 0.12), (5, 0.08))
_REMARKS = {
    True: ("Snel bezorgd en alles vers.", "Makkelijk bestellen.", "Vriendelijke bezorger.",
           "Fijn dat ik altijd iemand te pakken krijg."),
    False: ("Bezorging kwam te laat.", "Twee artikelen ontbraken.", "Lang wachten op antwoord.",
            "Ik moest mijn verhaal drie keer doen."),
}  # fmt: skip
"""By whether the customer is pleased."""


def order_forms(
    dice: Dice, orders: Sequence[Order], deliveries: Sequence[Mapping[str, Any]], today: date
) -> Rows:
    """A form after one order in eight; four in ten fill it in."""
    now = start_of(today)
    late = {
        row["bestelnummer"]
        for row in deliveries
        if row["bezorgd_op"] is not None and row["bezorgd_op"][:10] > row["beloofd_op"]
    }
    rows: Rows = []
    for order in orders:
        sent = order.moment + timedelta(days=4)
        if not dice.chance(ASKED) or sent >= now:
            continue
        answered = sent + timedelta(hours=1 + dice.below(70))
        filled = dice.chance(ANSWERED) and answered < now
        marks = _form(dice, order.number in late) if filled else dict.fromkeys(FORM_MARKS)
        rows.append(
            {
                "enquete_id": f"EN{len(rows) + 1:05}",
                "account_id": order.account.number,
                "bestelnummer": order.number,
                "verzonden_op": sent.isoformat(),
                "ingevuld_op": answered.isoformat() if filled else None,
                **marks,
                "toelichting": _remark(dice, (marks["aanbevelen"] or 0) >= 8) if filled else None,
            }
        )
    return rows


def _form(dice: Dice, late: bool) -> dict[str, int | None]:
    """The marks of one form: somebody's mood is in all of them."""
    mood = _spread(dice)
    felt = {
        name: mean + 0.9 * mood + 1.1 * _spread(dice) - (takes if late else 0)
        for name, (mean, takes, _) in _QUESTIONS.items()
    }
    wish = 7.9 + sum(
        weight * 1.15 * (felt[name] - mean) for name, (mean, _, weight) in _QUESTIONS.items()
    )
    marks = {"aanbevelen": _mark(wish + 0.9 * _spread(dice), 0, 10)}
    marks |= {name: _mark(value, 0, 10) for name, value in felt.items()}
    marks["bezorging"] = _mark(4.3 + 0.35 * mood + 0.5 * _spread(dice) - 1.5 * late, 1, 5)
    return {
        name: None if name != "aanbevelen" and dice.chance(_SKIPPED) else mark
        for name, mark in marks.items()
    }


def _spread(dice: Dice) -> float:
    """About a standard normal: the sum of twelve rolls less six."""
    return sum(dice.roll() for _ in range(12)) - 6


def _mark(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)


def case_survey(
    dice: Dice, count: int, closed: datetime, trouble: int, now: datetime
) -> dict[str, Any] | None:
    """One question after a case: CSAT (1-5, 5 is best) or CES (1-5, 1 is least effort); None where
    nobody is asked. ``trouble``: how many contacts beyond the first it took."""
    sent = closed + timedelta(hours=20)
    if sent >= now or not dice.chance(0.6):
        return None
    kind = dice.pick(("CSAT", "CES"))
    answered = sent + timedelta(hours=1 + dice.below(40))
    score = dice.weighted(_CSAT if kind == "CSAT" else _CES)
    worse = min(trouble, 2) if dice.chance(0.6) else 0
    score = max(score - worse, 1) if kind == "CSAT" else min(score + worse, 5)
    given = score if dice.chance(0.45) and answered < now else None
    # CES measures effort: there a low score is the good one.
    pleased = score <= 2 if kind == "CES" else score >= 4
    return {
        "enquete_id": f"{kind}-{count + 1:05}",
        "soort": kind,
        "verzonden_op": sent.isoformat(),
        "ingevuld_op": answered.isoformat() if given is not None else None,
        "score": given,
        "toelichting": _remark(dice, pleased) if given is not None else None,
    }


def _remark(dice: Dice, pleased: bool) -> str | None:
    return dice.pick(_REMARKS[pleased]) if dice.chance(0.3) else None
