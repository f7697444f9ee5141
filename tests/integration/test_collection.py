"""What is collected, who still needs it, and dropping what nobody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.rights.dropping import drop, preview_drop
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.collection.reads import fold_reads
from klantbeeld.privacy.collection.views import Collected
from klantbeeld.privacy.errors import NotTheirDuty
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
    PEOPLE_COLUMNS,
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    tables_with,
    write_csv,
    write_project,
)

OFFICER = Actor("olga", "privacy_officer", "web")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOBBY = "Sterrenkijken"
CLUB = "CLUB-778812"


class Moving:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def _attribute(kind: str) -> dict[str, object]:
    return {
        "name": {"nl": kind, "en": kind}, "type": kind, "data_category": "user",
        "purposes": ["customer_service"], "retention": "2 years", "goal": "earn_more",
        "roles": ["service_agent"],
    }  # fmt: skip


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def services(tmp_path: Path, database: Database, clock: Moving) -> Services:
    people = records("data/people.csv")
    people["columns"] = {**PEOPLE_COLUMNS, "hobby": "hobby", "club": "club_number"}
    folder = write_project(
        tmp_path / "project", {"shop": {"people": people, "orders": orders("data/orders.csv")}}
    )
    file = folder / "catalog/attributes.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    more = {"hobby": _attribute("text"), "club_number": _attribute("identifier")}
    file.write_text(yaml.safe_dump({**declared, **more}, sort_keys=False), encoding="utf-8")
    write_csv(
        folder / "data/people.csv",
        [
            {**a_person("1", first_name="Anna", last_name="Vriesema", city="Utrecht"),
             "hobby": HOBBY, "club": CLUB, "shoe_size": "39"},
            {**a_person("2", first_name="Bram", last_name="Okkerse"),
             "hobby": "", "club": "", "shoe_size": ""},
        ],
    )  # fmt: skip
    write_csv(
        folder / "data/orders.csv",
        [{"order_no": "B1", "customer": "1", "at": "2026-01-02", "total": "9", "status": "done",
          "channel": "web"}],
    )  # fmt: skip
    opened = open_services(folder, database, clock)
    load(opened)
    return opened


def _item(services: Services, name: str) -> Collected:
    return next(item for item in services.collection.overview().items if item.name == name)


def test_each_thing_says_what_it_is_for_and_how_often_it_is_filled(services: Services) -> None:
    hobby = _item(services, "hobby")
    assert (hobby.held, hobby.rows, hobby.filled) == (1, 2, 0.5)
    assert hobby.standing == "new"
    assert hobby.readers == ()
    assert [active for _, active in hobby.purposes] == [True]
    assert _item(services, "family_name").standing == "links"
    assert _item(services, "loyalty_card").standing == "not_delivered"
    order = _item(services, "order")
    assert (order.kind, order.held, order.rows) == ("touchpoint", 1, None)
    assert order.kept_by_law
    assert order.standing == "metric"
    assert "Nieuwe klanten" in {metric.nl for metric in order.metrics}


def test_what_people_are_told_apart_by_feeds_metrics(services: Services) -> None:
    file = services.project / "catalog/attributes.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared["hobby"] |= {"type": "category", "breakdown": "segment"}
    file.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")
    hobby = _item(open_services(services.project, services.database, services.clock), "hobby")
    assert hobby.standing == "metric"
    assert "Nieuwe klanten" in {metric.nl for metric in hobby.metrics}


def test_a_read_counts_once_and_keeps_it_off_the_drop_list(
    services: Services, clock: Moving
) -> None:
    ((anna,),) = query(
        services.database, "select person_id from person where display_name like 'Anna%%'"
    )
    services.gate.person(AGENT, "customer_service", anna)
    item = _item(services, "hobby")
    (read,) = item.readers
    assert (item.standing, read.role, read.reads) == ("used", "service_agent", 1)
    assert fold_reads(services.database) == 0
    assert _item(services, "hobby").readers == item.readers
    clock.now += timedelta(days=91)
    late = services.collection.overview()
    assert {each.name for each in late.drop_list} == {"hobby", "club_number"}
    services.gate.person(AGENT, "customer_service", anna)
    assert _item(services, "hobby").standing == "used"


def test_what_a_role_was_refused_is_no_read(services: Services) -> None:
    ((anna,),) = query(
        services.database, "select person_id from person where display_name like 'Anna%%'"
    )
    services.gate.search(Actor("m", "marketing_manager", "api"), "direct_marketing", "Vriesema")
    assert _item(services, "hobby").readers == ()
    assert [read.role for read in _item(services, "family_name").readers] == ["marketing_manager"]
    assert anna


def test_one_figure_tells_what_is_collected_with_a_purpose_and_used(services: Services) -> None:
    before = services.collection.overview().columns
    # Three columns of people are filled and link, one of orders feeds metrics; seven are empty, two
    # nobody has read yet.
    assert (before.used, before.unused, before.not_kept) == (4, 9, 1)
    assert before.purposeful == pytest.approx(4 / 14)
    assert before.obsessed == pytest.approx(10 / 14)


def test_a_drop_shows_first_exactly_what_goes(services: Services) -> None:
    receive(services, "shop", "people", [{**a_person("1"), "hobby": f"{HOBBY} 2"}])
    preview = preview_drop(services, "hobby")
    assert (preview.kind, preview.records, preview.versions) == ("attribute", 1, 1)
    assert (preview.people, preview.obstacle, preview.dropped) == (1, None, False)
    assert [line.partition(":")[0] for line in preview.lines] == [
        "catalog/attributes.yaml", "sources/shop.yaml",
    ]  # fmt: skip
    (first, _) = preview.lines
    text = (services.project / "catalog/attributes.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[int(first.partition(":")[2]) - 1] == "hobby:"
    assert tables_with(services.database, HOBBY) != []


@pytest.mark.parametrize(("name", "value"), [("hobby", HOBBY), ("club_number", CLUB)])
def test_a_dropped_attribute_is_gone_everywhere_and_stays_away(
    services: Services, name: str, value: str
) -> None:
    receive(services, "shop", "people", [{**a_person("1"), "hobby": HOBBY, "club": CLUB, "no": ""}])
    receive(services, "shop", "people", [{**a_person("1"), "first_name": "Ann", "hobby": HOBBY,
                                          "club": CLUB}])  # fmt: skip
    link_waiting(services, NoProgress())
    gone = drop(services, ENGINEER, "data_quality", name, "nobody reads it", NoProgress())
    assert (gone.records, gone.versions) == (1, 1)
    assert tables_with(services.database, value) == []
    assert tables_with(services.database, value.replace("-", "").lower()) == []
    assert verify_store(services, NoProgress()).ok
    assert _item(services, name).standing == "dropped"
    (dropped,) = services.collection.overview().dropped
    assert (dropped.name, dropped.records, dropped.dropped_by) == (name, 1, "daan")

    column = "hobby" if name == "hobby" else "club"
    again = receive(services, "shop", "people", [{**a_person("7"), column: value}])
    assert again.dropped_fields == (column,)
    assert load(services, "shop")[0].dropped_columns.count(column) == 1
    assert tables_with(services.database, value) == []
    # Once more changes nothing.
    twice = drop(services, ENGINEER, "data_quality", name, "again", NoProgress())
    assert (twice.records, twice.versions) == (0, 0)


def test_a_dropped_touchpoint_type_goes_with_its_lines(services: Services, tmp_path: Path) -> None:
    file = services.project / "catalog/touchpoints.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace(", fiscal_administration", "").replace(", privacy_officer", "")
    file.write_text(text.replace("7 years", "2 years"), encoding="utf-8")
    open_again = open_services(services.project, services.database, services.clock)
    assert preview_drop(open_again, "order").touchpoints == 1
    gone = drop(open_again, ENGINEER, "data_quality", "order", "sold elsewhere", NoProgress())
    assert gone.touchpoints == 1
    assert tables_with(open_again.database, "B1") == []
    assert query(open_again.database, "select count(*) from record_total") == [(0,)]
    assert {report.state for report in load(open_again, "shop")} == {"unchanged", "not_kept"}


@pytest.mark.parametrize(
    ("name", "why"), [("email", "links records"), ("order", "a law asks"), ("nothing", "no attr")]
)
def test_what_is_needed_cannot_be_dropped(services: Services, name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        drop(services, ENGINEER, "data_quality", name, "x", NoProgress())


def test_dropping_asks_the_duty_and_a_reason(services: Services) -> None:
    with pytest.raises(NotTheirDuty):
        drop(services, OFFICER, "accountability", "hobby", "x", NoProgress())
    with pytest.raises(InputError, match="no reason"):
        drop(services, ENGINEER, "data_quality", "hobby", " ", NoProgress())
    with pytest.raises(InputError, match="citizen service number"):
        drop(services, ENGINEER, "data_quality", "hobby", "bsn 123456782", NoProgress())
    assert tables_with(services.database, HOBBY) != []
    assert query(services.database, "select * from dropped_attribute") == []


def test_flags_are_the_officers_and_leave_a_line_about_whose_they_are(services: Services) -> None:
    receive(services, "shop", "people", [{**a_person("1"), "hobby": "Klant heeft diabetes"}])
    link_waiting(services, NoProgress())
    with pytest.raises(NotTheirDuty):
        services.collection.flags(AGENT, "customer_service")
    (flag,) = services.collection.flags(OFFICER, "accountability")
    assert (flag.field, flag.category, flag.reviewed_at) == ("hobby", "health", None)
    assert flag.person_id is not None
    line = "select action, person_id from access_log order by entry_no desc limit 1"
    assert ("flagged_texts", flag.person_id) in query(
        services.database, line.replace("limit 1", "limit 2")
    )
    services.collection.review(OFFICER, "accountability", flag.flag_no, "harmless")
    assert query(services.database, line) == [("flag_reviewed", flag.person_id)]
    assert services.collection.flags_waiting() == 0
    assert services.collection.flags(OFFICER, "accountability") == ()
    (seen,) = services.collection.flags(OFFICER, "accountability", waiting=False)
    assert seen.verdict == "harmless"
    with pytest.raises(InputError, match="no such flagged text"):
        services.collection.review(OFFICER, "accountability", 999, "removed")
