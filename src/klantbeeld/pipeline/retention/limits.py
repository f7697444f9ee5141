"""Before which moment each attribute and each touchpoint is past its retention.

Entering: the catalogue and the present. Leaving: a limit for each. Of the purposes in force the one
that may keep it longest governs, and never longer than the attribute's or type's own period. A
legal obligation counts from the end of the calendar year (``legal_duty``). What no purpose in force
needs goes by its own period. Article 5(1)(e) AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis, Purpose
from klantbeeld.core.calendar import before


@dataclass(frozen=True, slots=True)
class Limits:
    """Moments before which it is over; names in declared order."""

    attributes: Mapping[str, datetime]
    """Counted from the person's last contact or change."""
    touchpoints: Mapping[str, datetime]
    """Counted from when it happened."""
    without_duty: Mapping[str, datetime]
    """What the limit of a touchpoint type would be without the legal duty that keeps it longer."""
    accounts: datetime
    """Before which it was closed what nobody has to account for any more."""

    def by_name(self) -> dict[str, datetime]:
        """Both, as the register of runs keeps them."""
        return {**self.attributes, **self.touchpoints}


def limits(catalogue: Catalogue, now: datetime) -> Limits:
    """The limits as of now."""
    local = now.astimezone(ZoneInfo(catalogue.organisation.time_zone))
    attributes = {
        name: max(before(local, each.retention), _longest(_used(catalogue, each.purposes), local))
        for name, each in catalogue.attributes.items()
    }
    touchpoints, without_duty = {}, {}
    for name, each in catalogue.touchpoints.items():
        own, purposes = before(local, each.retention), _used(catalogue, each.purposes)
        others = [p for p in purposes if p.legal_basis is not LegalBasis.LEGAL_OBLIGATION]
        duties = [p for p in purposes if p.legal_basis is LegalBasis.LEGAL_OBLIGATION]
        plain = max(own, _longest(others, local)) if others or not duties else local
        touchpoints[name] = min([plain, *(_year_of(before(local, p.retention)) for p in duties)])
        if touchpoints[name] < plain:
            without_duty[name] = plain
    accounts = before(local, catalogue.organisation.account_for)
    return Limits(attributes, touchpoints, without_duty, accounts)


def _used(catalogue: Catalogue, names: tuple[str, ...]) -> list[Purpose]:
    return [catalogue.purposes[name] for name in names if catalogue.purposes[name].active]


def _longest(purposes: list[Purpose], now: datetime) -> datetime:
    """The limit of the purpose that may keep longest; the earliest moment where there is none."""
    found = [before(now, purpose.retention) for purpose in purposes]
    return min(found, default=datetime.min.replace(tzinfo=now.tzinfo))


def _year_of(moment: datetime) -> datetime:
    """What happened before this year ended its year before the moment."""
    return moment.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
