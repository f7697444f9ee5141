"""A customer with a telephone: his own page, an answer taken back, everything downloaded."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from browser_site import Site, Visit, Visitor, picture
from playwright.sync_api import Page, expect

from klantbeeld.privacy.views import Actor

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
AGENT = Actor("anna", "service_agent", "web")
SERVICE = "customer_service"


def enter(visit: Visit, site: Site) -> Page:
    """Follows a new link of somebody who lives in two sources."""
    link = site.services.own_links.make(AGENT, SERVICE, site.person("webshop", "W1001"))
    page = visit.open(f"/mine/link/{link.secret}")
    page.get_by_role("button", name="Show my data").click()
    expect(page.locator("h1")).to_contain_text("Hello")
    return page


def test_a_customer_sees_decides_downloads_and_asks_to_be_erased(
    visitor: Visitor, site: Site
) -> None:
    page = enter(visitor(viewport=PHONE, java_script_enabled=False), site)
    number = site.person("webshop", "W1001")
    picture(page, "mine-phone")

    # Saying yes takes one click, and so does taking it back.
    post = page.locator("#consents li", has_text="by post").first
    post.get_by_role("button", name="Yes, I allow this").click()
    expect(page.get_by_role("status")).to_contain_text("you said yes")
    given = site.services.consents.show(AGENT, SERVICE, number)
    assert any(state.given for state in given.states)
    post.get_by_role("button", name="No, stop this").click()
    expect(page.get_by_role("status")).to_contain_text("you said no")
    withdrawn = site.services.consents.show(AGENT, SERVICE, number)
    assert not any(state.given for state in withdrawn.states)

    page.get_by_role("button", name="Stop all advertising").click()
    expect(page.locator("#consents")).to_contain_text("You want no advertising")
    marks = site.services.consents.show(AGENT, SERVICE, number).marks
    assert "marketing_objection" in {mark.kind.value for mark in marks}

    page.get_by_role("link", name=re.compile("Correct this.*City")).click()
    page.get_by_label("What should it be?").fill("Middelburg")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#ask")).to_contain_text("Correct my data")
    assert site.services.gate.person(AGENT, SERVICE, number).person_id == number

    page.get_by_role("link", name="See what would go").click()
    expect(page.locator("main")).to_contain_text("This must stay for a while")
    picture(page, "mine-erase-phone")
    page.get_by_role("button", name="Ask to erase my data").click()
    expect(page.locator("#ask")).to_contain_text("You get our answer by")

    page.get_by_role("button", name="Close").click()
    expect(page.locator("h1")).to_have_text("Your page is closed")


def test_the_downloads_hold_what_the_page_shows(
    visitor: Visitor, site: Site, tmp_path: Path
) -> None:
    page = enter(visitor(accept_downloads=True), site)
    email = page.locator("#known dl div", has_text="E-mail").first.locator("b, .mine-value")
    shown = re.findall(r"\S+@\S+", email.first.inner_text())[0]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="For a computer").click()
    waiting.value.save_as(tmp_path / "mine.json")
    held = json.loads((tmp_path / "mine.json").read_text())
    assert shown in json.dumps(held["data"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="To read").click()
    waiting.value.save_as(tmp_path / "mine.pdf")
    assert (tmp_path / "mine.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_fits_a_telephone_and_the_dark_and_is_found_by_name(
    visitor: Visitor, site: Site
) -> None:
    page = enter(visitor(viewport=PHONE, color_scheme="dark"), site)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    picture(page, "mine-phone-dark")
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = page.locator("main :is(a, button)").evaluate_all(
        "all => all.map(e => e.textContent.trim())"
    )
    assert all(names)
    small = page.locator("main button, a.mine-button").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("h1")).to_contain_text("Dag")
