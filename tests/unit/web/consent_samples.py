"""What a made-up customer said of consent, and what the rules answer, for the pages' tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from person_samples import NOW

from klantbeeld.catalog.consents import Channel
from klantbeeld.privacy.channels.contact import ContactAnswer
from klantbeeld.privacy.channels.rules import Contact, Reason
from klantbeeld.privacy.channels.suppression import SuppressedCount
from klantbeeld.privacy.consent.overview import (
    ConsentOverview,
    MarkCount,
    SaidCount,
    UnknownWords,
)
from klantbeeld.privacy.consent.state import ConsentState, Flaw, Standing, Statement
from klantbeeld.privacy.consent.views import ConsentsView, Recorded
from klantbeeld.privacy.marks import Ground, Mark, MarkKind, PastMark

SAID = datetime(2026, 5, 4, 10, 5, tzinfo=UTC)


def statement(number: int, decision: Any, channel: str, **more: Any) -> Statement:
    values: dict[str, Any] = {
        "text_version": "v1", "actor": "webshop", "via": "source", "given_via": "kassa", **more,
    }  # fmt: skip
    return Statement(number, 812, "marketing", channel, decision, SAID, SAID, **values)


STATEMENTS = (
    statement(1, "given", "email"),
    statement(2, "withdrawn", "post", actor="anna", via="web"),
    statement(3, "given", "phone", text_version=None),
)
MARKS = (
    Mark(MarkKind.MARKETING_OBJECTION, "", Ground.ASKED, SAID),
    Mark(MarkKind.OBJECTION, "insight", Ground.ASKED, SAID),
    Mark(MarkKind.RESTRICTION, "", Ground.ACCURACY_DISPUTED, SAID),
    Mark(MarkKind.GPC, "", Ground.SIGNAL, SAID),
)
VIEW = ConsentsView(
    person_id=812,
    states=(
        ConsentState("marketing", Channel.EMAIL, Standing.GIVEN, STATEMENTS[0]),
        ConsentState("marketing", Channel.POST, Standing.WITHDRAWN, STATEMENTS[1]),
        ConsentState("marketing", Channel.PHONE, Standing.INVALID, STATEMENTS[2], (Flaw.NO_TEXT,)),
        ConsentState("marketing", Channel.SMS, Standing.NONE, None),
    ),
    statements=STATEMENTS,
    marks=MARKS,
    past_marks=(
        PastMark(
            MarkKind.NO_PROFILING, "", Ground.ASKED, None, SAID, "anna", "web",
            NOW, "bob", Ground.WITHDRAWN, None, None,
        ),
    ),
    under_age=True,
    bars={},
)  # fmt: skip

OVERVIEW = ConsentOverview(
    said=(
        SaidCount("marketing", "email", "given", "v1", 1204, SAID),
        SaidCount("marketing", "email", "withdrawn", "", 98, SAID),
        SaidCount("", "email", "unclear", "", 3, SAID),
        SaidCount("gone", "post", "given", "v0", 12, SAID),
    ),
    cut_off=("gone",),
    unknown_words=(UnknownWords("webshop", {"decision": "misschien"}, 3),),
    marks=(MarkCount(MarkKind.MARKETING_OBJECTION, "", 41, SAID),),
    suppressed=(SuppressedCount("email", "oude lijst", 311, SAID),),
    list_readable=False,
)


class SampleConsents:
    """Records nothing but that it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def show(self, *_: object) -> ConsentsView:
        return VIEW

    def give(self, *asked: Any) -> Recorded:
        self.asked.append(("give", *asked[2:]))
        return Recorded(812, VIEW.states)

    def withdraw(self, *asked: Any) -> Recorded:
        self.asked.append(("withdraw", *asked[2:]))
        return Recorded(812, VIEW.states)

    def confirm(self, token: str) -> Recorded:
        self.asked.append(("confirm", token))
        return Recorded(812, VIEW.states[:1])


class SampleContacts:
    """One yes, and a no with its reasons."""

    def may_contact(self, *asked: Any) -> tuple[ContactAnswer, ...]:
        contacts: Sequence[Contact] = asked[3]
        day = date(2026, 9, 7)
        reasons = (
            Reason("no_consent_for_channel", "Tw 11.7(1)", {"standing": "none"}),
            Reason("customer_exception_ended", "Tw 11.7(2)", {"ended": "2026-07-01"}),
        )
        return tuple(
            ContactAnswer(
                812, each.purpose, each.channel, "marketing", day,
                each.channel is Channel.EMAIL,
                "consent" if each.channel is Channel.EMAIL else None,
                () if each.channel is Channel.EMAIL else reasons,
            )
            for each in contacts
        )  # fmt: skip


class SampleMarking:
    """Records nothing but that it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *asked, **more: self.asked.append((name, *asked[2:], *more.values()))
