"""What the pages show of evidence: waterfalls, how records came together, who came near.

As in ``contexts``: frozen, worded before the template, one class per thing that is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.privacy.evidence import CompareView, RejectedView
from klantbeeld.privacy.views import LinkView, RecordView
from klantbeeld.web.pictures.tree import Tree
from klantbeeld.web.pictures.waterfall import Fall


@dataclass(frozen=True, slots=True)
class FallRow:
    """One line of a waterfall: a field compared, what was found, and what it weighs."""

    label: str
    found: str
    weight: float
    """log2 of the Bayes factor: positive speaks for one person."""
    says: str
    """The weight in words."""
    aside: bool = False
    """Nothing compared: how likely it was beforehand, or that they might live together."""
    strangers: float | None = None
    household: float | None = None
    """The weight against either of the other answers; ``weight`` lies between the two."""


@dataclass(frozen=True, slots=True)
class LinkPicture:
    """Why two records are one, or not, as a waterfall."""

    link: LinkView
    first: RecordView | None
    second: RecordView | None
    rows: tuple[FallRow, ...]
    """They add up to the match weight; empty where only that is known."""
    reasons: str
    """The fields that speak clearly, in one line."""
    fall: Fall
    """One step for each row."""
    strangers: float | None
    household: float | None
    """The sums of the rows' weights against either; None where they are not told."""
    rules: tuple[str, ...]
    """What brought the two together to be compared, what asks most first."""
    crowded: tuple[str, ...]
    """What would have, but too many records share it."""
    missing: str
    """Fields that could not be compared, in one line; may be empty."""


@dataclass(frozen=True, slots=True)
class StepEnd:
    """One of the two groups of a step."""

    records: tuple[RecordView, ...]
    step: int | None
    """The earlier step that made the group; None where it was none."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of how records came together."""

    number: int
    kind: str
    kept: StepEnd
    joined: StepEnd
    weight: float | None
    speaks: str
    """What weighed most for it, in one line."""
    against: str
    """What weighed most against it, likewise; may be empty."""


@dataclass(frozen=True, slots=True)
class HowPicture:
    """How a person came together: the picture, and the table beside it."""

    tree: Tree | None
    """None where there are too many records for a picture."""
    leaves: tuple[RecordView, ...]
    steps: tuple[StepRow, ...]
    judged_apart: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NearPicture:
    """Somebody who is not this person, and why."""

    near: RejectedView
    sentence: str
    likeliest: str
    picture: LinkPicture


@dataclass(frozen=True, slots=True)
class Turning:
    """One way in which the answer would turn: (change, how it stands now, to be asked for)."""

    changes: tuple[tuple[str, str, bool], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One attribute of the two records that are compared."""

    label: str
    first: str | None
    second: str | None
    agrees: bool | None
    """None where either is missing, or where nobody would expect it."""


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A record of the one, and what it weighs with each record of the other."""

    record: RecordView
    weights: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """``compare.html``"""

    view: CompareView
    sentence: str
    likeliest: str
    turnings: tuple[Turning, ...]
    about: tuple[RecordView | None, RecordView | None]
    """The two records that ``turnings`` are about."""
    values: tuple[ValueRow, ...]
    picture: LinkPicture
    columns: tuple[RecordView, ...]
    weights: tuple[WeightRow, ...]
    """Every record with every other; empty where there is only one pair."""
    decide_address: str | None
    """Where the reader may decide the opposite; None where the role does not decide."""
