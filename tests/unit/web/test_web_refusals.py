"""What a page refuses is told in the reader's language, whatever check refused it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import klantbeeld
from klantbeeld.core.errors import InputError
from klantbeeld.web.languages import LANGUAGES
from klantbeeld.web.refusals.forms import FORMS, PLACES
from klantbeeld.web.refusals.rows import ROWS
from klantbeeld.web.refusals.words import in_words, told, where

ROOT = Path(klantbeeld.__file__).parent
BEHIND_FORMS = (
    *ROOT.glob("web/**/*.py"),
    *(ROOT / "privacy" / f"{name}.py" for name in ("marking", "quality/accuracy", "whose")),
    *ROOT.glob("privacy/accounts/*.py"),
    *ROOT.glob("privacy/requests/*.py"),
    *ROOT.glob("privacy/breaches/*.py"),
    *ROOT.glob("privacy/consent/*.py"),
    *ROOT.glob("privacy/offers/*.py"),
    *ROOT.glob("privacy/partners/*.py"),
    *ROOT.glob("privacy/collection/*.py"),
    *(ROOT / "pipeline" / f"{name}.py" for name in (
        "linking/judgements", "measuring/monthly_report", "rights/dropping", "rights/rectify",
        "rights/marking", "rights/erasure",
    )),
)  # fmt: skip
"""The modules whose errors a form of a page can meet."""
NOT_OF_A_FORM = {
    "the role 7 of this account is not declared",
    "Declare the role, or give the account another one.",
}
"""Said to who runs the installation: the project is broken."""


def raised() -> Iterator[tuple[str, str]]:
    """Where, and a text that an error says as it stands in the code; what differs reads ``7``."""
    for path in BEHIND_FORMS:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "InputError.single":
                for text in (call.args[0], call.args[2]):
                    said = _said(text)
                    if said is not None and said not in NOT_OF_A_FORM:
                        yield f"{path.relative_to(ROOT)}:{call.lineno}", said


def _said(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in node.values)
    return None


def test_every_refusal_of_a_form_has_dutch_words() -> None:
    found = list(raised())
    assert len(found) > 100
    assert [each for each in found if told(each[1], "nl") == each[1]] == []


@pytest.mark.parametrize("text", [*FORMS, *ROWS])
def test_each_text_is_found_whatever_stands_in_it(text: str) -> None:
    said = re.sub(r"%\(\w+\)s", "first, second", text).replace("…", "open, closed")
    assert told(said, "nl") != said
    assert told(said, "en").count("first, second") == said.count("first, second")
    assert told(said, "nl").count("first, second") == said.count("first, second")


def test_a_refusal_stands_as_sentences_and_names_the_field() -> None:
    error = InputError.single("the password has 3 characters", "password", "Choose another name.")
    dutch, english = in_words(error, "nl"), in_words(error, "en")
    assert (dutch.what, dutch.where) == ("Het wachtwoord heeft 3 tekens.", "Wachtwoord")
    assert (english.what, english.where) == ("The password has 3 characters.", "Password")


def test_a_rows_fault_is_never_a_code() -> None:
    reason = "the value in the column factuurdatum is not valid (date.impossible)"
    for language in LANGUAGES:
        assert "factuurdatum" in told(reason, language)
        assert "date.impossible" not in told(reason, language)


def test_what_has_no_words_is_told_as_it_is() -> None:
    assert told("something new is wrong", "nl") == "something new is wrong"
    assert where("catalog: roles", "nl") == "catalog: roles"
    assert set(PLACES) >= {"username", "password", "note", "reason"}
