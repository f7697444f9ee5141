"""Where every customer stands, since when, and their moves: told from the orders, and kept.

Entering: orders less returns, the rules of the catalogue, and the local day. Leaving: a row per
customer, their moves by month, the figures over them, and alerts about who of value slips away.
Whoever is touched is told anew from the beginning; on a new day everybody is, as far as the months
that were not over. Both give what telling everything anew would give. A stage of somebody is
profiling: it needs the purpose of ``catalog/value.yaml``, and who objects has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline.valuing.insight import InSight, read_again
from klantbeeld.store.copy import copy_numbers
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.value.arrays import Floats, Ints
from klantbeeld.value.lifecycle import (
    STAGE_NAMES,
    Stage,
    StageRules,
    first_of,
    last_rows,
    month_of,
    stage_on,
    steps,
)
from klantbeeld.value.lifecycle_path import brought, moves, since
from klantbeeld.value.purchases import Purchases

SQL = load_sql("klantbeeld.pipeline.valuing", "lifecycle.sql")

_ROWS_AT_ONCE = 1_000_000
_FEW = 1_000
_EPOCH = date(1970, 1, 1)
_NEVER_WORTH = Decimal("Infinity")


def rules_of(catalogue: Catalogue) -> StageRules:
    """The rules with everything that the catalogue leaves out filled in."""
    declared, months = catalogue.value.lifecycle, catalogue.organisation.lost_after_months
    windows = declared.windows(months)
    return StageRules(
        new_days=windows.new_days,
        at_risk_days=windows.at_risk_days,
        lost_months=months,
        won_back_days=windows.won_back_days,
        loyal_purchases=declared.loyal_purchases,
        loyal_days=windows.loyal_days,
        rhythm=declared.at_risk_rhythm,
        rhythm_days=windows.at_risk_least_days,
    )


def told(catalogue: Catalogue) -> bool:
    """Whether stages may be told at all: the purpose is declared, on, and says it profiles."""
    purpose = catalogue.purposes.get(catalogue.value.purpose)
    return purpose is not None and purpose.active and purpose.profiling


def tell_alone(transaction: Transaction) -> None:
    """Waits until nobody else tells stages, and lets nobody until the transaction ends.

    To be asked for before anything of ``person_value`` is changed: whoever objects meanwhile asks
    in that order too.
    """
    transaction.execute(SQL["lock"])


def restage(
    transaction: Transaction,
    catalogue: Catalogue,
    people: Sequence[int] | None,
    today: date,
    seen: InSight | None = None,
) -> None:
    """Tells the stages of these people as of a local day, or of everybody, within a transaction.

    ``seen``: what they bought, where it was read already. Everybody is told where the rules are
    others than the last time. Afterwards the store holds what telling everybody from the beginning
    would leave, given that every touched person was told.
    """
    for name in ("lock", "create_stages", "create_moves", "create_people", "clear"):
        transaction.execute(SQL[name])
    state, written = one_row(transaction, SQL["state"]), _written(catalogue)
    same = state["rules"] == written
    if people is not None and same:
        found = seen or _read(transaction, catalogue, people, today)
        _stage_rows(transaction, _told_of(found, catalogue, today))
        # Who is touched may have changed in every month.
        _settle(transaction, catalogue, people, today, None, state["worth_from"])
        return
    found = seen if seen and people is None else _read(transaction, catalogue, None, today)
    parts = _told_of(found, catalogue, today)
    _stage_rows(transaction, parts)
    worth_from = _threshold(parts, catalogue, today)
    # A day may have been skipped: every month that was not over then is told anew.
    _settle(transaction, catalogue, None, today, state["day"] if same else None, worth_from)
    transaction.execute(
        SQL["set_state"],
        {"day": today, "rules": written, "worth_from": worth_from},
    )


def outdated(transaction: Transaction, catalogue: Catalogue) -> bool:
    """Whether stages were told by other rules than those of the catalogue."""
    return bool(one_row(transaction, SQL["state"])["rules"] != _written(catalogue))


def _stage_rows(transaction: Transaction, parts: Sequence[_Told]) -> None:
    """Puts what is told beside the tables."""
    if parts:
        columns = zip(*(part.stages for part in parts), strict=True)
        copy_numbers(transaction, SQL["copy_stages"], [np.concatenate(c) for c in columns])
        columns = zip(*(part.moves for part in parts), strict=True)
        copy_numbers(transaction, SQL["copy_moves"], [np.concatenate(c) for c in columns])


def _settle(
    transaction: Transaction,
    catalogue: Catalogue,
    people: Sequence[int] | None,
    today: date,
    since_then: date | None,
    worth_from: Decimal | None,
) -> None:
    """Makes the tables what was told."""
    alerts = catalogue.value.lifecycle.alerts
    oldest = date.fromordinal(today.toordinal() - alerts.days)
    parameters = {
        "people": list(people or ()),
        "stages": list(STAGE_NAMES),
        "from_day": date.min if since_then is None else since_then.replace(day=1),
        "alerting": list(alerts.stages),
        "oldest": oldest,
        "worth_from": _NEVER_WORTH if worth_from is None else worth_from,
    }
    transaction.execute(SQL["add_all_people" if people is None else "add_people"], parameters)
    if since_then is not None:
        month = int(month_of((since_then - _EPOCH).days))
        transaction.execute(SQL["forget_known_moves"], {"from_month": month})
    if people is None or len(people) > _FEW:
        transaction.execute(SQL["analyse"])
    for name in ("pass_over", "hold_people", "end_moves", "add_moves", "end_empty_flows",
                 "end_stages", "set_stages", "add_stages", "end_alerts", "add_alerts"):  # fmt: skip
        transaction.execute(SQL[name], parameters)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of some people, as columns for the store."""

    stages: tuple[Ints | Floats, ...]
    moves: tuple[Ints | Floats, ...]

    def worth_of_present(self, window: int) -> Floats:
        """What those brought who are not lost, or were lost after the day only."""
        stage, since_day, worth = self.stages[1], self.stages[2], self.stages[10]
        return np.asarray(worth[(stage != Stage.LOST) | (since_day > window)], float)


def _told(bought: Purchases, rules: StageRules, today: int) -> _Told:
    days = bought.days()
    found, rows = steps(days, rules), last_rows(days.person)
    person, last = days.person[rows], days.day[rows]
    stage, begun = stage_on(found, rows, today, rules), since(found, today, rules)
    moved = moves(found, today, rules)
    month_end = np.minimum(first_of(moved.month + 1) - 1, today)
    return _Told(
        stages=(
            person, stage, begun, found.first_day[rows], last, np.diff(np.append(-1, rows)),
            days.count(person, today - rules.loyal_days, today), found.rhythm_days[rows],
            found.risk_day[rows], found.lost_day[rows],
            _worth(bought, person, last, np.full(len(person), today)),
            stage_on(found, rows, begun - 1, rules),
        ),
        moves=(
            moved.person, moved.month, moved.before, moved.after,
            _worth(bought, moved.person, found.day[moved.row], month_end),
        ),
    )  # fmt: skip


def _worth(bought: Purchases, who: Ints, last: Ints, until: Ints) -> Floats:
    return brought(bought.person, bought.day, bought.net, who, last, until)


def _read(
    transaction: Transaction, catalogue: Catalogue, people: Sequence[int] | None, today: date
) -> InSight:
    """Of these people, or everybody, as it holds at the end of the local day."""
    end = datetime.combine(today, time.max, ZoneInfo(catalogue.organisation.time_zone))
    return read_again(transaction, catalogue, people, end)


def _told_of(seen: InSight, catalogue: Catalogue, today: date) -> list[_Told]:
    """What was told of who bought anything by the local day."""
    rules, day = rules_of(catalogue), (today - _EPOCH).days
    bought = seen.purchases.only(seen.purchases.day <= day)
    return [_told(part, rules, day) for part in _parts(bought)]


def _parts(bought: Purchases) -> Iterator[Purchases]:
    """The same in parts of whole people: bounds the memory, not the outcome."""
    start, total = 0, len(bought.person)
    row = np.arange(total)
    while start < total:
        end = min(start + _ROWS_AT_ONCE, total)
        end = int(np.searchsorted(bought.person, bought.person[end - 1], "right"))
        yield bought.only((row >= start) & (row < end))
        start = end


def _threshold(parts: Sequence[_Told], catalogue: Catalogue, today: date) -> Decimal | None:
    """From what on somebody is among the most valuable; None where nobody brought anything."""
    alerts = catalogue.value.lifecycle.alerts
    window = (today - _EPOCH).days - alerts.days
    worth = np.concatenate([np.zeros(0), *(part.worth_of_present(window) for part in parts)])
    positive = worth[worth > 0]
    if not len(positive):
        return None
    lowest = float(np.quantile(positive, 1 - alerts.top_share, method="lower"))
    return Decimal(str(round(lowest, 2)))


def _written(catalogue: Catalogue) -> str:
    """Everything that a stage depends on beside the orders and the day."""
    organisation = catalogue.organisation
    types = [(name, t.kind, t.purposes) for name, t in catalogue.touchpoints.items()]
    parts = (rules_of(catalogue), catalogue.value.lifecycle.alerts, catalogue.value.purpose,
             told(catalogue), organisation.currency, organisation.time_zone, types)  # fmt: skip
    return repr(parts)
