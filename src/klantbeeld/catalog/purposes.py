"""``catalog/purposes.yaml``: why data is used, and what allows it.

Entering: parsed YAML. Leaving: purposes, each with one of the six legal bases of Article 6(1)
AVG/GDPR and a fideslang data use.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import StrictBool

from klantbeeld.catalog.definition import Definition, Goal, Identifier, RetentionPeriod, Words


class LegalBasis(StrEnum):
    """Article 6(1), a to f."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Purpose(Definition):
    """Why data is used: Article 5(1)(b)."""

    name: Words
    """Its name for people."""
    description: Words
    """What is done for this purpose, so that a customer understands it."""
    legal_basis: LegalBasis
    """Article 6(1)."""
    data_use: str
    """A fideslang data use, such as ``essential.service``."""
    roles: tuple[Identifier, ...]
    """The roles that may read for this purpose."""
    retention: RetentionPeriod
    """How long this purpose needs data at most."""
    active: StrictBool = False
    """Whether it is switched on. Nothing is read for a purpose that is not, and what serves no
    other purpose is not stored."""
    goals: tuple[Goal, ...] = ()
    """The strategic goals that it serves; none where a law asks for it."""
    balancing_note: str | None = None
    """The balancing of interests; an active purpose on ``legitimate_interest`` needs it."""
    partners: tuple[Identifier, ...] = ()
    """Who outside the organisation gets data for it: partners of ``catalog/partners.yaml``."""
    recipients: tuple[Words, ...] = ()
    """Kinds of recipient beside the partners, such as banks: Article 30(1)(d)."""
    profiling: StrictBool = False
    """Whether it evaluates people: predicts, scores or sorts them. Asks for a ``dpia``."""
    automated_decision: StrictBool = False
    """Whether a machine alone decides what affects somebody: Article 22. Asks for a ``dpia``."""
    dpia: str | None = None
    """Where the data protection impact assessment stands: Article 35."""
