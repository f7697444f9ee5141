"""What came in at the made-up company: loads, sources, dead letters, quality."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from person_samples import ago
from web_catalogue import ATTRIBUTES, catalogue

from klantbeeld.pipeline.views import (
    DeadLetterView,
    LoadView,
    QualityCell,
    SourceStatus,
    Status,
)


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


def loads(source: str) -> tuple[LoadView, ...]:
    """Newest first: one under way, one done, one failed, one without undeclared columns."""
    return (
        load(44, source, "running", read=8112, refused=2),
        load(41, source),
        load(40, source, "failed", days=1.3, message="the sheet ends in the middle of a row"),
        load(39, source, days=8, delivery="orders", dropped={}),
    )
