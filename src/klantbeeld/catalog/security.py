"""What the organisation declares about signing in and about the log of who looked.

Secrets stand in the environment, never here: the secret of the identity provider is
``KLANTBEELD_OIDC_SECRET``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from klantbeeld.catalog.definition import Definition, Identifier, RetentionPeriod, Words


class IdentityProvider(Definition):
    """Where colleagues sign in with the account that they have already: OpenID Connect Core 1.0."""

    name: Words
    """What the button says: the name that colleagues know it by."""
    issuer: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    """Its address: ``/.well-known/openid-configuration`` stands below it. https, save on this
    machine."""
    client_id: str
    """Under which name this installation is known there."""
    username_claim: str = "preferred_username"
    """The claim that names the account in our log."""
    role_claim: str = "groups"
    """The claim that holds the groups of the account."""
    roles: dict[str, Identifier]
    """Group at the provider -> role here; the first that fits wins. No fit: no entry."""


class Limits(Definition):
    """How often a minute somebody may call before being asked to wait, in each server process."""

    reads: Annotated[int, Field(ge=1)] = 6_000
    """Pages and API calls of one account or key."""
    writes: Annotated[int, Field(ge=1)] = 300_000
    """Calls that deliver, of one key; one call may hold many rows."""
    sign_ins: Annotated[int, Field(ge=1)] = 20
    """Attempts to sign in from one address, with or without success."""


class Security(Definition):
    """Signing in, and how long the log is kept."""

    keep_log: RetentionPeriod = "7 years"
    """How long the lines of the access log are kept; a checkpoint takes the place of older ones."""
    limits: Limits = Field(default_factory=Limits)
    """How many calls a minute are answered."""
    identity_provider: IdentityProvider | None = Field(default=None)
    """Absent: local accounts alone."""
