"""The projects that we hand out hold together, and their data are what they say."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.document import read_document
from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.schema import json_schema
from klantbeeld.catalog.sources import Delivery, LineDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.core.errors import InputError
from klantbeeld.demo.layout import FILES

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
DEMO = Path(str(resources.files("klantbeeld.demo") / "project"))


def columns_of(delivery: Delivery) -> set[str]:
    """The columns that a delivery reads."""
    not_columns = {"kind", "type", "files", "figure", "period"}
    named = delivery.model_dump(exclude=not_columns).values()
    found = {value for value in named if isinstance(value, str)}
    if not isinstance(delivery, LineDelivery | FigureDelivery):
        found |= set(delivery.columns)
    if isinstance(delivery, RecordDelivery):
        found |= set(delivery.only)
    if isinstance(delivery, TouchpointDelivery) and delivery.lines:
        found.add(delivery.lines.column)
    return found


@pytest.mark.parametrize("folder", [DEMO, EXAMPLES / "dutch_100k", EXAMPLES / "febrl3"])
def test_a_project_of_ours_has_no_faults(folder: Path) -> None:
    assert check_project(folder) == []


@pytest.mark.parametrize("folder", [DEMO, EXAMPLES / "dutch_100k", EXAMPLES / "febrl3"])
def test_every_role_sees_something_for_its_own_purpose(folder: Path) -> None:
    catalogue = load_project(folder)
    for name, role in catalogue.roles.items():
        assert catalogue.visible_attributes(name, role.default_purpose)


def test_the_demo_reads_only_columns_that_its_files_have() -> None:
    used: Counter[str] = Counter()
    catalogue = load_project(DEMO)
    for source in catalogue.sources.values():
        for delivery in source.deliveries.values():
            assert delivery.files is not None
            file = FILES[delivery.files.removeprefix("data/")]
            refused = {column.name for column in file.columns if not column.declare}
            assert columns_of(delivery) <= set(file.column_names) - refused, file.name
            if isinstance(delivery, TouchpointDelivery):
                assert catalogue.touchpoints[delivery.type].kind == file.holds
            if isinstance(delivery, TouchpointDelivery) and delivery.lines:
                lines = {column.name for column in file.lines}
                assert set(delivery.lines.model_dump(exclude={"column"}).values()) <= lines
            if file.encoding != "utf-8":
                assert delivery.reading.encoding == file.encoding
            if isinstance(delivery, FigureDelivery):
                assert file.holds == "figures"
                assert not file.customer
            used[file.name] += 1
    assert set(FILES) - set(used) == {"campagnes.csv"}


def test_the_demo_says_what_is_made_up() -> None:
    assert all(source.made_up for source in load_project(DEMO).sources.values())


def rows(catalogue: Catalogue, folder: Path, source: str, name: str) -> list[dict[str, str]]:
    delivery = catalogue.sources[source].deliveries[name]
    assert delivery.files is not None
    with (folder / delivery.files).open(encoding="utf-8", newline="") as file:
        dialect = csv.Sniffer().sniff(file.readline())
        file.seek(0)
        found = list(csv.DictReader(file, dialect=dialect))
    assert found
    for row in found:
        assert None not in row
        assert None not in row.values()
    assert columns_of(delivery) <= set(found[0])
    keys: list[str] = []
    if not isinstance(delivery, LineDelivery | FigureDelivery):
        keys = [row[delivery.key] for row in found]
    assert len(keys) == len(set(keys))
    return found


def test_a_new_project_passes_and_its_data_fit(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "project"
    written = init_project(folder)
    assert check_project(folder) == []
    assert {path for path in folder.rglob("*") if path.is_file()} == set(written)
    catalogue = load_project(folder)
    accounts = rows(catalogue, folder, "webshop", "accounts")
    cards = rows(catalogue, folder, "till", "cards")
    orders = rows(catalogue, folder, "webshop", "orders")
    assert {row["account_no"] for row in orders} <= {row["account_no"] for row in accounts}
    streets = [(row["postcode"].replace(" ", ""), row["street"]) for row in accounts]
    streets += [(row["Postcode"].replace(" ", ""), row["Straat"]) for row in cards]
    assert len(accounts) + len(cards) > len(set(streets)) > len(cards)


def test_the_how_to_is_true(tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/declare-a-source.md").read_text(encoding="utf-8")
    source, attribute = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[:2]
    init_project(tmp_path)
    with (tmp_path / "catalog/attributes.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + attribute)
    crm = tmp_path / "sources/crm.yaml"
    crm.write_text(source, encoding="utf-8")
    assert check_project(tmp_path) == []
    crm.write_text(source.replace("E-mail: email", "E-mail: e_mail"), encoding="utf-8")
    [fault] = check_project(tmp_path)
    assert str(fault).partition("Known")[0] in page


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert init_project(tmp_path)


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        init_project(tmp_path)
    with pytest.raises(InputError, match="a file, not a folder"):
        init_project(tmp_path / "mine.txt")
    with pytest.raises(InputError, match="cannot be written"):
        init_project(tmp_path / "mine.txt" / "project")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_every_file_names_a_schema_that_is_there(tmp_path: Path) -> None:
    init_project(tmp_path)
    for path in [*tmp_path.rglob("*.yaml"), *EXAMPLES.rglob("*.yaml")]:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert schema.is_file(), path
        kind = "source" if path.parent.name == "sources" else path.stem
        assert json.loads(schema.read_text(encoding="utf-8")) == json_schema()[kind], (
            "write it anew: klantbeeld.catalog.schema.write_schemas"
        )


def test_the_schemas_take_the_demo_and_refuse_a_typing_error() -> None:
    jsonschema = pytest.importorskip("jsonschema")  # comes with Altair, by way of Splink
    schemas = json_schema()
    for path in DEMO.rglob("*.yaml"):
        node, _ = read_document(path.parent, path.name)
        assert node is not None
        kind = "source" if path.parent.name == "sources" else path.stem
        validator = jsonschema.Draft202012Validator(schemas[kind])
        assert [error.message for error in validator.iter_errors(node.plain())] == []
        assert not validator.is_valid({**node.plain(), "trsut": 50})


def test_editors_offer_the_keys_of_fideslang() -> None:
    attribute = json_schema()["attributes"]["$defs"]["Attribute"]["properties"]
    assert "user.contact.email" in attribute["data_category"]["enum"]
    assert attribute["purposes"]["description"] == "What it is used for: no purpose, no data."
