"""Model versions: made, looked at before they are used, put in use, and taken back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from identity_people import people
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.dry_run import dry_run
from klantbeeld.pipeline.linking.evaluate import evaluate_against, thresholds_against
from klantbeeld.pipeline.linking.judgements import merge, split
from klantbeeld.pipeline.linking.link import build, link_waiting
from klantbeeld.pipeline.linking.model_views import (
    model_lines,
    model_view,
    previous_model,
    promotions,
)
from klantbeeld.pipeline.linking.train import estimate_version, train_model
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.server import create_app
from project_folder import (
    ENGINEER,
    a_person,
    dump,
    new_database,
    open_services,
    query,
    records,
    write_project,
)

PEOPLE = 200
FIRST = 250
"""Records that the first model is made from; it stays, for it takes twice as many to outgrow it."""
DERIVED = (
    "select * from membership order by 1",
    "select person_id, display_name, golden, records, sources from person order by 1",
    "select record_a, record_b, match_weight from link order by 1, 2",
    "select * from household_member order by 1",
)
COLUMNS = {
    "first_name": "given_name", "last_name": "family_name", "born": "birth_date",
    "email": "email", "mobile": "phone", "street": "street", "number": "house_number",
    "postcode": "postcode", "city": "city",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """People in two sources; a first model made from some of their records."""
    sources = {"crm": {"people": records()}, "webshop": {"people": records()}}
    folder = write_project(tmp_path_factory.mktemp("models") / "project", sources)
    made, owners = people(PEOPLE, seed=11)
    rows = [
        (record["source"], a_person(str(no), **{c: record.get(f, "") for c, f in COLUMNS.items()}))
        for no, record in enumerate(made)
    ]
    with (folder / "truth.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("source", "source_record_id", "entity_id"))
        writer.writerows((source, row["no"], owner) for (source, row), owner
                         in zip(rows, owners, strict=True))  # fmt: skip
    with new_database(embedded_url) as database:
        services = open_services(folder, database)
        for part in (rows[:FIRST], rows[FIRST:]):
            for source in ("crm", "webshop"):
                receive(services, source, "people", [row for name, row in part if name == source])
            link_waiting(services, NoProgress())
        yield services


def derived(services: Services) -> list[Any]:
    return [query(services.database, statement) for statement in DERIVED]


def live(services: Services) -> int:
    return next(line.model_no for line in model_lines(services.database) if line.state == "live")


def test_a_dry_run_says_what_a_build_does_and_writes_nothing(store: Services) -> None:
    first = live(store)
    version = train_model(store, NoProgress())
    assert version.promoted_at is None
    before = dump(store.database, without=())
    told = dry_run(store, NoProgress(), version.model_no)
    assert dump(store.database, without=()) == before
    assert (told.model_no, told.live_no) == (version.model_no, first)

    memberships = dict(query(store.database, "select * from membership"))
    build(store, NoProgress(), model_no=version.model_no, made_by="daan")
    after = dict(query(store.database, "select * from membership"))
    assert told.records == len(after)
    assert told.people_after == len(set(after.values()))
    assert told.records_moved == sum(after[record] != memberships[record] for record in after)
    assert sum(source.moved for source in told.sources) == told.records_moved
    groups = [_groups(memberships), _groups(after)]
    assert told.people_unchanged == len(groups[0] & groups[1])
    build(store, NoProgress(), model_no=first)


def _groups(memberships: dict[int, int]) -> set[frozenset[int]]:
    members: dict[int, set[int]] = {}
    for record, person in memberships.items():
        members.setdefault(person, set()).add(record)
    return {frozenset(group) for group in members.values()}


def test_promoting_is_taken_back_exactly(store: Services) -> None:
    first = live(store)
    stood = derived(store)
    version = train_model(store, NoProgress())
    assert version.fingerprint != model_view(store.database, store.catalogue, first).fingerprint
    build(store, NoProgress(), model_no=version.model_no, made_by="daan")
    assert live(store) == version.model_no
    changed = derived(store)
    assert changed != stood, "the two models say the same: this test shows nothing"

    back = previous_model(store.database)
    assert back == first
    build(store, NoProgress(), model_no=back, made_by="anna")
    assert derived(store) == stood
    assert verify_store(store, NoProgress()).ok
    newest, before = promotions(store.database)[:2]
    assert (newest.model_no, newest.previous_no, newest.made_by) == (
        first, version.model_no, "anna",
    )  # fmt: skip
    assert (before.model_no, before.made_by) == (version.model_no, "daan")
    causes = query(store.database, "select distinct cause from person_event where at >= %s",
                   before.at)  # fmt: skip
    assert causes in ([], [("build",)])
    build(store, NoProgress(), model_no=previous_model(store.database))
    assert derived(store) == changed
    build(store, NoProgress(), model_no=first)


def test_judgements_survive_every_version(store: Services) -> None:
    pairs = query(
        store.database,
        "select min(record_no), max(record_no) from membership group by person_id "
        "having count(*) = 2 order by 1 limit 2",
    )
    apart = split(store, ENGINEER, "data_quality", [pairs[0][1]])
    joined = merge(store, ENGINEER, "data_quality", [pairs[0][0], pairs[1][0]])
    version = train_model(store, NoProgress())
    told = dry_run(store, NoProgress(), version.model_no)
    assert told.judgements == told.judgements_kept == len(apart.judgements) + len(joined.judgements)


def test_a_version_says_what_it_is(store: Services) -> None:
    version = train_model(store, NoProgress())
    line = model_lines(store.database)[0]
    assert line.model_no == version.model_no
    assert line.state == "new"
    assert line.precision is not None
    assert line.recall is not None
    view = model_view(store.database, store.catalogue, version.model_no)
    fields = [(comparison.field, comparison.condition) for comparison in view.comparisons]
    assert ("email", "names_agree") in fields
    for comparison in view.comparisons:
        assert sum(level.same_person for level in comparison.levels) == pytest.approx(1)
    assert view.rules
    unestimated = estimate_version(store, NoProgress())
    assert unestimated.summary["accuracy"]["precision"]["value"] > 0.9
    with pytest.raises(InputError, match="no model 999"):
        model_view(store.database, store.catalogue, 999)


def test_evaluate_by_threshold_and_source(store: Services) -> None:
    truth = store.project / "truth.csv"
    figures = evaluate_against(store, truth)
    pairs = {tuple(row["sources"]): row["pairs"] for row in figures["by_sources"]}
    assert pairs["crm", "webshop"] == sum(pairs.values()) == PEOPLE
    curve = thresholds_against(store, truth, NoProgress())
    at_zero = next(point for point in curve["clusters"] if point["threshold"] == 0)
    assert at_zero["b_cubed"] == figures["b_cubed"]
    pairwise = next(point for point in curve["pairs"] if point["threshold"] == 0)
    assert pairwise["f1"] == pytest.approx(figures["pairwise"]["f1"])
    recalls = [point["recall"] for point in curve["pairs"]]
    assert recalls == sorted(recalls, reverse=True)
    assert curve["best"]["pairwise"]["f1"] >= pairwise["f1"]


def test_the_api_tells_of_the_models(store: Services) -> None:
    app = create_app(store)
    key = store.accounts.keys.create("models", "privacy_officer", ("read",))

    async def get(path: str, *, known: bool = True) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"} if known else {}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(f"/api/v1/models{path}", headers=headers)

    listed = anyio.run(get, "").json()
    assert {model["state"] for model in listed["models"]} >= {"live", "new"}
    assert listed["promotions"][0]["made_by"]
    number = listed["models"][0]["model_no"]
    one = anyio.run(get, f"/{number}").json()
    assert one["line"] == listed["models"][0]
    assert one["comparisons"][0]["levels"][0]["weight"] != 0
    assert anyio.run(get, "/99999").status_code == 404
    assert anyio.run(partial(get, "", known=False)).status_code == 401


def test_nothing_before_the_first(embedded_url: str, tmp_path: Path) -> None:
    folder = write_project(tmp_path / "project", {"crm": {"people": records()}})
    with new_database(embedded_url) as database:
        services = open_services(folder, database)
        with pytest.raises(InputError, match="no version was in use before"):
            previous_model(services.database)
        with pytest.raises(InputError, match="there are no people yet"):
            estimate_version(services, NoProgress())
