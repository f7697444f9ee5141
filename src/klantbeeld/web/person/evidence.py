"""Why records are one person: the links that hold them together, how they came together, and who
came near without being it.

Entering: links with their evidence by field (match weights: log2, additive), the steps of the
clustering, what was rejected. Leaving: waterfalls on one scale, the tree of merges, and the fields
that speak clearly as one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.evidence import HowView, RejectedView
from klantbeeld.privacy.views import FieldEvidence, LinkView, RecordView
from klantbeeld.web import sentences, words
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.person.evidence_contexts import (
    FallRow,
    HowPicture,
    LinkPicture,
    NearPicture,
    StepEnd,
    StepRow,
)
from klantbeeld.web.pictures.tree import tree
from klantbeeld.web.pictures.waterfall import extent, waterfall
from klantbeeld.web.words import Agreement

PRIOR = "prior"
"""The field under which the evidence tells how likely one person was beforehand."""
_NOT_COMPARED = frozenset({PRIOR, "source", "hidden"})
"""Fields of the evidence that name nothing in which two records agree or differ."""
_LEAST_STEP = 0.05
_MOST_FIELDS = 3
_MOST_DRAWN = 40


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
    """The same order, all on one scale so that they can be compared."""
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
            strangers=_total(e.against_strangers for e in link.evidence),
            household=_total(e.against_household for e in link.evidence),
            rules=sentences.rules(link.rules, names, fmt),
            crowded=sentences.rules(link.crowded, names, fmt),
            missing=sentences.fields(link.missing, names, fmt),
        )
        for link, rows in told
    )


def _total(weights: Iterable[float | None]) -> float | None:
    """Their sum, where every one is told."""
    known = list(weights)
    told = [weight for weight in known if weight is not None]
    return sum(told) if told and len(told) == len(known) else None


def _rows(link: LinkView, names: Mapping[str, str], fmt: Formats) -> tuple[FallRow, ...]:
    """The prior, the evidence of fields, and what the total has beyond them."""
    say = translations(fmt.language).gettext
    told = [e for e in link.evidence if e.field == PRIOR]
    rest = link.match_weight - sum(e.match_weight for e in link.evidence)
    prior = told[0] if told else FieldEvidence(PRIOR, PRIOR, rest)
    rows = [
        FallRow(
            say(N_("Beforehand")),
            "",
            prior.match_weight,
            say(N_("two records seldom are")) if prior.match_weight < 0 else "",
            aside=True,
            strangers=prior.against_strangers,
            household=prior.against_household,
        )
    ]
    rows += [
        FallRow(
            names.get(item.field, words.readable(item.field)),
            say(words.level(item.level)) if item.level else "",
            item.match_weight,
            say(words.strength(item.match_weight)),
            strangers=item.against_strangers,
            household=item.against_household,
        )
        for item in link.evidence
        if item.field != PRIOR
    ]
    if told and abs(rest) >= _LEAST_STEP:
        rows.append(FallRow(say(N_("Other")), "", rest, "", aside=True))
    return tuple(rows)


def how_picture(view: HowView, names: Mapping[str, str], fmt: Formats) -> HowPicture | None:
    """The merges as a picture and a table; None where there is one record only."""
    if not view.steps:
        return None
    by_number = {record.record_no: record for record in view.records}

    def named(numbers: Iterable[int]) -> tuple[RecordView, ...]:
        return tuple(by_number[number] for number in numbers if number in by_number)

    drawn = None
    if len(view.records) <= _MOST_DRAWN:
        drawn = tree(
            [record.record_no for record in view.records],
            [((*step.kept, *step.joined), step.by) for step in view.steps],
        )
    made = {frozenset((*step.kept, *step.joined)): step.step for step in view.steps}
    steps = tuple(
        StepRow(
            number=step.step,
            kind=step.by,
            kept=StepEnd(named(step.kept), made.get(frozenset(step.kept))),
            joined=StepEnd(named(step.joined), made.get(frozenset(step.joined))),
            weight=step.mean_weight,
            speaks=_fields((e for e in step.evidence if e.match_weight >= 1), names, fmt),
            against=_fields((e for e in step.evidence if e.match_weight <= -1), names, fmt),
        )
        for step in view.steps
    )
    return HowPicture(drawn, named(drawn.leaves if drawn else ()), steps, view.judged_apart)


def _fields(evidence: Iterable[FieldEvidence], names: Mapping[str, str], fmt: Formats) -> str:
    """``phone +12.1, address +8.0``: at most three, the strongest first."""
    told = [e for e in evidence if e.field not in {PRIOR, "source"}][:_MOST_FIELDS]
    return ", ".join(
        f"{words.within_a_sentence(names.get(e.field, words.readable(e.field)))}"
        f" {fmt.signed_weight(e.match_weight)}"
        for e in told
    )


def near_pictures(
    near: Sequence[RejectedView], names: Mapping[str, str], fmt: Formats
) -> tuple[NearPicture, ...]:
    """Who comes nearest without being this person, the nearest first, all on one scale."""
    records = {record.record_no: record for each in near for record in each.records}
    pictures = link_pictures(tuple(records.values()), [each.link for each in near], names, fmt)
    return tuple(
        NearPicture(
            near=each,
            sentence=sentences.reason(each.reason, each.conflicts, names, fmt),
            likeliest=sentences.likeliest(each.link, fmt),
            picture=picture,
        )
        for each, picture in zip(near, pictures, strict=True)
    )
