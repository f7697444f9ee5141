"""What would turn the answer: what is missing, what disagrees, and what is too strong."""

from __future__ import annotations

from typing import Any

import pytest

from identity_people import people, table
from klantbeeld.identity import (
    Counterfactual,
    Model,
    explain,
    prepare,
    train,
    what_would_join,
    what_would_part,
)


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(600)[0]))


KEES = {
    "given_name": "kees", "family_name": "dijkhof", "birth_date": "1950-03-04",
    "email": "kees.dijkhof@x.nl", "street": "kade", "house_number": "3", "postcode": "1234AX",
    "gender": "M",
}  # fmt: skip
NOOR = KEES | {
    "given_name": "noor", "birth_date": "1982-07-12", "email": "noor@y.nl", "gender": "F",
}  # fmt: skip
HALF = {"family_name": "dijkhof", "email": "k.dijkhof@z.nl"}


def told(found: tuple[Counterfactual, ...]) -> list[set[tuple[str, str, str | None]]]:
    return [
        {(change.becomes, change.field, change.was) for change in each.changes} for each in found
    ]


def test_what_is_missing_comes_before_what_disagrees(model: Model) -> None:
    found = what_would_join(model, prepare(model, table([KEES, HALF])), 0, 1)
    assert told(found)[0] == {("same", "birth_date", None)}
    asks = [sum(was is not None for _, _, was in each) for each in told(found) if len(each) > 1]
    assert asks == sorted(asks)


def test_housemates_would_need_both_name_and_birth_date(model: Model) -> None:
    (both,) = told(what_would_join(model, prepare(model, table([KEES, NOOR])), 0, 1))
    assert both == {("same", "given_name", "other_name"), ("same", "birth_date", "different")}


def test_strangers_differ_in_too_much(model: Model) -> None:
    omar = {"given_name": "omar", "family_name": "vinkwaard", "birth_date": "1991-01-09"}
    assert what_would_join(model, prepare(model, table([KEES, omar])), 0, 1) == ()


def test_one_person_would_part_by_another_birth_date(model: Model) -> None:
    again = KEES | {"email": "k.dijkhof@z.nl", "source": "webshop"}
    prepared = prepare(model, table([KEES, again]))
    assert what_would_join(model, prepared, 0, 1) == ()
    found = what_would_part(model, prepared, 0, 1)
    assert told(found)[0] == {("different", "birth_date", "exact")}


def test_the_same_common_name_asks_for_the_weaker_of_two(model: Model) -> None:
    """A value that is another's too, or 1 January, tells less: the answer must hold for either."""
    default = KEES | {"birth_date": "1950-01-01", "phone": "+31611112222"}
    other = NOOR | {"phone": "+31611112222"}
    (both,) = (
        each
        for each in what_would_join(model, prepare(model, table([default, other])), 0, 1)
        if {change.field for change in each.changes} == {"given_name", "birth_date"}
    )
    mended: list[dict[str, Any]] = [
        default,
        other | {"given_name": "kees", "birth_date": "1950-01-01"},
    ]
    assert both.match_weight <= explain(model, prepare(model, table(mended)), 0, 1).match_weight


def test_no_more_than_asked_for(model: Model) -> None:
    prepared = prepare(model, table([KEES, HALF]))
    assert len(what_would_join(model, prepared, 0, 1, most=2)) == 2
