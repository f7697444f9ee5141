"""Whether what is declared about the value of customers can be done.

Entering: the project's nodes. Leaving: faults: a purpose that is not declared or does not say that
it profiles (AVG/GDPR Article 4(4)), and rules under which a customer is lost before being at risk.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import unknown
from klantbeeld.core.errors import Fault

PURPOSES = (("purpose",), ("offers", "purpose"))
"""Where ``catalog/value.yaml`` names one."""


def value_faults(project: Project) -> Iterator[Fault]:
    """Every fault of ``catalog/value.yaml`` that its shape does not show."""
    for keys in PURPOSES if project.value and project.purposes else ():
        yield from _purpose_faults(project, keys)
    yield from _lifecycle_faults(project)


def _purpose_faults(project: Project, keys: tuple[str, ...]) -> Iterator[Fault]:
    named = project.value.get(*keys) if project.value else None
    if named is None or named.text is None or project.purposes is None:
        return
    purpose = project.purposes.get(named.text)
    if purpose is None:
        yield unknown(named, named.text, list(project.purposes.entries), "purpose")
        return
    profiles = purpose.get("profiling")
    if profiles is None or profiles.value is not True:
        yield named.fault(
            f"the purpose `{named.text}` does not say that it profiles",
            f"Scores are profiling: write `profiling: true` under `{named.text}` and name its "
            "`dpia`, or take another purpose.",
        )


def _lifecycle_faults(project: Project) -> Iterator[Fault]:
    node = project.value.get("lifecycle") if project.value else None
    if node is None:
        return
    lost, at_risk = node.get("lost_days"), node.get("at_risk_days")
    days = [365 if lost is None else lost.value, 180 if at_risk is None else at_risk.value]
    if all(isinstance(each, int) for each in days) and int(str(days[0])) <= int(str(days[1])):
        yield (lost or at_risk or node).fault(
            "a customer would be lost before being at risk",
            "Make `lost_days` more than `at_risk_days`.",
        )
