"""The review queue, what a decision would lead to, and judgements that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking import judgements
from klantbeeld.pipeline.linking.judgements import (
    Decision,
    Verdict,
    answer,
    merge,
    merge_pairs,
    split,
    split_pairs,
    undo,
)
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.outcome import outcome
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.linking.review import Question, named_questions, questions
from klantbeeld.pipeline.linking.train import train_model
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.errors import NotFound, NotTheirDuty, Refused
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
    a_person,
    dump,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

# Records 1 and 2 are one person to any model, 3 and 4 another; 5 and 6 stand alone.
ROWS = [
    {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"},
    {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"},
    {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"},
    {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"},
    {"first_name": "Cees", "last_name": "Tolsma", "email": "cees@tolsma.example"},
    {"first_name": "Dora", "last_name": "Ypma", "email": "dora@ypma.example"},
]
FILLING = [
    {"first_name": first, "last_name": last, "email": f"{first}.{last}@mail.example",
     "postcode": f"{2000 + n * 7} AB", "number": str(n), "born": f"19{40 + n}-03-04"}
    for n, (first, last) in enumerate(product(
        ("Daan", "Emma", "Finn", "Gijs"), ("Aalders", "Buma", "Croon", "Dral", "Evers", "Faber")
    ))
]  # fmt: skip
OFFICER = Actor("fg", "privacy_officer", "web")


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Iterator[Services]:
    """People 1 (records 1, 2), 3 (3, 4; an order of 500), 5 and 6, without any doubtful pair."""
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    folder = write_project(tmp_path / "project", {"shop": shop})
    people = [a_person(str(n), **row) for n, row in enumerate([*ROWS, *FILLING], start=1)]
    write_csv(folder / "data/people.csv", people)
    write_csv(
        folder / "data/orders.csv",
        [{"order_no": "B1", "customer": "3", "at": "2025-03-01", "total": "500", "status": "",
          "channel": ""}],
    )  # fmt: skip
    opened = open_services(folder, database)
    load(opened)
    with database.transaction() as transaction:
        transaction.execute("delete from link where abs(match_weight) < 6")
        transaction.execute("delete from link_against")
    assert questions(opened) == ()
    yield opened
    assert verify_store(opened, NoProgress()).ok


def _link(services: Services, *links: tuple[int, int, float]) -> None:
    with services.database.transaction() as transaction:
        transaction.cursor().executemany(
            "insert into link (record_a, record_b, match_weight) values (%s, %s, %s) "
            "on conflict (record_a, record_b) do update set match_weight = excluded.match_weight",
            links,
        )


def _asked(services: Services) -> list[tuple[int, int]]:
    return [question.records for question in questions(services)]


def _answer(services: Services, one: int, other: int, verdict: Verdict) -> Decision:
    return answer(services, ENGINEER, "data_quality", (one, other), verdict)


def _people(services: Services) -> list[int]:
    rows = query(services.database, "select person_id from membership order by record_no limit 6")
    return [person for (person,) in rows]


def test_doubt_and_stakes_make_the_order(services: Services) -> None:
    _link(services, (5, 6, -0.1), (1, 5, -2.5), (3, 5, -0.4))
    # 3 and 5: nearly as doubtful as 5 and 6, with more records and an order behind them.
    assert _asked(services) == [(3, 5), (5, 6), (1, 5)]
    first = questions(services)[0]
    assert (first.kind, first.people) == ("near_miss", (3, 5))
    assert first.match_probability == pytest.approx(2**-0.4 / (1 + 2**-0.4))


def test_two_people_are_asked_about_once_by_their_best_pair(services: Services) -> None:
    _link(services, (1, 3, -2.0), (2, 4, -0.5), (2, 3, -1.0))
    assert _asked(services) == [(2, 4)]


def test_a_link_that_other_evidence_overrules_is_asked_however_strong(services: Services) -> None:
    _link(services, (5, 6, 9.0))
    with services.database.transaction() as transaction:
        transaction.execute("insert into link_against values (5, 6, 9.0)")
    (question,) = questions(services)
    assert (question.kind, question.records) == ("disagreement", (5, 6))
    # A hint is checked: the link is gone, so the question is.
    _link(services, (5, 6, -9.0))
    assert questions(services) == ()


def test_clustering_leaves_the_hints(services: Services) -> None:
    made = split(services, ENGINEER, "data_quality", [2])
    hints = query(services.database, "select record_a, record_b from link_against")
    assert hints == [(1, 2)]
    assert questions(services) == ()  # somebody judged it
    undo(services, ENGINEER, "data_quality", [made.decision_no])
    assert questions(services) == ()  # it is against nothing any more


def test_a_person_by_a_thread_is_asked_about(services: Services) -> None:
    _link(services, (1, 2, 0.5))
    (question,) = questions(services)
    assert (question.kind, question.records, question.people) == ("thread", (1, 2), (1, 1))


def test_a_weak_link_beside_a_strong_one_is_no_thread(services: Services) -> None:
    merge(services, ENGINEER, "data_quality", [1, 3])
    _link(services, (1, 3, 0.5))
    assert questions(services) == ()  # the judgement holds them


def test_records_gone_from_the_source_are_not_asked_about(services: Services) -> None:
    _link(services, (5, 6, -0.1))
    with services.database.transaction() as transaction:
        transaction.execute("update source_record set gone_at = now() where record_no = 6")
    assert questions(services) == ()


@pytest.mark.parametrize("verdict", ["match", "no_match", "unsure"])
def test_what_was_answered_is_not_asked_again_until_it_is_undone(
    services: Services, verdict: Verdict
) -> None:
    _link(services, (1, 3, -0.5), (2, 4, -0.6))
    decision = _answer(services, 1, 3, verdict)
    assert _asked(services) == []  # nor the other pair of the same two people
    before = _people(services)
    assert (before[0] == before[2]) == (verdict == "match")
    undo(services, ENGINEER, "data_quality", [decision.decision_no])
    _link(services, (1, 3, -0.5), (2, 4, -0.6))  # relinking found that they are none
    assert _asked(services) == [(1, 3)]


def test_dont_know_changes_nobody_and_is_asked_again_under_another_model(
    services: Services,
) -> None:
    _link(services, (5, 6, -0.5))
    before = _people(services)
    _answer(services, 5, 6, "unsure")
    assert _people(services) == before
    assert questions(services) == ()
    made = train_model(services, NoProgress())
    rebuild(services, NoProgress(), model_no=made.model_no)
    _link(services, (5, 6, -0.5))
    assert (5, 6) in _asked(services)


@pytest.mark.store
def test_questions_come_with_the_names_in_sight_and_a_line_in_the_log(services: Services) -> None:
    _link(services, (1, 3, -0.5))
    found, (named,) = named_questions(services, AGENT, "customer_service", 5)
    assert (found, named.names) == (1, ("Anna Vriesema", "Bram Okkerse"))
    lines = query(services.database, "select action, detail ->> 'people' from access_log")
    assert lines[-1] == ("names", "[1, 3]")
    with pytest.raises(Refused):
        named_questions(services, AGENT, "direct_marketing", 5)


def test_the_outcome_told_beforehand_is_what_happens(services: Services) -> None:
    told = outcome(services, merge_pairs(services, [1, 3]), "match")
    assert told == ((1, 2, 3, 4),)
    merge(services, ENGINEER, "data_quality", [1, 3])
    told = outcome(services, split_pairs(services, [2, 4]), "no_match")
    before = dump(services.database)
    assert dump(services.database) == before
    split(services, ENGINEER, "data_quality", [2, 4])
    # By the merge 1 and 3, 2 and 4 are not one by themselves; what it said of 1 and 4 gave way.
    rows = query(
        services.database,
        "select array_agg(record_no order by record_no) from membership "
        "where record_no < 5 group by person_id order by 1",
    )
    assert tuple(tuple(row) for (row,) in rows) == told
    with pytest.raises(InputError, match="no such record"):
        outcome(services, [(1, 999)], "match")


def test_of_two_judgements_about_one_pair_the_newest_counts(services: Services) -> None:
    first = _answer(services, 5, 6, "match")
    assert _people(services)[4:] == [5, 5]
    second = _answer(services, 6, 5, "no_match")
    assert second.contradicts == (first.decision_no,)
    assert _people(services)[4:] == [5, 6]
    told = services.gate.evidence.history(ENGINEER, "data_quality", 5)
    assert [(d.decision_no, d.outdated) for d in told.decisions] == [
        (second.decision_no, False), (first.decision_no, True),
    ]  # fmt: skip
    undo(services, ENGINEER, "data_quality", [second.decision_no])
    assert _people(services)[4:] == [5, 5]


def test_matches_that_join_two_records_overrule_that_they_are_not_one(services: Services) -> None:
    yes = [_answer(services, 1, 6, "match"), _answer(services, 5, 6, "match")]
    assert yes[1].contradicts == ()
    no = _answer(services, 1, 5, "no_match")
    matches = tuple(decision.decision_no for decision in yes)
    assert no.contradicts == matches
    people = _people(services)
    assert people[0] == people[4] == people[5] == 1
    told = {
        d.decision_no: d
        for d in services.gate.evidence.history(AGENT, "customer_service", 6).decisions
    }
    assert told[no.decision_no].gives_way
    assert told[no.decision_no].contradicts == matches
    assert told[matches[0]].contradicts == (no.decision_no,)
    assert not told[matches[0]].gives_way
    # Without one of the matches it holds.
    undo(services, ENGINEER, "data_quality", [matches[0]])
    undo(services, ENGINEER, "data_quality", [matches[1]])
    assert _people(services)[4:] == [5, 6]
    assert not services.gate.evidence.history(AGENT, "customer_service", 5).decisions[0].gives_way


def test_a_decision_ends_as_one(services: Services) -> None:
    decision = merge(services, ENGINEER, "data_quality", [1, 3], "one phone number")
    assert len(decision.judgements) == 4
    (told,) = services.gate.evidence.history(ENGINEER, "data_quality", 4).decisions
    assert (told.verdict, told.made_by, told.reason, told.records) == (
        "match", "daan", "one phone number", (1, 2, 3, 4),
    )  # fmt: skip
    undo(services, ENGINEER, "data_quality", [decision.decision_no])
    assert _people(services)[:4] == [1, 1, 3, 3]
    (told,) = services.gate.evidence.history(ENGINEER, "data_quality", 3).decisions
    assert told.ended_by == "daan"
    assert [other.display_name for other in told.others] == ["Anna Vriesema"]
    with pytest.raises(InputError, match="no judgement in force"):
        undo(services, ENGINEER, "data_quality", [decision.decision_no])


def test_the_history_leads_from_old_ids_to_who_they_are_now(services: Services) -> None:
    merge(services, ENGINEER, "data_quality", [1, 3])
    told = services.gate.evidence.history(AGENT, "customer_service", 3)
    assert (told.asked_id, told.person_id, told.now) == (3, 1, {1: 1, 3: 1})
    assert [(e.kind, e.person_id, e.other_id) for e in told.events] == [("merged", 1, 3)]
    with pytest.raises(NotFound):
        services.gate.evidence.history(AGENT, "customer_service", 999)


@pytest.mark.parametrize(
    ("pair", "message"), [((1, 999), "no such record"), ((3, 3), "always itself")]
)
def test_judging_what_is_not_there_is_refused(
    services: Services, pair: tuple[int, int], message: str
) -> None:
    before = dump(services.database)
    with pytest.raises(InputError, match=message):
        answer(services, ENGINEER, "data_quality", pair, "match")
    assert dump(services.database) == before


def test_an_erased_record_takes_its_judgements_along(services: Services) -> None:
    _answer(services, 1, 5, "match")
    _answer(services, 3, 6, "unsure")
    with services.database.transaction() as transaction:
        transaction.execute("delete from source_record where record_no = 5")
        transaction.execute("delete from membership where record_no = 5")
        # As an erasure does: whoever is left waits to be linked again.
        transaction.execute("insert into waiting_record values (1, now(), 'judgement')")
    assert query(services.database, "select record_a, verdict from judgement") == [(3, "unsure")]
    link_waiting(services, NoProgress())
    with pytest.raises(InputError, match="erased"):
        _answer(services, 1, 5, "no_match")


def test_which_roles_judge_is_declared(services: Services) -> None:
    assert services.gate.door.holders(Duty.JUDGE) == ("service_agent", "data_engineer")
    before = dump(services.database)
    with pytest.raises(NotTheirDuty, match="service_agent, data_engineer"):
        answer(services, OFFICER, "accountability", (1, 3), "match")
    assert dump(services.database) == before
    lines = query(services.database, "select actor, action, allowed from access_log")
    assert lines == [("fg", "judgement.match", False)]


def test_a_comparison_shows_both_sides_and_leaves_a_line_for_each(services: Services) -> None:
    told = services.gate.evidence.side_by_side(
        AGENT, "customer_service", ((1, 2), (3, 4)), pair=(1, 3), outcome=((1, 2, 3, 4),)
    )
    assert [side.display_name for side in told.sides] == ["Anna Vriesema", "Bram Okkerse"]
    assert [len(side.records) for side in told.sides] == [2, 2]
    assert str(told.sides[1].revenue) == "500.00"
    assert told.becomes[0].records == (1, 2, 3, 4)
    assert told.link is not None
    assert told.link.match_weight < 0
    lines = query(services.database, "select action, person_id from access_log order by entry_no")
    assert lines == [("compare", 1), ("compare", 3)]
    with pytest.raises(NotFound):
        services.gate.evidence.side_by_side(AGENT, "customer_service", ((1,), (999,)))


def test_two_people_who_are_no_household_are_not_put_in_one(services: Services) -> None:
    home = {"postcode": "3512 AB", "number": "12", "street": "Dreef", "last_name": "Roosmeer"}
    couple = [
        a_person("h1", first_name="Hans", born="1986-05-14", **home),
        a_person("h2", first_name="Irma", born="1984-11-02", **home),
    ]
    receive(services, "shop", "people", couple)
    link_waiting(services, NoProgress())
    one = services.gate.find_by_record(AGENT, "customer_service", "shop", "h1")
    housed = query(services.database, "select * from household_member order by 1")
    assert housed == [(one, one), (one + 1, one)]
    decision = _answer(services, one, one + 1, "no_household")
    assert decision.people == (one, one + 1)
    assert query(services.database, "select * from household_member") == []
    rebuild(services, NoProgress())
    assert query(services.database, "select * from household_member") == []
    undo(services, ENGINEER, "data_quality", [decision.decision_no])
    assert query(services.database, "select * from household_member order by 1") == housed


def test_a_decision_leaves_a_line_about_everybody_in_it(services: Services) -> None:
    _answer(services, 1, 3, "no_match")
    lines = query(services.database, "select action, person_id from access_log order by entry_no")
    assert lines == [("judgement.no_match", 1), ("judgement.no_match", 3)]


def test_a_decision_does_not_wait_for_a_load_that_is_being_linked(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgements, "LINKED_AT_ONCE", 1)
    receive(services, "shop", "people", [a_person("70", **ROWS[0])])
    before = _people(services)
    decision = merge(services, ENGINEER, "data_quality", [3, 5])
    assert (decision.people, _people(services)) == ((3, 5), before)
    link_waiting(services, NoProgress())
    assert _people(services)[4] == 3


def test_a_question_is_a_value(services: Services) -> None:
    _link(services, (5, 6, -0.1))
    assert questions(services) == questions(services)
    assert isinstance(questions(services)[0], Question)
