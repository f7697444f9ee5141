"""Server-sent events: an open page hears that it changed, and fetches itself anew.

Entering: the hub's notices. Leaving: events without any value; the page then asks for its main
part with the session, through the gate, so each look is logged as any other. A stream has a
maximum life, after which the browser reconnects by itself and says how far it was (WHATWG HTML,
server-sent events, ``Last-Event-ID``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from klantbeeld.pipeline.changes import Change
from klantbeeld.web.hub import Hub, Notice
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

LIFE_SECONDS = 300.0
_RECONNECT_MS = 1000


async def stream(
    hub: Hub,
    concerns: Callable[[Change], bool],
    after: int | None,
    life_seconds: float = LIFE_SECONDS,
) -> AsyncIterator[ServerSentEvent]:
    """One event ``changed`` per burst of changes that concern the page."""
    loop = asyncio.get_running_loop()
    end = loop.time() + life_seconds
    with hub.subscribe(after) as subscriber:
        # An id without data makes no event, but the browser remembers it for reconnecting.
        yield ServerSentEvent(id=str(hub.position()), retry=_RECONNECT_MS)
        while (left := end - loop.time()) > 0:
            try:
                notices = [await asyncio.wait_for(subscriber.queue.get(), left)]
            except TimeoutError:
                break
            while not subscriber.queue.empty():
                notices.append(subscriber.queue.get_nowait())
            if any(_concerns(notice, concerns) for notice in notices):
                position = str(notices[-1].position)
                yield ServerSentEvent(event="changed", id=position, raw_data=position)
        yield ServerSentEvent(id=str(hub.position()))


def _concerns(notice: Notice, concerns: Callable[[Change], bool]) -> bool:
    return notice.change is None or concerns(notice.change)


def router(site: Site) -> APIRouter:
    """``GET /live/person/{id}`` and ``GET /live/overview``."""
    routes = page_router(site)
    signed_in = [Depends(site.reader)]

    @routes.get(
        "/live/person/{person_id}",
        response_class=EventSourceResponse,
        dependencies=signed_in,
    )
    async def live_person(
        person_id: int, after: int | None = None, last_event_id: int | None = Header(None)
    ) -> AsyncIterator[ServerSentEvent]:
        def concerns(change: Change) -> bool:
            return change.kind == "person" and change.number == person_id

        async for event in stream(site.hub, concerns, last_event_id or after):
            yield event

    @routes.get("/live/overview", response_class=EventSourceResponse, dependencies=signed_in)
    async def live_overview(
        after: int | None = None, last_event_id: int | None = Header(None)
    ) -> AsyncIterator[ServerSentEvent]:
        async for event in stream(site.hub, lambda _: True, last_event_id or after):
            yield event

    return routes
