"""The project folder as it stands on disk, before anything in it is judged.

Entering: a folder with ``klantbeeld.yaml``, ``catalog/*.yaml`` and ``sources/*.yaml``. Leaving: one
node per file that could be read, the definitions that have the right shape, and every fault met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.consents import ConsentRequest
from klantbeeld.catalog.definition import Definition, Goal
from klantbeeld.catalog.document import Node, read_document
from klantbeeld.catalog.experience import ExperienceRules
from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.goals import GoalAim, MetricAim, Strategy
from klantbeeld.catalog.metrics import Metric
from klantbeeld.catalog.organisation import Organisation, Role
from klantbeeld.catalog.partners import Partner
from klantbeeld.catalog.purposes import Purpose
from klantbeeld.catalog.quality import QualityRules
from klantbeeld.catalog.security import Security
from klantbeeld.catalog.shape import Model, build, did_you_mean, one_of
from klantbeeld.catalog.sources import (
    LineDelivery,
    ProductDelivery,
    RecordDelivery,
    Source,
    TouchpointDelivery,
)
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.catalog.value import ValueRules
from klantbeeld.core.errors import Fault, InputError

ROOT = "klantbeeld.yaml"
PURPOSES = "catalog/purposes.yaml"
ATTRIBUTES = "catalog/attributes.yaml"
TOUCHPOINTS = "catalog/touchpoints.yaml"
CONSENTS = "catalog/consents.yaml"
PARTNERS = "catalog/partners.yaml"
METRICS = "catalog/metrics.yaml"
VALUE = "catalog/value.yaml"
QUALITY = "catalog/quality.yaml"
GOALS = "catalog/goals.yaml"
EXPERIENCE = "catalog/experience.yaml"
SOURCES = "sources"

DELIVERIES: dict[str, type[Definition]] = {
    "records": RecordDelivery,
    "touchpoints": TouchpointDelivery,
    "order_lines": LineDelivery,
    "products": ProductDelivery,
    "figures": FigureDelivery,
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(slots=True)
class Project:
    """What the folder holds.

    A document that cannot be read or declares nothing is None: one fault, and none at every use.
    """

    root: Node | None = None
    purposes: Node | None = None
    attributes: Node | None = None
    touchpoints: Node | None = None
    consents: Node | None = None
    partners: Node | None = None
    metrics: Node | None = None
    value: Node | None = None
    quality: Node | None = None
    goals: Node | None = None
    experience: Node | None = None
    sources: dict[str, Node] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def roles(self) -> Node | None:
        """The roles, where any is declared."""
        roles = self.root.get("roles") if self.root else None
        return roles if roles and roles.entries else None

    @property
    def names(self) -> dict[str, list[str]]:
        """What is declared, by the key that refers to it."""
        return {
            "purposes": list(self.purposes.entries) if self.purposes else [],
            "roles": list(self.roles.entries) if self.roles else [],
        }


def read_project(folder: Path) -> Project:
    """Reads every file of the folder; raises InputError where it is no project folder at all."""
    if not (folder / ROOT).exists() and not (folder / "catalog").exists():
        mend = "Make one with `klantbeeld init`, or name the folder with KLANTBEELD_PROJECT."
        raise InputError.single("there is no project folder here", str(folder), mend)
    project = Project()
    project.root = _read(folder, ROOT, project.faults)
    project.purposes = _filled(_read(folder, PURPOSES, project.faults), project.faults)
    project.attributes = _filled(_read(folder, ATTRIBUTES, project.faults), project.faults)
    project.touchpoints = _optional(folder, TOUCHPOINTS, project.faults)
    project.consents = _optional(folder, CONSENTS, project.faults)
    project.partners = _optional(folder, PARTNERS, project.faults)
    project.metrics = _optional(folder, METRICS, project.faults)
    project.value = _optional(folder, VALUE, project.faults)
    project.quality = _optional(folder, QUALITY, project.faults)
    project.goals = _optional(folder, GOALS, project.faults)
    project.experience = _optional(folder, EXPERIENCE, project.faults)
    _read_sources(folder, project)
    _refuse_strays(folder, project.faults)
    return project


def _read(folder: Path, file: str, faults: list[Fault]) -> Node | None:
    node, found = read_document(folder, file)
    faults += found
    return node


def _optional(folder: Path, file: str, faults: list[Fault]) -> Node | None:
    """A document that need not be there: without it nothing of its kind is declared."""
    return _read(folder, file, faults) if (folder / file).exists() else Node(file, 1, (), {})


def _filled(node: Node | None, faults: list[Fault]) -> Node | None:
    """The document, unless it declares nothing."""
    if node is None or node.entries:
        return node
    mend = "Declare at least one; `klantbeeld init` shows how."
    faults.append(node.fault("nothing is declared in it", mend))
    return None


def _read_sources(folder: Path, project: Project) -> None:
    paths = sorted((folder / SOURCES).glob("*.y*ml"))
    for path in paths:
        file = f"{SOURCES}/{path.name}"
        if path.suffix != ".yaml" or not _NAME.fullmatch(path.stem):
            what = f"`{path.name}` cannot be the name of a source's file"
            mend = "Rename it: a-z, digits and underscores, then `.yaml`."
            project.faults.append(Fault(what, file, mend))
        elif node := _read(folder, file, project.faults):
            project.sources[path.stem] = node
    if not paths:
        mend = "Write `sources/<name>.yaml`; `klantbeeld init` shows two."
        project.faults.append(Fault("no source is declared", SOURCES, mend))


def _refuse_strays(folder: Path, faults: list[Fault]) -> None:
    """A file that nothing reads is a definition that silently does not hold."""
    known = [
        PURPOSES, ATTRIBUTES, TOUCHPOINTS, CONSENTS, PARTNERS, METRICS, QUALITY, VALUE, GOALS,
        EXPERIENCE,
    ]  # fmt: skip
    for path in sorted((folder / "catalog").glob("*.y*ml")):
        file = f"catalog/{path.name}"
        if file not in known:
            mend = f"{did_you_mean(file, known)}Known: {one_of(known)}."
            faults.append(Fault("nothing reads this file", file, mend))


def definitions(project: Project) -> dict[str, Any]:
    """The definitions as ``Catalogue`` takes them; what has another shape adds its faults.

    Each is judged by itself, so that one bad definition does not hide the faults of the next.
    """
    organisation = None
    if project.root:
        organisation = _organisation(project, project.root)
    return {
        "organisation": organisation,
        "roles": _all(Role, project.roles, project),
        "purposes": _all(Purpose, project.purposes, project),
        "attributes": _all(Attribute, project.attributes, project),
        "touchpoints": _all(TouchpointType, project.touchpoints, project),
        "consents": _all(ConsentRequest, project.consents, project),
        "partners": _all(Partner, project.partners, project),
        "metrics": _all(Metric, project.metrics, project),
        "security": _security(project) or Security(),
        "value": _value(project) or ValueRules(),
        "quality": _quality(project) or QualityRules(),
        "strategy": _strategy(project),
        "experience": _experience(project) or ExperienceRules(),
        "sources": {
            name: source
            for name, node in project.sources.items()
            if (source := _source(node, project))
        },
    }


def _organisation(project: Project, root: Node) -> Organisation | None:
    known = ["organisation", "roles", "security"]
    for key, node in root.entries.items():
        if key not in known:
            mend = f"{did_you_mean(key, known)}Known: {one_of(known)}."
            project.faults.append(node.fault(f"the key `{key}` is not known here", mend))
    if "organisation" not in root.entries:
        mend = "Add `organisation:` with `name` and `contact` under it."
        project.faults.append(root.fault("`organisation` is missing", mend))
    if project.roles is None:
        mend = (
            "Add `roles:` with a role or more: `service_agent: {name: ..., default_purpose: ...}`."
        )
        project.faults.append((root.get("roles") or root).fault("no role is declared", mend))
    organisation = root.get("organisation")
    return _one(Organisation, organisation, project) if organisation else None


def _security(project: Project) -> Security | None:
    node = project.root.get("security") if project.root else None
    return _one(Security, node, project) if node else None


def _strategy(project: Project) -> Strategy:
    """The goals and targets, each judged by itself; what names no goal is left to the check."""
    document = project.goals or Node(GOALS, 1, (), {})
    known = list(Strategy.model_fields)
    for key, node in document.entries.items():
        if key not in known:
            mend = f"{did_you_mean(key, known)}Known: {one_of(known)}."
            project.faults.append(node.fault(f"the key `{key}` is not known here", mend))
    goals = _all(GoalAim, document.get("goals"), project)
    return Strategy(
        goals={Goal(name): aim for name, aim in goals.items() if name in list(Goal)},
        metrics=_all(MetricAim, document.get("metrics"), project),
    )


def _value(project: Project) -> ValueRules | None:
    return _one(ValueRules, project.value, project) if project.value else None


def _experience(project: Project) -> ExperienceRules | None:
    return _one(ExperienceRules, project.experience, project) if project.experience else None


def _quality(project: Project) -> QualityRules | None:
    return _one(QualityRules, project.quality, project) if project.quality else None


def _all(model: type[Model], parent: Node | None, project: Project) -> dict[str, Model]:
    """Every definition under a parent, by name."""
    found = {}
    for name, node in (parent.entries if parent else {}).items():
        if not _NAME.fullmatch(name):
            mend = "Begin with a-z; use only lower-case letters, digits and underscores."
            project.faults.append(node.fault(f"`{name}` cannot be a name", mend))
        if definition := _one(model, node, project):
            found[name] = definition
    return found


def _source(node: Node, project: Project) -> Source | None:
    """A source and its deliveries, each delivery judged as the kind that it says it is."""
    head = {key: value for key, value in node.entries.items() if key != "deliveries"}
    empty = {"deliveries": Node(node.file, node.line, ("deliveries",), {})}
    deliveries = node.get("deliveries")
    bare = head if deliveries is None else head | empty
    source = _one(Source, Node(node.file, node.line, node.path, bare), project)
    if deliveries is None:
        return None
    if not deliveries.entries:
        mend = "Add one under a name of its own: `accounts: {kind: records, ...}`."
        project.faults.append(deliveries.fault("it delivers nothing", mend))
    found = {}
    for name, delivery in deliveries.entries.items():
        if not _NAME.fullmatch(name):
            mend = "Begin with a-z; use only lower-case letters, digits and underscores."
            project.faults.append(delivery.fault(f"`{name}` cannot be a name", mend))
        found[name] = _delivery(delivery, project)
    if source is None or None in found.values():
        return None
    return source.model_copy(update={"deliveries": found})


def _delivery(node: Node, project: Project) -> Definition | None:
    kind = node.get("kind")
    kinds = list(DELIVERIES)
    if kind is None:
        mend = f"Add `kind: ...` with one of: {one_of(kinds)}."
        project.faults.append(node.fault("`kind` is missing", mend))
    elif kind.text not in DELIVERIES:
        mend = f"{did_you_mean(str(kind.text), kinds)}Possible: {one_of(kinds)}."
        project.faults.append(kind.fault("this is not a kind of delivery", mend))
    else:
        return _one(DELIVERIES[kind.text], node, project)
    return None


def _one(model: type[Model], node: Node, project: Project) -> Model | None:
    built = build(model, node, project.names)
    if isinstance(built, list):
        project.faults += built
        return None
    return built
