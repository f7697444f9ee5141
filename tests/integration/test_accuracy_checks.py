"""Checks of accuracy, and the records behind a fault: through the gate, gone with the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.measuring.accuracy import finish_check
from klantbeeld.pipeline.measuring.quality_counting import recount
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import quality
from klantbeeld.privacy.errors import NotFound, Refused, TooFewPeople
from klantbeeld.privacy.marks import Ground
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    ENGINEER,
    a_person,
    load,
    open_services,
    query,
    records,
    write_csv,
    write_project,
)

NOW = datetime(2026, 3, 6, 15, tzinfo=UTC)
COLLEAGUE = Actor("els", "data_engineer", "web")
MARKETEER = Actor("mo", "marketing_manager", "web")
NUMBER = 40


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    folder = write_project(tmp_path / "project", {"shop": {"people": records("data/people.csv")}})
    people = [
        a_person(
            str(no),
            first_name="Anna",
            last_name=f"V{chr(97 + no % 26)}ssen{chr(97 + no // 26)}",
            email="" if no < 12 else f"no-address-{no}",
            city="Ede",
        )
        for no in range(NUMBER)
    ]
    write_csv(folder / "data/people.csv", people)
    opened = open_services(folder, database, lambda: NOW)
    load(opened)
    recount(opened)
    return opened


def begun(services: Services, *attributes: str, size: int = 30) -> int:
    return services.accuracy.start(ENGINEER, "shop", attributes or ("city", "email"), size)


def logged(services: Services, action: str) -> list[int | None]:
    rows = query(
        services.database,
        "select person_id from access_log where action = %s and allowed order by entry_no",
        action,
    )
    return [person for (person,) in rows]


def test_a_check_takes_the_newest_records_one_by_one_and_each_look_is_logged(
    services: Services,
) -> None:
    check_no = begun(services)
    view = services.accuracy.check(check_no)
    assert (view.records, view.judged) == (30, 0)
    shown = services.accuracy.open(ENGINEER, check_no)
    assert shown is not None
    newest = query(services.database, "select max(record_no) from source_record")[0][0]
    assert (shown.record_no, shown.position) == (newest, 1)
    assert [(value.attribute, value.delivered) for value in shown.values] == [
        ("email", f"no-address-{NUMBER - 1}"),
        ("city", "Ede"),
    ]
    assert logged(services, "accuracy_record") == [shown.person_id]


def test_two_people_get_different_records_until_one_lets_go(services: Services) -> None:
    check_no = begun(services)
    mine = services.accuracy.open(ENGINEER, check_no)
    theirs = services.accuracy.open(COLLEAGUE, check_no)
    again = services.accuracy.open(ENGINEER, check_no)
    assert mine is not None
    assert theirs is not None
    assert mine.record_no != theirs.record_no
    assert again is not None
    assert again.record_no == mine.record_no
    later = open_services(services.project, services.database, lambda: NOW + timedelta(hours=1))
    free = later.accuracy.open(Actor("piet", "data_engineer", "web"), check_no)
    assert free is not None
    assert free.record_no == mine.record_no


def judge(services: Services, check_no: int, **verdicts: str) -> int:
    shown = services.accuracy.open(ENGINEER, check_no)
    assert shown is not None
    services.accuracy.judge(ENGINEER, check_no, shown.record_no, verdicts)
    return shown.record_no


def test_what_is_found_becomes_shares_with_an_interval(services: Services) -> None:
    check_no = begun(services)
    judge(services, check_no, email="right", city="right")
    judge(services, check_no, email="wrong", city="right")
    judge(services, check_no, email="unknown", city="right")
    judge(services, check_no, email="unknown", city="unknown")
    judge(services, check_no)
    result = services.accuracy.result(check_no)
    assert result.check.judged == 5
    faultless = result.faultless
    assert faultless is not None
    assert faultless.n == 3
    assert faultless.value == pytest.approx(2 / 3)
    assert 0 < faultless.low < faultless.value < faultless.high < 1
    email, city = result.attributes
    assert (email.correct, email.wrong, email.unknown) == (1, 1, 2)
    assert city.share is not None
    assert city.share.value == 1


def test_a_finished_check_counts_as_accuracy_until_it_is_opened_again(services: Services) -> None:
    check_no = begun(services)
    record = judge(services, check_no, email="wrong", city="right")

    def accuracy() -> dict[str, tuple[int, int]]:
        cells = quality(services.database, services.catalogue)
        return {
            c.attribute: (c.numerator, c.denominator) for c in cells if c.dimension == "accuracy"
        }

    assert accuracy() == {}
    finish_check(services, ENGINEER, check_no)
    assert accuracy() == {"email": (0, 1), "city": (1, 1)}
    recount(services)
    assert accuracy() == {"email": (0, 1), "city": (1, 1)}
    with pytest.raises(InputError, match="finished"):
        services.accuracy.judge(ENGINEER, check_no, record, {"email": "right"})
    finish_check(services, ENGINEER, check_no, finished=False)
    assert accuracy() == {}


def test_what_was_judged_last_is_taken_back(services: Services) -> None:
    check_no = begun(services)
    judge(services, check_no, email="wrong")
    record = judge(services, check_no, email="wrong")
    assert services.accuracy.undo(COLLEAGUE, check_no) is None
    assert services.accuracy.undo(ENGINEER, check_no) == 2
    assert services.accuracy.check(check_no).judged == 1
    assert query(
        services.database, "select count(*) from accuracy_verdict where record_no = %s", record
    ) == [(0,)]


def test_an_erased_record_leaves_its_check(services: Services) -> None:
    check_no = begun(services)
    record = judge(services, check_no, email="wrong")
    erase_records(services, [record])
    assert services.accuracy.result(check_no).faultless is None
    assert services.accuracy.check(check_no).records == 29
    with pytest.raises(NotFound):
        services.accuracy.open(ENGINEER, check_no, position=1)


def test_who_is_restricted_is_not_in_the_sample_and_not_in_the_list(services: Services) -> None:
    agent = Actor("anna", "service_agent", "web")
    newest = query(services.database, "select max(record_no) from source_record")[0][0]
    services.marking.restrict(agent, "customer_service", newest, Ground.ACCURACY_DISPUTED)
    check_no = begun(services)
    shown = services.accuracy.open(ENGINEER, check_no)
    assert shown is not None
    assert shown.record_no != newest
    total = NUMBER - 12
    found = services.record_lists.behind(ENGINEER, "shop", "email", "email.syntax", total)
    assert newest not in {record.record_no for record in found.records}
    assert found.hidden == 1


@pytest.mark.parametrize("attributes", [(), ("no_such",), ("loyalty_card",)])
def test_a_choice_that_is_not_possible_is_refused_with_the_mend(
    services: Services, attributes: tuple[str, ...]
) -> None:
    with pytest.raises(InputError, match="Choose 1 to 15"):
        services.accuracy.start(ENGINEER, "shop", attributes, 30)


def test_a_source_without_records_has_nothing_to_check(tmp_path: Path, database: Database) -> None:
    folder = write_project(tmp_path / "empty", {"shop": {"people": records()}})
    empty = open_services(folder, database)
    with pytest.raises(InputError, match="no records"):
        empty.accuracy.start(ENGINEER, "shop", ("city",), 30)


def test_only_who_reads_for_the_purpose_checks(services: Services) -> None:
    check_no = begun(services)
    for act in (
        lambda: services.accuracy.open(MARKETEER, check_no),
        lambda: services.accuracy.judge(MARKETEER, check_no, 1, {}),
        lambda: services.accuracy.finish(MARKETEER, check_no),
        lambda: services.record_lists.behind(MARKETEER, "shop", "email", "email.syntax", 28),
    ):
        with pytest.raises(Refused):
            act()
    assert services.accuracy.check(check_no).finished_at is None


def test_the_records_behind_a_fault_are_shown_with_what_was_delivered(services: Services) -> None:
    found = services.record_lists.behind(ENGINEER, "shop", "email", "email.syntax", NUMBER - 12)
    assert len(found.records) == NUMBER - 12
    assert found.records[0].delivered == f"no-address-{NUMBER - 1}"
    assert found.records[0].display_name.startswith("Anna")
    (detail,) = query(
        services.database, "select detail from access_log where action = 'fault_records'"
    )[0]
    assert sorted(detail["people"]) == sorted(record.person_id for record in found.records)


def test_few_records_are_opened_by_who_works_one_by_one_only(services: Services) -> None:
    officer = Actor("fien", "privacy_officer", "web")
    assert services.record_lists.behind(ENGINEER, "shop", "email", "email.syntax", 9).total == 9
    services.catalogue.purposes["data_quality"].__dict__["roles"] += ("privacy_officer",)
    services.catalogue.attributes["email"].__dict__["roles"] += ("privacy_officer",)
    with pytest.raises(TooFewPeople):
        services.record_lists.behind(officer, "shop", "email", "email.syntax", 9)
