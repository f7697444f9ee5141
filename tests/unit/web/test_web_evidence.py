"""Why records are one: what holds them together, and what that says in short."""

from __future__ import annotations

from itertools import combinations

import pytest
import web_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.privacy.views import FieldEvidence, LinkView
from klantbeeld.web.evidence import link_pictures, reasons, without_spares
from klantbeeld.web.formats import Formats

FMT = Formats("nl", "Europe/Amsterdam", samples.NOW)
NAMES = {"phone": "Telefoon", "address": "Adres", "family_name": "Achternaam", "vat": "BTW-nummer"}


def link(first: int, second: int, weight: float) -> LinkView:
    return LinkView(first, second, weight, 0.9, ())


def test_links_between_records_that_stronger_ones_join_are_spare() -> None:
    links = (link(1, 3, 2.0), link(1, 2, 9.0), link(3, 4, -1.0), link(2, 3, 5.0))
    needed, spare = without_spares(links)
    assert [found.match_weight for found in needed] == [9.0, 5.0, -1.0]
    assert [found.match_weight for found in spare] == [2.0]


@given(st.data())
def test_what_is_needed_joins_all_that_the_links_join(data: st.DataObject) -> None:
    pairs = st.lists(st.sampled_from(list(combinations(range(6), 2))), unique=True)
    weights = st.floats(-20, 40)
    links = [link(a, b, data.draw(weights)) for a, b in data.draw(pairs)]
    needed, spare = without_spares(links)
    assert sorted(map(id, (*needed, *spare))) == sorted(map(id, links))

    def groups(some: tuple[LinkView, ...]) -> set[frozenset[int]]:
        found = {frozenset({record}) for record in range(6)}
        for each in some:
            own = {group for group in found if {each.record_a, each.record_b} & group}
            found = (found - own) | {frozenset().union(*own)}
        return found

    assert groups(needed) == groups((*needed, *spare))
    assert len(needed) == 6 - len(groups(needed))


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (
            [("family_name", "exact", 7.0), ("phone", "exact_shared", 18.0),
             ("address", "same_postcode", 12.0)],
            "zelfde telefoon en achternaam; lijkt: adres",
        ),
        ([("family_name", "different", -5.4), ("phone", "exact", 2.9)], "anders: achternaam"),
        ([("phone", "exact", 9.0), ("phone", "different", -9.0)], "zelfde telefoon"),
        ([("vat", "exact", 20.0), ("prior", "prior", -20.0)], "zelfde BTW-nummer"),
        ([("source", "two_sources", 4.0)], "niets dat op zichzelf duidelijk spreekt"),
    ],
)  # fmt: skip
def test_reasons_are_the_fields_that_speak_clearly(
    evidence: list[tuple[str, str, float]], told: str
) -> None:
    assert reasons([FieldEvidence(*each) for each in evidence], NAMES, FMT) == told


def test_the_household_is_a_step_of_its_own() -> None:
    evidence = (FieldEvidence("prior", "prior", -20.0), FieldEvidence("phone", "exact", 30.0))
    weak, strong = LinkView(1, 2, 4.0, 0.94, evidence), LinkView(1, 3, 10.0, 0.99, evidence)
    first, second = link_pictures(samples.RECORDS, (strong, weak), {}, FMT)
    assert [row.weight for row in first.rows] == [-20.0, 30.0]
    assert [row.weight for row in second.rows] == [-20.0, 30.0, -6.0]
    assert [row.aside for row in second.rows] == [True, False, True]
    assert first.fall.zero == second.fall.zero


def test_what_is_not_told_was_so_beforehand() -> None:
    told = LinkView(1, 2, 4.0, 0.94, (FieldEvidence("phone", "exact", 9.0),))
    (picture,) = link_pictures(samples.RECORDS, (told,), {}, FMT)
    assert [row.weight for row in picture.rows] == [-5.0, 9.0]
