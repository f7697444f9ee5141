"""Whether what is declared about the cost of wrong data can be counted.

Entering: the project's nodes. Leaving: faults: an attribute, source or purpose that nothing
declares, and a department without anything that must be right.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.document import Node
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import unknown
from klantbeeld.core.errors import Fault


def quality_faults(project: Project) -> Iterator[Fault]:
    """Every fault of ``catalog/quality.yaml`` that its shape does not show."""
    node = project.quality
    if node is None:
        return
    purpose = node.get("purpose")
    if purpose is not None and purpose.text is not None and project.purposes is not None:
        known = list(project.purposes.entries)
        if purpose.text not in known:
            yield unknown(purpose, purpose.text, known, "purpose")
    departments = node.get("departments")
    for department in (departments.entries if departments else {}).values():
        yield from _names(project, department)
        work = department.get("work")
        for each in (work.entries if work else {}).values():
            yield from _names(project, each)
        yield from _nothing_critical(project, department)


def _names(project: Project, node: Node) -> Iterator[Fault]:
    attributes = project.attributes.entries if project.attributes else None
    purposes = project.purposes.entries if project.purposes else None
    for key, known, noun in (
        ("needs", attributes, "attribute"),
        ("critical", attributes, "attribute"),
        ("purposes", purposes, "purpose"),
        ("sources", project.sources or None, "source"),
    ):
        for item, name in node.texts_at(key):
            if known is not None and name not in known:
                yield unknown(item, name, list(known), noun)


def _nothing_critical(project: Project, department: Node) -> Iterator[Fault]:
    """Nothing can be wrong with work for which no attribute must be right."""
    if list(department.texts_at("critical")) or project.attributes is None:
        return
    wanted = {name for _, name in department.texts_at("purposes")}
    if project.purposes is None or not wanted <= project.purposes.entries.keys():
        return
    for attribute in project.attributes.entries.values():
        required = attribute.get("required")
        serves = not wanted or wanted & {name for _, name in attribute.texts_at("purposes")}
        if required is not None and required.value is True and serves:
            return
    work = department.get("work")
    for each in (work.entries if work else {}).values():
        if not list(each.texts_at("needs")):
            yield each.fault(
                "nothing says which data this work needs",
                "Add `needs: [...]` with its attributes, or `critical: [...]` to the department.",
            )
