"""Why there is no model, and what a figure cannot know: every code in one plain English sentence.

The pages say the same in the reader's language (``web/value/reasons.py``); a test holds the codes
of the two equal. ``{name}`` stands for a figure of the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Told(Protocol):
    """A code and the figures in its words."""

    @property
    def code(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, Any]: ...


REASONS: Mapping[str, str] = {
    "purpose_missing": "The purpose for scoring people is not declared.",
    "purpose_not_profiling": "The purpose for scoring people does not say that it profiles.",
    "purpose_off": "The purpose for scoring people is not switched on.",
    "no_orders": "Nobody has ordered anything yet.",
    "too_few_customers": "There are {have} customers; a model needs {need}.",
    "too_few_repeat_customers": "{have} customers came back; a model needs {need}.",
    "too_few_amounts": "Of {have} customers an amount of a second purchase is known; a model needs "
    "{need}.",
    "too_few_contracts": "Fewer than {need} contracts are known.",
    "too_few_ended": "Fewer than {need} contracts have ended.",
    "too_few_running": "Fewer than {need} contracts ran then.",
    "too_few_early": "Halfway the time observed there were too few customers to test a model on.",
    "too_short": "There is too little time to look back on; eight weeks at least.",
    "no_model_settled": "No model could be fitted to these purchases.",
    "did_not_settle": "The calculation did not settle, so that nothing is said.",
    "one_price": "All purchases cost the same, so that amounts cannot be modelled.",
    "other_currency_only": "Nothing was paid in the currency of the organisation.",
    "one_outcome": "In the past everybody did the same: there was nothing to tell apart.",
    "no_seasons": "Learnt from {days} days: one year cannot tell a season from a trend.",
    "empty_months": "Months without any order: {months}. They do not count: every clock stands "
    "still.",
    "other_currency": "Orders and refunds in another currency: {orders}. They count as days, not "
    "as money.",
    "after_end": "Orders that lie in the future: {orders}. They are left out.",
    "resellers": "Customers who buy nearly every day: {customers}. Each day counts once.",
    "refund_without_purchase": "Refunds of people who bought nothing: {refunds}. They are left "
    "out.",
    "revenue_not_margin": "No margin is declared: the figure is revenue, not margin.",
    "closed_form_better": "In the test the plain formula came nearer than the regression.",
    "closed_form_only": "Too little to learn from: the plain formula says it, less precisely.",
}


def reason_words(reason: Told | Mapping[str, Any] | str) -> str:
    """The sentence of a reason, however it was kept."""
    if isinstance(reason, str):
        return REASONS[reason]
    if isinstance(reason, Mapping):
        return REASONS[reason["code"]].format(**reason["parameters"])
    return REASONS[reason.code].format(**reason.parameters)
