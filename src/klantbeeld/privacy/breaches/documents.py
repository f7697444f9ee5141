"""The papers of a breach: the report to the authority, the letter to the people, the register.

Entering: how a breach stands, and the catalogue. Leaving: documents. The report follows the
chapters 0 to 9 of the form of the Autoriteit Persoonsgegevens, and says what nobody has filled in
yet; the letter holds what Article 34(2) asks, in plain language; the register is that of Article
33(5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.taxonomy import category_words
from klantbeeld.documents.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Language,
    Paragraph,
    Table,
)
from klantbeeld.privacy.breaches import wording
from klantbeeld.privacy.breaches.views import FIELDS, AffectedPerson, BreachView, Count

_MISSING = Words(nl="(nog invullen)", en="(to be filled in)")


def report(view: BreachView, catalogue: Catalogue, language: Language, now: datetime) -> Document:
    """The draft of the report to the authority; a follow-up once the first was sent."""
    first = Words(nl="Melding datalek (concept)", en="Report of a breach (draft)")
    later = Words(nl="Vervolgmelding datalek (concept)", en="Follow-up report of a breach (draft)")
    title = (first if view.reported_at is None else later).in_language(language)
    own = catalogue.organisation
    blocks: list[Block] = []
    for chapter, heading in enumerate(wording.CHAPTERS):
        rows = [*_facts(view, catalogue, chapter, language), *_said(view, chapter, language)]
        blocks.append(Heading(heading.in_language(language)))
        blocks.append(Facts(tuple(rows)))
    return Document(title, language, own.name, now, tuple(blocks),
                    f"{_of(view, language)}", own.time_zone)  # fmt: skip


def letter(view: BreachView, catalogue: Catalogue, language: Language, now: datetime) -> Document:
    """The letter to the people affected: Article 34(2), in plain language."""
    own = catalogue.organisation
    contact = own.officer.contact if own.officer else own.contact
    title = Words(
        nl="Belangrijk bericht over uw gegevens", en="Important message about your data"
    ).in_language(language)

    def say(nl: str, en: str) -> str:
        return en if language == "en" else nl

    def text(key: str) -> str:
        values = view.said.get(key)
        return wording.said(key, values, language) if values else _MISSING.in_language(language)

    blocks: tuple[Block, ...] = (
        Paragraph(
            say(f"Bij {own.name} is iets misgegaan met uw gegevens. Wij leggen uit wat er gebeurd "
                "is, wat dit voor u kan betekenen en wat wij doen.",
                f"At {own.name} something went wrong with your data. We explain what happened, "
                "what it may mean for you and what we do.")
        ),
        Heading(say("Wat is er gebeurd?", "What happened?")),
        Paragraph(text("happened")),
        Heading(say("Om welke gegevens gaat het?", "Which data is it about?")),
        Bullets(_data(view.count, catalogue, language) or (_MISSING.in_language(language),)),
        Heading(say("Wat kan dit voor u betekenen?", "What may it mean for you?")),
        Paragraph(text("consequences")),
        Heading(say("Wat doen wij?", "What do we do?")),
        Paragraph(text("measures_after")),
        Heading(say("Hebt u vragen?", "Do you have questions?")),
        Paragraph(
            say(f"Neem contact met ons op: {contact}. U kunt ook een klacht indienen bij de "
                "Autoriteit Persoonsgegevens: autoriteitpersoonsgegevens.nl.",
                f"Contact us: {contact}. You can also complain to the Dutch data protection "
                "authority: autoriteitpersoonsgegevens.nl.")
        ),
    )  # fmt: skip
    return Document(title, language, own.name, now, blocks, "", own.time_zone)


def recipients(
    view: BreachView,
    people: Sequence[AffectedPerson],
    catalogue: Catalogue,
    language: Language,
    now: datetime,
) -> Document:
    """Who gets the letter: exactly those whom the last count found and who are still known."""
    reach = list(dict.fromkeys(name for person in people for name in person.contact))
    words = Words(nl="Wie de brief krijgt", en="Who gets the letter").in_language(language)
    head = (
        Words(nl="Nummer", en="Number").in_language(language),
        Words(nl="Naam", en="Name").in_language(language),
        Words(nl="Zeker geraakt", en="Surely affected").in_language(language),
        *(catalogue.attributes[name].name.in_language(language) for name in reach),
    )
    rows = tuple(
        (
            person.person_id,
            person.display_name,
            person.certain,
            *(person.contact.get(name) for name in reach),
        )
        for person in people
    )
    none = Words(nl="Er is nog niet geteld.", en="Nobody has counted yet.").in_language(language)
    own = catalogue.organisation
    return Document(words, language, own.name, now, (Table(words, head, rows, none),),
                    _of(view, language), own.time_zone)  # fmt: skip


def breach_register(
    views: Sequence[BreachView], catalogue: Catalogue, language: Language, now: datetime
) -> Document:
    """The organisation's own register: facts, effects and what was done (Article 33(5))."""
    title = Words(nl="Register van datalekken", en="Register of breaches").in_language(language)
    head = tuple(
        words.in_language(language)
        for words in (
            Words(nl="Nummer", en="Number"), Words(nl="Bekend sinds", en="Known since"),
            Words(nl="Wat er gebeurde", en="What happened"), Words(nl="Minst", en="Least"),
            Words(nl="Meest", en="Most"), Words(nl="Gevolgen", en="Effects"),
            Words(nl="Maatregelen", en="Measures"), Words(nl="Gemeld", en="Reported"),
            Words(nl="Betrokkenen ingelicht", en="People told"),
        )
    )  # fmt: skip
    rows = tuple(
        (
            view.breach_no,
            view.aware_at,
            _told(view, "happened", language),
            view.count.least if view.count else None,
            view.count.most if view.count else None,
            _told(view, "consequences", language),
            _told(view, "measures_after", language),
            view.reported_at or view.not_reported,
            view.people_told_at or view.people_not_told,
        )
        for view in views
    )
    none = Words(nl="Er is geen datalek vastgelegd.", en="No breach is recorded.")
    own = catalogue.organisation
    return Document(title, language, own.name, now,
                    (Table(title, head, rows, none.in_language(language)),),
                    Words(nl="Artikel 33 lid 5 AVG", en="Article 33(5) GDPR").in_language(language),
                    own.time_zone)  # fmt: skip


def _told(view: BreachView, key: str, language: Language) -> str:
    return wording.said(key, view.said.get(key, ()), language)


def _of(view: BreachView, language: Language) -> str:
    return f"{Words(nl='Datalek', en='Breach').in_language(language)} {view.breach_no}"


def _said(view: BreachView, chapter: int, language: Language) -> Iterator[tuple[str, Cell]]:
    for key, field in FIELDS.items():
        if field.chapter == chapter:
            values = view.said.get(key)
            text = wording.said(key, values, language) if values else _MISSING.in_language(language)
            yield wording.FIELDS[key].in_language(language), text


def _facts(
    view: BreachView, catalogue: Catalogue, chapter: int, language: Language
) -> Iterator[tuple[str, Cell]]:
    """What is known by itself: the organisation, the clock and the count."""
    for words, value in _known(view, catalogue, chapter, language):
        yield words.in_language(language), value


def _known(
    view: BreachView, catalogue: Catalogue, chapter: int, language: Language
) -> Iterator[tuple[Words, Cell]]:
    own, count = catalogue.organisation, view.count
    if chapter == 0:
        yield Words(nl="Eigen nummer", en="Own number"), str(view.breach_no)
        yield Words(nl="Eerder gemeld", en="Reported before"), view.reported_at
        references = [str(each.detail["reference"]) for each in view.events
                      if each.kind == "reported"]  # fmt: skip
        yield Words(nl="Nummer van de AP", en="Number of the authority"), tuple(references)
    elif chapter == 1:
        yield Words(nl="Organisatie", en="Organisation"), own.name
        yield Words(nl="Adres", en="Address"), own.address
        officer = own.officer
        yield (
            Words(nl="Contactpersoon", en="Contact"),
            f"{officer.name}, {officer.contact}" if officer else own.contact,
        )
    elif chapter == 2:
        yield Words(nl="Bekend sinds", en="Known since"), view.aware_at
        yield Words(nl="Melden uiterlijk", en="Report at the latest"), view.due_at
        if count and count.since:
            yield Words(nl="Onderzocht vanaf", en="Examined from"), count.since
            yield Words(nl="Onderzocht tot", en="Examined until"), count.until
    elif chapter == 4:
        yield Words(nl="Soorten gegevens", en="Categories of data"), _categories(count, language)
        yield Words(nl="Gegevens", en="Data"), _data(count, catalogue, language)
        yield Words(nl="Aantal records", en="Number of records"), count.records if count else None
    elif chapter == 5:
        yield (
            Words(nl="Groep", en="Group"),
            Words(nl="klanten", en="customers").in_language(language),
        )
        yield (
            Words(nl="Aantal mensen, minimaal", en="People, least"),
            count.least if count else None,
        )
        yield Words(nl="Aantal mensen, maximaal", en="People, most"), count.most if count else None
    elif chapter == 8:
        yield Words(nl="Betrokkenen ingelicht", en="People told"), view.people_told_at
        yield Words(nl="Waarom niet", en="Why not"), view.people_not_told


def _categories(count: Count | None, language: Language) -> tuple[str, ...]:
    keys = count.categories if count else ()
    return tuple(dict.fromkeys(category_words(key).in_language(language) for key in keys))


def _data(count: Count | None, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """The attributes and touchpoint types by name; one that is declared no more by its key."""
    if count is None:
        return ()
    names = {name: thing.name for name, thing in catalogue.attributes.items()}
    names |= {name: thing.name for name, thing in catalogue.touchpoints.items()}
    return tuple(
        names[key].in_language(language) if key in names else key
        for key in (*count.attributes, *count.touchpoints)
    )
