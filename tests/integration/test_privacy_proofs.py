"""Every proof of the privacy report is a test, named after its article."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from klantbeeld.proofs.checklist import rows
from klantbeeld.proofs.frame import Proof, all_proofs
from klantbeeld.proofs.run import run_one
from klantbeeld.proofs.scratch import Mould, mould


@pytest.fixture(scope="module")
def made(embedded_url: str) -> Iterator[Mould]:
    with mould(embedded_url) as loaded:
        yield loaded


@pytest.mark.parametrize("one", all_proofs(), ids=lambda one: one.test)
def test_proof(one: Proof, made: Mould) -> None:
    """Those of an installation are tried on a scratch one, too: there is no live one here."""
    outcome = run_one(one, made)
    assert outcome.passed, outcome.message


def test_a_proof_is_named_after_its_article() -> None:
    for one in all_proofs():
        number = one.article.removeprefix("Tw ").removeprefix("UAVG ")
        first = number.replace("(", "_").replace(")", "").replace(".", "_")
        assert one.test.startswith(f"article_{first}_"), one.test


def test_the_checklist_names_an_article_once() -> None:
    named = [article for row in rows() for article in row.articles]
    assert len(named) == len(set(named))
