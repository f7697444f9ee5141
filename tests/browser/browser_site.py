"""A whole site to look at: the template project with a little more, loaded, linked and served.

And who visits it: every page that a visitor opens is watched for an error in its console, a breach
of the content security policy and a request that fails.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from playwright.sync_api import BrowserContext, Page

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.organisation import Role
from klantbeeld.pipeline.linking.explain import explainer
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.views import Actor
from klantbeeld.server import create_app
from klantbeeld.web.security import SESSION_COOKIE

PASSWORD = "correct horse battery staple"
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ACCOUNTS = {
    "anna": "service_agent",
    "lies": "service_agent",
    "dirk": "data_engineer",
    "rob": "privacy_officer",
    "mark": "marketing_manager",
    "stan": "trainee",
}

_CASES = """
case:
  name: {nl: Klantvraag, en: Case}
  kind: case
  data_category: user.content.private
  purposes: [customer_service]
  retention: 2 years
  goal: serve_better
  roles: [service_agent]
  detail:
    subject: {nl: Onderwerp, en: Subject}
  open_statuses: [open]
"""
_CALLS = """
  calls:
    kind: touchpoints
    type: case
    files: data/webshop/calls.csv
    key: call_no
    record: account_no
    occurred_at: called_at
    status: status
    columns:
      subject: subject
"""
_CALL_ROWS = """call_no,account_no,called_at,status,subject
C-1,W1001,2025-06-13T09:05:00+02:00,open,where is my parcel
C-2,W1001,2025-03-05T16:20:00+01:00,closed,invoice
C-3,W1002,2025-04-15T11:00:00+02:00,closed,return
C-4,W1003,2025-02-31 10:00,closed,a day that is not
"""

_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error("content security policy", event.violatedDirective, event.blockedURI));"""


@dataclass(frozen=True, slots=True)
class Site:
    """A served project."""

    address: str
    services: Services
    key: str
    """An API key that may write."""

    def person(self, source: str, source_record_id: str) -> int:
        """The person of a record."""
        actor = Actor("test", "service_agent", "cli")
        return self.services.gate.find_by_record(
            actor, "customer_service", source, source_record_id
        )

    def post(self, delivery: str, item: dict[str, Any]) -> dict[str, Any]:
        """Sends one row of the webshop to the live intake; returns the receipt."""
        answer = httpx.post(
            f"{self.address}/api/v1/sources/webshop/{delivery}",
            json=item,
            headers={"authorization": f"Bearer {self.key}"},
        )
        assert answer.status_code == 200, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt


@dataclass(slots=True)
class Visit:
    """One visitor's browser context, watched from its first page."""

    context: BrowserContext
    site: Site
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.context.on("console", lambda message: self._console(message.type, message.text))
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.on("response", lambda r: self._response(r.status, r.request.resource_type))
        self.context.add_init_script(_VIOLATIONS)

    def open(self, path: str) -> Page:
        """A new tab at ``path``."""
        page = self.context.new_page()
        page.goto(self.site.address + path)
        return page

    def signed_in(self, username: str = "anna", path: str = "/") -> Page:
        """A new tab at ``path``, with a session of its own."""
        signed_in = self.site.services.accounts.sign_in(username, PASSWORD)
        assert signed_in is not None
        cookie = {"name": SESSION_COOKIE, "value": signed_in.token, "url": self.site.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]  # a dict of their own kind
        return self.open(path)

    def _console(self, kind: str, text: str) -> None:
        # A refused page is a page: the browser calls its status an error. See _response.
        if kind in ("error", "warning") and not re.search(r"with a status of 40[134] ", text):
            self.faults.append(f"console {kind}: {text}")

    def _response(self, status: int, kind: str) -> None:
        if status >= 500 or (status >= 400 and kind != "document"):
            self.faults.append(f"{kind} answered {status}")


Visitor = Callable[..., Visit]


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fills the form of the sign-in page and sends it."""
    page.fill("#username", username)
    page.fill("#password", password)
    page.press("#password", "Enter")


def picture(page: Page, name: str) -> None:
    """A screenshot of the whole page, for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")


def write_project(folder: Path) -> None:
    """What ``klantbeeld init`` writes, with calls and enough orders of one person to scroll."""
    init_project(folder)
    with (folder / "catalog" / "touchpoints.yaml").open("a") as file:
        file.write(_CASES)
    with (folder / "sources" / "webshop.yaml").open("a") as file:
        file.write(_CALLS)
    (folder / "data" / "webshop" / "calls.csv").write_text(_CALL_ROWS)
    with (folder / "data" / "webshop" / "accounts.csv").open("a") as file:
        file.write("W1015,Vera,,Visscher,vera@example.org,,Kade,4,4381 AA,Vlissingen,,2025-05-05\n")
    with (folder / "data" / "webshop" / "orders.csv").open("a") as file:
        for month in range(1, 13):
            file.write(f"B-61{month:02},W1001,2024-{month:02}-07T12:00:00Z,12.50,delivered,web\n")


def with_trainee(services: Services) -> Services:
    """The same project with a role that has lost its purpose: no check would let it through."""
    trainee = Role(name=Words(nl="Stagiair", en="Trainee"), default_purpose="customer_service")
    catalogue = services.catalogue.model_copy(
        update={"roles": {**services.catalogue.roles, "trainee": trainee}}
    )
    gate = Gate(Door(services.database, catalogue, services.clock), explain=explainer(catalogue))
    return replace(services, catalogue=catalogue, gate=gate)


@contextmanager
def served(services: Services, listening: socket.socket) -> Iterator[None]:
    """The application on an open socket, in a thread of its own, until the block ends."""
    config = uvicorn.Config(create_app(services), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join(timeout=20)
