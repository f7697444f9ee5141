"""The main journey: sign in, search, open, follow why, change language, see to a source, leave."""

from __future__ import annotations

import re

import pytest
from browser_site import PASSWORD, Site, Visitor, picture, sign_in
from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser


def test_a_wrong_password_says_so_and_keeps_the_typed_name(visitor: Visitor) -> None:
    page = visitor().open("/people/1")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fpeople%2F1$"))
    sign_in(page, "anna", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.locator("#username")).to_have_value("anna")
    expect(page.locator("#password")).to_be_focused()
    picture(page, "sign-in-refused")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page).to_have_url(re.compile(r"/people/1$"))  # on to where one was going


def test_today_tells_how_records_became_people(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in()
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ records became \d+ people$")))
    expect(page.locator(".flow-from")).to_contain_text("Webshop")
    expect(page.locator('[data-key="concern-dead_letters-webshop"]')).to_contain_text(
        "1 row could not be read"
    )
    expect(page.locator(".feed-list li").first).to_be_visible()
    picture(page, "today")


def test_search_from_anywhere_by_a_misspelt_name_with_the_keys_alone(
    visitor: Visitor, site: Site
) -> None:
    page = visitor().signed_in(path="/quality")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially("viser", delay=10)
    hits = page.locator("#palette-answers .hit")
    expect(hits.filter(has_text="Visscher")).to_be_visible()
    expect(hits.filter(has_text="Visser").first).to_be_visible()
    expect(hits.nth(0)).to_have_attribute("aria-selected", "true")
    picture(page, "palette")
    field.press("ArrowDown")
    expect(hits.nth(1)).to_have_attribute("aria-selected", "true")
    name, address = hits.nth(1).locator("b").inner_text(), hits.nth(1).get_attribute("href")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    expect(page).to_have_url(f"{site.address}{address}")
    page.keyboard.press("/")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


@pytest.mark.parametrize(
    "text", ["bram.jansen@example.com", "06 66000102", "1017 GC 5a", "600102", "B-5003"]
)
def test_one_field_finds_by_whatever_the_customer_says(
    visitor: Visitor, site: Site, text: str
) -> None:
    page = visitor().signed_in(path="/search")
    page.fill("#q", text)
    page.press("#q", "Enter")
    first = page.locator("#answers .hit").first
    expect(first).to_have_attribute("href", f"/people/{site.person('webshop', 'W1002')}")


def test_the_timeline_filters_in_the_address_and_goes_back(visitor: Visitor, site: Site) -> None:
    person = f"/people/{site.person('webshop', 'W1001')}"
    page = visitor().signed_in(path=person)
    expect(page.locator("h1")).to_contain_text("de Vries")
    expect(page.locator("[data-key^=open-]")).to_have_count(2)  # an order under way, an open case
    everything = page.locator(".timeline li")
    before = everything.count()
    picture(page, "person")
    page.evaluate("window.marker = 'still here'")
    page.locator(".filter", has_text="Case").click()
    expect(page).to_have_url(f"{site.address}{person}?type=case")
    expect(page.locator(".timeline li.stop-case")).to_have_count(2)
    expect(everything).to_have_count(2)
    page.go_back()
    expect(page).to_have_url(f"{site.address}{person}")
    expect(everything).to_have_count(before)
    assert page.evaluate("window.marker") == "still here"  # neither step loaded the page anew
    page.goto(f"{site.address}{person}?type=case")  # the link, sent to a colleague
    expect(everything).to_have_count(2)


def test_every_value_shows_its_source_on_focus(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in(path=f"/people/{site.person('webshop', 'W1002')}")
    value = page.locator('[data-key="golden-family_name"] summary')
    value.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # focus by key, not by script
    card = page.locator('[data-key="golden-family_name"] .value-card')
    expect(card).to_be_visible()
    expect(card).to_contain_text("W1002")
    expect(card).to_contain_text("Janssen")  # what the till says, and lost
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_person_tells_why_its_records_are_one(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in(path=f"/people/{site.person('webshop', 'W1001')}")
    page.locator(".tabs a", has_text="Records").click()
    expect(page.locator("table.compared thead th")).to_have_count(2)
    picture(page, "person-records")
    page.locator(".tabs a", has_text="Why one person").click()
    expect(page).to_have_url(re.compile(r"\?tab=why$"))
    expect(page.locator("table.fall tfoot")).to_be_visible()
    expect(page.locator("table.fall")).to_contain_text("E-mail address")
    picture(page, "person-why")
    page.locator(".tabs a", has_text="History and access").click()
    expect(page.locator("section[aria-labelledby=looked]")).to_contain_text("anna")


def test_the_language_changes_on_the_spot_and_is_remembered(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in(path="/sources")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Sources")
    page.get_by_role("button", name="Nederlands").click()
    expect(page).to_have_url(f"{site.address}/sources")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("h1")).to_have_text("Bronnen")
    expect(page.locator("table")).to_contain_text("Webwinkel")
    elsewhere = visitor().signed_in()  # another browser: it stands with the account
    expect(elsewhere.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sources")


def test_a_source_shows_what_it_left_out_and_tries_its_dead_letters_again(visitor: Visitor) -> None:
    page = visitor().signed_in("dirk", "/sources")
    page.get_by_role("link", name="Webshop").click()
    expect(page.locator("section[aria-labelledby=dropped]")).to_contain_text("password_hint")
    letters = page.locator("section[aria-labelledby=dead-letters]")
    expect(letters).to_contain_text("calls.csv")
    picture(page, "source")
    letters.get_by_role("button", name=re.compile("again")).click()
    expect(page.get_by_role("status").filter(has_text="Tried again")).to_be_visible()
    expect(letters).to_contain_text("calls.csv")  # no day was made of 31 February


def test_quality_begins_with_the_worst_and_is_also_a_table(visitor: Visitor) -> None:
    page = visitor().signed_in("dirk", "/quality")
    told = page.locator(".heat-map title").all_text_contents()
    shares = [float(text.split(": ")[1].rstrip("%")) for text in told if "All together" in text]
    assert shares
    assert shares == sorted(shares)
    picture(page, "quality")
    page.locator(".dimensions a", has_text="Completeness").click()
    expect(page).to_have_url(re.compile("dimension=completeness"))
    map_section = page.locator("section[aria-labelledby=map]")
    map_section.locator("summary", has_text="As a table").click()
    head = map_section.locator("th", has_text="Checked")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")


def test_without_a_purpose_a_person_stays_shut_and_the_page_says_who_may(
    visitor: Visitor, site: Site
) -> None:
    page = visitor().signed_in("stan", f"/people/{site.person('webshop', 'W1001')}")
    expect(page.locator("h1")).to_contain_text("As Trainee you may not read")
    expect(page.locator("main")).to_contain_text("privacy@voorbeeldwinkel.example")
    expect(page.locator("body")).not_to_contain_text("Vries")
    picture(page, "refused")


def test_signed_out_is_out(visitor: Visitor, site: Site) -> None:
    page = visitor().signed_in(path="/sources")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site.address}/sign-in")
    page.goto(f"{site.address}/sources")
    expect(page).to_have_url(re.compile("/sign-in"))
