"""Why records are one: what holds them together, and what that says in short."""

from __future__ import annotations

from itertools import combinations

import pytest
from evidence_samples import HOW, LINKS, NEAR
from hypothesis import given
from hypothesis import strategies as st
from person_samples import NOW, RECORDS

from klantbeeld.privacy.evidence import ChangeView, HowView, RejectedView
from klantbeeld.privacy.views import FieldEvidence, LinkView
from klantbeeld.web import sentences
from klantbeeld.web.formats import Formats
from klantbeeld.web.person.evidence import (
    how_picture,
    link_pictures,
    near_pictures,
    reasons,
    without_spares,
)

FMT = Formats("nl", "Europe/Amsterdam", NOW)
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


def test_rows_add_up_to_the_match_weight_whatever_is_told() -> None:
    evidence = (FieldEvidence("prior", "prior", -20.0), FieldEvidence("phone", "exact", 30.0))
    weak, strong = LinkView(1, 2, 4.0, 0.94, evidence), LinkView(1, 3, 10.0, 0.99, evidence)
    first, second = link_pictures(RECORDS, (strong, weak), {}, FMT)
    assert [row.weight for row in first.rows] == [-20.0, 30.0]
    assert [row.weight for row in second.rows] == [-20.0, 30.0, -6.0]
    assert first.fall.zero == second.fall.zero
    assert first.strangers is None


def test_what_is_not_told_was_so_beforehand() -> None:
    told = LinkView(1, 2, 4.0, 0.94, (FieldEvidence("phone", "exact", 9.0),))
    (picture,) = link_pictures(RECORDS, (told,), {}, FMT)
    assert [row.weight for row in picture.rows] == [-5.0, 9.0]


def test_weights_against_either_are_summed_where_all_are_told() -> None:
    (picture,) = link_pictures(RECORDS, LINKS[:1], NAMES, FMT)
    assert (picture.strangers, picture.household) == pytest.approx((11.2, 13.1))
    assert picture.rules[0] == "birth date en achternaam (begin)"
    assert picture.crowded == ("achternaam",)


def test_how_is_drawn_with_neighbours_side_by_side() -> None:
    drawn = how_picture(HOW, NAMES, FMT)
    assert drawn is not None
    assert drawn.tree is not None
    assert [record.record_no for record in drawn.leaves] == [812, 77, 4711, 1904]
    assert [node.number for node in drawn.tree.nodes] == [1, 2, 3]
    assert drawn.tree.nodes[0].y < drawn.tree.nodes[1].y < drawn.tree.nodes[2].y
    assert [(step.kept.step, step.joined.step) for step in drawn.steps] == [
        (None, None), (1, None), (2, None),
    ]  # fmt: skip
    assert drawn.steps[0].speaks == "email +15,0, given name +2,1"
    assert drawn.steps[0].against == "adres −1,2"
    assert how_picture(HowView(RECORDS[:1], (), ()), NAMES, FMT) is None


@pytest.mark.parametrize(
    ("near", "said"),
    [
        (NEAR[0], "Wat verschilt weegt zwaarder dan wat overeenkomt. "
         "Ertegen: birth date."),
        (NEAR[1], "Deze twee records lijken op elkaar, maar andere records van de twee "
         "mensen spreken elkaar tegen."),
    ],
)  # fmt: skip
def test_why_not_in_a_sentence(near: RejectedView, said: str) -> None:
    (shown,) = near_pictures([near], NAMES, FMT)
    assert shown.sentence == said
    assert shown.likeliest == "Waarschijnlijk twee mensen die samen wonen (87\N{NO-BREAK SPACE}%)."


@pytest.mark.parametrize(
    ("view", "said", "now"),
    [
        (ChangeView("phone", "same", None), "zelfde telefoon", "nu niet van allebei bekend"),
        (ChangeView("vat", "unknown", "different"), "BTW-nummer niet bekend", "nu: anders"),
        (ChangeView("address", "different", "same"), "adres verschilt", "nu: hetzelfde"),
    ],
)
def test_what_would_turn_it_in_words(view: ChangeView, said: str, now: str) -> None:
    assert sentences.change(view, NAMES, FMT) == said
    assert sentences.now(view, FMT) == now
