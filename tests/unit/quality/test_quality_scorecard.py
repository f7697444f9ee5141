"""The scorecard: a tiny table in, counts out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.core.errors import InternalError
from klantbeeld.quality import Distinct, Measured, measure, standardise_columns, text_column
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


def _measured(rows: int, **agreed: object) -> Measured:
    recorded = [NOW - timedelta(days=400), NOW - timedelta(days=1), None, None][:rows]
    return Measured(
        recorded_at=text_column([moment.isoformat() if moment else None for moment in recorded]),
        delivered_at=NOW - timedelta(days=2),
        now=NOW,
        **agreed,  # type: ignore[arg-type]  # keyword arguments of the one dataclass
    )


def _rows(delivered: dict[str, list[str | None]], measured: Measured) -> set[tuple[object, ...]]:
    texts = {name: text_column(column) for name, column in delivered.items()}
    columns = standardise_columns(texts, TYPES, today=NOW.date())
    return {tuple(count) for count in measure(columns, TYPES, measured)}


def test_completeness_and_validity() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl", "a@", "onbekend", None]}
    assert _rows(delivered, _measured(4, required=frozenset({"email", "city"}))) == {
        ("email", "completeness", 2, 4),
        ("email", "validity", 1, 2),
        ("city", "completeness", 0, 4),
    }


def test_unreadable_is_filled_in_but_not_valid() -> None:
    delivered: dict[str, list[str | None]] = {"birth_date": ["31-02-1980", "1980-01-02"]}
    measured = _measured(2, required=frozenset({"birth_date"}))
    assert _rows(delivered, measured) == {
        ("birth_date", "completeness", 2, 2),
        ("birth_date", "validity", 1, 2),
        ("birth_date", "consistency", 1, 1),
    }


def test_uniqueness_is_within_a_load_however_it_is_cut() -> None:
    met = {"email": Distinct()}

    def counts(texts: list[str | None]) -> set[tuple[object, ...]]:
        rows = _rows({"email": texts}, _measured(len(texts), unique=met))
        return {row for row in rows if row[1] == "uniqueness"}

    assert counts(["a@x.nl", "A@X.NL", None, "a@x.nl"]) == {("email", "uniqueness", 2, 3)}
    assert counts(["a@x.nl", "b@x.nl"]) == {("email", "uniqueness", 1, 2)}


def test_timeliness_takes_the_delivery_where_the_record_has_no_moment() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl", "b@x.nl", "c@x.nl", None]}
    measured = _measured(4, max_age={"email": timedelta(days=365)})
    assert ("email", "timeliness", 2, 3) in _rows(delivered, measured)


def test_consistency() -> None:
    delivered: dict[str, list[str | None]] = {
        "given_name": ["dhr. Jan", "mevr. An", "dhr. Jan", "Jan"],
        "gender": ["m", "m", None, "v"],
        "birth_date": ["2025-11-01", "1980-01-02", None, "2026-11-21"],
        "postcode": ["1234AB", "1234AB", "2000", "2000"],
        "country": ["NL", "BE", "BE", None],
    }
    rows = _rows(delivered, _measured(4))
    assert {row for row in rows if row[1] == "consistency"} == {
        ("gender", "consistency", 1, 2),
        ("birth_date", "consistency", 1, 3),
        ("postcode", "consistency", 2, 3),
    }


def test_accuracy_only_when_checked() -> None:
    delivered: dict[str, list[str | None]] = {"email": ["a@x.nl"]}
    measured = _measured(1, checked={"email": (95, 100)})
    assert ("email", "accuracy", 95, 100) in _rows(delivered, measured)
    assert not any(row[1] == "accuracy" for row in _rows(delivered, _measured(1)))


def test_empty_table_measures_nothing() -> None:
    assert _rows({"email": []}, _measured(0)) == set()


def test_lengths_must_agree() -> None:
    columns = standardise_columns({"email": text_column(["a@x.nl"])}, TYPES)
    with pytest.raises(InternalError):
        measure(columns, TYPES, _measured(2))


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
