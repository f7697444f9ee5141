"""Two model versions, as the pipeline would tell of them."""

from __future__ import annotations

from datetime import UTC, datetime

from klantbeeld.pipeline.linking.model_views import (
    Band,
    ComparisonView,
    Level,
    ModelLine,
    ModelView,
    Promotion,
)

MADE = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
PRECISION, RECALL = Band(0.984, 0.968, 0.993), Band(0.95, 0.903, 0.976)
NEW = ModelLine(
    2, MADE, "new", None, None, 120_000, automatic=False, origin="trained",
    precision=PRECISION, recall=RECALL, answers=210, learnt=True,
)  # fmt: skip
LIVE = ModelLine(
    1, MADE, "live", MADE, None, 100_000, automatic=True, origin="trained",
    precision=None, recall=None, answers=0, learnt=False,
)  # fmt: skip
LINES = (NEW, LIVE)
PROMOTIONS = (Promotion(MADE, 1, None, "klantbeeld"),)
COMPARISONS = (
    ComparisonView(
        "family_name",
        None,
        (
            Level("exact_rarity_1", 0.4, 0.2, 1e-6, 18.6, 1.0, 39_000.0),
            Level("exact_rarity_2", 1e-9, 1e-9, 1e-9, 0.0, 0.0, 21_000.0),
            Level("different", 0.1, 0.3, 0.999999, -3.3, -1.6, None),
        ),
        9.2,
    ),
    ComparisonView(
        "email", "names_agree", (Level("exact", 0.5, None, 1e-4, 12.3, None, None),), 8.0
    ),
    ComparisonView("source", None, (Level("both_till", 0.1, 0.1, 0.1, 0.0, 0.0, None),), 0.0),
)


def view(number: int) -> ModelView:
    """One of the two."""
    line = next(line for line in LINES if line.model_no == number)
    return ModelView(
        line=line,
        fingerprint="ab" * 32,
        pairs_per_record={"same_person": 0.75, "same_household": 0.4},
        comparisons=COMPARISONS,
        rules=("email", "phone"),
        stop_keys=1_234,
        names_known=20_000,
        aliases=12,
        sources=("till", "webshop"),
        promotions=PROMOTIONS if number == 1 else (),
    )
