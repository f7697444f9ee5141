"""Whether the project's own metrics can be counted.

Entering: the project's nodes. Leaving: faults: a query that may not run, an owner who is no role,
components that nothing weighs.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.document import Node
from klantbeeld.catalog.metric_sql import WEIGHTS, asks_for_weights, people_fault, query_fault
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import unknown
from klantbeeld.core.errors import Fault


def metric_faults(project: Project) -> Iterator[Fault]:
    """Every fault of ``catalog/metrics.yaml`` that its shape does not show."""
    for node in (project.metrics.entries if project.metrics else {}).values():
        sql, owner = node.get("sql"), node.get("owner")
        if sql is not None and sql.text is not None:
            found = query_fault(sql.text)
            if found is not None:
                yield sql.fault(*found)
        yield from _component_faults(node)
        for group in (people.entries if (people := node.get("people")) else {}).values():
            query = group.get("sql")
            wrong = people_fault(query.text) if query is not None and query.text else None
            if query is not None and wrong is not None:
                yield query.fault(*wrong)
        if owner is not None and owner.text is not None and project.roles is not None:
            roles = list(project.roles.entries)
            if owner.text not in roles:
                yield unknown(owner, owner.text, roles, "role")


def _component_faults(node: Node) -> Iterator[Fault]:
    """Components and the query belong together: it weighs them, and they are what it weighs."""
    components, sql = node.get("components"), node.get("sql")
    weighed = sql is not None and sql.text is not None and asks_for_weights(sql.text)
    if components is not None and components.entries and not weighed:
        yield components.fault(
            "the query does not weigh these", f"Weigh them by `{WEIGHTS}` in `sql`."
        )
    if weighed and sql is not None and (components is None or not components.entries):
        yield sql.fault("the query weighs nothing", "Name what it weighs under `components`.")
