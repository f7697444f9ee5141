"""Answers to surveys, from delivery to page: figures, texts through the gate, complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.experience import ItemKind, Pillar
from klantbeeld.catalog.load import load_project
from klantbeeld.metrics.importance import Lacking
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.measuring.experience import ExperienceView, experience
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.channels.rules import Contact
from klantbeeld.privacy.errors import Refused
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
    a_person,
    load,
    open_services,
    query,
    records,
    write_csv,
    write_project,
)

NOW = datetime(2025, 4, 10, 12, tzinfo=UTC)
MARKETER = Actor("mo", "marketing_manager", "web")
W = {"nl": "x", "en": "x"}
KEPT: dict[str, Any] = {
    "name": W,
    "data_category": "user.content",
    "purposes": ["customer_service", "customer_insight"],
    "retention": "2 years",
    "goal": "serve_better",
    "roles": ["service_agent", "marketing_manager"],
}
TYPES = {
    "form": {
        **KEPT,
        "kind": "survey",
        "detail": dict.fromkeys(("nps", "promise", "heard", "remark"), W),
        "means": {"remark": "remark"},
    },
    "answer": {
        **KEPT,
        "kind": "survey",
        "detail": dict.fromkeys(("kind", "mark", "remark"), W),
        "means": {"score": "mark", "question": "kind", "remark": "remark"},
        "words": {"effort": ["Moeite"]},
    },
    "ticket": {
        **KEPT,
        "kind": "case",
        "detail": dict.fromkeys(("sort", "closed", "contacts", "again"), W),
        "means": {"closed": "closed", "contacts": "contacts", "reopened": "again"},
        "open_statuses": ["open"],
    },
    "mail": {**KEPT, "kind": "campaign_send"},
    "parcel": {
        **KEPT,
        "kind": "delivery",
        "detail": {"arrived": W},
        "means": {"delivered": "arrived"},
    },
}
ASKED = {"name": W, "text": W, "scale": [0, 10], "touchpoint": "form"}
RULES = {
    "items": {
        "recommend": {**ASKED, "kind": "nps", "field": "nps", "stage": "use"},
        "promise": {**ASKED, "kind": "pillar", "pillar": "integrity", "field": "promise"},
        "heard": {**ASKED, "kind": "pillar", "pillar": "empathy", "field": "heard"},
        "effort": {
            **ASKED, "kind": "ces", "scale": [1, 5], "low_is_good": True, "touchpoint": "answer",
            "question": "effort",
        },
    },
    "complaints": [{"touchpoint": "ticket", "field": "sort", "words": ["klacht"]}],
}  # fmt: skip


def delivery(kind: str, *columns: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "touchpoints", "type": kind, "files": f"data/{kind}.csv", "key": "no",
        "record": "customer", "occurred_at": "at", "columns": {name: name for name in columns},
        **more,
    }  # fmt: skip


def form(no: int, at: str, nps: object, promise: object, heard: object, remark: str = "") -> Any:
    return {"no": f"F{no}", "customer": str(1 + no % 3), "at": at, "nps": nps, "promise": promise,
            "heard": heard, "remark": remark}  # fmt: skip


FORMS = [
    *(form(n, "2025-03-03T10:00", 9, 8, 7) for n in range(8)),
    *(form(n, "2025-03-20T10:00", 5, 6, 7) for n in range(8, 12)),
    # Nobody answered in February; a few did in January.
    *(form(n, "2025-01-20T10:00", "", "", "") for n in range(12, 20)),
    *(form(n, "2025-01-21T10:00", 10, 10, 10) for n in range(20, 23)),
    form(23, "2025-04-02T10:00", 11, "goed", "8,5", "Bezorger kwam te laat."),
    form(24, "2025-04-03T23:30:00Z", 3, 4, "", "Ik heb diabetes en at te laat."),
]


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    deliveries = {
        "people": records("data/people.csv"),
        "forms": delivery("form", "nps", "promise", "heard", "remark"),
        "answers": delivery("answer", "kind", "mark"),
        "tickets": delivery("ticket", "sort", "closed", "contacts", "again", status="status"),
        "mails": delivery("mail"),
        "parcels": delivery("parcel", "arrived", due_at="due"),
    }
    project = write_project(tmp_path / "project", {"shop": deliveries})
    types = project / "catalog/touchpoints.yaml"
    declared = yaml.safe_load(types.read_text(encoding="utf-8"))
    types.write_text(yaml.safe_dump({**declared, **TYPES}), encoding="utf-8")
    rules(project, RULES)
    write_csv(
        project / "data/people.csv",
        [a_person("1", first_name="Anna", last_name="Vries", email="anna@v.example"),
         a_person("2", first_name="Bram", last_name="Berg", email="bram@b.example"),
         a_person("3", first_name="Cleo", last_name="Dijk", email="cleo@d.example")],
    )  # fmt: skip
    write_csv(project / "data/form.csv", FORMS)
    write_csv(
        project / "data/answer.csv",
        [{"no": f"A{n}", "customer": "1", "at": "2025-03-05T10:00", "kind": "Moeite", "mark": 2}
         for n in range(12)],
    )  # fmt: skip
    write_csv(project / "data/ticket.csv", TICKETS)
    write_csv(
        project / "data/mail.csv",
        [{"no": "M1", "customer": "1", "at": "2025-04-09T09:00"},
         {"no": "M2", "customer": "3", "at": "2025-04-09T09:00"}],
    )  # fmt: skip
    write_csv(
        project / "data/parcel.csv",
        [{"no": f"P{n}", "customer": "2", "at": "2025-03-01T08:00", "due": "2025-03-03",
          "arrived": f"2025-03-0{3 if n < 9 else 4}T20:00"} for n in range(12)],
    )  # fmt: skip
    opened = open_services(project, database, lambda: NOW)
    load(opened)
    return opened


def ticket(no: int, customer: str, sort: str, status: str, contacts: int = 1) -> dict[str, Any]:
    closed = "" if status == "open" else "2025-03-02T10:00:00+01:00"
    return {"no": f"T{no}", "customer": customer, "at": "2025-03-01T10:00", "sort": sort,
            "status": status, "closed": closed, "contacts": contacts, "again": ""}  # fmt: skip


TICKETS = [
    ticket(1, "1", "Klacht ", "open"),
    ticket(2, "2", "vraag", "open"),
    *(ticket(n, "3", "klacht", "done", 1 if n < 12 else 2) for n in range(3, 15)),
]


def rules(project: Path, text: Mapping[str, Any]) -> None:
    (project / "catalog/experience.yaml").write_text(yaml.safe_dump(dict(text)), encoding="utf-8")


def item(view: ExperienceView, name: str) -> Any:
    return next(each for each in view.said.items if each.id == name)


def test_marks_become_figures_and_what_is_no_mark_counts_nowhere(services: Services) -> None:
    view = experience(services)
    recommend = item(view, "recommend").figure
    # 8 nines and 3 tens, 4 fives and a three; eleven is no mark; eight were silent.
    assert recommend.estimate.value == pytest.approx(100 * (11 - 5) / 16)
    assert (recommend.estimate.n, recommend.off_scale, recommend.asked) == (16, 1, 25)
    assert recommend.response.value == pytest.approx(17 / 25)
    assert item(view, "promise").figure.off_scale == 1
    assert item(view, "heard").mean.value == pytest.approx((12 * 7 + 3 * 10 + 8.5) / 16)
    ces = next(each for each in view.said.headlines if each.kind is ItemKind.CES)
    assert (ces.figure.estimate.value, ces.figure.estimate.low) == (2, None), "no spread"


def test_a_month_without_answers_is_there_without_a_value(services: Services) -> None:
    months = {
        each.month.month: each.estimate
        for each in item(experience(services), "recommend").figure.months
    }
    assert len(months) == 12
    assert months[3].value == pytest.approx(100 * (8 - 4) / 12)
    assert (months[2].value, months[2].hidden) == (None, False)
    assert (months[1].value, months[1].n, months[1].hidden) == (None, 0, True), "three are too few"


def test_marks_one_by_one_are_told_of_many_only(services: Services) -> None:
    assert item(experience(services), "recommend").marks == ()
    rules(services.project, {**RULES, "small_sample": 10})
    opened = replace(services, catalogue=load_project(services.project))
    marks = dict(item(experience(opened), "recommend").marks)
    assert (marks[9], marks[8], len(marks)) == (8, 0, 11)


def test_observed_stands_beside_what_is_said(services: Services) -> None:
    pillars = {each.figure.pillar: each for each in experience(services).pillars}
    observed = {each.id: each for pillar in pillars.values() for each in pillar.observed}
    first = observed["first_contact_resolution"].estimate
    assert first.value == pytest.approx(9 / 12)
    assert first.n == 12
    assert observed["hours_to_resolve"].estimate.value == pytest.approx(24)
    assert observed["delivered_as_promised"].estimate.value == pytest.approx(9 / 12)
    assert observed["transfers_per_case"].needs is not None
    assert observed["offers_accepted"].needs is not None
    mailed = observed["mailed_during_complaint"].estimate
    assert mailed.value == pytest.approx(1 / 13), "one of thirteen complaints"
    assert pillars[Pillar.RESOLUTION].figure.items == ()
    assert (
        pillars[Pillar.EMPATHY].figure.estimate.value
        == item(experience(services), "heard").mean.value
    )


def test_what_matters_needs_a_hundred_forms(services: Services) -> None:
    found = experience(services).said.importance
    assert (found.lacking, found.forms, found.outcome) == (Lacking.TOO_FEW, 15, "recommend")
    many = [form(100 + n, "2025-03-04T10:00", n % 11, (n * 7) % 11, n % 9) for n in range(120)]
    write_csv(services.project / "data/form.csv", [*FORMS, *many])
    load(services)
    weighed = experience(services).said.importance
    assert (weighed.lacking, weighed.forms) == (None, 135)
    assert {driver.item for driver in weighed.drivers} == {"promise", "heard"}


def test_another_question_means_counting_anew(services: Services) -> None:
    assert item(experience(services), "heard").figure.estimate.n == 16
    changed = {**RULES, "items": {"second": RULES["items"]["heard"]}}  # type: ignore[index]
    rules(services.project, changed)
    opened = replace(services, catalogue=load_project(services.project))
    assert item(experience(opened), "second").figure.estimate.n == 16
    counted = query(services.database, "select distinct item from metric_answer_day")
    assert counted == [("second",)]


def test_the_metrics_tell_the_same_as_the_page(services: Services) -> None:
    (nps,) = figures.views(services, "nps")
    assert nps.last is not None
    assert nps.last.value == pytest.approx(100 * (8 - 4) / 12)
    months = {
        each.month: each.estimate for each in item(experience(services), "recommend").figure.months
    }
    estimate = months[nps.last.period]
    assert nps.last.low == pytest.approx(estimate.low, abs=0.01)
    assert nps.last.high == pytest.approx(estimate.high, abs=0.01)
    (intimacy,) = figures.views(services, "customer_intimacy")
    assert intimacy.last is None
    assert intimacy.needs, "no item asks about personalisation"


def test_nothing_asked_is_nothing_told(services: Services) -> None:
    (services.project / "catalog/experience.yaml").unlink()
    opened = replace(services, catalogue=load_project(services.project))
    view = experience(opened)
    # The one type with marks and questions asks NPS and CSAT; nobody answered either.
    assert [each.figure.estimate.value for each in view.said.items] == [None, None]
    assert view.said.importance.lacking is Lacking.NOT_DECLARED
    assert view.open_complaints is None


def test_texts_are_read_through_the_gate(services: Services) -> None:
    experience(services)
    found = services.answers.remarks(AGENT, "customer_service", "recommend")
    assert [(each.display_name, each.text) for each in found.remarks] == [
        ("Anna Vries", None), ("Cleo Dijk", "Bezorger kwam te laat."),
    ], "what seems to tell of health is held back"  # fmt: skip
    assert found.older is None
    seen = query(
        services.database,
        "select person_id, allowed from access_log where action = 'remarks' order by person_id",
    )
    assert seen == [(each, True) for each in sorted(each.person_id for each in found.remarks)]
    with pytest.raises(Refused):
        services.answers.remarks(ENGINEER, "data_quality", "recommend")
    assert query(
        services.database,
        "select count(*) from access_log where action = 'remarks' and not allowed",
    ) == [(1,)]


def test_texts_of_who_is_left_out_are_counted_and_not_shown(services: Services) -> None:
    experience(services)
    read = services.answers.remarks
    first = read(MARKETER, "customer_insight", "recommend")
    assert len(first.remarks) == 2
    with services.database.transaction() as transaction:
        transaction.execute(
            "insert into record_mark (record_no, kind, purpose, ground, since, actor, via) "
            "select record_no, 'objection', 'customer_insight', 'asked', now(), 'x', 'web' "
            "from membership where person_id = %s",
            (first.remarks[0].person_id,),
        )
    found = read(MARKETER, "customer_insight", "recommend")
    assert (len(found.remarks), found.left_out) == (1, 1)
    assert len(read(AGENT, "customer_service", "recommend").remarks) == 2


def reasons(services: Services, person: int) -> set[str]:
    contact = Contact("direct_marketing", Channel.EMAIL)
    (answer,) = services.contacts.may_contact(MARKETER, "direct_marketing", person, (contact,))
    return {reason.code for reason in answer.reasons} & {"open_complaint", "open_case"}


def people(services: Services) -> dict[str, int]:
    return dict(
        query(
            services.database,
            "select source_record_id, person_id "
            "from membership join source_record using (record_no)",
        )
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("any_case", ({"open_complaint"}, {"open_case"}, set())),
        ("complaint", ({"open_complaint"}, set(), set())),
        ("never", (set(), set(), set())),
    ],
)
def test_an_open_complaint_pauses_marketing(
    services: Services, rule: str, expected: tuple[set[str], ...]
) -> None:
    rules(services.project, {**RULES, "no_marketing_during": rule})
    catalogue = load_project(services.project)
    opened = open_services(services.project, services.database, lambda: NOW)
    assert opened.catalogue == catalogue
    known = people(opened)
    assert tuple(reasons(opened, known[number]) for number in "123") == expected
