"""What feeds a metric, and the lines that would feed one that misses something."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.figures import known_figures
from klantbeeld.catalog.load import load_project
from klantbeeld.metrics.connect import connections
from klantbeeld.metrics.connect_lines import figure_lines
from klantbeeld.metrics.feeds import feeds, figure_name, missing
from klantbeeld.metrics.registry import supplied
from project_folder import orders, write_project

SUPPLIED = supplied()
VISITORS = {
    "kind": "figures", "files": "data/x.csv", "day": "month", "value": "visitors",
    "figure": "visitors", "period": "month",
}  # fmt: skip


def test_every_figure_that_a_metric_asks_for_is_known() -> None:
    asked = {need.figure for metric in SUPPLIED.values() for need in metric.needs}
    asked |= {metric.consent for metric in SUPPLIED.values()}
    assert asked - {None} <= known_figures().keys()


@pytest.mark.parametrize("figure", known_figures())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_lines_for_a_figure_hold_as_they_stand(
    tmp_path: Path, figure: str, language: str
) -> None:
    deliveries = yaml.safe_load(figure_lines(figure, None).in_language(language))["deliveries"]
    folder = write_project(tmp_path / "project", {"shop": {"orders": orders(), **deliveries}})
    assert check_project(folder) == []


@pytest.mark.parametrize("name", SUPPLIED)
@pytest.mark.parametrize("instead", [False, True])
def test_who_follows_the_lines_for_a_metric_has_what_it_needs(
    tmp_path: Path, name: str, instead: bool
) -> None:
    folder = write_project(tmp_path / "project", {"shop": {"orders": orders()}})
    told = connections(SUPPLIED[name], load_project(folder))
    ways = {each.instead for each in told}
    for number, each in enumerate(told):
        # Either what happened or only its sum, where a metric takes both.
        if len(ways) == 2 and each.instead != instead and each.need.figure is not None:
            continue
        path = folder / each.file.replace("NAME", f"own_{number}")
        before = path.read_text("utf-8") if path.exists() else ""
        again = before and each.yaml.nl.startswith("items:")
        path.write_text(before + (each.yaml.nl.partition("\n")[2] if again else each.yaml.nl))
    assert check_project(folder) == []
    assert missing(SUPPLIED[name], load_project(folder)) == ()


def test_a_metric_without_input_says_what_to_add(tmp_path: Path) -> None:
    catalogue = load_project(write_project(tmp_path / "p", {"shop": {"orders": orders()}}))
    metric = SUPPLIED["acquisition_cost"]
    (need,) = missing(metric, catalogue)
    (connection,) = connections(metric, catalogue)
    assert connection.need == need
    assert connection.file == "sources/NAME.yaml"
    assert "figure: acquisition_cost" in connection.yaml.nl
    assert "wat werving in de periode kostte" in connection.yaml.nl
    assert "what winning customers cost" in connection.yaml.en


def test_either_a_touchpoint_or_a_figure_will_do(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", {"shop": {"orders": orders()}})
    metric = SUPPLIED["win_rate"]
    without = load_project(folder)
    told = [(each.file, each.yaml.en) for each in connections(metric, without)]
    assert [file for file, _ in told] == [
        "catalog/touchpoints.yaml", "sources/NAME.yaml", "sources/NAME.yaml",
    ]  # fmt: skip
    assert "words: {won: [gewonnen], lost: [verloren]}" in told[0][1]
    offers = {
        "kind": "figures", "files": "data/x.csv", "day": "month", "value": "won", "base": "closed",
        "figure": "opportunities", "period": "month",
    }  # fmt: skip
    catalogue = load_project(write_project(tmp_path / "q", {"crm": {"offers": offers}}))
    assert missing(metric, catalogue) == ()
    ((feed,),) = feeds(metric, catalogue).values()
    assert (feed.source, feed.delivery, feed.figure, feed.type) == (
        "crm", "offers", "opportunities", None,
    )  # fmt: skip
    assert feed.what == known_figures()["opportunities"].name


def test_a_figure_of_another_period_does_not_do(tmp_path: Path) -> None:
    metric = SUPPLIED["unique_visitors"]
    (need,) = metric.needs
    catalogue = load_project(write_project(tmp_path / "p", {"web": {"visitors": VISITORS}}))
    assert len(feeds(metric, catalogue)[need]) == 1
    weekly = metric.model_copy(update={"needs": (need.model_copy(update={"period": "week"}),)})
    assert missing(weekly, catalogue) != ()


def test_a_metric_that_names_no_need_is_fed_by_every_touchpoint(tmp_path: Path) -> None:
    deliveries = {"orders": orders(), "visitors": VISITORS}
    catalogue = load_project(write_project(tmp_path / "p", {"shop": deliveries}))
    ((feed,),) = feeds(SUPPLIED["linked_data"], catalogue).values()
    assert (feed.delivery, feed.type) == ("orders", "order")


def test_a_figure_of_the_project_is_called_by_its_own_name() -> None:
    assert figure_name("parked_cars").en == "parked cars"
