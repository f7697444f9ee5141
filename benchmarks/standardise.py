"""How fast records are standardised in bulk, beside the per-row way with the usual libraries.

usage: standardise.py DATA.parquet [--peer-rows 20000]

Prints one JSON object. Columns are recognised by name (the attribute types' own names and the usual
others); columns that are not recognised are left out and named. The peer is what people write
first: ``phonenumbers``, ``email_validator`` and ``dateutil`` called for every row of a sample, on
the e-mail, phone and date columns only; its time is scaled up to all rows, and says so.
Memory is the high-water mark of the one process, so the peer's cannot be below ours.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
from email_validator import EmailNotValidError, validate_email

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import standardise_record, standardise_table

dateutil_parser = import_module("dateutil.parser")  # pandas brings it along, without types

COLUMNS = {kind.value: kind for kind in AttributeType} | {
    "record_id": AttributeType.IDENTIFIER,
    "person_id": AttributeType.IDENTIFIER,
    "household_id": AttributeType.IDENTIFIER,
    "source": AttributeType.CATEGORY,
    "first_name": AttributeType.GIVEN_NAME,
    "tussenvoegsel": AttributeType.NAME_PREFIX,
    "last_name": AttributeType.FAMILY_NAME,
    "surname": AttributeType.FAMILY_NAME,
    "dob": AttributeType.BIRTH_DATE,
    "date_of_birth": AttributeType.BIRTH_DATE,
    "updated_at": AttributeType.TIMESTAMP,
}
LIVE_ROWS = 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--peer-rows", type=int, default=20_000)
    asked = arguments.parse_args()
    whole = pq.read_table(asked.data)
    types = {name: COLUMNS[name] for name in whole.column_names if name in COLUMNS}
    left_out = [name for name in whole.column_names if name not in types]
    table = pa.table({name: whole.column(name).cast(pa.string()) for name in types})
    del whole
    standardise_table(table.slice(0, 1), types)  # loads the libraries' tables
    memory_before = _peak_mib()
    cpu, wall = time.process_time(), time.perf_counter()
    standardised = standardise_table(table, types)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    result = {
        "records": table.num_rows,
        "attributes": len(types),
        "left_out": left_out,
        "cpu_seconds": round(cpu, 2),
        "wall_seconds": round(wall, 2),
        "peak_memory_mib": round(_peak_mib()),
        "peak_memory_before_mib": round(memory_before),
        "faults": {
            name: standardised.faults.num_rows - standardised.faults[name].null_count
            for name in standardised.faults.column_names
        },
        "live_microseconds_per_record": _live(table, types),
        "peer": _peer(table, types, asked.peer_rows),
    }
    json.dump(result, sys.stdout, indent=2)
    print()


def _live(table: pa.Table, types: dict[str, AttributeType]) -> float:
    """Mean time of standardising one record at a time."""
    records = table.slice(0, LIVE_ROWS).to_pylist()
    start = time.perf_counter()
    for record in records:
        standardise_record(record, types)
    return round((time.perf_counter() - start) / max(len(records), 1) * 1e6, 1)


def _peer(table: pa.Table, types: dict[str, AttributeType], rows: int) -> dict[str, object]:
    """The libraries, once per row, over the columns that they know."""
    parsers: dict[AttributeType, Callable[[str], object]] = {
        AttributeType.EMAIL: _peer_email,
        AttributeType.PHONE: _peer_phone,
        AttributeType.BIRTH_DATE: _peer_date,
        AttributeType.DATE: _peer_date,
        AttributeType.TIMESTAMP: _peer_date,
    }
    columns = [name for name, kind in types.items() if kind in parsers]
    sample = table.select(columns).slice(0, rows).to_pylist()
    cpu, wall = time.process_time(), time.perf_counter()
    for record in sample:
        for name in columns:
            if record[name] is not None:
                parsers[types[name]](record[name])
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    scale = table.num_rows / max(len(sample), 1)
    return {
        "name": "phonenumbers, email_validator and dateutil per row",
        "columns": columns,
        "sampled_rows": len(sample),
        "extrapolated": scale > 1,
        "cpu_seconds": round(cpu * scale, 2),
        "wall_seconds": round(wall * scale, 2),
        "peak_memory_mib": round(_peak_mib()),
    }


def _peer_email(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _peer_phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _peer_date(text: str) -> str | None:
    try:
        return str(dateutil_parser.parse(text, dayfirst=True).isoformat())
    except (ValueError, OverflowError):
        return None


def _peak_mib() -> float:
    """Highest memory of this process so far; Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
