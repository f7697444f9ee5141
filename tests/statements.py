"""What is sent to PostgreSQL while a test looks: how much a page asks is a promise of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements, as they were written."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def told(self: psycopg.Cursor[Any], asked: Any, *more: Any, **named: Any) -> Any:
        sent.append(str(asked))
        return execute(self, asked, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", told)
        yield sent
