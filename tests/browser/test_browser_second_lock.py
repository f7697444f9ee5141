"""The second lock on an account, by hand: turned on, asked for, refused, and the phone lost.

The codes come from an app of our own with the key that the page shows. A code opens once, so each
is of a later half minute than the one before; one such step ahead is let through.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from browser_site import PASSWORD, Site, Visit, Visitor, picture, sign_in
from playwright.sync_api import Page, expect

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

NAME = "tess"


def test_the_lock_is_turned_on_asked_for_and_opened_without_the_phone(
    visitor: Visitor, site: Site
) -> None:
    site.services.accounts.create(NAME, PASSWORD, "service_agent")
    site.services.accounts.set_language(NAME, "en")
    desk = visitor()
    app, recovery = turned_on(desk.signed_in(NAME, "/account"))

    page = halfway(desk)
    give(page, wrong_code(app))
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    expect(page.get_by_label("Six digits")).to_be_focused()
    picture(page, "sign-in-code-refused")
    page.goto(f"{site.address}/search")  # halfway is not in
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))

    page = halfway(desk)
    give(page, app.at(datetime.now(UTC) + timedelta(seconds=30)))
    expect(page).to_have_url(f"{site.address}/")

    without_phone = visitor()
    page = halfway(without_phone)
    expect(page.get_by_label("Six digits")).to_have_accessible_description(
        re.compile("recovery codes")
    )
    give(page, recovery[0])
    expect(page).to_have_url(f"{site.address}/")
    page = halfway(visitor())
    give(page, recovery[0])
    expect(page.get_by_role("alert")).to_contain_text("or was used before")


def turned_on(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """Turns it on from the account's page; the app that it was set up in, and the codes to keep."""
    lock = page.get_by_role("region", name="Second lock")
    expect(lock).to_contain_text("Off")
    lock.get_by_role("link", name="Turn it on").click()
    expect(page.get_by_role("img", name=re.compile("^QR code"))).to_be_visible()
    app = pyotp.TOTP(page.locator(".steps code").inner_text().replace(" ", ""))
    give(page, wrong_code(app), "Turn it on")
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    # A wrong code changes nothing: what was scanned holds.
    assert page.locator(".steps code").inner_text().replace(" ", "") == app.secret
    picture(page, "second-lock")
    give(page, app.now(), "Turn it on")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second lock is on")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    picture(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("region", name="Second lock")).to_contain_text("On:")
    return app, codes


def halfway(visit: Visit) -> Page:
    """Signs out and in again with the right password, up to where the code is asked."""
    visit.context.clear_cookies()
    page = visit.open("/sign-in")
    sign_in(page, NAME)
    expect(page.get_by_role("heading", level=1)).to_have_text("The code of your authenticator app")
    return page


def give(page: Page, code: str, press: str = "Sign in") -> None:
    """Types a code and sends it."""
    page.get_by_label("Six digits").fill(code)
    page.get_by_role("button", name=press).click()


def wrong_code(app: pyotp.TOTP) -> str:
    """Six digits that no half minute near this one gives."""
    now = datetime.now(UTC)
    right = {app.at(now + timedelta(seconds=30 * steps)) for steps in range(-3, 4)}
    return next(code for code in ("000000", "000001", *map(str, range(100000, 100010)))
                if code not in right)  # fmt: skip
