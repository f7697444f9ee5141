"""Which months a page about the lifecycle shows, and the choice of them.

Entering: months as addresses write them (``2025-03``) and the local day. Leaving: first days.
"""

from __future__ import annotations

from datetime import date

from klantbeeld.core.calendar import add_months, month_named
from klantbeeld.pipeline.valuing import lifecycle_figures as figures
from klantbeeld.pipeline.valuing.lifecycle_figures import Standing
from klantbeeld.web.languages import Language, translations
from klantbeeld.web.site import Site
from klantbeeld.web.value.lifecycle_contexts import MonthChoice

SPANS = (1, 3, 6, 12)
"""Months of the usual periods, the running one included."""
_MOST_MONTHS = 60


def period_of(first: str, last: str, today: date) -> tuple[date, date]:
    """The first days of the months; the last three with the running one, where none are named.

    Raises InputError for what is no month.
    """
    now = today.replace(day=1)
    end = min(month_named(last, "from, to"), now) if last else now
    begin = month_named(first, "from, to") if first else add_months(end, -2)
    return min(begin, end), end


def code_of(month: date) -> str:
    """As addresses write it."""
    return f"{month:%Y-%m}"


def month_choices(
    site: Site, language: Language, standing: Standing, today: date
) -> tuple[MonthChoice, ...]:
    """The newest first, back to the first in which anybody moved."""
    fmt, now = site.formats(language), today.replace(day=1)
    back = figures.months_between(standing.first_month, now) if standing.first_month else 0
    months = [add_months(now, -k) for k in range(min(max(back, 0), _MOST_MONTHS) + 1)]
    return tuple(MonthChoice(code_of(month), fmt.month(month)) for month in months)


def spans(
    language: Language, today: date, chosen: tuple[date, date]
) -> tuple[tuple[str, str, bool], ...]:
    """Name, address and whether it is chosen, of each usual period."""
    say, now = translations(language), today.replace(day=1)
    found = []
    for months in SPANS:
        begin = add_months(now, 1 - months)
        several = say.gettext("%(number)s months") % {"number": months}
        name = several if months > 1 else say.gettext("this month")
        address = f"/value/lifecycle?from={code_of(begin)}&to={code_of(now)}"
        found.append((name, address, (begin, now) == chosen))
    return tuple(found)
