"""Housemates, twins and lone names: kept apart, also by a model that learnt from a handful."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from identity_people import GIVEN, corrupted, people, person, table
from klantbeeld.identity import link, prepare, train
from klantbeeld.identity.frequencies import Aliases, Vocabulary
from klantbeeld.identity.levels_names import GIVEN_LEVELS, given_name_levels

FAMILY = {
    "family_name": "visser",
    "email": "familie.visser@example.net",
    "street": "dorpsstraat",
    "house_number": "77",
    "postcode": "9401JP",
    "city": "assen",
}


def labels(records: list[dict[str, Any]]) -> list[int]:
    """The person of each record, under a model of themselves."""
    linked = table(records)
    return [int(label) for label in link(train(linked), linked).labels]


def test_housemates_with_one_address_for_email_are_two_people() -> None:
    records, _ = people(12)
    gerda = FAMILY | {"given_name": "gerda", "source": "webshop"}
    willem = FAMILY | {"given_name": "willem", "birth_date": "1948-12-18", "source": "crm"}
    *_, first, second = labels([*records, gerda, willem])
    assert first != second


def test_an_initial_or_a_slip_beside_the_same_address_is_one_person() -> None:
    records, _ = people(12)
    gerda = FAMILY | {"given_name": "gerda", "source": "webshop"}
    others = [FAMILY | {"given_name": name, "source": "crm"} for name in ("g", "gerdda")]
    assert len(set(labels([*records, gerda, *others])[-3:])) == 1


@pytest.mark.parametrize("attribute", ["given_name", "family_name"])
@pytest.mark.parametrize("count", [2, 13, 60])
def test_one_agreeing_name_alone_never_suffices_among_few(count: int, attribute: str) -> None:
    records, _ = people(count)
    lone = next(record[attribute] for record in records if attribute in record)
    *_, last = found = labels([*records, {attribute: lone, "source": "till"}])
    assert found.count(last) == 1


def test_twins_are_two_people() -> None:
    generator = random.Random(3)
    records, _ = people(500, seed=3)
    homes = []
    for number in range(1000, 1200):
        one = person(number, generator)
        name = generator.choice([given for given in GIVEN if given != one["given_name"]])
        twin = number < 1012
        other = one | {
            "given_name": name,
            "email": f"{name}.{one['family_name']}{number}@example.nl",
            "phone": f"+316{generator.randint(10**7, 10**8 - 1)}",
            "birth_date": one["birth_date"] if twin else person(0, generator)["birth_date"],
        }
        homes.append(len(records))
        for values in (one, other):
            records.append(values | {"source": "crm"})
            records.append(corrupted(values, generator) | {"source": "webshop"})
    found = labels(records)
    assert sum(found[at] == found[at + 2] for at in homes) == 0
    told = [found[at + side] == found[at + side + 1] for at in homes for side in (0, 2)]
    assert sum(told) > 0.95 * len(told)


def test_a_rare_name_may_be_a_slip_where_there_are_many_records() -> None:
    names = np.array(["anna", "annz"], object)
    assert Vocabulary({"anna": 9990, "annz": 10}).established(names).tolist() == [True, False]
    assert Vocabulary({"anna": 19, "annz": 1}).established(names).tolist() == [True, True]
    assert Vocabulary({"anna": 990}).established(names).tolist() == [True, False]


def test_two_names_in_their_own_right_are_a_level_of_their_own() -> None:
    records = table([{"given_name": name} for name in ("wouter", "willem", "gerda", "g", "gerdda")])
    model = train(records)
    prepared = prepare(model, records)
    a, b = np.array([0, 0, 2, 2]), np.array([1, 2, 3, 4])
    given = GIVEN_LEVELS
    found = [given[at] for at in given_name_levels(prepared, Aliases(), a, b)]
    assert found == ["other_name_same_initial", "other_name", "initial", "similar"]
