"""Organisations kept live are what a rebuild makes of the same records, step by step.

Contacts of a few look-alike companies arrive in a drawn order and in drawn batches, with
corrections, contacts that no longer tell of a company, and records erased in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_organisations import company_file
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.organisations import rebuild_organisations
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import read_all
from organisation_project import a_contact, write_company_project
from project_folder import new_database, open_services, query

NAMES = ("", "Veldhoven Waterbouw B.V.", "VELDHOVEN WATERBOUW", "Veldhoven Waterbow", "zzp")
KVK = ("", "", "12345678", "12345679", "87654321")
ADDRESS = (("", ""), ("8011 AB", "12"), ("1017 GC", "5"))
EMAIL = ("", "jan@veldhoven.example", "piet@gmail.com")
PHONE = ("", "0384215566")

EVERYTHING = (
    "select * from organisation_record order by 1",
    "select * from organisation_profile order by 1",
    "select * from organisation_key order by 1, 2",
    "select profile_a, profile_b, round(match_weight::numeric, 6) from organisation_link "
    "order by 1, 2",
)

rows = st.builds(
    lambda name, kvk, address, email, phone: {
        "last_name": "Vriesema", "company": name, "kvk": kvk, "postcode": address[0],
        "number": address[1], "email": email, "mobile": phone,
    },
    st.sampled_from(NAMES), st.sampled_from(KVK), st.sampled_from(ADDRESS),
    st.sampled_from(EMAIL), st.sampled_from(PHONE),
)  # fmt: skip
steps = st.one_of(
    st.tuples(st.just("arrive"), st.lists(st.tuples(st.integers(1, 9), rows), max_size=4)),
    st.tuples(st.just("erase"), st.integers(1, 9)),
)


@pytest.fixture(scope="module")
def services(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A store with a frozen model, made from a population of other companies."""
    folder = write_company_project(tmp_path_factory.mktemp("companies") / "project", "crm")
    with new_database(embedded_url) as database:
        opened = open_services(folder, database)
        population = [
            a_contact(
                f"p{number}", last_name=f"Aalders {number}", company=values["organisation_name"],
                kvk=values.get("kvk", ""), postcode=values.get("postcode", ""),
                number=values.get("house_number", ""), email=values.get("email", ""),
                mobile=values.get("phone", ""),
            )
            for number, values in enumerate(company_file(60)[0])
        ]  # fmt: skip
        receive(opened, "crm", "people", population)
        link_waiting(opened, NoProgress())
        yield opened


def _empty(services: Services) -> None:
    with services.database.transaction() as transaction:
        transaction.execute(
            "truncate load, source_record, touchpoint, dead_letter, waiting_record, blocking_key, "
            "blocking_page, blocking_since, held_count, link, judgement, membership, person, "
            "person_event, household_link, household_member, organisation_profile, "
            "organisation_record, organisation_key, organisation_link restart identity cascade"
        )


def _rebuild(services: Services) -> None:
    with services.database.transaction() as transaction:
        held = read_all(transaction, services.catalogue)
        rebuild_organisations(transaction, services.catalogue, held, services.clock())


def _records(services: Services, keys: set[str]) -> list[int]:
    found = query(services.database, "select record_no, source_record_id from source_record")
    return [number for number, key in found if key in keys]


def _state(services: Services) -> list[list[tuple[Any, ...]]]:
    return [query(services.database, statement) for statement in EVERYTHING]


def _take(services: Services, step: tuple[str, Any]) -> None:
    match step:
        case "arrive", cut:
            receive(services, "crm", "people", [a_contact(str(key), **own) for key, own in cut])
            link_waiting(services, NoProgress())
        case "erase", key:
            erase_records(services, _records(services, {str(key)}))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(taken=st.lists(steps, min_size=2, max_size=8))
def test_live_equals_bulk_after_every_step(
    services: Services, taken: list[tuple[str, Any]]
) -> None:
    _empty(services)
    for step in taken:
        _take(services, step)
        live = _state(services)
        _rebuild(services)
        assert _state(services) == live
