"""Whether what is declared about security can be kept.

Entering: the nodes of the project folder. Leaving: a fault for a group that leads to no role, for
an identity provider that is spoken to unencrypted, and for encryption that could not work.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.attributes import SurvivorshipRule
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.core.errors import Fault

SEALABLE = frozenset(
    {
        AttributeType.IBAN,
        AttributeType.TEXT,
        AttributeType.IDENTIFIER,
        AttributeType.CATEGORY,
        AttributeType.DATE,
        AttributeType.TIMESTAMP,
        AttributeType.NUMBER,
        AttributeType.MONEY,
        AttributeType.BOOLEAN,
    }
)
"""Types whose values nothing in the store looks up or compares."""

_RULES = (SurvivorshipRule.MOST_RECENT.value, SurvivorshipRule.MOST_TRUSTED.value)
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def security_faults(project: Project) -> Iterator[Fault]:
    """Every fault, with its line."""
    yield from _provider_faults(project)
    yield from _encryption_faults(project)


def _provider_faults(project: Project) -> Iterator[Fault]:
    node = project.root.get("security", "identity_provider") if project.root else None
    if node is None:
        return
    issuer = node.get("issuer")
    if issuer is not None and issuer.text is not None:
        parts = urlsplit(issuer.text)
        if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
            mend = "Write the https address: a sign-in without TLS can be read on the way."
            yield issuer.fault("the identity provider is not reached over https", mend)
    declared = list(project.roles.entries) if project.roles else []
    for role in groups.entries.values() if (groups := node.get("roles")) else ():
        if role.text is not None and role.text not in declared:
            yield unknown(role, role.text, declared, "role")


def _encryption_faults(project: Project) -> Iterator[Fault]:
    for node in (project.attributes.entries if project.attributes else {}).values():
        wish = node.get("encrypted")
        if wish is None or wish.value is not True:
            continue
        match, rule = node.get("match"), node.text_at("survivorship")
        if match is not None and match.value is True:
            yield wish.fault(
                "an attribute that links records cannot be encrypted",
                "Leave out `match: true`, or leave out `encrypted: true`: linking compares values "
                "that are nearly alike, and of an encrypted value nobody can see what it is like.",
            )
        if (type_ := node.text_at("type")) is not None and type_ not in SEALABLE:
            yield wish.fault(
                f"an attribute of the type `{type_}` cannot be encrypted",
                f"Possible types: {one_of(sorted(SEALABLE))}. Names, addresses, birth dates and "
                "contact points are looked up and compared in the store.",
            )
        if rule is not None and rule not in _RULES:
            yield wish.fault(
                f"an encrypted attribute cannot survive by `{rule}`",
                f"Take one of: {one_of(_RULES)}. The others compare values, and equal ones do not "
                "look alike when they are encrypted.",
            )
