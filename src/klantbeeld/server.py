"""One process that serves everything: the API, the pages and the live worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from klantbeeld import __version__
from klantbeeld.api.errors import error_response, http_error_response, invalid_response
from klantbeeld.api.routes import api
from klantbeeld.core.errors import KlantbeeldError
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.background import background
from klantbeeld.pipeline.linking.worker import Worker
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.repeat import Repeat
from klantbeeld.pipeline.rights.consents import warn_of_cut_off
from klantbeeld.pipeline.services import Services
from klantbeeld.web.pages import install


def create_app(services: Services | None = None) -> FastAPI:
    """The application; opens the project that the environment names unless one is given."""
    opened = services or open_project(Settings())
    warn_of_cut_off(opened.database, opened.catalogue)
    working: tuple[Worker | Repeat, ...] = (Worker(opened), *background(opened))

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        for each in working:
            each.start()
        yield
        site.hub.close()
        for each in working:
            each.stop()
        opened.close()

    app = FastAPI(
        title="Klantbeeld",
        version=__version__,
        description="Single Customer View: one living, lawful picture of every customer.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    app.include_router(api(opened))
    site = install(app, opened)

    @app.get("/healthz", include_in_schema=False)
    def healthy() -> JSONResponse:
        with opened.database.transaction() as transaction:
            transaction.execute("select 1")
        return JSONResponse({"ok": True})

    @app.exception_handler(KlantbeeldError)
    async def refuse(request: Request, error: Exception) -> Response:
        if not isinstance(error, KlantbeeldError):
            raise error
        return error_response(error)

    page = cast(
        Callable[[Request, Exception], Awaitable[Response]], app.exception_handlers[HTTPException]
    )

    @app.exception_handler(HTTPException)
    async def unanswered(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith("/api/"):
            return http_error_response(error)
        return await page(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return invalid_response(error)

    return app
