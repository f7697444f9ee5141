"""What a document is: a title and blocks of text, facts, tables and pictures, in one language.

Entering: values as they are (numbers, days, moments), never worded as a number or date by whoever
builds the document. Leaving: the same content for every writer (``html``, ``pdf``, ``excel``), each
of which words values by the language's habits. Text is data: nothing in it is ever markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Language = Literal["nl", "en"]

Cell = str | bool | int | float | Decimal | date | datetime | tuple[str, ...] | None
"""A value: text, yes or no, number, day, moment (timezone-aware), several texts each on a line of
its own, or None: unknown or none."""

Tone = Literal["plain", "quiet", "warning", "good"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a part; level 1 is the highest below the title."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in it stays one."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one below the other."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the name is the caption, and the sheet's name in Excel."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    """What to say when there is no row."""
    widths: tuple[float, ...] = ()
    """Relative widths of the columns; absent: by their content."""
    figures: tuple[int, ...] = ()
    """Columns whose text is a figure in words: it stands to the right, as numbers do."""

    def __post_init__(self) -> None:
        """Raises ValueError for a row or widths that do not fit the head."""
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("a row has another number of cells than the head")
        if self.widths and len(self.widths) != len(self.head):
            raise ValueError("there are other widths than columns")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with what it shows in words for who cannot see it."""

    svg: str
    description: str
    caption: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Small pictures of one form side by side, to be compared (small multiples, Tufte 1983)."""

    items: tuple[Picture, ...]


Block = Heading | Paragraph | Bullets | Facts | Table | Picture | Pictures


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    title: str
    language: Language
    author: str
    """Who speaks: the organisation."""
    made_at: datetime
    """Timezone-aware; shown, and written into the file's own properties."""
    blocks: tuple[Block, ...]
    subtitle: str = ""
    time_zone: str = "Europe/Amsterdam"
    """In which moments are told."""

    def __post_init__(self) -> None:
        """Raises ValueError for a time without a zone."""
        if self.made_at.tzinfo is None:
            raise ValueError("the time of a document needs a time zone")
