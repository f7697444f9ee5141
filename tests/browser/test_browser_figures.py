"""The pages of figures filled: what customers are worth, where they stand, what it rests on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from browser_site import PASSWORD, Site, Visit, picture, served
from heard import faults_in
from playwright.sync_api import Browser

from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.measuring.census import take_census
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.valuing.training import train
from project_folder import load
from value_project import TODAY, deliver, some_customers, value_project

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

PAGES = (
    "/goals", "/metrics", "/metrics/new_customers", "/metrics/lifetime_value", "/value",
    "/value/lifecycle", "/value/cohorts", "/value/cohorts?show=revenue", "/value/churn",
    "/value/models", "/value/models/lifetime_value/1", "/value/models/churn/1",
)  # fmt: skip


@pytest.fixture(scope="module")
def shop(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A shop with customers and their orders, loaded, trained and served."""
    folder = value_project(tmp_path_factory.mktemp("figures") / "shop")
    deliver(folder, *some_customers(150))
    with psycopg.connect(embedded_url, autocommit=True) as connection:
        connection.execute("create database figures template klantbeeld_template")
    url = psycopg.conninfo.make_conninfo(embedded_url, dbname="figures")
    settings = Settings.model_validate({"project": folder, "database_url": url})
    services = open_project(settings, clock=lambda: TODAY)
    load(services)
    take_census(services, NoProgress())
    train(services, NoProgress())
    services.accounts.create("mark", PASSWORD, "marketing_manager")
    with socket.create_server(("127.0.0.1", 0)) as listening, served(services, listening):
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", services, "")


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("light", {}),
        ("dark", {"color_scheme": "dark"}),
        ("phone", {"viewport": {"width": 390, "height": 844}, "is_mobile": True}),
    ],
)
def test_the_figures_can_be_heard_and_read_and_fit(
    chromium: Browser, shop: Site, kind: str, options: dict[str, Any]
) -> None:
    visit = Visit(chromium.new_context(locale="nl-NL", **options), shop)
    visit.watch()
    page = visit.signed_in("mark")
    faults = {}
    for path in PAGES:
        page.goto(shop.address + path)
        picture(page, f"{kind}-filled{path.replace('/', '-').replace('?', '-')}")
        faults[path] = faults_in(page)
    visit.context.close()
    assert {path: found for path, found in faults.items() if found} == {}
    assert visit.faults == []
