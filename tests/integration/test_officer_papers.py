"""The officer's pages on a real store: register, notice, partners and breaches, and their files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.partners.notices import announce
from klantbeeld.server import create_app
from project_folder import (
    a_person,
    load,
    new_database,
    open_services,
    query,
    records,
    write_csv,
    write_project,
)

PASSWORD = "correct horse battery"
PARTNER = {
    "name": "Boekhouder <b>", "kind": "processor", "does": {"nl": "Boekt.", "en": "Keeps books."},
    "country": "NL", "contact": "p@boek.example", "active": True,
    "agreement": {"reference": "A1", "signed": "2026-01-31"},
    "purposes": ["order_fulfilment"], "attributes": ["email"], "supplies": ["shop"],
}  # fmt: skip


@pytest.fixture(scope="module")
def services(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder: Path = tmp_path_factory.mktemp("papers") / "project"
    write_project(folder, {"shop": {"people": records("data/people.csv")}})
    write_csv(folder / "data/people.csv", [a_person("1", first_name="Anna", last_name="Vriesema")])
    (folder / "catalog/partners.yaml").write_text(yaml.safe_dump({"books": PARTNER}))
    path = folder / "catalog/purposes.yaml"
    head, rest = path.read_text().split("order_fulfilment:\n", 1)
    path.write_text(f"{head}order_fulfilment:\n  partners: [books]\n{rest}")
    with new_database(embedded_url) as database:
        opened = open_services(folder, database)
        load(opened)
        for name, role in (("fg", "privacy_officer"), ("anna", "service_agent")):
            opened.accounts.create(name, PASSWORD, role)
        yield opened


@pytest.fixture(scope="module")
def pages(services: Services) -> TestClient:
    return TestClient(create_app(services), follow_redirects=False)


def signed_in(pages: TestClient, services: Services, name: str) -> str:
    """Signs in and returns the token of the forms."""
    found = services.accounts.sign_in(name, PASSWORD)
    assert found is not None
    pages.cookies.set("klantbeeld_session", found.token)
    session = services.accounts.session(found.token)
    assert session is not None
    return session.csrf_token


def get(pages: TestClient, address: str) -> Any:
    return pages.get(address, headers={"accept": "text/html"})


def test_papers_are_read_and_taken_along(services: Services, pages: TestClient) -> None:
    signed_in(pages, services, "fg")
    for address, text in (("register", "Boekhouder &lt;b&gt;"), ("notice", "bezwaar")):
        shown = get(pages, f"/privacy/{address}")
        assert (shown.status_code, text in shown.text) == (200, True)
    pdf = get(pages, "/privacy/register/file?kind=pdf&language=en")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"] == 'attachment; filename="register.pdf"'
    excel = get(pages, "/privacy/notice/file?kind=excel&language=nl")
    assert load_workbook(io.BytesIO(excel.content)).worksheets
    for wrong in ("kind=exe&language=nl", "kind=pdf&language=fr"):
        assert get(pages, f"/privacy/register/file?{wrong}").status_code == 404


def test_partners_are_told_by_hand_on_the_page(services: Services, pages: TestClient) -> None:
    token = signed_in(pages, services, "fg")
    with services.database.transaction() as transaction:
        announce(transaction, services.catalogue, services.clock(), "erasure", [1])
    shown = get(pages, "/privacy/partners").text
    assert "gewist" in shown
    assert "/privacy/partners/notices/1" in shown
    assert pages.post("/privacy/partners/notices/1", data={"csrf": "x"}).status_code == 403
    assert pages.post("/privacy/partners/notices/1", data={"csrf": token}).status_code == 303
    load_no = re.findall(r"/privacy/partners/origins/(\d+)", shown)[0]
    form = {"csrf": token, "how": "email"}
    assert pages.post(f"/privacy/partners/origins/{load_no}", data=form).status_code == 303
    shown = get(pages, "/privacy/partners").text
    assert "/privacy/partners/notices/1" not in shown
    assert "per e-mail" in shown
    assert query(services.database, "select told_by from recipient_notice") == [("fg",)]


def test_breach_from_the_first_hour_to_the_last(services: Services, pages: TestClient) -> None:
    token = signed_in(pages, services, "fg")
    opened = pages.post("/privacy/breaches", data={"csrf": token, "aware": "2026-03-01T12:00"})
    address = opened.headers["location"]
    assert address == "/privacy/breaches/1"
    said = {"csrf": token, "happened": "Een lijst lag op straat.", "nature": ["confidentiality"]}
    assert pages.post(f"{address}/said", data=said).status_code == 303
    window = {"csrf": token, "since": "2026-02-01T00:00", "until": "2026-12-01T00:00", "actor": ""}
    assert pages.post(f"{address}/count", data=window).status_code == 303
    shown = get(pages, address).text
    assert "Een lijst lag op straat." in shown
    for paper in ("report", "letter", "recipients"):
        made = get(pages, f"{address}/{paper}?kind=html&language=nl")
        assert made.status_code == 200
    assert get(pages, f"{address}/secrets").status_code == 404
    early = pages.post(f"{address}/done", data={"csrf": token, "what": "closed"})
    assert early.status_code == 400
    for what, words in (("reported", "AP-1"), ("people_told", "per brief"), ("closed", "")):
        done = pages.post(f"{address}/done", data={"csrf": token, "what": what, "words": words})
        assert done.status_code == 303
    assert "afgesloten" in get(pages, "/privacy/breaches").text
    assert get(pages, "/privacy/breaches/file?kind=pdf&language=nl").status_code == 200
    assert get(pages, "/privacy/breaches/99").status_code == 404


def test_other_roles_are_told_whom_to_ask(services: Services, pages: TestClient) -> None:
    signed_in(pages, services, "anna")
    for address in ("register", "notice", "partners", "breaches"):
        assert get(pages, f"/privacy/{address}").status_code == 403
