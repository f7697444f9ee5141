"""Whether what is declared about the value of customers can be done.

Entering: the project's nodes. Leaving: faults: a purpose that is not declared or does not say that
it profiles (AVG/GDPR Article 4(4)), rules under which a customer is lost before being at risk, and
contracts that no touchpoint type tells of.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.lifecycle import shortest_days
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import unknown
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.catalog.value import ValueRules
from klantbeeld.core.errors import Fault

PURPOSES = (("purpose",), ("offers", "purpose"))
"""Where ``catalog/value.yaml`` names one."""


def value_faults(project: Project) -> Iterator[Fault]:
    """Every fault of ``catalog/value.yaml`` that its shape does not show."""
    for keys in PURPOSES if project.value and project.purposes else ():
        yield from _purpose_faults(project, keys)
    yield from _lifecycle_faults(project)
    yield from _contract_faults(project)


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
    node = project.value.get("lifecycle", "at_risk_days") if project.value else None
    lost = project.root.get("organisation", "lost_after_months") if project.root else None
    months = 12 if lost is None else lost.value
    if node is None or not isinstance(node.value, int) or not isinstance(months, int):
        return
    if node.value >= shortest_days(months):
        yield node.fault(
            "a customer would be lost before being at risk",
            f"Make `at_risk_days` less than {shortest_days(months)}: a customer is lost after "
            f"{months} months without an order (`organisation.lost_after_months`).",
        )


def _contract_faults(project: Project) -> Iterator[Fault]:
    rules = project.value
    named = rules.get("contract", "touchpoint") if rules else None
    if rules is None or named is None or named.text is None or project.touchpoints is None:
        return
    declared = project.touchpoints.get(named.text)
    if declared is None:
        yield unknown(named, named.text, list(project.touchpoints.entries), "touchpoint type")
        return
    if declared.text_at("kind") != TouchpointKind.CONTRACT:
        mend = "Give the type `kind: contract`, or name a type that has it."
        yield named.fault(f"touchpoints of `{named.text}` are no contracts", mend)
    purpose = rules.text_at("purpose") or ValueRules().purpose
    served = [text for _, text in declared.texts_at("purposes")]
    if purpose not in served:
        yield named.fault(
            f"`{named.text}` does not serve the purpose of value",
            f"Add `{purpose}` to `purposes` of `{named.text}` in catalog/touchpoints.yaml: what "
            "serves no scoring is not read for it.",
        )
    end, detail = rules.get("contract", "end"), declared.get("detail")
    fields = list(detail.entries) if detail else []
    if end is not None and end.text is not None and end.text not in fields:
        yield unknown(end, end.text, fields, "detail field")
