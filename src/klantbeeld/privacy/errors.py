"""Why a reader gets nothing: not allowed, or not there."""

from __future__ import annotations

from klantbeeld.core.errors import KlantbeeldError


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


class MayNotJudge(Refused):
    """The role does not decide which records are one person (exit code 1)."""

    def __init__(self, role: str, purpose: str, *, allowed_roles: tuple[str, ...]) -> None:
        super().__init__(role, purpose, allowed_purposes=(), allowed_roles=allowed_roles)
        roles = ", ".join(allowed_roles) or "none: set may_judge for a role in klantbeeld.yaml"
        self.args = (
            f"The role {role} may not decide which records are one person. "
            f"Roles that may: {roles}.",
        )


class NotFound(KlantbeeldError):  # noqa: N818 - an answer, not a fault
    """There is no such person, record or touchpoint for this reader (exit code 1)."""

    exit_code = 1
