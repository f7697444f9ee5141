"""How a breach stands: typed, frozen, without one value of a person.

Entering: nothing. Leaving: what the officer's pages, the API, the command line and the documents
show. The chapters are those of the form of the Dutch authority (Autoriteit Persoonsgegevens).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EventKind = Literal[
    "described", "counted", "reported", "not_reported", "people_told", "people_not_told", "closed"
]
Method = Literal["log", "export"]
Step = Literal["first", "follow_up"]


@dataclass(frozen=True, slots=True)
class Field:
    """Something that the officer says of a breach."""

    key: str
    chapter: int
    """0 to 9, of the authority's form."""
    choices: tuple[str, ...] = ()
    """What it may be; empty: a text."""
    several: bool = False
    """Whether several choices may hold at once."""


FIELDS: Mapping[str, Field] = {
    field.key: field
    for field in (
        Field("other_organisations", 1),
        Field("discovered", 2),
        Field("nature", 3, ("confidentiality", "integrity", "availability"), several=True),
        Field(
            "cause", 3,
            ("wrong_recipient", "lost_or_stolen", "unauthorised_look", "hacked", "malware",
             "published", "wrong_settings", "deleted_or_changed", "other"),
        ),
        Field("happened", 3),
        Field("measures_before", 6),
        Field("unreadable", 6, ("yes", "partly", "no")),
        Field("consequences", 7),
        Field("severity", 7, ("low", "limited", "high", "very_high")),
        Field("measures_after", 8),
        Field("international", 8, ("no", "eu", "outside_eu"), several=True),
        Field("remarks", 9),
    )
}  # fmt: skip
"""What can be said, in the order of the chapters."""


@dataclass(frozen=True, slots=True)
class Count:
    """Whom and what a breach touched, by query."""

    at: datetime
    method: Method
    since: datetime | None
    """Of the log: the window that was counted."""
    until: datetime | None
    actor: str | None
    """Of the log: whose reads; None: everybody's."""
    purposes: tuple[str, ...]
    """Of the log: for which purposes; empty: for all."""
    least: int
    """People who are surely affected."""
    most: int
    """With those who were only seen in a list, or in a row that leads to nobody."""
    records: int
    """Source records of these people."""
    reads: int
    """Lines of the log, or rows of the export."""
    attributes: tuple[str, ...]
    touchpoints: tuple[str, ...]
    categories: tuple[str, ...]
    """fideslang data categories of these."""


@dataclass(frozen=True, slots=True)
class BreachEvent:
    """One thing that was found out or done."""

    event_no: int
    at: datetime
    made_by: str
    kind: EventKind
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BreachView:
    """One breach as it stands."""

    breach_no: int
    aware_at: datetime
    due_at: datetime
    """By when it is reported at the latest: Article 33(1)."""
    opened_by: str
    said: Mapping[str, tuple[str, ...]]
    """Field -> what was said last."""
    count: Count | None
    """The last count."""
    reported_at: datetime | None
    not_reported: str | None
    """Why it need not be reported: no risk is likely (Article 33(1))."""
    people_told_at: datetime | None
    people_not_told: str | None
    """Why they need not be told: Article 34(3)."""
    closed_at: datetime | None
    events: tuple[BreachEvent, ...]
    """The newest first."""
    seconds_left: float
    """Until it is due; below zero it is late. Also once it was reported: how long was left."""

    @property
    def decided(self) -> bool:
        """Whether it was reported, or was found not to need it: the clock stands still."""
        return self.reported_at is not None or self.not_reported is not None

    @property
    def late(self) -> bool:
        """Whether the term passed before it was reported or decided."""
        return self.seconds_left < 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that nobody has filled in yet."""
        return tuple(key for key in FIELDS if key not in self.said)


@dataclass(frozen=True, slots=True)
class AffectedPerson:
    """Somebody who gets the letter."""

    person_id: int
    certain: bool
    """Else only possibly affected."""
    display_name: str
    contact: Mapping[str, str]
    """Attribute -> value, as far as the reader may see it: e-mail and address."""
