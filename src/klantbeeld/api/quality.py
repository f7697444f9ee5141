"""The routes of quality: the scorecard, what faults cost, and how accurate the data was found.

Entering: JSON. Leaving: sums over records, never a person.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from klantbeeld.api.access import caller_with
from klantbeeld.catalog.quality import LEAST_COST, MOST_COST
from klantbeeld.pipeline.measuring.quality_money import (
    LoadQuality,
    QualityMoney,
    load_quality,
    quality_money,
)
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import quality
from klantbeeld.pipeline.views import QualityCell
from klantbeeld.privacy.quality.accuracy_views import CheckResult, CheckView


def qualities(services: Services) -> APIRouter:
    """``/quality`` and what stands under it."""
    router = APIRouter(tags=["quality"], dependencies=[Depends(caller_with(services, "read"))])
    database, catalogue = services.database, services.catalogue

    @router.get("/quality")
    def scorecard() -> tuple[QualityCell, ...]:
        """The scorecard by source, attribute and dimension, as counts."""
        return quality(database, catalogue)

    @router.get("/quality/money")
    def money(
        k: Annotated[float | None, Query(ge=LEAST_COST, le=MOST_COST)] = None,
    ) -> QualityMoney:
        """What wrong data costs a month, by department and source, and the ten repairs that pay
        most; with another cost of a fault than the declared one, what it would cost."""
        return quality_money(database, catalogue, k)

    @router.get("/quality/loads")
    def by_load() -> tuple[LoadQuality, ...]:
        """How much of what each load brought passed its checks, the newest of each source."""
        return load_quality(database, catalogue)

    @router.get("/quality/checks")
    def checks() -> tuple[CheckView, ...]:
        """The newest checks of accuracy, and how far they are."""
        return services.accuracy.checks()

    @router.get("/quality/checks/{check_no}")
    def check(check_no: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> CheckResult:
        """What a check of accuracy found so far, with 95 percent intervals."""
        return services.accuracy.result(check_no)

    return router
