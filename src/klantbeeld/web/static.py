"""The style sheets, scripts and marks, under an address that changes with their content.

Entering: the files of ``static/``. Leaving: an ASGI application to mount at ``/static``, and the
address of each file: ``/static/<digest>/css/tokens.css``. One digest over all files, so that
modules may import one another by relative path; served as immutable for a year.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static"


@cache
def digest() -> str:
    """Of all names and contents, 12 hexadecimal digits; read once per process."""
    summary = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            summary.update(path.relative_to(FOLDER).as_posix().encode())
            summary.update(path.read_bytes())
    return summary.hexdigest()[:12]


def address(name: str) -> str:
    """Where the browser finds ``name`` (such as ``css/tokens.css``)."""
    return f"{PREFIX}/{digest()}/{name}"


class HashedFiles(StaticFiles):
    """Serves ``<digest>/<name>``; a page from before an upgrade gets the present file, unkept."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        asked, _, name = path.partition("/")
        response = await super().get_response(name, scope)
        current = asked == digest()
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if current else "no-cache"
        )
        return response
