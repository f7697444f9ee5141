"""Whether what is declared about customers' experience holds together.

Entering: the project's nodes. Leaving: faults with file and line: names that nothing declares,
marks that could never be found, scales that would be mixed, complaints that could never be open.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from klantbeeld.catalog.document import Node
from klantbeeld.catalog.experience import MEASURES, METRICS, NPS_SCALE, STAGES
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.errors import Fault

_ONE_SCALE = ("csat", "ces", "pillar")
"""Kinds whose items are read side by side."""


def experience_faults(project: Project) -> Iterator[Fault]:
    """Every fault of ``catalog/experience.yaml`` that its shape does not show."""
    rules = project.experience
    if rules is None:
        return
    items = _entries(rules.get("items"))
    stages = _entries(rules.get("stages")) or STAGES
    for node in items.values():
        yield from _item_faults(node, project, list(stages))
    yield from _mixed_scales(items)
    yield from _importance_faults(rules.get("importance"), items)
    for node in c.items if (c := rules.get("complaints")) else ():
        yield from _complaint_faults(node, project)
    own = list(project.metrics.entries) if project.metrics else []
    known = [*MEASURES, *METRICS, *own]
    for names in _entries(rules.get("observed")).values():
        for node in names.items:
            if node.text is not None and node.text not in known:
                yield unknown(node, node.text, known, "measure or metric")


def _entries(node: Node | None) -> dict[str, Node]:
    return node.entries if node else {}


def _item_faults(item: Node, project: Project, stages: Sequence[str]) -> Iterator[Fault]:
    yield from _mark_faults(item)
    stage = item.get("stage")
    if stage is not None and stage.text is not None and stage.text not in stages:
        yield unknown(stage, stage.text, stages, "stage")
    source = item.get("source")
    if source is not None and source.text is not None and source.text not in project.sources:
        yield unknown(source, source.text, list(project.sources), "source")
    named = item.get("touchpoint")
    declared = yield from _declared(named, project)
    if declared is None or named is None:
        return
    if declared.text_at("kind") != TouchpointKind.SURVEY:
        mend = "Give the type `kind: survey`, or name a type that has it."
        yield named.fault("its touchpoints are no answers to a survey", mend)
    field, fields = item.get("field"), list(_entries(declared.get("detail")))
    if field is not None and field.text is not None and field.text not in fields:
        yield unknown(field, field.text, fields, "detail field")
    means = _entries(declared.get("means"))
    if item.get("question") is not None and not {"score", "question"} <= means.keys():
        mend = "Say under `means` of the type which field is `score` and which is `question`."
        yield item.fault(f"the marks of `{named.text}` cannot be told by question", mend)


def _mark_faults(item: Node) -> Iterator[Fault]:
    """Its mark stands in one place, on a scale that has a low and a high end."""
    if (item.get("question") is None) == (item.get("field") is None):
        mend = "Write `question: nps` (one answer a row) or `field: nps_mark` (one form a row)."
        yield item.fault("it is not said in one way where its mark stands", mend)
    kind, pillar = item.text_at("kind"), item.get("pillar")
    if (kind == "pillar") != (pillar is not None):
        mend = "Items of kind `pillar` name their `pillar`, and no others do."
        yield (pillar or item).fault("its kind and its pillar do not go together", mend)
    scale = item.get("scale")
    ends = _scale(item)
    if scale is None or ends is None:
        return
    if ends[0] >= ends[1]:
        yield scale.fault("the scale does not go up", "Write the lowest mark first: `[1, 5]`.")
    elif kind == "nps" and ends != NPS_SCALE:
        mend = "Write `scale: [0, 10]`; on another scale it is no NPS: take `kind: csat`."
        yield scale.fault("recommendation is asked from 0 to 10", mend)
    elif kind == "csat" and ends[1] - ends[0] < 2:
        mend = "Ask with three marks or more: the two best would be all there are."
        yield scale.fault("the scale has too few marks", mend)


def _scale(item: Node) -> tuple[int, int] | None:
    scale = item.get("scale")
    values = [each.value for each in scale.items] if scale else []
    low, high = values if len(values) == 2 else (None, None)
    return (low, high) if isinstance(low, int) and isinstance(high, int) else None


def _mixed_scales(items: dict[str, Node]) -> Iterator[Fault]:
    """Items whose marks are added up or compared share one scale."""
    first: dict[str, tuple[str, object]] = {}
    for name, item in items.items():
        kind, scale = item.text_at("kind"), _scale(item)
        if kind not in _ONE_SCALE or scale is None:
            continue
        low_is_good = (node := item.get("low_is_good")) is not None and node.value is True
        own = (scale, low_is_good)
        if kind in first and first[kind][1] != own and kind != "pillar":
            what = f"`{first[kind][0]}` is asked on another scale: the marks cannot be added up"
            mend = "Ask all items of this kind on one scale, or give this one `kind: other`."
            yield (item.get("scale") or item).fault(what, mend)
        elif kind in first and first[kind][1] != own:
            what = f"`{first[kind][0]}` is asked on another scale: the pillars cannot be compared"
            yield (item.get("scale") or item).fault(what, "Ask all pillar items on one scale.")
        first.setdefault(kind, (name, own))


def _importance_faults(node: Node | None, items: dict[str, Node]) -> Iterator[Fault]:
    if node is None:
        return
    outcome = node.get("outcome")
    named = [(outcome, outcome.text)] if outcome is not None and outcome.text else []
    types = set()
    for each, name in (*named, *node.texts_at("drivers")):
        if name not in items:
            yield unknown(each, name, list(items), "item")
        else:
            types.add((items[name].text_at("touchpoint"), items[name].text_at("source")))
    if len(types) > 1:
        mend = "Take items of one touchpoint type and source: they are asked on one form."
        yield node.fault("its items are never answered together", mend)
    drivers = [name for _, name in node.texts_at("drivers")]
    if outcome is not None and outcome.text in drivers:
        yield outcome.fault("it would explain itself", "Take it out of `drivers`.")


def _complaint_faults(node: Node, project: Project) -> Iterator[Fault]:
    declared = yield from _declared(node.get("touchpoint"), project)
    if declared is None:
        return
    if declared.text_at("kind") != TouchpointKind.CASE:
        mend = "Name a touchpoint type of `kind: case`."
        yield node.fault("its touchpoints are no matters that can be open", mend)
    elif not ((open_ := declared.get("open_statuses")) and open_.items):
        mend = "Add `open_statuses: [open]` to the type, with your source's own words."
        yield node.fault("such a complaint could never be open", mend)
    field, fields = node.get("field"), list(_entries(declared.get("detail")))
    if field is not None and field.text is not None and field.text not in fields:
        yield unknown(field, field.text, fields, "detail field")
    words = node.get("words")
    if (field is None) != (words is None or not words.items):
        mend = "Write both: `field: subject` and `words: [klacht]`; or neither, for all of them."
        yield node.fault(
            "it is not said what tells a complaint", f"{mend} Known: {one_of(fields)}."
        )


def _declared(named: Node | None, project: Project) -> Generator[Fault, None, Node | None]:
    """The declared touchpoint type that is named; None where there is none, with its fault."""
    if named is None or named.text is None or project.touchpoints is None:
        return None
    declared = project.touchpoints.get(named.text)
    if declared is None:
        yield unknown(named, named.text, list(project.touchpoints.entries), "touchpoint type")
    return declared
