"""Who calls: an API key with its role and scopes, and the purpose that the call names.

Entering: ``Authorization: Bearer kb_...`` and ``X-Purpose``. Leaving: an actor and a purpose, or
401 / 403 with what is missing, or 429 with how long to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Header, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.accounts.keys import ApiKey
from klantbeeld.privacy.door import UNDECLARED
from klantbeeld.privacy.views import Actor

_BEARER = HTTPBearer(auto_error=False, description="An API key: klantbeeld key add")


@dataclass(frozen=True, slots=True)
class Caller:
    """The key behind the call, and what for."""

    actor: Actor
    purpose: str
    key: ApiKey

    def require_source(self, source: str) -> None:
        """Answers 403 unless the key may send this source."""
        if not self.key.may_send(source):
            allowed = ", ".join(self.key.sources) or "none"
            raise HTTPException(
                403,
                f"This key may not send that source (its sources: {allowed}). "
                "Make one that may: klantbeeld key add --scope write --source.",
            )


def caller_with(
    services: Services, scope: Literal["read", "write", "judge"]
) -> Callable[..., Caller]:
    """A dependency that demands a key with ``scope``; the purpose defaults to the role's own."""
    limit = services.limits.reads if scope == "read" else services.limits.writes

    def caller(
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
        x_purpose: Annotated[str | None, Header(description="Why the data is read")] = None,
    ) -> Caller:
        key = _key(services, credentials)
        limit.take(key.name)
        if scope not in key.scopes:
            raise _refused(
                services,
                key,
                f"This key lacks the scope {scope}. Make one: klantbeeld key add --scope.",
            )
        role = services.catalogue.roles.get(key.role)
        if role is None:
            raise _refused(services, key, "The role of this key is no longer declared.")
        return Caller(Actor(key.name, key.role, "api"), x_purpose or role.default_purpose, key)

    return caller


@dataclass(frozen=True, slots=True)
class PartnerCaller:
    """The partner behind the call, the name of its key, and what for."""

    partner: str
    key: str
    purpose: str


def partner_caller(services: Services) -> Callable[..., PartnerCaller]:
    """A dependency that demands a partner's key; the purpose defaults to the partner's first."""

    def caller(
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
        x_purpose: Annotated[str | None, Header(description="Why the data is read")] = None,
    ) -> PartnerCaller:
        key = _key(services, credentials)
        services.limits.reads.take(key.name)
        if key.partner is None:
            raise _refused(
                services, key, "This is no partner's key. Make one: klantbeeld key add --partner."
            )
        purposes = services.partner_reads.purposes(key.partner)
        return PartnerCaller(key.partner, key.name, x_purpose or next(iter(purposes), ""))

    return caller


def _refused(services: Services, key: ApiKey, reason: str) -> HTTPException:
    """The answer to a key that opens but may not do this; the log tells of the attempt."""
    services.gate.door.log_refusal(Actor(key.name, key.role, "api"), UNDECLARED, "call")
    return HTTPException(403, reason)


def _key(services: Services, credentials: HTTPAuthorizationCredentials | None) -> ApiKey:
    """The key of the call; answers 401 without one that opens."""
    key = services.accounts.keys.find(credentials.credentials) if credentials else None
    if key is None:
        raise HTTPException(
            401,
            "No valid API key. Send Authorization: Bearer kb_..., made by klantbeeld key add.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return key
