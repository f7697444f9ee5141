"""The customer's own page: everything that is held of him, in plain words, and what he can do.

Entering: a visit. Leaving: the context of ``mine/page.html``. One page with everything in one place
(Article 12(1) AVG/GDPR); what it says of purposes, recipients and rights comes from the catalogue,
as the register of processing and the privacy notice do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.purposes import Purpose
from klantbeeld.privacy.consent.state import Standing
from klantbeeld.privacy.marks import MarkKind, may_object
from klantbeeld.privacy.own_page.links import VISIT_IDLE, Visit
from klantbeeld.privacy.own_page.page import own_page
from klantbeeld.privacy.own_page.views import OwnAttribute, OwnConsent, OwnLook, OwnPageView
from klantbeeld.privacy.requests.state import Request as RightsRequest
from klantbeeld.privacy.subject import OWN_DATA
from klantbeeld.web.languages import N_, Language, locale_of
from klantbeeld.web.mine import wording
from klantbeeld.web.mine.contexts import (
    AttributeGroup,
    ConsentLine,
    LookLine,
    ObjectionLine,
    OwnPage,
    PurposeWords,
    RecipientLine,
    RequestLine,
)
from klantbeeld.web.person.details import details
from klantbeeld.web.site import Site

FIRST_ITEMS, MORE_ITEMS = 10, 500
FIRST_LOOKS, MORE_LOOKS = 8, 400

_GROUPS: tuple[tuple[str, frozenset[AttributeType]], ...] = (
    (
        N_("Your name"),
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
    (N_("How we reach you"), frozenset({AttributeType.EMAIL, AttributeType.PHONE})),
    (
        N_("Your address"),
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
)

_CHANGEABLE = frozenset(
    {Standing.NONE, Standing.WITHDRAWN, Standing.UNCLEAR, Standing.INVALID, Standing.EXPIRED}
)


def page_of(
    site: Site, language: Language, visit: Visit, done: str, more: frozenset[str]
) -> OwnPage:
    """Reads and words the page; ``more``: which lists are shown at length, items or looks."""
    services, catalogue = site.services, site.catalogue
    view = own_page(
        services.gate.door,
        visit.actor,
        visit.person_id,
        items=MORE_ITEMS if "items" in more else FIRST_ITEMS,
        looks=MORE_LOOKS if "looks" in more else FIRST_LOOKS,
    )
    asked = services.requests.of_person(visit.actor, OWN_DATA, visit.person_id)
    fmt = site.formats(language)
    organisation = catalogue.organisation
    marks = {(mark.kind, mark.purpose): mark.since for mark in view.marks}
    words = {name: purpose_words(site, language, each) for name, each in catalogue.purposes.items()}
    active = {name: catalogue.purposes[name] for name in catalogue.purposes
              if name in catalogue.active_purposes}  # fmt: skip
    periods = {one.retention for one in view.attributes} | {one.retention for one in view.kinds}
    return OwnPage(
        view=view,
        done=done,
        groups=tuple(_groups(site, language, view.attributes)),
        purposes=words,
        retention={each: wording.period(each, language) for each in sorted(periods)},
        consents=tuple(_consents(site, language, view, visit)),
        under_age=view.under_age,
        no_marketing=marks.get((MarkKind.MARKETING_OBJECTION, "")),
        no_profiling=marks.get((MarkKind.NO_PROFILING, "")),
        restricted=marks.get((MarkKind.RESTRICTION, "")),
        privacy_signal=marks.get((MarkKind.GPC, "")),
        objections=tuple(_objections(active, words, marks)),
        recipients=tuple(_recipients(site, language, active)),
        profiling=tuple(words[name] for name, each in active.items() if each.profiling),
        machine=tuple(words[name] for name, each in active.items() if each.automated_decision),
        kinds=view.kinds,
        items=view.items,
        details={
            item.touchpoint_no: details(item, catalogue.touchpoints[item.type].detail, fmt)
            for item in view.items
        },
        more_items=_address({*more, "items"}, "happened") if view.more_items else None,
        looks=tuple(_look(site, language, look) for look in view.looks),
        more_looks=_address({*more, "looks"}, "looked") if view.more_looks else None,
        requests=tuple(_request(site, language, one) for one in asked),
        authority=wording.authority_of(organisation.country),
        contact=organisation.contact,
        officer=(
            (organisation.officer.name, organisation.officer.contact)
            if organisation.officer
            else None
        ),
        minutes=int(VISIT_IDLE.total_seconds() // 60),
    )


def purpose_words(site: Site, language: Language, purpose: Purpose) -> PurposeWords:
    """A purpose as a customer understands it."""
    return PurposeWords(
        purpose.name.in_language(language),
        purpose.description.in_language(language),
        site.say(language, wording.BECAUSE[purpose.legal_basis.value]),
    )


def _address(more: Iterable[str], place: str) -> str:
    return f"/mine?{urlencode([('more', each) for each in sorted(more)])}#{place}"


def _groups(
    site: Site, language: Language, attributes: Iterable[OwnAttribute]
) -> Iterable[AttributeGroup]:
    left = list(attributes)
    for name, types in _GROUPS:
        own = tuple(each for each in left if each.type in types)
        left = [each for each in left if each not in own]
        if own:
            yield AttributeGroup(site.say(language, name), own)
    if left:
        yield AttributeGroup(site.say(language, N_("Also")), tuple(left))


def confirms(visit: Visit, channel: Channel) -> bool:
    """Whether this visit proves that the customer reads what is sent by this way: its link was
    sent to the e-mail address."""
    return visit.by_mail and channel is Channel.EMAIL


def _consents(
    site: Site, language: Language, view: OwnPageView, visit: Visit
) -> Iterable[ConsentLine]:
    """What people are asked today, and what the customer answered."""
    catalogue = site.catalogue
    today = site.formats(language).today
    for state in view.consents:
        request = catalogue.consents.get(state.purpose)
        purpose = catalogue.purposes.get(state.purpose)
        version = request.text_on(today) if request else None
        if request is None or purpose is None or version is None or not purpose.active:
            continue
        yield ConsentLine(
            purpose=state.purpose,
            name=purpose.name.in_language(language),
            channel=state.channel.value,
            channel_name=site.say(language, wording.CHANNELS[state.channel.value]),
            question=request.texts[version].in_language(language),
            given=state.standing is Standing.GIVEN,
            waits=state.standing is Standing.PENDING,
            since=state.since if state.standing not in {Standing.NONE, Standing.INVALID} else None,
            may_give=_may_give(state, view)
            and (state.channel not in request.double_opt_in or confirms(visit, state.channel)),
        )


def _may_give(state: OwnConsent, view: OwnPageView) -> bool:
    return state.standing in _CHANGEABLE and not view.under_age


def _objections(
    active: Mapping[str, Purpose],
    words: Mapping[str, PurposeWords],
    marks: Mapping[tuple[MarkKind, str], datetime],
) -> Iterable[ObjectionLine]:
    for name, purpose in active.items():
        if may_object(purpose):
            since = marks.get((MarkKind.OBJECTION, name))
            yield ObjectionLine(name, words[name].name, words[name].description, since)


def _recipients(
    site: Site, language: Language, active: Mapping[str, Purpose]
) -> Iterable[RecipientLine]:
    """Partners that are given data now, then kinds of recipient."""
    locale, today = locale_of(language), site.formats(language).today
    for partner in site.catalogue.partners.values():
        used = tuple(
            active[name].name.in_language(language) for name in partner.purposes if name in active
        )
        if not used or not partner.in_force(today):
            continue
        outside = wording.SAFEGUARDS[partner.safeguards.kind.value] if partner.safeguards else ""
        yield RecipientLine(
            name=partner.name,
            does=partner.does.in_language(language),
            country=str(locale.territories.get(partner.country, partner.country)),
            purposes=used,
            outside=site.say(language, outside) if outside else "",
        )
    for purpose in active.values():
        for kind in purpose.recipients:
            yield RecipientLine(
                name=kind.in_language(language),
                does="",
                country="",
                purposes=(purpose.name.in_language(language),),
                outside="",
            )


def _look(site: Site, language: Language, look: OwnLook) -> LookLine:
    role = site.catalogue.roles.get(look.role)
    purpose = site.catalogue.purposes.get(look.purpose)
    return LookLine(
        day=look.day,
        role=role.name.in_language(language)
        if role
        else site.say(language, N_("Somebody of ours")),
        did=site.say(language, wording.did(look.action)),
        why=purpose.name.in_language(language) if purpose else "",
        times=look.times,
    )


def _request(site: Site, language: Language, request: RightsRequest) -> RequestLine:
    return RequestLine(
        name=site.say(language, wording.REQUESTS[request.kind.value]),
        state=site.say(language, wording.REQUEST_STATES[request.state.value]),
        received_on=request.received_on,
        due_on=request.due_on if request.state.open else None,
    )
