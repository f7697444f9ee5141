"""What the detail fields of touchpoints mean to the metrics, and what is measured of them.

A company names its touchpoint types and fields itself; ``means`` says which field is the mark of a
survey or the length of a visit, so that a metric is defined once for every company.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Meaning(StrEnum):
    """What a detail field is."""

    SCORE = "score"
    """The mark that somebody gave in a survey."""
    QUESTION = "question"
    """Which survey question a mark answers, such as nps or csat."""
    SECONDS = "seconds"
    """How long a visit or call lasted."""
    RESPONSE = "response"
    """What somebody did with a message, such as opened or clicked."""
    CHANNEL = "channel"
    """By what way it went."""
    ORDER = "order"
    """The number of the order that it belongs to."""
    FORM = "form"
    """The number of the filled-in form: which answers one person gave together."""
    REMARK = "remark"
    """What somebody wrote beside a mark."""
    CLOSED = "closed"
    """When a matter was settled."""
    CONTACTS = "contacts"
    """How many contacts a matter took."""
    REOPENED = "reopened"
    """How many times a settled matter was opened again."""
    TRANSFERS = "transfers"
    """How many times somebody was passed on."""
    DELIVERED = "delivered"
    """When something arrived; until when it was promised stands in ``due_at``."""


class MeasureShape(NamedTuple):
    """What is counted of a field."""

    key: Meaning | None
    """By what the count is kept apart."""
    number: Meaning | None
    """What is added up; None: touchpoints are counted."""
    by_level: bool
    """Whether each number is counted apart."""


class Measure(NamedTuple):
    """A measure of one touchpoint type, in its own fields."""

    touchpoint: str
    key: str | None
    number: str | None
    by_level: bool


MEASURES: dict[str, MeasureShape] = {
    "score": MeasureShape(Meaning.QUESTION, Meaning.SCORE, by_level=True),
    "seconds": MeasureShape(Meaning.CHANNEL, Meaning.SECONDS, by_level=False),
    "response": MeasureShape(Meaning.RESPONSE, None, by_level=False),
}
"""Measure -> its shape; a touchpoint type has those whose fields it declares."""


def measures_of(touchpoint: str, means: dict[Meaning, str]) -> dict[str, Measure]:
    """The measures of a touchpoint type by name: ``survey.score`` for the type ``survey``."""
    found = {}
    for name, shape in MEASURES.items():
        needed = shape.number or shape.key
        if needed in means:
            key = means.get(shape.key) if shape.key else None
            number = means[shape.number] if shape.number else None
            found[f"{touchpoint}.{name}"] = Measure(touchpoint, key, number, shape.by_level)
    return found
