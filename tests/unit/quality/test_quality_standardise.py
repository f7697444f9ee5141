"""Records and tables: steps across fields, added columns, chunks, and nothing undeclared."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.core.errors import InternalError
from klantbeeld.quality import standardise_record, standardise_table
from klantbeeld.quality.faults import FAULTS
from klantbeeld.quality.values import LIMITS, readers

NAME = {"family_name": T.FAMILY_NAME, "name_prefix": T.NAME_PREFIX}
ADDRESS = {"street": T.STREET, "house_number": T.HOUSE_NUMBER}
PHONE = {"phone": T.PHONE, "country": T.COUNTRY}


@pytest.mark.parametrize(
    ("types", "delivered", "values", "faults"),
    [
        (NAME, ("van den Berg", None), ("Berg", "van den"), {}),
        (NAME, ("BERG, VAN DEN", None), ("Berg", "van den"), {}),
        (NAME, ("de Vries", "de"), ("Vries", "de"), {}),
        (NAME, ("den Berg", "van"), ("Berg", "van den"), {}),
        (NAME, ("de Berg", "ter"), ("de Berg", "ter"), {}),
        (NAME, ("van Dijk", "-"), ("Dijk", "van"), {}),
        (NAME, ("Van", None), ("Van", None), {}),
        (NAME, (None, "van"), (None, "van"), {}),
        (NAME, ("Jansen-van Dijk", "de"), ("Jansen-van Dijk", "de"), {}),
        (ADDRESS, ("Kerkstr. 12 a", None), ("Kerkstraat", "12-A"), {}),
        (ADDRESS, ("Kerkstraat 12", "12"), ("Kerkstraat", "12"), {}),
        (ADDRESS, ("Kerkstraat 12 a", "12"), ("Kerkstraat", "12-A"), {}),
        (ADDRESS, ("Kerkstraat 12", "12 a"), ("Kerkstraat", "12-A"), {}),
        (
            ADDRESS,
            ("Kerkstraat 12", "14"),
            ("Kerkstraat 12", "14"),
            {"street": "street.number"},
        ),
        (ADDRESS, ("Plein 1940", None), ("Plein 1940", None), {}),
        (ADDRESS, ("Kerkstraat 12", "n.v.t."), ("Kerkstraat", "12"), {}),
        (PHONE, ("0475 12 34 56", "België"), ("+32475123456", "BE"), {}),
        (PHONE, ("0475 123 456", "NL"), ("+31475123456", "NL"), {}),
        (PHONE, ("+31475123456", "BE"), ("+31475123456", "BE"), {}),
        (PHONE, ("(312) 555-0123", "USA"), ("+13125550123", "US"), {}),
        (PHONE, ("06-12345678", "BE"), ("+31612345678", "BE"), {}),
    ],
)
def test_steps_across_fields(
    types: dict[str, T],
    delivered: tuple[str | None, str | None],
    values: tuple[str | None, str | None],
    faults: dict[str, str],
) -> None:
    first, second = types
    record = standardise_record(dict(zip(types, delivered, strict=True)), types)
    assert (record.values[first], record.values[second]) == values
    assert record.faults == faults


def test_a_declared_prefix_comes_out_though_the_source_has_no_such_column() -> None:
    record = standardise_record({"family_name": "van Dijk"}, NAME)
    assert record.values == {"family_name": "Dijk", "name_prefix": "van"}
    table = standardise_table(pa.table({"family_name": ["van Dijk", "Bos"]}), NAME)
    assert table.values.to_pydict() == {
        "family_name": ["Dijk", "Bos"],
        "name_prefix": ["van", None],
    }


def test_without_a_declared_prefix_the_family_name_keeps_it() -> None:
    record = standardise_record({"family_name": "BERG, VAN DEN"}, {"family_name": T.FAMILY_NAME})
    assert record.values == {"family_name": "van den Berg"}


def test_two_addresses_are_not_mixed_up() -> None:
    types = ADDRESS | {"delivery_street": T.STREET}
    record = standardise_record({"street": "Kerkstraat 12", "house_number": None}, types)
    assert record.values == {"street": "Kerkstraat 12", "house_number": None}


def test_table_keeps_rows_columns_and_chunks_in_order() -> None:
    column = pa.chunked_array([["B@x.NL", None], [], ["onbekend", "b@x.nl"]], pa.string())
    table = pa.table({"email": column, "city": pa.chunked_array([["A", "", "b", None]])})
    out = standardise_table(table, {"email": T.EMAIL, "city": T.CITY})
    assert out.values.to_pydict() == {
        "email": ["B@x.nl", None, None, "b@x.nl"],
        "city": ["A", None, "B", None],
    }
    assert out.faults.to_pydict() == {
        "email": [None, None, "placeholder", None],
        "city": [None] * 4,
    }
    assert out.faults.schema.field("email").type == pa.dictionary(pa.int32(), pa.string())


def test_a_column_of_nulls_stays_so() -> None:
    table = pa.table({"family_name": ["de Vries"], "name_prefix": [None]})
    assert standardise_table(table, NAME).values.to_pylist() == [
        {"family_name": "Vries", "name_prefix": "de"}
    ]


@pytest.mark.parametrize("chunks", [[], [[]]])
def test_an_empty_table_stays_empty(chunks: list[list[str]]) -> None:
    types = NAME | PHONE
    table = pa.table({name: pa.chunked_array(chunks, pa.string()) for name in types})
    out = standardise_table(table, types)
    assert out.values.num_rows == out.faults.num_rows == 0
    assert out.values.column_names == list(types)


def test_an_undeclared_column_is_refused() -> None:
    with pytest.raises(InternalError, match="shoe_size"):
        standardise_table(pa.table({"shoe_size": ["43"]}), {})
    with pytest.raises(InternalError, match="shoe_size"):
        standardise_record({"shoe_size": "43"}, {})


def test_future_is_judged_on_the_given_day() -> None:
    types = {"birth_date": T.BIRTH_DATE}
    delivered = {"birth_date": "2020-05-05"}
    assert standardise_record(delivered, types, today=date(2020, 5, 5)).faults == {}
    early = standardise_record(delivered, types, today=date(2020, 5, 4))
    assert early.faults == {"birth_date": "date.future"}


def test_every_type_has_a_limit_and_a_reader() -> None:
    assert set(LIMITS) == set(readers(date(2026, 1, 1))) == set(T)


def test_every_fault_is_told_in_both_languages() -> None:
    assert all(fault.nl.endswith(".") and fault.en.endswith(".") for fault in FAULTS.values())
