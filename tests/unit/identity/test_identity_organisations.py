"""Organisations: what their names say, which records are one, and that live equals bulk."""

from __future__ import annotations

import functools

import numpy as np
import pyarrow as pa
import pytest

from identity_organisations import Values, company_file, standard
from klantbeeld.core.errors import InputError
from klantbeeld.identity.evaluate import evaluate
from klantbeeld.identity.organisation.levels import (
    CONTAINED,
    EACH_ITS_OWN,
    NEARLY,
    NOTHING,
    address_levels,
    name_levels,
)
from klantbeeld.identity.organisation.link import link_organisations, read_profiles, weigh
from klantbeeld.identity.organisation.model import OrganisationModel
from klantbeeld.identity.organisation.names import (
    own_domain,
    stems,
    street_core,
    street_number,
    without_direction,
)
from klantbeeld.identity.organisation.records import (
    OrganisationCounts,
    organisation_columns,
    organisation_records,
    prepare_profiles,
)
from klantbeeld.identity.organisation.train import train_organisations

OFFICE: Values = {
    "organisation_name": "Van Dalen Waterbouw B.V.", "street": "Havenkade", "house_number": "12",
    "postcode": "8011 AB", "city": "Zwolle", "phone": "038-4215566", "email": "info@vdw.example",
}  # fmt: skip


@functools.cache
def trained() -> OrganisationModel:
    records, _ = company_file(800, seed=3)
    return train_organisations(standard(records))


def organisations(*records: Values) -> list[int]:
    """The organisation of each record, 0 where it says too little."""
    found = dict(
        zip(*link_organisations(trained(), standard(records)).organisation_of(), strict=True)
    )
    return [int(found.get(number, 0)) for number in range(1, len(records) + 1)]


def weight(one: Values, other: Values) -> float:
    """Log2 odds that two records are of one organisation."""
    records, prepared = read_profiles(trained(), standard([one, other]))
    row = np.searchsorted(prepared.profile, records.profile)
    return float(weigh(trained(), prepared, row[:1], row[1:])[0])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("bakkerij de vries", ("bakk", "de", "vrie")),
        ("vries - vries 2012", ("vrie", "2012")),
        ("ünal's", ("ünal", "s")),
    ],
)
def test_names_are_taken_apart_in_stems(name: str, found: tuple[str, ...]) -> None:
    assert stems(name) == found


@pytest.mark.parametrize(
    ("street", "number", "core", "plain"),
    [
        ("3449 west arthington", "3449", "w arthington", "arthington"),
        ("n clark street 2nd floor", "", "n clark", "clark"),
        ("st james street", "", "st james", "st james"),
        ("dorpsstraat", "", "dorpsstraat", "dorpsstraat"),
        ("2000", "", "2000", "2000"),
    ],
)
def test_streets_come_down_to_their_name(street: str, number: str, core: str, plain: str) -> None:
    assert street_number(street) == number
    assert street_core(street) == core
    assert without_direction(core) == plain


def test_an_address_of_a_provider_has_no_domain_of_its_own() -> None:
    assert own_domain("info@bakker.example") == "bakker.example"
    assert own_domain("bakker@gmail.com") == own_domain("bakker@localhost") == ""


def test_names_agree_by_what_their_words_tell() -> None:
    names = [
        "Van Dalen Waterbouw",
        "Van Daeln Waterbouw",
        "Van Dalen Waterbouw Baggers Zuidelijke Polders",
        "Van Dalen Meubelmakers",
        "Kwekerij Jansen",
    ]
    columns = organisation_columns(standard([{"organisation_name": name} for name in names]))
    prepared = prepare_profiles(trained().counts, columns)
    own = prepared.columns["organisation_name"]
    place = {str(own.values[code]): row for row, code in enumerate(own.codes)}
    first, *b = (place[name.lower()] for name in names)
    levels = name_levels(prepared, np.full(4, first), np.array(b))
    assert levels.tolist() == [NEARLY, CONTAINED, EACH_ITS_OWN, NOTHING]


def test_one_street_in_another_town_is_another_address() -> None:
    doors: list[Values] = [
        {"street": "Kerkstraat 1", "postcode": "8011 AB"},
        {"street": "Kerkstraat 1", "city": "Zwolle"},
        {"street": "Kerkstraat 1", "postcode": "1017 GC", "city": "Amsterdam"},
    ]  # fmt: skip
    columns = organisation_columns(standard([{"kvk": "12345678"} | door for door in doors]))
    prepared = prepare_profiles(OrganisationCounts(), columns)
    post = prepared.columns["postcode"]
    rows = {post.values[c] if c >= 0 else "": row for row, c in enumerate(post.codes)}
    zwolle, without, amsterdam = rows["8011AB".lower()], rows[""], rows["1017gc"]
    pairs = np.array([(zwolle, without), (without, amsterdam), (zwolle, amsterdam)])
    levels = address_levels(prepared, pairs[:, 0], pairs[:, 1]).tolist()
    assert levels[0] < levels[2]
    assert levels[1] == levels[2]


def test_forms_and_slips_of_one_name_are_one_organisation() -> None:
    assert organisations(
        OFFICE, OFFICE | {"organisation_name": "VAN DALEN WATERBOUW"},
        OFFICE | {"organisation_name": "Van Dalen Watrebouw bv", "phone": ""},
        OFFICE | {"organisation_name": "Jansen Kwekerij", "street": "Laan", "postcode": "1017 GC",
                  "city": "Amsterdam", "phone": "", "email": ""},
    ) == [1, 1, 1, 4]  # fmt: skip


def test_two_trade_register_numbers_are_two_organisations_whatever_else_agrees() -> None:
    one, other = OFFICE | {"kvk": "12345678"}, OFFICE | {"kvk": "87654321"}
    assert organisations(one, other) == [1, 2]
    assert organisations(one, one | {"organisation_name": "VDW"}) == [1, 1]
    assert weight(one, other) < weight(OFFICE, one) - 5


def test_branches_share_a_switchboard_and_are_two_organisations() -> None:
    records, _ = company_file(150, seed=9)
    chain: list[Values] = [
        {
            "organisation_name": f"Kinderopvang De Regenboog {place}", "phone": "0302345678",
            "street": "Plein", "house_number": str(number), "postcode": f"{3500 + 37 * number} AB",
        }
        for number, place in enumerate(("Lombok", "Zuilen", "Tuindorp", "Hoograven", "Leien"), 1)
    ]  # fmt: skip
    table = standard([*chain, chain[0] | {"phone": ""}, *records])
    number, found = link_organisations(train_organisations(table), table).organisation_of()
    label = dict(zip(number.tolist(), found.tolist(), strict=True))
    assert [label[n] for n in range(1, 7)] == [1, 2, 3, 4, 5, 1]


def test_one_trade_register_number_is_one_organisation_wherever_it_is() -> None:
    branch = OFFICE | {"street": "Plein", "postcode": "3512 XZ", "phone": "", "city": "Utrecht"}
    assert organisations(OFFICE | {"kvk": "12345678"}, branch | {"kvk": "12345678"}) == [1, 1]


def test_vat_numbers_that_differ_speak_against() -> None:
    one, other = OFFICE | {"vat": "NL004495445B01"}, OFFICE | {"vat": "NL100000009B01"}
    assert weight(one, other) < weight(OFFICE, one) - 5
    assert weight(one, OFFICE | {"vat": "NL004495445B02"}) > weight(one, OFFICE)


def test_a_providers_domain_joins_nobody_and_an_own_domain_speaks_for() -> None:
    def contact(name: str, domain: str) -> Values:
        return {"organisation_name": name, "email": f"jan@{domain}"}

    names = "Bosveld Transport", "Bosveld Opslag"
    freemail = weight(contact(names[0], "gmail.com"), contact(names[1], "gmail.com"))
    assert (
        weight(contact(names[0], "bosveld.example"), contact(names[1], "bosveld.example"))
        > freemail
    )


def test_a_domain_that_many_names_use_is_a_provider() -> None:
    records, _ = company_file(60)
    portal = [record | {"email": "info@portaal.example"} for record in records]
    assert train_organisations(standard(portal)).counts.providers == {"portaal.example"}


def test_a_company_with_thousands_of_contacts_is_one_profile() -> None:
    contacts = [OFFICE] * 3_000 + [OFFICE | {"email": f"c{n}@vdw.example"} for n in range(500)]
    linked = link_organisations(trained(), standard(contacts))
    assert len(linked.profile) == 1
    assert set(linked.organisation_of()[1].tolist()) == {1}


def test_a_default_name_is_no_organisation() -> None:
    records, _ = company_file(400)
    default: list[Values] = [
        {"organisation_name": "zzp", "postcode": f"{1000 + n} AB", "house_number": str(n)}
        for n in range(300)
    ]
    nameless: Values = {"organisation_name": "zzp"}
    table = standard([*records, *default, nameless, nameless])
    number, _ = link_organisations(train_organisations(table), table).organisation_of()
    assert not {len(table), len(table) - 1} & set(number.tolist())


def test_records_that_tell_of_no_organisation_take_no_part() -> None:
    table = standard([OFFICE, {"phone": "038-4215566", "email": "info@vdw.example"}])
    assert organisation_records(table)["record_no"].to_pylist() == [1]
    assert len(organisation_records(table.select(["record_no", "phone"]))) == 0


@pytest.mark.parametrize(("count", "least"), [(15, 0.85), (150, 0.9), (800, 0.93)])
def test_made_up_company_files_come_out_well(count: int, least: float) -> None:
    records, truth = company_file(count, seed=11)
    table = standard(records)
    number, organisation = link_organisations(train_organisations(table), table).organisation_of()
    label = -np.arange(len(records)) - 1
    label[number - 1] = organisation
    figures = evaluate(label, np.array(truth))
    assert figures["cluster_pairwise"]["f1"] > least
    assert figures["largest_cluster"] < 12


def test_no_organisation_at_all_trains_and_links() -> None:
    empty = standard([{"phone": "038-4215566"}])
    model = train_organisations(empty)
    assert len(link_organisations(model, empty).profile) == 0
    assert len(link_organisations(model, standard([OFFICE])).profile) == 1


def test_training_does_not_depend_on_the_order_of_records() -> None:
    table = standard(company_file(100)[0])
    shuffled = table.take(np.random.default_rng(0).permutation(len(table)))
    assert train_organisations(table).fingerprint == train_organisations(shuffled).fingerprint


def test_a_model_holds_no_telephone() -> None:
    records, _ = company_file(50)
    model = train_organisations(standard(records))
    phones = {record["phone"][1:] for record in records if "phone" in record}
    assert phones
    assert not any(phone in known for phone in phones for known in model.counts.phones.counts)


def test_a_model_survives_as_bytes() -> None:
    model = trained()
    again = OrganisationModel.from_bytes(model.to_bytes())
    assert again.fingerprint == model.fingerprint
    with pytest.raises(InputError):
        OrganisationModel.from_bytes(b"none")


def test_each_component_by_itself_comes_out_as_in_the_whole() -> None:
    table = standard(company_file(120, seed=5)[0])
    number, organisation = link_organisations(trained(), table).organisation_of()
    whole = dict(zip(number.tolist(), organisation.tolist(), strict=True))
    linked = link_organisations(trained(), table)
    row = np.searchsorted(linked.profile, linked.records.profile)
    neighbours = {int(r): {int(r)} for r in range(len(linked.profile))}
    for a, b in zip(linked.a.tolist(), linked.b.tolist(), strict=True):
        joined = neighbours[a] | neighbours[b]
        for member in joined:
            neighbours[member] = joined
    for component in {frozenset(found) for found in neighbours.values()}:
        held = linked.records.record_no[np.isin(row, sorted(component))]
        part = table.filter(pa.array(np.isin(table["record_no"].to_numpy(), held)))
        found = link_organisations(trained(), part).organisation_of()
        for one, of in zip(*found, strict=True):
            assert whole[int(one)] == int(of)
