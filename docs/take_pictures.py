"""Takes the pictures of the documentation from a running demo.

    klantbeeld demo                                        # in one terminal
    python docs/take_pictures.py http://127.0.0.1:8000 demo/sign-in.txt

Writes ``docs/images/person.png`` (the first customer of the tour) and ``docs/images/today.png``.
Needs the package playwright (``make setup`` installs it) and the system's Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
PERSON = "WS400001"
"""The customer number that is searched for: `four_names` of the demo's tour."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WIDTH, _HEIGHT = 1280, 860


def main() -> None:
    """Signs in as customer service, in English, and takes both pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of the running demo, such as http://127.0.0.1:8000")
    parser.add_argument("password", type=Path, help="the demo's sign-in.txt")
    arguments = parser.parse_args()
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit("There is no Chromium on this machine (Debian: apt-get install chromium).")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        context = started.new_context(
            viewport={"width": _WIDTH, "height": _HEIGHT},
            color_scheme="light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        page = context.new_page()
        sign_in(page, arguments.address, arguments.password.read_text(encoding="utf-8").strip())
        take(page, f"{arguments.address}/", "today.png")
        page.goto(f"{arguments.address}/search?q={PERSON}")
        person = page.locator("main a[href^='/people/']").first.get_attribute("href")
        take(page, f"{arguments.address}{person}", "person.png")
        started.close()


def sign_in(page: Page, address: str, password: str) -> None:
    """Signs in and chooses English."""
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", "service")
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.click("button[name=language][value=en]")
    page.wait_for_load_state()


def take(page: Page, address: str, name: str) -> None:
    """A picture of what the window shows at this address."""
    page.goto(address)
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / name, animations="disabled")
    print(IMAGES / name)


if __name__ == "__main__":
    main()
