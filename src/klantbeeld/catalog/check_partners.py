"""Whether the partners hold together: known names, and nobody switched on who lacks something.

Entering: the project as read, and the definitions with the right shape. Leaving: faults with file
and line. A destination outside the European Economic Area without safeguards, or without an
agreement, cannot be switched on (AVG/GDPR Articles 26, 28 and 44 to 49).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from klantbeeld.catalog.document import Node
from klantbeeld.catalog.partners import Partner, partner_needs
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.shape import unknown
from klantbeeld.core.errors import Fault


def partner_faults(project: Project, found: dict[str, Any]) -> Iterator[Fault]:
    """What is wrong with ``catalog/partners.yaml``, beyond its shape."""
    naming = {name: purpose.partners for name, purpose in found["purposes"].items()}
    duties = frozenset(
        name
        for name, purpose in found["purposes"].items()
        if purpose.legal_basis is LegalBasis.LEGAL_OBLIGATION
    )
    for name, node in (project.partners.entries if project.partners else {}).items():
        yield from _unknown_names(node, project)
        partner = found["partners"].get(name)
        if partner is None:
            continue
        yield from _nothing_for_it(node, partner, found)
        if partner.active:
            for need in partner_needs(name, partner, naming, duties):
                yield (node.get(need.key) or node).fault(need.what, need.mend)


def _unknown_names(node: Node, project: Project) -> Iterator[Fault]:
    # Without any source that is a fault of its own.
    sources = Node(node.file, node.line, (), dict(project.sources)) if project.sources else None
    parents = (
        ("purposes", project.purposes, "purpose"),
        ("attributes", project.attributes, "attribute"),
        ("touchpoints", project.touchpoints, "touchpoint type"),
        ("supplies", sources, "source"),
        ("knows_by", sources, "source"),
    )
    for key, parent, noun in parents:
        named = node.get(key)
        for item in (named.items or [named]) if named else []:
            if parent is not None and item.text and item.text not in parent.entries:
                yield unknown(item, item.text, list(parent.entries), noun)


def _nothing_for_it(node: Node, partner: Partner, found: dict[str, Any]) -> Iterator[Fault]:
    """What a partner is given must be kept for a purpose that it is given data for."""
    for key in ("attributes", "touchpoints"):
        for item, name in node.texts_at(key):
            kept = found[key].get(name)
            if kept is not None and not set(kept.purposes) & set(partner.purposes):
                what = f"`{name}` is kept for none of the purposes of this partner"
                mend = "Remove it here, or add a purpose that both have."
                yield item.fault(what, mend)
