"""Signing in at the identity provider: the authorization code flow with PKCE.

OpenID Connect Core 1.0 (section 3.1) through Authlib: ``state`` ties the answer to the browser that
asked, ``nonce`` the ID token to the question, the code verifier (RFC 7636) the code to this
installation. Entering: the provider's answer. Leaving: a session with the role that its groups lead
to, or a refusal, which the log tells of. Roles follow the provider at every sign-in.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from pydantic import SecretStr

from klantbeeld.catalog.security import IdentityProvider
from klantbeeld.core.clock import Clock
from klantbeeld.privacy.accounts.accounts import Accounts
from klantbeeld.privacy.accounts.sessions import SignIn
from klantbeeld.privacy.accounts.tokens import digest_of, new_token
from klantbeeld.privacy.signing_in.metadata import (
    ALGORITHMS,
    TIMEOUT_SECONDS,
    Discovery,
    Metadata,
    unreachable,
)
from klantbeeld.store.database import Database
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.accounts", "sessions.sql")

PATIENCE = timedelta(minutes=10)
"""How long somebody may be on the way."""

_LEEWAY_SECONDS = 120
"""By how much the provider's clock may differ."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what it must bring back."""

    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brings back from the provider."""

    code: str
    state: str
    browser_state: str
    """Of the browser's own cookie: a stranger's answer has another."""
    redirect_uri: str


class ProviderSignIn:
    """The way to the provider and back."""

    def __init__(
        self,
        provider: IdentityProvider,
        secret: SecretStr | None,
        accounts: Accounts,
        database: Database,
        clock: Clock,
    ) -> None:
        self._provider = provider
        self._secret = secret
        self._accounts = accounts
        self._database = database
        self._clock = clock
        self._discovery = Discovery(provider.issuer, clock)

    def depart(self, redirect_uri: str, back: str) -> Departure:
        """The address of the provider. Raises InternalError where it cannot be reached."""
        metadata = self._discovery.metadata()
        state, nonce, verifier = new_token(), new_token(), secrets.token_urlsafe(48)
        now = self._clock()
        with self._database.transaction() as transaction:
            transaction.execute(_SQL["forget_answers"], {"now": now})
            transaction.execute(
                _SQL["expect_answer"],
                {
                    "digest": digest_of(state),
                    "nonce": nonce,
                    "verifier": verifier,
                    "back": back,
                    "expires_at": now + PATIENCE,
                },
            )
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return Departure(str(address), state)

    def arrive(self, answer: Answer) -> tuple[SignIn, str] | None:
        """Signed in, and where to; None when the answer does not fit or leads to no role.

        Raises InternalError where the provider cannot be reached.
        """
        expected = None
        if answer.state and secrets.compare_digest(
            answer.state.encode(), answer.browser_state.encode()
        ):
            with self._database.transaction() as transaction:
                values = {"digest": digest_of(answer.state), "now": self._clock()}
                expected = transaction.execute(_SQL["take_answer"], values).fetchone()
        claims = self._claims(answer, expected["verifier"], expected["nonce"]) if expected else None
        role = self._role(claims) if claims else None
        if claims is None or role is None or expected is None:
            self._accounts.refuse_stranger()
            return None
        subject = f"{self._provider.issuer}|{claims['sub']}"
        name = str(claims.get(self._provider.username_claim) or claims["sub"])
        signed_in = self._accounts.sign_in_known(subject, name, role)
        return (signed_in, str(expected["back"])) if signed_in is not None else None

    def _claims(self, answer: Answer, verifier: str, nonce: str) -> dict[str, Any] | None:
        """What the provider says of the account; None where it does not prove it."""
        metadata = self._discovery.metadata()
        try:
            with self._client(answer.redirect_uri) as client:
                token = client.fetch_token(
                    metadata.token_endpoint, code=answer.code, code_verifier=verifier
                )
                claims = self._proved(metadata, token, nonce)
                if self._provider.role_claim not in claims and metadata.userinfo_endpoint:
                    told = client.get(metadata.userinfo_endpoint).raise_for_status().json()
                    # Core 1.0, section 5.3.2: of somebody else it must not be used.
                    if told.get("sub") == claims["sub"]:
                        claims = {**told, **claims}
        except httpx2.TransportError as error:
            raise unreachable(error) from error
        except (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, ValueError):
            return None
        return claims

    def _proved(self, metadata: Metadata, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token. Raises JoseError, AuthlibBaseError, ValueError, KeyError."""
        text = str(token["id_token"])
        try:
            decoded = jwt.decode(text, metadata.keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # Signed with a key that is newer than what we know, perhaps.
            keys = self._discovery.metadata(anew=True).keys
            decoded = jwt.decode(text, keys, algorithms=list(ALGORITHMS))
        if str(decoded.claims.get("iss", "")).rstrip("/") != self._provider.issuer.rstrip("/"):
            raise ValueError("another issuer")
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={"aud": {"essential": True, "value": self._provider.client_id}},
            params={
                "nonce": nonce,
                "client_id": self._provider.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(self._clock().timestamp()), leeway=_LEEWAY_SECONDS)
        return dict(claims)

    def _role(self, claims: Mapping[str, Any]) -> str | None:
        said = claims.get(self._provider.role_claim)
        groups: Iterable[Any] = said if isinstance(said, list) else [said]
        held = {group for group in groups if isinstance(group, str)}
        return next((role for group, role in self._provider.roles.items() if group in held), None)

    def _client(self, redirect_uri: str) -> OAuth2Client:
        return OAuth2Client(
            self._provider.client_id,
            self._secret.get_secret_value() if self._secret is not None else None,
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
            scope="openid profile email",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
