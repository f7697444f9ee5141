"""``value``: what customers are worth and whether they stay; models made, people scored."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.contracts import show_contracts
from klantbeeld.cli.offers import show_training
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.valuing.models import Version
from klantbeeld.pipeline.valuing.offers import train_offer_model
from klantbeeld.pipeline.valuing.reasons import reason_words
from klantbeeld.pipeline.valuing.scoring import rescore, settle
from klantbeeld.pipeline.valuing.training import check_purpose, train
from klantbeeld.pipeline.valuing.views import Leaving, ValueFigures, trouble_of, whole_figures

NAMES = {"lifetime_value": "Lifetime value", "churn": "Churn"}


@click.group()
def value() -> None:
    """What customers are worth and whether they stay: models, scores, totals."""


@value.command("train")
@command
def train_models(output: Output) -> None:
    """Makes new versions of all models from all purchases, and scores everybody.

    Who is left out of a purpose is not learnt from for it: offers have their own.
    """
    with open_project(output.settings) as services:
        offers = train_offer_model(
            services.database, services.catalogue, services.clock, output.progress
        )
        made = train(services, output.progress)

    def words(console: Console) -> None:
        show_training(console, offers)
        for version in made.versions:
            _show_version(console, version)
        console.print(f"{made.scored:,} customers are scored.")

    told = {"versions": made.versions, "scored": made.scored, "offers": offers}
    output.answer(told, words)


@value.command()
@command
def score(output: Output) -> None:
    """Scores everybody anew with the models in use."""
    with open_project(output.settings) as services:
        check_purpose(services.catalogue)
        settle(services, output.progress)
        scored = rescore(services, output.progress)
    output.answer({"scored": scored}, lambda c: c.print(f"{scored:,} customers are scored."))


@value.command()
@command
def show(output: Output) -> None:
    """The total with its bounds, what moved it, and how many are expected to stay away."""
    with open_project(output.settings) as services:
        settle(services, output.progress)
        found = whole_figures(services)

    def words(console: Console) -> None:
        _show(console, found)
        if found.contracts is not None:
            show_contracts(console, found.contracts)

    output.answer(found, words)


def _show_version(console: Console, version: Version) -> None:
    name = f"{NAMES[version.kind]}, version {version.version}"
    trouble = trouble_of(version)
    if trouble is not None:
        console.print(f"{name}: no model. {reason_words(trouble)}", markup=False)
        return
    told = version.told
    console.print(f"{name}: {told['chosen']}, {told['period']['customers']:,} customers.")
    learnt = told.get("regression") if told["chosen"] == "logistic" else None
    test: dict[str, Any] | None = learnt or told.get("closed_form")
    if test is not None:
        console.print(
            f"  out of time: AUC {test['auc']:.3f}, Brier {test['brier']:.4f}, "
            f"ECE {test['ece']:.3f}, lift {test['lift']:.1f}"
        )
    for limit in told["limits"]:
        console.print(f"  {reason_words(limit)}", markup=False)


def _show(console: Console, found: ValueFigures) -> None:
    standing, totals, leaving = found.standing, found.totals, found.leaving
    if totals is None:
        trouble = standing.barred or standing.lifetime_trouble
        why = reason_words(trouble) if trouble else "Make a model with: klantbeeld value train."
        nothing = "There is no lifetime value." if leaving is not None else "Nobody is scored."
        console.print(f"{nothing} {why}", markup=False)
        if leaving is not None:
            console.print(f"{_awaited(leaving)}: {_expected(leaving)}.", markup=False)
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    rows = (
        (f"lifetime value over {found.horizon_days} days", totals.value),
        ("  at least, 9 of 10 times between these", totals.low),
        ("  at most", totals.high),
        (f"at {standing.before_day}", totals.before),
        ("  customers who came", totals.arrived),
        ("  customers who bought again", totals.bought),
        ("  customers who stayed away", totals.away),
        ("  worth of a purchase", totals.per_purchase),
    )
    for name, money in rows:
        table.add_row(name, f"{round(money) + 0:,} {found.currency}")
    table.add_row("customers", f"{totals.customers:,}")
    if leaving is not None:
        table.add_row(_awaited(leaving), _expected(leaving))
    console.print(table)


def _awaited(leaving: Leaving) -> str:
    return f"expected to stay away for {leaving.horizon_days} days"


def _expected(leaving: Leaving) -> str:
    return f"{leaving.expected:,.0f} of {leaving.active:,}"
