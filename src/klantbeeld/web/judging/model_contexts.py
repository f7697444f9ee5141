"""What the pages about models show: frozen, worded before the template, as in ``contexts``."""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.pipeline.linking.model_views import Band, ModelLine, ModelView, Promotion


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """``models.html``"""

    lines: tuple[ModelLine, ...]
    promotions: tuple[Promotion, ...]


@dataclass(frozen=True, slots=True)
class WeightBar:
    """A bar from zero: to the right it speaks for one person, to the left against."""

    x: float
    width: float
    positive: bool


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One comparison level in words, its weights, and how often each class of pairs shows it."""

    label: str
    weight: float
    bar: WeightBar
    household_weight: float | None
    household_bar: WeightBar | None
    same_person: str
    same_household: str | None
    random: str


@dataclass(frozen=True, slots=True)
class WeightTable:
    """One comparison."""

    key: str
    name: str
    condition: str | None
    rows: tuple[WeightRow, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected share with its band, and where they lie on the scale."""

    name: str
    means: str
    band: Band
    low: float
    high: float
    at: float
    """On a picture 240 wide, from ``floor`` to 1."""
    floor: float


@dataclass(frozen=True, slots=True)
class ModelPage:
    """``model.html``"""

    view: ModelView
    expected: tuple[Expected, ...]
    tables: tuple[WeightTable, ...]
    households: bool
    width: int
    zero: float
    """Where a weight of nothing lies in the bars."""
