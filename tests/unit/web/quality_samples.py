"""What wrong data costs the made-up company of the samples, and one check of accuracy."""

from __future__ import annotations

from datetime import UTC, datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.pipeline.measuring.quality_money import (
    DepartmentCost,
    LoadQuality,
    QualityMoney,
    RepairView,
    SourceCost,
    WorkCost,
)
from klantbeeld.privacy.quality.accuracy_views import (
    CheckedAttribute,
    CheckedRecord,
    CheckedValue,
    CheckResult,
    CheckView,
    Share,
)
from klantbeeld.privacy.quality.record_lists import FaultyRecord, RecordList
from klantbeeld.privacy.views import Actor

AT = datetime(2026, 11, 20, 13, tzinfo=UTC)
EMAIL = Words(nl="E-mail", en="E-mail")
DELIVERY = Words(nl="Bezorging", en="Delivery")
SHARES = (("completeness", 0.9), ("validity", 0.99))

MONEY = QualityMoney(
    counted_at=AT,
    cost_of_a_fault=10,
    declared_cost_of_a_fault=10,
    assumed=True,
    currency="EUR",
    records=1000,
    polluted=100,
    share=0.1,
    base=1820.0,
    extra=1638.0,
    work=(
        WorkCost("delivery", DELIVERY, "parcels", Words(nl="Pakketten", en="Parcels"), "webshop",
                 1000, 100, 0.1, 1.9, 1820.0, 1638.0, ("email",)),
    ),
    departments=(
        DepartmentCost("delivery", DELIVERY, 0.1, 1.9, 1820.0, 1638.0, 0.945, SHARES),
    ),
    sources=(
        SourceCost("webshop", Words(nl="Webwinkel", en="Webshop"), 1000, 100, 0.1, 1638.0, 0.945,
                   SHARES),
    ),
    repairs=(
        RepairView(1, "webshop", "email", EMAIL, "email.syntax", 60, 900.0, 800.0, 900.0),
        RepairView(2, "webshop", "", Words(nl="Het hele record", en="The whole record"),
                   "duplicate", 50, 738.0, 700.0, 1638.0),
    ),
)  # fmt: skip

LOADS = (
    LoadQuality("webshop", 1, AT, 0.97, 9000),
    LoadQuality("webshop", 2, AT, 0.98, 9000),
    LoadQuality("till", 3, AT, 0.96, 4000),
)

FAULTS = {"email.syntax": 60, "missing": 12}

CHECK = CheckView(7, "webshop", (("email", EMAIL),), AT, "dirk", None, 30, 2)

RESULT = CheckResult(
    CHECK,
    Share(0.5, 0.1, 0.9, 2),
    (CheckedAttribute("email", EMAIL, 1, 1, 0, Share(0.5, 0.1, 0.9, 2)),),
)


class SampleAccuracy:
    """One check under way."""

    purpose = "service"

    def checks(self) -> tuple[CheckView, ...]:
        return (CHECK,)

    def choices(self, _: str, __: str) -> tuple[str, ...]:
        return ("email",)

    def check(self, _: int) -> CheckView:
        return CHECK

    def result(self, _: int) -> CheckResult:
        return RESULT

    def open(self, _: Actor, __: int, position: int | None) -> CheckedRecord | None:
        if position == len(LOADS):
            return None
        value = CheckedValue("email", EMAIL, "marijke@mail.example", "right")
        return CheckedRecord(CHECK, 812, 2, 812, "Marijke Bos", "W-20812", (value,), judged=True)


class SampleRecordLists:
    """One record behind every fault."""

    purpose = "service"

    def behind(self, _: Actor, source: str, attribute: str, fault: str, total: int) -> RecordList:
        record = FaultyRecord(812, 812, "Marijke Bos", "W-20812", "marijke@", None, AT)
        return RecordList((record,), total, {}, 1)
