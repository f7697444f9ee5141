"""How long it takes to learn what customers are worth, and to score and stage all of them.

    python benchmarks/valuing.py --people 1000000

Makes ``--people`` customers with some five orders each over three years in a store of its own: each
at a pace of their own, and who leaves leaves without notice. Prints one JSON object.

- ``train``: lifetime value and churn learnt from all orders, and everybody scored and staged for
  the first time;
- ``rescore``: everybody scored and staged again with the models in use, as is done every night;
- ``restage``: of that, the stages alone;
- ``turn``: 10,000 people whose orders changed, scored and staged.

CPU seconds count the program and its PostgreSQL server; memory is the program's.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from dashboard import GOLDEN, PEOPLE, RECORDS, execute, say, silence, without_indexes
from klantbeeld.catalog.init import init_project
from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.metrics.fold import recount
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.lifecycle import restage
from klantbeeld.pipeline.valuing.scoring import local_day, rescore, settle
from klantbeeld.pipeline.valuing.training import train
from klantbeeld.store import embedded
from klantbeeld.store.copy import Numbers, copy_numbers
from measure import machine, measured, postmaster_of

DAYS = 3 * 365
TOUCHED = 10_000

BOUGHT = "create temp table bought (person bigint, at double precision, cents bigint)"
COPY = "copy bought from stdin (format binary)"
ORDERS = """
insert into touchpoint (source, type, touchpoint_key, load_no, source_record_id, record_no,
    occurred_at, amount, currency, status, digest, recorded_at)
select 'shop', 'order', 'O' || row_number() over (), 1, 'x', person,
       %(start)s + at * interval '1 day', cents / 100.0, 'EUR', 'sent', '', now()
from bought
"""
TOUCH = "insert into value_waiting select generate_series(1, %(people)s)"


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        project(folder / "project")
        server = embedded.start(folder / "data")
        settings = Settings.model_validate(
            {"project": folder / "project", "data_dir": folder / "data"}
        )
        try:
            with open_project(settings) as services:
                result = run(services, arguments.people, postmaster_of(server.data_dir))
        finally:
            server.stop()
    print(json.dumps(result, indent=2))


def project(folder: Path) -> None:
    """A new project in which people may be scored."""
    init_project(folder)
    file = folder / "catalog/purposes.yaml"
    purposes = yaml.safe_load(file.read_text())
    purposes["customer_value"] |= {"active": True, "dpia": "benchmark"}
    file.write_text(yaml.safe_dump(purposes, sort_keys=False))


def run(services: Services, people: int, postmaster: int) -> dict[str, Any]:
    """Fills the store, learns, scores."""
    say(f"making {people:,} customers")
    orders = fill(services, people)
    say(f"counting {orders:,} orders")
    recount(services.database, services.catalogue)
    costs = {}
    say("learning, and scoring everybody")
    with measured(postmaster) as costs["train"]:
        trained = train(services, NoProgress())
    say("scoring everybody again")
    with measured(postmaster) as costs["rescore"]:
        rescore(services, NoProgress())
    say("staging everybody again")
    with measured(postmaster) as costs["restage"], services.database.transaction() as transaction:
        restage(transaction, services.catalogue, None, local_day(services))
    say(f"scoring {TOUCHED:,}")
    execute(services.database, TOUCH, {"people": TOUCHED})
    with measured(postmaster) as costs["turn"]:
        settle(services, NoProgress())
    return {
        "people": people,
        "orders": orders,
        "scored": trained.scored,
        "models": {version.kind: version.state for version in trained.versions},
        **{name: cost.figures() for name, cost in costs.items()},
        "machine": machine(),
    }


def fill(services: Services, people: int) -> int:
    """People and their orders, with the triggers off; returns how many orders."""
    bought = purchases(people, seed=1)
    start = datetime.now(UTC) - timedelta(days=DAYS)
    with services.database.transaction() as transaction:
        silence(transaction)
        for statement in (RECORDS, PEOPLE, GOLDEN):
            transaction.execute(statement, {"people": people})
        indexes = without_indexes(transaction, "touchpoint")
        transaction.execute(BOUGHT)
        copy_numbers(transaction, COPY, bought)
        transaction.execute(ORDERS, {"start": start})
        transaction.execute("set local maintenance_work_mem = '512MB'")
        for making in indexes:
            transaction.execute(making)
        silence(transaction, "enable")
    execute(services.database, "analyze")
    return len(bought[0])


def purchases(people: int, seed: int) -> tuple[Numbers, Numbers, Numbers]:
    """Who bought, on which day, for how many cents: gamma paces, and after each purchase some
    leave (Fader, Hardie and Lee 2005, BG/NBD)."""
    dice = np.random.default_rng(seed)
    pace, leaves = dice.gamma(1.2, 1 / 60, people), dice.beta(0.8, 3.2, people)
    worth = dice.gamma(6.0, 500.0, people)
    person, at = np.arange(people), dice.uniform(0, DAYS, people)
    rounds = []
    while len(person):
        cents = np.rint(worth[person] * dice.gamma(4.0, 0.25, len(person))).astype(np.int64)
        rounds.append((person + 1, at, cents))
        stay = dice.random(len(person)) > leaves[person]
        person, at = person[stay], at[stay]
        at = at + dice.exponential(1 / np.maximum(pace[person], 1e-9))
        person, at = person[at < DAYS], at[at < DAYS]
    who, when, paid = (np.concatenate(column) for column in zip(*rounds, strict=True))
    order = np.argsort(when, kind="stable")
    return who[order].astype(np.int64), when[order], paid[order]


if __name__ == "__main__":
    main()
