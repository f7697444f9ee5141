"""The demo company, made small, feeds every metric that comes along."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from demo_company import TODAY, small_part
from klantbeeld.catalog.load import load_project
from klantbeeld.core.progress import NoProgress
from klantbeeld.demo.journey import read_journey
from klantbeeld.demo.write import write_company
from klantbeeld.metrics.feeds import missing
from klantbeeld.metrics.registry import supplied
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.measuring.census import take_census
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import dead_letters
from klantbeeld.pipeline.valuing.training import train
from klantbeeld.store.database import Database
from project_folder import load, open_services

DEMO = Path(str(resources.files("klantbeeld.demo") / "project"))
THIS_MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 6, tzinfo=UTC)


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder)
    small = small_part(read_journey(TODAY))
    write_company(folder, small, today=TODAY, seed=2017, progress=NoProgress())
    opened = open_services(folder, database, lambda: THIS_MORNING)
    load(opened)
    take_census(opened, NoProgress())
    train(opened, NoProgress())
    return opened


def test_every_metric_has_what_it_needs() -> None:
    catalogue = load_project(DEMO)
    assert [name for name, each in supplied().items() if missing(each, catalogue)] == []


def test_every_metric_has_a_figure(services: Services) -> None:
    views = {view.id: view for view in figures.views(services)}
    assert [name for name, view in views.items() if view.last is None] == []
    fresh = THIS_MORNING - timedelta(days=1)
    assert all(view.fresh_at and view.fresh_at > fresh for view in views.values())
    made_up = {view.id for view in views.values() if all(feed.made_up for feed in view.feeds)}
    assert {"unique_visitors", "acquisition_cost", "brand_awareness"} <= made_up
    assert views["unique_visitors"].consents[0].share == pytest.approx(0.62, abs=0.05)
    assert views["click_rate"].consents != ()
    _wait_with_their_reason(services.database)


def _wait_with_their_reason(database: Database) -> None:
    """What of the demo's figures cannot be read."""
    letters = {letter.source: letter.reason for letter in dead_letters(database)}
    assert "no part of" in letters["voorraad"]
    assert "no number" in letters["sociale_media"]
    costs = {each.reason for each in dead_letters(database, "marketingkosten")}
    assert any("another currency" in reason for reason in costs)
    assert any("no number" in reason for reason in costs)
