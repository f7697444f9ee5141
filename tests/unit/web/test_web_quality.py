"""Quality as the pages show it: the heat map's tints, faults in words, costs and their files."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import quality_samples
from hypothesis import given
from hypothesis import strategies as st
from web_desk import Desk, sit

from klantbeeld.pipeline.measuring import quality_money
from klantbeeld.quality.consistency import RULES
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.quality.faults import FAULTS
from klantbeeld.web.languages import LANGUAGES, Language
from klantbeeld.web.pictures.quality_heat import heat_map, step
from klantbeeld.web.quality import words as quality_words

SHARES = st.none() | st.floats(0, 1)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def test_the_more_fails_the_darker() -> None:
    assert [step(share) for share in (None, 1, 0.996, 0.98, 0.95, 0.8, 0.6, 0)] == [
        0, 0, 0, 1, 2, 3, 4, 5
    ]  # fmt: skip


@given(st.lists(st.lists(SHARES, min_size=3, max_size=3), max_size=8), st.text(max_size=60))
def test_every_cell_lies_within_the_picture(shares: list[list[float | None]], name: str) -> None:
    drawn = heat_map([name] * len(shares), [name] * 3, shares)
    assert len(drawn.marks) == 3 * len(shares)
    for mark in drawn.marks:
        assert mark.x >= 0
        assert mark.x + mark.width <= drawn.width + 1
        assert mark.y + mark.height <= drawn.height
    assert all(len(each.text) <= 60 for each in (*drawn.rows, *drawn.columns))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "fault", [*FAULTS, *quality_words.KINDS, *(rule.name for rule in RULES), "unheard.of"]
)
def test_every_fault_is_said_with_what_to_do(fault: str, language: Language) -> None:
    assert quality_words.fault_said(fault, language)
    assert quality_words.to_do(fault, language)
    assert quality_words.dimension_of(fault) in Dimension


def test_the_page_leads_from_money_to_the_records(desk: Desk) -> None:
    text = desk.get("/quality").text
    assert "€ 1.638" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "kosten zijn aangenomen" in text
    assert (
        'href="/quality/records?source=webshop&amp;attribute=email&amp;fault=email.syntax"' in text
    )
    assert 'href="/quality/records?source=webshop&amp;fault=duplicate"' in text


def test_another_k_is_kept_in_the_address_and_what_is_none_is_told(desk: Desk) -> None:
    assert 'href="/quality/repairs.csv?k=5"' in desk.get("/quality?k=5").text
    told = desk.get("/quality?k=500").text
    assert 'aria-invalid="true"' in told
    assert "Vul een getal in van 1 tot 100." in told
    assert 'value="500"' in told


def test_without_costs_the_page_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    bare = replace(quality_samples.MONEY, currency=None, extra=None, base=None)
    monkeypatch.setattr(quality_money, "quality_money", lambda *_: bare)
    text = desk.get("/quality").text
    assert "units_a_month" in text
    assert "€" not in re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)


def test_the_files_hold_what_the_page_shows(desk: Desk) -> None:
    repairs = desk.get("/quality/repairs.csv").text.splitlines()
    assert repairs[0].startswith("rank,source,attribute,name,fault")
    assert repairs[0].endswith("saves_alone_EUR,saves_with_those_above_EUR")
    assert len(repairs) == 3
    assert desk.get("/quality/scorecard.csv").text.startswith("source,attribute,name,dimension")


def test_records_are_chosen_by_fault_or_by_dimension(desk: Desk) -> None:
    address = "/quality/records?source=webshop&attribute=email"
    chosen = re.compile(r'fault=([a-z.]+)" aria-current')
    assert chosen.findall(desk.get(address).text) == ["email.syntax"]
    assert chosen.findall(desk.get(f"{address}&dimension=completeness").text) == ["missing"]
    assert desk.get("/quality/records?source=nowhere").status_code == 404
    assert desk.get("/quality/records?source=webshop&attribute=nothing").status_code == 404
