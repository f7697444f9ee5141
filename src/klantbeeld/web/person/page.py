"""The person: who this is, what is open, what happened, and why the records are one.

Entering: the gate's views, each a logged read. Leaving: ``person.html``; its tabs are addresses,
so that evidence and the access log are read only by whoever asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.privacy.evidence import HowView, RejectedView
from klantbeeld.privacy.subject import DATA_SUBJECT, OWN_DATA, PURPOSE_NAME, ROLE_NAME
from klantbeeld.privacy.views import (
    AccessEntry,
    GoldenValue,
    LinkView,
    OrderLine,
    PersonView,
    RecordView,
    TimelineItem,
    TimelineQuery,
    Total,
)
from klantbeeld.web.contexts import (
    ComparedCell,
    ComparedRow,
    Filter,
    GoldenGroup,
    PersonPage,
    Tab,
    TimelineDay,
    TypeCount,
)
from klantbeeld.web.formats import Formats
from klantbeeld.web.judging.contexts import Notice, PersonJudging
from klantbeeld.web.judging.verdicts import notice
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.person.consent_panel import consent_panel, warnings
from klantbeeld.web.person.details import details
from klantbeeld.web.person.evidence import (
    field_names,
    how_picture,
    link_pictures,
    near_pictures,
    reasons,
    without_spares,
)
from klantbeeld.web.person.offers import offers_panel
from klantbeeld.web.person.value import value_panel
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

FIRST_SHOWN = 50
_MOST_SHOWN = 3200
_GROUPS: tuple[tuple[str, frozenset[AttributeType]], ...] = (
    (N_("Contact"), frozenset({AttributeType.EMAIL, AttributeType.PHONE})),
    (
        N_("Address"),
        frozenset(
            {
                AttributeType.STREET,
                AttributeType.HOUSE_NUMBER,
                AttributeType.POSTCODE,
                AttributeType.CITY,
                AttributeType.COUNTRY,
            }
        ),
    ),
    (
        N_("Name and birth"),
        frozenset(
            {
                AttributeType.GIVEN_NAME,
                AttributeType.NAME_PREFIX,
                AttributeType.FAMILY_NAME,
                AttributeType.FULL_NAME,
                AttributeType.BIRTH_DATE,
                AttributeType.GENDER,
            }
        ),
    ),
)
_TABS = {
    "": N_("Timeline"),
    "consents": N_("Consent"),
    "records": N_("Records"),
    "why": N_("Why one person"),
    "history": N_("History and access"),
}


def router(site: Site) -> APIRouter:
    """``GET /people/{person_id}?tab=&type=&shown=&lines=``"""
    routes = page_router(site)

    @routes.get("/people/{person_id}")
    def person(
        request: Request,
        person_id: int,
        tab: str = "",
        types: list[str] = Query([], alias="type"),  # noqa: B008 - FastAPI's way to name it
        shown: int = Query(FIRST_SHOWN, ge=1, le=_MOST_SHOWN),
        lines: int | None = None,
        decision: int | None = None,
        said: str = "",
        undone: int | None = None,
        against: bool = False,
        asked: str = "",
    ) -> Response:
        reader = site.reader(request)
        position = site.hub.position()
        state = PersonState(person_id, tab if tab in _TABS else "", tuple(types), shown, lines)
        made = notice(decision, said, undone, against)
        page = person_page(site, reader, state, made, asked)
        return site.render(
            request,
            "person.html",
            page,
            language=reader.language,
            reader=reader,
            section="person",
            live=f"/live/person/{page.view.person_id}?after={position}",
        )

    return routes


@dataclass(frozen=True, slots=True)
class PersonState:
    """What the address of the page holds, and addresses that differ in one part of it."""

    person_id: int
    tab: str
    types: tuple[str, ...]
    """The filter of the timeline; none: every type."""
    shown: int
    """How much of the timeline."""
    lines: int | None
    """The order whose lines are opened."""

    def address(
        self, *, tab: str = "", types: tuple[str, ...] | None = None, shown: int | None = None
    ) -> str:
        """Without opened order lines; a changed filter begins at the newest again."""
        parts = [("tab", tab)] if tab else []
        parts += [("type", name) for name in (self.types if types is None else types)]
        if shown is not None and shown != FIRST_SHOWN:
            parts.append(("shown", str(shown)))
        return f"/people/{self.person_id}" + (f"?{urlencode(parts)}" if parts else "")


def person_page(
    site: Site,
    reader: Reader,
    state: PersonState,
    made: Notice | None = None,
    asked: str = "",
) -> PersonPage:
    """Reads what the chosen tab needs; raises Refused and NotFound."""
    visible = site.catalogue.visible_touchpoints(reader.actor.role, reader.purpose)
    types = tuple(name for name in visible if name in state.types)
    read = _read(site, reader, state, types)
    view = read.view
    at = PersonState(view.person_id, state.tab, types, state.shown, state.lines)
    own_sources = {record.source for record in view.records}
    fmt = site.formats(reader.language)
    labels = _labels(site)
    names = field_names(labels, reader.language)
    needed, spare = without_spares(read.links)
    pictures = link_pictures(view.records, (*needed, *spare), names, fmt)
    return PersonPage(
        view=view,
        redirected=view.asked_id != view.person_id,
        sees_orders=not view.bars
        and any(site.catalogue.touchpoints[name].kind is TouchpointKind.ORDER for name in visible),
        sees_touchpoints=bool(visible) and not view.bars,
        barred_matters=any(
            declared.open_statuses and name not in visible
            for name, declared in site.catalogue.touchpoints.items()
        ),
        orders=tuple(_by_type(t for t in view.totals if t.kind is TouchpointKind.ORDER)),
        other_currencies=any(
            t.currency != view.currency for t in view.totals if t.kind is TouchpointKind.ORDER
        ),
        sources=len(own_sources),
        made_up=_made_up(site, own_sources),
        tabs=tuple(_tabs(site, reader.language, view, at)),
        tab=state.tab,
        golden=tuple(golden_groups(site, reader.language, view.golden)),
        filters=tuple(_filters(view, at)),
        filtered=bool(types),
        clear_address=at.address(types=()),
        days=timeline_days(view.timeline, fmt),
        more_address=(
            at.address(shown=min(state.shown * 2, _MOST_SHOWN)) if view.timeline_more else None
        ),
        base_address=at.address(shown=state.shown),
        opened=state.lines if read.lines else None,
        lines=read.lines,
        details={
            item.touchpoint_no: details(item, site.catalogue.touchpoints[item.type].detail, fmt)
            for item in (*view.timeline, *(matter.item for matter in view.open_matters))
        },
        compared=compare(view.records, labels, view.golden),
        pictures=pictures[: len(needed)],
        spare_pictures=pictures[len(needed) :],
        reasons=reasons((e for link in needed for e in link.evidence), names, fmt),
        how=how_picture(read.how, names, fmt) if read.how else None,
        near=near_pictures(read.near, names, fmt),
        accesses=read.accesses,
        types={name: attribute.type for name, attribute in site.catalogue.attributes.items()},
        role_names={name: role.name for name, role in site.catalogue.roles.items()}
        | {DATA_SUBJECT: ROLE_NAME},
        purpose_names={name: p.name for name, p in site.catalogue.purposes.items()}
        | {OWN_DATA: PURPOSE_NAME},
        judging=_judging(site, reader, at, made),
        may_handle=reader.actor.role in site.services.gate.door.holders(Duty.HANDLE_REQUESTS),
        warnings=warnings(view, site.catalogue, reader.language),
        consents=(
            consent_panel(site, reader, view.person_id, asked) if state.tab == "consents" else None
        ),
        offers=offers_panel(site, reader, view.person_id) if state.tab == "" else None,
        value=value_panel(site, reader, view.person_id) if state.tab == "" else None,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What the gate gave for one tab."""

    view: PersonView
    lines: tuple[OrderLine, ...]
    links: tuple[LinkView, ...] = ()
    how: HowView | None = None
    near: tuple[RejectedView, ...] = ()
    accesses: tuple[AccessEntry, ...] = ()


def _read(site: Site, reader: Reader, state: PersonState, types: tuple[str, ...]) -> _Read:
    """Each tab reads its own: what nobody opened is not read, and not in the log."""
    gate, who = site.services.gate, (reader.actor, reader.purpose)
    view = gate.person(*who, state.person_id, TimelineQuery(types=types, limit=state.shown))
    person_id = view.person_id
    opened = next((item for item in view.timeline if item.touchpoint_no == state.lines), None)
    lines: tuple[OrderLine, ...] = ()
    if opened is not None and opened.lines:
        lines = gate.order_lines(*who, opened.touchpoint_no)
    if state.tab == "why":
        return _Read(
            view,
            lines,
            links=gate.evidence.links(*who, person_id),
            how=gate.evidence.how(*who, person_id),
            near=gate.evidence.why_not(*who, person_id),
        )
    if state.tab == "history":
        return _Read(view, lines, accesses=tuple(gate.accesses(*who, person_id)))
    return _Read(view, lines)


def _judging(site: Site, reader: Reader, at: PersonState, made: Notice | None) -> PersonJudging:
    gate, actor = site.services.gate, reader.actor
    history = (
        gate.evidence.history(actor, reader.purpose, at.person_id) if at.tab == "history" else None
    )
    return PersonJudging(
        may_judge=actor.role in gate.door.holders(Duty.JUDGE),
        notice=made,
        history=history,
        here=at.address(tab=at.tab),
    )


def _labels(site: Site) -> Mapping[str, Words]:
    return {name: attribute.name for name, attribute in site.catalogue.attributes.items()}


def _made_up(site: Site, sources: set[str]) -> tuple[tuple[Words, tuple[str, ...]], ...]:
    """Sources that are made up in the same way stand together."""
    told: dict[str, tuple[Words, list[str]]] = {}
    for name, source in site.catalogue.sources.items():
        if name in sources and source.made_up is not None:
            told.setdefault(source.made_up.en, (source.made_up, []))[1].append(name)
    return tuple((text, tuple(names)) for text, names in told.values())


def _tabs(site: Site, language: Language, view: PersonView, at: PersonState) -> Iterable[Tab]:
    counts = {"records": len(view.records)}
    for key, name in _TABS.items():
        yield Tab(
            key=key,
            name=site.say(language, name),
            count=counts.get(key),
            address=at.address(tab=key),
            chosen=key == at.tab,
        )


def _filters(view: PersonView, at: PersonState) -> Iterable[Filter]:
    """Each type that this person has, as a switch."""
    for count in _by_type(view.totals):
        chosen = count.type in at.types
        others = tuple(name for name in at.types if name != count.type)
        yield Filter(
            label=count.label,
            count=count.touchpoints,
            chosen=chosen,
            address=at.address(types=others if chosen else (*at.types, count.type)),
        )


def _by_type(totals: Iterable[Total]) -> Iterable[TypeCount]:
    """Totals stand by type and currency; who counts touchpoints wants one figure a type."""
    of_type: dict[str, list[Total]] = {}
    for total in totals:
        of_type.setdefault(total.type, []).append(total)
    for name, own in of_type.items():
        yield TypeCount(
            name,
            own[0].label,
            sum(total.touchpoints for total in own),
            max(total.last_at for total in own),
        )


def golden_groups(
    site: Site, language: Language, golden: Sequence[GoldenValue]
) -> Iterable[GoldenGroup]:
    """Contact first, for whoever has this person on the phone; what fits no group comes last."""
    left = list(golden)
    for name, types in _GROUPS:
        own = [value for value in left if site.catalogue.attributes[value.attribute].type in types]
        left = [value for value in left if value not in own]
        if own:
            yield GoldenGroup(site.say(language, name), tuple(own))
    if left:
        yield GoldenGroup(site.say(language, N_("Other")), tuple(left))


def timeline_days(items: Sequence[TimelineItem], fmt: Formats) -> tuple[TimelineDay, ...]:
    """The same order, cut at the organisation's midnight."""
    by_day = groupby(items, key=lambda item: fmt.local_day(item.occurred_at))
    return tuple(TimelineDay(day, day.replace(day=1), tuple(own)) for day, own in by_day)


def compare(
    records: Sequence[RecordView],
    labels: Mapping[str, Words],
    golden: Sequence[GoldenValue] = (),
) -> tuple[ComparedRow, ...]:
    """Attributes by records; where most agree, the odd ones out are marked."""
    winners = {(value.attribute, value.winner.record_no) for value in golden}
    rows = []
    for attribute, label in labels.items():
        if not any(attribute in record.values for record in records):
            continue
        readings = [
            record.standard.get(attribute, record.values.get(attribute)) for record in records
        ]
        known = [reading for reading in readings if reading is not None]
        usual = max(known, key=known.count)
        agreed = known.count(usual) > 1
        cells = tuple(
            ComparedCell(
                delivered=record.values.get(attribute),
                standard=_if_other(record.standard.get(attribute), record.values.get(attribute)),
                fault=record.faults.get(attribute),
                odd=agreed and reading is not None and reading != usual,
                stands=(attribute, record.record_no) in winners,
            )
            for record, reading in zip(records, readings, strict=True)
        )
        rows.append(ComparedRow(attribute, label, cells, differs=len(set(known)) > 1))
    return tuple(rows)


def _if_other(standard: str | None, delivered: str | None) -> str | None:
    return standard if standard != delivered else None
