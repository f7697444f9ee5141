"""Why records are one, through the gate: what is out of sight shows in nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from gate_company import (
    AGENT,
    CATALOGUE,
    MARKETEER,
    NOW,
    add_record,
    log_lines,
    make_jan,
    make_person,
)

from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.evidence import ChangeView, CounterfactualView, PairView, StepView
from klantbeeld.privacy.explaining import Compared, How, Rejected
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.views import FieldEvidence, LinkView, RuleView
from klantbeeld.store.database import Database, Transaction


class Told:
    """An explainer that knows two records of which phone and address agree."""

    LINK = LinkView(
        0, 0, 17.0, 0.99,
        (
            FieldEvidence("email", "exact", 7.0, 9.0, 2.0),
            FieldEvidence("phone", "exact", 6.0, 8.0, 1.0),
            FieldEvidence("address", "exact", 5.0, 8.0, 0.0),
            FieldEvidence("something", "else", -1.0),
            FieldEvidence("prior", "prior", -15.0),
        ),
        0.2,
        (RuleView((("email", "all"),)), RuleView((("postcode", "all"), ("house_number", "all")))),
    )  # fmt: skip
    CHANGES = (
        CounterfactualView((ChangeView("email", "same", None),), 3.0),
        CounterfactualView((ChangeView("phone", "same", "different"),), 2.0),
    )

    def link(self, a: int, b: int) -> LinkView:
        return replace(self.LINK, record_a=a, record_b=b)

    def links(self, _: Transaction, records: Sequence[int]) -> Sequence[LinkView]:
        return [self.link(records[0], records[1])]

    def how(self, _: Transaction, records: Sequence[int]) -> How:
        step = StepView(1, (records[0],), (records[1],), "evidence", 9.0, self.LINK.evidence, None)
        return How((step,), ())

    def why_not(self, transaction: Transaction, records: Sequence[int]) -> Sequence[Rejected]:
        row = transaction.execute(
            "select person_id from person where person_id <> all(%s)", (list(records),)
        ).fetchone()
        assert row is not None
        hidden = replace(self.link(records[0], row["person_id"]), evidence=self.LINK.evidence[1:])
        return [
            Rejected(
                row["person_id"], "conflict", self.link(records[0], row["person_id"]), None, (), ()
            ),
            Rejected(row["person_id"], "little", hidden, None, (), ()),
        ]

    def compare(
        self, _: Transaction, first: Sequence[int], second: Sequence[int]
    ) -> Compared | None:
        joined = self.link(first[0], second[0])
        return Compared(
            False,
            "conflict",
            joined,
            ("email", "phone"),
            (PairView(1, 2, 17.0),),
            self.CHANGES,
            (1, 2),
        )


@pytest.fixture
def jan(database: Database) -> int:
    return make_jan(database)


@pytest.fixture
def gate(database: Database) -> Gate:
    return Gate(Door(database, CATALOGUE, lambda: NOW))


@pytest.fixture
def told(database: Database) -> Gate:
    return Gate(Door(database, CATALOGUE, lambda: NOW), Told())


@pytest.fixture
def els(database: Database, jan: int) -> int:
    """Somebody else, not unlike Jan."""
    with database.transaction() as transaction:
        values = {"given_name": "Els", "family_name": "Berg", "email": "els@berg.example"}
        return make_person(transaction, [add_record(transaction, "crm", "els", values)])


def test_links_hide_the_evidence_out_of_sight(told: Gate, jan: int) -> None:
    (seen,) = told.evidence.links(AGENT, "service", jan)
    assert [e.field for e in seen.evidence] == ["email", "phone", "address", "prior", "hidden"]
    assert (seen.evidence[0].against_strangers, seen.household_probability) == (9.0, 0.2)
    assert len(seen.rules) == 2
    (less,) = told.evidence.links(MARKETEER, "marketing", jan)
    assert [(e.field, e.match_weight) for e in less.evidence] == [
        ("email", 7),
        ("prior", -15),
        ("hidden", 10),
    ]
    assert sum(e.match_weight for e in less.evidence) == sum(e.match_weight for e in seen.evidence)
    # Beside the sum either would tell that they share a household.
    assert all(e.against_household is None for e in less.evidence)
    assert less.household_probability is None
    assert (len(less.rules), less.hidden_rules) == (1, True)


def test_how_a_person_came_together_hides_it_too(told: Gate, jan: int) -> None:
    (step,) = told.evidence.how(MARKETEER, "marketing", jan).steps
    assert [e.field for e in step.evidence] == ["prior", "hidden", "email"]
    assert len(told.evidence.how(AGENT, "service", jan).records) == 2


def test_who_comes_near_by_what_is_out_of_sight_is_not_told(
    told: Gate, database: Database, jan: int, els: int
) -> None:
    assert [each.reason for each in told.evidence.why_not(AGENT, "service", jan)] == [
        "conflict",
        "little",
    ]
    (seen,) = told.evidence.why_not(MARKETEER, "marketing", jan)
    assert (seen.person_id, seen.display_name, seen.reason) == (els, "Els Berg", "conflict")
    assert [record.record_no for record in seen.records] == [jan, els]
    assert log_lines(database)[-1]["detail"]["people"] == [els]


def test_comparing_leaves_a_line_about_either(
    told: Gate, database: Database, jan: int, els: int
) -> None:
    seen = told.evidence.compare(MARKETEER, "marketing", jan, els)
    assert (seen.first.display_name, seen.second.display_name) == ("Jan van den Berg", "Els Berg")
    assert [found.changes[0].field for found in seen.changes] == ["email"]
    assert seen.hidden_changes
    assert seen.conflicts == ("email",)
    assert [line["person_id"] for line in log_lines(database)[-2:]] == [jan, els]
    assert [access.action for access in told.accesses(AGENT, "service", els)] == ["compare"]


def test_two_records_of_one_person_are_compared_by_their_numbers(told: Gate, jan: int) -> None:
    seen = told.evidence.compare(AGENT, "service", jan + 1, jan)
    assert [side.records[0].record_no for side in (seen.first, seen.second)] == [jan + 1, jan]
    for one, other in ((jan, jan), (jan, 10**6), (10**6, jan)):
        with pytest.raises(NotFound):
            told.evidence.compare(AGENT, "service", one, other)


def test_links_without_evidence_come_from_the_store(
    gate: Gate, database: Database, jan: int
) -> None:
    with database.transaction() as transaction:
        transaction.execute("insert into link values (%s, %s, 1)", (jan, jan + 1))
    (link,) = gate.evidence.links(AGENT, "service", jan)
    assert link.match_probability == pytest.approx(2 / 3)
