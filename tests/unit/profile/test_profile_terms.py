"""What a record can be found by."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.profile.terms import LONGEST_TERM, address_term, search_terms, table_terms

TYPES = {kind.value: kind for kind in AttributeType}


def test_each_kind_of_term() -> None:
    record = {
        "given_name": "André", "name_prefix": "van 't", "family_name": "Hof-Été",
        "organisation_name": "Bakkerij 't Zonnetje", "email": "Andre@Hof.example",
        "phone": "+31612345678", "postcode": "1012 AB", "house_number": "12-A",
        "identifier": "C-001", "iban": "NL91ABNA0417164300", "city": "Amsterdam",
    }  # fmt: skip
    assert search_terms(record, TYPES) == {
        ("name", "andre van t hof ete"),
        ("name", "van t hof ete andre"),
        ("name", "hof ete andre van t"),
        ("name", "ete andre van t hof"),
        ("name", "bakkerij t zonnetje"),
        ("name", "t zonnetje bakkerij"),
        ("name", "zonnetje bakkerij t"),
        ("email", "andre@hof.example"),
        ("phone", "+31612345678"),
        ("address", "1012AB 12A"),
        ("identifier", "C001"),
        ("identifier", "NL91ABNA0417164300"),
    }


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                name: st.sampled_from(
                    ["", "Jan", "van der", "Anna Maria", "Bos-Smit", "1012AB", "12-a"]
                )
                for name in (*TYPES, "second_name")
            },
        ),
        max_size=5,
    )
)
def test_a_table_has_the_terms_of_its_records(records: list[dict[str, str]]) -> None:
    types = TYPES | {"second_name": AttributeType.GIVEN_NAME}
    columns = {
        name: (range(len(records)), [record.get(name) for record in records]) for name in types
    }
    found: list[set[tuple[str, str]]] = [set() for _ in records]
    for terms in table_terms(columns, types):
        for row, text in zip(terms.rows, terms.texts, strict=True):
            found[row].add((terms.kind, text))
    assert found == [search_terms(record, types) for record in records]


def test_what_has_no_type_gives_no_term() -> None:
    record = {"family_name": "Hof", "phone": "+31612345678"}
    types = {"family_name": AttributeType.FAMILY_NAME}
    assert search_terms(record, types) == {("name", "hof")}


def test_a_given_name_alone_is_no_name_to_search() -> None:
    assert search_terms({"given_name": "Jan"}, TYPES) == set()


def test_a_second_family_name_is_found_too() -> None:
    types = TYPES | {"partner_name": AttributeType.FAMILY_NAME}
    record = {"given_name": "Jan", "family_name": "Hof", "partner_name": "Smit"}
    assert search_terms(record, types) == {
        ("name", "jan hof"), ("name", "hof jan"), ("name", "jan smit"), ("name", "smit jan"),
    }  # fmt: skip


def test_house_numbers_that_differ_stay_apart() -> None:
    numbers = ["12", "12-2", "122", "12a", "12-A", "12 bis", "12 2"]
    assert [address_term("1012ab", number) for number in numbers] == [
        "1012AB 12", "1012AB 12-2", "1012AB 122", "1012AB 12A", "1012AB 12A", "1012AB 12BIS",
        "1012AB 12-2",
    ]  # fmt: skip


def test_long_values_are_cut_and_signs_alone_are_no_term() -> None:
    terms = search_terms({"family_name": "x" * 10_000, "identifier": "--"}, TYPES)
    assert terms == {("name", "x" * LONGEST_TERM)}
