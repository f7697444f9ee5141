"""Secrets that are made, not chosen: 256 random bits, kept as their SHA-256."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A new one, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """What is kept. Fast is right here: 256 random bits cannot be guessed, unlike a password."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
