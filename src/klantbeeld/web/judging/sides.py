"""Two sides, attribute by attribute: the same, alike, different, or known to one side only.

Entering: two sides of a comparison, each some records. Leaving: rows in declared order, those that
tell who somebody is before the rest. A side knows every value of its records; what one says is
compared with what any record of the other side says, because an older address of one person may be
the newer one of the other. Where values are alike but not the same, the letters that differ are
marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.privacy.decision_views import ComparisonView, SideView
from klantbeeld.privacy.present import COMPOSED
from klantbeeld.web.formats import Formats
from klantbeeld.web.judging.contexts import SideCell, SideRow

_PARTS = frozenset().union(*COMPOSED.values())
"""Types that say who somebody is even where they do not link by themselves: of names, addresses."""

ALIKE = 0.7
"""Share of letters in common (Ratcliff and Obershelp) from which two values are called alike: one
or two letters of a name, two digits of a phone number."""

MOST_ALSO = 3


def side_rows(
    view: ComparisonView,
    attributes: Mapping[str, Attribute],
    fmt: Formats,
    pair: tuple[int, int] | None = None,
) -> tuple[SideRow, ...]:
    """What either side says of each attribute that anybody knows; the records of ``pair`` first."""
    telling: list[SideRow] = []
    rest: list[SideRow] = []
    for name, attribute in attributes.items():
        left, right = (
            [fmt.of_type(value, attribute.type) for value in _values(side, name, pair)]
            for side in view.sides
        )
        if not left and not right:
            continue
        tells = attribute.match or attribute.type in _PARTS
        agreement, one, other = _agreement(left, right)
        if agreement in ("alike", "different") and not tells:
            # Numbers that each source gives out, dates of joining: two of them say nothing.
            agreement, one, other = "apart", left[0], right[0]
        row = SideRow(
            label=attribute.name.in_language(fmt.language),
            agreement=agreement,
            left=_cell(left, one, other, agreement),
            right=_cell(right, other, one, agreement),
        )
        (telling if tells else rest).append(row)
    return (*telling, *rest)


def _values(side: SideView, attribute: str, pair: tuple[int, int] | None) -> list[str]:
    """The distinct values of a side, those of the record that is asked about first."""
    asked = set(pair or ())
    records = sorted(side.records, key=lambda record: record.record_no not in asked)
    found = (r.standard.get(attribute, r.values.get(attribute)) for r in records)
    first: dict[str, str] = {}
    for value in found:
        if value:
            first.setdefault(value.casefold(), value)
    return list(first.values())


def _agreement(left: Sequence[str], right: Sequence[str]) -> tuple[str, str, str]:
    """How the sides agree, and the two values that say so."""
    if not left or not right:
        return "one", left[0] if left else "", right[0] if right else ""
    best, one, other = max(
        ((_likeness(a, b), a, b) for a in _written_out(left) for b in _written_out(right)),
        key=lambda found: found[0],
    )
    if best == 1:
        return "same", one, other
    if best >= ALIKE:
        return "alike", one, other
    return "different", left[0], right[0]


def _written_out(values: Sequence[str]) -> list[str]:
    """Without what only shortens another: beside Jip the J. tells nothing."""
    return [
        value
        for value in values
        if not any(other != value and _shortens(value, other) for other in values)
    ]


def _shortens(short: str, long: str) -> bool:
    start = short.rstrip(".")
    return bool(start) and not start.isdigit() and long.startswith(start)


def _likeness(one: str, other: str) -> float:
    first, second = one.casefold(), other.casefold()
    if first == second:
        return 1.0
    if _shortens(first, second) or _shortens(second, first):
        return ALIKE  # an initial, a name cut short
    return min(SequenceMatcher(None, first, second, autojunk=False).ratio(), 0.999)


def _cell(values: Sequence[str], own: str, other: str, agreement: str) -> SideCell:
    also = tuple(value for value in values if value != own)[:MOST_ALSO]
    if not own:
        return SideCell((), also)
    if agreement != "alike":
        return SideCell(((own, False),), also)
    matcher = SequenceMatcher(None, own.casefold(), other.casefold(), autojunk=False)
    pieces = tuple(
        (own[start:stop], kind != "equal")
        for kind, start, stop, _, _ in matcher.get_opcodes()
        if stop > start
    )
    # Folding may change how long a text is: then the whole is marked.
    whole = "".join(text for text, _ in pieces) == own
    return SideCell(pieces if whole else ((own, True),), also)
