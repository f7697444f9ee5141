"""A transaction whose statements travel together commits whole or leaves nothing."""

from __future__ import annotations

import psycopg
import pytest

from klantbeeld.store.database import Database

ADD = "insert into search_word (word) values (%s)"
WORDS = "select word from search_word order by word"


def _words(database: Database) -> list[str]:
    with database.transaction() as transaction:
        return [row["word"] for row in transaction.execute(WORDS)]


def test_what_nobody_waited_for_is_committed_with_the_rest(database: Database) -> None:
    with database.pipelined() as transaction:
        transaction.execute(ADD, ["bos"])
        seen = transaction.execute(WORDS)
        transaction.execute(ADD, ["dijk"])
        assert seen.fetchall() == [{"word": "bos"}]
    assert _words(database) == ["bos", "dijk"]


def test_an_error_on_this_side_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.pipelined() as transaction:
        transaction.execute(ADD, ["bos"])
        raise LookupError
    assert _words(database) == []


def test_an_error_that_nobody_waited_for_is_told_and_leaves_nothing(database: Database) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), database.pipelined() as transaction:
        transaction.execute(ADD, ["bos"])
        transaction.execute(ADD, ["bos"])
    assert _words(database) == []
