"""Whether the catalogue holds together: every name is declared, every promise can be kept.

Entering: a project folder. Leaving: all its faults at once, in the order of the files. The checks
walk the nodes rather than the definitions, so that a definition with one fault still shows its
others, and a file that cannot be read hides nothing in another.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fideslang.default_taxonomy import DEFAULT_TAXONOMY

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.check_breakdowns import breakdown_faults
from klantbeeld.catalog.check_consents import consent_faults
from klantbeeld.catalog.check_experience import experience_faults
from klantbeeld.catalog.check_goals import goal_faults
from klantbeeld.catalog.check_metrics import metric_faults
from klantbeeld.catalog.check_offers import offer_faults
from klantbeeld.catalog.check_partners import partner_faults
from klantbeeld.catalog.check_quality import quality_faults
from klantbeeld.catalog.check_security import security_faults
from klantbeeld.catalog.check_sources import source_faults, time_zone_faults
from klantbeeld.catalog.check_value import value_faults
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.forbidden import forbidden_category, forbidden_name
from klantbeeld.catalog.needs import Around, needs
from klantbeeld.catalog.project import Project, definitions, read_project
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.core.errors import Fault, InputError

DATA_CATEGORIES = tuple(sorted(item.fides_key for item in DEFAULT_TAXONOMY.data_category))
DATA_USES = tuple(sorted(item.fides_key for item in DEFAULT_TAXONOMY.data_use))

_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_SEVERAL_MATCHED = (AttributeType.IDENTIFIER, AttributeType.CATEGORY)
"""Types of which a person may have several that each link records."""


def check_project(folder: Path) -> list[Fault]:
    """Every fault of the project folder; empty when it can be used."""
    try:
        return examine(folder)[1]
    except InputError as error:
        return list(error.faults)


def examine(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    """The definitions with the right shape, and every fault of the folder.

    Raises InputError where it is no project folder at all.
    """
    project = read_project(folder)
    found = definitions(project)
    faults = [*project.faults, *_organisation_faults(project), *_role_faults(project)]
    faults += _purpose_faults(project, found)
    country = (project.root.text_at("organisation", "country") if project.root else None) or "NL"
    for document in (project.attributes, project.touchpoints):
        for name, node in (document.entries if document else {}).items():
            faults += forbidden_name(node, name)
            faults += _kept_faults(node, project, country)
    faults += _match_faults(project)
    faults += breakdown_faults(project)
    faults += consent_faults(project)
    faults += partner_faults(project, found)
    faults += security_faults(project)
    faults += metric_faults(project)
    faults += goal_faults(project, found)
    faults += experience_faults(project)
    faults += value_faults(project)
    faults += offer_faults(project)
    faults += quality_faults(project)
    for node in project.sources.values():
        faults += source_faults(node, project)
    return found, sorted(dict.fromkeys(faults), key=_reading_order)


def _reading_order(fault: Fault) -> tuple[bool, str, int]:
    file, _, rest = fault.where.partition(":")
    line = rest.partition(":")[0]
    return file != "klantbeeld.yaml", file, int(line) if line.isdigit() else 0


def _organisation_faults(project: Project) -> Iterator[Fault]:
    yield from time_zone_faults(
        project.root.get("organisation", "time_zone") if project.root else None
    )


def _role_faults(project: Project) -> Iterator[Fault]:
    if project.purposes is None or project.roles is None:
        return
    for role, node in project.roles.entries.items():
        default = node.get("default_purpose")
        name = default.text if default else None
        if default is None or name is None:
            continue
        purpose = project.purposes.get(name)
        if purpose is None:
            yield unknown(default, name, list(project.purposes.entries), "purpose")
        elif role not in [word for _, word in purpose.texts_at("roles")]:
            what = f"the role may not read for its own default purpose `{name}`"
            able = [
                other
                for other, p in project.purposes.entries.items()
                if role in [word for _, word in p.texts_at("roles")]
            ]
            mend = f"Add `{role}` to `{name}.roles`, or take one of: {one_of(able)}."
            yield default.fault(what, mend)


def _purpose_faults(project: Project, found: dict[str, Any]) -> Iterator[Fault]:
    kept = {**found["touchpoints"], **found["attributes"]}
    around = Around(kept, found["partners"].keys(), found["consents"].keys())
    for name, node in (project.purposes.entries if project.purposes else {}).items():
        yield from _unknown_roles(node, project)
        use = node.get("data_use")
        if use is not None and use.text is not None and use.text not in DATA_USES:
            yield unknown(use, use.text, DATA_USES, "fideslang data use")
        purpose = found["purposes"].get(name)
        if purpose is not None and purpose.active:
            for need in needs(name, purpose, around):
                yield (node.get(need.key) or node).fault(need.what, need.mend)


def _balanced(purpose: Node) -> bool:
    return bool((purpose.text_at("balancing_note") or "").strip())


def _unknown_roles(node: Node, project: Project) -> Iterator[Fault]:
    if project.roles is not None:
        for item, role in node.texts_at("roles"):
            if role not in project.roles.entries:
                yield unknown(item, role, list(project.roles.entries), "role")


def _kept_faults(node: Node, project: Project, country: str) -> Iterator[Fault]:
    """What holds for everything that is kept of a person: attributes and touchpoint types."""
    yield from _unknown_roles(node, project)
    category = node.get("data_category")
    if category is not None and category.text is not None:
        if category.text not in DATA_CATEGORIES:
            yield unknown(category, category.text, DATA_CATEGORIES, "fideslang data category")
        else:
            yield from forbidden_category(category, category.text, country)
    for field, detail in (d.entries if (d := node.get("detail")) else {}).items():
        yield from forbidden_name(detail, field)
    if project.purposes is not None:
        yield from _purposes_of(node, project.purposes)


def _purposes_of(node: Node, purposes: Node) -> Iterator[Fault]:
    """Names, legal basis, readers and retention of something kept, against its purposes."""
    own: list[Node] = []
    for item, name in node.texts_at("purposes"):
        if purpose := purposes.get(name):
            own.append(purpose)
        else:
            yield unknown(item, name, list(purposes.entries), "purpose")
    if not own:
        return
    basis = node.get("legal_basis")
    claimed = basis is not None and basis.text == LegalBasis.LEGITIMATE_INTEREST
    if basis is not None and claimed and not any(_balanced(purpose) for purpose in own):
        what = "legitimate interest, but none of its purposes balances the interests"
        mend = "Add `balancing_note` to the purpose, or take its legal basis."
        yield basis.fault(what, mend)
    readers = {word for purpose in own for _, word in purpose.texts_at("roles")}
    for item, role in node.texts_at("roles"):
        if role not in readers:
            what = f"`{role}` could never see it: none of its purposes lists that role"
            yield item.fault(what, "Add a purpose that the role reads for, or remove the role.")
    yield from _retention(node, own)


def _retention(node: Node, purposes: list[Node]) -> Iterator[Fault]:
    kept = node.get("retention")
    days = _days(kept.text) if kept and kept.text else None
    needed = [_days(purpose.text_at("retention")) for purpose in purposes]
    known = [need for need in needed if need is not None]
    if kept is None or days is None or len(known) < len(needed) or days <= max(known):
        return
    longest = purposes[known.index(max(known))].text_at("retention")
    what = f"kept for {kept.text}, longer than any of its purposes needs it (AVG Article 5(1)(e))"
    yield kept.fault(what, f"Write at most `{longest}`, or add the purpose that needs it longer.")


def _days(period: str | None) -> float | None:
    """A retention period in days; None where it is none."""
    number, _, unit = (period or "").partition(" ")
    days = _DAYS.get(unit.removesuffix("s"))
    return int(number) * days if days and number.isdecimal() else None


def _match_faults(project: Project) -> Iterator[Fault]:
    """One attribute a type can link records, where a person has one such value at a time."""
    first: dict[str, str] = {}
    for name, node in (project.attributes.entries if project.attributes else {}).items():
        kind, match = node.text_at("type"), node.get("match")
        if kind is None or match is None or match.value is not True or kind in _SEVERAL_MATCHED:
            continue
        if kind == AttributeType.FULL_NAME:
            what = "a full name links nobody itself; its parts do"
            mend = "Write `match: true` on the given name and the family name instead."
            yield match.fault(what, mend)
        if kind in first:
            what = f"`{first[kind]}` links records as `{kind}` already"
            yield match.fault(what, "Keep `match: true` on one of the two.")
        first.setdefault(kind, name)
