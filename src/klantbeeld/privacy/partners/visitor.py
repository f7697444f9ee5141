"""The partner at the door: a key of somebody outside, and what it may see.

Entering: the name of a partner in the catalogue. Leaving: an actor whom the door lets read single
people for the partner's own purposes, while its agreement holds, and nothing else. Its role holds a
hyphen, which no declared role can, so that no colleague's rights come with it.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.privacy.present import Sight
from klantbeeld.privacy.views import Actor

PARTNER = "data-partner"
"""Stands in the log as the role; the name is the partner's."""

ROLE_NAME = Words(nl="Een partner", en="A partner")

PARTNER_READS = frozenset({"partner_person"})
"""The reads that a partner may do."""


def partner_actor(name: str) -> Actor:
    """The partner of this name, by its key."""
    return Actor(name, PARTNER, "api")


def purposes_of(catalogue: Catalogue, name: str, now: datetime) -> tuple[str, ...]:
    """The purposes that are switched on and for which the partner is given data now, as both the
    partner and the purpose declare."""
    partner = catalogue.partners.get(name)
    if partner is None or not partner.in_force(_day(catalogue, now)):
        return ()
    return tuple(
        purpose
        for purpose in partner.purposes
        if purpose in catalogue.active_purposes and name in catalogue.purposes[purpose].partners
    )


def sight_of(catalogue: Catalogue, name: str, purpose: str) -> Sight:
    """What the partner may see for a purpose: what is declared for both."""
    partner = catalogue.partners[name]
    attributes = {
        own: catalogue.attributes[own].type
        for own in partner.attributes
        if purpose in catalogue.attributes[own].purposes
    }
    touchpoints = tuple(
        own for own in partner.touchpoints if purpose in catalogue.touchpoints[own].purposes
    )
    return Sight(catalogue, attributes, touchpoints)


def _day(catalogue: Catalogue, now: datetime) -> date:
    return now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()
