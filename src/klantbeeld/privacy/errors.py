"""Why a reader gets nothing: not allowed, or not there."""

from __future__ import annotations

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import KlantbeeldError

_WORDS = {
    Duty.JUDGE: "decide which records are one person",
    Duty.HANDLE_REQUESTS: "carry out what people ask about their data",
    Duty.OVERSEE: "oversee how data is used",
    Duty.ADMINISTER: "administer accounts and keys",
}


class Refused(KlantbeeldError):  # noqa: N818 - an answer, not a fault
    """The role may not read for the purpose; carries what would be allowed (exit code 1)."""

    exit_code = 1

    def __init__(
        self,
        role: str,
        purpose: str,
        *,
        allowed_purposes: tuple[str, ...],
        allowed_roles: tuple[str, ...],
    ) -> None:
        if purpose:
            roles = ", ".join(allowed_roles) or "none"
            what = f"The role {role} may not read for the purpose {purpose} (roles: {roles})"
        else:
            what = "The purpose that was named is not declared in the catalogue"
        mend = ", ".join(allowed_purposes) or "none: ask the privacy officer"
        super().__init__(f"{what}. Purposes for the role {role}: {mend}.")
        self.role = role
        self.purpose = purpose
        """Empty when no such purpose is declared: what was typed is not repeated."""
        self.allowed_purposes = allowed_purposes
        """For which purposes this role may read."""
        self.allowed_roles = allowed_roles
        """Which roles may read for this purpose."""


class SwitchedOff(Refused):
    """The purpose is declared but not switched on, so nobody reads for it (exit code 1)."""

    def __init__(
        self,
        role: str,
        purpose: str,
        *,
        allowed_purposes: tuple[str, ...],
        allowed_roles: tuple[str, ...],
    ) -> None:
        super().__init__(
            role, purpose, allowed_purposes=allowed_purposes, allowed_roles=allowed_roles
        )
        others = ", ".join(allowed_purposes) or "none"
        self.args = (
            f"The purpose {purpose} is not switched on (`active` in catalog/purposes.yaml), so "
            f"nothing is read for it. Purposes for the role {role}: {others}.",
        )


class NotTheirDuty(Refused):
    """The role does not have the duty that this is part of (exit code 1)."""

    def __init__(
        self, role: str, purpose: str, duty: Duty, *, allowed_roles: tuple[str, ...]
    ) -> None:
        super().__init__(role, purpose, allowed_purposes=(), allowed_roles=allowed_roles)
        roles = ", ".join(allowed_roles) or f"none: add `{duty}` to `may` of one in klantbeeld.yaml"
        self.args = (f"The role {role} may not {_WORDS[duty]}. Roles that may: {roles}.",)
        self.duty = duty


class NotFound(KlantbeeldError):  # noqa: N818 - an answer, not a fault
    """There is no such person, record or touchpoint for this reader (exit code 1)."""

    exit_code = 1


class TooFewPeople(Refused):
    """So few people stand behind the figure that a list would tell who they are (exit code 1)."""

    def __init__(
        self, role: str, purpose: str, smallest: int, *, allowed_roles: tuple[str, ...]
    ) -> None:
        super().__init__(role, purpose, allowed_purposes=(), allowed_roles=allowed_roles)
        roles = ", ".join(allowed_roles) or "none"
        self.args = (
            f"Fewer than {smallest} people stand behind this figure, so that it is not opened for "
            f"the role {role}. Choose a longer period or the whole. Roles that may: {roles}.",
        )
        self.smallest = smallest
