"""What the tests of this folder share: one browser and one served site for a whole run.

A plugin (``pytest_plugins``) and not a ``conftest``, of which mypy takes one per tree.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from browser_site import (
    ACCOUNTS,
    ARGUMENTS,
    CHROMIUM,
    PASSWORD,
    Site,
    Visit,
    Visitor,
    served,
    with_trainee,
    write_project,
)
from playwright.sync_api import Browser, sync_playwright

from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.opening import open_project


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; the test is skipped where there is none.

    One per module and not per session: while it lives, Playwright's event loop occupies the thread,
    and other tests in the same process run loops of their own.
    """
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The template project with calls, a row that cannot be read and a role without a purpose."""
    folder = tmp_path_factory.mktemp("browser") / "shop"
    write_project(folder)
    with psycopg.connect(embedded_url, autocommit=True) as connection:
        connection.execute("create database browser template klantbeeld_template")
    url = psycopg.conninfo.make_conninfo(embedded_url, dbname="browser")
    settings = Settings.model_validate({"project": folder, "database_url": url})
    services = with_trainee(open_project(settings))
    load_files(services, (), NoProgress())
    link_waiting(services, NoProgress())
    for username, role in ACCOUNTS.items():
        services.accounts.create(username, PASSWORD, role)
    key = services.accounts.keys.create(
        "webshop", "service_agent", ("read", "write"), sources=("*",)
    )
    with socket.create_server(("127.0.0.1", 0)) as listening, served(services, listening):
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", services, key)


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Visitor]:
    """Makes visitors: ``visitor(**options of a browser context)``; at the end none saw a fault."""
    for username in ACCOUNTS:  # a test before may have chosen another
        site.services.accounts.set_language(username, "en")
    visits: list[Visit] = []

    def visit(**options: Any) -> Visit:
        defaults = {"viewport": {"width": 1280, "height": 720}, "locale": "en-GB"}
        visits.append(Visit(chromium.new_context(**{**defaults, **options}), site))
        visits[-1].watch()
        return visits[-1]

    yield visit
    for made in visits:
        made.context.close()
    assert [fault for made in visits for fault in made.faults] == []
