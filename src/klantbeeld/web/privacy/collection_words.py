"""What the codes of collection mean in words: goals, standings, what a purpose lacks, rules.

Entering: a code. Leaving: an English text that the catalogues translate.
"""

from __future__ import annotations

from klantbeeld.catalog.definition import Goal
from klantbeeld.catalog.needs import Missing
from klantbeeld.web.languages import N_

GOALS = {
    Goal.WIN_CUSTOMERS: N_("Win customers"),
    Goal.EARN_MORE: N_("Earn more per customer"),
    Goal.SERVE_BETTER: N_("Serve better"),
}

STANDINGS = {
    "used": N_("in use"),
    "links": N_("links records"),
    "metric": N_("feeds a metric"),
    "new": N_("not read yet"),
    "unread": N_("nobody reads it"),
    "not_delivered": N_("not delivered"),
    "no_purpose": N_("no active purpose: not stored"),
    "dropped": N_("dropped"),
}

LACKS = {
    Missing.ROLES: N_("no role may read for it"),
    Missing.BALANCING_NOTE: N_("the interests have not been weighed"),
    Missing.DPIA: N_("its impact has not been assessed (DPIA)"),
    Missing.GROUND_FOR_MACHINE: N_(
        "a machine alone may decide only on consent, a contract or a law"
    ),
    Missing.PROFILING_UNSAID: N_("its use is profiling, but it does not say so"),
    Missing.PARTNER_UNKNOWN: N_("it names a partner that is not declared"),
    Missing.CONSENT_TEXT: N_("nothing says what people consent to"),
}
"""What a purpose lacks to be switched on."""

OBSTACLES = {
    "linking": N_(
        "It links records: without it, records of one customer could come apart. First take "
        "“match: true” away, train a new model and look at who would come apart."
    ),
    "law": N_("A law asks that it is kept."),
    "consent": N_("It is the proof of what customers consented to."),
}

RULES = {
    "bsn": N_("citizen service number (BSN)"),
    "bsn_column": N_("a whole column of citizen service numbers (BSN)"),
    "special_category": N_("special personal data"),
}
"""Why something was refused."""

CATEGORIES = {
    "health": N_("health"),
    "belief": N_("religion or belief"),
    "union": N_("trade union"),
    "sexuality": N_("sexual life"),
    "origin": N_("ethnic origin"),
    "politics": N_("politics"),
    "offence": N_("offences"),
}
"""What a text seems to tell of: Articles 9 and 10."""

VERDICTS = {"harmless": N_("harmless"), "removed": N_("removed at the source")}
