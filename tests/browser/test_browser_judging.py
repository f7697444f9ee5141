"""People decide: the queue by keyboard, a split and its undo, and all of it without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser_site import Site, Visitor, picture
from playwright.sync_api import Page, expect

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def doubt(site: Site) -> Iterator[None]:
    """Two pairs of records about which the model is unsure, until the test ends."""
    records = [site.person("webshop", f"W10{n:02}") for n in (5, 6, 11, 12)]
    pairs = [(records[0], records[1], -0.1), (records[2], records[3], -0.2)]
    with site.services.database.transaction() as transaction:
        transaction.cursor().executemany(
            "insert into link values (%s, %s, %s) on conflict (record_a, record_b) "
            "do update set match_weight = excluded.match_weight",
            pairs,
        )
    yield
    with site.services.database.transaction() as transaction:
        transaction.cursor().executemany(
            "delete from link where record_a = %s and record_b = %s and match_weight = %s", pairs
        )


def names(page: Page) -> list[str]:
    return page.locator(".side-name").all_inner_texts()


def test_the_queue_is_answered_and_undone_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor().signed_in(path="/review")
    expect(page.locator("h1")).to_have_text("Are these two one person?")
    page.evaluate("window.marker = 'still here'")
    first = names(page)
    picture(page, "review")
    place, notice = page.locator(".review-place"), page.locator(".decided")
    page.keyboard.press("ArrowRight")
    expect(place).to_contain_text("2 of")
    second = names(page)
    assert second != first
    page.keyboard.press("ArrowLeft")
    expect(place).to_contain_text("1 of")
    assert names(page) == first
    page.keyboard.press("n")
    expect(notice).to_contain_text("Saved: Not one person.")
    expect(place).to_contain_text("2 of")
    assert names(page) == second
    page.keyboard.press("z")
    expect(notice).to_contain_text("Undone.")
    assert names(page) == first
    page.keyboard.press("?")  # don't know, and not the list of keys
    expect(notice).to_contain_text("Saved: Don't know.")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("z")
    expect(notice).to_contain_text("Undone.")
    page.keyboard.press("m")
    expect(notice).to_contain_text("Saved: One person.")
    page.keyboard.press("z")
    expect(notice).to_contain_text("Undone.")
    assert names(page) == first
    assert page.evaluate("window.marker") == "still here"  # no page was loaded anew


def test_typing_a_reason_presses_no_key(visitor: Visitor) -> None:
    page = visitor().signed_in(path="/review")
    page.locator("#reason").press_sequentially("many numbers")
    page.locator("#reason").press("Enter")
    expect(page.locator(".decided")).to_have_count(0)
    page.get_by_role("button", name="Don't know").click()
    expect(page.locator(".decided")).to_contain_text("Saved: Don't know.")
    expect(page.locator("#reason")).to_have_value("")
    page.keyboard.press("z")
    expect(page.locator(".decided")).to_contain_text("Undone.")


def test_a_record_is_split_off_and_put_back(visitor: Visitor, site: Site) -> None:
    person = f"/people/{site.person('webshop', 'W1001')}"
    page = visitor().signed_in("dirk", f"{person}?tab=records")
    ticks = page.locator("input[name=record]")
    before = ticks.count()
    assert before > 1
    ticks.last.check()
    picture(page, "person-records-ticked")
    page.get_by_role("button", name="Take the ticked records apart").click()
    expect(page.locator(".told")).to_contain_text("It leaves 2 people")
    page.fill("#reason", "somebody else's card")
    picture(page, "split")
    page.get_by_role("button", name="Take apart").click()
    expect(page.locator(".decided")).to_contain_text("Saved: Not one person.")
    expect(page.locator(".compared thead th")).to_have_count(before - 1)
    page.keyboard.press("z")
    expect(page.locator(".decided")).to_contain_text("Undone.")
    expect(page.locator("input[name=record]")).to_have_count(before)
    page.goto(f"{site.address}{person}?tab=history")
    row = page.locator(".decisions tbody tr").first
    expect(row).to_contain_text("somebody else's card")
    expect(row).to_contain_text("undone by dirk")


def test_deciding_works_without_scripts(visitor: Visitor, site: Site) -> None:
    page = visitor(java_script_enabled=False).signed_in(path="/review")
    first = names(page)
    page.get_by_role("button", name="Don't know").click()
    expect(page.locator(".decided")).to_contain_text("Saved")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".decided")).to_contain_text("Undone.")
    assert names(page) == first
    one, other = (site.person("webshop", number) for number in ("W1007", "W1008"))
    page.goto(f"{site.address}/people/{one}/merge")
    page.fill("#q-other", "hugo van dijk")
    page.get_by_role("button", name="Search").click()
    page.locator(".hit").first.click()
    expect(page).to_have_url(f"{site.address}/people/{one}/merge?with={other}")
    expect(page.locator(".told")).to_contain_text("become one person")
    page.get_by_role("button", name="Make one person").click()
    expect(page).to_have_url(re.compile(r"decision=\d+&said=match"))
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".decided")).to_contain_text("Undone.")
    assert site.person("webshop", "W1008") == other


def test_who_may_not_decide_looks_only(visitor: Visitor) -> None:
    page = visitor().signed_in("rob", "/review")
    expect(page.locator(".sides")).to_be_visible()
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator(".notice")).to_contain_text("You may look, but not decide.")
