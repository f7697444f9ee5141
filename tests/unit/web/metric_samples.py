"""Made-up figures for the pages: one grows, one has an interval, one misses its input."""

from __future__ import annotations

from datetime import date

from klantbeeld.metrics.read import MetricView, Part, Point, wilson
from klantbeeld.metrics.registry import supplied

MONTHS = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(20)]


def _view(name: str, points: tuple[Point, ...], parts: dict[str, tuple[Part, ...]]) -> MetricView:
    metric = supplied()[name]
    done = points[:-1]
    return MetricView(
        name, metric.name, metric.unit, metric.direction, metric, () if points else metric.needs,
        points, done[-1] if done else None, done[-2] if len(done) > 1 else None, parts,
    )  # fmt: skip


VIEWS = (
    _view(
        "new_customers",
        tuple(Point(month, 900.0 + 31 * (number % 7), 900) for number, month in enumerate(MONTHS)),
        {"channel": (Part("till", 812.0, 812), Part("mail", None, None))},
    ),
    _view(
        "churn",
        tuple(
            Point(month, None if number == 4 else 0.02 + number / 1000, 4200,
                  *((None, None) if number == 4 else wilson(0.02 + number / 1000, 4200)))
            for number, month in enumerate(MONTHS)
        ),
        {},
    ),
    _view("nps", (), {}),
)  # fmt: skip
