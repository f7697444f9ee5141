"""Which touchpoints a legal duty keeps although the person was erased, and until when.

Entering: the catalogue and a touchpoint's type and moment. Leaving: the purpose that keeps it and
the moment that its time is over. A legal duty counts from the end of the calendar year in which
something happened: the Dutch fiscal seven years (Article 52(4) AWR) are those after the bookkeeping
year. Of several duties the longest governs. Article 17(3)(b) AVG/GDPR.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.calendar import after


@dataclass(frozen=True, slots=True)
class LegalDuty:
    """A purpose whose basis is a legal obligation, as it holds for one type."""

    purpose: str
    period: str
    zone: ZoneInfo

    def until(self, moment: datetime) -> datetime:
        """When what happened at this moment may go."""
        year = moment.astimezone(self.zone).year + 1
        return after(datetime(year, 1, 1, tzinfo=self.zone), self.period)


def duty_of(catalogue: Catalogue, kind: str) -> LegalDuty | None:
    """The duty that keeps touchpoints of this type longest; None where no duty keeps them."""
    zone = ZoneInfo(catalogue.organisation.time_zone)
    duties = [
        LegalDuty(name, purpose.retention, zone)
        for name in catalogue.touchpoints[kind].purposes
        if (purpose := catalogue.purposes[name]).active
        and purpose.legal_basis is LegalBasis.LEGAL_OBLIGATION
    ]
    first = datetime(2000, 1, 1, tzinfo=zone)
    return max(duties, key=lambda duty: duty.until(first), default=None)


def order_types(catalogue: Catalogue) -> list[str]:
    """The touchpoint types that are orders: they have lines."""
    return [n for n, t in catalogue.touchpoints.items() if t.kind is TouchpointKind.ORDER]
