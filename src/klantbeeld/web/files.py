"""A table as a file that other programs read: CSV or JSON.

Entering: rows with the same keys. Leaving: an answer that a browser saves. A text that a
spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import orjson
from starlette.responses import Response

Value = str | int | float | date | bool | None
Row = Mapping[str, Value]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_response(rows: Sequence[Row], name: str, ending: Literal["csv", "json"]) -> Response:
    """The rows as a file of this name; unknown is an empty cell, and null in JSON."""
    if ending == "json":
        body, kind = orjson.dumps(list(rows), option=orjson.OPT_INDENT_2), "application/json"
    else:
        body, kind = _csv(rows).encode("utf-8"), "text/csv; charset=utf-8"
    saved = f'attachment; filename="{name}.{ending}"'
    return Response(body, media_type=kind, headers={"Content-Disposition": saved})


def _csv(rows: Sequence[Row]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(rows[0].keys() if rows else ())
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return written.getvalue()


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
