"""Lists of people: who is shown, who is left out, and the line that names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import Refused, TooFewPeople
from klantbeeld.privacy.lists import PeopleList, PeopleLists
from klantbeeld.privacy.log_search import LogQuery
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    open_services,
    query,
    records,
    write_csv,
    write_project,
)

NUMBER = 14
MARKETEER = Actor("mo", "marketing_manager", "web")
AGENT = Actor("anna", "service_agent", "web")


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    project = write_project(tmp_path / "project", {"shop": {"people": records("data/people.csv")}})
    people = [
        a_person(str(no), first_name="Anna", last_name=f"V{chr(97 + no)}ssen{no}", city="Ede")
        for no in range(NUMBER)
    ]
    write_csv(project / "data/people.csv", people)
    opened = open_services(project, database)
    load(opened)
    return opened


@pytest.fixture
def everybody(services: Services) -> list[int]:
    people = query(services.database, "select person_id from person order by person_id")
    return [number for (number,) in people]


def listed(services: Services, people: list[int], most: int = 50, start: int = 0) -> PeopleList:
    return services.lists.people(MARKETEER, "customer_insight", people, "list", most, start=start)


def test_a_list_has_names_in_the_order_asked_and_goes_on_where_it_stopped(
    services: Services, everybody: list[int]
) -> None:
    asked = list(reversed(everybody))
    first = listed(services, asked, most=10)
    assert [person.person_id for person in first.people] == asked[:10]
    assert first.people[0].city == "Ede"
    assert (first.total, first.hidden, first.more) == (NUMBER, 0, True)
    rest = listed(services, asked, most=10, start=10)
    assert [person.person_id for person in rest.people] == asked[10:]
    assert not rest.more


def test_article_15_who_stood_in_a_list_was_looked_at(
    services: Services, everybody: list[int]
) -> None:
    one, other = everybody[0], everybody[-1]
    listed(services, everybody, most=NUMBER - 1)
    services.gate.person(AGENT, "customer_service", one)
    seen = services.gate.accesses(AGENT, "customer_service", one)
    assert [(line.action, line.in_a_list) for line in seen] == [("person", False), ("list", True)]
    assert services.gate.accesses(AGENT, "customer_service", other) == ()
    officer = Actor("fg", "privacy_officer", "web")
    found = services.log_search.search(officer, "accountability", LogQuery(person_id=one))
    assert [line.action for line in found.lines][-1] == "list"


def test_who_objected_is_counted_and_not_shown(services: Services, everybody: list[int]) -> None:
    services.marking.object(AGENT, "customer_service", everybody[3], "customer_insight")
    found = listed(services, everybody)
    assert everybody[3] not in [person.person_id for person in found.people]
    assert (found.total, found.hidden) == (NUMBER, 1)
    assert found.left_out == {Bar.OBJECTED: 1}


def test_one_line_in_the_log_names_who_was_shown(services: Services, everybody: list[int]) -> None:
    listed(services, everybody, most=5)
    ((action, purpose, detail),) = query(
        services.database,
        "select action, purpose, detail from access_log where actor = 'mo' order by entry_no",
    )
    assert (action, purpose) == ("list", "customer_insight")
    assert detail["people"] == everybody[:5]
    assert detail["attributes"] == ["city"], "a name is out of this role's sight"


def test_a_small_group_is_refused_but_to_who_helps_one_at_a_time(
    services: Services, everybody: list[int]
) -> None:
    few = everybody[:9]
    with pytest.raises(TooFewPeople) as refused:
        listed(services, few)
    assert "service_agent" in refused.value.allowed_roles
    ((allowed,),) = query(services.database, "select allowed from access_log where actor = 'mo'")
    assert not allowed
    seen = services.lists.people(AGENT, "customer_service", few, "list")
    assert [person.display_name.split()[0] for person in seen.people] == ["Anna"] * 9
    alert = services.lists.people(MARKETEER, "customer_insight", few, "list", of_figure=False)
    assert len(alert.people) == 9
    assert listed(services, []) == PeopleList()


def test_another_roles_purpose_is_refused(services: Services, everybody: list[int]) -> None:
    lists = PeopleLists(services.gate.door)
    with pytest.raises(Refused):
        lists.people(MARKETEER, "customer_service", everybody, "list")
