"""A small identity provider over real HTTP, for tests: OpenID Connect with PKCE, signed tokens.

Entering: who signs in there. Leaving: a code for the browser, and for it a token that is signed
with a key of its own. It checks what a provider checks: the client's secret, the redirect, the code
verifier, each code once; and it can be told to lie.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "klantbeeld", "the provider's secret"

Claims = dict[str, Any]


@dataclass
class Provider:
    """The provider, and what it was asked."""

    issuer: str = ""
    claims: Claims = field(default_factory=dict)
    """Of who signs in next."""
    userinfo: Claims = field(default_factory=dict)
    lie: Callable[[Claims], Claims] = lambda claims: claims
    """Changes the claims before they are signed."""
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes after the sign-in there."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def token(self, form: dict[str, str], credentials: str) -> Claims | None:
        """The answer to a code; None where a provider refuses."""
        query = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        for what, right in (
            ("code", query is not None),
            ("client", credentials == f"Basic {basic}"),
            ("redirect", query is not None and form["redirect_uri"] == query["redirect_uri"]),
            ("verifier", query is not None and challenge == query.get("code_challenge")),
        ):
            if not right:
                self.refused.append(what)
                return None
        assert query is not None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": query["nonce"], **self.claims,
        }  # fmt: skip
        token = jwt.encode(self.header, self.lie(claims), self.key)
        return {"access_token": "access", "token_type": "Bearer", "id_token": token}


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """A provider that listens until the test is over."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            at = provider.issuer
            match parts.path:
                case "/.well-known/openid-configuration":
                    self._answer(
                        {
                            "issuer": at,
                            "authorization_endpoint": f"{at}/authorize",
                            "token_endpoint": f"{at}/token",
                            "userinfo_endpoint": f"{at}/userinfo",
                            "jwks_uri": f"{at}/keys",
                        }
                    )
                case "/keys":
                    self._answer(dict(KeySet([provider.key]).as_dict()))
                case "/userinfo":
                    self._answer(provider.userinfo)
                case "/authorize":
                    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    self.send_response(302)
                    self.send_header("location", provider.authorize(query))
                    self.end_headers()
                case _:
                    self.send_error(404)

        def do_POST(self) -> None:  # the library's name
            length = int(self.headers.get("content-length", 0))
            found = parse_qs(self.rfile.read(length).decode())
            form = {name: values[0] for name, values in found.items()}
            answer = provider.token(form, self.headers.get("authorization", ""))
            self._answer(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _answer(self, body: Claims, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
