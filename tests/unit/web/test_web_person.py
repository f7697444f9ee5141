"""The person page: what is read, what is compared, and what its addresses hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from person_samples import GOLDEN, NOW, RECORDS, TIMELINE, TOTALS, person_view
from web_catalogue import ATTRIBUTES
from web_desk import Desk, sit

from klantbeeld.web.formats import Formats
from klantbeeld.web.person.page import compare, timeline_days

FMT = Formats("nl", "Europe/Amsterdam", NOW)
LABELS = {name: attribute.name for name, attribute in ATTRIBUTES.items()}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def test_evidence_and_access_are_read_only_by_who_asks(desk: Desk) -> None:
    desk.get("/people/812")
    desk.get("/people/812?tab=why")
    desk.get("/people/812?tab=history")
    desk.get("/people/812?lines=9010")
    assert [action for action, _ in desk.gate.reads] == [
        "person", "person", "links", "how", "why_not", "person", "accesses", "history", "person",
        "order_lines",
    ]  # fmt: skip


def test_lines_of_somebody_elses_order_are_not_read(desk: Desk) -> None:
    desk.get("/people/812?lines=123456")
    assert [action for action, _ in desk.gate.reads] == ["person"]


def test_a_merged_number_leads_to_the_present_person(desk: Desk) -> None:
    text = desk.get("/people/99").text
    assert "Nummer 99 is samengevoegd" in text
    assert 'data-live="/live/person/812?after=' in text
    assert 'href="/people/99' not in text


def test_open_matters_come_before_the_timeline(desk: Desk) -> None:
    text = desk.get("/people/812").text
    assert text.index("14 dagen te laat") < text.index('id="timeline"')


def test_housemates_are_links_with_what_they_share(desk: Desk) -> None:
    text = desk.get("/people/812").text
    assert re.search(r'href="/people/940">Kees van der Hoeven</a>.*telefoon', text)
    assert re.search(r'href="/people/1377">Lotte van der Hoeven</a>.*huisgenoot', text)
    desk.gate.view = person_view(household=())
    assert 'id="household"' not in desk.get("/people/812").text


def test_filter_stands_in_the_address_and_can_be_undone(desk: Desk) -> None:
    text = desk.get("/people/812?type=case&type=order").text
    assert 'href="/people/812?type=order"' in text
    assert 'href="/people/812?type=case&amp;type=order&amp;type=invoice"' not in text
    assert "Verkeerde maat" in text
    assert 'id="t9003"' not in text


def test_two_currencies_are_one_count_and_the_value_says_so(desk: Desk) -> None:
    euros = next(total for total in TOTALS if total.type == "order")
    dollars = replace(euros, touchpoints=7, currency="USD")
    desk.gate.view = person_view(totals=(euros, dollars))
    text = desk.get("/people/812").text
    assert '<dd data-key="total-order">150</dd>' in text
    assert text.count('Bestelling <span class="count">150</span>') == 1
    assert "bestellingen in andere valuta staan onder Tot nu toe" in text


def test_a_type_out_of_sight_is_no_filter(desk: Desk) -> None:
    assert 'id="t9003"' in desk.get("/people/812?type=secret").text


def test_more_keeps_the_filter(desk: Desk) -> None:
    assert 'href="/people/812?type=order&amp;shown=100"' in desk.get("/people/812?type=order").text


def test_the_odd_one_out_is_marked_where_most_agree() -> None:
    rows = {row.attribute: row for row in compare(RECORDS, LABELS, GOLDEN)}
    city = rows["city"]
    assert [cell.odd for cell in city.cells] == [True, False, False, False]
    assert city.differs
    street = rows["street"]
    assert street.differs
    assert not any(cell.odd for cell in street.cells)
    assert [cell.stands for cell in street.cells] == [False, True, False, False]
    assert not rows["birth_date"].differs
    assert rows["email"].cells[0].fault == "email.syntax"
    assert rows["email"].cells[1].standard == "marijke.hoeven@voorbeeld.nl"


def test_attributes_that_no_record_has_are_left_out() -> None:
    assert "segment" not in {row.attribute for row in compare(RECORDS, LABELS)}


def test_timeline_is_cut_at_local_midnight() -> None:
    days = timeline_days(TIMELINE, FMT)
    assert [day.day for day in days] == sorted({day.day for day in days}, reverse=True)
    assert sum(len(day.items) for day in days) == len(TIMELINE)
    assert all(day.month.day == 1 for day in days)


def test_not_allowed_looks_other_than_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    text = sit(monkeypatch, role="blind").get("/people/812").text
    assert "uw rol mag voor dit doel geen bestellingen zien" in text
    assert 'data-key="revenue"' not in text
