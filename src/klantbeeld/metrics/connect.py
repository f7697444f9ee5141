"""How to connect what a metric misses: the lines of YAML with which a source would bring it.

Entering: a metric and the catalogue. Leaving: per thing that is missing the file of the project
folder and what to add to it, with comments in the reader's language. Names of files and columns in
it are examples; a figure's lines hold as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from klantbeeld.catalog.definition import Grain, Words
from klantbeeld.catalog.experience import ItemKind
from klantbeeld.catalog.figures import Figure, known_figures
from klantbeeld.catalog.meanings import MEASURES, Meaning
from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.feeds import asks, feeds_need, fields_of, figure_name, missing

_SOURCE, _TOUCHPOINTS = "sources/NAME.yaml", "catalog/touchpoints.yaml"
_ITEM = Words(nl="een vraag in een enquête", en="a question of a survey")
_KINDS = {
    TouchpointKind.ORDER: Words(nl="bestellingen", en="orders"),
    TouchpointKind.RETURN: Words(nl="retouren", en="returns"),
    TouchpointKind.DELIVERY: Words(nl="leveringen", en="deliveries"),
    TouchpointKind.CASE: Words(nl="vragen aan de klantenservice", en="questions to service"),
    TouchpointKind.CAMPAIGN_SEND: Words(nl="verstuurde mailings", en="mailings sent"),
    TouchpointKind.CAMPAIGN_RESPONSE: Words(nl="reacties op mailings", en="responses to mailings"),
    TouchpointKind.VISIT: Words(nl="bezoeken", en="visits"),
    TouchpointKind.SURVEY: Words(nl="enquêtes", en="surveys"),
    TouchpointKind.ACCOUNT: Words(nl="gemaakte accounts", en="accounts made"),
    TouchpointKind.OPPORTUNITY: Words(nl="gesloten offertes", en="offers closed"),
    TouchpointKind.REFERRAL: Words(nl="aanbevelingen", en="recommendations"),
}
_KNOWN_WORDS = {
    TouchpointKind.OPPORTUNITY: "{won: [gewonnen], lost: [verloren]}",
    TouchpointKind.CAMPAIGN_RESPONSE: "{clicked: [geklikt]}",
}
"""Of these kinds a metric must know what the source's words mean."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How a source would bring what a metric needs."""

    need: Need
    what: Words
    """What is needed."""
    file: str
    """The file of the project folder where it is declared."""
    yaml: Words
    """What to add to it, with comments in each language."""


def connections(metric: Metric, catalogue: Catalogue) -> tuple[Connection, ...]:
    """How to connect everything that is missing."""
    found: dict[tuple[str, Words], Connection] = {}
    for need in missing(metric, catalogue):
        for connection in _connections(need, catalogue):
            found.setdefault((connection.file, connection.yaml), connection)
    return tuple(found.values())


def _connections(need: Need, catalogue: Catalogue) -> Iterator[Connection]:
    if need.kind is not None:
        yield from _touchpoint_connections(need, TouchpointKind(need.kind), catalogue)
    if not any(asks(need, name, catalogue) for name in catalogue.touchpoints):
        yield Connection(
            need, _ITEM, "catalog/experience.yaml", _same(_item_snippet(need, catalogue))
        )
    if need.figure is not None:
        yield Connection(
            need,
            figure_name(need.figure),
            _SOURCE,
            Words(
                nl=figure_snippet(need.figure, need.period, "nl"),
                en=figure_snippet(need.figure, need.period, "en"),
            ),
        )


def figure_snippet(figure: str, period: Grain | None, language: str) -> str:
    """The YAML of a delivery of a figure."""
    known = known_figures().get(figure)
    length = period or (known.shortest if known else Grain.DAY)
    lines = [
        "deliveries:",
        f"  {figure}:",
        "    kind: figures",
        f"    files: data/{figure}.csv",
        "    day: day",
        f"    period: {length}",
        f"    figure: {figure}",
        "    value: number" + (f"   # {known.value.in_language(language)}" if known else ""),
    ]
    if known is not None:
        lines += _snippet_of_parts(known, language)
    return "\n".join(lines) + "\n"


def _snippet_of_parts(known: Figure, language: str) -> Iterator[str]:
    if known.base is not None:
        yield f"    base: of   # {known.base.in_language(language)}"
    if known.part is not None:
        optional = ", mag ontbreken" if language == "nl" else ", may be left out"
        word = "" if known.must_have_part else optional
        yield f"    part: part   # {known.part.in_language(language)}{word}"
    if known.parts:
        told = ", ".join(
            f"{part}: [{words.in_language(language).lower()}]"
            for part, words in known.parts.items()
        )
        yield f"    words: {{{told}}}"


def _touchpoint_connections(
    need: Need, kind: TouchpointKind, catalogue: Catalogue
) -> Iterator[Connection]:
    declared = {n: each for n, each in catalogue.touchpoints.items() if each.kind is kind}
    what = _KINDS.get(kind, _same(kind.replace("_", " ")))
    name = next(iter(declared), kind.value)
    fields = _fields(need)
    if not declared:
        yield Connection(need, what, _TOUCHPOINTS, _same(_type_snippet(kind, fields)))
    elif fields and all(fields_of(need, each) is None for each in declared.values()):
        yield Connection(need, what, _TOUCHPOINTS, _same(f"{name}:\n{_means(kind, fields)}\n"))
    if not any(feeds_need(Need(kind=kind.value), catalogue)):
        yield Connection(need, what, _SOURCE, _same(_delivery_snippet(kind, name)))


def _delivery_snippet(kind: TouchpointKind, name: str) -> str:
    status = "    status: outcome\n" if kind is TouchpointKind.OPPORTUNITY else ""
    amount = "    amount: amount\n" if kind is TouchpointKind.ORDER else ""
    return (
        f"deliveries:\n  {kind}s:\n    kind: touchpoints\n    type: {name}\n"
        f"    files: data/{kind}s.csv\n    key: number\n    record: customer_number\n"
        f"    occurred_at: moment\n{amount}{status}"
    )


def _fields(need: Need) -> tuple[Meaning, ...]:
    """The fields of touchpoints that a need asks for."""
    shape = MEASURES[need.measure] if need.measure else None
    asked = (shape.key, shape.number) if shape else (need.means,)
    return tuple(each for each in asked if each is not None)


def _type_snippet(kind: TouchpointKind, fields: Sequence[Meaning]) -> str:
    words = f"  words: {_KNOWN_WORDS[kind]}\n" if kind in _KNOWN_WORDS and not fields else ""
    means = f"{_means(kind, fields)}\n" if fields else ""
    return (
        f"{kind}:\n  name: {{nl: ..., en: ...}}\n  kind: {kind}\n  data_category: user.behavior\n"
        "  purposes: [...]\n  retention: 2 years\n  goal: win_customers\n  roles: [...]\n"
        f"{means}{words}"
    )


def _means(kind: TouchpointKind, fields: Sequence[Meaning]) -> str:
    detail = ", ".join(f"{each}: {{nl: ..., en: ...}}" for each in fields)
    words = f"\n  words: {_KNOWN_WORDS[kind]}" if kind in _KNOWN_WORDS else ""
    means = ", ".join(f"{each}: {each}" for each in fields)
    return f"  detail: {{{detail}}}\n  means: {{{means}}}{words}"


def _item_snippet(need: Need, catalogue: Catalogue) -> str:
    kind = need.item or ItemKind.PILLAR
    name = need.pillar or kind
    surveys = [n for n, each in catalogue.touchpoints.items() if each.kind == "survey"]
    about = f"    pillar: {need.pillar}\n" if need.pillar else ""
    scale = "[1, 5]" if kind in (ItemKind.CSAT, ItemKind.CES) else "[0, 10]"
    return (
        f"items:\n  {name}:\n    name: {{nl: ..., en: ...}}\n    text: {{nl: ..., en: ...}}\n"
        f"    kind: {kind}\n{about}    scale: {scale}\n"
        f"    touchpoint: {surveys[0] if surveys else 'survey'}\n    question: {name}\n"
    )


def _same(text: str) -> Words:
    """What is written alike in both languages."""
    return Words(nl=text, en=text)
