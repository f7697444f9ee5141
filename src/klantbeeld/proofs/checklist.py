"""The checklist: what each article asks of the platform. Every row stands in the report.

Entering: ``checklist.yaml``. Leaving: the rows in order. A proof names one article of a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from klantbeeld.catalog.definition import Words


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its articles, and what they ask."""

    articles: tuple[str, ...]
    """As a proof names them: ``5(1)(f)``, ``32``, ``UAVG 46``, ``Tw 11.7(1)``."""
    title: Words
    asks: Words


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in the order of the law."""
    text = (resources.files("klantbeeld.proofs") / "checklist.yaml").read_text(encoding="utf-8")
    return tuple(
        Row(tuple(row["articles"]), Words(**row["title"]), Words(**row["asks"]))
        for row in yaml.safe_load(text)
    )


@cache
def row_of(article: str) -> Row | None:
    """The row that names this article; None where the checklist has none."""
    return next((row for row in rows() if article in row.articles), None)
