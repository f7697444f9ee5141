"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and codes for when it is lost.

Entering: a secret and a moment. Leaving: which time step a code belongs to. A code is six digits
for thirty seconds; one step early or late is taken (clocks differ), and none a second time, which
the caller keeps by the number of the step (RFC 6238, section 5.2).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
_RECOVERY_CODES = 10
_RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read as one another; 16 of them are 79 bits."""


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return pyotp.random_base32()


def address_of(secret: str, username: str, organisation: str) -> str:
    """The ``otpauth:`` address behind the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=organisation)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that this code belongs to, at most one early or late; None where it is wrong.

    All three are compared, each in constant time.
    """
    given = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = (present - 1, present, present + 1)
    fits = [hmac.compare_digest(totp.generate_otp(s).encode(), given.encode()) for s in steps]
    return next((step for step, fit in zip(steps, fits, strict=True) if fit), None)


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes for people to keep on paper: four groups of four."""
    return tuple(
        "-".join("".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(_RECOVERY_CODES)
    )


def recovery_digest(code: str) -> bytes:
    """What is kept of a recovery code, however it was typed."""
    letters = "".join(each for each in code.casefold() if each.isalnum())
    return hashlib.sha256(letters.encode(errors="replace")).digest()
