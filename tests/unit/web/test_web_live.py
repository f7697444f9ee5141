"""Changes reach the pages that they concern, and none is missed in between."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import anyio
from fastapi.sse import ServerSentEvent

from klantbeeld.pipeline.changes import Change
from klantbeeld.web.hub import Hub, Notice, Subscriber
from klantbeeld.web.live import stream


def quiet() -> Hub:
    """A hub whose listening never ends and never says anything by itself."""
    forever = threading.Event()

    def listen() -> Iterator[Change]:
        forever.wait()
        yield from ()

    return Hub(listen)


def concerns(number: int) -> Callable[[Change], bool]:
    return lambda change: change == Change("person", number)


async def take(hub: Hub, count: int, after: int | None = None) -> list[ServerSentEvent]:
    events = []
    async for event in stream(hub, concerns(7), after, life_seconds=5):
        events.append(event)
        if len(events) == count:
            break
    return events


def test_an_open_page_hears_of_its_person_only() -> None:
    hub = quiet()

    async def listen_and_change() -> list[ServerSentEvent]:
        async with asyncio.TaskGroup() as tasks:
            heard = tasks.create_task(take(hub, 2))
            await asyncio.sleep(0.05)
            hub.publish(Change("person", 8))
            hub.publish(Change("person", 7))
        return heard.result()

    hello, changed = anyio.run(listen_and_change)
    assert hello.event is None
    assert (changed.event, changed.id) == ("changed", "2")


def test_a_change_before_the_stream_opened_is_told() -> None:
    hub = quiet()
    made_at = hub.position()
    hub.publish(Change("person", 7))
    _, changed = anyio.run(take, hub, 2, made_at)
    assert changed.event == "changed"


def test_a_position_of_an_earlier_process_means_look_again() -> None:
    _, changed = anyio.run(take, quiet(), 2, 41)
    assert changed.event == "changed"


def test_a_stream_has_a_maximum_life() -> None:
    async def all_of_it() -> list[ServerSentEvent]:
        return [event async for event in stream(quiet(), concerns(7), None, life_seconds=0.05)]

    events = anyio.run(all_of_it)
    assert [event.event for event in events] == [None, None]


def test_a_slow_reader_is_told_to_look_again_instead() -> None:
    async def overflow() -> list[Notice]:
        subscriber = Subscriber(asyncio.get_running_loop(), asyncio.Queue(maxsize=3))
        for position in range(1, 6):
            subscriber.offer(Notice(position, Change("load", position)))
        await asyncio.sleep(0)
        return [subscriber.queue.get_nowait() for _ in range(subscriber.queue.qsize())]

    notices = anyio.run(overflow)
    assert notices[0] == Notice(4, None)


def test_a_lost_connection_ends_in_looking_again() -> None:
    told = threading.Event()

    def listen() -> Iterator[Change]:
        told.set()
        raise ConnectionError
        yield

    hub = Hub(listen)
    hub.position()
    assert told.wait(5)
    _, changed = anyio.run(take, hub, 2)
    assert changed.event == "changed"
    hub.close()
