"""The form of a standard value that comparing and blocking use; never shown to anybody.

Entering: a standard value. Leaving: lower case, accents folded; names only letters, space and
hyphen. Pure, and the same for one value and for a column.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality.organisations import without_form
from klantbeeld.quality.prefixes import split_prefix
from klantbeeld.quality.text import fold, only_letters

_STREET_WORDS = {
    "burg": "burgemeester", "prof": "professor", "dr": "doctor", "mr": "meester", "ds": "dominee",
    "ir": "ingenieur", "st": "sint", "pr": "prins", "kon": "koning", "gen": "generaal",
    "past": "pastoor",
    "jhr": "jonkheer", "wethouder": "wethouder", "weth": "wethouder", "pres": "president",
    "v d": "van der",
}  # fmt: skip
_GERMAN_STREET = re.compile(r"stras?se\b")
_CITY_NAMES = {
    "s-gravenhage": "den haag", "s gravenhage": "den haag", "the hague": "den haag",
    "sgravenhage": "den haag",
    "s-hertogenbosch": "den bosch", "s hertogenbosch": "den bosch", "shertogenbosch": "den bosch",
    "adam": "amsterdam", "rdam": "rotterdam",
}  # fmt: skip
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
"""Whoever stores forms may put these between them."""
_PREFIX_WORDS = {"van": "v", "von": "v", "de": "d", "den": "d", "der": "d", "het": "t", "het ": "t"}


def comparable(kind: AttributeType, standard_value: str) -> str:
    """The comparing form of one standard value; empty when nothing comparable is left."""
    return _FORMS.get(kind, _folded)(standard_value)


def comparable_array(kind: AttributeType, column: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """``comparable`` for a string column, once per distinct value; null stays null."""
    form = _FORMS.get(kind, _folded)
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    encoded = column.dictionary_encode().unify_dictionaries()
    chunks = encoded.chunks
    texts = chunks[0].dictionary.to_pylist() if chunks else []
    forms = pa.array([form(text) for text in texts], pa.string())
    return pa.chunked_array([forms.take(chunk.indices) for chunk in chunks], pa.string())


def _folded(text: str) -> str:
    folded = fold(text)
    return folded if folded.isprintable() else folded.translate(_CONTROLS)


def _family_name(name: str) -> str:
    """Without prefixes, also inside a double name: "Jansen-van den Berg" is "jansen-berg"."""
    parts = [split_prefix(part.strip())[1] for part in name.split("-")]
    return "-".join(filter(None, map(only_letters, parts)))


def _name_prefix(prefix: str) -> str:
    """The same for "van der", "van den" and "v.d.", which people mix up all the time."""
    words = only_letters(prefix.replace("v.d.", "van de")).split()
    return " ".join(_PREFIX_WORDS.get(word, word) for word in words)


def _street(name: str) -> str:
    words = only_letters(name, digits=True).split()
    whole = " ".join(_STREET_WORDS.get(word, word) for word in words[:-1])
    return _GERMAN_STREET.sub("straat", f"{whole} {words[-1]}".strip()) if words else ""


def _city(name: str) -> str:
    folded = only_letters(name)
    return _CITY_NAMES.get(folded, folded)


_FORMS: dict[AttributeType, Callable[[str], str]] = {
    AttributeType.GIVEN_NAME: only_letters,
    AttributeType.FAMILY_NAME: _family_name,
    AttributeType.NAME_PREFIX: _name_prefix,
    AttributeType.ORGANISATION_NAME: without_form,
    AttributeType.STREET: _street,
    AttributeType.CITY: _city,
}
