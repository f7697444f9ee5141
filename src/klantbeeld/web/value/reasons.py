"""Why there is no model, and what a figure cannot know, in the reader's words.

Entering: a code with its figures, as ``pipeline.value_reasons`` lists them. Leaving: one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, translations

REASONS: Mapping[str, str] = {
    "purpose_missing": N_("The purpose for scoring people is not declared."),
    "purpose_not_profiling": N_("The purpose for scoring people does not allow profiling."),
    "purpose_off": N_("The purpose for scoring people is not switched on."),
    "no_orders": N_("Nobody has ordered anything yet."),
    "too_few_customers": N_("There are %(have)s customers; a model needs %(need)s."),
    "too_few_repeat_customers": N_(
        "%(have)s customers came back for a second purchase; a model needs %(need)s."
    ),
    "too_few_amounts": N_(
        "Of %(have)s customers it is known what a second purchase cost; a model needs %(need)s."
    ),
    "too_few_contracts": N_("Fewer than %(need)s contracts are known."),
    "too_few_ended": N_("Fewer than %(need)s contracts have ended."),
    "too_few_running": N_("Fewer than %(need)s contracts ran then."),
    "too_few_early": N_(
        "Halfway the time looked back on there were too few customers to test a model on."
    ),
    "too_short": N_("There is too little time to look back on: it takes eight weeks at least."),
    "no_model_settled": N_("No model fits these purchases."),
    "did_not_settle": N_("The calculation did not come to an end, so that nothing is said."),
    "one_price": N_("All purchases cost the same, so that amounts cannot be foretold."),
    "other_currency_only": N_("Nothing was paid in the currency of the organisation."),
    "one_outcome": N_("In the past everybody did the same: there was nothing to tell apart."),
    "no_seasons": N_(
        "Learnt from %(days)s days. Less than two years cannot tell a season from a trend."
    ),
    "empty_months": N_(
        "Months without any order: %(months)s. They do not count; nobody's silence grows in them."
    ),
    "other_currency": N_(
        "Orders and returns in another currency: %(orders)s. They count as purchases, not as money."
    ),
    "after_end": N_("Orders that lie in the future: %(orders)s. They are left out."),
    "resellers": N_(
        "Customers who buy nearly every day: %(customers)s. However many their orders, a day "
        "counts once."
    ),
    "refund_without_purchase": N_(
        "Refunds to people of whom no purchase is known: %(refunds)s. They are left out."
    ),
    "revenue_not_margin": N_(
        "No margin is declared in value.yaml: the figure is revenue, not what is left of it."
    ),
    "closed_form_better": N_(
        "In the test the plain formula came nearer than a regression, so that it is in use."
    ),
    "closed_form_only": N_(
        "Too little past to learn from: a plain formula says it instead, less precisely."
    ),
}


def sentence(code: str, parameters: Mapping[str, Any], fmt: Formats) -> str:
    """The sentence of a reason; numbers as the reader writes them."""
    told = {
        name: fmt.number(value) if isinstance(value, int | float) else value
        for name, value in parameters.items()
    }
    return translations(fmt.language).gettext(REASONS[code]) % told
