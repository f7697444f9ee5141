"""What the page about contracts gets: everything is written as the reader writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from klantbeeld.web.pictures.survival import Survival
from klantbeeld.web.value.contexts import Absent, LeftOut


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name and what it means; None of too few people."""

    name: str
    shown: str | None
    note: str


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A point of the survival curve."""

    time: str
    share: str
    between: str
    contracts: str
    said: str


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Running contracts that run so long; None of too few people."""

    name: str
    contracts: str | None
    chance: str | None


@dataclass(frozen=True, slots=True)
class TestedContracts:
    """How good the chances were on time that they had not seen."""

    on: date
    contracts: str
    expected: str
    came: str
    lines: tuple[tuple[str, str, str, str], ...]
    """What was measured, what it means, of the curve, of everybody alike."""


@dataclass(frozen=True, slots=True)
class ContractsPage:
    """``value/contracts.html``"""

    declared: bool
    purpose: str
    absent: Absent | None
    few: bool
    figures: tuple[Figure, ...]
    terms: tuple[str, ...]
    picture: Survival | None
    rows: tuple[CurveRow, ...]
    no_curve: str | None
    ages: tuple[AgeRow, ...]
    days: str
    test: TestedContracts | None
    untested: str | None
    not_counted: tuple[str, ...]
    left_out: LeftOut
    as_of: date | None
