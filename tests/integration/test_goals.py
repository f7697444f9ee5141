"""Goals from the catalogue to the map, the command, the API and the report."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import anyio
import httpx
import pytest
import yaml
from click.testing import CliRunner

from klantbeeld.cli.main import main
from klantbeeld.core.errors import InputError
from klantbeeld.documents.html import as_html
from klantbeeld.pipeline.measuring.monthly_report import month_of, monthly_report
from klantbeeld.pipeline.measuring.strategy import strategy
from klantbeeld.pipeline.services import Services
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    open_services,
    orders,
    records,
    write_csv,
    write_project,
)

NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)
GOALS = {
    "goals": {
        "win_customers": {
            "target": {"nl": "Elke maand twee nieuwe", "en": "Two new ones a month"},
            "owner": "marketing_manager", "by": "2027-01-01", "leading": ["new_customers"],
        }
    },
    "metrics": {"new_customers": {"target": 2}, "transaction_value": {"target": 500}},
}  # fmt: skip


@pytest.fixture
def services(tmp_path: Path, database: Database, few_are_told: None) -> Services:
    """Three customers: two came in March of this year, one a year earlier."""
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    project = write_project(tmp_path / "project", {"shop": shop})
    (project / "catalog/goals.yaml").write_text(yaml.safe_dump(GOALS))
    names = (("Anna", "Vries"), ("Bram", "Okkema"), ("Cleo", "Zwart"))
    people = [
        a_person(str(no), first_name=first, last_name=last)
        for no, (first, last) in enumerate(names)
    ]
    write_csv(project / "data/people.csv", people)
    days = (("0", "2025-03-04"), ("1", "2026-03-05"), ("2", "2026-03-06"), ("2", "2026-04-02"))
    bought = [
        {"order_no": f"{no}-{at}", "customer": no, "at": at, "total": "30.00", "status": "sent",
         "channel": "web"}
        for no, at in days
    ]  # fmt: skip
    write_csv(project / "data/orders.csv", bought)
    opened = open_services(project, database, lambda: NOW)
    load(opened)
    return opened


def test_the_map_leads_from_goal_to_source(services: Services) -> None:
    view = strategy(services)
    (win, earn, serve) = view.goals
    assert win.target is not None
    assert (win.target.en, win.by, win.leading) == (
        "Two new ones a month", date(2027, 1, 1), ("new_customers",)
    )  # fmt: skip
    stands = {node.view.id: node.standing.value for node in (*win.metrics, *earn.metrics)}
    assert (stands["new_customers"], stands["transaction_value"]) == ("reached", "short")
    order = next(node for node in view.data if node.name == "order")
    assert "new_customers" in order.metrics
    assert order.sources == ("shop",)
    uses = {node.name: node.use for node in view.data}
    assert uses["family_name"] == "links"
    assert "email" not in uses, "nothing of it was delivered"
    assert "nps" in [node.view.id for node in view.without_input]
    assert serve.measured, "who comes back is a figure of serving better"


def test_the_report_compares_with_the_month_and_the_year_before(services: Services) -> None:
    report = monthly_report(services, month_of(services, "2026-03"), "en")
    text = as_html(report)
    assert report.title == "Report of March 2026"
    assert "Two new ones a month" in text
    assert "+100.0%" in text, "two came, one a year earlier"
    assert "not on target" in text
    assert "April 2026" not in text.partition("</header>")[2], "what came later is not in it"
    for name in ("Anna", "Okkema", "None", "nan"):
        assert name not in text


def test_a_month_without_anything_has_a_sentence(services: Services) -> None:
    text = as_html(monthly_report(services, month_of(services, "2020-01"), "nl"))
    assert "Van deze maand is er geen enkel cijfer." in text


@pytest.mark.parametrize("month", ["2026-13", "maart", "2027-01"])
def test_a_month_that_is_none_says_so(services: Services, month: str) -> None:
    with pytest.raises(InputError, match=r"Write (a|the) year"):
        month_of(services, month)


def test_the_last_whole_month_is_the_one_reported(services: Services) -> None:
    assert month_of(services, None) == date(2026, 3, 1)


def test_figures_and_goals_over_the_api(services: Services) -> None:
    key = services.accounts.keys.create("board", "marketing_manager", ["read"])
    app = create_app(services)

    def get(path: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://klantbeeld.test"
            ) as client:
                headers = {"authorization": f"Bearer {key}"}
                return await client.get(f"/api/v1{path}", headers=headers)

        return anyio.run(send)

    found = {each["id"]: each for each in get("/metrics").json()}
    new = found["new_customers"]
    assert (new["value"], new["period"], new["year_before"]) == (2, "2026-03-01", 1)
    assert (new["period_before"], new["standing"], new["target"]) == (None, "reached", 2)
    assert found["nps"]["needs"]
    one = get("/metrics/new_customers?period=2025-03-31").json()
    assert (one["value"], one["period"]) == (1, "2025-03-01")
    assert one["feeds"][0]["source"] == "shop"
    assert get("/metrics/nothing").status_code == 404
    people = "/metrics/new_customers/people?group=new&period=2026-03-01"
    assert get(people).status_code == 403, "two people are too few"
    goals = get("/goals").json()
    assert [each["goal"] for each in goals["goals"]] == [
        "win_customers",
        "earn_more",
        "serve_better",
    ]
    assert "nps" in goals["without_input"]


def test_goals_and_the_report_by_command(
    services: Services, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", database_url)
    project = ["--project", str(services.project)]
    told = CliRunner().invoke(main, ["goals", "--json", *project])
    assert told.exit_code == 0, told.output
    goals = json.loads(told.stdout)
    assert goals["goals"][0]["metrics"][0]["id"] == "new_customers"
    paper = tmp_path / "report.pdf"
    done = CliRunner().invoke(main, ["report", str(paper), "--month", "2026-03", *project])
    assert done.exit_code == 0, done.output
    assert paper.read_bytes().startswith(b"%PDF")
