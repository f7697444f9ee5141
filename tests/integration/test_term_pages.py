"""Search terms in rows and in pages: found by range, forgotten without a trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from klantbeeld.profile import term_pages
from klantbeeld.profile.misspelt import find_misspelt
from klantbeeld.profile.term_pages import Range, find_terms, forget_terms, store_terms
from klantbeeld.profile.terms import Terms
from klantbeeld.store.database import Database, Transaction

NAMES = ["jan bos", "bos jan", "jan de bos", "els haver", "haver els", "jan bos"]
RECORDS = [1, 1, 2, 3, 3, 4]
ODD = "a\\b\tc@x.nl"


@pytest.fixture(params=["rows", "pages"])
def filled(
    request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Transaction]:
    if request.param == "pages":
        monkeypatch.setattr(term_pages, "PAGED_FROM", 1)
        monkeypatch.setattr(term_pages, "PAGE_TERMS", 2)
    with database.transaction() as transaction:
        terms = [Terms("name", list(range(6)), list(NAMES)), Terms("email", [0], [ODD])]
        store_terms(transaction, RECORDS, terms)
        store_terms(transaction, [5], [Terms("name", [0], ["jan bosman"])])
        yield transaction


def _found(transaction: Transaction, one: Range) -> list[tuple[str, int]]:
    return [(term, number) for term, number in find_terms(transaction, [one], 100)[one]]


def test_terms_are_found_by_their_beginning_or_whole(filled: Transaction) -> None:
    assert _found(filled, Range("name", "jan bos")) == [
        ("jan bos", 1), ("jan bos", 4), ("jan bosman", 5),
    ]  # fmt: skip
    assert _found(filled, Range("name", "jan bos", exact=True)) == [("jan bos", 1), ("jan bos", 4)]
    assert _found(filled, Range("email", "jan")) == []
    assert _found(filled, Range("email", "a")) == [(ODD, 1)]
    assert len(_found(filled, Range("name", ""))) == 7


def test_a_misspelt_name_is_found_by_the_words_of_names(filled: Transaction) -> None:
    assert [hit[:2] for hit in find_misspelt(filled, "els havre", 10)] == [
        ("els haver", 3),
        ("haver els", 3),
    ]
    assert find_misspelt(filled, "piet snot", 10) == []


def test_forgetting_leaves_nothing_of_the_record(filled: Transaction) -> None:
    forget_terms(filled, [3, 1])
    assert _found(filled, Range("name", "")) == [
        ("jan bos", 4),
        ("jan bosman", 5),
        ("jan de bos", 2),
    ]
    assert _found(filled, Range("email", "")) == []
    words = filled.execute("select word from search_word order by word").fetchall()
    assert [row["word"] for row in words] == ["jan"]
    forget_terms(filled, [2, 4, 5])
    left = "select (select count(*) from search_page) + (select count(*) from search_term) as n"
    row = filled.execute(left).fetchone()
    assert row is not None
    assert row["n"] == 0
