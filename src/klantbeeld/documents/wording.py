"""Values as text, by the habits of the document's language (Unicode CLDR, through Babel).

Entering: cells of a document. Leaving: text that every format can hold: characters that XML and PDF
know nothing of become U+FFFD, so that none is dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from klantbeeld.catalog.definition import Words
from klantbeeld.documents.model import Cell, Document, Language, Table

UNKNOWN = "–"
_LOCALES: dict[Language, str] = {"nl": "nl_NL", "en": "en_GB"}
_YES, _NO = Words(nl="ja", en="yes"), Words(nl="nee", en="no")
_MADE, _PAGE = Words(nl="Gemaakt op", en="Made on"), Words(nl="Pagina", en="Page")
_OF = Words(nl="van", en="of")

_NOT_XML = re.compile(r"[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f\ufdd0-\ufdef]")
"""Characters that are none in XML 1.0 (section 2.2), and the control characters that it advises
against."""


def clean(text: str) -> str:
    """The text with U+FFFD for every character that a file cannot hold; one kind of line break."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Wording:
    """How one document writes its values."""

    language: Language
    zone: ZoneInfo

    @classmethod
    def of(cls, document: Document) -> Wording:
        """As the document's language and time zone ask."""
        return cls(document.language, ZoneInfo(document.time_zone))

    def text(self, value: Cell) -> str:
        """One value as text; several are lines."""
        match value:
            case None | "" | ():
                return UNKNOWN
            case bool():
                return (_YES if value else _NO).in_language(self.language)
            case int() | float() | Decimal():
                return format_decimal(value, locale=self._locale)
            case datetime():
                pattern = "d MMMM y HH:mm"
                return format_datetime(value, pattern, tzinfo=self.zone, locale=self._locale)
            case date():
                return format_date(value, "d MMMM y", locale=self._locale)
            case _:
                return clean(value if isinstance(value, str) else "\n".join(value))

    def local(self, value: datetime) -> datetime:
        """The moment on the document's own clock, without a zone: as Excel holds it."""
        return value.astimezone(self.zone).replace(tzinfo=None)

    @property
    def labels(self) -> dict[str, str]:
        """What the writers themselves say."""
        return {
            "made": _MADE.in_language(self.language),
            "page": _PAGE.in_language(self.language),
            "of": _OF.in_language(self.language),
        }

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]


def number_columns(table: Table) -> list[bool]:
    """Which columns hold numbers: they stand to the right, head and all."""
    return [
        place in table.figures
        or (
            any(_is_number(row[place]) for row in table.rows)
            and all(row[place] is None or _is_number(row[place]) for row in table.rows)
        )
        for place in range(len(table.head))
    ]


def _is_number(value: Cell) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
