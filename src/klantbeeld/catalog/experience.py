"""What the organisation asks its customers, and what stands beside their answers:
``catalog/experience.yaml``.

One optional file with a default for every key. Entering: survey items, each with the touchpoint
field in which its mark stands, the scale, the stage of the customer journey and the pillar.
Leaving: definitions. The six pillars are those of KPMG's Customer Experience Excellence reports;
the items and weights of that method are not public, so what is measured here is the organisation's
own and carries no such name. The Net Promoter Score (Reichheld 2003) is asked from 0 to 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from klantbeeld.catalog.definition import Definition, Identifier, Words


class Pillar(StrEnum):
    """What makes an experience good."""

    INTEGRITY = "integrity"
    RESOLUTION = "resolution"
    EXPECTATIONS = "expectations"
    TIME_EFFORT = "time_effort"
    PERSONALISATION = "personalisation"
    EMPATHY = "empathy"


class ItemKind(StrEnum):
    """How the marks of an item become a figure."""

    NPS = "nps"
    """Percentage of 9 and 10 less percentage of 0 to 6."""
    CSAT = "csat"
    """The share of the two best marks."""
    CES = "ces"
    """The mean: how much effort it took."""
    PILLAR = "pillar"
    """The mean."""
    OTHER = "other"
    """The mean."""


NPS_SCALE = (0, 10)


class SurveyItem(Definition):
    """One question that customers are asked."""

    name: Words
    """A short name."""
    text: Words
    """The question as it is asked."""
    kind: ItemKind
    """How its marks become a figure."""
    pillar: Pillar | None = None
    """What it is about, for an item of kind ``pillar``."""
    scale: tuple[int, int]
    """The lowest and the highest mark: ``[0, 10]``."""
    low_is_good: bool = False
    """Whether the lowest mark is the best, as where effort is asked."""
    touchpoint: Identifier
    """The touchpoint type of kind ``survey`` that brings the answers."""
    question: str | None = None
    """What the question field of that type says for this item: one answer is one touchpoint."""
    field: Identifier | None = None
    """The detail field with this item's mark: one filled-in form is one touchpoint."""
    source: Identifier | None = None
    """The source that asks it; absent: every source that delivers such answers."""
    stage: Identifier | None = None
    """The stage of the customer journey that it is asked in."""

    @property
    def top(self) -> int:
        """The better of the two best marks' lower bound: marks from here on are the two best."""
        return self.scale[0] + 1 if self.low_is_good else self.scale[1] - 1


class Importance(Definition):
    """What is held against what, to see which items matter most."""

    outcome: Identifier
    """The item that shows how well it went: mostly the recommendation."""
    drivers: tuple[Identifier, ...] = Field(min_length=2)
    """The items that may explain it, asked on the same form."""


class Complaint(Definition):
    """Which touchpoints are complaints."""

    touchpoint: Identifier
    """A touchpoint type of kind ``case`` with ``open_statuses``."""
    field: Identifier | None = None
    """A detail field that tells complaints from questions; absent: all of the type are."""
    words: tuple[str, ...] = ()
    """What that field says for a complaint."""


STAGES: Mapping[str, Words] = {
    "orient": Words(nl="Oriënteren", en="Looking around"),
    "buy": Words(nl="Kopen", en="Buying"),
    "receive": Words(nl="Ontvangen", en="Receiving"),
    "use": Words(nl="Gebruiken", en="Using"),
    "ask": Words(nl="Vragen", en="Asking"),
    "return": Words(nl="Terugsturen", en="Returning"),
}

OBSERVED: Mapping[Pillar, tuple[str, ...]] = {
    Pillar.INTEGRITY: ("requests_in_time",),
    Pillar.RESOLUTION: ("first_contact_resolution", "reopened", "hours_to_resolve"),
    Pillar.EXPECTATIONS: ("delivered_as_promised", "out_of_stock"),
    Pillar.TIME_EFFORT: ("contacts_per_case", "transfers_per_case", "order_to_ship"),
    Pillar.PERSONALISATION: ("offers_accepted", "click_rate"),
    Pillar.EMPATHY: ("mailed_during_complaint",),
}
"""Pillar -> what is observed of it: measures of touchpoints, or metrics by their name."""

MEASURES = (
    "requests_in_time", "first_contact_resolution", "reopened", "hours_to_resolve",
    "delivered_as_promised", "contacts_per_case", "transfers_per_case", "offers_accepted",
    "mailed_during_complaint",
)  # fmt: skip
"""What the software observes itself of touchpoints, requests and offers."""

METRICS = (
    "order_to_ship", "out_of_stock", "click_rate", "time_on_site", "engagement", "cross_sell",
    "retention", "churn", "referrals",
)  # fmt: skip
"""Metrics that come along and may stand beside the answers, as the project's own may."""


def _said(text: str | None) -> str:
    return (text or "").strip().lower()


class ExperienceRules(Definition):
    """How customers' experience is asked, and what stands beside the answers."""

    stages: dict[Identifier, Words] = Field(default_factory=lambda: dict(STAGES))
    """The stages of the customer journey, in their order."""
    items: dict[Identifier, SurveyItem] = Field(default_factory=dict)
    """What is asked."""
    importance: Importance | None = None
    """What is held against what; absent: the first recommendation item against the pillar items
    of the same touchpoint type."""
    observed: dict[Pillar, tuple[Identifier, ...]] = Field(default_factory=lambda: dict(OBSERVED))
    """Pillar -> what is observed of it, beside the answers: measures and metrics by their name."""
    complaints: tuple[Complaint, ...] = ()
    """Which touchpoints are complaints."""
    no_marketing_during: Literal["any_case", "complaint", "never"] = "any_case"
    """While what is open nobody sends somebody marketing."""
    small_sample: Annotated[int, Field(ge=10, le=1000)] = 30
    """Figures that rest on fewer answers are marked as uncertain."""

    def is_complaint(self, touchpoint: str, detail: Mapping[str, str]) -> bool:
        """Whether a touchpoint of this type with these details is a complaint."""
        return any(
            each.touchpoint == touchpoint
            and (each.field is None or _said(detail.get(each.field)) in map(_said, each.words))
            for each in self.complaints
        )

    @property
    def weighed(self) -> Importance | None:
        """What is held against what, as declared or as it follows from the items."""
        if self.importance is not None:
            return self.importance
        outcomes = [name for name, item in self.items.items() if item.kind is ItemKind.NPS]
        for outcome in outcomes:
            asked = self.items[outcome]
            drivers = tuple(
                name
                for name, item in self.items.items()
                if item.kind is ItemKind.PILLAR
                and (item.touchpoint, item.source) == (asked.touchpoint, asked.source)
            )
            if len(drivers) > 1:
                return Importance(outcome=outcome, drivers=drivers)
        return None


def with_defaults(rules: ExperienceRules, types: tuple[str, ...]) -> ExperienceRules:
    """Recommendation and satisfaction as most surveys ask them, where no item is declared.

    ``types``: the touchpoint types whose marks and questions are known.
    """
    if rules.items or not types:
        return rules
    items = {}
    for name in types:
        before = "" if len(types) == 1 else f"{name}_"
        items[f"{before}nps"] = SurveyItem(
            name=Words(nl="Aanbevelen", en="Recommending"),
            text=Words(
                nl="Hoe waarschijnlijk is het dat u ons aanbeveelt?",
                en="How likely are you to recommend us?",
            ),
            kind=ItemKind.NPS,
            scale=NPS_SCALE,
            touchpoint=name,
            question="nps",
        )
        items[f"{before}csat"] = SurveyItem(
            name=Words(nl="Tevredenheid", en="Satisfaction"),
            text=Words(nl="Hoe tevreden bent u?", en="How satisfied are you?"),
            kind=ItemKind.CSAT,
            scale=(1, 5),
            touchpoint=name,
            question="csat",
        )
    return rules.model_copy(update={"items": items})
