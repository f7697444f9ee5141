"""The quality of the whole store: counted as a load is, kept right whatever changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.measuring.quality_counting import SQL, recount, recount_if_due
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import quality
from klantbeeld.quality import consistency
from klantbeeld.store.database import Database
from project_folder import (
    PEOPLE_COLUMNS,
    a_person,
    open_services,
    query,
    records,
    write_project,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}


def project(
    tmp_path: Path, database: Database, sources: dict[str, Any] | None = None, **attributes: Any
) -> Services:
    """A project in which these attributes have these keys besides."""
    delivery = records(columns=PEOPLE_COLUMNS, updated_at="changed")
    folder = write_project(tmp_path / "project", sources or {"shop": {"people": delivery}})
    path = folder / "catalog/attributes.yaml"
    declared = yaml.safe_load(path.read_text())
    for name, keys in attributes.items():
        declared[name] = {**declared.get(name, declared["city"]), **keys}
    path.write_text(yaml.safe_dump(declared, sort_keys=False))
    return open_services(folder, database, lambda: NOW)


def cells(services: Services) -> dict[tuple[str, str, str], tuple[int, int]]:
    found = quality(services.database, services.catalogue)
    return {(c.source, c.attribute, c.dimension): (c.numerator, c.denominator) for c in found}


def patterns(database: Database) -> dict[tuple[str, ...], int]:
    rows = query(database, "select issues, records from quality_pattern")
    return {tuple(sorted(issues)): count for issues, count in rows}


def rows(services: Services, *people: dict[str, str], source: str = "shop") -> None:
    receive(services, source, "people", [{"changed": "2026-02-01", **each} for each in people])
    link_waiting(services, NoProgress())


@pytest.mark.store
def test_every_record_that_stands_is_counted_with_what_is_wrong_with_it(
    tmp_path: Path, database: Database
) -> None:
    services = project(tmp_path, database, email={"required": True, "max_age": "1 year"})
    rows(
        services,
        a_person("1", **ANNA),
        a_person("2", **{**ANNA, "email": "no-address"}),
        a_person("3", first_name="Bram", last_name="Okkerse", email="onbekend"),
        {**a_person("4", first_name="Cees", last_name="Dijk", email="c@d.nl"),
         "changed": "2024-01-01"},
        a_person("5", first_name="Dirk", last_name="Ek"),
    )  # fmt: skip
    recount(services)
    found = patterns(database)
    assert found.pop(()) == 1
    assert found == {
        ("email:email.syntax",): 1,
        ("email:placeholder",): 1,
        ("email:stale",): 1,
        ("email:missing",): 1,
    }
    shown = cells(services)
    assert shown["shop", "email", "completeness"] == (3, 5)
    assert shown["shop", "email", "validity"] == (2, 3)
    assert shown["shop", "email", "timeliness"] == (2, 3)
    assert shown["shop", "family_name", "validity"] == (5, 5)
    assert ("shop", "family_name", "timeliness") not in shown


def test_records_of_one_person_in_one_source_are_told_as_double(
    tmp_path: Path, database: Database
) -> None:
    sources = {name: {"people": records()} for name in ("shop", "till")}
    services = project(tmp_path, database, sources)
    anna = {
        **ANNA,
        "born": "1980-02-03",
        "postcode": "1012AB",
        "number": "4",
        "mobile": "0612345678",
    }
    rows(services, a_person("1", **anna), a_person("2", **anna))
    rows(services, a_person("9", **anna), source="till")
    recount(services)
    shown = cells(services)
    assert shown["shop", "", "uniqueness"] == (1, 2)
    assert shown["till", "", "uniqueness"] == (1, 1)
    assert query(
        database, "select issue, record_no from quality_example where issue = ':duplicate'"
    ) == [(":duplicate", 2)]


def test_what_a_source_never_delivers_is_missing_and_not_empty(
    tmp_path: Path, database: Database
) -> None:
    without = {key: name for key, name in PEOPLE_COLUMNS.items() if name != "email"}
    sources = {"shop": {"people": records()}, "till": {"people": records(columns=without)}}
    services = project(tmp_path, database, sources, email={"required": True})
    rows(services, a_person("9", last_name="Vriesema"), source="till")
    recount(services)
    shown = cells(services)
    assert shown["till", "email", "completeness"] == (0, 1)
    assert ("till", "email", "validity") not in shown
    assert ("shop", "email", "completeness") not in shown


def test_an_empty_store_counts_nothing(tmp_path: Path, database: Database) -> None:
    services = project(tmp_path, database)
    recount(services)
    assert cells(services) == {}
    assert patterns(database) == {}


def test_what_goes_leaves_no_example_and_no_count(tmp_path: Path, database: Database) -> None:
    services = project(tmp_path, database, email={"required": True})
    rows(services, a_person("1", **ANNA), a_person("2", last_name="Okkerse"))
    recount(services)
    assert query(database, "select record_no from quality_example") == [(2,)]
    erase_records(services, [2])
    assert query(database, "select record_no from quality_example") == []
    recount(services)
    assert patterns(database) == {(): 1}


def test_it_counts_again_when_something_changed_and_it_has_rested(
    tmp_path: Path, database: Database
) -> None:
    services = project(tmp_path, database)
    recount(services)
    assert not recount_if_due(services)
    later = open_services(services.project, database, lambda: NOW + timedelta(days=1))
    assert recount_if_due(later), "another day: values grow old"
    rested = open_services(services.project, database, lambda: NOW + timedelta(days=1, seconds=1))
    assert not recount_if_due(rested)


@pytest.mark.parametrize("rule", consistency.RULES, ids=lambda rule: rule.name)
def test_every_rule_between_two_attributes_is_judged_and_counted(rule: consistency.Rule) -> None:
    assert f":{rule.name}'" in SQL["count_patterns"]
    assert f"as {rule.name}" in " ".join(SQL["count_pairs"].split())


def test_a_form_of_address_in_a_full_name_is_held_against_the_gender(
    tmp_path: Path, database: Database
) -> None:
    columns = {"name": "full_name", "sex": "gender"}
    sources = {"desk": {"people": records(columns=columns)}}
    services = project(
        tmp_path, database, sources,
        full_name={"type": "full_name", "match": False}, gender={"type": "gender"},
    )  # fmt: skip
    said = [("dhr. Jan Smit", "v"), ("mevr. Els Ek", "v"), ("mevr. Els Ek", "m")]
    receive(
        services, "desk", "people",
        [{"no": str(no), "name": name, "sex": sex} for no, (name, sex) in enumerate(said)],
    )  # fmt: skip
    assert cells(services)["desk", "gender", "consistency"] == (1, 3)
    recount(services)
    assert cells(services)["desk", "gender", "consistency"] == (1, 3)
    assert patterns(database)["gender:gender_full_name_title",] == 2


def test_the_day_of_a_record_is_that_of_its_source(tmp_path: Path, database: Database) -> None:
    folder = project(tmp_path, database).project
    source = folder / "sources/shop.yaml"
    source.write_text(source.read_text() + "time_zone: America/New_York\n")
    services = open_services(folder, database, lambda: NOW)
    born = {**a_person("1", last_name="Ek", born="2026-02-01"), "changed": "2026-02-01T03:00+00:00"}
    receive(services, "shop", "people", [born])
    # It was still January there.
    assert cells(services)["shop", "birth_date", "consistency"] == (0, 1)
    recount(services)
    assert cells(services)["shop", "birth_date", "consistency"] == (0, 1)


def test_rules_between_two_attributes_judge_as_the_scorecard_of_a_load_does(
    tmp_path: Path, database: Database
) -> None:
    columns = {**PEOPLE_COLUMNS, "land": "country", "sex": "gender"}
    sources = {"shop": {"people": records(columns=columns, updated_at="changed")}}
    services = project(
        tmp_path, database, sources,
        country={"type": "country", "match": False}, gender={"type": "gender"},
    )  # fmt: skip
    seen = [
        {"postcode": postcode, "land": land, "mobile": mobile, "born": born, "sex": sex,
         "first_name": first, "last_name": last}
        for (postcode, land, mobile), (born, sex, first, last) in product(
            [("1012AB", "NL", "+31612345678"), ("1012AB", "DE", "+31612345678"),
             ("10115", "DE", "+4915112345678"), ("1000", "BE", "+31612345678"),
             ("SW1A 1AA", "GB", "+447911123456"), ("90210", "US", "+12125550123"),
             ("90210", "CA", "+14165550123"), ("12345", "JP", "+81312345678"), ("1012AB", "", "")],
            [("1980-02-03", "v", "dhr. Jan", "Smit"), ("2026-02-01", "m", "mevr. Els", "mevr. Ek"),
             ("2026-02-02", "x", "Jan", "dhr. Smit"), ("", "", "", "")],
        )
    ]  # fmt: skip
    receive(services, "shop", "people", [
        {**a_person(str(no)), "changed": "2026-02-01T12:00:00", **values}
        for no, values in enumerate(seen)
    ])  # fmt: skip
    load_counts = {k: v for k, v in cells(services).items() if k[2] == "consistency"}
    assert load_counts, "the load has counted them"
    assert any(passed < checked for passed, checked in load_counts.values())
    recount(services)
    assert {k: v for k, v in cells(services).items() if k[2] == "consistency"} == load_counts
