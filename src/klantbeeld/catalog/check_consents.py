"""Whether what people are asked, and how sources tell the answers, holds together.

Entering: the project as read. Leaving: faults with file and line: purposes, fields and channels
that nothing declares, and answers that could never count.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.consents import Objected
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.errors import Fault


def consent_faults(project: Project) -> Iterator[Fault]:
    """What is wrong with ``catalog/consents.yaml``, beyond its shape."""
    requests = project.consents.entries if project.consents else {}
    for name, request in requests.items():
        if project.purposes is not None and name not in project.purposes.entries:
            yield unknown(request, name, list(project.purposes.entries), "purpose")
        asked = [channel for _, channel in request.texts_at("channels")]
        for item, channel in request.texts_at("double_opt_in"):
            if channel not in asked:
                what = f"`{channel}` is confirmed but never asked"
                yield item.fault(what, f"Add it to `{name}.channels`, or remove it here.")


def reading_faults(delivery: Node, declared: Node, project: Project) -> Iterator[Fault]:
    """What is wrong with the ``consent`` part of a delivery of touchpoints of type ``declared``."""
    reading = delivery.get("consent")
    if reading is None:
        return
    if declared.text_at("kind") != TouchpointKind.CONSENT:
        mend = "Remove `consent`, or give the type `kind: consent`."
        yield reading.fault("only touchpoints of kind `consent` are read as consent", mend)
    detail = declared.get("detail")
    fields = list(detail.entries) if detail else []
    parts = (reading.get(part) for part in ("purpose", "channel", "decision", "representative"))
    named = [part.get("field") for part in parts if part is not None]
    for field in (*named, reading.get("text_version"), reading.get("given_via")):
        if field is not None and field.text is not None and field.text not in fields:
            mend = f"Declare it under the type's `detail`, or take one of: {one_of(fields)}."
            yield field.fault(f"the type has no detail field `{field.text}`", mend)
    for part in ("purpose", "channel"):
        yield from _one_way(reading.get(part))
    yield from _asked(reading, project)


def readings_apart(source: Node) -> Iterator[Fault]:
    """A touchpoint type that a source delivers is read in one way: as consent, or as objections."""
    deliveries = source.get("deliveries")
    read: set[str] = set()
    for delivery in (deliveries.entries if deliveries else {}).values():
        for reading in (delivery.get("consent"), delivery.get("objection")):
            kind = delivery.text_at("type")
            if reading is None or kind is None:
                continue
            if kind in read:
                mend = "Deliver it under a touchpoint type of its own, of `kind: consent`."
                yield reading.fault(f"`{kind}` of this source is read in another way already", mend)
            read.add(kind)


def objection_faults(delivery: Node, declared: Node, project: Project) -> Iterator[Fault]:
    """What is wrong with the ``objection`` part of a delivery of touchpoints."""
    reading = delivery.get("objection")
    if reading is None:
        return
    if declared.text_at("kind") != TouchpointKind.CONSENT:
        mend = "Remove `objection`, or give the type `kind: consent`."
        yield reading.fault("only touchpoints of kind `consent` are read as objections", mend)
    about = reading.get("about")
    yield from _one_way(about)
    if about is None:
        return
    detail = declared.get("detail")
    fields = list(detail.entries) if detail else []
    field = about.get("field")
    if field is not None and field.text is not None and field.text not in fields:
        mend = f"Declare it under the type's `detail`, or take one of: {one_of(fields)}."
        yield field.fault(f"the type has no detail field `{field.text}`", mend)
    words = about.get("words")
    always = about.get("always")
    for node in (*(words.entries.values() if words else ()), *([always] if always else ())):
        yield from _objectable(node, project)


def _objectable(node: Node, project: Project) -> Iterator[Fault]:
    """Whether somebody can object to this: AVG/GDPR Article 21(1) and (2)."""
    known = [each.value for each in Objected]
    if node.text is None or node.text in known or project.purposes is None:
        return
    purposes = project.purposes.entries
    able = [name for name, purpose in purposes.items() if _can_object(purpose)]
    if node.text not in purposes:
        yield unknown(node, node.text, [*known, *able], "purpose or objection")
    elif node.text not in able:
        what = f"nobody can object to `{node.text}`: its basis is not an interest or a public task"
        yield node.fault(what, f"Take one of: {one_of([*known, *able])}.")


def _can_object(purpose: Node) -> bool:
    use = (purpose.text_at("data_use") or "").split(".")[0]
    basis = purpose.text_at("legal_basis")
    return use in {"marketing", "personalize"} or basis in {"legitimate_interest", "public_task"}


def _one_way(part: Node | None) -> Iterator[Fault]:
    """A purpose or channel stands in a field, or is always the same."""
    if part is None:
        return
    told = [key for key in ("field", "always") if part.get(key) is not None]
    if len(told) != 1:
        mend = "Write `field` with `words`, or `always`: one of the two."
        yield part.fault("it is not said in one way where it stands", mend)


def _asked(reading: Node, project: Project) -> Iterator[Fault]:
    """Every purpose that a source tells of is one that people are asked for."""
    requests = list(project.consents.entries) if project.consents else []
    purpose = reading.get("purpose")
    words = purpose.get("words") if purpose else None
    named = list(words.entries.values()) if words else []
    always = purpose.get("always") if purpose else None
    for node in (*named, *([always] if always else [])):
        if node.text is not None and node.text not in requests:
            what = f"nobody is asked consent for `{node.text}`, so this could never count"
            mend = f"Declare it in catalog/consents.yaml, or take one of: {one_of(requests)}."
            yield node.fault(what, mend)
