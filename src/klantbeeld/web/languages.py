"""The two languages of the pages: which one a reader gets, and its texts.

Entering: gettext catalogues (``locale/<language>/LC_MESSAGES/klantbeeld.po``), read as they are so
that no build step can leave a stale ``.mo``. Leaving: a ``Translations`` for Jinja and Python.
New texts, in this folder: ``pybabel extract -F locale/babel.cfg -k N_ -k say -o texts.pot .`` and
``pybabel update -i texts.pot -d locale -D klantbeeld --no-fuzzy-matching``; a test fails on a text
that is missing, untranslated or no longer used.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DOMAIN = "klantbeeld"


@cache
def translations(language: Language) -> Translations:
    """The texts of a language, read once per process."""
    path = files("klantbeeld.web") / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as readable:
        catalog = read_po(readable, locale=language, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@cache
def locale_of(language: Language) -> Locale:
    """Whose habits of writing numbers and dates go with a language here."""
    return Locale.parse({"nl": "nl_NL", "en": "en_GB"}[language])


def preferred(*wishes: str | None, accept_language: str, otherwise: Language) -> Language:
    """The first wish that we speak, then the browser's own list, then ``otherwise``."""
    asked = [part.split(";")[0].strip()[:2].lower() for part in accept_language.split(",")]
    for wish in (*wishes, *asked):
        for language in LANGUAGES:
            if wish == language:
                return language
    return otherwise


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Marks a text for the catalogues where it stands; translated where it is shown."""
    return text
