"""Partners: nobody is switched on without an agreement, or outside the EEA without safeguards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.partners import Agreement, Partner

SOUND: dict[str, Any] = {
    "name": "Bezorger",
    "kind": "processor",
    "does": {"nl": "Bezorgt.", "en": "Delivers."},
    "country": "NL",
    "contact": "p@bezorger.example",
    "active": True,
    "agreement": {"reference": "A1", "signed": "2026-01-31"},
    "purposes": ["order_fulfilment"],
    "attributes": ["email"],
    "knows_by": "webshop",
}
CLAUSES = {"kind": "standard_clauses", "reference": "2021/914, signed 2026-01-31"}
ADEQUACY = {"kind": "adequacy", "reference": "some decision"}
ABROAD = {"name": "Cloud", "does": {"nl": "Bewaart.", "en": "Stores."}, "country": "IN"}

CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"agreement": None}, "active", "no agreement", "agreement:"),
    ({"country": "US"}, "country", "outside the European Economic Area", "safeguards:"),
    ({"country": "IN", "safeguards": ADEQUACY}, "safeguards", "no adequacy decision", "another"),
    ({"sub_processors": [ABROAD]}, "sub_processors", "Cloud works outside", "safeguards"),
    ({"purposes": ["customer_service"]}, "purposes", "does not name this partner",
     "customer_service.partners"),
    ({"purposes": ["order_fulfilmnt"], "attributes": None}, "purposes.0", "no purpose",
     "Did you mean"),
    ({"attributes": ["emial"]}, "attributes.0", "no attribute", "Did you mean `email`?"),
    ({"knows_by": "till2"}, "knows_by", "no source", "till"),
    ({"notify": {"url": "http://far.example/x", "secret": "A"}}, "notify.url", "", ""),
    ({"country": "nl"}, "country", "not a code", "NL"),
    ({"agreement": {"reference": "A1", "signed": "soon"}}, "agreement.signed", "date", ""),
]  # fmt: skip


def project(folder: Path, **changes: Any) -> Path:
    """The starter with one partner, which ``order_fulfilment`` names."""
    init_project(folder)
    partner = {key: value for key, value in {**SOUND, **changes}.items() if value is not None}
    (folder / "catalog/partners.yaml").write_text(yaml.safe_dump({"bezorger": partner}))
    path = folder / "catalog/purposes.yaml"
    text = path.read_text()
    head, rest = text.split("order_fulfilment:\n", 1)
    path.write_text(f"{head}order_fulfilment:\n  partners: [bezorger]\n{rest}")
    return folder


def test_sound_partner_is_loaded(tmp_path: Path) -> None:
    catalogue = load_project(project(tmp_path / "p"))
    assert catalogue.partners["bezorger"].in_force(date(2026, 3, 1))


@pytest.mark.parametrize(("changes", "where", "what", "mend"), CASES)
def test_what_a_partner_lacks_is_a_fault(
    tmp_path: Path, changes: dict[str, Any], where: str, what: str, mend: str
) -> None:
    faults = check_project(project(tmp_path / "p", **changes))
    assert faults
    fault = faults[0]
    assert fault.where.startswith("catalog/partners.yaml:")
    assert fault.where.endswith(f": bezorger.{where}")
    assert what in fault.what
    assert mend in fault.mend


@pytest.mark.parametrize(
    "changes",
    [
        {"agreement": None, "active": False},
        {"country": "US", "active": False},
        {"country": "US", "safeguards": CLAUSES},
        {"country": "GB", "safeguards": ADEQUACY},
        {"sub_processors": [{**ABROAD, "safeguards": CLAUSES}]},
    ],
)
def test_what_is_off_or_safe_is_no_fault(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert check_project(project(tmp_path / "p", **changes)) == []


def test_legal_duty_asks_no_agreement_of_a_recipient(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p", agreement=None, kind="recipient", attributes=None,
        purposes=["fiscal_administration"], touchpoints=["order"],
    )  # fmt: skip
    path = folder / "catalog/purposes.yaml"
    head, rest = path.read_text().split("fiscal_administration:\n", 1)
    path.write_text(f"{head}fiscal_administration:\n  partners: [bezorger]\n{rest}")
    assert check_project(folder) == []


def test_agreement_holds_from_its_day_to_its_last(tmp_path: Path) -> None:
    partner = load_project(project(tmp_path / "p")).partners["bezorger"]
    agreement = Agreement(reference="A1", signed=date(2026, 2, 1), ends=date(2026, 2, 28))
    partner = Partner.model_validate({**partner.model_dump(), "agreement": agreement})
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert [partner.in_force(day) for day in days] == [False, True, True, False]
