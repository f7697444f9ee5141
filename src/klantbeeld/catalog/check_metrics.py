"""Whether the project's own metrics can be counted.

Entering: the project's nodes. Leaving: faults: a query that may not run, an owner who is no role.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.metric_sql import people_fault, query_fault
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
        for group in (people.entries if (people := node.get("people")) else {}).values():
            query = group.get("sql")
            wrong = people_fault(query.text) if query is not None and query.text else None
            if query is not None and wrong is not None:
                yield query.fault(*wrong)
        if owner is not None and owner.text is not None and project.roles is not None:
            roles = list(project.roles.entries)
            if owner.text not in roles:
                yield unknown(owner, owner.text, roles, "role")
