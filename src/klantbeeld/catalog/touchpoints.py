"""``catalog/touchpoints.yaml``: the contacts and transactions that may be kept.

Entering: parsed YAML. Leaving: types of touchpoint under the company's own names, each with what
it means to the software.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from klantbeeld.catalog.definition import (
    Definition,
    FreeText,
    Goal,
    Identifier,
    RetentionPeriod,
    Words,
)
from klantbeeld.catalog.meanings import Meaning


class TouchpointKind(StrEnum):
    """What a touchpoint type means to the software; the company names its own types."""

    ORDER = "order"
    INVOICE = "invoice"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    RETURN = "return"
    CASE = "case"
    CAMPAIGN_SEND = "campaign_send"
    CAMPAIGN_RESPONSE = "campaign_response"
    VISIT = "visit"
    SURVEY = "survey"
    CONSENT = "consent"
    ACCOUNT = "account"
    """An account was made."""
    OPPORTUNITY = "opportunity"
    """An offer to somebody who may buy, on the day that it closed; its status says how."""
    REFERRAL = "referral"
    """Somebody came by the word of another customer."""
    CONTRACT = "contract"
    """Something that runs until it ends; its amount is what it brings in a month."""


class TouchpointType(Definition):
    """A kind of contact or transaction, with the detail fields that may be kept of it."""

    name: Words
    """Its name for people."""
    kind: TouchpointKind
    """What it means to the software."""
    data_category: str
    """A fideslang data category, such as ``user.behavior.purchase_history``."""
    purposes: tuple[Identifier, ...] = Field(min_length=1)
    """What it is used for: no purpose, no data."""
    retention: RetentionPeriod
    """How long it is kept; no longer than the longest of its purposes."""
    goal: Goal
    """The strategic goal that it serves."""
    roles: tuple[Identifier, ...] = Field(min_length=1)
    """The roles that may see it, each for the purposes that list the role too."""
    detail: dict[Identifier, Words] = Field(default_factory=dict)
    """Field -> its name for people; a column that maps to no field is not stored."""
    open_statuses: tuple[str, ...] = ()
    """Statuses in which the matter still needs somebody: an open case, an unpaid invoice."""
    means: dict[Meaning, Identifier] = Field(default_factory=dict)
    """What a detail field means to the metrics -> the field."""
    words: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """A word that the metrics know, such as ``clicked`` or ``nps`` -> the source's words for it."""
    free_text: FreeText = "flag"
    """What happens to a text that seems to tell of health, religion and the like."""
