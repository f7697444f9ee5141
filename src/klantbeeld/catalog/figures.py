"""Figures from outside: what they are, and how a source delivers them.

Entering: YAML of this package (the figures that the supplied metrics ask for) and of a project's
sources. Leaving: definitions. A figure is about no person: what advertising cost, how many
visitors there were, what was out of stock.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import Field, StrictBool

from klantbeeld.catalog.definition import Definition, FileFormat, Grain, Identifier, Words

_Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Figure(Definition):
    """A figure that a metric which comes along can take from outside."""

    name: Words
    """Its name for people."""
    value: Words
    """What its number counts."""
    base: Words | None = None
    """What its number is a share of; absent: it stands by itself."""
    part: Words | None = None
    """By what it may be told in parts; absent: only as a whole."""
    parts: dict[Identifier, Words] = Field(default_factory=dict)
    """The parts that the metrics know by name, under ``words`` of a delivery."""
    must_have_part: StrictBool = False
    """Whether every row is of one of those parts."""
    longest: Grain = Grain.MONTH
    """The longest period that one row may be of."""
    shortest: Grain = Grain.DAY
    """The shortest, where the figures of days do not add up."""
    money: StrictBool = False
    """Whether its number is an amount of money, in the organisation's currency."""
    below_base: StrictBool = True
    """Whether its number is one part of its base, and so never more."""


class FigureDelivery(Definition):
    """Files (or live intake) that hold figures about no person."""

    kind: Literal["figures"]
    """Rows that each tell one number of one period."""
    files: str | None = None
    """A path or pattern relative to the project folder; absent: live intake only."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    day: str
    """The column with the day (2026-03-01), or with the month (2026-03), quarter (2026-Q1) or week
    (2026-W09)."""
    period: Grain = Grain.DAY
    """How long the period is that a row is of."""
    figure: Identifier | None = None
    """The figure that every row tells; absent: ``figure_column`` says which."""
    figure_column: str | None = None
    """The column with the name of the figure."""
    figures: dict[Identifier, _Texts] = Field(default_factory=dict)
    """Beside ``figure_column``: a figure -> the source's words for it."""
    value: str
    """The column with the number."""
    base: str | None = None
    """The column with what the number is a share of."""
    part: str | None = None
    """The column with the part that the number is of, such as a channel; empty: the whole."""
    currency: str | None = None
    """The column with the currency of an amount; absent: the organisation's."""
    key: str | None = None
    """The column with the source's own number for the row: rows of one period then add up. Absent:
    one row for each figure, period and part."""
    words: dict[Identifier, _Texts] = Field(default_factory=dict)
    """A part that the metrics know, such as ``unaided`` -> the source's words for it."""
    full: StrictBool = False
    """Whether each delivery is complete, so that a missing row is gone."""

    @property
    def told(self) -> tuple[str, ...]:
        """The figures that it tells."""
        return (self.figure,) if self.figure is not None else tuple(self.figures)


@cache
def known_figures() -> Mapping[str, Figure]:
    """The figures that the metrics which come along can take."""
    text = resources.files("klantbeeld.catalog").joinpath("figures.yaml").read_text("utf-8")
    return {name: Figure.model_validate(each) for name, each in yaml.safe_load(text).items()}
