"""The register as a document: points (a) to (g) of Article 30(1), in the reader's language.

Entering: a ``Register``. Leaving: a ``Document``, which is written as HTML, PDF or Excel.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.partners import Contact
from klantbeeld.catalog.taxonomy import category_words, use_words
from klantbeeld.documents.model import Block, Document, Facts, Heading, Language, Paragraph, Table
from klantbeeld.privacy.register import wording
from klantbeeld.privacy.register.build import Activity, Register

_TITLE = Words(nl="Register van verwerkingsactiviteiten", en="Record of processing activities")
_SUBTITLE = Words(nl="Artikel 30 lid 1 AVG", en="Article 30(1) GDPR")
_PERSONS = Words(nl="klanten en hun contactpersonen", en="customers and who acts for them")


def register_document(register: Register, language: Language) -> Document:
    """The whole register."""
    organisation = register.organisation
    return Document(
        title=_TITLE.in_language(language),
        subtitle=_SUBTITLE.in_language(language),
        language=language,
        author=organisation.name,
        made_at=register.made_at,
        time_zone=organisation.time_zone,
        blocks=tuple(_blocks(register, language)),
    )


def _blocks(register: Register, language: Language) -> Iterator[Block]:
    def say(nl: str, en: str) -> str:
        return en if language == "en" else nl

    yield from _state(register, language)
    yield Heading(say("a. Wie verantwoordelijk is", "a. Who is responsible"))
    yield _organisation(register, language)
    yield Heading(
        say("b, c, d, f. Doelen, gegevens, ontvangers, termijnen",
            "b, c, d, f. Purposes, data, recipients, periods")
    )  # fmt: skip
    active = [activity for activity in register.activities if activity.active]
    yield _summary(active, language)
    for activity in active:
        yield from _activity(activity, language)
    idle = [activity.name.in_language(language) for activity in register.activities
            if not activity.active]  # fmt: skip
    if idle:
        text = say("Niet in gebruik, dus geen verwerking: ", "Not in use, so no processing: ")
        yield Paragraph(text + ", ".join(idle) + ".", "quiet")
    yield Heading(say("Gegevens van medewerkers", "Data of colleagues"))
    yield _colleagues(register, language)
    yield Heading(say("d. Ontvangers", "d. Recipients"))
    yield _partners(register, language)
    yield Heading(say("e. Doorgifte buiten de EER", "e. Transfers outside the EEA"))
    yield _transfers(register, language)
    yield Heading(say("g. Beveiliging", "g. Security"))
    measures = [own.in_language(language) for own in register.organisation.security_measures]
    yield Paragraph("\n".join(measures) or say("Nog niet ingevuld.", "Not filled in yet."))
    yield Heading(say("Effectbeoordelingen (artikel 35)", "Impact assessments (Article 35)"))
    yield _dpia(register, language)
    yield Heading(say("Waar de gegevens staan", "Where the data stand"))
    yield _storage(register, language)


def _state(register: Register, language: Language) -> Iterator[Block]:
    """Whether the register is what the database is, and what is missing."""
    if register.differences:
        nl = "De database bevat iets anders dan hier staat:\n"
        en = "The database holds something else than stands here:\n"
        text = (en if language == "en" else nl) + "\n".join(
            wording.difference(each, language) for each in register.differences
        )
        yield Paragraph(text, "warning")
    else:
        nl = f"Vergeleken met de database: alle {len(register.storage)} tabellen staan hierin."
        en = f"Compared with the database: all {len(register.storage)} tables stand in it."
        yield Paragraph(en if language == "en" else nl, "good")
    for gap, about in register.gaps:
        yield Paragraph(wording.GAPS[gap].in_language(language).format(about), "warning")


def _organisation(register: Register, language: Language) -> Facts:
    own = register.organisation

    def told(*contacts: Contact | None) -> tuple[str, ...]:
        return tuple(f"{each.name}, {each.contact}" for each in contacts if each)

    rows = (
        (Words(nl="Verwerkingsverantwoordelijke", en="Controller"), own.name),
        (Words(nl="Adres", en="Address"), own.address),
        (Words(nl="Land", en="Country"), wording.country(own.country, language)),
        (Words(nl="Contact over gegevens", en="Contact about data"), own.contact),
        (Words(nl="Functionaris gegevensbescherming", en="Data protection officer"),
         told(own.officer)),
        (Words(nl="Vertegenwoordiger in de Unie", en="Representative in the Union"),
         told(own.representative)),
        (Words(nl="Gezamenlijk verantwoordelijken", en="Joint controllers"),
         told(*own.joint_controllers)),
    )  # fmt: skip
    return Facts(tuple((name.in_language(language), value) for name, value in rows))


def _summary(activities: list[Activity], language: Language) -> Table:
    head = (
        Words(nl="Doel", en="Purpose"), Words(nl="Grondslag", en="Legal basis"),
        Words(nl="Soorten gegevens", en="Categories of data"),
        Words(nl="Ontvangers", en="Recipients"), Words(nl="Bewaren", en="Kept"),
    )  # fmt: skip
    rows = tuple(
        (
            each.name.in_language(language),
            wording.BASES[each.legal_basis].in_language(language),
            ", ".join(_categories(each, language)),
            tuple(other.name.in_language(language) for other in each.recipients),
            wording.period(each.retention, language),
        )
        for each in activities
    )
    name = Words(nl="Verwerkingen", en="Processing activities").in_language(language)
    none = Words(nl="Er is geen doel in gebruik.", en="No purpose is in use.")
    return Table(name, tuple(word.in_language(language) for word in head), rows,
                 none.in_language(language))  # fmt: skip


def _categories(activity: Activity, language: Language) -> tuple[str, ...]:
    words = (category_words(key).in_language(language) for key in activity.categories)
    return tuple(dict.fromkeys(words))


def _activity(activity: Activity, language: Language) -> Iterator[Block]:
    yield Heading(activity.name.in_language(language), 2)
    rows = (
        (Words(nl="Wat er gebeurt", en="What is done"), activity.description.in_language(language)),
        (Words(nl="Soort gebruik", en="Kind of use"),
         use_words(activity.data_use).in_language(language)),
        (Words(nl="Grondslag", en="Legal basis"),
         wording.BASES[activity.legal_basis].in_language(language)),
        (Words(nl="Belangenafweging", en="Balancing of interests"), activity.balancing_note),
        (Words(nl="Van wie", en="Of whom"), _PERSONS.in_language(language)),
        (Words(nl="Wie het intern ziet", en="Who sees it inside"),
         ", ".join(role.in_language(language) for role in activity.roles)),
        (Words(nl="Ontvangers", en="Recipients"),
         tuple(each.name.in_language(language) for each in activity.recipients)),
        (Words(nl="Profilering", en="Profiling"), activity.profiling),
        (Words(nl="Besluit door een computer alleen", en="Decision by a machine alone"),
         activity.automated_decision),
        (Words(nl="Effectbeoordeling (DPIA)", en="Impact assessment (DPIA)"), activity.dpia),
        (Words(nl="Doel heeft gegevens nodig", en="Purpose needs data for"),
         wording.period(activity.retention, language)),
    )  # fmt: skip
    yield Facts(
        tuple((name.in_language(language), value) for name, value in rows if value is not None)
    )
    head = (
        Words(nl="Gegeven", en="Data"), Words(nl="Categorie", en="Category"),
        Words(nl="Wissen na", en="Erased after"),
    )  # fmt: skip
    yield Table(
        activity.name.in_language(language),
        tuple(word.in_language(language) for word in head),
        tuple(
            (
                thing.label.in_language(language),
                category_words(thing.category).in_language(language),
                wording.period(thing.retention, language),
            )
            for thing in activity.kept
        ),
        Words(nl="Voor dit doel wordt niets bewaard.", en="Nothing is kept for this purpose.")
        .in_language(language),
    )  # fmt: skip


def _colleagues(register: Register, language: Language) -> Facts:
    """The one processing that the catalogue does not declare: running this platform itself."""
    rows = (
        (Words(nl="Waarvoor", en="What for"),
         Words(nl="inloggen, en kunnen laten zien wie welke gegevens zag en waarom",
               en="signing in, and showing who saw which data and why")),
        (Words(nl="Grondslag", en="Legal basis"),
         Words(nl="wettelijke plicht (artikel 5 lid 2 en artikel 32 AVG)",
               en="legal duty (Articles 5(2) and 32 GDPR)")),
        (Words(nl="Gegevens", en="Data"),
         Words(nl="naam van het account, rol, taal, wat iemand deed en wanneer",
               en="name of the account, role, language, what somebody did and when")),
    )  # fmt: skip
    kept = wording.period(register.log_kept, language)
    return Facts(
        (
            *((name.in_language(language), text.in_language(language)) for name, text in rows),
            (Words(nl="Logboek bewaren", en="Log kept").in_language(language), kept),
        )
    )


def _partners(register: Register, language: Language) -> Table:
    names = {each.purpose: each.name.in_language(language) for each in register.activities}
    head = (
        Words(nl="Ontvanger", en="Recipient"), Words(nl="Soort", en="Kind"),
        Words(nl="Land", en="Country"), Words(nl="Wat het doet", en="What it does"),
        Words(nl="Doelen", en="Purposes"), Words(nl="Overeenkomst", en="Agreement"),
        Words(nl="Onderverwerkers", en="Sub-processors"),
    )  # fmt: skip
    rows = tuple(
        (
            partner.name,
            wording.KINDS[partner.kind].in_language(language),
            wording.country(partner.country, language),
            partner.does.in_language(language),
            tuple(names[purpose] for purpose in partner.purposes),
            partner.agreement.reference if partner.agreement else None,
            tuple(below.name for below in partner.sub_processors),
        )
        for partner in register.partners.values()
        if partner.active
    )
    return Table(
        Words(nl="Ontvangers", en="Recipients").in_language(language),
        tuple(word.in_language(language) for word in head),
        rows,
        Words(nl="Niemand buiten de organisatie.", en="Nobody outside the organisation.")
        .in_language(language),
    )  # fmt: skip


def _transfers(register: Register, language: Language) -> Table:
    head = (
        Words(nl="Naar", en="To"), Words(nl="Via", en="By"), Words(nl="Land", en="Country"),
        Words(nl="Waarborg", en="Safeguard"), Words(nl="Waar het staat", en="Reference"),
    )  # fmt: skip
    rows = tuple(
        (
            each.name,
            each.by,
            wording.country(each.country, language),
            wording.SAFEGUARDS[each.safeguards.kind].in_language(language)
            if each.safeguards
            else None,
            each.safeguards.reference if each.safeguards else None,
        )
        for each in register.transfers
    )
    return Table(
        Words(nl="Doorgifte", en="Transfers").in_language(language),
        tuple(word.in_language(language) for word in head),
        rows,
        Words(nl="Er gaat niets buiten de Europese Economische Ruimte.",
              en="Nothing leaves the European Economic Area.").in_language(language),
    )  # fmt: skip


def _dpia(register: Register, language: Language) -> Table:
    names = {each.purpose: each.name.in_language(language) for each in register.activities}
    head = (
        Words(nl="Soort verwerking", en="Kind of processing"),
        Words(nl="Aangetroffen bij", en="Found at"),
        Words(nl="Beoordeling", en="Assessment"),
    )  # fmt: skip
    none = Words(nl="niet aangetroffen", en="not found").in_language(language)
    unseen = Words(
        nl="niet te zien aan de catalogus: zelf beoordelen",
        en="cannot be seen from the catalogue: judge it yourself",
    ).in_language(language)
    lacking = Words(nl="ontbreekt", en="missing").in_language(language)
    rows = []
    for finding in register.dpia:
        found = [*finding.assessed, *finding.missing]
        state = ", ".join(names[purpose] for purpose in found) or (
            none if finding.kind.visible else unseen
        )
        references = (*finding.assessed.values(), *(lacking for _ in finding.missing))
        rows.append((finding.kind.name.in_language(language), state, references))
    return Table("DPIA", tuple(word.in_language(language) for word in head), tuple(rows))


def _storage(register: Register, language: Language) -> Table:
    head = (
        Words(nl="Tabel", en="Table"), Words(nl="Wat het is", en="What it is"),
        Words(nl="Wat erin staat", en="What it holds"), Words(nl="Wie het ziet", en="Who sees it"),
        Words(nl="Hoe lang", en="How long"),
    )  # fmt: skip
    rows = tuple(
        (
            holding.table,
            holding.what.in_language(language),
            ", ".join(wording.holds(holding, language)),
            wording.SEEN_BY[holding.seen_by].in_language(language),
            wording.KEPT[holding.kept].in_language(language),
        )
        for holding in register.storage
    )
    return Table(
        Words(nl="Opslag", en="Storage").in_language(language),
        tuple(word.in_language(language) for word in head),
        rows,
    )
