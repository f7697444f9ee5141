"""What customers are told about their data: Articles 13 and 14 AVG/GDPR, from the catalogue.

Entering: a ``Register`` and the catalogue. Leaving: a ``Document`` in plain language (about B1).
What is not in use does not stand in it; what the organisation still has to fill in is left out
here and stands in the register as missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.documents.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Language,
    Paragraph,
    Table,
)
from klantbeeld.privacy.register import wording
from klantbeeld.privacy.register.build import Activity, Register

_TITLE = Words(nl="Wat wij met uw gegevens doen", en="What we do with your data")

_WHY = {
    LegalBasis.CONSENT: Words(
        nl="U hebt hiervoor toestemming gegeven. U kunt die altijd intrekken, net zo makkelijk als "
        "u die gaf. Wat wij daarvoor deden blijft toegestaan.",
        en="You gave consent for this. You can withdraw it at any time, as easily as you gave it. "
        "What we did before that stays allowed.",
    ),
    LegalBasis.CONTRACT: Words(
        nl="Dit is nodig voor wat u met ons hebt afgesproken.",
        en="This is needed for what you agreed with us.",
    ),
    LegalBasis.LEGAL_OBLIGATION: Words(nl="De wet verplicht ons hiertoe.", en="The law asks it."),
    LegalBasis.VITAL_INTERESTS: Words(
        nl="Dit is nodig om iemands leven of gezondheid te beschermen.",
        en="This is needed to protect somebody's life or health.",
    ),
    LegalBasis.PUBLIC_TASK: Words(
        nl="Dit is nodig voor een taak van algemeen belang.",
        en="This is needed for a task in the public interest.",
    ),
    LegalBasis.LEGITIMATE_INTEREST: Words(
        nl="Wij hebben hier een belang bij, en wij hebben het afgewogen tegen uw belang. Vraag ons "
        "gerust om die afweging. U kunt bezwaar maken.",
        en="We have an interest in this, and we weighed it against yours. Feel free to ask us for "
        "how we weighed it. You can object.",
    ),
}

_RIGHTS = (
    Words(nl="U kunt uw gegevens inzien en er een kopie van krijgen.",
          en="You can see your data and get a copy of them."),
    Words(nl="U kunt fouten laten verbeteren.", en="You can have mistakes corrected."),
    Words(nl="U kunt uw gegevens laten wissen. Soms moeten wij iets bewaren van de wet.",
          en="You can have your data erased. Sometimes the law makes us keep something."),
    Words(nl="U kunt vragen om uw gegevens tijdelijk niet te gebruiken.",
          en="You can ask us not to use your data for a while."),
    Words(nl="U kunt uw gegevens meenemen in een bestand.",
          en="You can take your data with you in a file."),
    Words(nl="U kunt vragen dat een mens kijkt naar een besluit dat een computer nam.",
          en="You can ask that a person looks at a decision that a computer made."),
)  # fmt: skip


def privacy_notice(register: Register, catalogue: Catalogue, language: Language) -> Document:
    """The notice in one language."""
    organisation = register.organisation
    return Document(
        title=_TITLE.in_language(language),
        subtitle=organisation.name,
        language=language,
        author=organisation.name,
        made_at=register.made_at,
        time_zone=organisation.time_zone,
        blocks=tuple(_blocks(register, catalogue, language)),
    )


def _blocks(register: Register, catalogue: Catalogue, language: Language) -> Iterator[Block]:
    def say(nl: str, en: str) -> str:
        return en if language == "en" else nl

    active = [activity for activity in register.activities if activity.active]
    yield Heading(say("Wie wij zijn", "Who we are"))
    yield _who(register, language)
    # Article 21(4): told clearly, and apart from the rest.
    yield Heading(say("U kunt bezwaar maken", "You can object"))
    yield Paragraph(
        say("Wilt u geen reclame van ons? Zeg het ons, dan stoppen wij meteen. U hoeft niet te "
            "zeggen waarom. Ook tegen ander gebruik dat wij doen omdat wij er belang bij hebben, "
            "kunt u bezwaar maken.",
            "Do you not want marketing from us? Tell us and we stop at once. You need not say why. "
            "You can also object to other uses that we make because we have an interest in them."),
        "good",
    )  # fmt: skip
    yield Heading(say("Waarvoor wij gegevens gebruiken", "What we use data for"))
    for activity in active:
        yield from _activity(activity, language)
    yield Heading(say("Wie uw gegevens krijgt", "Who gets your data"))
    yield from _recipients(register, language)
    yield Heading(say("Waar uw gegevens vandaan komen", "Where your data come from"))
    yield from _origins(catalogue, language)
    yield Heading(say("Computers en besluiten", "Computers and decisions"))
    yield Paragraph(_machines(active, language))
    yield Heading(say("Uw rechten", "Your rights"))
    yield Bullets(tuple(right.in_language(language) for right in _RIGHTS))
    contact = register.organisation.contact
    yield Paragraph(
        say(f"Vraag het ons: {contact}. Het kost niets. U krijgt binnen een maand antwoord.",
            f"Ask us: {contact}. It costs nothing. You get an answer within a month.")
    )  # fmt: skip
    yield Paragraph(
        say("Bent u het niet met ons eens? U kunt een klacht indienen bij de Autoriteit "
            "Persoonsgegevens: autoriteitpersoonsgegevens.nl.",
            "Do you disagree with us? You can complain to the Dutch data protection authority, the "
            "Autoriteit Persoonsgegevens: autoriteitpersoonsgegevens.nl.")
    )  # fmt: skip


def _who(register: Register, language: Language) -> Facts:
    own = register.organisation
    rows: list[tuple[Words, str | None]] = [
        (Words(nl="Verantwoordelijk", en="Responsible"), own.name),
        (Words(nl="Adres", en="Address"), own.address),
        (Words(nl="Vragen over uw gegevens", en="Questions about your data"), own.contact),
    ]
    for name, contacts in (
        (Words(nl="Functionaris gegevensbescherming", en="Data protection officer"),
         (own.officer,)),
        (Words(nl="Vertegenwoordiger", en="Representative"), (own.representative,)),
        (Words(nl="Samen met", en="Together with"), own.joint_controllers),
    ):  # fmt: skip
        rows += [(name, f"{each.name}, {each.contact}") for each in contacts if each]
    return Facts(tuple((name.in_language(language), value) for name, value in rows if value))


def _activity(activity: Activity, language: Language) -> Iterator[Block]:
    yield Heading(activity.name.in_language(language), 2)
    yield Paragraph(activity.description.in_language(language))
    names = ", ".join(thing.label.in_language(language) for thing in activity.kept)
    rows = (
        (Words(nl="Waarom dit mag", en="Why we may"), _WHY[activity.legal_basis]),
        (Words(nl="Welke gegevens", en="Which data"), Words(nl=names, en=names)),
    )
    longest = wording.period(activity.retention, language)
    yield Facts(
        (
            *((name.in_language(language), text.in_language(language)) for name, text in rows),
            (Words(nl="Hoe lang hooguit", en="How long at most").in_language(language), longest),
        )
    )


def _recipients(register: Register, language: Language) -> Iterator[Block]:
    names = {each.purpose: each.name.in_language(language) for each in register.activities}
    abroad = {each.partner: each for each in register.transfers if not each.by}
    head = (
        Words(nl="Wie", en="Who"), Words(nl="Wat zij doen", en="What they do"),
        Words(nl="Waarvoor", en="What for"), Words(nl="Land", en="Country"),
    )  # fmt: skip
    rows = []
    for name, partner in register.partners.items():
        if not partner.active:
            continue
        place = [wording.country(partner.country, language)]
        if name in abroad and (safeguards := abroad[name].safeguards):
            place.append(wording.SAFEGUARDS[safeguards.kind].in_language(language))
        purposes = tuple(names[purpose] for purpose in partner.purposes)
        rows.append((partner.name, partner.does.in_language(language), purposes, tuple(place)))
    yield Table(
        Words(nl="Buiten onze organisatie", en="Outside our organisation").in_language(language),
        tuple(word.in_language(language) for word in head),
        tuple(rows),
        Words(nl="Niemand buiten onze organisatie krijgt uw gegevens.",
              en="Nobody outside our organisation gets your data.").in_language(language),
    )  # fmt: skip
    kinds = dict.fromkeys(
        each.name.in_language(language)
        for activity in register.activities
        if activity.active
        for each in activity.recipients
        if not each.partner
    )
    if kinds:
        words = Words(nl="Verder:", en="And:").in_language(language)
        yield Paragraph(f"{words} {', '.join(kinds)}.")
    for transfer in (each for each in register.transfers if each.by and each.safeguards):
        told = Words(nl="{} werkt samen met {} ({}): {}.", en="{} works with {} ({}): {}.")
        ground = transfer.safeguards.kind if transfer.safeguards else None
        if ground is not None:
            yield Paragraph(
                told.in_language(language).format(
                    transfer.by,
                    transfer.name,
                    wording.country(transfer.country, language),
                    wording.SAFEGUARDS[ground].in_language(language),
                )
            )


def _origins(catalogue: Catalogue, language: Language) -> Iterator[Block]:
    suppliers = {
        source: partner.name
        for partner in catalogue.partners.values()
        for source in partner.supplies
    }
    own = [s.name.in_language(language) for n, s in catalogue.sources.items() if n not in suppliers]
    if own:
        words = Words(
            nl="Van uzelf, via onze systemen: ", en="From yourself, by our systems: "
        ).in_language(language)
        yield Paragraph(words + ", ".join(own) + ".")
    for source, partner in suppliers.items():
        words = Words(
            nl="Van {}: {}. Krijgen wij zo gegevens over u, dan vertellen wij u dat binnen een "
            "maand.",
            en="From {}: {}. When we get data about you that way, we tell you within a month.",
        ).in_language(language)
        yield Paragraph(words.format(partner, catalogue.sources[source].name.in_language(language)))
    needed = [a.name.in_language(language) for a in catalogue.attributes.values() if a.required]
    if needed:
        words = Words(
            nl="Dit hebben wij echt nodig om u te helpen: {}. Zonder kunnen wij dat niet.",
            en="This we really need to help you: {}. Without it we cannot.",
        ).in_language(language)
        yield Paragraph(words.format(", ".join(needed)))


def _machines(active: list[Activity], language: Language) -> str:
    profiled = [each.name.in_language(language) for each in active if each.profiling]
    decided = [each.name.in_language(language) for each in active if each.automated_decision]
    parts = []
    if profiled:
        words = Words(
            nl="Wij maken een profiel: een computer schat iets over u uit uw gegevens. Dat doen "
            "wij voor: {}.",
            en="We make a profile: a computer estimates something about you from your data. We do "
            "so for: {}.",
        )
        parts.append(words.in_language(language).format(", ".join(profiled)))
    if decided:
        words = Words(
            nl="Een computer beslist alleen, zonder mens, bij: {}. U kunt vragen dat een mens "
            "ernaar kijkt.",
            en="A computer decides alone, without a person, at: {}. You can ask a person to look.",
        )
        parts.append(words.in_language(language).format(", ".join(decided)))
    else:
        words = Words(
            nl="Geen computer neemt alleen een besluit over u.",
            en="No computer alone decides anything about you.",
        )
        parts.append(words.in_language(language))
    return " ".join(parts)
