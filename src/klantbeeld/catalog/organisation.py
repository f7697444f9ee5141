"""``klantbeeld.yaml``: who is responsible for the data, and which colleagues may do what.

Entering: parsed YAML. Leaving: the controller of Article 4(7) AVG/GDPR, and the roles.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from klantbeeld.catalog.consents import Sector
from klantbeeld.catalog.definition import Definition, Identifier, RetentionPeriod, Words
from klantbeeld.catalog.partners import Contact


class Organisation(Definition):
    """Who is responsible: Article 4(7), and what holds for all sources."""

    name: str
    """The controller."""
    contact: str
    """Where a customer can ask about the data: Article 13(1)(a)."""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "NL"
    """ISO 3166: how phone numbers and postcodes are read."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    """ISO 4217: of amounts without one."""
    time_zone: str = "Europe/Amsterdam"
    """Of times without one."""
    language: Literal["nl", "en"] = "nl"
    """Of pages for a visitor who has not chosen."""
    address: str | None = None
    """Where it is: Article 30(1)(a)."""
    officer: Contact | None = None
    """The data protection officer, where there is one: Articles 13(1)(b) and 37."""
    representative: Contact | None = None
    """In the Union, for who is not established there: Article 27."""
    joint_controllers: tuple[Contact, ...] = ()
    """Who decides together with the organisation: Article 26."""
    security_measures: tuple[Words, ...] = ()
    """What is done to keep the data safe, in general terms: Articles 30(1)(g) and 32."""
    breach_hours: int = Field(default=72, ge=1, le=96)
    """How long after it is known a breach is reported at the latest: Article 33(1)."""
    own_link_hours: int = Field(default=48, ge=1, le=336)
    """How long a link to a customer's own page can be opened."""
    lost_after_months: int = Field(default=12, ge=1, le=120)
    """After so many whole months without an order a customer counts as lost."""
    sector: Sector = Sector.COMPANY
    """What kind of organisation it is: decides whom it may call (Telecommunicatiewet 11.7(2))."""
    account_for: RetentionPeriod = "7 years"
    """How long after it was closed a request, and what recipients were told, stays on record:
    Article 5(2)."""
    unused_after: RetentionPeriod = "90 days"
    """What nobody has needed for so long stands on the drop list."""


class Duty(StrEnum):
    """What a role may do beside reading; each is somebody's work and not everybody's."""

    JUDGE = "judge"
    """Decide which records are one person, and undo such decisions."""
    HANDLE_REQUESTS = "handle_requests"
    """Record consents and objections, and carry out the requests of people about their data."""
    OVERSEE = "oversee"
    """Read the log, the register and all that accounts for the use of data: the officer's work."""
    ADMINISTER = "administer"
    """Make accounts and keys, and end them."""


class Role(Definition):
    """What a group of colleagues may do, beside what the purposes and attributes say."""

    name: Words
    """Its name for people."""
    default_purpose: Identifier
    """The purpose that a page reads for when nobody names another."""
    may: tuple[Duty, ...] = ()
    """What they may do beside reading."""
    department: Words | None = None
    """The department that they belong to: shown beside the role in the log."""
    second_factor: StrictBool = False
    """Whether their local accounts need a code of an authenticator app to sign in."""
