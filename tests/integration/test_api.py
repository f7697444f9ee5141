"""The HTTP API on a real server: keys, scopes, purposes, every route once, one error shape."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from klantbeeld.api.errors import error_response
from klantbeeld.api.routes import api
from klantbeeld.core.errors import KlantbeeldError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.rate_limits import RateLimit
from klantbeeld.server import create_app
from project_folder import (
    a_person,
    load,
    new_database,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}
ORDER = {"at": "2025-03-03T11:02:00+01:00", "total": "10", "status": "", "channel": "web"}
LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "product": "product",
    "quantity": "count", "amount": "total",
}  # fmt: skip


@dataclass(frozen=True)
class Served:
    """A running server and its keys."""

    address: str
    services: Services
    keys: dict[str, str]

    def call(
        self, method: str, path: str, *, key: str | None = "agent", **more: Any
    ) -> httpx.Response:
        headers = more.pop("headers", {})
        if key is not None:
            headers = {"Authorization": f"Bearer {self.keys.get(key, key)}", **headers}
        url = f"{self.address}/api/v1{path}"
        return httpx.request(method, url, headers=headers, timeout=30, trust_env=False, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.call("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.call("POST", path, **{"key": "writer", **more})


@pytest.fixture(scope="module")
def served(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """People 1 (two records, an order with lines) and 3, served."""
    shop = {
        "people": records("data/people.csv"), "orders": orders("data/orders.csv"), "lines": LINES
    }  # fmt: skip
    folder = write_project(tmp_path_factory.mktemp("api") / "project", {"shop": shop})
    write_csv(
        folder / "data/people.csv",
        [{**a_person("1", **ANNA), "hint": "x"}, {**a_person("2", **ANNA), "hint": ""},
         {**a_person("3", **BRAM), "hint": ""}, {**a_person("", **BRAM), "hint": ""}],
    )  # fmt: skip
    write_csv(folder / "data/orders.csv", [{"order_no": "B1", "customer": "2", **ORDER}])
    write_csv(
        folder / "data/lines.csv",
        [{"order_no": "B1", "product": "P1", "count": "1", "total": "10"}],
    )
    with new_database(embedded_url) as database:
        services = open_services(folder, database)
        load(services)
        made = services.accounts.keys.create
        keys = {
            "agent": made("agent", "service_agent", ["read"]),
            "marketing": made("marketing", "marketing_manager", ["read"]),
            "writer": made("writer", "data_engineer", ["read", "write", "judge"], sources=["*"]),
            "other": made("other", "data_engineer", ["write"], sources=["till"]),
            "revoked": made("revoked", "service_agent", ["read"]),
            "former": made("former", "no_such_role", ["read"]),
        }
        services.accounts.keys.revoke("revoked")
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = listening.getsockname()[1]
        yield Served(f"http://127.0.0.1:{port}", services, keys)
        server.should_exit = True
        thread.join()


def _error(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    body: dict[str, Any] = answer.json()
    assert body["code"] == code
    assert body["message"]
    return body


@pytest.mark.parametrize("key", [None, "kb_unknown", "revoked"])
def test_without_a_valid_key_nothing_is_answered(served: Served, key: str | None) -> None:
    for method, path in (("GET", "/people/1"), ("GET", "/status"), ("POST", "/judgements/merge")):
        answer = served.call(method, path, key=key, **({"json": {}} if method == "POST" else {}))
        _error(answer, 401, "unauthorised")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_does_what_its_scope_says(served: Served) -> None:
    for path, scope in (
        ("/sources/shop/people", "write"), ("/judgements/merge", "judge"),
        ("/judgements/undo", "judge"),
    ):  # fmt: skip
        body = _error(served.post(path, key="agent", json={}), 403, "refused")
        assert f"scope {scope}" in body["message"]
    _error(served.get("/people/1", key="former"), 403, "refused")


def test_a_key_sends_its_own_sources_alone(served: Served) -> None:
    answer = served.post("/sources/shop/people", key="other", json={"no": "9"})
    assert "its sources: till" in _error(answer, 403, "refused")["message"]
    assert (
        query(served.services.database, "select 1 from source_record where source_record_id = '9'")
        == []
    )


def test_who_calls_too_often_is_asked_to_wait(served: Served) -> None:
    limit = RateLimit(2, seconds=lambda: 0.0)
    services = replace(served.services, limits=replace(served.services.limits, reads=limit))
    app = FastAPI()
    app.include_router(api(services))
    app.add_exception_handler(KlantbeeldError, lambda _, error: error_response(error))

    async def call() -> list[httpx.Response]:
        headers = {"Authorization": f"Bearer {served.keys['agent']}"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.get("/api/v1/status", headers=headers) for _ in range(3)]

    *answered, refused = anyio.run(call)
    assert [answer.status_code for answer in answered] == [200, 200]
    _error(refused, 429, "too_many")
    assert refused.headers["retry-after"] == "30"
    assert "30 seconds" in refused.json()["message"]


def test_a_purpose_that_is_not_the_roles_is_refused_and_logged(served: Served) -> None:
    answer = served.get("/people/1", headers={"X-Purpose": "direct_marketing"})
    body = _error(answer, 403, "refused")
    assert body["role"] == "service_agent"
    assert body["purpose"] == "direct_marketing"
    assert body["allowed_purposes"] == ["customer_service", "order_fulfilment"]
    lines = query(
        served.services.database,
        "select actor, role, via, purpose, action, allowed from access_log "
        "order by entry_no desc limit 1",
    )
    assert lines == [("agent", "service_agent", "api", "direct_marketing", "person", False)]


def test_a_read_is_filtered_and_leaves_a_line(served: Served) -> None:
    agent, marketing = served.get("/people/2").json(), served.get("/people/2", key="marketing")
    assert (agent["person_id"], agent["asked_id"]) == (1, 2)
    assert agent["display_name"] == "Anna Vriesema"
    assert agent["purpose"] == "customer_service"
    assert len(agent["records"]) == 2
    assert [touchpoint["touchpoint_key"] for touchpoint in agent["timeline"]] == ["B1"]
    assert marketing.json()["purpose"] == "customer_insight"
    assert "anna@vriesema.example" not in marketing.text
    lines = query(
        served.services.database,
        "select actor, purpose, action, person_id from access_log order by entry_no desc limit 2",
    )
    assert lines == [
        ("marketing", "customer_insight", "person", 1), ("agent", "customer_service", "person", 1),
    ]  # fmt: skip


def test_every_reading_route_answers(served: Served) -> None:
    hits = served.get("/people", params={"q": "vriessema"}).json()
    assert [hit["person_id"] for hit in hits] == [1]
    links = served.get("/people/1/links").json()
    assert [(link["record_a"], link["record_b"]) for link in links] == [(1, 2)]
    assert any(found["field"] == "email" for found in links[0]["evidence"])
    assert sum(found["match_weight"] for found in links[0]["evidence"]) == pytest.approx(
        links[0]["match_weight"], abs=1e-6
    )
    assert all("against_strangers" in found for found in links[0]["evidence"])
    (step,) = served.get("/people/1/how").json()["steps"]
    assert (step["kept"], step["joined"], step["by"]) == ([1], [2], "evidence")
    assert step["mean_weight"] == links[0]["match_weight"]
    assert isinstance(served.get("/people/1/why-not").json(), list)
    beside = served.get("/people/1/compare/2").json()
    assert (beside["one_person"], beside["reason"]) == (True, None)
    assert beside["link"]["match_weight"] == links[0]["match_weight"]
    assert all(found["match_weight"] <= 0 for found in beside["changes"])
    apart = served.get("/people/1/compare/3").json()
    assert not apart["one_person"]
    assert all(found["match_weight"] > 0 for found in apart["changes"])
    accesses = served.get("/people/1/accesses").json()
    assert accesses[0]["actor"] == "agent"
    touchpoint = served.get("/people/1").json()["timeline"][0]["touchpoint_no"]
    lines = served.get(f"/touchpoints/{touchpoint}/lines").json()
    assert [line["product_id"] for line in lines] == ["P1"]
    before = {"before": "2025-03-03T11:02:00+01:00", "limit": 1, "touchpoint": "order"}
    assert served.get("/people/1", params=before).json()["timeline"] == []


def test_what_the_operator_asks(served: Served) -> None:
    status = served.get("/status").json()
    assert {"records", "people", "households", "waiting", "dead_letters", "freshness_seconds"} <= (
        status.keys()
    )
    loads = served.get("/loads", params={"source": "shop"}).json()
    assert {load["delivery"] for load in loads} >= {"people", "orders", "lines"}
    assert loads[-1]["dropped_columns"] == {"hint": 4}
    letter = served.get("/dead-letters").json()[-1]
    assert (letter["position"], letter["delivery"]) == (5, "people")
    assert "Bram" not in str(letter)
    cells = served.get("/quality").json()
    assert {(cell["source"], cell["attribute"]) for cell in cells} >= {("shop", "email")}
    health = httpx.get(f"{served.address}/healthz", trust_env=False)
    assert health.json() == {"ok": True}


def test_a_posted_record_is_durable_then_linked(served: Served) -> None:
    item = {**a_person("50", **ANNA), "hint": "y"}
    receipt = served.post("/sources/shop/people", json=item).json()
    assert (receipt["new"], receipt["refused"], receipt["dropped_fields"]) == (1, [], ["hint"])
    stored = "select record_no from source_record where source_record_id = '50'"
    number = query(served.services.database, stored)[0][0]
    # The worker of the same process links it, woken by the store.
    for _ in range(200):
        if (answer := served.get(f"/people/{number}")).status_code == 200:
            break
        time.sleep(0.05)
    assert answer.json()["person_id"] == 1
    again = served.post("/sources/shop/people", json=[item, a_person("", **ANNA)]).json()
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    assert [letter["position"] for letter in again["refused"]] == [2]
    bought = {"order_no": "B2", "customer": "50", **ORDER}
    assert served.post("/sources/shop/orders", json=bought).json()["new"] == 1
    assert len(served.get("/people/1").json()["timeline"]) == 2
    assert verify_store(served.services, NoProgress()).ok


def test_judgements_through_the_api(served: Served) -> None:
    merged = served.post("/judgements/merge", json={"people": [1, 3]}).json()
    assert merged["people"] == [1]
    assert served.get("/people/3").json()["person_id"] == 1
    undone = {"judgements": merged["judgements"]}
    assert served.post("/judgements/undo", json=undone).status_code == 200
    assert served.get("/people/3").json()["person_id"] == 3
    parted = served.post("/judgements/split", json={"records": [2]}).json()
    assert served.get("/people/2").json()["person_id"] == 2
    served.post("/judgements/undo", json={"judgements": parted["judgements"]})
    assert served.get("/people/2").json()["person_id"] == 1


def test_the_queue_is_asked_answered_and_told_of_through_the_api(served: Served) -> None:
    with served.services.database.transaction() as transaction:
        transaction.execute(
            "insert into link values (2, 3, -0.1) on conflict (record_a, record_b) "
            "do update set match_weight = excluded.match_weight"
        )
    asked = served.get("/review?limit=1").json()
    assert asked["open"] >= 1
    (question,) = asked["questions"]
    assert (question["records"], question["kind"]) == ([2, 3], "near_miss")
    assert question["names"] == ["Anna Vriesema", "Bram Okkerse"]
    answer = {"records": [2, 3], "verdict": "match", "reason": "one desk"}
    decided = served.post("/judgements/answer", json=answer).json()
    assert decided["people"] == [1]
    told = served.get("/people/3/history").json()
    assert (told["person_id"], told["asked_id"], told["now"]["3"]) == (1, 3, 1)
    assert (told["decisions"][0]["reason"], told["events"][-1]["kind"]) == ("one desk", "merged")
    undone = {"judgements": [decided["decision_no"]]}
    assert served.post("/judgements/undo", json=undone).json()["people"] == [1, 3]


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("GET", "/people/999", {}, 404, "not_found"),
        ("GET", "/touchpoints/999/lines", {}, 404, "not_found"),
        ("GET", "/nowhere", {}, 404, "not_found"),
        ("DELETE", "/people/1", {}, 405, "method_not_allowed"),
        ("GET", "/people/99999999999999999999", {}, 422, "invalid"),
        ("GET", "/people/anna", {}, 422, "invalid"),
        ("GET", "/people", {}, 422, "invalid"),
        ("GET", "/people?q=a&limit=1000", {}, 422, "invalid"),
        ("POST", "/sources/nowhere/people", {"json": {}}, 400, "invalid"),
        ("POST", "/sources/shop/nothing", {"json": {}}, 400, "invalid"),
        ("POST", "/sources/shop/lines", {"json": {}}, 400, "invalid"),
        ("POST", "/sources/shop/people", {"json": [{}] * 2501}, 400, "invalid"),
        ("POST", "/sources/shop/people", {"content": "{bad", "headers": {
            "Content-Type": "application/json"}}, 422, "invalid"),
        ("POST", "/sources/shop/people", {"json": "Anna Vriesema"}, 422, "invalid"),
        ("POST", "/sources/shop/people", {"json": ["Anna Vriesema"]}, 422, "invalid"),
        ("POST", "/judgements/merge", {"json": {"people": [1]}}, 422, "invalid"),
        ("POST", "/judgements/merge", {"json": {"people": [1, 2**70]}}, 422, "invalid"),
        ("POST", "/judgements/merge", {"json": {"people": [1, 999]}}, 400, "invalid"),
        ("POST", "/judgements/undo", {"json": {"judgements": [999]}}, 400, "invalid"),
        ("POST", "/judgements/answer", {"json": {"records": [1, 999], "verdict": "match"}}, 400,
         "invalid"),
        ("POST", "/judgements/answer", {"json": {"records": [1, 3], "verdict": "yes"}}, 422,
         "invalid"),
        ("GET", "/people/999/history", {}, 404, "not_found"),
    ],
)  # fmt: skip
def test_errors_have_one_shape_and_repeat_nothing(
    served: Served, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    answer = served.call(method, path, key="writer", **more)
    body = _error(answer, status, code)
    if code == "invalid":
        assert all(fault["what"] and fault["mend"] for fault in body["faults"])
    assert "Vriesema" not in answer.text


def test_the_openapi_document_tells_of_every_route(served: Served) -> None:
    document = httpx.get(f"{served.address}/openapi.json", trust_env=False).json()
    assert document["openapi"].startswith("3.")
    paths = set(document["paths"])
    assert all(path.startswith("/api/v1/") for path in paths)
    assert {f"/api/v1{path}" for path in (
        "/sources/{source}/{delivery}", "/people", "/people/{person_id}",
        "/people/{person_id}/links", "/people/{person_id}/accesses", "/people/{person_id}/how",
        "/people/{person_id}/why-not", "/people/{person_id}/compare/{other_id}",
        "/touchpoints/{touchpoint_no}/lines", "/judgements/merge", "/judgements/split",
        "/judgements/undo", "/judgements/answer", "/review", "/people/{person_id}/history",
        "/status", "/loads", "/dead-letters", "/quality",
        "/log", "/models", "/models/{model_no}", "/organisations/{organisation_id}",
    )} <= paths  # fmt: skip
    known = document["components"]["schemas"]
    operations = [op for path in document["paths"].values() for op in path.values()]
    for operation in operations:
        assert operation["security"]
        assert operation["description"] or operation["summary"]
        assert operation["responses"]["422"]["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/ErrorBody"
        }
    assert _references(document) <= {f"#/components/schemas/{name}" for name in known}


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()
