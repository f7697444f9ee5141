"""The shapes of the gate and of the accounts over the samples, for pages without a store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from evidence_samples import COMPARED, HOW, LINKS, NEAR
from person_samples import ACCESSES, FEED, GOLDEN, HITS, LINES, NOW, RECORDS, TIMELINE, person_view
from web_organisation_samples import organisation

from klantbeeld.privacy.accounts.accounts import Enrolment
from klantbeeld.privacy.accounts.sessions import Session, SignIn, Stage
from klantbeeld.privacy.evidence import (
    CompareView,
    HowView,
    PairView,
    RejectedView,
    SideView,
)
from klantbeeld.privacy.organisation_views import OrganisationView
from klantbeeld.privacy.views import (
    AccessEntry,
    FeedItem,
    LinkView,
    OpenMatter,
    OrderLine,
    PersonView,
    SearchHit,
    TimelineQuery,
)


@dataclass
class SampleAccounts:
    """The shape of ``privacy.accounts.Accounts`` with one session."""

    role: str = "service"
    language: str = "nl"
    sessions: set[str] = field(default_factory=lambda: {"open"})

    stage: Stage = "open"
    """Where the right password leads."""

    def sign_in(self, username: str, password: str) -> SignIn | None:
        if (username, password) != ("anna", "a long sentence"):
            return None
        self.sessions.add("new")
        return SignIn("new", self.stage)

    def _session(self) -> Session:
        return Session(
            1, "anna", self.role, self.language, "form-token", NOW, self.stage, second_factor=False
        )

    def session(self, token: str) -> Session | None:
        return self._session() if token in self.sessions and self.stage == "open" else None

    def halfway(self, token: str) -> Session | None:
        return self._session() if token in self.sessions and self.stage != "open" else None

    def enter_code(self, token: str, code: str) -> SignIn | None:
        if token not in self.sessions or code != "123456":
            return None
        self.sessions, self.stage = {"in"}, "open"
        return SignIn("in", "open")

    def begin_enrolment(self, token: str) -> Enrolment | None:
        return Enrolment("ABCDEFGHIJKLMNOP", "otpauth://totp/De%20Veldkruik:anna?secret=ABC")

    def confirm_enrolment(self, token: str, code: str) -> tuple[SignIn, tuple[str, ...]] | None:
        signed_in = self.enter_code(token, code)
        return None if signed_in is None else (signed_in, ("abcd-efgh-jkmn-pqrs",) * 10)

    def sign_out(self, token: str) -> None:
        self.sessions.discard(token)

    def set_language(self, username: str, language: str) -> None:
        self.language = language


class SampleGate:
    """The shape of ``privacy.gate.Gate`` over the samples; keeps what was read, and why."""

    def __init__(self) -> None:
        self.door = self.evidence = self
        self.reads: list[tuple[str, str]] = []
        self.view = person_view()
        self.fails: Exception | None = None

    def hostile_view(self, text: str) -> PersonView:
        """Every free text of the person replaced by ``text``."""
        evil = replace(TIMELINE[0], touchpoint_key=text, status=text, detail={"channel": text})
        held = replace(GOLDEN[0].winner, value=text, delivered=text, source_record_id=text)
        return person_view(
            display_name=text,
            timeline=(evil,),
            open_matters=(OpenMatter(evil, None),),
            golden=(replace(GOLDEN[0], value=text, winner=held, losers=(held,)),),
        )

    def names(self, actor: Any, purpose: str, people: list[int]) -> dict[int, str]:
        self._read("names", purpose)
        return dict.fromkeys(people, "Marieke de Vries")

    def holders(self, _duty: Any) -> tuple[str, ...]:
        return ("service", "data")

    def _read(self, action: str, purpose: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.reads.append((action, purpose))

    def search(self, actor: Any, purpose: str, text: str, limit: int) -> tuple[SearchHit, ...]:
        self._read("search", purpose)
        return HITS[:limit] if text.casefold().startswith("mar") else ()

    def person(
        self, actor: Any, purpose: str, person_id: int, timeline: TimelineQuery
    ) -> PersonView:
        self._read("person", purpose)
        items = [i for i in self.view.timeline if not timeline.types or i.type in timeline.types]
        return replace(
            self.view,
            asked_id=person_id,
            purpose=purpose,
            timeline=tuple(items[: timeline.limit]),
        )

    def organisation(self, actor: Any, purpose: str, organisation_id: int) -> OrganisationView:
        self._read("organisation", purpose)
        return organisation(organisation_id)

    def order_lines(self, actor: Any, purpose: str, touchpoint_no: int) -> tuple[OrderLine, ...]:
        self._read("order_lines", purpose)
        return LINES

    def feed(self, actor: Any, purpose: str, limit: int) -> tuple[FeedItem, ...]:
        self._read("feed", purpose)
        return FEED[:limit]

    def accesses(self, actor: Any, purpose: str, person_id: int) -> tuple[AccessEntry, ...]:
        self._read("accesses", purpose)
        return ACCESSES

    def links(self, actor: Any, purpose: str, person_id: int) -> tuple[LinkView, ...]:
        self._read("links", purpose)
        return LINKS

    def how(self, actor: Any, purpose: str, person_id: int) -> HowView:
        self._read("how", purpose)
        return HOW

    def why_not(self, actor: Any, purpose: str, person_id: int) -> tuple[RejectedView, ...]:
        self._read("why_not", purpose)
        return NEAR

    def compare(self, actor: Any, purpose: str, one: int, other: int) -> CompareView:
        self._read("compare", purpose)
        if other == 4711:
            side = SideView(812, COMPARED.first.display_name, (RECORDS[0],))
            again = replace(side, records=(RECORDS[2],))
            pair = PairView(812, 4711, 9.2)
            return replace(
                COMPARED, first=side, second=again, one_person=True, reason=None, link=LINKS[0],
                conflicts=(), pairs=(pair,), changes=(), hidden_changes=False,
            )  # fmt: skip
        return COMPARED
