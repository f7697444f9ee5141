"""What the catalogue declares about security: faults with their line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project

PROVIDER = {
    "name": {"nl": "Werk", "en": "Work"}, "issuer": "https://login.example.org",
    "client_id": "kb", "roles": {"Service desk": "service_agent"},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_project(tmp_path / "project")
    return tmp_path / "project"


def _declare(folder: Path, **security: object) -> list[str]:
    file = folder / "klantbeeld.yaml"
    declared = yaml.safe_load(file.read_text())
    declared["security"] = security
    file.write_text(yaml.safe_dump(declared, sort_keys=False))
    return [str(fault) for fault in check_project(folder)]


def _iban(folder: Path, **more: object) -> list[str]:
    file = folder / "catalog/attributes.yaml"
    declared = yaml.safe_load(file.read_text())
    declared["iban"] = {
        "name": {"nl": "Rekening", "en": "Account"}, "type": "iban", "retention": "2 years",
        "data_category": "user.financial.bank_account", "purposes": ["customer_service"],
        "goal": "serve_better", "roles": ["service_agent"], "encrypted": True, **more,
    }  # fmt: skip
    file.write_text(yaml.safe_dump(declared, sort_keys=False))
    return [str(fault) for fault in check_project(folder)]


def test_security_is_optional_and_read(folder: Path) -> None:
    assert load_project(folder).security.keep_log == "7 years"
    assert _declare(folder, keep_log="5 years", identity_provider=PROVIDER) == []
    security = load_project(folder).security
    assert security.keep_log == "5 years"
    assert security.identity_provider is not None
    assert security.identity_provider.roles == {"Service desk": "service_agent"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"issuer": "http://login.example.org"}, "https"),
        ({"roles": {"desk": "service_agnt"}}, "Did you mean `service_agent`?"),
        ({"issuer": "login.example.org"}, "issuer"),
        ({"secret": "s3cret"}, "the key `secret` is not known here"),
    ],
)
def test_a_faulty_identity_provider_is_told(
    folder: Path, wrong: dict[str, object], told: str
) -> None:
    (fault,) = _declare(folder, identity_provider={**PROVIDER, **wrong})
    assert "klantbeeld.yaml:" in fault
    assert told in fault
    assert "s3cret" not in fault


def test_on_this_machine_http_will_do(folder: Path) -> None:
    local = {**PROVIDER, "issuer": "http://127.0.0.1:8080/realm"}
    assert _declare(folder, identity_provider=local) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"match": True, "type": "identifier"}, "links records cannot be encrypted"),
        ({"type": "email"}, "type `email` cannot be encrypted"),
        ({"survivorship": "most_frequent"}, "cannot survive by `most_frequent`"),
    ],
)
def test_what_cannot_be_encrypted_is_told(
    folder: Path, wrong: dict[str, object], told: str
) -> None:
    assert told in "".join(_iban(folder, **wrong))


def test_what_can_be_encrypted_is(folder: Path) -> None:
    assert _iban(folder, survivorship="most_trusted") == []
    assert load_project(folder).encrypted == {"iban"}
