"""A source with one column for the name links, shows and finds people as one with three does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import a_person, open_services, query, records, write_project

AGENT = Actor("anna", "service_agent", "web")
SERVICE = "customer_service"
FULL_NAME: dict[str, Any] = {
    "name": {"nl": "Volledige naam", "en": "Full name"}, "type": "full_name",
    "data_category": "user.name", "purposes": [SERVICE, "data_quality"], "retention": "2 years",
    "goal": "serve_better", "roles": ["service_agent", "data_engineer"],
}  # fmt: skip
TILL = {
    "kind": "records", "key": "card", "columns": {"Naam": "full_name", "Mail": "email"},
}  # fmt: skip


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    folder = write_project(
        tmp_path / "project", {"shop": {"people": records()}, "till": {"cards": TILL}}
    )
    declared = folder / "catalog" / "attributes.yaml"
    attributes = yaml.safe_load(declared.read_text()) | {"full_name": FULL_NAME}
    declared.write_text(yaml.safe_dump(attributes))
    opened = open_services(folder, database)
    receive(
        opened, "shop", "people",
        [a_person("1", first_name="Fatima", last_name="van den Berg", email="f@berg.example"),
         a_person("2", first_name="Daan", last_name="Okkerse", email="daan@okkerse.example")],
    )  # fmt: skip
    receive(
        opened, "till", "cards",
        [{"card": "7", "Naam": "Berg, mevr. F. (Fatima) van den", "Mail": "f@berg.example"},
         {"card": "8", "Naam": "Bakkerij De Korst B.V.", "Mail": ""}],
    )  # fmt: skip
    link_waiting(opened, NoProgress())
    return opened


def test_one_column_and_three_are_one_person(services: Services) -> None:
    people = query(services.database, "select record_no, person_id from membership order by 1")
    assert people == [(1, 1), (2, 2), (3, 1), (4, 4)]
    assert verify_store(services, NoProgress()).ok


def test_what_was_delivered_stands_beside_its_parts(services: Services) -> None:
    stored = "select delivered, standard from source_record where record_no = 3"
    [(delivered, standard)] = query(services.database, stored)
    assert delivered["full_name"] == "Berg, mevr. F. (Fatima) van den"
    parts = {name: standard[name] for name in ("given_name", "name_prefix", "family_name")}
    assert parts == {"given_name": "Fatima", "name_prefix": "van den", "family_name": "Berg"}


def test_who_is_left_whole_is_shown_and_found_by_it(services: Services) -> None:
    assert services.gate.person(AGENT, SERVICE, 4).display_name == "Bakkerij De Korst B.V."
    hits = services.gate.search(AGENT, SERVICE, "korst")
    assert [hit.person_id for hit in hits] == [4]
