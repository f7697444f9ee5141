"""Whether a definition has the shape of the model: one fault for each thing that is not so.

Entering: a node and the pydantic model that it should be. Leaving: the definition, or faults with
the line, the key and a mend that can be typed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from klantbeeld.catalog.definition import Definition, Words
from klantbeeld.catalog.document import Node
from klantbeeld.core.errors import Fault

Model = TypeVar("Model", bound=Definition)

_EXAMPLES = {
    "data_category": "user.contact.email",
    "data_use": "essential.service",
    "retention": "2 years",
    "max_age": "2 years",
    "trust": "50",
    "contact": "privacy@example.org",
    "currency": "EUR",
    "country": "NL",
}
"""What a mend shows for a key, where the model itself does not say what is possible."""

_KINDS = {
    "string_type": "it is not a text",
    "tuple_type": "it is not a list",
    "int_type": "it is not a whole number",
    "int_parsing": "it is not a whole number",
    "int_from_float": "it is not a whole number",
}
"""What pydantic's kinds of error mean for who writes YAML."""


def build(model: type[Model], node: Node, names: dict[str, list[str]]) -> Model | list[Fault]:
    """The definition, or everything that is wrong with its shape.

    ``names`` holds, by key (``purposes``, ``roles``), what is declared elsewhere: for the mends.
    """
    try:
        return model.model_validate(node.plain())
    except ValidationError as error:
        return [_fault(model, node, detail, names) for detail in error.errors(include_url=False)]


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """``Did you mean `x`? `` or nothing: the start of a mend."""
    close = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"Did you mean `{close[0]}`? " if close else ""


def one_of(known: Sequence[str]) -> str:
    """The names as an end of a mend, shortened where there are many."""
    shown = ", ".join(known[:24])
    return f"{shown}, …" if len(known) > 24 else shown or "(none is declared yet)"


def unknown(node: Node, word: str, known: Sequence[str], noun: str) -> Fault:
    """The fault of a name that nothing declares."""
    mend = f"{did_you_mean(word, known)}Known: {one_of(known)}."
    return node.fault(f"there is no {noun} `{word}`", mend)


def _fault(
    model: type[Definition], node: Node, detail: ErrorDetails, names: dict[str, list[str]]
) -> Fault:
    """One pydantic error in words, at its line."""
    owner, key, here = _walk(model, node, detail["loc"])
    value = here.value
    match detail["type"]:
        case "missing":
            what, mend = f"`{key}` is missing", f"Add {_example(owner, key, names)}."
        case "extra_forbidden":
            known = list(owner.model_fields) if owner else []
            what = f"the key `{key}` is not known here"
            mend = f"{did_you_mean(key, known)}Known: {one_of(known)}."
        case "enum" | "literal_error":
            known = _choices(owner, key)
            what = f"`{value}` is not possible"
            mend = f"{did_you_mean(str(value), known)}Possible: {one_of(known)}."
        case "string_pattern_mismatch" | "string_type" if key in ("retention", "max_age"):
            what = "no period is filled in" if value is None else f"`{value}` is not a period"
            mend = "Write a number and day(s), week(s), month(s) or year(s), such as `2 years`."
        case "string_pattern_mismatch" if key in ("country", "currency"):
            what, mend = f"`{value}` is not a code", f"Write capitals, such as {_EXAMPLES[key]}."
        case "string_pattern_mismatch":
            name = key if detail["loc"][-1] == "[key]" else value
            what = f"`{name}` cannot be a name"
            mend = "Begin with a-z; use only lower-case letters, digits and underscores."
        case "too_short" if value == []:
            what = f"`{key}` is empty"
            mend = f"Name at least one: {one_of(names.get(key, []))}."
        case "model_type" | "dict_type" if value is not None:
            inner = _inner(owner, key) or (owner if not detail["loc"] else None)
            what = "it is not a mapping"
            mend = f"Write `key: value` lines under it{_keys_of(inner)}."
        case "string_type" if value is not None and not isinstance(value, dict | list):
            what, mend = f"`{value}` is not a text", "Put it in quotes."
        case "bool_type" if value is not None:
            what, mend = "it is neither true nor false", "Write `true` or `false`."
        case kind:
            what = _KINDS.get(kind) or _plain(detail["msg"])
            what = "nothing is filled in" if value is None else what
            mend = f"Write it as {_example(owner, key, names)}."
    return here.fault(what, mend)


def _walk(
    model: type[Definition], node: Node, loc: tuple[int | str, ...]
) -> tuple[type[Definition] | None, str, Node]:
    """Follows pydantic's location: the model that holds the key, the key, the nearest node."""
    owner: type[Definition] | None = model
    inner: type[Definition] | None = model
    key = str(node.path[-1]) if node.path else ""
    for part in loc:
        if isinstance(part, int):
            child = node.items[part] if part < len(node.items) else None
        elif part == "[key]":
            continue
        else:
            owner, key, inner = inner, part, _inner(inner, part)
            child = node.entries.get(part)
        if child is None:
            break
        node = child
    return owner, key, node


def _inner(owner: type[Definition] | None, key: str) -> type[Definition] | None:
    """The model that stands under a key of a model; None where keys are free."""
    if owner is None or key not in owner.model_fields:
        return None
    annotation = owner.model_fields[key].annotation
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, Definition):
            return candidate
    return None


def _choices(owner: type[Definition] | None, key: str) -> list[str]:
    """What an enum or literal field may hold."""
    if owner is None or key not in owner.model_fields:
        return []
    annotation = owner.model_fields[key].annotation
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, StrEnum):
            return [member.value for member in candidate]
        if get_origin(candidate) is Literal:
            return [str(member) for member in get_args(candidate)]
    return []


def _example(owner: type[Definition] | None, key: str, names: dict[str, list[str]]) -> str:
    """A line that could be typed for this key."""
    if key in ("purposes", "roles"):
        return f"`{key}: [...]` with one or more of: {one_of(names.get(key, []))}"
    if choices := _choices(owner, key):
        return f"`{key}: ...` with one of: {one_of(choices)}"
    if _inner(owner, key) is Words:
        return f"`{key}: {{nl: ..., en: ...}}`, the text for people in Dutch and in English"
    if key in _EXAMPLES:
        return f"`{key}: {_EXAMPLES[key]}`"
    field = owner.model_fields.get(key) if owner else None
    meaning = " ".join((field.description or "").replace("``", "`").split()) if field else ""
    return f"`{key}: ...`" + (f" ({meaning.rstrip('.')})" if meaning else "")


def _keys_of(model: type[Definition] | None) -> str:
    """Which keys a model has, as the end of a mend."""
    return f", with the keys: {one_of(list(model.model_fields))}" if model else ""


def _plain(message: str) -> str:
    """Pydantic's own words for what is rare, as the middle of a sentence."""
    return message[:1].lower() + message[1:].rstrip(".")
