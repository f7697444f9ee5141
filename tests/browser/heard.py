"""What a screen reader gets of a page: Chromium's own accessibility tree.

Entering: an open page. Leaving: what is wrong with the names, roles and landmarks in its tree, and
what takes the focus without showing it (WCAG 2.2: 1.3.1, 2.4.7, 4.1.2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

ACTS = frozenset(
    {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton",
     "slider", "Date", "DateTime", "DisclosureTriangle", "image", "heading", "dialog"}
)  # fmt: skip
"""Roles that say nothing without a name."""
PLACES = frozenset({"navigation", "region", "search"})
"""Landmarks of which there may be several: each needs a name of its own."""

_LOOK = (Path(__file__).parent / "look.js").read_text()
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FOCUS = """() => {
  const plain = (style) => style.outlineStyle === "none" && style.boxShadow === "none";
  const taken = "a[href], button, summary, input, select, textarea, [tabindex='0']";
  return [...document.querySelectorAll(taken)].filter((element) => {
    if (!element.checkVisibility() || element.matches(":disabled")) return false;
    element.focus({ preventScroll: true });
    return document.activeElement === element && plain(getComputedStyle(element));
  }).map((element) => `${element.outerHTML.slice(0, 80)} takes the focus and does not show it`);
}"""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing as it is announced."""

    role: str
    name: str


def heard(page: Page) -> Iterator[Heard]:
    """The page as its accessibility tree tells it."""
    session = page.context.new_cdp_session(page)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        if not node.get("ignored"):
            name = str(node.get("name", {}).get("value", "")).strip()
            yield Heard(str(node.get("role", {}).get("value", "")), name)
    session.detach()


def faults_in(page: Page) -> list[str]:
    """All that is wrong with a page as it stands: as it is seen, as it is heard, how wide it is."""
    wider = page.evaluate(_WIDER)
    wide = [f"{wider} pixels wider than the screen"] if wider else []
    return [*page.evaluate(_LOOK), *wide, *unheard(page)]


def unheard(page: Page) -> list[str]:
    """What is wrong with what is announced, and with the focus."""
    told = list(heard(page))
    roles = Counter(each.role for each in told)
    faults = [f"a {each.role} without a name" for each in told if _mute(each)]
    faults += [f"{roles[role]} {role}" for role in ("main", "banner") if roles[role] != 1]
    places = Counter(each for each in told if each.role in PLACES and each.name)
    faults += [f"{n} times {at.role} {at.name}" for at, n in places.items() if n > 1]
    page.keyboard.press("Tab")  # from here on the focus is moved by keyboard, and shows
    return faults + list(page.evaluate(_FOCUS))


def _mute(each: Heard) -> bool:
    return not each.name and (each.role in ACTS or each.role in PLACES)
