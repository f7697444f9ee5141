"""What the templates of value and churn get: everything is written as the reader writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from klantbeeld.documents.trend import Trend
from klantbeeld.web.pictures.calibration import Calibration
from klantbeeld.web.pictures.waterfall import Fall, FallStep


@dataclass(frozen=True, slots=True)
class Absent:
    """Why nothing is told here, and what would change that."""

    why: str
    purpose: str
    mend: str
    """declare: the purpose; train: a command; wait: more purchases."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One channel, cohort or stage; of too few customers nothing is told (None)."""

    name: str
    customers: str | None
    value: str | None
    each: str | None
    length: float
    address: str | None
    """Of the people behind it; None where so few are not told."""


@dataclass(frozen=True, slots=True)
class GroupTable:
    """One way to part the total."""

    key: str
    name: str
    lines: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One reason why the total is another than before."""

    name: str
    means: str
    money: str
    exact: str
    """To the cent: these add up."""
    bar: FallStep


@dataclass(frozen=True, slots=True)
class Moved:
    """What raised and lowered it since a day."""

    since: date
    before: str
    now: str
    exact_before: str
    exact_now: str
    change: str
    share: str | None
    rose: bool
    lines: tuple[MovedLine, ...]
    picture: Fall


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month in the table beside the line."""

    name: str
    customers: str
    value: str
    each: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who is not scored, and how many."""

    people: int
    reasons: tuple[tuple[str, int], ...]
    contact: str
    """Where customers ask to be left out."""


@dataclass(frozen=True, slots=True)
class ValuePage:
    """``value/overview.html``"""

    absent: Absent | None
    terms: str
    as_of: date | None
    scored_at: datetime | None
    total: str
    low: str
    high: str
    each: str
    customers: str
    moved: Moved | None
    months: tuple[MonthRow, ...]
    trend: Trend | None
    marks: tuple[str, ...]
    tables: tuple[GroupTable, ...]
    left_out: LeftOut
    version: int | None
    caution: tuple[str, ...]
    """What the figure cannot know."""


@dataclass(frozen=True, slots=True)
class BandLine:
    """Customers by their chance to stay away."""

    name: str
    active: str | None
    silent: str | None
    active_length: float
    silent_length: float
    active_address: str | None
    silent_address: str | None
    """Of the people behind the counts; None where there are none, or so few."""


@dataclass(frozen=True, slots=True)
class PlotRow:
    """A tenth of the people in the test: what was said, what came."""

    said: str
    came: str
    between: str
    people: str


@dataclass(frozen=True, slots=True)
class Tested:
    """How good the churn model was on time that it had not seen."""

    lines: tuple[tuple[str, str, str, str, str], ...]
    """What was measured, what it means, of the regression, the plain formula, everybody alike."""
    learnt: bool
    """Whether the regression is in use, and not the plain formula."""
    lift: str
    picture: Calibration
    rows: tuple[PlotRow, ...]
    people: str


@dataclass(frozen=True, slots=True)
class ChurnPage:
    """``value/churn.html``"""

    absent: Absent | None
    days: int
    expected: str
    active: str
    share: str
    money: str
    bands: tuple[BandLine, ...]
    test: Tested | None
    left_out: LeftOut
    version: int | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list."""

    kind: str
    name: str
    version: int
    made_at: datetime
    state: str
    chosen: str
    customers: str
    told: str
    """How good it was, or why there is none."""


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """``value/models.html``"""

    lines: tuple[VersionLine, ...]
    barred: str | None
    purpose: str
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One forecaster in the back-test; means over its moments."""

    name: str
    simple: bool
    chosen: bool
    deviance: str
    absolute: str
    total: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """What was said of the money at a moment in the past, and what came."""

    origin: date
    last: date
    expected: str
    low: str
    high: str
    actual: str
    held: bool


@dataclass(frozen=True, slots=True)
class ValueModelPage:
    """``value/model.html``"""

    line: VersionLine
    purpose: str
    facts: tuple[tuple[str, str], ...]
    """Data used, period, terms, parameters: name and value."""
    record: tuple[RecordLine, ...]
    money: MoneyLine | None
    test: Tested | None
    weights: tuple[tuple[str, str], ...]
    """What a churn model learnt: a column and which way it moves the chance."""
    untested: str | None
    limits: tuple[str, ...]
    contracts: bool
    """Whether contracts are declared, which have figures of their own."""
    left_out: LeftOut
