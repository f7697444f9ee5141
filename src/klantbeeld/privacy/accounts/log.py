"""Lines of the access log about signing in, accounts and keys.

Entering: who did what to which account or key. Leaving: a line in the caller's transaction, so that
no account changes unseen (Articles 5(2) and 32 AVG/GDPR). What was typed at the door never enters
the log: somebody may have typed a password where the name belongs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from klantbeeld.audit.access_log import append
from klantbeeld.audit.chain import Entry
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction

SECURITY = "security"
"""Stands in the log as the purpose of what guards the data rather than uses it."""

STRANGER = "unknown"
"""Stands in the log for a name that no account has."""

ON_THE_MACHINE = Actor("machine", "", "cli")
"""Whoever may run commands on the machine, where nobody said who it is."""

Refusal = Literal["unknown", "password", "locked", "code", "disabled", "provider"]


def log_sign_in(transaction: Transaction, username: str, role: str, how: str, at: datetime) -> None:
    """Somebody is in: by password, password and code, recovery code or provider."""
    append(
        transaction, Entry(username, role, "web", SECURITY, "sign_in", True, None, {"how": how}), at
    )


def log_refusal(
    transaction: Transaction, username: str | None, role: str, why: Refusal, at: datetime
) -> None:
    """Somebody was refused; ``username`` of an account that exists, else None."""
    entry = Entry(username or STRANGER, role, "web", SECURITY, "sign_in", False, None, {"why": why})
    append(transaction, entry, at)


def log_change(
    transaction: Transaction,
    by: Actor,
    action: str,
    at: datetime,
    **detail: str | int | list[str],
) -> None:
    """An account or key was changed; the detail names it, and never holds a secret."""
    append(transaction, Entry(by.name, by.role, by.via, SECURITY, action, True, None, detail), at)
