"""Every fault is found, at its line, with a mend that can be typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.core.errors import Fault, InputError

Change = Callable[[str, str, str], list[Fault]]
ROOT, PURPOSES = "klantbeeld.yaml", "catalog/purposes.yaml"
ATTRIBUTES, TOUCHPOINTS = "catalog/attributes.yaml", "catalog/touchpoints.yaml"
WEBSHOP = "sources/webshop.yaml"

CASES = [
    # the shape
    (ATTRIBUTES, "  purposes: [customer_service, data_quality]\n", "", "birth_date",
     "`purposes` is missing", "one or more of: customer_service, order_fulfilment"),
    (ATTRIBUTES, "purposes: [customer_service, data_quality]", "purposes: []",
     "birth_date.purposes", "`purposes` is empty", "Name at least one: customer_service"),
    (ATTRIBUTES, "  match: true", "  mach: true", "given_name.mach", "not known", "mean `match`"),
    (ATTRIBUTES, "  match: true", "  match: yes", "given_name.match", "neither true nor", "`true`"),
    (ATTRIBUTES, "type: email", "type: mail", "email.type", "`mail`", "Did you mean `email`?"),
    (ATTRIBUTES, "retention: 2 years", "retention: forever", "given_name.retention",
     "`forever` is not a period", "`2 years`"),
    (ATTRIBUTES, "name: {nl: Voornaam, en: First name}", "name: {nl: Voornaam}",
     "given_name.name", "`en` is missing", "Add `en: ...`"),
    (ATTRIBUTES, "phone:\n", "Phone-1:\n", "Phone-1", "cannot be a name", "lower-case"),
    (ATTRIBUTES, "email:\n", "email: 7\nother:\n", "email", "not a mapping", "keys: name"),
    (ROOT, "country: NL", "country: Nederland", "organisation.country", "not a code", "NL"),
    (ROOT, "  name: Voorbeeldwinkel\n", "", "organisation", "`name` is missing", "controller"),
    (ROOT, "roles:\n", "rolls:\n", "rolls", "not known", "Did you mean `roles`?"),
    (ROOT, "name: Voorbeeldwinkel", "name: 42", "organisation.name", "`42`", "in quotes"),
    (WEBSHOP, "    key: account_no\n", "", "deliveries.accounts", "`key` is missing", "Add `key"),
    (WEBSHOP, "kind: records", "kind: record", "deliveries.accounts.kind", "not a kind",
     "Did you mean `records`?"),
    (WEBSHOP, "    kind: records\n", "", "deliveries.accounts", "`kind` is missing", "touchpoints"),
    (WEBSHOP, "trust: 60", "trust: 101", "trust", "less than or equal to 100", "`trust: 50`"),
    # what refers to what
    (ATTRIBUTES, "purposes: [customer_service, data_quality]", "purposes: [custmer_service]",
     "birth_date.purposes.0", "no purpose `custmer_service`", "mean `customer_service`?"),
    (ATTRIBUTES, "roles: [service_agent, data_engineer]", "roles: [service_agnt]",
     "birth_date.roles.0", "no role `service_agnt`", "Did you mean `service_agent`?"),
    (ATTRIBUTES, "user.contact.email", "user.contact.e-mail", "email.data_category",
     "no fideslang data category", "Did you mean `user.contact.email`?"),
    (PURPOSES, "data_use: essential.service\n", "data_use: essential.servic\n",
     "order_fulfilment.data_use", "no fideslang data use", "Did you mean `essential.service`?"),
    (PURPOSES, "roles: [marketing_manager]", "roles: [boss]", "direct_marketing.roles.0",
     "no role `boss`", "Known: service_agent"),
    (ROOT, "default_purpose: customer_service", "default_purpose: service",
     "roles.service_agent.default_purpose", "no purpose `service`", "Known:"),
    (ROOT, "default_purpose: customer_service", "default_purpose: data_quality",
     "roles.service_agent.default_purpose", "may not read for its own default purpose",
     "Add `service_agent` to `data_quality.roles`, or take one of: customer_service"),
    (ROOT, "time_zone: Europe/Amsterdam", "time_zone: Europe", "organisation.time_zone",
     "no time zone", "Europe/Amsterdam"),
    (WEBSHOP, "      email: email", "      email: e_mail", "deliveries.accounts.columns.email",
     "no attribute `e_mail`", "Did you mean `email`?"),
    (WEBSHOP, "type: order", "type: orders", "deliveries.orders.type", "no touchpoint type",
     "Did you mean `order`?"),
    (WEBSHOP, "channel: channel", "channel: chanel", "deliveries.orders.columns.channel",
     "no detail field `chanel`", "Declare it under `order.detail`"),
    (WEBSHOP, "      mobile: phone", "      mobile: email", "deliveries.accounts.columns.mobile",
     "`email` is mapped to `email` already", "Map one of the two"),
    (WEBSHOP, "deliveries:\n", "deliveries:\n  objections: {kind: touchpoints, type: order, key: a,"
     " record: b, occurred_at: c, objection: {about: {always: customer_service}}}\n",
     "deliveries.objections.objection", "only touchpoints of kind `consent`", "kind: consent"),
    (WEBSHOP, "deliveries:\n", "deliveries:\n  objections: {kind: touchpoints, type: order, key: a,"
     " record: b, occurred_at: c, objection: {about: {always: customer_service}}}\n",
     "deliveries.objections.objection.about.always", "nobody can object to", "marketing"),
    (WEBSHOP, "deliveries:", 'own_numbers: ["#########"]\ndeliveries:',
     "own_numbers.0", "such as 88#######", "two or more"),
    (WEBSHOP, "key: account_no", 'reading: {delimiter: ";;"}\n    key: account_no',
     "deliveries.accounts.reading.delimiter", "one character", ";"),
    (WEBSHOP, "key: account_no", "reading: {encoding: utf-9}\n    key: account_no",
     "deliveries.accounts.reading.encoding", "no encoding `utf-9`", "utf-8"),
    ("sources/till.yaml", "deliveries:\n", "deliveries:\n  lines: {kind: order_lines, files: x,"
     " order: a, product: b, quantity: c, amount: d}\n", "deliveries.lines",
     "orders that this source does not deliver", "kind `order`"),
    # what the law and the design ask
    (ATTRIBUTES, "data_quality]\n  retention: 2 years", "data_quality]\n  retention: 25 months",
     "birth_date.retention", "longer than any of its purposes", "at most `2 years`"),
    (ATTRIBUTES, "roles: [service_agent, data_engineer]", "roles: [service_agent,"
     " marketing_manager]", "birth_date.roles.1", "could never see it", "remove the role"),
    (ATTRIBUTES, "type: city", "type: street", "city.match", "`street` links records", "Keep"),
    (ATTRIBUTES, "type: city", "type: full_name", "city.match", "links nobody", "given name"),
    (ATTRIBUTES, "user.demographic.date_of_birth", "user.health_and_medical.genetic",
     "birth_date.data_category", "Article 9", "Remove"),
    (ATTRIBUTES, "user.demographic.date_of_birth", "user.criminal_history",
     "birth_date.data_category", "Article 10", "Remove"),
    (ATTRIBUTES, "user.demographic.date_of_birth",
     "user.government_id.national_identification_number", "birth_date.data_category",
     "UAVG 46", "Remove"),
    (WEBSHOP, "      city: city", "      KlantBSN: city", "deliveries.accounts.columns.KlantBSN",
     "UAVG 46", "Remove"),
    (WEBSHOP, "key: account_no", "key: burgerservicenummer", "deliveries.accounts.key",
     "UAVG 46", "Remove"),
    (TOUCHPOINTS, "channel: {nl", "bsn: {nl", "order.detail.bsn", "UAVG 46", "Remove"),
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    init_project(folder)
    return folder


@pytest.fixture
def change(project: Path) -> Change:
    """Replaces a text, once, in a file of the project, and checks the project."""

    def changed(file: str, old: str, new: str) -> list[Fault]:
        text = (project / file).read_text(encoding="utf-8")
        assert old in text
        (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return check_project(project)

    return changed


@pytest.mark.parametrize(("file", "old", "new", "key", "what", "mend"), CASES)
def test_a_fault_names_its_place_and_mend(
    change: Change, file: str, old: str, new: str, key: str, what: str, mend: str
) -> None:
    faults = change(file, old, new)
    here = [f for f in faults if f.where.startswith(f"{file}:") and f.where.endswith(f": {key}")]
    assert [f for f in here if what in f.what and mend in f.mend], [str(f) for f in faults]


def test_lines_of_a_source_that_delivers_orders_are_well(change: Change) -> None:
    lines = "lines: {kind: order_lines, files: x, order: a, product: b, quantity: c, amount: d}"
    assert change(WEBSHOP, "  orders:\n", f"  {lines}\n  orders:\n") == []


def test_legitimate_interest_needs_a_balancing_note(project: Path) -> None:
    path = project / PURPOSES
    text = path.read_text(encoding="utf-8")
    note = text.index("  balancing_note:")
    path.write_text(text[:note] + text[text.index("  data_use", note) :], encoding="utf-8")
    [fault] = check_project(project)
    assert "customer_insight.legal_basis" in fault.where
    assert "Article 6(1)(f)" in fault.what


def test_all_faults_of_all_files_come_at_once(project: Path, change: Change) -> None:
    change(ROOT, "organisation:\n", "organisation: [\n")
    change(ATTRIBUTES, "type: email", "type: mail")
    change(ATTRIBUTES, "type: city", "type: town")
    change(WEBSHOP, "      email: email", "      email: e_mail")
    (project / PURPOSES).unlink()
    faults = change(WEBSHOP, "trust: 60", "trust: high")
    assert [fault.where.rpartition(": ")[2] for fault in faults] == [
        "klantbeeld.yaml:5", "email.type", "city.type", "catalog/purposes.yaml", "trust",
        "deliveries.accounts.columns.email",
    ]  # fmt: skip
    with pytest.raises(InputError) as error:
        load_project(project)
    assert list(error.value.faults) == faults


def test_what_declares_nothing_is_one_fault_and_not_one_for_every_use(change: Change) -> None:
    assert [f.what for f in change(ROOT, "roles:\n", "roles: {}\nrolls:\n")] == [
        "no role is declared", "the key `rolls` is not known here",
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["", "given_name: [\n"])
def test_no_attributes_is_one_fault(project: Path, content: str) -> None:
    (project / ATTRIBUTES).write_text(content, encoding="utf-8")
    assert len(check_project(project)) == 1


def test_a_fault_in_a_definition_is_not_repeated_where_it_is_used(change: Change) -> None:
    [fault] = change(ATTRIBUTES, "type: email", "type: mail")
    assert fault.where.endswith(": email.type")


@pytest.mark.parametrize(
    ("name", "says"),
    [("sources/Web Shop.yaml", "Rename"), ("sources/crm.yml", "Rename"),
     ("catalog/attribute.yaml", "Did you mean `catalog/attributes.yaml`?")],
)  # fmt: skip
def test_a_file_that_nothing_reads_is_a_fault(project: Path, name: str, says: str) -> None:
    (project / name).write_text("{}\n", encoding="utf-8")
    [fault] = check_project(project)
    assert fault.where == name
    assert says in fault.mend


def test_no_source_is_a_fault(project: Path) -> None:
    for path in (project / "sources").iterdir():
        path.unlink()
    assert [fault.what for fault in check_project(project)] == ["no source is declared"]


def test_a_national_number_is_possible_outside_the_netherlands(change: Change) -> None:
    change(ROOT, "country: NL", "country: AU")
    number = "user.government_id.national_identification_number"
    assert change(ATTRIBUTES, "user.unique_id", number) == []


def test_a_folder_without_a_project_is_one_fault(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        [fault] = check_project(folder)
        assert "klantbeeld init" in fault.mend
        with pytest.raises(InputError):
            load_project(folder)
