"""Two people side by side, or two records of one: why, why not, and what would turn the answer.

Entering: the gate's comparison, a logged read about either. Leaving: ``compare.html``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.evidence import CompareView, CounterfactualView
from klantbeeld.privacy.views import RecordView
from klantbeeld.web import sentences
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language
from klantbeeld.web.person.evidence import field_names, link_pictures
from klantbeeld.web.person.evidence_contexts import ComparePage, Turning, ValueRow, WeightRow
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
        view = site.services.gate.evidence.compare(reader.actor, reader.purpose, one, other)
        decides = reader.actor.role in site.services.gate.door.holders(Duty.JUDGE)
        page = compare_page(view, site.catalogue, site.formats(reader.language), decides=decides)
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
    view: CompareView, catalogue: Catalogue, fmt: Formats, *, decides: bool
) -> ComparePage:
    """Words and pictures for a comparison; ``decides``: whether the reader may overrule it."""
    names = field_names(
        {name: attribute.name for name, attribute in catalogue.attributes.items()}, fmt.language
    )
    both = (*view.first.records, *view.second.records)
    by_number = {record.record_no: record for record in both}
    (picture,) = link_pictures(both, [view.link], names, fmt)
    told = view.reason and sentences.reason(view.reason, view.conflicts, names, fmt)
    columns = view.second.records[:MOST_ACROSS]
    return ComparePage(
        view=view,
        sentence=told or "",
        likeliest="" if view.one_person else sentences.likeliest(view.link, fmt),
        turnings=_turnings(view.changes[:MOST_TURNINGS], names, fmt),
        about=(by_number.get(view.changes_about[0]), by_number.get(view.changes_about[1])),
        values=_values(picture.first, picture.second, catalogue, fmt.language),
        picture=picture,
        columns=columns,
        weights=_weights(view, columns) if len(view.pairs) > 1 else (),
        decide_address=_decide_address(view) if decides else None,
    )


def _decide_address(view: CompareView) -> str:
    """Where the opposite is decided, with a preview of what it would lead to."""
    first, second = view.first, view.second
    if view.one_person:
        return f"/people/{first.person_id}/split?record={second.records[0].record_no}"
    return f"/people/{first.person_id}/merge?with={second.person_id}"


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
    catalogue: Catalogue,
    language: Language,
) -> tuple[ValueRow, ...]:
    """What the two records say: as delivered, told apart by their standard form.

    First what is compared; of the rest (numbers of a source's own, dates of joining) nobody would
    expect that they agree.
    """
    if first is None or second is None:
        return ()
    rows = []
    for name in sorted(catalogue.attributes, key=lambda name: name not in catalogue.matched):
        left, right = (_reading(record, name) for record in (first, second))
        if left is None and right is None:
            continue
        tells = name in catalogue.matched and left is not None and right is not None
        rows.append(
            ValueRow(
                label=catalogue.attributes[name].name.in_language(language),
                first=first.values.get(name),
                second=second.values.get(name),
                agrees=left == right if tells else None,
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
