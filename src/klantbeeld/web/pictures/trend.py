"""The geometry of a trend, as the reports draw it, too."""

from __future__ import annotations

from klantbeeld.documents.trend import Trend as Trend  # noqa: PLC0414 - among the other pictures
from klantbeeld.documents.trend import trend as trend  # noqa: PLC0414 - among the other pictures
