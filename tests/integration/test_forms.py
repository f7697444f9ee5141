"""Stored forms give linking the same columns as the records themselves, however they are read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.core.progress import NoProgress
from klantbeeld.identity.records import Rows
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking import forms
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.linking.records import linking_columns, linking_names
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import read_told
from klantbeeld.quality import comparable
from project_folder import a_person, new_database, open_services, query, records, write_project

pytestmark = pytest.mark.store


@pytest.fixture(scope="module")
def services(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A store of three linked records, one of them with nothing that can be compared."""
    sources = {"shop": {"people": records()}}
    folder = write_project(tmp_path_factory.mktemp("forms") / "project", sources)
    people = [
        a_person("1", first_name="Zoë", last_name="van den Berg", email="Zoe@Berg.example"),
        a_person("2", first_name="Bram", last_name="Okkerse", postcode="3512 AB", number="12"),
        a_person("3"),
    ]
    with new_database(embedded_url) as database:
        opened = open_services(folder, database)
        receive(opened, "shop", "people", people)
        link_waiting(opened, NoProgress())
        yield opened


def _columns(services: Services, *, stored: bool) -> dict[str, list[str]]:
    numbers: Rows = np.array([1, 2, 3, 99], np.int64)
    with services.database.transaction() as transaction:
        if stored:
            found, texts = forms.read_forms(transaction, services.catalogue, numbers)
            columns = forms.columns_of(services.catalogue, found, texts)
        else:
            told = read_told(transaction, services.catalogue, numbers)
            columns = linking_columns(told, services.catalogue)
    return {name: [value or "" for value in column] for name, column in columns.items()}


def test_forms_say_what_the_records_say(services: Services) -> None:
    assert _columns(services, stored=True) == _columns(services, stored=False)
    assert query(services.database, "select count(*) from linking_form") == [(3,)]


def test_a_build_stores_the_same_forms(services: Services) -> None:
    live = query(services.database, "select * from linking_form order by 1")
    rebuild(services, NoProgress())
    assert query(services.database, "select * from linking_form order by 1") == live


@pytest.mark.parametrize("lost", ["delete from linking_form", "update linking_form set form = 'x'"])
def test_a_form_that_is_missing_or_of_another_catalogue_is_made_anew(
    services: Services, lost: str
) -> None:
    with services.database.transaction() as transaction:
        transaction.execute(lost)
    assert _columns(services, stored=True) == _columns(services, stored=False)


def test_many_forms_are_read_as_few_are(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = _columns(services, stored=True)
    monkeypatch.setattr(forms, "SMALL", 2)
    with services.database.transaction() as transaction:
        numbers: Rows = np.array([1, 2, 3], np.int64)
        found, texts = forms.read_forms(transaction, services.catalogue, numbers)
    table = forms.columns_of(services.catalogue, found, texts)
    assert isinstance(table, pa.Table)
    assert table.column_names == ["record_no", *linking_names(services.catalogue)]
    for name in linking_names(services.catalogue):
        assert [value or "" for value in table[name].to_pylist()] == few[name]


def test_nothing_that_stands_between_values_is_in_one() -> None:
    text = "A\x1fB\nC\tD\x01E"
    assert comparable(AttributeType.IDENTIFIER, text) == "a b c d e"
