"""What the panel of value on the page of a person gets: everything worded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StagePanel:
    """``person_stage.html``"""

    stage: str
    name: str
    rule: str
    since: date | None
    """None for who never bought."""
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract that runs: since when, and the chance to end or the day on which it does."""

    since: date
    ends_on: date | None
    chance: str | None
    days: str


@dataclass(frozen=True, slots=True)
class ValuePanel:
    """``person_value.html``"""

    stage: StagePanel | None
    worth: str | None
    """None where no model tells it."""
    low: str
    high: str
    kind: str
    """Margin or revenue, over how many days."""
    chance: str | None
    means: str
    days: str
    why: tuple[str, ...]
    as_of: date | None
    left_out: tuple[str, ...]
    version: int | None
    churn_version: int | None
    contracts: tuple[ContractLine, ...] = ()
    more_contracts: int = 0
    """Not shown."""
