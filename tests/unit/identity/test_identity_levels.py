"""Comparison levels: two records in, the level of each field out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import Model, prepare, train
from klantbeeld.identity.comparisons import compare
from klantbeeld.identity.frequencies import Aliases, Counts, SharedValues, initial_bits
from klantbeeld.identity.records import hash_values

Record = Mapping[str, str]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(300)[0]))


def level(model: Model, field: str, left: Record, right: Record) -> str | None:
    """The level's name of one field of two records."""
    prepared = prepare(model, table([left, right]))
    rows = np.array([0]), np.array([1])
    compared = compare(model.counts, model.comparisons, prepared, *rows)
    at = [comparison.field for comparison in model.comparisons].index(field)
    found = int(compared.levels[at][0])
    return model.comparisons[at].levels[found] if found >= 0 else None


@pytest.mark.parametrize(
    ("field", "left", "right", "expected"),
    [
        ("given_name", "catharina", "catharina", "exact_rarity_5"),
        ("given_name", "catharina", "catarina", "similar"),
        ("given_name", "catharina", "c", "initial"),
        ("given_name", "c", "c", "initial"),
        ("given_name", "catharina", "cornelis", "same_initial"),
        ("given_name", "c m", "catharina", "initial"),
        ("given_name", "c m", "c", "initial"),
        ("given_name", "c m", "c m", "initial"),
        ("given_name", "c m", "c p", "same_initial"),
        ("given_name", "c m", "piet", "different"),
        ("given_name", "jan willem p", "willem", "alias"),
        ("given_name", "jan p", "kees p", "different"),
        ("given_name", "李", "李", "exact_rarity_1"),
        ("given_name", "jan-willem", "willem", "alias"),
        ("given_name", "catharina", "piet", "different"),
        ("given_name", "jan", "piet", "other_name"),
        ("given_name", "jan", "jen", "same_initial"),
        ("family_name", "hoogland", "hooglnad", "similar"),
        ("family_name", "jansen-hoogland", "hoogland", "shared_part"),
        ("family_name", "de la cruz", "de lacruz", "similar"),
        ("family_name", "hoogland", "zandstra", "different"),
        ("birth_date", "1970-02-03", "1970-02-03", "exact"),
        ("birth_date", "1970-01-01", "1970-01-01", "exact_first_of_january"),
        ("birth_date", "1970-02-03", "1970-03-02", "near"),
        ("birth_date", "1970-02-03", "1970-02-08", "near"),
        ("birth_date", "1970-02-03", "1969-02-03", "near"),
        ("birth_date", "1970-01-01", "1970-05-17", "year_with_first_of_january"),
        ("birth_date", "1970-02-03", "1970-11-21", "same_year"),
        ("birth_date", "1970-02-03", "1988-11-21", "different"),
        ("email", "jan12@x.nl", "jan12@x.nl", "exact_with_number"),
        ("email", "jan@x.nl", "jan@x.nl", "exact"),
        ("email", "jan.b123@x.nl", "jan.b123@y.nl", "same_local_with_number"),
        ("email", "jan.b@x.nl", "jan.b@y.nl", "same_local"),
        ("email", "jan.berg@x.nl", "jan.burg@x.nl", "one_edit"),
        ("email", "jan4711@x.nl", "hoogland4711@x.nl", "same_number"),
        ("email", "jan1970@x.nl", "hoogland1970@x.nl", "same_year"),
        ("email", "janberg@x.nl", "jan.berg77@x.nl", "same_letters"),
        ("email", "janberg12@x.nl", "jan.berg77@x.nl", "same_letters_other_number"),
        ("email", "janberg@x.nl", "piet@x.nl", "different"),
        ("phone", "+31612345678", "+31612345678", "exact"),
        ("phone", "+31612345678", "+31612345687", "one_edit"),
        ("phone", "+31612345678", "+31698765432", "different"),
    ],
)
def test_one_field(model: Model, field: str, left: str, right: str, expected: str) -> None:
    found = level(model, field, {field: left}, {field: right})
    if expected.startswith("exact_rarity"):
        assert found is not None
        assert found.startswith("exact_rarity")
    else:
        assert found == expected
    assert level(model, field, {field: left}, {}) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("1234AB", "5"), ("1234AB", "5"), "same"),
        (("1234AB", "5"), ("1234AC", "5"), "nearly_same"),
        (("1234AB", "5"), ("1234AB", None), "same_postcode"),
        (("1234AB", "5"), ("1234AB", "7"), "other_number"),
        (("1234AB", None), ("1239XY", None), "same_area"),
        (("1234AB", None), ("9876XY", None), "different"),
        ((None, "5", "kade"), ("1234AB", "5", "kade"), "nearly_same"),
        ((None, None, "kade"), (None, None, "kade"), None),
    ],
)
def test_addresses(
    model: Model, left: tuple[str, ...], right: tuple[str, ...], expected: str | None
) -> None:
    fields = ("postcode", "house_number", "street")
    records = [dict(zip(fields, values, strict=False)) for values in (left, right)]
    assert level(model, "address", records[0], records[1]) == expected


def test_gender_is_silent_where_given_names_agree(model: Model) -> None:
    left, right = {"given_name": "jan", "gender": "M"}, {"given_name": "jan", "gender": "F"}
    assert level(model, "gender", left, right) is None
    assert level(model, "gender", left, right | {"given_name": "piet"}) == "different"


def test_the_city_is_silent_where_postcodes_are_compared(model: Model) -> None:
    left, right = {"city": "ede", "postcode": "1234AB"}, {"city": "ede", "postcode": "9999ZZ"}
    assert level(model, "city", left, right) is None
    found = level(model, "city", {"city": "ede"}, right)
    assert found is not None
    assert found.startswith("exact")


def test_each_others_given_and_family_name_is_one_slip(model: Model) -> None:
    left = {"given_name": "berta", "family_name": "oudhof"}
    right = {"given_name": "oudhof", "family_name": "berta"}
    assert level(model, "given_name", left, right) == "alias"
    found = level(model, "family_name", left, right)
    assert found is not None
    assert found.startswith("exact")


def test_a_value_that_a_third_person_has_proves_less(model: Model) -> None:
    values = np.array(["fam@x.nl"], object)
    shared = SharedValues(hash_values(values, 1), np.bitwise_or.reduce(initial_bits(
        np.array([ord("j"), ord("m")], np.int32)), keepdims=True))  # fmt: skip
    counts = Counts(shared_emails=shared)
    crowd = Model(counts, model.blocking, model.comparisons, model.parameters, 0)
    jan, maria = (
        {"given_name": "jan", "email": "fam@x.nl"},
        {"given_name": "maria", "email": "fam@x.nl"},
    )
    crowd_without_city = Model(
        counts,
        model.blocking,
        tuple(c for c in crowd.comparisons if c.field != "city"),
        model.parameters,
        0,
    )
    assert level(crowd_without_city, "email", jan, jan) == "exact_shared"
    assert level(crowd_without_city, "email", jan, maria) == "exact"


def test_aliases_are_found_in_either_order() -> None:
    aliases = Aliases((("jan", "johannes"), ("kees", "cornelis")[::-1]))
    ids = aliases.ids(np.array(["cornelis", "jan", "johannes", "kees", "piet"], object))
    left, right = ids[[0, 1, 0, 0]], ids[[3, 2, 2, 4]]
    assert aliases.among(left, right).tolist() == [True, True, False, False]
