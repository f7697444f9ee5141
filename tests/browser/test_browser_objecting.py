"""An objection from end to end: a link from the desk, the customer's own page, the desk again."""

from __future__ import annotations

import re

import pytest
from browser_site import Site, Visitor, picture
from playwright.sync_api import Locator, Page, expect

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

PURPOSE, CHANNEL = "direct_marketing", "post"


def test_who_objects_on_his_own_page_is_left_alone_and_the_desk_sees_it(
    visitor: Visitor, site: Site
) -> None:
    person = f"/people/{site.person('webshop', 'W1005')}"
    desk = visitor().signed_in("anna", f"{person}?tab=consents")
    desk.locator(f'[data-key="consent-{PURPOSE}-{CHANNEL}"] summary', has_text="Ask").click()
    desk.get_by_role("button", name="The customer agrees").click()
    expect(by_post(desk)).to_contain_text("yes")
    expect(marks(desk)).to_contain_text("No objection and no restriction")

    page = visitor(viewport={"width": 390, "height": 844}).open(link_of(desk, site, person))
    page.get_by_role("button", name="Show my data").click()
    page.get_by_role("button", name="Stop all advertising").click()
    expect(page.get_by_role("status")).to_contain_text("no advertising any more")
    expect(page.locator("#consents")).to_contain_text("You want no advertising, since")

    desk.goto(f"{site.address}{person}?tab=consents")
    expect(by_post(desk)).to_contain_text("no")
    expect(by_post(desk)).to_contain_text(re.compile("object", re.IGNORECASE))
    expect(marks(desk).get_by_role("button", name="The customer takes it back")).to_be_visible()
    expect(desk.get_by_role("list", name="What must not be done now")).to_contain_text(
        re.compile("marketing", re.IGNORECASE)
    )
    expect(desk.get_by_role("region", name="Everything that was said")).to_contain_text(
        "the customer"
    )
    picture(desk, "objected")

    page.get_by_role("button", name="I do not object any more").click()
    expect(page.get_by_role("status")).to_contain_text("you no longer object")
    desk.reload()
    expect(marks(desk)).to_contain_text("No objection and no restriction")


def link_of(desk: Page, site: Site, person: str) -> str:
    """Makes a link at the desk; its path."""
    desk.goto(f"{site.address}{person}/own-link")
    desk.get_by_role("button", name="Make a link").click()
    link = desk.get_by_label("The link").input_value()
    assert link.startswith(f"{site.address}/mine/link/")
    return link.removeprefix(site.address)


def by_post(desk: Page) -> Locator:
    """What the desk's page answers: may we reach this customer by post?"""
    return desk.get_by_role("region", name=re.compile("^May we reach")).get_by_role(
        "row", name=re.compile("post", re.IGNORECASE)
    )


def marks(desk: Page) -> Locator:
    """What must not be done, on the desk's page."""
    return desk.get_by_role("region", name="What must not be done")
