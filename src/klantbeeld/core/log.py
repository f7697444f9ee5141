"""Logging that refuses personal values: only declared, harmless fields may be logged.

Standard-library logging with a formatter for key=value pairs. A field whose name is not on the
list raises at once, so a careless ``log("...", email=...)`` fails in its first test.
"""

from __future__ import annotations

import logging
from typing import Any

ALLOWED_FIELDS = frozenset(
    {
        "attribute", "attempt", "batch", "code", "command", "count", "dead_letters", "database",
        "duration_ms", "error", "host", "job", "kind", "load_id", "method", "migration", "model",
        "path", "person_id", "pid", "port", "purpose", "reason", "record_no", "records", "role",
        "route", "rows", "seconds", "source", "state", "status", "step", "version", "waiting",
    }
)  # fmt: skip


class PersonalValueError(RuntimeError):
    """A log call tried to write a field that is not known to be harmless."""


def log(logger: logging.Logger, level: int, event: str, **fields: Any) -> None:
    """Writes ``event`` with its fields; raises PersonalValueError on an undeclared field."""
    unknown = fields.keys() - ALLOWED_FIELDS
    if unknown:
        raise PersonalValueError(
            f"log fields not known to be harmless: {', '.join(sorted(unknown))}"
        )
    if logger.isEnabledFor(level):
        pairs = " ".join(f"{key}={value}" for key, value in fields.items())
        logger.log(level, "%s %s", event, pairs)
