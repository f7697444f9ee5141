"""``person offers``: what may be offered to one person now, and why."""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.acting import ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.valuing.offers import OfferTraining
from klantbeeld.privacy.consent.wording import BARS
from klantbeeld.privacy.offers.views import Offer, OfferState, PersonOffers

_WHY = {
    "bought_every": "bought every {every_days} days, last {days_ago} days ago",
    "bought_times": "bought {times} times, last {days_ago} days ago",
    "bought_before": "bought {days_ago} days ago",
    "goes_with": "goes with {other}",
    "popular": "{share:.0%} of the customers buy it",
    "upgrade_of": "a step up from {other}",
}
_STOCK = {True: "in stock", False: "sold out", None: "stock unknown"}
REASONS = {
    "purpose_off": "The purpose {purpose} is not declared, not switched on, or does not profile.",
    "no_orders_for_purpose": "No type of order is declared for the purpose {purpose}.",
    "no_products": "No product is known that may be offered.",
    "too_few_customers": "{people} customers bought something; it takes {needed}.",
}


@click.command()
@click.argument("person_id", type=int)
@ROLE
@command
def offers(output: Output, person_id: int, role: str | None) -> None:
    """Shows what may be offered to a person now: again, new, a step up.

    Read for the purpose of offers, whatever the role's own purpose is.
    """
    with open_project(output.settings) as services:
        actor, _ = reader_of(services, role, None)
        view = services.offers.offers(actor, person_id)
    output.answer(view, lambda console: _show(console, view))


def _show(console: Console, view: PersonOffers) -> None:
    if view.state is OfferState.LEFT_OUT:
        console.print("No offers. " + " ".join(BARS[bar].en for bar in view.bars))
    elif view.state is OfferState.PAUSED:
        told = ", ".join(f"{pause.matters} x {pause.label.en}" for pause in view.paused_by)
        console.print(f"Not now: still open is {told}.", markup=False)
    elif view.state is OfferState.NO_ORDERS_DECLARED:
        console.print(REASONS["no_orders_for_purpose"].format(purpose=view.purpose), markup=False)
    else:
        for title, group in (
            ("Buy again", view.again),
            ("New to this customer", view.new),
            ("A step up", view.upgrade),
        ):
            console.print(title, style="bold")
            for offer in group:
                console.print(f"  {_line(offer, view.currency)}", markup=False)
            if not group:
                console.print("  nothing")


def _line(offer: Offer, currency: str) -> str:
    price = "" if offer.price is None else f", {offer.price} {currency}"
    why = _WHY[offer.reason.code].format(other=offer.refers_to, **offer.reason.parameters)
    return f"{offer.name}{price} ({_STOCK[offer.in_stock]}): {why}"


def show_training(console: Console, training: OfferTraining) -> None:
    """What came of learning what goes with what."""
    name, told = f"Offers, version {training.version}", training.told
    if training.state == "refused":
        console.print(f"{name}: no model. {REASONS[told['reason']].format(**told)}", markup=False)
        return
    console.print(f"{name}: {told['items']:,} items, {told['people']:,} customers.")
    test = told["test"]
    if "reason" not in test:
        console.print(
            f"  recall@10 all {test['ours_all']['recall']:.3f} "
            f"(popular {test['popular_all']['recall']:.3f}), "
            f"new {test['ours_new']['recall']:.3f} (popular {test['popular_new']['recall']:.3f})"
        )
