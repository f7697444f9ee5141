"""The ground of every definition: what a name, a period and a text for people are.

Leaving: the base that all declared things share, so that each kind of definition can stand in a
module of its own and ``model`` can hold them together.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A name in YAML: lower-case letters, digits, underscores."""

RetentionPeriod = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,3} (day|week|month|year)s?$")
]
"""A number and a unit: ``2 years``, ``18 months``."""

FreeText = Literal["flag", "refuse"]
"""``flag``: stored, and listed for the officer to look at. ``refuse``: the row is refused."""


class Definition(BaseModel):
    """Base of everything declared: unknown keys are faults, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Words(Definition):
    """A text for people, in both languages."""

    nl: str
    """The Dutch text."""
    en: str
    """The English text."""

    def in_language(self, language: str) -> str:
        """The Dutch or the English text."""
        return self.en if language == "en" else self.nl


class Goal(StrEnum):
    """The three strategic goals."""

    WIN_CUSTOMERS = "win_customers"
    EARN_MORE = "earn_more"
    SERVE_BETTER = "serve_better"


class Grain(StrEnum):
    """How long one period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class FileFormat(Definition):
    """How a file is written, where detecting it is not enough."""

    format: Literal["csv", "excel", "jsonl", "parquet"] | None = None
    """Absent: by the file's extension."""
    delimiter: str | None = None
    """The character between two columns of a CSV file; absent: detected."""
    encoding: str | None = None
    """Such as ``utf-8`` or ``cp1252``; absent: detected."""
    sheet: str | None = None
    """The sheet of an Excel file; absent: the first."""
