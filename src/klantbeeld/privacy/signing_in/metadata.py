"""What an identity provider says of itself: OpenID Connect Discovery 1.0, and its keys.

Entering: an issuer. Leaving: its endpoints and public keys, asked over HTTP and kept for an hour;
the keys are asked for again when a token names one that is not among them (providers rotate).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
from joserfc.jwk import KeySet

from klantbeeld.core.clock import Clock
from klantbeeld.core.errors import InternalError

TIMEOUT_SECONDS = 10.0
_KEPT = timedelta(hours=1)
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures that need the provider's private key; none that a client secret could make."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The endpoints, and the keys of the signatures."""

    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str | None
    keys: KeySet


def unreachable(error: Exception | None = None) -> InternalError:
    """The provider does not answer as it should: local accounts still do."""
    made = InternalError(
        "The identity provider cannot be reached, or does not answer as OpenID Connect asks. "
        "Sign in with a local account, and tell whoever runs Klantbeeld."
    )
    made.__cause__ = error
    return made


class Discovery:
    """Asks and remembers. Safe to share between threads."""

    def __init__(self, issuer: str, clock: Clock) -> None:
        self._issuer = issuer.rstrip("/")
        self._clock = clock
        self._lock = threading.Lock()
        self._found: tuple[datetime, Metadata] | None = None

    def metadata(self, *, anew: bool = False) -> Metadata:
        """Raises InternalError where the provider cannot be reached or is not who it should be."""
        with self._lock:
            now = self._clock()
            if self._found is None or anew or not timedelta(0) <= now - self._found[0] < _KEPT:
                self._found = (now, _ask(self._issuer))
            return self._found[1]


def _ask(issuer: str) -> Metadata:
    with httpx2.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
        said = _json(lambda: client.get(f"{issuer}/.well-known/openid-configuration"))
        # Discovery 1.0, section 4.3: another issuer than was asked for is not to be trusted.
        if str(said.get("issuer", "")).rstrip("/") != issuer:
            raise unreachable()
        try:
            keys = KeySet.import_key_set(_json(lambda: client.get(str(said["jwks_uri"]))))  # type: ignore[arg-type]  # what it is not, it refuses
            return Metadata(
                str(said["authorization_endpoint"]),
                str(said["token_endpoint"]),
                str(said["userinfo_endpoint"]) if "userinfo_endpoint" in said else None,
                keys,
            )
        except (KeyError, ValueError, TypeError) as error:
            raise unreachable(error) from error


def _json(ask: Callable[[], httpx2.Response]) -> dict[str, Any]:
    try:
        answer = ask().raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise unreachable(error) from error
    if not isinstance(answer, dict):
        raise unreachable()
    return answer
