"""Passwords: the rules (NIST SP 800-63B: length, no composition rules) and Argon2id hashes.

Entering: a password. Leaving: its PHC string, with the parameters of RFC 9106's second choice, or
whether it fits one.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from klantbeeld.core.errors import InputError

SHORTEST, LONGEST = 12, 256

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def check_password(password: str, username: str) -> None:
    """Raises InputError for a password that is too short, too long, or the user name."""
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InputError.single(
            f"the password has {len(text)} characters",
            "password",
            f"Choose {SHORTEST} to {LONGEST} characters; a sentence is easy to remember.",
        )
    if text.casefold() == _normal(username).casefold() or len(set(text)) == 1:
        raise InputError.single(
            "the password is the user name or one character repeated",
            "password",
            "Choose something that nobody would try first.",
        )


def hash_password(password: str) -> str:
    """The PHC string to store."""
    return _hasher.hash(_normal(password))


def fits(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the stored hash.

    None (no such account) takes the same time and fits nothing.
    """
    try:
        _hasher.verify(stored or _nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def renewed(password: str, stored: str) -> str:
    """The stored hash, made anew where the parameters have become stronger since."""
    return hash_password(password) if _hasher.check_needs_rehash(stored) else stored


@cache
def _nobody() -> str:
    return hash_password("the password of nobody")


def _normal(password: str) -> str:
    # Keyboards write the same letter in several ways (NIST SP 800-63B, 5.1.1.2); what is longer
    # than any password is not hashed in full.
    text = unicodedata.normalize("NFKC", password[: LONGEST * 4])[: LONGEST + 1]
    return text.encode(errors="replace").decode()
