"""The colours of the pages keep apart what must be told apart (WCAG 2.2, 1.4.3 and 1.4.11).

Computed from ``tokens.css`` alone, light and dark: what a browser measures on the pages is in the
browser tests, but text in pictures stands on tints that only these pairs cover.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from klantbeeld import web

CSS = Path(web.__file__).parent / "static" / "css"
GROUNDS = ("paper", "sheet", "sunk")
TEXTS = ("ink", "soft", "accent", "wrong", "waits")
TINTS = ("accent-faint", "wrong-faint", "waits-faint", "changed", "band-0", "band-1",
         *(f"heat-{step}" for step in range(1, 6)))  # fmt: skip
READ, SEEN = 4.5, 3.0
"""The least contrast of text, and of what is not text but must be seen."""


def tokens(kind: str) -> dict[str, str]:
    """Name -> colour, light or dark."""
    light, dark = (CSS / "tokens.css").read_text().split("@media screen and")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark if kind == "dark" else ""))


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(part * share for part, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(kind: str) -> None:
    colours = tokens(kind)
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [("ink", tint) for tint in TINTS] + [("on-accent", "accent")]
    low = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < READ} == {}


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_the_focus_and_the_states_can_be_seen(kind: str) -> None:
    colours = tokens(kind)
    pairs = [(seen, ground) for seen in ("accent", "wrong", "waits") for ground in GROUNDS]
    assert [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < SEEN] == []


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_the_numbers_in_a_heat_map_of_cohorts_can_be_read(kind: str) -> None:
    colours = tokens(kind)
    css = (CSS / "lifecycle.css").read_text()
    shares = re.findall(r"\.cohort-\d \{\s+fill: var\(--accent\);\s+opacity: ([\d.]+);", css)
    assert len(shares) == 5
    for share in map(float, shares):
        tint = mixed(colours["accent"], colours["paper"], share)
        assert contrast(colours["ink"], tint) >= READ, share


def mixed(over: str, ground: str, share: float) -> str:
    """A colour laid over another, so opaque."""
    parts = [(int(over[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(top * share + low * (1 - share)):02x}" for top, low in parts)
