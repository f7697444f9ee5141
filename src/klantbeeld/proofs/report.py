"""The privacy report: every row of the checklist, what was tried, and how it ended.

Entering: the outcomes and the facts of the installation. Leaving: rows for a program, and a
``Document`` for people, in Dutch or English. A row without a proof stands in it as not proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from klantbeeld import __version__
from klantbeeld.catalog.definition import Words
from klantbeeld.documents.model import (
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Language,
    Paragraph,
    Table,
)
from klantbeeld.pipeline.services import Services
from klantbeeld.proofs.checklist import Row, rows
from klantbeeld.proofs.run import Outcome
from klantbeeld.store.database import one_row

_WORDS = {
    "title": Words(nl="Privacyrapport", en="Privacy report"),
    "subtitle": Words(
        nl="Wat de wet vraagt, wat is geprobeerd, en wat bleek",
        en="What the law asks, what was tried, and what was found",
    ),
    "method": Words(
        nl="Elk bewijs hieronder is zojuist uitgevoerd door de software zelf, op PostgreSQL. "
        "‘Gedrag’ is geprobeerd op een kopie met verzonnen mensen, met dezelfde programma's en "
        "dezelfde database-server als deze installatie. ‘Installatie’ is nagekeken op deze "
        "installatie, zonder iets te wijzigen.",
        en="Every proof below was carried out just now by the software itself, on PostgreSQL. "
        "‘Behaviour’ was tried on a copy with made-up people, with the same programs and the same "
        "database server as this installation. ‘Installation’ was looked up on this installation, "
        "changing nothing.",
    ),
    "limits": Words(
        nl="Het rapport toont wat de software doet. Of uw doelen, grondslagen, afspraken en "
        "termijnen juist zijn gekozen, blijft een oordeel van mensen.",
        en="The report shows what the software does. Whether your purposes, bases, agreements and "
        "terms were chosen rightly remains for people to judge.",
    ),
    "installation": Words(nl="Deze installatie", en="This installation"),
    "controller": Words(nl="Verwerkingsverantwoordelijke", en="Controller"),
    "contact": Words(nl="Contact", en="Contact"),
    "version": Words(nl="Versie van Klantbeeld", en="Version of Klantbeeld"),
    "server": Words(nl="Database-server", en="Database server"),
    "schema": Words(nl="Versie van het schema", en="Version of the schema"),
    "purposes": Words(nl="Doelen", en="Purposes"),
    "attributes": Words(nl="Gegevens per persoon", en="Attributes of a person"),
    "sources": Words(nl="Bronnen", en="Sources"),
    "people": Words(nl="Personen", en="People"),
    "lines": Words(nl="Regels in het logboek", en="Lines in the log"),
    "overview": Words(nl="Overzicht", en="Overview"),
    "article": Words(nl="Artikel", en="Article"),
    "outcome": Words(nl="Uitkomst", en="Outcome"),
    "proofs": Words(nl="Bewijzen", en="Proofs"),
    "each": Words(nl="Per artikel", en="Article by article"),
    "tried": Words(nl="Wat is geprobeerd", en="What was tried"),
    "kind": Words(nl="Soort", en="Kind"),
    "test": Words(nl="Bewijs", en="Proof"),
    "behaviour": Words(nl="gedrag", en="behaviour"),
    "kind_installation": Words(nl="installatie", en="installation"),
    "held": Words(nl="klopt", en="holds"),
    "failed": Words(nl="klopt niet", en="does not hold"),
    "none": Words(nl="niet bewezen", en="not proved"),
    "no_proof": Words(
        nl="Voor deze rij is nog geen bewijs geschreven.",
        en="No proof has been written for this row yet.",
    ),
    "expected": Words(nl="Verwacht was", en="Expected was"),
    "all_held": Words(
        nl="Alle bewijzen kloppen.", en="Every proof holds."
    ),
    "some_failed": Words(
        nl="Er zijn bewijzen die niet kloppen. Zij staan hieronder met wat werd verwacht.",
        en="Some proofs do not hold. They stand below with what was expected.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One proof, for a program."""

    article: str
    test: str
    passed: bool
    message: str


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    """What was looked at: counts and versions, nothing of a person."""

    made_at: datetime
    version: str
    server: str
    schema: str
    people: int
    log_lines: int


def results(outcomes: Sequence[Outcome]) -> tuple[ArticleResult, ...]:
    """The outcomes, in the order of the checklist."""
    return tuple(
        ArticleResult(one.proof.article, one.proof.test, one.passed, one.message)
        for one in outcomes
    )


def not_proved(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The rows of the checklist without a proof, by their first article."""
    proved = {one.proof.article for one in outcomes}
    return tuple(row.articles[0] for row in rows() if proved.isdisjoint(row.articles))


def installation_facts(services: Services) -> InstallationFacts:
    """Versions and sizes, read from the store itself."""
    with services.database.transaction() as transaction:
        row = one_row(
            transaction,
            "select current_setting('server_version') as server, "
            "(select version_num from alembic_version) as schema, "
            "(select count(*) from person) as people, "
            "(select entry_no from access_log_head) as log_lines",
        )
    return InstallationFacts(
        made_at=services.clock().replace(microsecond=0),
        version=__version__,
        server=f"PostgreSQL {row['server']}",
        schema=str(row["schema"]),
        people=int(row["people"]),
        log_lines=int(row["log_lines"] or 0),
    )


def report(
    services: Services, outcomes: Sequence[Outcome], facts: InstallationFacts, language: Language
) -> Document:
    """The whole report, in one language."""

    def say(key: str) -> str:
        return _WORDS[key].in_language(language)

    failed = any(not one.passed for one in outcomes)
    organisation = services.catalogue.organisation
    return Document(
        title=say("title"),
        subtitle=say("subtitle"),
        language=language,
        author=organisation.name,
        made_at=facts.made_at,
        time_zone=organisation.time_zone,
        blocks=(
            Paragraph(say("some_failed"), "warning") if failed else Paragraph(say("all_held")),
            Paragraph(say("method")),
            Paragraph(say("limits"), "quiet"),
            Heading(say("installation")),
            _facts(services, facts, language),
            Heading(say("overview")),
            _overview(outcomes, language),
            Heading(say("each")),
            *(block for row in rows() for block in _row(row, outcomes, language)),
        ),
    )


def _facts(services: Services, facts: InstallationFacts, language: Language) -> Facts:
    catalogue = services.catalogue
    told: tuple[tuple[str, Cell], ...] = (
        ("controller", catalogue.organisation.name),
        ("contact", catalogue.organisation.contact),
        ("version", facts.version),
        ("server", facts.server),
        ("schema", facts.schema),
        ("purposes", len(catalogue.purposes)),
        ("attributes", len(catalogue.attributes)),
        ("sources", len(catalogue.sources)),
        ("people", facts.people),
        ("lines", facts.log_lines),
    )
    return Facts(tuple((_WORDS[key].in_language(language), value) for key, value in told))


def _of_row(row: Row, outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.proof.article in row.articles]


def _verdict(found: Sequence[Outcome], language: Language) -> str:
    key = "none" if not found else "held" if all(one.passed for one in found) else "failed"
    return _WORDS[key].in_language(language)


def _overview(outcomes: Sequence[Outcome], language: Language) -> Table:
    return Table(
        name=_WORDS["overview"].in_language(language),
        head=tuple(_WORDS[key].in_language(language) for key in ("article", "proofs", "outcome")),
        rows=tuple(
            (row.title.in_language(language), len(found), _verdict(found, language))
            for row in rows()
            for found in [_of_row(row, outcomes)]
        ),
        widths=(6, 1, 2),
    )


def _row(
    row: Row, outcomes: Sequence[Outcome], language: Language
) -> tuple[Heading | Paragraph | Table | Bullets, ...]:
    found = _of_row(row, outcomes)
    head = (Heading(row.title.in_language(language), 2), Paragraph(row.asks.in_language(language)))
    if not found:
        return (*head, Paragraph(_WORDS["no_proof"].in_language(language), "warning"))
    tried = Table(
        name=row.title.in_language(language),
        head=tuple(_WORDS[key].in_language(language) for key in ("tried", "kind", "outcome")),
        rows=tuple(_tried(one, language) for one in found),
        widths=(6, 2, 2),
    )
    counted = tuple(
        f"{figure.what.in_language(language)}: {figure.value:n}"
        for one in found
        for figure in one.figures
    )
    return (*head, tried, Bullets(counted)) if counted else (*head, tried)


def _tried(one: Outcome, language: Language) -> tuple[Cell, ...]:
    says: tuple[str, ...] = (one.proof.says.in_language(language), one.proof.test)
    if not one.passed:
        says = (*says, f"{_WORDS['expected'].in_language(language)}: {one.message}")
    kind = "behaviour" if one.proof.kind == "behaviour" else "kind_installation"
    return (says, _WORDS[kind].in_language(language), _verdict([one], language))
