"""What a check of accuracy shows: how far it is, one record at a time, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from klantbeeld.catalog.definition import Words

Verdict = Literal["right", "wrong", "unknown"]
VERDICTS: tuple[str, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check, and how far it is."""

    check_no: int
    source: str
    attributes: tuple[tuple[str, Words], ...]
    """Attribute and its name; one that is declared no longer is left out."""
    started_at: datetime
    started_by: str
    finished_at: datetime | None
    records: int
    judged: int


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """One value to be compared with reality."""

    attribute: str
    label: Words
    delivered: str | None
    """None where the source left it empty."""
    verdict: str | None


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """One record to be compared with reality."""

    check: CheckView
    record_no: int
    position: int
    person_id: int
    display_name: str
    source_record_id: str
    values: tuple[CheckedValue, ...]
    """Those in the reader's sight; none where the person's data may not be used now."""
    judged: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A share of so many, with the bounds between which it lies with 95 % certainty."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class CheckedAttribute:
    """What was found of one attribute."""

    attribute: str
    label: Words
    correct: int
    wrong: int
    unknown: int
    share: Share | None
    """Of those judged right or wrong; None where there are none."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found so far."""

    check: CheckView
    faultless: Share | None
    """Records without a wrong value, of those of which anything could be judged."""
    attributes: tuple[CheckedAttribute, ...]
