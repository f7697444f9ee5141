"""What every answer of the pages carries against abuse, and what every form must carry.

Headers after the OWASP Secure Headers Project; cookies and the synchroniser token after the OWASP
CSRF prevention cheat sheet. The content security policy allows no inline script or style.
"""

from __future__ import annotations

import hmac
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
STRICT_TRANSPORT = "max-age=31536000"
"""A year of https alone, for browsers that came by https (RFC 6797)."""

SESSION_COOKIE = "klantbeeld_session"
FORM_COOKIE = "klantbeeld_form"
"""Stands in for the session's token on the sign-in form, which has no session yet."""
LANGUAGE_COOKIE = "klantbeeld_language"
PURPOSE_COOKIE = "klantbeeld_purpose"


class SecurityHeaders:
    """Middleware: adds the headers that an answer does not already set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", STRICT_TRANSPORT)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def set_cookie(
    response: Response,
    request: Request,
    name: str,
    value: str,
    *,
    max_age: int | None = None,
    same_site: Literal["lax", "strict"] = "lax",
) -> None:
    """Unreadable for scripts; sent over https alone wherever the page came by https."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite=same_site,
        secure=request.url.scheme == "https",
    )


def same_token(given: str, expected: str) -> bool:
    """Compares without telling by its duration how much was right; empty is never right."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def local_path(address: str) -> str:
    """``address`` where it stays on this site, else the front page (no open redirect)."""
    stays = address.startswith("/") and not address.startswith(("//", "/\\"))
    clean = not any(ord(character) < 32 for character in address)
    return address if stays and clean else "/"
