"""The officer's first page: the worst first, what is in order below, each with its clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from web_desk import sit

from klantbeeld.pipeline import attention
from klantbeeld.pipeline.attention import About, Matter

AT = datetime(2026, 3, 4, 10, tzinfo=UTC)
FOUND = (
    Matter(About.REQUESTS, "waits", 3, AT),
    Matter(About.OWN_LINKS, "waits", 1, AT, (812,)),
    Matter(About.BREACHES, "wrong", 1, AT),
    *(Matter(about, "waits", 2, AT) for about in (About.NOTICES, About.ORIGINS)),
    *(Matter(about, "wrong", 1) for about in (About.REGISTER, About.CUT_OFF)),
    *(Matter(about, "waits", 2) for about in (About.GAPS, About.UNCLEAR, About.FLAGGED)),
    Matter(About.RETENTION, "good", 0, AT),
    Matter(About.LOG, "good", 12),
)


def overview(
    monkeypatch: pytest.MonkeyPatch, found: tuple[Matter, ...], language: str = "en"
) -> str:
    """The page where this is found."""
    desk = sit(monkeypatch, language=language)
    monkeypatch.setattr(attention, "matters", lambda *_: found)
    return desk.get("/privacy").text


@pytest.mark.parametrize(("language", "open_"), [("nl", "staan open"), ("en", "are open")])
def test_each_matter_leads_somewhere_and_says_how_it_stands(
    monkeypatch: pytest.MonkeyPatch, language: str, open_: str
) -> None:
    text = overview(monkeypatch, FOUND, language)
    assert open_ in text
    assert 'href="/people/812/own-link"' in text
    assert text.index("standing-wrong") < text.index("standing-waits")
    for address in ("requests", "breaches", "partners", "retention", "register", "consents", "log"):
        assert f'href="/privacy/{address}"' in text


def test_a_log_that_is_not_whole_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = overview(monkeypatch, (Matter(About.LOG, "wrong", 3),))
    assert "not whole" in text
    assert "It is not what was written down about it." in text


def test_who_has_no_part_in_it_reads_who_does(monkeypatch: pytest.MonkeyPatch) -> None:
    text = overview(monkeypatch, ())
    assert "Nothing here for your role" in text
