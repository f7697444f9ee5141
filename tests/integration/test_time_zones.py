"""A source elsewhere: its times are local there, and the days of figures local here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.services import Services
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

CASES = {
    "kind": "touchpoints", "type": "parcel", "files": "data/parcels.csv", "key": "no",
    "record": "customer", "occurred_at": "at", "columns": {"came": "came"},
}  # fmt: skip
PARCEL = """
parcel:
  name: {nl: Pakket, en: Parcel}
  kind: delivery
  data_category: user.behavior.purchase_history
  purposes: [order_fulfilment]
  retention: 2 years
  goal: serve_better
  roles: [service_agent]
  detail: {came: {nl: Kwam, en: Came}}
  means: {delivered: came}
"""
MOMENTS = {
    # In spring Lisbon goes from one to two o'clock; an hour that is not there is read as before.
    "spring_eve": ("2025-03-29T23:30", "2025-03-29 23:30", "2025-03-30"),
    "spring_before": ("30-03-2025 00:30", "2025-03-30 00:30", "2025-03-30"),
    "spring_skipped": ("2025-03-30T01:30", "2025-03-30 01:30", "2025-03-30"),
    "spring_after": ("2025-03-30 02:30", "2025-03-30 01:30", "2025-03-30"),
    # In autumn it goes from two back to one; of the hour that comes twice the first is meant.
    "autumn_eve": ("2025-10-25T23:30", "2025-10-25 22:30", "2025-10-26"),
    "autumn_twice": ("2025-10-26T01:30", "2025-10-26 00:30", "2025-10-26"),
    "autumn_told": ("2025-10-26T01:30+00:00", "2025-10-26 01:30", "2025-10-26"),
    "autumn_end": ("2025-10-26T23:30", "2025-10-26 23:30", "2025-10-27"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop in Lisbon of a company in Amsterdam."""
    lisbon = {
        "people": records("data/people.csv"),
        "orders": orders("data/orders.csv"),
        "parcels": CASES,
    }
    project = write_project(tmp_path / "project", {"lisbon": lisbon})
    with (project / "catalog/touchpoints.yaml").open("a") as file:
        file.write(PARCEL)
    write_csv(project / "data/people.csv", [a_person("1", first_name="Ana", last_name="Dias")])
    write_csv(
        project / "data/orders.csv",
        [{"order_no": name, "customer": "1", "at": at, "total": "5", "status": "sent",
          "channel": "web"} for name, (at, _, _) in MOMENTS.items()],
    )  # fmt: skip
    came = ("2025-03-30T09:00", "2025-10-26 01:30", "2025-03-30", "soon", "2025-03-30T09:00Z")
    write_csv(
        project / "data/parcels.csv",
        [{"no": str(no), "customer": "1", "at": "2025-03-28T10:00", "came": each}
         for no, each in enumerate(came)],
    )  # fmt: skip
    return project


def in_zone(folder: Path, zone: str | None) -> None:
    file = folder / "sources/lisbon.yaml"
    source = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**source, **({"time_zone": zone} if zone else {})}))


def days(services: Services) -> dict[str, int]:
    figures.views(services, "new_customers")
    counted = "select day::text, touchpoints from metric_day where type = 'order'"
    return dict(query(services.database, counted))


def test_times_without_a_zone_are_local_where_the_source_is(
    folder: Path, database: Database
) -> None:
    in_zone(folder, "Europe/Lisbon")
    services = open_services(folder, database)
    load(services)
    stored = "select touchpoint_key, (occurred_at at time zone 'UTC')::text from touchpoint"
    told = {key: at[:16] for key, at in query(database, f"{stored} where type = 'order'")}
    assert told == {name: utc for name, (_, utc, _) in MOMENTS.items()}
    assert days(services) == {"2025-03-30": 4, "2025-10-26": 3, "2025-10-27": 1}
    came = "select detail ->> 'came' from touchpoint where type = 'parcel' order by touchpoint_key"
    assert [row[0] for row in query(database, came)] == [
        "2025-03-30T09:00:00+01:00", "2025-10-26T01:30:00+01:00", "2025-03-30", "soon",
        "2025-03-30T10:00:00+01:00",
    ]  # fmt: skip


def test_without_one_the_source_is_where_the_organisation_is(
    folder: Path, database: Database
) -> None:
    services = open_services(folder, database)
    load(services)
    assert days(services) == {
        "2025-03-29": 1, "2025-03-30": 3, "2025-10-25": 1, "2025-10-26": 3
    }  # fmt: skip
    came = "select detail ->> 'came' from touchpoint where type = 'parcel' order by touchpoint_key"
    assert query(database, came)[0] == ("2025-03-30T09:00",), "as it was delivered"


def test_a_zone_that_is_not_there_is_a_fault(folder: Path) -> None:
    in_zone(folder, "Europe/Lissabon")
    (fault,) = check_project(folder)
    assert "no time zone `Europe/Lissabon`" in fault.what
