"""What the pages show of offers: the panel on the person, and the page about how good they are.

As in ``contexts``: frozen, worded before the template, one class per template or part of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Stock = Literal["there", "unknown"]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer."""

    kind: str
    name: str
    price: str
    """Empty where unknown."""
    stock: Stock
    why: str
    source: str
    product_id: str


@dataclass(frozen=True, slots=True)
class OfferList:
    """One of the three lists."""

    kind: str
    title: str
    about: str
    lines: tuple[OfferLine, ...]
    empty: str
    """What is said where there is nothing."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer that keeps an offer away."""

    act_no: int
    name: str
    outcome: str
    at: datetime
    actor: str
    until: date


@dataclass(frozen=True, slots=True)
class OffersPanel:
    """``person_offers.html``: lists, or why there are none now."""

    lists: tuple[OfferList, ...]
    none: tuple[str, ...]
    """Why nothing is offered; empty where there are lists."""
    consent_tab: bool
    """Whether the tab about consent tells more."""
    ways: str
    """By which ways an offer may also be sent."""
    habits: tuple[str, ...]
    answers: tuple[AnswerLine, ...]
    foot: str
    """What the lists rest on."""


@dataclass(frozen=True, slots=True)
class TestRow:
    """One list of the back-test beside its rivals: shares in [0, 1]."""

    name: str
    ours: bool
    recall: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class TestTask:
    """One of the two tasks that are tested apart."""

    title: str
    people: int
    rows: tuple[TestRow, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class OffersModel:
    """The model of offers in use."""

    model_no: int
    version: int
    made_at: datetime
    told: Mapping[str, str]
    """What it was learnt from: name -> text, in the order of reading."""
    tested: str
    """Over which weeks; empty where it could not be tested."""
    tasks: tuple[TestTask, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersRow:
    """Answers of one kind of offer over the last year."""

    title: str
    counts: tuple[int | None, ...]
    """Accepted, later, declined; None where so few are not told."""
    share: float | None
    """Accepted of all; None where so few are not told."""


@dataclass(frozen=True, slots=True)
class OffersPage:
    """``value/offers.html``"""

    model: OffersModel | None
    trouble: str
    """Why there is no (newer) model; empty where there is nothing to say."""
    purpose: str
    rules: Mapping[str, str]
    """The terms of offers, in words."""
    excluded: tuple[tuple[str, tuple[str, ...]], ...]
    """Field of products -> what is never offered."""
    answers: tuple[AnswersRow, ...]
