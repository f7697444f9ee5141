"""The organisation on the person page, and its own page."""

from __future__ import annotations

import pytest
import web_organisation_samples as organisation_samples
from person_samples import person_view
from web_desk import Desk, sit


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def test_the_person_page_names_the_organisation_and_who_else_acts_for_it(desk: Desk) -> None:
    text = desk.get("/people/812").text
    assert 'href="/organisations/812">Van Dalen Waterbouw B.V.</a>' in text
    assert "KvK 12345678" in text
    assert "Havenkade 12, 8011AB Zwolle" in text
    assert 'href="/people/2001">A. Bos</a>' in text
    assert "en nog 1 ander" in text
    desk.gate.view = person_view(organisations=())
    assert 'id="acts-for"' not in desk.get("/people/812").text


def test_the_page_of_an_organisation_lists_its_people(desk: Desk) -> None:
    text = desk.get("/organisations/812").text
    assert desk.gate.reads == [("organisation", "service")]
    for person in organisation_samples.ACTING:
        assert f'href="/people/{person.person_id}">{person.display_name}</a>' in text
    for known in ("12345678", "NL004495445B01", "Havenkade 12", "VAN DALEN WATERBOUW"):
        assert known in text


def test_what_may_not_be_seen_has_no_empty_row(desk: Desk) -> None:
    text = desk.get("/organisations/99").text
    assert "<h1>Organisatie 99</h1>" in text
    assert "KvK-nummer" not in text
    assert "Alleen de eerste 2.000 records" in text
    assert "<h1>KvK 12345678</h1>" in desk.get("/organisations/7").text


def test_another_number_of_it_leads_to_it(desk: Desk) -> None:
    assert "hoort nu bij organisatie 812" in desk.get("/organisations/1904").text
    assert "hoort nu bij" not in desk.get("/organisations/812").text
