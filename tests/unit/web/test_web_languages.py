"""Every text of the pages stands in both languages, and none is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from klantbeeld import web
from klantbeeld.web.languages import LANGUAGES, preferred, translations

FOLDER = Path(web.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "say": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def used_texts() -> set[str | tuple[str, ...]]:
    """What the templates and modules say, as the marks in them tell."""
    found = extract_from_dir(
        FOLDER,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"newstyle_gettext": "true"}},
        keywords=KEYWORDS,
    )
    return {message for _, _, message, _, _ in found}


def catalogued(language: str) -> list[Message]:
    path = FOLDER / "locale" / language / "LC_MESSAGES" / "klantbeeld.po"
    with path.open("rb") as readable:
        return [message for message in read_po(readable, locale=language) if message.id]


def parts(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_holds_exactly_the_texts_that_are_used(language: str) -> None:
    known = {message.id for message in catalogued(language)}
    used = used_texts()
    assert used - known == set(), "not in the catalogue"
    assert known - used == set(), "no longer used"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_the_same_placeholders(language: str) -> None:
    for message in catalogued(language):
        assert not message.fuzzy, message.id
        for said in parts(message.string):
            assert said.strip(), message.id
            wanted = {name for text in parts(message.id) for name in PLACEHOLDER.findall(text)}
            assert set(PLACEHOLDER.findall(said)) == wanted, message.id


def test_texts_are_found_at_run_time() -> None:
    assert translations("nl").gettext("Quality") == "Kwaliteit"
    assert translations("en").gettext("Quality") == "Quality"


@pytest.mark.parametrize(
    ("wish", "accepts", "got"),
    [
        ("en", "nl", "en"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr-FR, nl;q=0.5", "nl"),
        ("de", "", "nl"),
        (None, "", "nl"),
    ],
)
def test_language_is_the_wish_then_the_browser_then_the_organisation(
    wish: str | None, accepts: str, got: str
) -> None:
    assert preferred(wish, accept_language=accepts, otherwise="nl") == got
