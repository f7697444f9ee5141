"""What the pages about the lifecycle show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.lists import PeopleList
from klantbeeld.web.pictures.cohorts import HeatPicture
from klantbeeld.web.pictures.stages import StagePicture


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as it is now."""

    stage: str
    name: str
    rule: str
    customers: str
    """In words where they are too few to tell."""
    length: float
    """Of the bar, in percent of the longest."""
    share: str
    worth: str
    each: str
    """What one of them brought on average."""
    lifetime: str
    lifetime_each: str
    """Of those who have a lifetime value, on average."""
    address: str | None
    """Of the people behind it; None where they are too few, or nobody is meant."""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Customers who moved, or stayed, as a band of the picture and a row of its table."""

    before: str
    after: str
    kind: str
    """stayed, better, worse, lost or came: its tone."""
    customers: str
    worth: str
    said: str
    """The whole in a sentence."""
    address: str | None


@dataclass(frozen=True, slots=True)
class LossLine:
    """What went out of one stage in the period."""

    name: str
    slipped: str
    slipped_worth: str
    slipped_address: str | None
    lost: str
    lost_worth: str
    lost_address: str | None
    length: float
    """Of the bar of all that money, in percent of the longest."""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """A valuable customer who slips away."""

    person_id: int
    name: str
    city: str | None
    before: str
    after: str
    since: date
    worth: str
    handled: str
    """By whom and when it was taken in hand; empty where it waits."""
    handled_now: bool
    """Whether the reader has just done so: it can be undone on the spot."""


@dataclass(frozen=True, slots=True)
class AlertPanel:
    """Those who ask for attention."""

    waiting: int
    worth: str
    """What those brought in a year."""
    rule: str
    """When a customer stands here."""
    lines: tuple[AlertLine, ...] | None
    """None where the reader's purpose is another one."""
    handled: tuple[AlertLine, ...]
    found: PeopleList | None
    """Who of them is left out."""
    purpose: Words | None
    """For which purpose one must read to see who they are; None where it is the reader's."""
    purpose_id: str


@dataclass(frozen=True, slots=True)
class MonthChoice:
    """A month to choose."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class LifecyclePage:
    """``value/lifecycle.html``"""

    state: str
    """told, waits (nothing was told yet) or off (the purpose is not switched on)."""
    purpose: str
    day: date | None
    stages: tuple[StageLine, ...]
    customers: str
    left_out: int
    horizon_days: int
    """Over how long lifetime value is told."""
    first: str
    last: str
    """The months of the chosen period, as addresses write them."""
    months: tuple[MonthChoice, ...]
    spans: tuple[tuple[str, str, bool], ...]
    """Name, address and whether it is chosen, of usual periods."""
    from_words: str
    until_words: str
    picture: StagePicture | None
    names: dict[str, str]
    counts_before: dict[str, str]
    counts_after: dict[str, str]
    moves: tuple[MoveLine, ...]
    """In the order of the picture's bands; those who stayed lost follow, undrawn."""
    drawn: int
    """How many of the moves are drawn."""
    losses: tuple[LossLine, ...]
    alerts: AlertPanel | None


@dataclass(frozen=True, slots=True)
class StagePeoplePage:
    """``value/stage_people.html``"""

    area: str
    """The page of the area that it is reached from: its key, and its name as the way back."""
    back_name: str
    back: str
    title: str
    when: str
    first: str
    """Who stands first."""
    purpose: Words
    found: PeopleList
    earlier: str | None
    further: str | None


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One cell as the picture and the table show it."""

    text: str
    """Within the cell; empty where it is not told or nothing."""
    shown: str
    """In the table, with its unit."""
    said: str
    """The whole in a sentence."""
    running: bool


@dataclass(frozen=True, slots=True)
class CohortRow:
    """Customers with their first order in one month."""

    name: str
    customers: str
    cells: tuple[CohortCell | None, ...]
    """By months since; None where that month is still to come."""


@dataclass(frozen=True, slots=True)
class CohortsPage:
    """``value/cohorts.html``"""

    show: str
    shows: tuple[tuple[str, str, str], ...]
    """What can be shown: code, name and meaning."""
    caption: str
    picture: HeatPicture | None
    rows: tuple[CohortRow, ...]
    columns: int
    average: tuple[str, ...]
    """Of all cohorts together, by months since."""
