"""What the pipeline says about itself: counts that add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.opening import store_name
from klantbeeld.pipeline.status import dead_letters, loads, quality, source_status, status
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)
from statements import statements

ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "no-address"}


def test_an_empty_store_is_told_as_empty(tmp_path: Path, database: Database) -> None:
    folder = write_project(tmp_path / "project", {"shop": {"people": records("p.csv")}})
    services = open_services(folder, database)
    found = status(database, services.catalogue, services.clock)
    assert (found.records, found.people, found.waiting, found.dead_letters) == (0, 0, 0, 0)
    assert found.freshness_seconds is None
    assert found.quality is None
    (shop,) = found.sources
    assert (shop.last_load, shop.freshness_seconds, shop.arrivals) == (None, None, ())


@pytest.mark.store
def test_the_counts_of_sources_loads_and_quality(tmp_path: Path, database: Database) -> None:
    sources = {
        "shop": {"people": records("p.csv", full=True), "orders": orders("o.csv")},
        "till": {"people": records()},
    }
    folder = write_project(tmp_path / "project", sources)
    nameless = a_person("", first_name="Cees")
    write_csv(folder / "p.csv", [a_person("1", **ANNA), a_person("2", **BRAM), nameless])
    order = {"order_no": "B1", "customer": "1", "at": "2025-03-03", "total": "1", "status": "",
             "channel": ""}  # fmt: skip
    write_csv(folder / "o.csv", [order, {**order, "order_no": "B2", "customer": "77"}])
    now = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    services = open_services(folder, database, lambda: now)
    load(services)
    receive(services, "till", "people", [a_person("9", **ANNA)])
    found = status(database, services.catalogue, lambda: now + timedelta(seconds=90))
    assert (found.records, found.people, found.touchpoints) == (3, 2, 2)
    assert (found.waiting, found.dead_letters, found.failed_loads) == (1, 1, 0)
    assert found.freshness_seconds == 90
    assert found.people_by_records == ((1, 2),)
    assert found.people_by_sources == ((1, 2),)
    shop, till = found.sources
    assert (shop.records, shop.people, shop.touchpoints, shop.dead_letters) == (2, 2, 2, 1)
    assert (till.records, till.people, till.waiting) == (1, 0, 1)
    # The day is the organisation's own: half past midnight in Amsterdam.
    assert shop.arrivals == (((now + timedelta(hours=1)).date(), 4),)
    assert source_status(database, services.catalogue, services.clock)[0].records == 2
    cells = {(c.source, c.attribute, c.dimension): c for c in quality(database, services.catalogue)}
    assert cells["shop", "email", "validity"].share == 0.5
    assert (
        sum(c.numerator for c in cells.values()) / sum(c.denominator for c in cells.values())
        == found.quality
    )


def test_what_is_large_is_not_counted_at_a_look(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_project(tmp_path / "project", {"shop": {"people": records("p.csv")}})
    services = open_services(folder, database)
    with statements(monkeypatch) as sent:
        status(database, services.catalogue, services.clock)
    asked = " ".join(" ".join(sent).split())
    assert len(sent) <= 12
    assert "from touchpoint" not in asked
    assert "from person" not in asked
    assert asked.count("from source_record") == asked.count("source_record where gone_at") == 1


def test_lists_are_of_one_source_or_of_all_newest_first(tmp_path: Path, database: Database) -> None:
    sources = {name: {"people": records()} for name in ("shop", "till")}
    services = open_services(write_project(tmp_path / "project", sources), database)
    for source in ("shop", "till"):
        receive(services, source, "people", [a_person("")])
    assert [load.source for load in loads(database)] == ["till", "shop"]
    assert [load.source for load in loads(database, "shop")] == ["shop"]
    assert [load.source for load in loads(database, limit=1)] == ["till"]
    assert [letter.source for letter in dead_letters(database)] == ["till", "shop"]
    assert [letter.source for letter in dead_letters(database, "shop")] == ["shop"]


def test_quality_is_of_the_newest_load_of_each_file(tmp_path: Path, database: Database) -> None:
    folder = write_project(tmp_path / "project", {"shop": {"people": records("data/*.csv")}})
    services = open_services(folder, database)
    write_csv(folder / "data/a.csv", [a_person("1", **BRAM)])
    write_csv(folder / "data/b.csv", [a_person("2", **ANNA)])
    load(services)

    def email() -> tuple[int, int]:
        cells = quality(database, services.catalogue)
        (cell,) = (c for c in cells if (c.attribute, c.dimension) == ("email", "validity"))
        return cell.numerator, cell.denominator

    assert email() == (1, 2)
    write_csv(folder / "data/a.csv", [a_person("1", **{**BRAM, "email": "bram@okkerse.example"})])
    load(services)
    assert email() == (2, 2)
    assert query(database, "select count(distinct load_no) from quality_count") == [(3,)]


def test_a_project_has_a_database_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = store_name(tmp_path / "one")
    assert one.startswith("klantbeeld_")
    assert store_name(tmp_path / "one") == one
    assert store_name(tmp_path / "two") != one
    (tmp_path / "one").rename(tmp_path / "moved")
    assert store_name(tmp_path / "moved") == one
