"""What a purpose needs to be switched on: faults with file and line, and a list of its own."""

from pathlib import Path

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.needs import Missing, needs_of
from klantbeeld.core.errors import Fault

PURPOSES = "catalog/purposes.yaml"


def _folder(tmp_path: Path, purpose: str, **changes: object) -> Path:
    """A new project in which one purpose is declared differently."""
    init_project(tmp_path)
    file = tmp_path / PURPOSES
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared[purpose] |= changes
    kept = {key: value for key, value in declared[purpose].items() if value is not None}
    file.write_text(yaml.safe_dump({**declared, purpose: kept}, sort_keys=False), encoding="utf-8")
    return tmp_path


def _one(folder: Path) -> Fault:
    (fault,) = check_project(folder)
    return fault


@pytest.mark.parametrize(
    ("purpose", "changes", "key", "what"),
    [
        ("customer_insight", {"balancing_note": None}, "legal_basis", "balancing of interests"),
        ("customer_insight", {"balancing_note": "  "}, "legal_basis", "balancing of interests"),
        ("customer_insight", {"profiling": True}, "profiling", "assessment of its impact"),
        ("customer_service", {"automated_decision": True}, "automated_decision", "assessment"),
        (
            "customer_insight",
            {"automated_decision": True, "dpia": "DPIA 3"},
            "automated_decision",
            "only on consent, a contract or a law",
        ),
        ("customer_service", {"legal_basis": "consent"}, "legal_basis", "what people consent to"),
        ("order_fulfilment", {"partners": ["nobody"]}, "partners", "there is no partner `nobody`"),
        (
            "direct_marketing",
            {"data_use": "marketing.advertising.profiling"},
            "data_use",
            "is profiling",
        ),
    ],
)
def test_what_an_active_purpose_lacks_is_a_fault_and_of_another_it_is_told(
    tmp_path: Path, purpose: str, changes: dict[str, object], key: str, what: str
) -> None:
    fault = _one(_folder(tmp_path / "on", purpose, **changes))
    assert fault.where.startswith(f"{PURPOSES}:")
    assert fault.where.endswith(f"{purpose}.{key}")
    assert what in fault.what

    off = _folder(tmp_path / "off", purpose, **changes, active=False)
    assert check_project(off) == []
    (need,) = needs_of(load_project(off), purpose)
    assert need.what == fault.what


def test_a_role_must_read_for_a_purpose_that_is_on(tmp_path: Path) -> None:
    faults = check_project(_folder(tmp_path, "order_fulfilment", roles=[]))
    assert any("nobody may read for it" in fault.what for fault in faults)


def test_where_somebody_is_asks_for_an_assessment(tmp_path: Path) -> None:
    init_project(tmp_path)
    file = tmp_path / "catalog/attributes.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("user.contact.address.city", "user.location.imprecise"))
    faults = check_project(tmp_path)
    assert {Missing.DPIA} == {
        Missing.DPIA for fault in faults if fault.what.endswith("(AVG Article 35): city")
    }
    assert len(faults) == 5  # each of the purposes of city


def test_nothing_is_on_by_default(tmp_path: Path) -> None:
    catalogue = load_project(_folder(tmp_path, "data_quality", active=None))
    assert not catalogue.purposes["data_quality"].active
    assert catalogue.visible_attributes("data_engineer", "data_quality") == ()
    assert catalogue.visible_attributes("service_agent", "customer_service") != ()
