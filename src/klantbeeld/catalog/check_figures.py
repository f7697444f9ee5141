"""Whether the figures that a source delivers are known, whole, and about nobody.

Entering: the node of a delivery of ``kind: figures``, its source and the project. Leaving: faults:
a figure that no metric takes, a period that it cannot be told by, a column that tells of a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.definition import Grain
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.figures import Figure, known_figures
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.core.errors import Fault

_LENGTHS = list(Grain)
_COLUMNS = ("day", "figure_column", "value", "base", "part", "currency", "key")


def figure_faults(delivery: Node, source: Node, project: Project) -> Iterator[Fault]:
    """What is wrong with one delivery of figures, beyond its shape."""
    yield from _person_faults(delivery, source)
    named, column = delivery.get("figure"), delivery.get("figure_column")
    if named is not None and column is not None:
        mend = "Keep `figure` where every row tells the same one, else `figure_column`."
        yield column.fault("the figure is named twice", mend)
    if named is None and column is None:
        mend = "Add `figure: visitors`, or `figure_column:` with the column that names it."
        yield delivery.fault("nothing says which figure the rows tell", mend)
    words = delivery.get("figures")
    if column is not None and not (words and words.entries):
        mend = "Add `figures: {visitors: [bezoekers]}`: a figure, and the source's words for it."
        yield column.fault("nothing says what the words of this column mean", mend)
    if words is not None and column is None:
        mend = "Remove `figures`, or add `figure_column:` with the column that holds these words."
        yield words.fault("words for figures, and no column that holds them", mend)
    known = _known(project)
    told = {} if named is None or named.text is None else {named.text: named}
    for name, node in {**told, **(words.entries if words else {})}.items():
        if name not in known:
            yield unknown(node, name, list(known), "figure")
        elif (figure := known_figures().get(name)) is not None:
            yield from _shape_faults(delivery, node, name, figure)


def _known(project: Project) -> dict[str, None]:
    """The figures that some metric takes: of those that come along, and of the project's own."""
    found = dict.fromkeys(known_figures())
    for metric in (project.metrics.entries if project.metrics else {}).values():
        needs = metric.get("needs")
        for need in needs.items if needs else ():
            if (figure := need.text_at("figure")) is not None:
                found[figure] = None
    return found


def _shape_faults(delivery: Node, node: Node, name: str, figure: Figure) -> Iterator[Fault]:
    base, part, period = delivery.get("base"), delivery.get("part"), delivery.get("period")
    if figure.base is not None and base is None:
        mend = f"Add `base:` with the column that holds: {figure.base.en}."
        yield node.fault(f"`{name}` is a share, and nothing says of what", mend)
    if figure.base is None and base is not None:
        yield base.fault(f"`{name}` stands by itself: no base belongs to it", "Remove `base`.")
    if figure.must_have_part and part is None:
        mend = f"Add `part:` with a column that holds one of: {one_of(list(figure.parts))}."
        yield node.fault(f"`{name}` is told by its parts only", mend)
    if figure.part is None and part is not None:
        yield part.fault(f"`{name}` has no parts", "Remove `part`.")
    length = period.text if period is not None and period.text else Grain.DAY.value
    if length not in _LENGTHS:
        return
    if not _rank(figure.shortest) <= _rank(length) <= _rank(figure.longest):
        possible = [
            each.value
            for each in _LENGTHS
            if _rank(figure.shortest) <= _rank(each) <= _rank(figure.longest)
        ]
        what = f"`{name}` cannot be told by {length}"
        yield (period or node).fault(what, f"Write `period:` with one of: {one_of(possible)}.")


def _rank(grain: str) -> int:
    return [each.value for each in _LENGTHS].index(grain)


def _person_faults(delivery: Node, source: Node) -> Iterator[Fault]:
    """Columns that this source delivers of people: a figure is about none of them."""
    people: dict[str | None, str] = {}
    deliveries = source.get("deliveries")
    for name, each in (deliveries.entries if deliveries else {}).items():
        kind, files = each.text_at("kind"), each.text_at("files")
        if files is None or files != delivery.text_at("files"):
            continue
        if kind == "records":
            columns = each.get("columns")
            own = [each.text_at("key"), *(columns.entries if columns else {})]
        elif kind == "touchpoints":
            own = [each.text_at("key"), each.text_at("record")]
        else:
            continue
        people |= dict.fromkeys(own, name)
    for key in _COLUMNS:
        node = delivery.get(key)
        if node is not None and node.text in people:
            what = f"the column `{node.text}` tells of people (`{people[node.text]}`)"
            mend = "A figure is about nobody: deliver a file with totals."
            yield node.fault(what, mend)
