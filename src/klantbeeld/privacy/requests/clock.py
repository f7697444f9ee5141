"""How long there is to answer a request: one month, and two more where that was told in time.

Entering: when it came in, and whether its term was extended. Leaving: the last day. Article 12(3)
AVG/GDPR; a month ends on the day of the same number or the last of its month, and on the next
working day where that is none (Regulation 1182/71; EDPB Guidelines 01/2022, 157-160). The clock is
not stopped while somebody's identity is checked: that is stricter than the guidelines allow.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from klantbeeld.catalog.organisation import Organisation
from klantbeeld.core.calendar import add_months
from klantbeeld.core.working_days import end_of_term

MONTHS = 1
MONTHS_EXTENDED = 3
"""The first month, and at most two further ones."""

SOON_DAYS = 7
"""So many days before its last one a request turns amber."""


def received_on(received_at: datetime, organisation: Organisation) -> date:
    """The day of receipt, where the organisation is."""
    return received_at.astimezone(ZoneInfo(organisation.time_zone)).date()


def last_day(received: date, organisation: Organisation, *, extended: bool) -> date:
    """The last day on which the answer is in time."""
    months = MONTHS_EXTENDED if extended else MONTHS
    return end_of_term(add_months(received, months), organisation.country)
