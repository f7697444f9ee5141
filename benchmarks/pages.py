"""How long every page takes, for each of the accounts, and how many statements it costs.

    python benchmarks/pages.py --project demo [--times 5] [--only /goals --only /metrics]

Opens the project, signs in as each account that has the password (``--password``, or what stands in
``sign-in.txt`` of the demo), and fetches every page ``--times`` times in this process, one at a
time, with nothing else at work: no linking, folding or scoring. The first look of an account at a
page, which reads templates and plans statements, is told apart. Prints one JSON object:

- ``pages``: per page and account the ``median_ms`` and ``worst_ms`` of the looks after the first,
  ``first_ms``, ``cpu_ms`` (of a look, this process and the embedded server together: what a look
  takes where nobody else works), the ``statements`` that one look sends to PostgreSQL, and
  ``kilobytes``; a page that the account may not see has another ``status`` than 200;
- ``slow``: those whose median is above ``--most`` milliseconds (200).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg

from klantbeeld.catalog.security import Limits
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.rate_limits import RateLimits
from klantbeeld.server import create_app
from klantbeeld.web.security import SESSION_COOKIE
from measure import machine, on_cpu, postmaster_of

MOST_MS = 200
PLAIN = (
    "/", "/search?q=jansen", "/search?q=jan", "/review", "/models", "/models/1", "/sources",
    "/quality", "/quality/checks", "/goals", "/metrics", "/experience", "/value", "/value/churn",
    "/value/cohorts", "/value/contracts", "/value/lifecycle", "/value/models", "/value/offers",
    "/value/lifecycle/people?stage=at_risk", "/privacy", "/privacy/breaches",
    "/privacy/collection", "/privacy/consents", "/privacy/log", "/privacy/notice",
    "/privacy/partners", "/privacy/purposes", "/privacy/refused", "/privacy/register",
    "/privacy/requests", "/privacy/retention", "/settings/accounts", "/settings/keys", "/account",
    "/goals/report.html",
)  # fmt: skip
"""Pages that every project has."""

EXAMPLES = {
    "/people/{}": "select person_id from person order by records desc, person_id limit 1",
    "/people/{} (busiest)": """
        select m.person_id from record_total t join membership m using (record_no)
        group by m.person_id order by sum(t.touchpoints) desc limit 1
    """,
    "/organisations/{}": "select min(organisation_id) from organisation_profile",
    "/privacy/requests/{}": "select min(request_no) from rights_request",
    "/value/models/lifetime/{}": "select max(version) from value_model where kind = 'lifetime'",
    "/quality/records?source={0[0]}&attribute={0[1]}": """
        select array[source, attribute] from quality_now
        where dimension = 'validity' and numerator < denominator
        order by denominator - numerator desc limit 1
    """,
    "/metrics/transaction_value/people?group=buyers&period={}":
        "select max(month) - interval '1 month' from metric_cohort",
    "/metrics/transaction_value/people?group=buyers&dimension=category&part={0[1]}"
    "&period={0[0]}": """
        select array[(date_trunc('month', max(d.day)) - interval '1 month')::date::text,
                     (array_agg(d.category order by d.orders desc))[1]]
        from metric_line_day d
    """,
}  # fmt: skip
"""Pages about one of many: what stands in the place of the braces."""


@dataclass
class Counter:
    """The statements of one request."""

    statements: int = 0


COUNTING: ContextVar[Counter | None] = ContextVar("counting", default=None)


@dataclass
class Looks:
    """What the looks of one account at one page took."""

    status: int = 0
    statements: int = 0
    size: int = 0
    took: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        first, *others = self.took
        again = others or [first]
        return {
            "status": self.status,
            "median_ms": round(statistics.median(again), 1),
            "worst_ms": round(max(again), 1),
            "first_ms": round(first, 1),
            "cpu_ms": round(statistics.median(self.cpu[1:] or self.cpu), 1),
            "statements": self.statements,
            "kilobytes": round(self.size / 1024, 1),
        }


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--password")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--most", type=float, default=MOST_MS)
    parser.add_argument("--only", action="append", help="pages that begin with this")
    parser.add_argument("--account", action="append", help="this account alone")
    arguments = parser.parse_args()
    password = arguments.password or (arguments.project / "sign-in.txt").read_text().strip()
    settings = Settings().model_copy(update={"project": arguments.project})
    data_dir = settings.data_dir if settings.database_url is None else None
    with open_project(settings) as opened, counted():
        postmaster = postmaster_of(data_dir / "pgdata") if data_dir is not None else None
        services = replace(opened, limits=RateLimits.of(Limits(reads=10**6, sign_ins=10**6)))
        pages = [
            (name, address)
            for name, address in page_map(services)
            if not arguments.only or any(address.startswith(each) for each in arguments.only)
        ]
        accounts = arguments.account or [each.username for each in services.accounts.accounts()]
        found = asyncio.run(
            look_at_all(services, accounts, password, pages, arguments.times, postmaster)
        )
    slow = [
        {"page": page, "account": account, "median_ms": took["median_ms"]}
        for page, by_account in found.items()
        for account, took in by_account.items()
        if took["status"] == 200 and took["median_ms"] > arguments.most
    ]
    slow.sort(key=lambda each: -each["median_ms"])
    print(json.dumps({"pages": found, "slow": slow, "machine": machine()}, indent=2))


def page_map(services: Services) -> Iterator[tuple[str, str]]:
    """Every page: how it is called here, and its address."""
    for address in PLAIN:
        yield address, address
    for metric in figures.definitions(services):
        yield f"/metrics/{metric}", f"/metrics/{metric}"
    for item in services.catalogue.asked.items:
        yield f"/experience/{item}", f"/experience/{item}"
    source = next(iter(services.catalogue.sources))
    yield "/sources/{}", f"/sources/{source}"
    for page, question in EXAMPLES.items():
        with services.database.transaction() as transaction:
            row = transaction.execute(psycopg.sql.SQL(question)).fetchone()
        value = next(iter(row.values())) if row else None
        if value is not None:
            value = f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else value
            yield page, page.partition(" (")[0].format(value)


async def look_at_all(
    services: Services,
    accounts: list[str],
    password: str,
    pages: list[tuple[str, str]],
    times: int,
    postmaster: int | None,
) -> dict[str, dict[str, Any]]:
    """Page -> account -> what it took."""
    # Without its life the application does nothing but answer.
    transport = httpx.ASGITransport(create_app(services), raise_app_exceptions=False)
    found: dict[str, dict[str, Any]] = {name: {} for name, _ in pages}
    for account in accounts:
        signed_in = services.accounts.sign_in(account, password)
        if signed_in is None:
            say(f"{account}: another password")
            continue
        async with httpx.AsyncClient(
            transport=transport,
            base_url="https://klantbeeld.test",
            cookies={SESSION_COOKIE: signed_in.token},
            headers={"accept": "text/html"},
            timeout=600,
        ) as client:
            for name, address in pages:
                looks = await look(client, address, times, postmaster)
                found[name][account] = looks.figures()
                told = found[name][account]
                say(f"{account:10} {told['median_ms']:8} ms {told['cpu_ms']:8} ms of processor "
                    f"{looks.statements:4} statements {looks.status} {address}")  # fmt: skip
        services.accounts.sign_out(signed_in.token)
    return found


async def look(
    client: httpx.AsyncClient, address: str, times: int, postmaster: int | None
) -> Looks:
    """Looks at a page once, and so many times again."""
    looks = Looks()
    for _ in range(times + 1):
        counter = Counter()
        COUNTING.set(counter)
        worked, begun = on_cpu(postmaster), time.perf_counter()
        answer = await client.get(address)
        looks.took.append(1000 * (time.perf_counter() - begun))
        looks.cpu.append(1000 * (on_cpu(postmaster) - worked))
        looks.status, looks.size = answer.status_code, len(answer.content)
        looks.statements = counter.statements
    return looks


@contextmanager
def counted() -> Iterator[None]:
    """Counts what each request sends to PostgreSQL, whatever thread answers it."""
    execute = psycopg.Cursor.execute

    def counting(self: psycopg.Cursor[Any], *given: Any, **named: Any) -> psycopg.Cursor[Any]:
        if (counter := COUNTING.get()) is not None:
            counter.statements += 1
        return execute(self, *given, **named)

    # By name: an overloaded method is not assigned to.
    setattr(psycopg.Cursor, "execute", counting)  # noqa: B010 - as the line above says
    try:
        yield
    finally:
        setattr(psycopg.Cursor, "execute", execute)  # noqa: B010 - the same


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
