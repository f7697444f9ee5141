"""Why records are one person: the links that hold them together, and what they say in short.

Entering: the stored links with their evidence by field (match weights: log2, additive). Leaving:
waterfalls on one scale, the strongest first, and the fields that speak clearly as one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from klantbeeld.catalog.model import Words
from klantbeeld.privacy.views import FieldEvidence, LinkView, RecordView
from klantbeeld.web import words
from klantbeeld.web.contexts import FallRow, LinkPicture
from klantbeeld.web.drawings import extent, waterfall
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.words import Agreement

PRIOR = "prior"
"""The field under which the evidence tells how likely one person was beforehand."""
_NOT_COMPARED = frozenset({PRIOR, "source", "hidden"})
"""Fields of the evidence that name nothing in which two records agree or differ."""
_LEAST_STEP = 0.05


def field_names(labels: Mapping[str, Words], language: Language) -> dict[str, str]:
    """Fields of the evidence by their names: attributes, and what they are compared as together."""
    say = translations(language).gettext
    joint = {field: say(name) for field, name in words.FIELDS.items()}
    return joint | {name: label.in_language(language) for name, label in labels.items()}


def without_spares(
    links: Sequence[LinkView],
) -> tuple[tuple[LinkView, ...], tuple[LinkView, ...]]:
    """The strongest links that hold all records together, and those that add nothing to them.

    A maximum spanning forest (Kruskal): a link between two records that stronger links join
    already is spare. Both parts have the strongest first.
    """
    joined: dict[int, set[int]] = {}
    needed, spare = [], []
    for link in sorted(links, key=lambda link: -link.match_weight):
        first = joined.setdefault(link.record_a, {link.record_a})
        second = joined.setdefault(link.record_b, {link.record_b})
        if first is second:
            spare.append(link)
            continue
        needed.append(link)
        first |= second
        joined.update(dict.fromkeys(second, first))
    return tuple(needed), tuple(spare)


def reasons(evidence: Iterable[FieldEvidence], names: Mapping[str, str], fmt: Formats) -> str:
    """``same phone and address; alike: given name; other: e-mail``.

    Only fields that speak clearly, by how strongly they do; each once for and once against.
    """
    most: dict[Agreement, dict[str, float]] = {kind: {} for kind in Agreement}
    for item in evidence:
        kind = words.speaks_of(item.level)
        # Agreement that speaks against, or difference that speaks for, is not told in a word.
        weight = -item.match_weight if kind is Agreement.OTHER else item.match_weight
        if item.field not in _NOT_COMPARED and weight >= words.CLEARLY:
            most[kind][item.field] = max(weight, most[kind].get(item.field, 0.0))
    # Over several links a field may agree here and differ there: what joins them is told.
    for field in most[Agreement.SAME]:
        most[Agreement.ALIKE].pop(field, None)
    for field in most[Agreement.SAME] | most[Agreement.ALIKE]:
        most[Agreement.OTHER].pop(field, None)
    say = translations(fmt.language).gettext
    told = []
    for kind, fields in most.items():
        if fields:
            strongest = sorted(fields, key=fields.__getitem__, reverse=True)
            written = [words.within_a_sentence(names.get(f, words.readable(f))) for f in strongest]
            told.append(say(words.AGREEMENTS[kind]) % {"fields": fmt.together(written)})
    return "; ".join(told) or say(N_("nothing that speaks clearly by itself"))


def link_pictures(
    records: Sequence[RecordView],
    links: Sequence[LinkView],
    names: Mapping[str, str],
    fmt: Formats,
) -> tuple[LinkPicture, ...]:
    """The same order, all on one scale so that they can be compared.

    The evidence says how much likelier one person is than two strangers; the total also weighs
    that they might be two people of one household, and that difference is a step of its own.
    """
    by_number = {record.record_no: record for record in records}
    told = [(link, _rows(link, names, fmt)) for link in links]
    low, high = extent([row.weight for row in rows] for _, rows in told)
    return tuple(
        LinkPicture(
            link=link,
            first=by_number.get(link.record_a),
            second=by_number.get(link.record_b),
            rows=rows if link.evidence else (),
            reasons=reasons(link.evidence, names, fmt),
            fall=waterfall([row.weight for row in rows], low=low, high=high),
        )
        for link, rows in told
    )


def _rows(link: LinkView, names: Mapping[str, str], fmt: Formats) -> tuple[FallRow, ...]:
    """The prior, the evidence of fields, and what the total has beyond them."""
    say = translations(fmt.language).gettext
    told = [e.match_weight for e in link.evidence if e.field == PRIOR]
    rest = link.match_weight - sum(e.match_weight for e in link.evidence)
    prior = sum(told) if told else rest
    rows = [
        FallRow(
            say(N_("Beforehand")),
            "",
            prior,
            say(N_("two records seldom are")) if prior < 0 else "",
            aside=True,
        )
    ]
    rows += [
        FallRow(
            names.get(item.field, words.readable(item.field)),
            say(words.level(item.level)) if item.level else "",
            item.match_weight,
            say(words.strength(item.match_weight)),
        )
        for item in link.evidence
        if item.field != PRIOR
    ]
    if told and abs(rest) >= _LEAST_STEP:
        rows.append(
            FallRow(
                say(N_("Household")),
                say(N_("two people of one?")),
                rest,
                say(N_("relatives share names and addresses")),
                aside=True,
            )
        )
    return tuple(rows)
