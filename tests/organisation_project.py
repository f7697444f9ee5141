"""A small project whose contacts act for organisations, for tests of the store and the surfaces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from project_folder import PEOPLE_COLUMNS, write_project

COMPANY_COLUMNS = {"company": "company", "kvk": "kvk", "vat": "vat"}
KINDS = {"company": "organisation_name", "kvk": "kvk", "vat": "vat"}


def contacts(**more: Any) -> dict[str, Any]:
    """A delivery of contacts: people with the organisation that they act for."""
    return {
        "kind": "records",
        "key": "no",
        "columns": PEOPLE_COLUMNS | COMPANY_COLUMNS,
        **more,
    }


def a_contact(no: str, **values: str) -> dict[str, str]:
    """A delivered row of a contact; what is not named is empty."""
    return {"no": no, **dict.fromkeys(PEOPLE_COLUMNS | COMPANY_COLUMNS, ""), **values}


def write_company_project(
    folder: Path,
    *sources: str,
    numbers_for: tuple[str, ...] = ("data_engineer", "marketing_manager"),
) -> Path:
    """A project with these sources of contacts; every role sees the name of an organisation, KvK
    and VAT numbers only the roles of ``numbers_for``."""
    write_project(folder, {source: {"people": contacts()} for source in sources})
    file = folder / "catalog" / "attributes.yaml"
    attributes = yaml.safe_load(file.read_text(encoding="utf-8"))
    like = attributes["postcode"]
    for name, kind in KINDS.items():
        roles = like["roles"] if name == "company" else list(numbers_for)
        attributes[name] = like | {
            "name": {"nl": name.capitalize(), "en": name.capitalize()},
            "type": kind, "match": True, "roles": roles,
        }  # fmt: skip
    file.write_text(yaml.safe_dump(attributes, sort_keys=False), encoding="utf-8")
    return folder
