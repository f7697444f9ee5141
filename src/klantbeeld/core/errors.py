"""The two kinds of error that a person meets: theirs to mend, or ours.

Every message names what is wrong, where, and how to mend it; none carries a personal value.
"""

from __future__ import annotations

from dataclasses import dataclass


class KlantbeeldError(Exception):
    """Base of all expected errors.

    ``exit_code`` is what the command line ends with.
    """

    exit_code = 2


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what a person gave us.

    ``what`` is wrong, ``where`` (file, line, row, field or key) and the ``mend``.
    """

    what: str
    where: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.mend}"


class InputError(KlantbeeldError):
    """What the person gave cannot be used; carries one or more faults (exit code 1)."""

    exit_code = 1

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    @classmethod
    def single(cls, what: str, where: str, mend: str) -> InputError:
        return cls(Fault(what, where, mend))


class InternalError(KlantbeeldError):
    """The fault is ours or the machine's: a lost database, a full disk (exit code 2)."""
