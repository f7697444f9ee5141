"""Organisations from intake to the gate: kept live, found again, shown to who may see them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from identity_organisations import company_file
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.organisations import organisation_attributes
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from organisation_project import a_contact, write_company_project
from project_folder import AGENT, ENGINEER, open_services, query, records, write_project

OFFICER = Actor("fg", "privacy_officer", "web")

OFFICE = {
    "company": "Van Dalen Waterbouw B.V.", "kvk": "12345678", "street": "Havenkade",
    "number": "12", "postcode": "8011 AB", "city": "Zwolle",
}  # fmt: skip
ANNA = a_contact("1", first_name="Anna", last_name="Vriesema", email="anna@vdw.example", **OFFICE)
BRAM = a_contact(
    "2", first_name="Bram", last_name="Okkerse", company="VAN DALEN WATERBOUW",
    email="bram@vdw.example", postcode="8011AB", number="12",
)  # fmt: skip
CEES = a_contact("3", first_name="Cees", last_name="Dral", kvk="12345678")
DIRK = a_contact("4", first_name="Dirk", last_name="Evers", company="Kwekerij Jansen")
FILLING = [
    a_contact(
        f"f{number}", first_name="Emma", last_name=f"Aalders{number}",
        company=values["organisation_name"], kvk=values.get("kvk", ""),
        postcode=values.get("postcode", ""), number=values.get("house_number", ""),
        email=f"e{number}@{values.get('email', '@gmail.com').split('@')[1]}",
    )
    for number, values in enumerate(company_file(30)[0])
]  # fmt: skip


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    """A store of other companies, with a model."""
    folder = write_company_project(tmp_path / "project", "crm")
    opened = open_services(folder, database)
    receive(opened, "crm", "people", FILLING)
    rebuild(opened, NoProgress())
    return opened


def arrive(services: Services, *rows: dict[str, str]) -> dict[str, int | None]:
    """Receives and links the rows; returns the organisation of each contact, which a rebuild finds
    too."""
    receive(services, "crm", "people", list(rows))
    link_waiting(services, NoProgress())
    live = _acting(services)
    rebuild(services, NoProgress())
    assert _acting(services) == live
    return {key: number for key, number in live.items() if not key.startswith("f")}


def _acting(services: Services) -> dict[str, int | None]:
    return dict(
        query(
            services.database,
            "select s.source_record_id, p.organisation_id from source_record s "
            "left join organisation_record using (record_no) "
            "left join organisation_profile p using (profile) order by 1",
        )
    )


def _person(services: Services, contact: dict[str, str]) -> int:
    return services.gate.find_by_record(ENGINEER, "data_quality", "crm", contact["no"])


def test_contacts_come_together_change_and_leave(services: Services) -> None:
    first = len(FILLING) + 1
    assert arrive(services, ANNA) == {"1": first}
    assert arrive(services, BRAM, CEES, DIRK) == {
        "1": first, "2": first, "3": first, "4": first + 3,
    }  # fmt: skip
    moved = {**ANNA, "company": "Kwekerij Jansen", "kvk": "", "email": "", "postcode": "",
             "number": "", "street": "", "city": ""}  # fmt: skip
    assert arrive(services, moved) == {"1": first, "2": first + 1, "3": first + 2, "4": first}
    nobody = {**moved, "company": ""}
    assert arrive(services, nobody)["1"] is None
    assert arrive(services, ANNA, BRAM, CEES)["3"] == first


def test_a_store_that_had_no_company_begins_with_the_first(
    tmp_path: Path, database: Database
) -> None:
    services = open_services(write_company_project(tmp_path / "project", "crm"), database)
    plain = [{**row, "company": "", "kvk": ""} for row in FILLING]
    receive(services, "crm", "people", plain)
    rebuild(services, NoProgress())
    assert arrive(services, ANNA, BRAM)["2"] == len(FILLING) + 1
    models = query(services.database, "select profiles from organisation_model")
    assert models == [(2,)]
    arrive(services, *FILLING)
    assert query(services.database, "select profiles from organisation_model")[0][0] > 20


def test_a_catalogue_without_companies_costs_no_query(tmp_path: Path, database: Database) -> None:
    folder = write_project(tmp_path / "project", {"shop": {"people": records()}})
    services = open_services(folder, database)
    assert organisation_attributes(services.catalogue) == {}
    with services.database.transaction() as transaction:
        transaction.execute("drop table organisation_record, organisation_profile")
    receive(services, "shop", "people", [{"no": "1", "last_name": "Vriesema"}])
    link_waiting(services, NoProgress())
    rebuild(services, NoProgress())


def test_colleagues_are_neither_one_person_nor_a_household(services: Services) -> None:
    arrive(services, ANNA, {**BRAM, "kvk": "12345678"}, CEES)
    assert len({_person(services, contact) for contact in (ANNA, BRAM, CEES)}) == 3
    assert query(services.database, "select * from household_member") == []


def test_the_person_tells_for_whom_it_acts_and_with_whom(services: Services) -> None:
    arrive(services, ANNA, BRAM, DIRK)
    anna, bram = _person(services, ANNA), _person(services, BRAM)
    (found,) = services.gate.person(ENGINEER, "data_quality", anna).organisations
    assert asdict(found) == {
        "organisation_id": len(FILLING) + 1,
        "name": "Van Dalen Waterbouw B.V.",
        "other_names": ("VAN DALEN WATERBOUW",),
        "kvk": ("12345678",),
        "vat": (),
        "address": "Havenkade 12, 8011AB Zwolle",
        "records": 2,
        "more": False,
        "people": (
            {"person_id": anna, "display_name": "Anna Vriesema"},
            {"person_id": bram, "display_name": "Bram Okkerse"},
        ),
    }
    assert services.gate.organisation(ENGINEER, "data_quality", found.organisation_id) == found
    assert services.gate.organisation(ENGINEER, "data_quality", bram) == found
    detail = query(
        services.database,
        "select detail from access_log where action = 'organisation' order by entry_no limit 1",
    )
    assert detail == [({"organisation": found.organisation_id, "people": [anna, bram]},)]


def test_only_what_the_role_may_see_is_shown(services: Services) -> None:
    arrive(services, ANNA, BRAM, CEES)
    number = len(FILLING) + 1
    agent = services.gate.organisation(AGENT, "customer_service", number)
    assert agent.kvk == ()
    assert [each.display_name for each in agent.people] == ["Anna Vriesema", "Bram Okkerse"]
    cees = services.gate.person(AGENT, "customer_service", _person(services, CEES))
    assert cees.organisations == ()
    with pytest.raises(NotFound):
        services.gate.organisation(OFFICER, "accountability", number)
    with pytest.raises(NotFound):
        services.gate.organisation(ENGINEER, "data_quality", 10**9)


def test_a_contact_is_found_by_the_name_and_the_number_of_its_organisation(
    services: Services,
) -> None:
    arrive(services, ANNA, BRAM)
    for text in ("van dalen waterbouw", "waterbouw", "12345678"):
        found = services.gate.search(ENGINEER, "data_quality", text)
        assert "Anna Vriesema" in [hit.display_name for hit in found], text
    assert services.gate.search(AGENT, "customer_service", "12345678") == ()
