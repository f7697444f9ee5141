"""The page about contracts and the line on the person: what stands there, and what never."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import contract_samples as contract
import pytest
import value_samples as value
from web_desk import Desk, sit

from klantbeeld.pipeline.valuing import contract_figures
from klantbeeld.pipeline.valuing.contract_figures import ContractFigures
from klantbeeld.privacy.value_reads import ContractView
from klantbeeld.web.pictures.survival import survival


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return sit(monkeypatch, language="en")


def test_how_many_stay_how_long_and_what_they_are_worth(desk: Desk) -> None:
    text = desk.get("/value/contracts").text
    for told in (
        "300", "96.8%", "€78.20", "between €71.00 and €84.10", "€8.50", "€207.30", "€80.40",
        "after 2 months 90% still run (87% to 93%)", "0 to 3 months", "too few to tell",
        "30 would end", "0.080", "0.085",
        "1 contract ends before it begins, and is not counted.",
        "2 contracts are in another currency, and are not counted.",
        "1 customer is left out",
    ):  # fmt: skip
        assert told in text, told
    assert "ended in the last year: few" in text


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (None, "No contracts declared"),
        (contract.FEW, "Fewer than ten people hold a contract"),
        (contract.NO_CURVE, "Fewer than 10 contracts have ended."),
        (contract.BARRED, "not switched on"),
    ],
)
def test_what_is_said_where_there_is_little(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, found: ContractFigures | None, told: str
) -> None:
    monkeypatch.setattr(contract_figures, "contract_figures", lambda _: found)
    text = desk.get("/value/contracts").text
    assert told in text
    assert '<svg class="survival"' not in text


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (ContractView(date(2025, 3, 2), None, 0.12, 91), "Chance to end within 91 days: 12%."),
        (ContractView(date(2025, 3, 2), date(2026, 12, 1), None, 91), "It ends on 1 Dec 2026."),
        (ContractView(date(2025, 3, 2), None, None, 91), "Too few contracts"),
    ],
)
def test_the_contract_on_the_person(desk: Desk, held: ContractView, told: str) -> None:
    sample: Any = desk.site.services.value
    sample.view = replace(value.NEVER, contracts=(held,))
    text = desk.get("/people/812").text
    assert "Contract since 2 Mar 2025." in text
    assert told in text
    assert "Bought nothing yet" not in text


def test_of_many_contracts_of_one_person_a_few_are_shown(desk: Desk) -> None:
    sample: Any = desk.site.services.value
    held = ContractView(date(2025, 3, 2), None, 0.12, 91)
    sample.view = replace(value.NEVER, contracts=(held,) * 8)
    text = desk.get("/people/812").text
    assert text.count("Contract since 2 Mar 2025.") == 5
    assert "and 3 more contracts" in text


def test_steps_go_down_and_the_band_lies_around_them() -> None:
    picture = survival([0, 1, 2], [(1, 1, 1), (0.5, 0.4, 0.6), (0, 0, 0.1)], width=100, height=10)
    assert picture.line == "M0.0 0L50.0 0L50.0 5.0L100.0 5.0L100.0 10"
    assert picture.dots == ((0.0, 0.0), (50.0, 5.0), (100.0, 10.0))
    assert picture.band.endswith("Z")
