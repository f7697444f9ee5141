"""What asks for the officer's attention: everything that has a clock, waits, or is not as declared.

Entering: who looks, and for which purpose. Leaving: one matter for each part of the administration,
also where it is in order; counts and moments, nobody's name. Who handles requests sees those; who
oversees sees everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline.retention.keep_log import anchor_faults
from klantbeeld.pipeline.retention.run import runs
from klantbeeld.pipeline.rights.consents import overview_of
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.state import Urgency
from klantbeeld.privacy.views import Actor

RETENTION_LATE = timedelta(days=2)
"""The job runs every day: after two it has stopped."""

State = Literal["wrong", "waits", "good"]


class About(StrEnum):
    """Parts of the administration."""

    REQUESTS = "requests"
    OWN_LINKS = "own_links"
    """Customers who asked for a link to their own page and have none."""
    BREACHES = "breaches"
    NOTICES = "notices"
    """Recipients who are to be told of a correction or erasure."""
    ORIGINS = "origins"
    """People whose data came from a partner and who are to be told so."""
    RETENTION = "retention"
    REGISTER = "register"
    """Tables and columns that are in the store and in no declaration, or the reverse."""
    GAPS = "gaps"
    """What the register has still to say."""
    CUT_OFF = "cut_off"
    """Purposes that people consented to and that nobody may use."""
    UNCLEAR = "unclear"
    """Consents in words that nobody declared."""
    FLAGGED = "flagged"
    """Texts that seem to tell of health, religion and the like."""
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Matter:
    """How one part stands."""

    about: About
    state: State
    count: int
    """How many ask for somebody; of the log: how many times its head was compared."""
    at: datetime | None = None
    """The first last day; of retention: the last run."""
    people: tuple[int, ...] = ()
    """Of the links: for whom."""


def matters(services: Services, actor: Actor, purpose: str) -> tuple[Matter, ...]:
    """Everything that this role may know of. Raises Refused."""
    door = services.gate.door
    found: list[Matter] = []
    oversees = actor.role in door.holders(Duty.OVERSEE)
    if oversees or actor.role in door.holders(Duty.HANDLE_REQUESTS):
        found.append(_requests(services, actor, purpose))
    if actor.role in door.holders(Duty.HANDLE_REQUESTS):
        found.append(_own_links(services, actor, purpose))
    if oversees:
        found += _overseen(services, actor, purpose)
    return tuple(found)


def _requests(services: Services, actor: Actor, purpose: str) -> Matter:
    pending = services.requests.pending(actor, purpose)
    urgent = {each.urgency for each in pending}
    state: State = "good"
    if Urgency.OVERDUE in urgent:
        state = "wrong"
    elif Urgency.SOON in urgent:
        state = "waits"
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    days = [datetime.combine(each.due_on, time.min, zone) for each in pending]
    return Matter(About.REQUESTS, state, len(pending), min(days, default=None))


def _own_links(services: Services, actor: Actor, purpose: str) -> Matter:
    waiting = services.own_wishes.waiting(actor, purpose)
    # A mail server sends by itself: only what failed asks for somebody.
    stuck = [each for each in waiting if services.mail is None or each.failure is not None]
    people = tuple(dict.fromkeys(each.person_id for each in stuck))
    first = min((each.asked_at for each in stuck), default=None)
    return Matter(About.OWN_LINKS, "waits" if stuck else "good", len(people), first, people)


def _overseen(services: Services, actor: Actor, purpose: str) -> Iterator[Matter]:
    yield _breaches(services, actor, purpose)
    yield from _partners(services, actor, purpose)
    yield _retention(services)
    register = services.partners.register(actor, purpose)
    yield _counted(About.REGISTER, len(register.differences), "wrong")
    yield _counted(About.GAPS, len(register.gaps), "waits")
    consent = overview_of(services.gate.door, services.project, actor, purpose)
    yield _counted(About.CUT_OFF, len(consent.cut_off), "wrong")
    unclear = sum(each.statements for each in consent.unknown_words)
    yield _counted(About.UNCLEAR, unclear, "waits")
    yield _counted(About.FLAGGED, services.collection.flags_waiting(), "waits")
    compared, faults = anchor_faults(services)
    yield Matter(About.LOG, "wrong" if faults else "good", compared)


def _breaches(services: Services, actor: Actor, purpose: str) -> Matter:
    found = [each for each in services.breaches.all(actor, purpose) if each.closed_at is None]
    running = [each for each in found if not each.decided]
    late = any(each.late for each in running)
    state: State = "wrong" if late else "waits" if found else "good"
    return Matter(
        About.BREACHES, state, len(found), min((each.due_at for each in running), default=None)
    )


def _partners(services: Services, actor: Actor, purpose: str) -> Iterator[Matter]:
    notices = [each for each in services.partners.notices(actor, purpose) if not each.told_at]
    overdue = any(each.state == "overdue" for each in notices)
    first = min((each.at for each in notices), default=None)
    yield _counted(About.NOTICES, len(notices), "wrong" if overdue else "waits", first)
    origins = [each for each in services.partners.origins(actor, purpose) if not each.told_at]
    overdue = any(each.state == "overdue" for each in origins)
    first = min((each.due_at for each in origins), default=None)
    yield _counted(About.ORIGINS, len(origins), "wrong" if overdue else "waits", first)


def _retention(services: Services) -> Matter:
    last = next((each for each in runs(services, 5) if each.finished_at is not None), None)
    if last is None or last.finished_at is None:
        return Matter(About.RETENTION, "waits", 1)
    late = services.clock() - last.finished_at > RETENTION_LATE
    return Matter(About.RETENTION, "wrong" if late else "good", int(late), last.finished_at)


def _counted(about: About, count: int, state: State, at: datetime | None = None) -> Matter:
    return Matter(about, state if count else "good", count, at)
