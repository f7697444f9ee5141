"""What ``value show`` prints of contracts."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from klantbeeld.pipeline.valuing.contract_figures import ContractFigures
from klantbeeld.pipeline.valuing.reasons import reason_words


def show_contracts(console: Console, found: ContractFigures) -> None:
    """How many run, how many stay, what one is worth, and what was not counted."""
    if found.contracts is None:
        console.print("Contracts: too few people hold one to tell of them.")
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_row("contracts running", "few" if found.running is None else f"{found.running:,}")
    if found.retention is not None:
        kept = found.retention
        shown = f"{kept.share:.2%} ({kept.low:.2%} to {kept.high:.2%})"
        table.add_row("  of which run on a month later", shown)
    if found.expected_ends is not None:
        expected = f"{found.expected_ends:,.0f}"
        table.add_row(f"  expected to end within {found.churn_days} days", expected)
    if found.worth is not None:
        worth = found.worth
        each = f"{worth.each:,.2f} {found.currency} ({worth.low:,.2f} to {worth.high:,.2f})"
        table.add_row(f"worth of one over {found.horizon_days} days", each)
    console.print(table)
    if found.no_curve is not None:
        console.print(f"No survival curve. {reason_words(found.no_curve)}", markup=False)
    left = found.not_counted
    for count, why in (
        (left.ends_before_start, "end before they begin"),
        (left.end_unreadable, "have an end that is no date"),
        (left.not_begun, "begin after today"),
        (left.other_currency, "are in another currency"),
    ):
        if count:
            console.print(f"Contracts not counted, as they {why}: {count:,}.")
