"""Details of a touchpoint as a person reads them.

Entering: fields as a source delivered them, all of them text, and their names in the catalogue.
Leaving: dates and numbers in the reader's habit. What tells nothing by itself (a number, a code, a
date) comes with the name of its field; words speak for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.views import TimelineItem
from klantbeeld.web.contexts import Detail
from klantbeeld.web.formats import Formats
from klantbeeld.web.words import within_a_sentence

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")
_FRACTION = re.compile(r"-?(0|[1-9]\d*)\.\d+")
_CODE = re.compile(r"(?=.*\d)\S+|[^\W\d_]")
"""One piece with a digit in it, or a single letter."""


def details(item: TimelineItem, labels: Mapping[str, Words], fmt: Formats) -> tuple[Detail, ...]:
    """The fields in their own order; what the row tells already is not said twice."""
    return tuple(_details(item, labels, fmt))


def _details(item: TimelineItem, labels: Mapping[str, Words], fmt: Formats) -> Iterable[Detail]:
    told = {item.touchpoint_key, item.status}
    for field, text in item.detail.items():
        if text in told or not text.strip():
            continue
        told.add(text)
        label = labels[field].in_language(fmt.language) if field in labels else field
        written = _written(text, fmt)
        if written is None and not _CODE.fullmatch(text):
            yield Detail(None, text, label)
        else:
            yield Detail(within_a_sentence(label), text if written is None else written, label)


def _written(text: str, fmt: Formats) -> str | None:
    """A date, a moment or a number as the reader writes it; None for anything else.

    Whole numbers stay as they are: nothing tells a count from a number that is only a name.
    """
    try:
        if _DAY.fullmatch(text):
            return fmt.day(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return fmt.moment(moment) if moment.tzinfo else fmt.day(moment.date())
    except ValueError:
        return None
    return fmt.number(Decimal(text)) if _FRACTION.fullmatch(text) else None
