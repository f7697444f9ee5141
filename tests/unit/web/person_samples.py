"""One made-up person with everything that a page can show, and what is found and seen of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from web_catalogue import ATTRIBUTES, TOUCHPOINTS, catalogue
from web_organisation_samples import organisation

from klantbeeld.catalog.attributes import SurvivorshipRule
from klantbeeld.privacy.views import (
    AccessEntry,
    FeedItem,
    GoldenValue,
    HousemateView,
    LineageValue,
    OpenMatter,
    OrderLine,
    PersonEvent,
    PersonView,
    RecordView,
    SearchHit,
    TimelineItem,
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
