"""What the pages about experience show: one frozen dataclass per template, named ``page`` in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.documents.trend import Trend
from klantbeeld.web.pictures.interval import Interval
from klantbeeld.web.pictures.quadrants import Quadrants
from klantbeeld.web.pictures.spark import Spark


@dataclass(frozen=True, slots=True)
class MonthsChoice:
    """Over how many months is looked."""

    months: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in words; ``text`` is empty where it is not told."""

    text: str
    between: str
    """With 95 % certainty; empty where nothing shows how it spreads."""
    n: int
    state: str
    """told, few (uncertain), hidden (too few to tell) or none (nobody answered)."""
    picture: Interval | None


@dataclass(frozen=True, slots=True)
class Tile:
    """NPS, CSAT or CES on top of the page."""

    kind: str
    name: str
    scale: str
    """How to read it, such as ``-100 to 100``."""
    value: Value
    before: str
    """The figure of the period before; empty where there was none."""
    response: str
    asked: int
    off_scale: int
    spark: Trend | None
    address: str
    """Of its definition, target and people; empty where no metric tells it."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month in the table beside a trend."""

    month: str
    value: Value


@dataclass(frozen=True, slots=True)
class TrendPart:
    """A trend with what each dot says."""

    name: str
    picture: Trend
    marks: tuple[str, ...]
    rows: tuple[MonthRow, ...]
    first: str
    last: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class ObservedLine:
    """What was observed beside a pillar."""

    name: str
    formula: str
    value: str
    between: str
    n: int
    needs: str
    """What is missing; empty where it is measured."""
    address: str
    """Its own page among the metrics; empty where it has none."""


@dataclass(frozen=True, slots=True)
class ItemLink:
    """A question with its page."""

    name: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class PillarRow:
    """One pillar."""

    name: str
    meaning: str
    items: tuple[ItemLink, ...]
    value: Value
    observed: tuple[ObservedLine, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question in a list."""

    link: ItemLink
    kind: str
    scale: str
    value: Value
    response: str
    asked: int
    off_scale: int
    marks: Spark | None


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the customer journey with what is asked in it."""

    name: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class DriverRow:
    """How much an item matters and how well it goes."""

    link: ItemLink
    share: str
    share_between: str
    performance: Value
    part: str
    """In which part of the picture it stands, in words."""
    mark: str
    """What its point says."""


@dataclass(frozen=True, slots=True)
class WeighedPart:
    """What matters most, or why that cannot be told."""

    outcome: str
    forms: int
    explained: str
    lacking: str
    """A sentence; empty where there is a picture."""
    unmoved: tuple[str, ...]
    picture: Quadrants | None
    drivers: tuple[DriverRow, ...]


@dataclass(frozen=True, slots=True)
class ExperiencePage:
    """``experience/overview.html``"""

    choices: tuple[MonthsChoice, ...]
    since: str
    until: str
    asks: bool
    """Whether anything is asked at all."""
    answered: bool
    small_sample: int
    tiles: tuple[Tile, ...]
    trend: TrendPart | None
    pillars: tuple[PillarRow, ...]
    weighed: WeighedPart | None
    stages: tuple[StageRow, ...]
    open_complaints: int | None
    pause: str
    """Whether open matters pause marketing, in words."""
    made_up: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class MarkBar:
    """One mark of the scale."""

    mark: str
    count: int
    share: str
    part: float
    """Of the most given mark, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """An item's figure by where it was asked."""

    source: str
    channel: str
    value: Value


@dataclass(frozen=True, slots=True)
class ExperienceItemPage:
    """``experience/item.html``"""

    row: ItemRow
    stage: str
    pillar: str
    mean: Value
    choices: tuple[MonthsChoice, ...]
    since: str
    until: str
    small_sample: int
    trend: TrendPart | None
    marks: tuple[MarkBar, ...]
    parts: tuple[PartLine, ...]
    remarks: int
    remarks_address: str
    made_up: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """What one person wrote."""

    person_id: int
    name: str
    at: datetime
    mark: str
    text: str
    """Empty where it is held back."""


@dataclass(frozen=True, slots=True)
class RemarksPage:
    """``experience/remarks.html``"""

    item: ItemLink
    purpose: Words
    lines: tuple[RemarkLine, ...]
    left_out: int
    unlinked: int
    older: str
    """The address of older ones; empty where there are none."""
