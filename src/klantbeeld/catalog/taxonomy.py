"""What fideslang's data categories and data uses are called by people, in Dutch and English.

Entering: a fideslang key. Leaving: words; of a key without words those of the nearest one above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from klantbeeld.catalog.definition import Words


def category_words(key: str) -> Words:
    """The name of a data category, such as ``user.contact.email``."""
    return _nearest("categories", key)


def use_words(key: str) -> Words:
    """The name of a data use, such as ``essential.service``."""
    return _nearest("uses", key)


def _nearest(kind: str, key: str) -> Words:
    known = _words()[kind]
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        if found := known.get(".".join(parts[:length])):
            return found
    return Words(nl=key, en=key)


@cache
def _words() -> Mapping[str, Mapping[str, Words]]:
    text = resources.files("klantbeeld.catalog").joinpath("taxonomy.yaml").read_text("utf-8")
    return {
        kind: {key: Words.model_validate(words) for key, words in named.items()}
        for kind, named in yaml.safe_load(text).items()
    }
