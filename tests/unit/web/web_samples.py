"""A small made-up company for the pages: one person with everything that a page can show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from web_catalogue import ATTRIBUTES, TOUCHPOINTS, catalogue
from web_organisation_samples import organisation

from klantbeeld.catalog.attributes import SurvivorshipRule
from klantbeeld.pipeline.views import (
    DeadLetterView,
    LoadView,
    QualityCell,
    SourceStatus,
    Status,
)
from klantbeeld.privacy.accounts import Enrolment
from klantbeeld.privacy.evidence import (
    ChangeView,
    CompareView,
    CounterfactualView,
    HowView,
    PairView,
    RejectedView,
    SideView,
    StepView,
)
from klantbeeld.privacy.organisation_views import OrganisationView
from klantbeeld.privacy.sessions import Session, SignIn, Stage
from klantbeeld.privacy.views import (
    AccessEntry,
    FeedItem,
    FieldEvidence,
    GoldenValue,
    HousemateView,
    LineageValue,
    LinkView,
    OpenMatter,
    OrderLine,
    PersonEvent,
    PersonView,
    RecordView,
    RuleView,
    SearchHit,
    TimelineItem,
    TimelineQuery,
    Total,
)

NOW = datetime(2026, 11, 20, 13, 5, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def lineage(value: str, source: str, number: int, days: float, **more: Any) -> LineageValue:
    return LineageValue(
        value=value,
        delivered=more.get("delivered", value),
        source=source,
        source_record_id=f"{source[:1].upper()}-{20000 + number}",
        record_no=number,
        at=ago(days),
        fault=more.get("fault"),
    )


def golden(attribute: str, rule: str, winner: LineageValue, *losers: LineageValue) -> GoldenValue:
    return GoldenValue(attribute, ATTRIBUTES[attribute].name, winner.value, rule, winner, losers)


R = SurvivorshipRule
GOLDEN = (
    golden("given_name", R.MOST_TRUSTED, lineage("Marijke", "crm", 4711, 200),
           lineage("M.", "till", 812, 900), lineage("Marieke", "webshop", 1904, 31)),
    golden("name_prefix", R.MOST_TRUSTED, lineage("van der", "crm", 4711, 200)),
    golden("family_name", R.MOST_TRUSTED, lineage("Hoeven-Jansen", "crm", 4711, 200),
           lineage("Hoeven", "webshop", 1904, 31), lineage("Jansen", "till", 812, 900)),
    golden("birth_date", R.MOST_FREQUENT, lineage("1984-03-17", "crm", 4711, 200),
           lineage("1984-03-17", "till", 812, 900)),
    golden("email", R.MOST_RECENT,
           lineage("marijke.hoeven@voorbeeld.nl", "webshop", 1904, 31,
                   delivered="Marijke.Hoeven@VOORBEELD.nl"),
           lineage("mjansen84@voorbeeld.nl", "support", 77, 610),
           lineage("mjansen84@voorbeeld,nl", "till", 812, 900, fault="email.syntax")),
    golden("phone", R.MOST_RECENT, lineage("+31 6 12345678", "webshop", 1904, 31,
                                           delivered="06-12345678"),
           lineage("+31 20 5551234", "crm", 4711, 200)),
    golden("street", R.MOST_RECENT, lineage("Prinsengracht", "webshop", 1904, 31),
           lineage("Dorpsstraat", "till", 812, 900)),
    golden("house_number", R.MOST_RECENT, lineage("263 H", "webshop", 1904, 31),
           lineage("12", "till", 812, 900)),
    golden("postcode", R.MOST_RECENT, lineage("1016 GV", "webshop", 1904, 31),
           lineage("3511 AB", "till", 812, 900)),
    golden("city", R.MOST_RECENT, lineage("Amsterdam", "webshop", 1904, 31),
           lineage("Utrecht", "till", 812, 900)),
    golden("customer_no", R.KEEP_ALL, lineage("T-20812", "till", 812, 900),
           lineage("W-21904", "webshop", 1904, 31)),
)  # fmt: skip


def item(number: int, kind: str, days: float, **more: Any) -> TimelineItem:
    touchpoint = TOUCHPOINTS[kind]
    return TimelineItem(
        touchpoint_no=number,
        type=kind,
        kind=touchpoint.kind,
        label=touchpoint.name,
        source=more.get("source", "till"),
        source_record_id="T-20812",
        touchpoint_key=more.get("key", f"{kind[:2].upper()}{880000 + number}"),
        occurred_at=ago(days),
        amount=Decimal(more["amount"]) if "amount" in more else None,
        currency="EUR" if "amount" in more else None,
        status=more.get("status"),
        due_at=ago(more["due"]) if "due" in more else None,
        detail=more.get("detail", {}),
        lines=more.get("lines", 0),
    )


INVOICE = item(9001, "invoice", 44, amount="89.95", status="open", due=14, source="webshop")
CASE = item(
    9002, "case", 1.1, status="open", source="support",
    detail={"subject": "Verkeerde maat ontvangen, wil ruilen"},
)  # fmt: skip
DELIVERY = item(
    9003, "delivery", 0.3, status="onderweg", due=-1, source="webshop",
    detail={"carrier": "PostNL"},
)  # fmt: skip
TIMELINE = (
    item(9010, "order", 0.02, amount="23.47", lines=3, detail={"channel": "Winkel Damrak"}),
    DELIVERY,
    item(9011, "order", 0.9, amount="129.00", lines=2, source="webshop", status="betaald"),
    CASE,
    item(9012, "newsletter", 2.2, source="support", status="geopend", key="Week 47"),
    *(item(9100 + n, "order", 3 + n * 2.7, amount=f"{8 + n * 7 % 61}.{n * 13 % 100:02}",
           lines=1 + n % 9, detail={"channel": "Winkel Damrak"}) for n in range(14)),
    INVOICE,
    *(item(9200 + n, "order", 50 + n * 3.1, amount=f"{5 + n * 11 % 83}.{n * 7 % 100:02}",
           lines=1 + n % 5) for n in range(12)),
)  # fmt: skip
TOTALS = tuple(
    Total(kind, TOUCHPOINTS[kind].kind, TOUCHPOINTS[kind].name, count, Decimal(amount), "EUR",
          ago(first), ago(last))
    for kind, count, amount, first, last in (
        ("order", 143, "4821.36", 2080, 0.02), ("invoice", 6, "512.40", 700, 44),
        ("delivery", 9, "0", 700, 0.3), ("case", 2, "0", 400, 1.1),
        ("newsletter", 61, "0", 610, 2.2),
    )
)  # fmt: skip


def record(number: int, source: str, days: float, faults: dict[str, str], **values: str) -> Any:
    standard = {
        name: value.lower() if name == "email" else value
        for name, value in values.items()
        if name not in faults
    }
    if "phone" in values:
        standard["phone"] = "+31612345678"
    return RecordView(
        record_no=number,
        source=source,
        source_label=catalogue().sources[source].name,
        source_record_id=f"{source[:1].upper()}-{20000 + number}",
        version=1 + number % 3,
        updated_at=ago(days),
        recorded_at=ago(days - 0.2),
        gone_at=None if source != "support" else ago(5),
        values=values,
        standard=standard,
        faults=faults,
    )


RECORDS = (
    record(812, "till", 900, {"email": "email.syntax"}, given_name="M.", family_name="Jansen",
           birth_date="1984-03-17", email="mjansen84@voorbeeld,nl", street="Dorpsstraat",
           house_number="12", postcode="3511 AB", city="Utrecht"),
    record(1904, "webshop", 31, {}, given_name="Marieke", family_name="Hoeven",
           email="Marijke.Hoeven@VOORBEELD.nl", phone="06-12345678", street="Prinsengracht",
           house_number="263 H", postcode="1016 GV", city="Amsterdam"),
    record(4711, "crm", 200, {"postcode": "placeholder"}, given_name="Marijke",
           name_prefix="van der", family_name="Hoeven-Jansen", birth_date="1984-03-17",
           phone="020 555 1234", city="Amsterdam"),
    record(77, "support", 610, {}, given_name="Marijke", email="mjansen84@voorbeeld.nl"),
)  # fmt: skip
LINKS = (
    LinkView(812, 4711, 9.2, 0.9983, (
        FieldEvidence("prior", "prior", -9.2, -9.0, 1.0),
        FieldEvidence("given_name", "initial", 2.1, 2.1, 2.1),
        FieldEvidence("family_name", "shared_part", 6.4, 8.0, 1.5),
        FieldEvidence("birth_date", "exact", 11.8, 12.5, 9.0),
        FieldEvidence("address", "different", -1.9, -2.4, -0.5)),
        household_probability=0.001,
        missing=("phone", "email"),
        rules=tuple(
            RuleView(parts)
            for parts in (
                (("birth_date", "all"),),
                (("birth_date", "all"), ("family_name", "first_3")),
                (("given_name", "initial"), ("birth_date", "year")),
                (("email", "local"),), (("email", "number"), ("family_name", "squeezed")),
            )
        ),
        crowded=(RuleView((("family_name", "all"),)),)),
    LinkView(1904, 4711, 9.4, 0.9985, (
        FieldEvidence("given_name", "similar", 5.2),
        FieldEvidence("family_name", "shared_part", 7.9),
        FieldEvidence("phone", "different", -0.4), FieldEvidence("address", "same_area", 0.9)),
        hidden_rules=True),
    LinkView(77, 812, 12.9, 0.9998, (
        FieldEvidence("given_name", "initial", 2.1), FieldEvidence("email", "one_edit", 15.0))),
)  # fmt: skip
HOW = HowView(
    RECORDS,
    (
        StepView(1, (77,), (812,), "evidence", 12.9, (
            FieldEvidence("email", "", 15.0), FieldEvidence("given_name", "", 2.1),
            FieldEvidence("address", "", -1.2)), PairView(77, 812, 12.9)),
        StepView(2, (77, 812), (4711,), "evidence", 5.2, (), PairView(812, 4711, 9.2)),
        StepView(3, (77, 812, 4711), (1904,), "judgement", None, (), None),
    ),
    (3305,),
)  # fmt: skip
STRANGER = record(3305, "crm", 40, {}, given_name="Marijke", family_name="Jansen",
                  birth_date="1991-02-03", postcode="3511 AB", house_number="12")  # fmt: skip
NEAR_LINK = LinkView(812, 3305, -4.4, 0.0453, (
    FieldEvidence("prior", "prior", -9.2, -9.0, 1.0),
    FieldEvidence("given_name", "initial", 2.1, 2.1, 2.1),
    FieldEvidence("family_name", "exact_rarity_7", 5.1, 6.3, 0.4),
    FieldEvidence("birth_date", "different", -9.4, -9.6, -9.4),
    FieldEvidence("address", "same", 7.0, 12.3, 0.0)),
    household_probability=0.87)  # fmt: skip
NEAR = (
    RejectedView(3305, "Marijke Jansen", "conflict", NEAR_LINK, (RECORDS[0], STRANGER), None, (),
                 ("birth_date",)),
    RejectedView(9001, "M. Jansen", "average", replace(NEAR_LINK, record_b=9001, match_weight=2.0),
                 (RECORDS[0],), -3.1, (PairView(4711, 9001, -8.0),), ()),
)  # fmt: skip
COMPARED = CompareView(
    first=SideView(812, "Marijke van der Hoeven-Jansen", RECORDS[:2]),
    second=SideView(3305, "Marijke Jansen", (STRANGER,)),
    one_person=False,
    reason="conflict",
    link=NEAR_LINK,
    conflicts=("birth_date",),
    pairs=(PairView(812, 3305, -4.4), PairView(1904, 3305, -17.9)),
    changes=(
        CounterfactualView((ChangeView("birth_date", "same", "different"),), 14.6),
        CounterfactualView(
            (ChangeView("phone", "same", None), ChangeView("birth_date", "unknown", "different")),
            12.0,
        ),
    ),
    changes_about=(812, 3305),
    hidden_changes=True,
)
ACCESSES = (
    AccessEntry(ago(0), "anna", "service", "web", "service", "person"),
    AccessEntry(ago(0.2), "nightly-export", "marketing", "api", "marketing", "person"),
    AccessEntry(ago(9), "bram", "officer", "web", "service", "accesses"),
)
LINES = (
    OrderLine(1, "P-19", "Halfvolle melk 1 l", Decimal(2), Decimal("2.58")),
    OrderLine(2, "P-240", "Volkorenbrood", Decimal(1), Decimal("2.89")),
    OrderLine(3, "P-77", None, Decimal("0.75"), Decimal("18.00")),
)


def person_view(**changes: Any) -> PersonView:
    view = PersonView(
        person_id=812,
        asked_id=812,
        display_name="Marijke van der Hoeven-Jansen",
        since=ago(2080),
        purpose="service",
        golden=GOLDEN,
        hidden_attributes=1,
        totals=TOTALS,
        revenue=Decimal("4821.36"),
        currency="EUR",
        open_matters=(OpenMatter(INVOICE, 14), OpenMatter(CASE, None), OpenMatter(DELIVERY, None)),
        timeline=TIMELINE,
        timeline_more=True,
        records=RECORDS,
        events=(
            PersonEvent(ago(31), "merged", 812, 1904, "new record"),
            PersonEvent(ago(200), "split", 812, 3305, "judgement"),
        ),
        folded_at=ago(0),
        household=(
            HousemateView(940, "Kees van der Hoeven", ("address", "phone")),
            HousemateView(1377, "Lotte van der Hoeven", ()),
        ),
        organisations=(organisation(812),),
    )
    return replace(view, **changes)


def load(number: int, source: str, state: str = "done", **more: Any) -> LoadView:
    return LoadView(
        load_no=number,
        source=source,
        delivery=more.get("delivery", "customers"),
        state=state,
        file_name=more.get("file_name", f"data/{source}.csv"),
        started_at=ago(more.get("days", 0.4)),
        finished_at=None if state == "running" else ago(more.get("days", 0.4) - 0.001),
        rows_total=more.get("total", 12480),
        rows_read=more.get("read", 12480),
        rows_new=more.get("new", 212),
        rows_changed=31,
        rows_unchanged=12200,
        rows_gone=4,
        rows_refused=more.get("refused", 3),
        dropped_columns=more.get("dropped", {"bsn": 12480, "opmerking_intern": 311}),
        message=more.get("message"),
    )


def source_status(source: str, records: int, people: int, **more: Any) -> SourceStatus:
    declared = catalogue().sources[source]
    start = date(2026, 10, 22)
    return SourceStatus(
        source=source,
        label=declared.name,
        made_up=declared.made_up,
        records=records,
        people=people,
        touchpoints=records * 7,
        gone=11,
        waiting=more.get("waiting", 0),
        dead_letters=more.get("dead", 0),
        last_load=more.get("last", load(41, source)),
        freshness_seconds=more.get("fresh", 7.4),
        arrivals=tuple(
            (start + timedelta(days=n), (n * 37 + len(source) * 91) % 400) for n in range(30)
        ),
    )


STATUS = Status(
    records=31240,
    people=12904,
    households=9120,
    touchpoints=1_480_233,
    waiting=12,
    dead_letters=7,
    failed_loads=1,
    freshness_seconds=3.2,
    people_by_records=((1, 3110), (2, 5020), (3, 3604), (4, 1010), (5, 120), (7, 40)),
    people_by_sources=((1, 3980), (2, 5204), (3, 2901), (4, 819)),
    quality=0.9634,
    sources=(
        source_status("till", 12480, 11890, dead=4, waiting=12,
                      last=load(44, "till", "running", total=12480, read=8112)),
        source_status("webshop", 9310, 8002, fresh=3.2),
        source_status("crm", 6120, 6011, fresh=86000.0, dead=3,
                      last=load(40, "crm", "failed", days=1.2,
                                message="the sheet ends in the middle of a row")),
        source_status("support", 3330, 3204, fresh=None, last=None),
    ),
)  # fmt: skip
DEAD_LETTERS = (
    DeadLetterView(7, 44, "till", "customers", "data/till.csv", 311,
                   "6 fields where the header names 8",
                   "Put quotes around a value that holds the delimiter.", ago(0.2), None),
    DeadLetterView(6, 44, "till", "orders", None, None, "the date 31-02-2026 does not exist",
                   "Correct the date in the till and send it again.", ago(0.3), None),
    DeadLetterView(2, 39, "till", "customers", "data/till.csv", 9, "not valid UTF-8",
                   "Save the file as UTF-8.", ago(8), ago(7)),
)  # fmt: skip


def quality_cells() -> tuple[QualityCell, ...]:
    cells = []
    for at, source in enumerate(("till", "webshop", "crm", "support")):
        for place, name in enumerate(("given_name", "family_name", "email", "phone", "postcode",
                                      "birth_date")):  # fmt: skip
            if (at + place) % 7 == 5:
                continue
            for turn, dimension in enumerate(("completeness", "validity", "uniqueness")):
                bad = (place * 97 + at * 311 + turn * 53) % 3100 if (place + at) % 3 else turn * 3
                cells.append(
                    QualityCell(source, name, ATTRIBUTES[name].name, dimension, 6000 - bad, 6000)
                )
    return tuple(cells)


QUALITY = quality_cells()
FEED = tuple(
    FeedItem(9010 - n, NOW - timedelta(seconds=4 + 31 * n), NOW - timedelta(seconds=9 + 31 * n),
             kind, TOUCHPOINTS[kind].name, source, person, name,
             Decimal(amount) if amount else None, "EUR" if amount else None)
    for n, (kind, source, person, name, amount) in enumerate((
        ("order", "till", 812, "Marijke van der Hoeven-Jansen", "23.47"),
        ("case", "support", 77, "J. de Boer", None),
        ("order", "webshop", 5120, "Fatima El Amrani", "129.00"),
        ("newsletter", "support", 91, "Sem Visser", None),
        ("order", "till", None, None, "7.10"),
        ("delivery", "webshop", 5120, "Fatima El Amrani", None),
        ("invoice", "webshop", 733, "Pieter-Jan 't Hart", "89.95"),
        ("order", "till", 4022, "Ayşe Yılmaz", "54.20"),
    ) * 2)
)  # fmt: skip
HITS = (
    SearchHit(812, "Marijke van der Hoeven-Jansen", "name", "Marieke Hoeven", "Amsterdam", 4, 0.83),
    SearchHit(5120, "Marijke Hoeve", "name", "Marijke Hoeve", "Breda", 2, 1.0),
    SearchHit(733, "Pieter-Jan 't Hart", "email", "", None, 1, 1.0),
    SearchHit(91, "Marit Hoevenaar", "name", "Marit Hoevenaar", "Zwolle", 1, 0.46),
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


def loads(source: str) -> tuple[LoadView, ...]:
    """Newest first: one under way, one done, one failed, one without undeclared columns."""
    return (
        load(44, source, "running", read=8112, refused=2),
        load(41, source),
        load(40, source, "failed", days=1.3, message="the sheet ends in the middle of a row"),
        load(39, source, days=8, delivery="orders", dropped={}),
    )
