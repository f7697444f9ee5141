"""Documents on a page: the register of processing and the privacy notice, to read and to take away.

Entering: the register as it is now, a logged read. Leaving: ``privacy/paper.html``, or the same
document as a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.documents.excel import as_excel
from klantbeeld.documents.html import as_html
from klantbeeld.documents.model import Document
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.privacy.register.document import register_document
from klantbeeld.privacy.register.notice import privacy_notice
from klantbeeld.web.languages import LANGUAGES, Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

FORMATS = ("pdf", "excel", "html")


def _html(document: Document) -> bytes:
    return as_html(document).encode()


_WRITERS: dict[str, tuple[str, str, Callable[[Document], bytes]]] = {
    "pdf": ("application/pdf", "pdf", as_pdf),
    "html": ("text/html; charset=utf-8", "html", _html),
    "excel": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", as_excel,
    ),
}  # fmt: skip
"""Media type, ending and writer of each format."""

Paper = Literal["register", "notice"]


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the same document."""

    address: str
    kind: str
    """pdf, excel or html."""
    language: Language


@dataclass(frozen=True, slots=True)
class PaperPage:
    """``privacy/paper.html``"""

    part: str
    """Its key in the area's navigation."""
    document: Document
    downloads: tuple[Download, ...]


def router(site: Site) -> APIRouter:
    """``GET /privacy/register`` and ``/privacy/notice``, each with ``/file``."""
    routes = page_router(site)

    @routes.get("/privacy/register")
    @routes.get("/privacy/notice")
    def page(request: Request) -> Response:
        return _page(site, request, _paper(request))

    @routes.get("/privacy/register/file")
    @routes.get("/privacy/notice/file")
    def paper_file(request: Request, kind: str = "pdf", language: str = "nl") -> Response:
        reader, paper = site.reader(request), _paper(request)
        return file_response(_document(site, reader, paper, spoken(language)), kind, paper)

    return routes


def spoken(language: str) -> Language:
    """The language of an address; raises HTTPException 404 for another."""
    if language not in LANGUAGES:
        raise HTTPException(404)
    return next(each for each in LANGUAGES if each == language)


def downloads(address: str) -> tuple[Download, ...]:
    """Every format in both languages; ``address`` of the file, without its query."""
    return tuple(
        Download(f"{address}?kind={kind}&language={language}", kind, language)
        for language in LANGUAGES
        for kind in FORMATS
    )


def file_response(document: Document, kind: str, name: str) -> Response:
    """The document as a file to keep; raises HTTPException 404 for an unknown format."""
    if kind not in _WRITERS:
        raise HTTPException(404)
    media_type, ending, written = _WRITERS[kind]
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(written(document), media_type=media_type, headers=headers)


def _paper(request: Request) -> Paper:
    return "notice" if request.url.path.startswith("/privacy/notice") else "register"


def _document(site: Site, reader: Reader, paper: Paper, language: Language) -> Document:
    register = site.services.partners.register(reader.actor, reader.purpose)
    if paper == "notice":
        return privacy_notice(register, site.catalogue, language)
    return register_document(register, language)


def _page(site: Site, request: Request, paper: Paper) -> Response:
    reader = site.reader(request)
    page = PaperPage(
        part=paper,
        document=_document(site, reader, paper, reader.language),
        downloads=downloads(f"/privacy/{paper}/file"),
    )
    return site.render(
        request, "privacy/paper.html", page, language=reader.language, reader=reader,
        section="privacy",
    )  # fmt: skip
