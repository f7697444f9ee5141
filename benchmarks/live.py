"""How soon what happens is seen: from a POST to the folded person, and to the open page.

    python benchmarks/live.py --base 1000000 --rate 2000 --batch 50 --seconds 30 [--page]

Makes and loads the base. First one record after another in this process, each landed (durable),
linked, reclustered and folded before the next: ``one_*``. Then serves it in a process of its own,
waits until that has counted the quality of what is there, and posts records at the asked rate,
``--batch`` to a request, each of another person: a third new people, a third first accounts of
people known by a card, a third changed accounts. A record's time is counted from the moment that
it was due, so that a server that falls behind cannot hide it, to the notice that names its person;
the answer's time, to the durable receipt. With ``--page`` a Chromium looks at one person, and 30
posts, touchpoints and changed records in turn, are timed from before the POST to the change of the
page's content. Prints one JSON object. Bars: at a million records ``one_p50_ms`` 5, ``one_p99_ms``
25, and 2,000 records a second with ``p99_ms`` below 1,000; ``page_p50_ms`` below 300 at 100,000
records.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import queue
import resource
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
from playwright.sync_api import Page, sync_playwright

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.changes import changes
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import settle_waiting
from klantbeeld.pipeline.measuring.quality_counting import counted
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from klantbeeld.web.security import SESSION_COOKIE
from made_up_shop import make_shop
from measure import machine, measured
from scratch_store import Scratch, loaded, serving

PAGE_POSTS = 30
ONE_BY_ONE = 1_000
PATIENCE_SECONDS = 60.0
_PASSWORD = "made up for one benchmark"  # noqa: S105 - of an account that lives as long as this run
_AGENT = Actor("benchmark", "service_agent", "cli")
_WARM_UP = 5


@dataclass(slots=True)
class Sent:
    """One posted record; moments in seconds of `time.monotonic`."""

    item: dict[str, str]
    due: float = 0.0
    answered: float = 0.0
    seen: float | None = None


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=int, required=True, help="records in the store")
    parser.add_argument("--rate", type=float, required=True, help="records per second")
    parser.add_argument("--batch", type=int, default=1, help="records in a request")
    parser.add_argument("--seconds", type=float, required=True, help="how long to post")
    parser.add_argument("--page", action="store_true", help="time the open page as well")
    asked = parser.parse_args()
    with loaded(asked.base) as scratch:
        key = scratch.services.accounts.keys.create(
            "benchmark", "service_agent", ("write",), sources=("*",)
        )
        page: dict[str, Any] = {}
        one = measure_one(scratch)
        with measured(scratch.postmaster) as cost, serving(scratch) as address:
            settled(scratch)
            with httpx.Client() as client:  # the first posts read the model
                for item in _items(scratch, _WARM_UP, seed=3):
                    _post(client, address, key, "accounts", item)
            figures = measure_rate(scratch, address, key, asked)
            if asked.page:
                page = measure_page(scratch, address, key)
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        result = {
            **one,
            **figures,
            **page,
            "base": asked.base,
            "rate": asked.rate,
            "batch": asked.batch,
            "seconds": asked.seconds,
            **cost.figures(),
            "peak_memory_mib": round(max(cost.peak_memory_mib, children), 1),
            "load": scratch.load,
            "machine": machine(),
        }
        result["commit"] = result["machine"].pop("commit")
    print(json.dumps(result, indent=2))


def settled(scratch: Scratch) -> None:
    """Waits for what a server does once after its start: it counts the quality of everything."""
    while True:
        with scratch.services.database.transaction() as transaction:
            if counted(transaction) is not None:
                return
        time.sleep(1)


def measure_one(scratch: Scratch) -> dict[str, Any]:
    """One record after another in this process; milliseconds until its person is stored anew."""
    took = []
    for turn, item in enumerate(_items(scratch, ONE_BY_ONE + _WARM_UP, seed=4)):
        begun = time.perf_counter()
        receive(scratch.services, "webshop", "accounts", [item])
        landed = time.perf_counter()
        settle_waiting(scratch.services, NoProgress())
        if turn >= _WARM_UP:
            took.append((landed - begun, time.perf_counter() - landed))
    landing, linking = (1000 * np.array(part) for part in zip(*took, strict=True))
    return {
        **_percentiles("one_", (landing + linking).tolist()),
        **_percentiles("one_landing_", landing.tolist()),
        **_percentiles("one_linking_", linking.tolist()),
    }


def measure_rate(
    scratch: Scratch, address: str, key: str, asked: argparse.Namespace
) -> dict[str, Any]:
    """Posts at the rate; milliseconds to the answer and to the folded person."""
    count = max(1, round(asked.rate * asked.seconds))
    posts = [Sent(item) for item in _items(scratch, count, seed=2)]
    notices = Notices(scratch.services.database)
    begun = time.monotonic()
    url = f"{address}/api/v1/sources/webshop/accounts"
    asyncio.run(_post_all(posts, url, key, asked.rate, asked.batch))
    people = _people_when_linked(scratch, [post.item["account_no"] for post in posts])
    by_person = notices.stop()
    for post in posts:
        moments = by_person.get(people[post.item["account_no"]], ())
        post.seen = next((moment for moment in moments if moment > post.due), None)
    folded = [1000 * (post.seen - post.due) for post in posts if post.seen is not None]
    answered = [1000 * (post.answered - post.due) for post in posts]
    last = max(post.seen or post.answered for post in posts)
    return {
        **_percentiles("", folded),
        "records_per_second": round(len(posts) / (last - begun), 1),
        **_percentiles("answer_", answered),
        "posted": len(posts),
        "never_noticed": len(posts) - len(folded),
    }


def measure_page(scratch: Scratch, address: str, key: str) -> dict[str, Any]:
    """Posts about the person of an open page; milliseconds until the page has changed."""
    shop = scratch.shop
    # Somebody whom no post of the other measurement touches: with a card and an account.
    record = next(
        place
        for place in range(len(shop.person))
        if shop.record_id[place].startswith("W") and shop.attributes["phone"][place]
    )
    account = shop.account(record)
    scratch.services.accounts.create("benchmark", _PASSWORD, "service_agent")
    signed_in = scratch.services.accounts.sign_in("benchmark", _PASSWORD)
    person = scratch.services.gate.find_by_record(
        _AGENT, "customer_service", "webshop", account["account_no"]
    )
    program = shutil.which("chromium") or shutil.which("google-chrome")
    touchpoints: list[float] = []
    records: list[float] = []
    with sync_playwright() as playwright, httpx.Client() as client:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        context = browser.new_context()
        context.add_cookies(
            [
                {
                    "name": SESSION_COOKIE,
                    "value": signed_in.token if signed_in else "",
                    "url": address,
                }
            ]
        )
        page = context.new_page()
        with page.expect_response(lambda answer: "/live/person/" in answer.url):
            page.goto(f"{address}/people/{person}")
        for turn in range(PAGE_POSTS):
            page.wait_for_timeout(1000)  # posts of one person come no faster, nor all in step
            wanted = f"seen{turn}@example.org" if turn % 2 else f"B-SEEN-{turn}"
            _watch(page, wanted)
            begun = time.time()
            if turn % 2:
                stamp = f"2026-01-01T00:{turn:02}:00Z"
                item = account | {"email": wanted, "changed": stamp}
                _post(client, address, key, "accounts", item)
            else:
                order = {"order_no": wanted, "account_no": account["account_no"],
                         "ordered_at": "2026-01-01T10:00:00Z", "total": "12.50",
                         "status": "delivered", "channel": "web"}  # fmt: skip
                _post(client, address, key, "orders", order)
            took: float = page.evaluate("window.seen") - 1000 * begun
            (records if turn % 2 else touchpoints).append(took)
        browser.close()
    return {
        **_percentiles("page_", touchpoints + records),
        **_percentiles("page_touchpoint_", touchpoints),
        **_percentiles("page_record_", records),
    }


class Notices:
    """Hears the notices of changes in a thread of its own: person -> when."""

    def __init__(self, database: Database) -> None:
        self._heard: queue.SimpleQueue[tuple[float, int]] = queue.SimpleQueue()
        self._database = database
        threading.Thread(target=self._listen, daemon=True).start()
        time.sleep(0.5)  # `listen` has no sign of its own that it has begun

    def _listen(self) -> None:
        # Ends with the store, which is told by an error.
        with suppress(Exception):
            for change in changes(self._database):
                self._heard.put((time.monotonic(), change.number))

    def stop(self) -> dict[int, list[float]]:
        """What was heard so far."""
        by_person: dict[int, list[float]] = {}
        while not self._heard.empty():
            moment, number = self._heard.get()
            by_person.setdefault(number, []).append(moment)
        return by_person


def _items(scratch: Scratch, count: int, *, seed: int) -> list[dict[str, str]]:
    """Accounts to post, each of another person: new, first here, changed, in turn."""
    shop = scratch.shop
    newcomers = make_shop(count * 2, seed=1000 + seed)
    dice = np.random.default_rng(seed)
    firsts = np.unique(shop.person, return_index=True)[1]
    known = iter(dice.permutation(firsts).tolist())
    items = []
    for turn in range(count):
        if turn % 3 == 0:
            item = newcomers.account(turn) | {"account_no": f"L{seed}-{turn}"}
        else:
            wanted = "K" if turn % 3 == 1 else "W"
            record = next(place for place in known if shop.record_id[place].startswith(wanted))
            item = shop.account(record)
        items.append(item | {"changed": "2025-12-01T10:00:00Z", "mobile": f"06{20_000_000 + turn}"})
    return items


async def _post_all(posts: list[Sent], url: str, key: str, rate: float, batch: int) -> None:
    async with httpx.AsyncClient(
        headers={"authorization": f"Bearer {key}"}, timeout=PATIENCE_SECONDS
    ) as client:

        async def post(together: list[Sent]) -> None:
            answer = await client.post(url, json=[sent.item for sent in together])
            for sent in together:
                sent.answered = time.monotonic()
            answer.raise_for_status()

        begun = time.monotonic() + 0.1
        tasks = []
        for start in range(0, len(posts), batch):
            together = posts[start : start + batch]
            for turn, sent in enumerate(together, start):
                sent.due = begun + turn / rate
            # A request leaves when the last of its records is there.
            await asyncio.sleep(max(0.0, together[-1].due - time.monotonic()))
            tasks.append(asyncio.create_task(post(together)))
        await asyncio.gather(*tasks)


def _post(
    client: httpx.Client, address: str, key: str, delivery: str, item: dict[str, str]
) -> None:
    client.post(
        f"{address}/api/v1/sources/webshop/{delivery}",
        json=item,
        headers={"authorization": f"Bearer {key}"},
        timeout=PATIENCE_SECONDS,
    ).raise_for_status()


def _people_when_linked(scratch: Scratch, accounts: list[str]) -> dict[str, int]:
    """Account -> person, once nothing waits any more."""
    database = scratch.services.database
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with database.transaction() as transaction:
            if transaction.execute("select from waiting_record limit 1").fetchone() is None:
                break
        time.sleep(0.2)
    time.sleep(0.5)  # the last notice is on its way
    with database.transaction() as transaction:
        rows = transaction.execute(
            "select source_record_id, person_id from source_record join membership using "
            "(record_no) where source = 'webshop' and source_record_id = any(%s)",
            [accounts],
        ).fetchall()
    return {row["source_record_id"]: row["person_id"] for row in rows}


def _watch(page: Page, wanted: str) -> None:
    """Leaves a promise in the page: the wall-clock moment at which ``wanted`` stood in it."""
    page.evaluate(
        """wanted => {
            window.seen = new Promise((done, fail) => {
                setTimeout(fail, 30000, new Error(`${wanted} did not come within 30 s`));
                const main = document.getElementById("main");
                const observer = new MutationObserver(() => {
                    if (!main.textContent.includes(wanted)) return;
                    observer.disconnect();
                    done(performance.timeOrigin + performance.now());
                });
                observer.observe(main, {childList: true, subtree: true, characterData: true});
            });
        }""",
        wanted,
    )


def _percentiles(prefix: str, took: list[float]) -> dict[str, float]:
    p50, p99 = np.percentile(took, [50, 99]) if took else (float("nan"), float("nan"))
    return {f"{prefix}p50_ms": round(p50, 1), f"{prefix}p99_ms": round(p99, 1)}


if __name__ == "__main__":
    main()
