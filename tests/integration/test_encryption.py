"""Encrypted attributes: unreadable in every table, readable through the gate, keys rotated."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.core.keyfile import SEALED_VALUES
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive, replay_dead_letters
from klantbeeld.pipeline.landing.sealing import holds_sealed
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.rights.rectify import rectify
from klantbeeld.pipeline.rotate_keys import Sealed, rotate, sealed_values
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from klantbeeld.store.keyring import Keyring, Keys, read_keyring
from project_folder import (
    AGENT,
    PEOPLE_COLUMNS,
    a_person,
    load,
    open_services,
    query,
    records,
    tables_with,
    write_csv,
    write_project,
)

MARK, NEWER = "NL91ABNA0417164300", "NL20INGB0001234567"
BY = Actor("machine", "", "cli")
COLUMNS = {**PEOPLE_COLUMNS, "account": "iban"}
ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}


def _declare(folder: Path, *, encrypted: bool) -> None:
    file = folder / "catalog/attributes.yaml"
    attributes = yaml.safe_load(file.read_text())
    attributes["iban"] = {
        "name": {"nl": "Rekening", "en": "Account"}, "type": "iban",
        "data_category": "user.financial.bank_account", "purposes": ["customer_service"],
        "retention": "2 years", "goal": "serve_better", "roles": ["service_agent"],
        "encrypted": encrypted,
    }  # fmt: skip
    file.write_text(yaml.safe_dump(attributes, sort_keys=False))


def _row(no: str, account: str = MARK) -> dict[str, Any]:
    return {**a_person(no, **ANNA), "account": account}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shop = {"people": {**records("data/people.csv"), "columns": COLUMNS}}
    made = write_project(tmp_path / "project", {"shop": shop})
    _declare(made, encrypted=True)
    write_csv(made / "data/people.csv", [_row("1"), _row("2"), _row("")])
    return made


def _loaded(folder: Path, database: Database) -> Services:
    services = open_services(folder, database)
    load(services)
    return services


def _seen(services: Services, person: int = 1) -> list[str]:
    view = services.gate.person(AGENT, "customer_service", person)
    golden = [value.value for value in view.golden if value.attribute == "iban"]
    return [*golden, *(record.values["iban"] for record in view.records if "iban" in record.values)]


def test_article_16_a_correction_that_is_encrypted_ends_when_the_source_says_the_same(
    folder: Path, database: Database
) -> None:
    services = _loaded(folder, database)
    asked = services.requests.open(AGENT, "customer_service", Kind.RECTIFICATION, 1)
    services.requests.identified(AGENT, "customer_service", asked.request_no, Identified.QUESTIONS)
    rectify(services, AGENT, "customer_service", asked.request_no, {"iban": NEWER})
    ended = "select record_no, ended_why from correction where ended_at is not null order by 1"
    receive(services, "shop", "people", [{**_row("1"), "city": "Zeist"}])
    assert query(database, ended) == []
    receive(services, "shop", "people", [_row("1", "NL20 INGB 0001 2345 67")])
    link_waiting(services, NoProgress())
    assert query(database, ended) == [(1, "confirmed")]
    assert _seen(services)[0] == NEWER
    assert tables_with(database, NEWER) == []
    # From now on the value is the source's own.
    receive(services, "shop", "people", [_row("1", MARK)])
    assert query(database, "select faults ->> 'iban' from source_record where record_no = 1") == [
        (None,)
    ]


def test_no_table_shows_it_and_the_gate_does(folder: Path, database: Database) -> None:
    services = _loaded(folder, database)
    receive(services, "shop", "people", [_row("1", NEWER)])  # so that there is a former version
    link_waiting(services, NoProgress())
    assert tables_with(database, MARK) == []
    assert tables_with(database, NEWER) == []
    assert set(_seen(services)) == {MARK, NEWER}
    assert services.gate.search(AGENT, "customer_service", MARK) == ()
    sealed = query(database, "select delivered ->> 'iban' from source_record")
    assert len({value for (value,) in sealed}) == 2  # equal values do not look alike


def test_a_row_that_could_not_be_read_is_sealed_and_can_be_replayed(
    folder: Path, database: Database
) -> None:
    services = _loaded(folder, database)
    assert query(database, "select count(*) from dead_letter where delivered is not null") == [(1,)]
    assert tables_with(database, MARK) == []
    assert replay_dead_letters(services, "shop").refused != ()


def test_the_same_again_is_unchanged(folder: Path, database: Database) -> None:
    services = _loaded(folder, database)
    receive(services, "shop", "people", [_row("1"), _row("2")])
    receipt = receive(services, "shop", "people", [_row("1"), _row("2", NEWER)])
    assert (receipt.unchanged, receipt.changed) == (1, 1)


def test_keys_are_rotated_and_the_old_values_still_open(folder: Path, database: Database) -> None:
    services = _loaded(folder, database)
    receive(services, "shop", "people", [_row("1")])
    link_waiting(services, NoProgress())
    before = sealed_values(services, NoProgress())
    assert (before.current > 0, before.to_do, before.lost) == (True, 0, 0)
    old = query(database, "select delivered ->> 'iban' from source_record order by 1")
    services.keyring.add_key()  # as a rotation that stopped before its first batch
    assert sealed_values(services, NoProgress()).former == before.current
    assert rotate(services, BY, NoProgress(), new_key=False).former == before.current
    assert sealed_values(services, NoProgress()) == before
    assert all(
        value.startswith("enc:1:k2:")
        for (value,) in query(database, "select delivered ->> 'iban' from source_record")
    )
    assert _seen(services) == [MARK] * 3
    assert services.keyring.unseal(old[0][0], "iban") == MARK
    rotated = receive(services, "shop", "people", [_row("1")])
    assert rotated.unchanged == 1


def test_what_becomes_encrypted_is_sealed_and_what_no_longer_is_is_opened(
    folder: Path, database: Database
) -> None:
    _declare(folder, encrypted=False)
    services = _loaded(folder, database)
    plain = tables_with(database, MARK)
    assert plain
    _declare(folder, encrypted=True)
    services = open_services(folder, database)
    assert sealed_values(services, NoProgress()).plain > 0
    assert _seen(services) == [MARK] * 3
    rotate(services, BY, NoProgress(), new_key=False)
    assert tables_with(database, MARK) == []
    _declare(folder, encrypted=False)
    services = open_services(folder, database)
    assert sealed_values(services, NoProgress()).unneeded > 0
    rotate(services, BY, NoProgress(), new_key=False)
    assert tables_with(database, MARK) == plain
    assert sealed_values(services, NoProgress()) == Sealed()


def test_without_the_keys_nobody_reads_it(folder: Path, database: Database) -> None:
    _loaded(folder, database)
    (folder / SEALED_VALUES.name).unlink()
    services = open_services(folder, database)
    assert MARK not in repr(_seen(services))
    assert sealed_values(services, NoProgress()).lost > 0


def test_a_lost_file_of_keys_is_told_and_none_is_made_in_its_place(
    folder: Path, database: Database
) -> None:
    keys = folder / SEALED_VALUES.name

    def opened() -> Keyring:
        return read_keyring(folder, None, lambda: holds_sealed(database))

    opened()  # an empty store gets its first key
    _loaded(folder, database)
    kept = keys.read_text()
    keys.unlink()
    with pytest.raises(InputError, match="is gone") as told:
        opened()
    assert SEALED_VALUES.name in str(told.value)
    assert not keys.exists()
    keys.write_text(kept)
    assert MARK in _seen(open_services(folder, database))


def test_a_source_cannot_break_a_page_with_what_looks_sealed(
    folder: Path, database: Database
) -> None:
    services = _loaded(folder, database)
    receive(services, "shop", "people", [{**_row("9"), "city": "enc:1:k1:AAAA"}])
    link_waiting(services, NoProgress())
    assert "enc:1:k1:AAAA" in repr(services.gate.person(AGENT, "customer_service", 1)).replace(
        "Enc", "enc"
    )


def test_a_sealed_value_opens_only_where_it_belongs(tmp_path: Path) -> None:
    keyring = read_keyring(tmp_path, None)
    sealed = keyring.seal(MARK, "iban")
    assert keyring.unseal(sealed, "iban") == MARK
    for changed, name in (
        (sealed, "remark"), (sealed[:-8] + "AAAAAAA=", "iban"), ("enc:1:k9:AAAA", "iban"),
        ("enc:1:k1:", "iban"), ("enc:1:", "iban"),
    ):  # fmt: skip
        with pytest.raises(InternalError):
            keyring.unseal(changed, name)


def test_the_file_of_keys_is_its_owners_and_stays(tmp_path: Path) -> None:
    first = read_keyring(tmp_path, None)
    assert stat.S_IMODE((tmp_path / SEALED_VALUES.name).stat().st_mode) == 0o600
    sealed = first.seal("x", "a")
    other = read_keyring(tmp_path, None)
    other.add_key()
    assert (other.unseal(sealed, "a"), first.unseal(other.seal("y", "a"), "a")) == ("x", "y")
    assert "k2" in first.seal("z", "a")
    assert repr(first.keys) == "Keys(current='k2')"
    assert isinstance(first.keys, Keys)


@pytest.mark.parametrize(
    "text", ["", "{}", "not json", '{"current": "k1", "keys": {"k1": "AA=="}}']
)
def test_keys_that_cannot_be_read_are_told_without_a_word_of_them(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / SEALED_VALUES.name).write_text(text)
    for given in (None, text):
        with pytest.raises(InputError) as refused:
            read_keyring(tmp_path, given)
        assert "AA==" not in str(refused.value)


def test_keys_of_the_environment_are_not_written_over(tmp_path: Path) -> None:
    read_keyring(tmp_path, None)
    given = read_keyring(tmp_path, (tmp_path / SEALED_VALUES.name).read_text())
    with pytest.raises(InputError):
        given.add_key()
