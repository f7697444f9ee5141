"""Whatever a line of the log can tell has a name for people."""

import ast
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from web_catalogue import catalogue

from klantbeeld.web.privacy.log_words import DETAILS, detail_words

TELLING = ("privacy", "pipeline")


def _told(file: Path) -> Iterator[str]:
    """The names that reads give to what they tell: ``read.detail = {...}``."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
            continue
        if any(isinstance(to, ast.Attribute) and to.attr == "detail" for to in node.targets):
            yield from (str(key.value) for key in node.value.keys if isinstance(key, ast.Constant))


def test_every_detail_of_a_read_has_words() -> None:
    folder = Path(str(resources.files("klantbeeld")))
    files = [file for part in TELLING for file in (folder / part).rglob("*.py")]
    told = {name for file in files for name in _told(file)}
    assert len(told) > 20
    assert told - DETAILS.keys() == set()


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "kanaal: E-mail"), ("en", "channel: E-mail")]
)
def test_a_detail_is_told_in_the_language_of_the_reader(language: str, said: str) -> None:
    say = {"channel": "kanaal"}.get if language == "nl" else str
    words = detail_words(
        catalogue(), {"channel": "email"}, language, lambda text: say(text) or text
    )
    assert words == (said,)
