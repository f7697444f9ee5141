"""Whether the sources deliver what the catalogue declares.

Entering: the node of one source and the project. Leaving: the faults of its deliveries: names that
nothing declares, columns that nobody could tell apart, data that may not be kept.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from klantbeeld.catalog.check_consents import objection_faults, reading_faults, readings_apart
from klantbeeld.catalog.check_figures import figure_faults
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.forbidden import forbidden_name
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.errors import Fault

_COLUMN_KEYS = (
    "key", "updated_at", "record", "occurred_at", "amount", "currency", "status", "due_at", "order",
    "line_no", "product", "quantity", "discount", "category", "name", "day", "figure_column",
    "value", "base", "part",
)  # fmt: skip
"""Keys of a delivery whose value is the name of a column."""
_OWN_NUMBER = 9
"""Digits of a number that can be taken for a citizen service number."""


def time_zone_faults(node: Node | None) -> Iterator[Fault]:
    """A time zone that there is not."""
    if node is not None and node.text is not None:
        try:
            ZoneInfo(node.text)
        except (ValueError, OSError, KeyError):  # a folder such as `Europe` is an OSError
            mend = "Write it as Region/City, such as Europe/Amsterdam."
            yield node.fault(f"there is no time zone `{node.text}`", mend)


def source_faults(source: Node, project: Project) -> Iterator[Fault]:
    """What is wrong with one source's deliveries, beyond their shape."""
    yield from time_zone_faults(source.get("time_zone"))
    yield from _own_number_faults(source)
    yield from readings_apart(source)
    deliveries = source.get("deliveries")
    for delivery in (deliveries.entries if deliveries else {}).values():
        yield from _column_faults(delivery)
        yield from _reading_faults(delivery)
        kind = delivery.text_at("kind")
        if kind == "records":
            yield from _record_faults(delivery, project)
        elif kind == "touchpoints":
            yield from _touchpoint_faults(delivery, project)
        elif kind == "figures":
            yield from figure_faults(delivery, source, project)
        elif kind == "order_lines" and not _delivers_orders(source, project):
            mend = "Add a delivery of `kind: touchpoints` whose type is of kind `order`."
            yield delivery.fault("lines of orders that this source does not deliver", mend)


def _own_number_faults(source: Node) -> Iterator[Fault]:
    """Forms of own numbers that would let any citizen service number through."""
    for node, form in source.texts_at("own_numbers"):
        if re.fullmatch(r"[0-9]{2,9}#*", form) is None or len(form) != _OWN_NUMBER:
            mend = "Write the digits that they begin with, two or more, and # for each other digit."
            yield node.fault("a form of own numbers is nine digits, such as 88#######", mend)


def _column_faults(delivery: Node) -> Iterator[Fault]:
    """Columns mapped twice to one name, and columns that may not be read at all."""
    first: dict[str, str] = {}
    columns = delivery.get("columns")
    for column, target in (columns.entries if columns else {}).items():
        yield from forbidden_name(target, column)
        if target.text is None:
            continue
        if target.text in first:
            what = f"`{first[target.text]}` is mapped to `{target.text}` already"
            yield target.fault(what, "Map one of the two columns, or give each its own name.")
        first.setdefault(target.text, column)
    for key in _COLUMN_KEYS:
        node = delivery.get(key)
        if node is not None and node.text is not None:
            yield from forbidden_name(node, node.text)


def _reading_faults(delivery: Node) -> Iterator[Fault]:
    delimiter = delivery.get("reading", "delimiter")
    if delimiter is not None and delimiter.text is not None and len(delimiter.text) != 1:
        mend = 'Write one character, such as ";", or "\\t" for a tab.'
        yield delimiter.fault("a delimiter is one character", mend)
    encoding = delivery.get("reading", "encoding")
    if encoding is not None and encoding.text is not None and not _is_encoding(encoding.text):
        mend = "Write `utf-8` or `cp1252`, or leave it out: it is detected."
        yield encoding.fault(f"there is no encoding `{encoding.text}`", mend)


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return False
    return True


def _record_faults(delivery: Node, project: Project) -> Iterator[Fault]:
    columns = delivery.get("columns")
    if columns is not None and columns.value in ({}, None):
        mend = "Map a column to an attribute: `E-mail: email`."
        yield columns.fault("no column is mapped, so nothing would be kept", mend)
    if project.attributes is None:
        return
    for target in (columns.entries if columns else {}).values():
        if target.text is not None and target.text not in project.attributes.entries:
            yield unknown(target, target.text, list(project.attributes.entries), "attribute")


def _touchpoint_faults(delivery: Node, project: Project) -> Iterator[Fault]:
    named = delivery.get("type")
    if project.touchpoints is None or named is None or named.text is None:
        return
    declared = project.touchpoints.get(named.text)
    if declared is None:
        known = list(project.touchpoints.entries)
        yield unknown(named, named.text, known, "touchpoint type")
        return
    detail = declared.get("detail")
    fields = list(detail.entries) if detail else []
    columns = delivery.get("columns")
    for target in (columns.entries if columns else {}).values():
        if target.text is not None and target.text not in fields:
            what = f"`{named.text}` has no detail field `{target.text}`"
            mend = f"Declare it under `{named.text}.detail`, or map to one of: {one_of(fields)}."
            yield target.fault(what, mend)
    yield from reading_faults(delivery, declared, project)
    yield from objection_faults(delivery, declared, project)
    lines = delivery.get("lines")
    if lines is not None and declared.text_at("kind") != TouchpointKind.ORDER:
        mend = "Remove `lines`, or give the type `kind: order`."
        yield lines.fault("only orders have lines", mend)


def _delivers_orders(source: Node, project: Project) -> bool:
    """Whether a delivery of this source is of an order type; true where that cannot be known."""
    if project.touchpoints is None:
        return True
    deliveries = source.get("deliveries")
    for delivery in (deliveries.entries if deliveries else {}).values():
        declared = project.touchpoints.get(delivery.text_at("type") or "")
        if declared is not None and declared.text_at("kind") == TouchpointKind.ORDER:
            return True
    return False
