"""Who came by the word of another customer, as they said at their first visit. All made up.

Enters: webshop accounts. Leaves: rows (columns as in ``layout``). Who spoke the word is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from klantbeeld.demo.after_order import Rows, start_of
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.records import SourceRecord

_RATE = 0.14
_VIA = (("vriendencode", 0.6), ("vraag bij aanmelden", 0.4))


def referrals(dice: Dice, accounts: Sequence[SourceRecord], today: date) -> Rows:
    """One in seven of the accounts of the past two years."""
    since = today - timedelta(days=730)
    rows: Rows = []
    for account in sorted(accounts, key=lambda account: (account.created, account.number)):
        if not since <= account.created < today - timedelta(days=1) or not dice.chance(_RATE):
            continue
        told = start_of(account.created) + timedelta(hours=8 + dice.below(12))
        rows.append(
            {
                "aanbeveling_id": f"AB{len(rows) + 1:05}",
                "account_id": account.number,
                "verteld_op": told.isoformat(),
                "via": dice.weighted(_VIA),
            }
        )
    return rows
