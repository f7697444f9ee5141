"""The scorecard: a tiny table in, counts out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.core.errors import InternalError
from klantbeeld.quality import Measured, measure_table, standardise_table
from klantbeeld.quality.consistency import phone_fits_country, postcode_fits_country
from klantbeeld.quality.dimensions import DIMENSIONS, Dimension

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TYPES = {
    "given_name": T.GIVEN_NAME,
    "gender": T.GENDER,
    "email": T.EMAIL,
    "birth_date": T.BIRTH_DATE,
    "postcode": T.POSTCODE,
    "country": T.COUNTRY,
}


def _measured(sources: list[str], **agreed: object) -> Measured:
    recorded = [NOW - timedelta(days=400), NOW - timedelta(days=1), None, None][: len(sources)]
    return Measured(
        sources=pa.array(sources, pa.string()),
        recorded_at=pa.array(recorded, pa.timestamp("us", tz="UTC")),
        delivered_at=NOW - timedelta(days=2),
        now=NOW,
        **agreed,  # type: ignore[arg-type]  # keyword arguments of the one dataclass
    )


def _rows(delivered: dict[str, list[str | None]], measured: Measured) -> set[tuple[object, ...]]:
    table = standardise_table(pa.table(delivered), TYPES, today=NOW.date())
    return {tuple(row.values()) for row in measure_table(table, TYPES, measured).to_pylist()}


def test_completeness_and_validity() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl", "a@", "onbekend", None]}
    measured = _measured(["crm", "crm", "crm", "shop"], required=frozenset({"email", "city"}))
    assert _rows(delivered, measured) == {
        ("crm", "email", "completeness", 2, 3),
        ("crm", "email", "validity", 1, 2),
        ("shop", "email", "completeness", 0, 1),
        ("crm", "city", "completeness", 0, 3),
        ("shop", "city", "completeness", 0, 1),
    }


def test_unreadable_is_filled_in_but_not_valid() -> None:
    delivered: dict[str, list[str | None]] = {"birth_date": ["31-02-1980", "1980-01-02"]}
    measured = _measured(["crm", "crm"], required=frozenset({"birth_date"}))
    assert _rows(delivered, measured) == {
        ("crm", "birth_date", "completeness", 2, 2),
        ("crm", "birth_date", "validity", 1, 2),
        ("crm", "birth_date", "consistency", 1, 1),
    }


def test_uniqueness_is_within_a_source() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl", "a@x.nl", None, "a@x.nl"]}
    measured = _measured(["crm", "crm", "crm", "shop"], unique=frozenset({"email"}))
    assert {row for row in _rows(delivered, measured) if row[2] == "uniqueness"} == {
        ("crm", "email", "uniqueness", 1, 2),
        ("shop", "email", "uniqueness", 1, 1),
    }


def test_timeliness_takes_the_delivery_where_the_record_has_no_moment() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl", "b@x.nl", "c@x.nl", None]}
    measured = _measured(["crm"] * 4, max_age={"email": timedelta(days=365)})
    assert ("crm", "email", "timeliness", 2, 3) in _rows(delivered, measured)


def test_consistency() -> None:
    delivered: dict[str, list[str | None]] = {
        "given_name": ["dhr. Jan", "mevr. An", "dhr. Jan", "Jan"],
        "gender": ["m", "m", None, "v"],
        "birth_date": ["2025-11-01", "1980-01-02", None, "2026-11-21"],
        "postcode": ["1234AB", "1234AB", "2000", "2000"],
        "country": ["NL", "BE", "BE", None],
    }
    rows = _rows(delivered, _measured(["crm"] * 4))
    assert {row for row in rows if row[2] == "consistency"} == {
        ("crm", "gender", "consistency", 1, 2),
        ("crm", "birth_date", "consistency", 1, 3),
        ("crm", "postcode", "consistency", 2, 3),
    }


def test_accuracy_only_when_checked() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl"]}
    measured = _measured(["crm"], checked={("crm", "email"): (95, 100)})
    assert ("crm", "email", "accuracy", 95, 100) in _rows(delivered, measured)
    assert not any(row[2] == "accuracy" for row in _rows(delivered, _measured(["crm"])))


def test_empty_table_measures_nothing() -> None:
    assert _rows({"email": []}, _measured([])) == set()


def test_lengths_must_agree() -> None:
    table = standardise_table(pa.table({"email": ["a@x.nl"]}), TYPES)
    with pytest.raises(InternalError):
        measure_table(table, TYPES, _measured(["crm", "crm"]))


@pytest.mark.parametrize(
    ("phone", "country", "agrees"),
    [
        ("+31612345678", "NL", True),
        ("+31612345678", "BE", False),
        ("+13125550123", "US", True),
        ("+13125550123", "CA", True),
        ("+352621123456", "LU", True),
        ("5346857", "US", True),
    ],
)
def test_phone_and_country(phone: str, country: str, agrees: bool) -> None:
    assert phone_fits_country(phone, country) is agrees


def test_postcode_of_a_country_without_known_shape_agrees() -> None:
    assert postcode_fits_country("12345", "ZW")


def test_every_dimension_is_told_in_both_languages() -> None:
    assert set(DIMENSIONS) == set(Dimension)
    assert all(text.meaning_nl and text.meaning_en for text in DIMENSIONS.values())
