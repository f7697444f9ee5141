"""Accounts and keys, for the roles whose duty that is.

Entering: who wants to administer, and for which purpose. Leaving: the accounts, or a refusal that
the log tells of. The command line does not pass here: whoever may run commands on the machine has
the store itself.
"""

from __future__ import annotations

from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.accounts.accounts import Accounts
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.views import Actor


class Administration:
    """The way to accounts and keys for who reads pages."""

    def __init__(self, door: Door, accounts: Accounts) -> None:
        self._door = door
        self._accounts = accounts

    def open(self, actor: Actor, purpose: str, action: str) -> Accounts:
        """The accounts. Raises Refused for a role without the duty ``administer``."""
        self._door.check(actor, purpose, action, Duty.ADMINISTER)
        return self._accounts

    def is_for(self, role: str) -> bool:
        """Whether this role has the duty, so that the pages show the way."""
        return role in self._door.holders(Duty.ADMINISTER)
