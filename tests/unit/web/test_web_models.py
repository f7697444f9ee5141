"""The pages about models: figures with their bands, weights in words and on one scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
import web_model_samples as samples
from web_desk import Desk, sit

from klantbeeld.web.judging.models import model_page, often


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def test_the_list_tells_which_one_is_in_use(desk: Desk) -> None:
    text = desk.get("/models").text
    assert "nooit gebruikt" in text
    assert "in gebruik" in text
    assert "98,4" in text
    assert "96,8" in text
    assert "vanzelf, bij de eerste lading" in text


def test_a_model_in_words(desk: Desk) -> None:
    text = desk.get("/models/2").text
    assert "gelijk; 1 op de 39.000 heeft deze waarde" in text
    assert "1 op de 21.000" not in text, "nobody has such a name"
    assert "waar de namen overeenkomen" in text
    assert "allebei uit" in text
    assert "1 op 1.000.000" in text
    assert "210 antwoorden over twijfelgevallen hebben de gewichten veranderd." in text
    for code in ("exact_rarity", "names_agree", "both_", "same_household"):
        assert code not in text


def test_what_was_not_estimated_names_the_command(desk: Desk) -> None:
    text = desk.get("/models/1").text
    assert "klantbeeld model estimate 1" in text
    assert desk.get("/models/3").status_code == 404


def test_bars_share_one_scale(desk: Desk) -> None:
    fmt = desk.site.formats("en")
    page = model_page(desk.site, samples.view(2), fmt)
    rows = [row for table in page.tables for row in table.rows]
    by_weight = sorted(rows, key=lambda row: row.weight)
    assert not by_weight[0].bar.positive
    assert by_weight[-1].bar.width == max(row.bar.width for row in rows)
    assert all(row.bar.x + row.bar.width <= page.width for row in rows)
    told = page.expected[0]
    assert told.low < told.at < told.high <= page.width


def test_two_classes_show_no_household(desk: Desk) -> None:
    view = samples.view(2)
    two = replace(view, pairs_per_record={"same_person": 0.75})
    assert not model_page(desk.site, two, desk.site.formats("en")).households


@pytest.mark.parametrize(
    ("share", "said"), [(0.984, "98.4%"), (0.001, "0.1%"), (1e-6, "1 in 1,000,000"), (0.0, "0.0%")]
)
def test_how_often(desk: Desk, share: float, said: str) -> None:
    assert often(share, desk.site.formats("en")) == said
