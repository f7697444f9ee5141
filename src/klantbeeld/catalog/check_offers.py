"""Whether the terms of offers can be kept: every field that they name is delivered.

Entering: the project's nodes. Leaving: faults of ``catalog/value.yaml``, section ``offers``.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.document import Node
from klantbeeld.catalog.offers import CATEGORY, PRODUCT
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.core.errors import Fault


def offer_faults(project: Project) -> Iterator[Fault]:
    """Every fault that the shape of the section does not show."""
    rules = project.value.get("offers") if project.value else None
    if rules is None or not rules.entries:
        return
    fields = [CATEGORY, *_product_fields(project)]
    for keys in (("level",), ("upgrade", "within"), ("upgrade", "size"), ("stock", "field")):
        named = rules.get(*keys)
        may_be = [PRODUCT, *fields] if keys == ("level",) else fields
        if named is not None and named.text is not None and named.text not in may_be:
            yield _no_field(named, named.text, may_be)
    excluded = rules.get("excluded")
    for field, node in (excluded.entries if excluded else {}).items():
        if field not in fields:
            yield _no_field(node, field, fields)
    yield from _touchpoint_faults(project, rules)


def _touchpoint_faults(project: Project, rules: Node) -> Iterator[Fault]:
    types = project.touchpoints.entries if project.touchpoints else {}
    for node, name in rules.texts_at("pause_while_open"):
        if name not in types:
            yield unknown(node, name, list(types), "touchpoint type")
        elif not types[name].get("open_statuses"):
            yield node.fault(
                f"`{name}` is never open, so that it never pauses offers",
                f"Name under `{name}.open_statuses` in which statuses it is open.",
            )
    orders = [node for node in types.values() if node.text_at("kind") == "order"]
    known = {field for node in orders if (detail := node.get("detail")) for field in detail.entries}
    for node, field in rules.texts_at("habits"):
        if field not in known:
            yield node.fault(
                f"no order has the detail field `{field}`", f"Take one of: {one_of(sorted(known))}."
            )


def _product_fields(project: Project) -> list[str]:
    """What the deliveries of products map columns to, in declared order."""
    found: dict[str, None] = {}
    for source in project.sources.values():
        deliveries = source.get("deliveries")
        for delivery in deliveries.entries.values() if deliveries else ():
            columns = delivery.get("columns")
            if delivery.text_at("kind") == "products" and columns is not None:
                found |= {node.text: None for node in columns.entries.values() if node.text}
    return list(found)


def _no_field(node: Node, field: str, fields: list[str]) -> Fault:
    return node.fault(
        f"no delivery of products has the field `{field}`",
        f"Map a column to it under `columns` of a delivery of kind `products`, or take one of: "
        f"{one_of(fields)}.",
    )
