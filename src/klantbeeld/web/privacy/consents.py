"""Consent over everybody: what was said, in which words, what cannot count, whom to leave alone.

Entering: the officer. Leaving: ``privacy/consents.html``; it names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.pipeline.rights.consents import overview_of
from klantbeeld.privacy.consent.overview import ConsentOverview, MarkCount, SaidCount, UnknownWords
from klantbeeld.privacy.consent.wording import CHANNELS, MARKS, told
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language
from klantbeeld.web.person.consent_contexts import (
    ConsentsPage,
    CountLine,
    LeftAloneLine,
    MarkCountLine,
    TextLine,
    WordsLine,
)
from klantbeeld.web.person.consent_panel import purpose_name
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

_YES = ("given", "confirmed")


def router(site: Site) -> APIRouter:
    """``GET /privacy/consents``"""
    routes = page_router(site)

    @routes.get("/privacy/consents")
    def consents(request: Request) -> Response:
        reader = site.reader(request)
        services = site.services
        found = overview_of(services.gate.door, services.project, reader.actor, reader.purpose)
        fmt = site.formats(reader.language)
        page = consents_page(found, site.catalogue, reader.language, fmt)
        return site.render(
            request,
            "privacy/consents.html",
            page,
            language=reader.language,
            reader=reader,
            section="privacy",
        )

    return routes


def consents_page(
    found: ConsentOverview, catalogue: Catalogue, language: Language, fmt: Formats
) -> ConsentsPage:
    """The counts in words."""
    return ConsentsPage(
        counts=tuple(_counts(found, catalogue, language)),
        texts=tuple(_texts(found.said, catalogue, language, fmt)),
        unknown_words=tuple(_words(line, catalogue, language) for line in found.unknown_words),
        marks=tuple(_mark(mark, catalogue, language) for mark in found.marks),
        suppressed=tuple(
            LeftAloneLine(
                told(CHANNELS, line.channel, language), line.source, line.contacts, line.since
            )
            for line in found.suppressed
        ),
        list_readable=found.list_readable,
    )


def _counts(
    found: ConsentOverview, catalogue: Catalogue, language: Language
) -> Iterable[CountLine]:
    groups: dict[tuple[str, str], list[SaidCount]] = {}
    for count in found.said:
        groups.setdefault((count.purpose, count.channel), []).append(count)
    for (purpose, channel), counts in groups.items():
        given = [count for count in counts if count.decision in _YES]
        yield CountLine(
            purpose_name=purpose_name(catalogue, purpose, language),
            channel_name=told(CHANNELS, channel, language),
            given=_sum(given),
            withdrawn=_sum(count for count in counts if count.decision == "withdrawn"),
            unclear=_sum(count for count in counts if count.decision == "unclear"),
            invalid=_sum(count for count in given if not _counts_as(count, catalogue)),
            texts=", ".join(sorted({count.text_version for count in given if count.text_version})),
            newest=max(count.newest for count in counts),
            cut_off=purpose in found.cut_off,
        )


def _counts_as(given: SaidCount, catalogue: Catalogue) -> bool:
    """Whether consent to this text for this purpose and channel can count at all."""
    request = catalogue.consents.get(given.purpose)
    if request is None:
        return False
    return given.text_version in request.texts and given.channel in request.channels


def _texts(
    said: Sequence[SaidCount], catalogue: Catalogue, language: Language, fmt: Formats
) -> Iterable[TextLine]:
    for purpose, request in catalogue.consents.items():
        for version, text in sorted(request.texts.items(), key=lambda item: item[1].since)[::-1]:
            agreed = (
                count
                for count in said
                if (count.purpose, count.text_version) == (purpose, version)
                and count.decision in _YES
            )
            name = purpose_name(catalogue, purpose, language)
            yield TextLine(name, version, fmt.day(text.since), text, _sum(agreed))


def _words(words: UnknownWords, catalogue: Catalogue, language: Language) -> WordsLine:
    source = catalogue.sources.get(words.source)
    labels = {
        field: name.in_language(language)
        for each in catalogue.touchpoints.values()
        if each.kind is TouchpointKind.CONSENT
        for field, name in each.detail.items()
    }
    said = tuple((labels.get(field, field), word) for field, word in words.said.items())
    name = source.name.in_language(language) if source else words.source
    return WordsLine(name, said, words.statements)


def _mark(mark: MarkCount, catalogue: Catalogue, language: Language) -> MarkCountLine:
    name = told(MARKS, mark.kind, language)
    about = purpose_name(catalogue, mark.purpose, language)
    return MarkCountLine(name.format(purpose=about), mark.people, mark.since)


def _sum(counts: Iterable[SaidCount]) -> int:
    return sum(count.statements for count in counts)
