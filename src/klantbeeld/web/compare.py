"""Two people side by side, or two records of one: why, why not, and what would turn the answer.

Entering: the gate's comparison, a logged read about either. Leaving: ``compare.html``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.model import Words
from klantbeeld.privacy.evidence import CompareView, CounterfactualView
from klantbeeld.privacy.views import RecordView
from klantbeeld.web import sentences
from klantbeeld.web.evidence import field_names, link_pictures
from klantbeeld.web.evidence_contexts import ComparePage, Turning, ValueRow, WeightRow
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

MOST_TURNINGS = 6
MOST_ACROSS = 12
"""Records of either that stand in the table of all pairs."""


def router(site: Site) -> APIRouter:
    """``GET /people/{one}/compare/{other}``: numbers of people, or of records of one person."""
    routes = page_router(site)

    @routes.get("/people/{one}/compare/{other}")
    def compare(request: Request, one: int, other: int) -> Response:
        reader = site.reader(request)
        view = site.services.gate.compare(reader.actor, reader.purpose, one, other)
        labels = {name: a.name for name, a in site.catalogue.attributes.items()}
        page = compare_page(view, labels, site.formats(reader.language), reader.language)
        return site.render(
            request,
            "compare.html",
            page,
            language=reader.language,
            reader=reader,
            section="person",
        )

    return routes


def compare_page(
    view: CompareView, labels: Mapping[str, Words], fmt: Formats, language: Language
) -> ComparePage:
    """Words and pictures for a comparison."""
    names = field_names(labels, language)
    both = (*view.first.records, *view.second.records)
    (picture,) = link_pictures(both, [view.link], names, fmt)
    told = view.reason and sentences.reason(view.reason, view.conflicts, names, fmt)
    columns = view.second.records[:MOST_ACROSS]
    return ComparePage(
        view=view,
        sentence=told or "",
        likeliest="" if view.one_person else sentences.likeliest(view.link, fmt),
        turnings=_turnings(view.changes[:MOST_TURNINGS], names, fmt),
        values=_values(picture.first, picture.second, labels, language),
        picture=picture,
        columns=columns,
        weights=_weights(view, columns) if len(view.pairs) > 1 else (),
    )


def _turnings(
    changes: Sequence[CounterfactualView], names: Mapping[str, str], fmt: Formats
) -> tuple[Turning, ...]:
    return tuple(
        Turning(
            tuple(
                (
                    sentences.change(change, names, fmt),
                    sentences.now(change, fmt),
                    change.was is None and change.becomes == "same",
                )
                for change in found.changes
            ),
            found.match_weight,
        )
        for found in changes
    )


def _values(
    first: RecordView | None,
    second: RecordView | None,
    labels: Mapping[str, Words],
    language: Language,
) -> tuple[ValueRow, ...]:
    """What the two records say; compared in their standard form, shown as delivered."""
    if first is None or second is None:
        return ()
    rows = []
    for attribute, label in labels.items():
        left, right = (_reading(record, attribute) for record in (first, second))
        if left is None and right is None:
            continue
        known = left is not None and right is not None
        rows.append(
            ValueRow(
                label=label.in_language(language),
                attribute=attribute,
                first=first.values.get(attribute),
                second=second.values.get(attribute),
                agrees=left == right if known else None,
            )
        )
    return tuple(rows)


def _reading(record: RecordView, attribute: str) -> str | None:
    return record.standard.get(attribute, record.values.get(attribute))


def _weights(view: CompareView, columns: Sequence[RecordView]) -> tuple[WeightRow, ...]:
    weight = {(pair.record_a, pair.record_b): pair.match_weight for pair in view.pairs}
    return tuple(
        WeightRow(record, tuple(weight.get((record.record_no, c.record_no)) for c in columns))
        for record in view.first.records[:MOST_ACROSS]
    )
