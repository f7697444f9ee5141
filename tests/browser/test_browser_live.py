"""An open page changes by itself, in place: no reload, no jump, the focus where it was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from browser_site import Site, Visitor, picture
from playwright.sync_api import Page, expect

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

ACCOUNT = {
    "account_no": "W1001", "first_name": "Anna", "prefix": "de", "last_name": "Vries",
    "email": "anna.devries@example.org", "mobile": "+31 6 66000101", "street": "Lindelaan",
    "number": "12", "postcode": "3512 AB", "city": "Utrecht",
}  # fmt: skip
_numbers = count(9000)


def order(account: str) -> dict[str, str]:
    """An order that nobody has placed before."""
    return {
        "order_no": f"B-{next(_numbers)}", "account_no": account, "total": "31.40",
        "ordered_at": "2026-01-05T10:00:00Z", "status": "delivered", "channel": "app",
    }  # fmt: skip


@pytest.fixture
def page(visitor: Visitor, site: Site) -> Iterator[Page]:
    """Anna's page, with its stream open and a mark that a reload would wipe out."""
    opened = visitor().signed_in()
    with opened.expect_response(lambda answer: "/live/person/" in answer.url):
        opened.goto(f"{site.address}/people/{site.person('webshop', 'W1001')}")
    opened.evaluate("window.marker = 'still here'")
    yield opened
    assert opened.evaluate("window.marker") == "still here"


def test_a_touchpoint_appears_on_the_open_page(page: Page, site: Site) -> None:
    placed = order("W1001")
    revenue = page.locator('[data-key="revenue"]').inner_text()
    assert site.post("orders", placed)["new"] == 1
    arrived = page.locator(".timeline li", has_text=placed["order_no"])
    expect(arrived).to_be_visible()
    expect(page.locator('[data-key="revenue"]')).not_to_have_text(revenue)
    picture(page, "person-live")


def test_a_changed_record_changes_the_open_page(page: Page, site: Site) -> None:
    value = page.locator('[data-key="golden-email"] .value-text')
    expect(value).to_have_text("anna.devries@example.org")
    site.post("accounts", ACCOUNT | {"email": "anna@new.example", "changed": "2026-02-01T09:00Z"})
    expect(value).to_have_text("anna@new.example")
    site.post("accounts", ACCOUNT | {"changed": "2026-02-01T09:05:00Z"})
    expect(value).to_have_text("anna.devries@example.org")


def test_what_the_reader_holds_stays_where_it_is(page: Page, site: Site) -> None:
    row = page.locator(".timeline li", has_text="B-6103")  # well down the page
    row.scroll_into_view_if_needed()
    page.locator('[data-key="golden-city"] summary').evaluate(
        "element => element.focus({preventScroll: true})"
    )
    before = row.bounding_box()
    assert before is not None
    assert page.evaluate("scrollY") > 0
    placed = order("W1001")
    site.post("orders", placed)
    expect(page.locator(".timeline li", has_text=placed["order_no"])).to_be_attached()
    after = row.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    assert page.evaluate("document.activeElement.closest('[data-key=golden-city]') !== null")


def test_a_change_of_another_person_leaves_the_page_alone(page: Page, site: Site) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    site.post("orders", order("W1002"))
    placed = order("W1001")
    site.post("orders", placed)
    expect(page.locator(".timeline li", has_text=placed["order_no"])).to_be_visible()
    assert len([url for url in fetched if "fragment=main" in url]) == 1


def test_today_follows_what_arrives(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in()
    shown = page.locator('[data-key="touchpoints"]')
    before = int(shown.inner_text())
    site.post("orders", order("W1002"))
    expect(shown).to_have_text(str(before + 1))
    expect(page.locator(".feed-list li").first).to_contain_text("Bram Jansen")
