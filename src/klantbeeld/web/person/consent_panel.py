"""The tab of consent on the person, and the warnings at the head.

Entering: what the services tell of one person. Leaving: contexts, worded in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.channels.contact import ContactAnswer
from klantbeeld.privacy.channels.rules import REACHES, Contact
from klantbeeld.privacy.consent.state import ConsentState, Standing, Statement
from klantbeeld.privacy.consent.views import ConsentsView
from klantbeeld.privacy.consent.wording import (
    ALLOWED_BY,
    BARS,
    CHANNELS,
    DECISIONS,
    FLAWS,
    GROUNDS,
    MARKS,
    MARKS_TOLD,
    STANDINGS,
    VIA,
    reason_told,
    told,
)
from klantbeeld.privacy.marking import RESTRICTION_GROUNDS
from klantbeeld.privacy.marks import (
    Bar,
    Mark,
    MarkKind,
    PastMark,
    is_direct_marketing,
    may_object,
)
from klantbeeld.privacy.views import PersonView
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.person.consent_contexts import (
    Choice,
    ConsentLine,
    ConsentPanel,
    MarkLine,
    Proof,
    SaidLine,
    Warning_,
    WayLine,
)
from klantbeeld.web.site import Reader, Site

_TONES = {
    Standing.GIVEN: "yes",
    Standing.PENDING: "waits",
    Standing.NONE: "none",
}

_ENDS = {MarkKind.RESTRICTION: "lift", MarkKind.OBJECTION: "weigh"}

UNDER_AGE = N_("Under 16")
OPEN_COMPLAINT = N_("A complaint is open")
OPEN_COMPLAINT_TOLD = N_("No marketing goes out until it is settled; begin with it.")
OPEN_COMPLAINT_ONLY = N_("Begin with it.")
UNDER_AGE_TOLD = N_("Only a parent or guardian consents; send no advertising without that.")


def warnings(view: PersonView, catalogue: Catalogue, language: Language) -> tuple[Warning_, ...]:
    """What must not be done now."""
    found = [
        Warning_(
            _mark_name(mark, catalogue, language), told(MARKS_TOLD, mark.kind, language), mark.since
        )
        for mark in view.marks
    ]
    say = translations(language).gettext
    if view.under_age:
        found.append(Warning_(say(UNDER_AGE), say(UNDER_AGE_TOLD), None))
    complaints = [
        matter.item.occurred_at
        for matter in view.open_matters
        if catalogue.experience.is_complaint(matter.item.type, matter.item.detail)
    ]
    if complaints:
        paused = catalogue.experience.no_marketing_during != "never"
        told_ = say(OPEN_COMPLAINT_TOLD if paused else OPEN_COMPLAINT_ONLY)
        found.append(Warning_(say(OPEN_COMPLAINT), told_, min(complaints)))
    if view.bars:
        shown = [bar for bar in view.bars if bar is not Bar.RESTRICTED]
        said = " ".join(told(BARS, bar, language) for bar in shown or view.bars)
        found.append(Warning_(say(N_("Only the name is shown for this purpose")), said, None))
    return tuple(found)


def consent_panel(site: Site, reader: Reader, person_id: int, asked: str = "") -> ConsentPanel:
    """Reads what was said and who may be reached; raises Refused and NotFound."""
    catalogue, language = site.catalogue, reader.language
    view = site.services.consents.show(reader.actor, reader.purpose, person_id)
    contacts = _contacts(catalogue)
    answers = site.services.contacts.may_contact(reader.actor, reader.purpose, person_id, contacts)
    handlers = site.services.gate.door.holders(Duty.HANDLE_REQUESTS)
    marks = {mark.kind for mark in view.marks}
    today = site.formats(language).today
    return ConsentPanel(
        lines=tuple(_line(state, catalogue, language, view.under_age) for state in view.states),
        marks=tuple(_mark(mark, catalogue, language) for mark in view.marks),
        ways=tuple(_way(answer, catalogue, language) for answer in answers),
        history=_history(view, catalogue, language),
        may_handle=reader.actor.role in handlers,
        handlers=tuple(catalogue.roles[name].name for name in handlers),
        objectable=tuple(
            Choice(name, purpose.name.in_language(language))
            for name, purpose in catalogue.purposes.items()
            if purpose.active and may_object(purpose)
        ),
        grounds=tuple(Choice(g.value, told(GROUNDS, g, language)) for g in RESTRICTION_GROUNDS),
        restricted=MarkKind.RESTRICTION in marks,
        objected=MarkKind.MARKETING_OBJECTION in marks,
        unprofiled=MarkKind.NO_PROFILING in marks,
        under_age=view.under_age,
        asked=asked,
        today=today.isoformat(),
    )


def _contacts(catalogue: Catalogue) -> list[Contact]:
    """Every purpose of marketing by every way that reaches somebody."""
    return [
        Contact(name, channel, own_similar_products=name not in catalogue.consents)
        for name, purpose in catalogue.purposes.items()
        if purpose.active and is_direct_marketing(purpose) and _sends(catalogue, name)
        for channel in Channel
        if channel in REACHES
    ]


def _sends(catalogue: Catalogue, purpose: str) -> bool:
    """Whether a message can go out for it: it is asked for a channel that reaches somebody, or it
    rests on another ground than consent."""
    asked = catalogue.consents.get(purpose)
    return asked is None or any(channel in REACHES for channel in asked.channels)


def _line(
    state: ConsentState, catalogue: Catalogue, language: Language, under_age: bool
) -> ConsentLine:
    request = catalogue.consents[state.purpose]
    newest = max(request.texts.values(), key=lambda text: text.since)
    return ConsentLine(
        purpose=state.purpose,
        purpose_name=purpose_name(catalogue, state.purpose, language),
        channel=state.channel.value,
        channel_name=told(CHANNELS, state.channel, language),
        tone=_TONES.get(state.standing, "no"),
        standing=told(STANDINGS, state.standing, language),
        why=tuple(told(FLAWS, flaw, language) for flaw in state.flaws),
        proof=_proof(state.statement, catalogue, language) if state.statement else None,
        asked=None if state.given else newest,
        can_withdraw=state.standing in {Standing.GIVEN, Standing.PENDING},
    )


def _proof(said: Statement, catalogue: Catalogue, language: Language) -> Proof:
    request = catalogue.consents.get(said.purpose)
    text = request.texts.get(said.text_version or "") if request else None
    return Proof(
        at=said.at,
        text_version=said.text_version,
        text=text,
        given_via=said.given_via,
        recorded_by=_recorder(catalogue, said.actor, said.via, language),
        by_representative=said.by_representative,
    )


def _recorder(catalogue: Catalogue, actor: str, via: str, language: Language) -> str:
    """Who wrote it down: a source by its own name, else who by which way."""
    if via == "source":
        source = catalogue.sources.get(actor)
        return source.name.in_language(language) if source else actor
    return f"{actor} ({told(VIA, via, language)})" if via else actor


def _mark(mark: Mark, catalogue: Catalogue, language: Language) -> MarkLine:
    return MarkLine(
        kind=mark.kind.value,
        purpose=mark.purpose,
        name=_mark_name(mark, catalogue, language),
        told=told(MARKS_TOLD, mark.kind, language),
        ground=told(GROUNDS, mark.ground, language),
        since=mark.since,
        ends=_ENDS.get(mark.kind, "withdraw"),
    )


def _mark_name(mark: Mark | PastMark, catalogue: Catalogue, language: Language) -> str:
    name = purpose_name(catalogue, mark.purpose, language)
    return told(MARKS, mark.kind, language).format(purpose=name)


def _way(answer: ContactAnswer, catalogue: Catalogue, language: Language) -> WayLine:
    return WayLine(
        purpose_name=purpose_name(catalogue, answer.purpose, language),
        channel_name=told(CHANNELS, answer.channel, language),
        allowed=answer.allowed,
        ground=told(ALLOWED_BY, answer.ground or "", language),
        reasons=tuple((reason_told(r, language), r.article) for r in answer.reasons),
    )


def _history(view: ConsentsView, catalogue: Catalogue, language: Language) -> tuple[SaidLine, ...]:
    """Everything that was said or set, the newest first."""
    lines = [*_said(view.statements, catalogue, language)]
    for mark in view.past_marks:
        name = _mark_name(mark, catalogue, language)
        ground = told(GROUNDS, mark.ground, language)
        note = f"{ground}: {mark.note}" if mark.note else ground
        lines.append(
            SaidLine(
                mark.since, name, "", note, _recorder(catalogue, mark.actor, mark.via, language)
            )
        )
        if mark.ended_at is not None and mark.end_ground is not None:
            end = told(GROUNDS, mark.end_ground, language)
            why = f"{end}: {mark.end_note}" if mark.end_note else end
            ended = translations(language).gettext(N_("ended"))
            lines.append(SaidLine(mark.ended_at, name, ended, why, mark.ended_by or ""))
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _said(
    statements: Iterable[Statement], catalogue: Catalogue, language: Language
) -> Iterable[SaidLine]:
    """Statements that were written on several records at once stand once."""
    seen = set()
    for said in statements:
        key = said.at, said.purpose, said.channel, said.decision, said.actor
        if key in seen:
            continue
        seen.add(key)
        about = purpose_name(catalogue, said.purpose, language)
        yield SaidLine(
            at=said.at,
            what=told(DECISIONS, said.decision, language),
            about=f"{about}, {told(CHANNELS, said.channel, language)}",
            detail=" · ".join(part for part in (said.text_version, said.given_via) if part),
            who=_recorder(catalogue, said.actor, said.via, language),
        )


def purpose_name(catalogue: Catalogue, purpose: str, language: Language) -> str:
    """What people call the purpose; its own name where it is not declared."""
    declared = catalogue.purposes.get(purpose)
    return declared.name.in_language(language) if declared else purpose
