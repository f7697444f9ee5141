"""The routes of consent: what somebody said and says, what must not be done, who may be reached.

Entering: JSON. Leaving: how it stands, with the proof; or whether a contact is allowed, with its
ground or its reasons as codes, parameters and articles. A change holds before the answer is given.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import BaseModel, Field

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.catalog.consents import Channel
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.channels.contact import ContactAnswer, Selection
from klantbeeld.privacy.channels.rules import Answer, Contact, Message, Storage
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.consent.views import ConsentsView, Recorded
from klantbeeld.privacy.marking import Marked
from klantbeeld.privacy.marks import Ground, Mark

Name = Annotated[str, Field(max_length=63)]
Note = Annotated[str | None, Field(max_length=1_000)]
Number = Annotated[StoredNumber, Path()]
ToldOn = Annotated[date | None, Query(description="When the person was told")]


class Said(BaseModel):
    """What somebody says of one purpose and channel."""

    purpose: Name
    channel: Channel | None = None
    """Absent: a withdrawal for every channel."""
    decision: Literal["given", "withdrawn"]
    text_version: Annotated[str | None, Field(max_length=60)] = None
    """Of the text that was agreed to; absent: the one of today."""
    by_representative: bool = False
    """Said by a parent or guardian."""
    given_via: Annotated[str | None, Field(max_length=60)] = None
    """Where it was said: a form, a shop, a call."""


class Token(BaseModel):
    """What the link in the message to the address carries."""

    token: Annotated[str, Field(max_length=500)]


class Objection(BaseModel):
    """An objection, or its end."""

    against: Name | None = None
    """A purpose; absent: all direct marketing."""
    ends: Literal["withdrawn", "overridden"] | None = None
    """Absent: it begins. Else the person took it back, or compelling grounds weigh more."""
    note: Note = None
    """What the person puts forward, or the weighing."""


class Restriction(BaseModel):
    """Why the data is restricted: Article 18(1)."""

    ground: Literal["accuracy_disputed", "unlawful", "legal_claim", "objection_weighed"]
    note: Note = None


class Profiling(BaseModel):
    """Whether the person allows profiling and decisions by machine."""

    allowed: bool
    note: Note = None


class Signal(BaseModel):
    """Global Privacy Control, where it is not sent as the header ``Sec-GPC``."""

    gpc: bool


class People(BaseModel):
    """Many people and what one wants to do."""

    people: Annotated[list[StoredNumber], Field(max_length=100_000)]
    purpose: Name
    channel: Channel
    message: Message = Message.MARKETING
    own_similar_products: bool = False
    on: date | None = None


class SuppressedContacts(BaseModel):
    """Addresses or numbers to leave alone."""

    channel: Literal[Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.POST]
    contacts: Annotated[list[Annotated[str, Field(max_length=320)]], Field(max_length=10_000)]
    source: Annotated[str, Field(min_length=1, max_length=60)]
    """Where they come from: an unsubscription, a list."""


class Suppressed(BaseModel):
    """What became of them."""

    added: int
    unusable: list[int]
    """Which of them, counted from 1, are no address of this channel."""


def consenting(services: Services) -> APIRouter:
    """``/people/{id}/consents``, ``/objections``, ``/restriction``, ``/profiling``, ``/signals``,
    ``/may-contact`` and ``/may-store``; ``/contacts/*`` and ``/consents/confirm``."""
    router = APIRouter(tags=["consent"])
    router.include_router(_saying(services))
    router.include_router(_marking(services))
    router.include_router(_reaching(services))
    return router


def _saying(services: Services) -> APIRouter:
    router = APIRouter()
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.get("/people/{person_id}/consents")
    def consents(caller: reader, person_id: Number) -> ConsentsView:
        """What the person said, per purpose and channel, with the proof, and what must not be
        done."""
        return services.consents.show(caller.actor, caller.purpose, person_id)

    @router.post("/people/{person_id}/consents")
    def say(caller: writer, person_id: Number, body: Said) -> Recorded:
        """Gives or withdraws; it holds when this answers. Where a double opt-in is asked, send the
        ``confirmation`` to the address in a link: the consent holds once it comes back."""
        wish = Wish(
            body.purpose, body.channel, body.text_version, body.by_representative, body.given_via
        )
        record = services.consents.give if body.decision == "given" else services.consents.withdraw
        return record(caller.actor, caller.purpose, person_id, wish)

    @router.post("/consents/confirm")
    def confirm(_: writer, body: Token) -> Recorded:
        """Confirms from the address itself what was given; a token counts once."""
        return services.consents.confirm(body.token)

    return router


def _marking(services: Services) -> APIRouter:
    router = APIRouter()
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]
    marking = services.marking

    @router.get("/people/{person_id}/objections")
    def in_force(caller: reader, person_id: Number) -> tuple[Mark, ...]:
        """What must not be done with the person's data, and since when: objections, restriction,
        no profiling, the browser's signal."""
        return services.consents.show(caller.actor, caller.purpose, person_id).marks

    @router.post("/people/{person_id}/objections")
    def objections(caller: writer, person_id: Number, body: Objection) -> Marked:
        """Records an objection, or ends one. That to direct marketing only the person ends."""
        who = caller.actor, caller.purpose, person_id
        if body.ends is None:
            return marking.object(*who, body.against, body.note)
        return marking.end_objection(*who, body.against, Ground(body.ends), body.note)

    @router.post("/people/{person_id}/restriction")
    def restrict(caller: writer, person_id: Number, body: Restriction) -> Marked:
        """Restricts: from now on the data is kept and nothing else."""
        ground = Ground(body.ground)
        return marking.restrict(caller.actor, caller.purpose, person_id, ground, body.note)

    @router.delete("/people/{person_id}/restriction")
    def lift(caller: writer, person_id: Number, told_on: ToldOn = None) -> Marked:
        """Lifts the restriction, after the person was told."""
        return marking.lift(caller.actor, caller.purpose, person_id, told_on)

    @router.post("/people/{person_id}/profiling")
    def profiling(caller: writer, person_id: Number, body: Profiling) -> Marked:
        """Refuses profiling and decisions by machine, or takes that back."""
        who = caller.actor, caller.purpose, person_id
        if body.allowed:
            return marking.allow_profiling(*who)
        return marking.refuse_profiling(*who, body.note)

    @router.post("/people/{person_id}/signals")
    def signals(
        caller: writer,
        person_id: Number,
        sec_gpc: Annotated[str | None, Header(alias="Sec-GPC")] = None,
        body: Signal | None = None,
    ) -> Marked:
        """Takes the browser's signal: the header ``Sec-GPC: 1`` as the browser sent it, or the
        body. It counts as an objection to selling and to profiling for marketing."""
        on = body.gpc if body is not None else sec_gpc == "1"
        return marking.signal(caller.actor, caller.purpose, person_id, on=on)

    return router


def _reaching(services: Services) -> APIRouter:
    router = APIRouter()
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]
    contacts = services.contacts

    @router.get("/people/{person_id}/may-contact")
    def may_contact(
        caller: reader,
        person_id: Number,
        purpose: Annotated[str, Query(max_length=63, description="Of the message")],
        channel: Channel,
        message: Message = Message.MARKETING,
        own_similar_products: bool = False,
        on: date | None = None,
    ) -> ContactAnswer:
        """Whether the person may be reached in this way on a day, and why or why not."""
        contact = Contact(purpose, channel, message, own_similar_products)
        (answer,) = contacts.may_contact(caller.actor, caller.purpose, person_id, [contact], on)
        return answer

    @router.get("/people/{person_id}/may-store")
    def may_store(
        caller: reader,
        person_id: Number,
        purpose: Annotated[str, Query(max_length=63)],
        storage: Storage,
    ) -> Answer:
        """Whether something may be stored or read on the person's device, such as a cookie."""
        return contacts.may_store(caller.actor, caller.purpose, person_id, purpose, storage)

    @router.post("/contacts/selection")
    def selection(caller: reader, body: People) -> Selection:
        """Who of many people may be reached, and how many may not and why."""
        contact = Contact(body.purpose, body.channel, body.message, body.own_similar_products)
        return contacts.selection(caller.actor, caller.purpose, body.people, contact, body.on)

    @router.post("/contacts/suppressed")
    def suppress(caller: writer, body: SuppressedContacts) -> Suppressed:
        """Puts addresses or numbers on the list of those to leave alone, as keyed hashes."""
        added, unusable = contacts.suppress_texts(
            caller.actor, caller.purpose, body.contacts, body.channel, body.source
        )
        return Suppressed(added=added, unusable=unusable)

    return router
