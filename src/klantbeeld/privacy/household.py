"""The household as one reader may know it.

Entering: what the people of a household share, pair by pair, and the reader's sight. Leaving: views
of the housemates. That two people live together tells that they share an address, a phone or an
e-mail address. So a housemate is shown only to who may see what they share, of everybody: then the
list tells nothing that two pages side by side would not. Whom a reader reaches through no such bond
is left out and not counted, for a number too would tell that there is an address shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from klantbeeld.identity.households import EMAIL, NEAR_ROOF, PHONE, ROOF
from klantbeeld.privacy.present import COMPOSED, Row, Sight, types_in_sight
from klantbeeld.privacy.views import HousemateView
from klantbeeld.profile.reading import read_household_bonds
from klantbeeld.profile.search import read_people
from klantbeeld.store.database import Transaction

Shared = Literal["address", "phone", "email"]

_BITS: Mapping[Shared, int] = {"address": ROOF | NEAR_ROOF, "phone": PHONE, "email": EMAIL}


def household_in_sight(
    transaction: Transaction, sight: Sight, person_id: int
) -> tuple[HousemateView, ...]:
    """The person's housemates whom the reader may know of."""
    seen = seen_household(sight, person_id, read_household_bonds(transaction, person_id))
    return housemates(sight, seen, read_people(transaction, list(seen)) if seen else {})


def seen_household(
    sight: Sight, person_id: int, bonds: Sequence[Row]
) -> dict[int, tuple[Shared, ...]]:
    """The person's housemates whom the reader may know of, and what each shares with the person.

    Those who share nothing with the person itself are known through other housemates.
    """
    if not bonds:
        return {}
    visible: dict[Shared, int] = {
        name: bits
        for name, bits in _BITS.items()
        if types_in_sight(sight, COMPOSED.get(name, frozenset({name})))
    }
    together: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for bond in bonds:
        if shared := bond["shared"] & sum(visible.values()):
            together[bond["person_a"]][bond["person_b"]] |= shared
            together[bond["person_b"]][bond["person_a"]] |= shared
    known, ahead = {person_id}, [person_id]
    while ahead:
        new = together[ahead.pop()].keys() - known
        known |= new
        ahead += new
    return {
        mate: tuple(name for name, bits in visible.items() if together[person_id][mate] & bits)
        for mate in sorted(known - {person_id})
    }


def housemates(
    sight: Sight, seen: Mapping[int, tuple[Shared, ...]], people: Mapping[int, Mapping[str, Any]]
) -> tuple[HousemateView, ...]:
    """Views of the housemates in ``seen``, from their folded rows."""
    return tuple(
        HousemateView(mate, sight.name_of(people[mate]["golden"], mate), shares)
        for mate, shares in seen.items()
        if mate in people
    )
