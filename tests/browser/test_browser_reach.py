"""Within everybody's reach: on a phone, by keyboard, by ear, in the dark, without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browser_site import PASSWORD, Site, Visitor, picture, sign_in
from heard import faults_in
from playwright.sync_api import Page, expect

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser


def every_page(site: Site) -> dict[str, dict[str, str]]:
    """Account -> name -> address of each kind of page that somebody who is signed in can see."""
    return {"lies": of_the_desk(site), "mark": OF_FIGURES, "rob": OF_THE_OFFICER, "dirk": OF_DATA}


def of_the_desk(site: Site) -> dict[str, str]:
    """What the service agent sees: people above all."""
    person = f"/people/{site.person('webshop', 'W1001')}"
    other = site.person("webshop", "W1002")
    return {
        "today": "/",
        "search": "/search",
        "search-found": "/search?q=visser",
        "search-nobody": "/search?q=zzzzzzzz",
        "person": person,
        "person-filtered": f"{person}?type=case",
        "person-records": f"{person}?tab=records",
        "person-why": f"{person}?tab=why",
        "person-history": f"{person}?tab=history",
        "person-consents": f"{person}?tab=consents",
        "person-own-link": f"{person}/own-link",
        "person-asks": f"/privacy/requests?person={person.removeprefix('/people/')}",
        "person-merge": f"{person}/merge",
        "person-merging": f"{person}/merge?with={other}",
        "compare": f"{person}/compare/{other}",
        "review": "/review",
        "review-question": (
            f"/review?records={site.person('webshop', 'W1003')}-{site.person('webshop', 'W1004')}"
        ),
        "sources": "/sources",
        "source": "/sources/webshop",
        "quality": "/quality",
        "quality-records": "/quality/records?source=till&attribute=email",
        "quality-checks": "/quality/checks",
        "nowhere": "/nowhere",
        "refused": "/settings/keys",
        "account": "/account",
        "second-lock": "/sign-in/app?next=/account",
    }


OF_FIGURES = {
    f"figures-{name}": address
    for name, address in (
        ("goals", "/goals"),
        ("metrics", "/metrics"),
        ("metric", "/metrics/new_customers"),
        ("value", "/value"),
        ("lifecycle", "/value/lifecycle"),
        ("cohorts", "/value/cohorts"),
        ("churn", "/value/churn"),
        ("contracts", "/value/contracts"),
        ("offers", "/value/offers"),
        ("models", "/value/models"),
        ("experience", "/experience"),
    )
}
"""As they stand before there is anything to tell; ``test_browser_figures`` has them filled."""
OF_THE_OFFICER = {
    f"privacy-{name or 'overview'}": f"/privacy/{name}".rstrip("/")
    for name in (
        "", "register", "purposes", "collection", "refused", "consents", "requests", "retention",
        "partners", "breaches", "notice", "log",
    )
}  # fmt: skip
OF_DATA = {
    "models": "/models",
    "model": "/models/1",
    "accounts": "/settings/accounts",
    "keys": "/settings/keys",
}


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("light", {"color_scheme": "light"}),
        ("dark", {"color_scheme": "dark", "reduced_motion": "reduce"}),
        ("phone", {"viewport": {"width": 390, "height": 844}, "is_mobile": True}),
    ],
)
def test_every_page_can_be_heard_and_read_and_fits(
    visitor: Visitor, site: Site, kind: str, options: dict[str, Any]
) -> None:
    seen = visitor(locale="nl-NL", **options)
    faults = {"sign-in": faults_of(seen.open("/sign-in"), f"{kind}-sign-in")}
    for account, pages in every_page(site).items():
        site.services.accounts.set_language(account, "nl" if kind == "phone" else "en")
        page = seen.signed_in(account)
        for name, path in pages.items():
            page.goto(site.address + path)
            faults[name] = faults_of(page, f"{kind}-{name}")
    assert {name: found for name, found in faults.items() if found} == {}


def faults_of(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands; leaves its picture."""
    picture(page, name)
    return faults_in(page)


def test_dark_is_dark(visitor: Visitor) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0]"
    light = int(visitor(color_scheme="light").open("/sign-in").evaluate(ground))
    dark = int(visitor(color_scheme="dark").open("/sign-in").evaluate(ground))
    assert light > 200
    assert dark < 60


def test_the_first_tab_skips_to_the_content(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in(path="/sources")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_tabbing_reaches_everything_that_acts_and_shows_where_it_is(
    visitor: Visitor, site: Site
) -> None:
    page = visitor().signed_in(path="/sources")
    wanted = page.locator("main a[href]").first
    outlined = """() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
    }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(outlined), page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("element => element === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("main tbody a[href]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sources/\w+$"))


def test_a_picture_is_walked_by_arrow_keys_and_read_out(visitor: Visitor) -> None:
    page = visitor().signed_in("dirk", "/quality")
    drawn = page.locator(".picture").first
    told = drawn.locator(".mark title").all_text_contents()
    drawn.locator(".picture-body").focus()
    for key, place in (("ArrowRight", 0), ("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        expect(drawn.locator(".picture-said")).to_have_text(told[place])
        expect(drawn.locator(".mark.is-chosen title")).to_have_text(told[place])
    drawn.locator(".mark").nth(3).hover()
    expect(drawn.locator(".picture-said")).to_have_text(told[3])


def test_the_keys_are_told(visitor: Visitor) -> None:
    page = visitor().signed_in()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(page).to_have_url(re.compile("/quality$"))


def test_all_of_it_works_without_scripts(visitor: Visitor, site: Site) -> None:
    page = visitor(java_script_enabled=False).open("/")
    sign_in(page, "anna", PASSWORD)
    page.fill("#find", "fatima amrani")
    page.press("#find", "Enter")
    page.locator(".hit").first.click()
    expect(page.locator("h1")).to_contain_text("Fatima")
    page.locator('[data-key="golden-email"] summary').click()
    expect(page.locator('[data-key="golden-email"] .value-card')).to_be_visible()
    page.locator('.tabs a[href*="tab=records"]').click()
    expect(page.locator("table.compared")).to_be_visible()
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("table.compared")).to_be_visible()  # still where one was
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
