"""How fast figures are read, and how soon new orders stand in them.

    python benchmarks/dashboard.py --orders 1000000

Makes ``--orders`` orders of five lines each over three years, by a tenth as many people with a
region and a segment, in a store of its own, counts them from nothing, and prints one JSON object.
Ten million orders (50 million lines) take some 20 GB of disk and a quarter of an hour.

- ``tiles_ms``: median milliseconds of each metric, read as the pages read it;
- ``fold``: how long 10,000 new orders take from their commit until they stand in the figures, the
  first time and then again for others (``again_seconds``);
- ``correct``: the same for corrections of 10,000 orders of the past month;
- ``recount``: counting all from nothing; ``recount_again``: the same over figures that stand, with
  how many rows of them were wrong;
- ``peer``: the same figures for revenue and new customers by month, counted from the orders
  themselves by PostgreSQL without kept figures, in the same run, with the ratios;
- ``equal``: whether the folded figures equal a full recount at the end: nothing was wrong.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from psycopg import sql

from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.settings import Settings
from klantbeeld.metrics.feeds import missing
from klantbeeld.metrics.fold import fold, recount
from klantbeeld.metrics.read import metric_views
from klantbeeld.metrics.registry import registry
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.store import embedded
from klantbeeld.store.database import Database, Transaction
from measure import machine, measured, postmaster_of

READS = 9
NEW_ORDERS = 10_000
LINES = 5
CATEGORIES = 40
DAYS = 3 * 365
BROKEN_DOWN = {"postcode": Breakdown.REGION, "city": Breakdown.SEGMENT}

PEOPLE = """
insert into membership (record_no, person_id)
select n, n from generate_series(1, %(people)s) n
"""
TOTALS = """
insert into record_total (record_no, type, currency, touchpoints, amount, first_at, last_at)
select n, 'order', 'EUR', 0, 0, now(), now() from generate_series(1, %(people)s) n
"""
RECORDS = """
insert into source_record (record_no, source, source_record_id, load_no, seen_in_load, delivered,
    standard, digest, recorded_at)
select n, 'shop', n::text, 1, 1, '{}', '{}', '', now() from generate_series(1, %(people)s) n
"""
GOLDEN = """
insert into person (person_id, display_name, golden, records, sources, folded_at)
select n, '', jsonb_build_object('postcode', 1000 + n %% 9000 || 'AB', 'city', 'T' || n %% 7), 1,
       '{}', now()
from generate_series(1, %(people)s) n
"""
ORDERS = """
insert into touchpoint (source, type, touchpoint_key, load_no, source_record_id, record_no,
    occurred_at, amount, currency, status, digest, recorded_at)
select case n %% 3 when 0 then 'till' else 'shop' end, 'order', 'O' || n, 1, 'x',
       1 + (hashint8(n) & 2147483647) %% %(people)s,
       timestamptz '2022-01-01' + n * (interval '1 day' * %(days)s / %(all)s),
       10 + n %% 97, 'EUR', 'sent', '', now()
from generate_series(%(first)s::bigint, %(last)s::bigint) n
"""
ORDER_LINES = """
insert into order_line (source, order_key, line_no, product_id, quantity, amount)
select case n %% 3 when 0 then 'till' else 'shop' end, 'O' || n, l,
       'P' || (n * l) %% 997, 1, 2 + n %% 19
from generate_series(%(first)s::bigint, %(last)s::bigint) n, generate_series(1, %(lines)s) l
"""
PRODUCTS = """
insert into product (source, product_id, name, category)
select s, 'P' || n, '', 'C' || n %% %(categories)s
from generate_series(0, 996) n, unnest(array['shop', 'till']) s
"""
CORRECTIONS = """
update touchpoint set amount = amount + 1 where touchpoint_no in (
    select touchpoint_no from touchpoint order by occurred_at desc offset 20000 limit %(orders)s
)
"""
INDEXES = """
select i.indexrelid::regclass::text as index, pg_get_indexdef(i.indexrelid) as index_definition,
       c.conname as constraint, pg_get_constraintdef(c.oid) as constraint_definition
from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
where i.indrelid = %(table)s::text::regclass
  and not (i.indisprimary and %(table)s::text = 'touchpoint')
"""
RESCANS = {
    "transaction_value": """
        select date_trunc('month', occurred_at), sum(amount) / count(*)
        from touchpoint where type = 'order' group by 1
    """,
    "new_customers": """
        select first, count(*) from (
            select m.person_id, min(date_trunc('month', t.occurred_at)) as first
            from touchpoint t join membership m using (record_no)
            where t.type = 'order' group by 1
        ) f group by 1
    """,
}


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        init_project(folder / "project")
        server = embedded.start(folder / "data")
        settings = Settings.model_validate(
            {"project": folder / "project", "data_dir": folder / "data"}
        )
        try:
            with open_project(settings) as services:
                result = run(services, arguments.orders, postmaster_of(server.data_dir))
        finally:
            server.stop()
    print(json.dumps(result, indent=2))


def run(services: Services, orders: int, postmaster: int) -> dict[str, Any]:
    """Fills the store, reads, folds, rescans."""
    database, catalogue = services.database, broken_down(services.catalogue)
    fold(database, catalogue)
    say(f"making {orders:,} orders of {LINES} lines")
    with measured() as making:
        fill(database, orders)
    say("counting them from nothing")
    with measured(postmaster) as counting:
        recount(database, catalogue)
    today = services.clock().date()
    say("reading every metric")
    tiles = {
        name: read(partial(metric_views, database, catalogue, today, name))
        for name, metric in registry(catalogue).items()
        if metric.sql is not None and not missing(metric, catalogue)
    }
    took = []
    for turn in range(4):
        say(f"{NEW_ORDERS:,} new orders")
        first = orders + turn * NEW_ORDERS
        insert(database, first + 1, first + NEW_ORDERS, orders)
        with measured(postmaster) as folding:
            fold(database, catalogue)
        took.append(folding)
    say(f"{NEW_ORDERS:,} corrections")
    execute(database, CORRECTIONS, {"orders": NEW_ORDERS})
    with measured(postmaster) as correcting:
        fold(database, catalogue)
    say("the same figures without kept ones")
    peer = {name: read(partial(execute, database, query), 3)
            for name, query in RESCANS.items()}  # fmt: skip
    say("counting all anew")
    with measured(postmaster) as again:
        wrong = recount(database, catalogue)
    return {
        "orders": orders,
        "lines": orders * LINES,
        "making_seconds": round(making.wall_seconds),
        "tiles_ms": tiles,
        "worst_tile_ms": max(tiles.values()),
        "recount": counting.figures(),
        "fold": {
            "orders": NEW_ORDERS,
            **took[0].figures(),
            "again_seconds": [round(cost.wall_seconds, 2) for cost in took[1:]],
        },
        "correct": {"orders": NEW_ORDERS, **correcting.figures()},
        "peer": {
            "name": "PostgreSQL, the orders themselves",
            "tiles_ms": peer,
            "times_slower": {name: round(ms / tiles[name], 1) for name, ms in peer.items()},
        },
        "recount_again": {"wrong": wrong, **again.figures()},
        "equal": wrong == 0,
        **counting.figures(),
        "machine": machine(),
    }


def broken_down(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a region and a segment."""
    attributes = {
        name: attribute.model_copy(update={"breakdown": BROKEN_DOWN.get(name)})
        for name, attribute in catalogue.attributes.items()
    }
    return catalogue.model_copy(update={"attributes": attributes})


def fill(database: Database, orders: int) -> None:
    """People, products and orders, with the triggers off and the indexes made at the end:
    everything is counted afterwards."""
    with database.transaction() as transaction:
        silence(transaction)
        transaction.execute(PRODUCTS, {"categories": CATEGORIES})
        for statement in (RECORDS, TOTALS, PEOPLE, GOLDEN):
            transaction.execute(statement, {"people": max(orders // 10, 1)})
        indexes = [index for table in ("touchpoint", "order_line")
                   for index in without_indexes(transaction, table)]  # fmt: skip
    for first in range(1, orders + 1, 500_000):
        insert(database, first, min(first + 499_999, orders), orders)
        say(f"  {min(first + 499_999, orders):,}")
    with database.transaction() as transaction:
        transaction.execute("set local maintenance_work_mem = '512MB'")
        for making in indexes:
            transaction.execute(making)
        silence(transaction, "enable")
    execute(database, "analyze")


def without_indexes(transaction: Transaction, table: str) -> list[sql.SQL]:
    """Takes the indexes of a table away; returns the statements that make them again."""
    again = []
    for row in transaction.execute(INDEXES, {"table": table}).fetchall():
        if row["constraint"]:
            transaction.execute(sql.SQL(f"alter table {table} drop constraint {row['constraint']}"))
            again.append(sql.SQL(f"alter table {table} add constraint {row['constraint']} "
                                 f"{row['constraint_definition']}"))  # fmt: skip
        else:
            transaction.execute(sql.SQL(f"drop index {row['index']}"))
            again.append(sql.SQL(row["index_definition"]))
    return again


def silence(transaction: Transaction, what: str = "disable") -> None:
    for table in ("touchpoint", "order_line", "product", "membership", "person"):
        name = sql.Identifier(table)
        transaction.execute(sql.SQL(f"alter table {{}} {what} trigger user").format(name))


def insert(database: Database, first: int, last: int, orders: int) -> None:
    """Orders of these numbers with their lines, in one transaction."""
    parameters = {"first": first, "last": last, "all": orders, "days": DAYS,
                  "people": max(orders // 10, 1), "lines": LINES}  # fmt: skip
    with database.transaction() as transaction:
        transaction.execute(ORDERS, parameters)
        transaction.execute(ORDER_LINES, parameters)


def read(what: Callable[[], object], times: int = READS) -> float:
    """Median milliseconds."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        took.append(1000 * (time.perf_counter() - begun))
    return round(statistics.median(took), 2)


def execute(database: Database, statement: str, parameters: dict[str, Any] | None = None) -> None:
    with database.transaction() as transaction:
        found = transaction.execute(sql.SQL(statement), parameters)
        if found.description is not None:
            found.fetchall()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
