"""Articles 26, 28 and 44 to 49: no agreement, no data; outside the EEA not without safeguards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.partners import EEA
from klantbeeld.core.errors import Fault
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.proofs.frame import expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

FILE = "catalog/partners.yaml"


@proof(
    "28",
    nl="Een partner zonder overeenkomst kan niet aan: de controle wijst het bestand en de regel "
    "aan. Met zijn sleutel ziet een partner precies wat is afgesproken, alleen voor zijn doel en "
    "alleen zolang de overeenkomst loopt; elke blik staat met zijn naam in het logboek.",
    en="A partner without an agreement cannot be switched on: the check points at the file and the "
    "line. By its key a partner sees exactly what was agreed, for its purpose alone and while the "
    "agreement holds; each look stands in the log with its name.",
)
def article_28_no_agreement_no_data(world: Installation) -> None:
    faults = faults_with(world, "carrier", {"agreement": None})
    expect(len(faults) == 1 and faults[0].where.startswith(f"{FILE}:"), "the check points at it")
    reads = world.services.partner_reads
    shown = reads.person("carrier", "order_fulfilment", "C1", "proof")
    agreed = {*world.catalogue.partners["carrier"].attributes}
    expect(shown.values and set(shown.values) <= agreed, "it sees what was agreed, no more")
    line = world.rows("select actor, purpose from access_log order by entry_no desc limit 1")[0]
    expect(
        (line["actor"], line["purpose"]) == ("carrier", "order_fulfilment"), "its name is logged"
    )
    with expect_error(Refused, "another purpose is refused"):
        reads.person("carrier", "customer_service", "C1", "proof")
    with expect_error(NotFound, "another source's number leads to nobody"):
        reads.person("carrier", "order_fulfilment", "W7", "proof")
    world.moving_clock.now = datetime(2025, 12, 1, tzinfo=UTC)
    with expect_error(Refused, "before the agreement nothing is given"):
        reads.person("carrier", "order_fulfilment", "C1", "proof")


@proof(
    "44",
    nl="Een partner in de Verenigde Staten zonder waarborg kan niet aan, en een onderverwerker "
    "daar evenmin. Met een waarborg wel, behalve met een adequaatheidsbesluit voor een land dat er "
    "geen heeft.",
    en="A partner in the United States without a safeguard cannot be switched on, nor can a "
    "sub-processor there. With a safeguard it can, save on an adequacy decision for a country "
    "that has none.",
)
def article_44_no_safeguard_no_transfer(world: Installation) -> None:
    clauses = {"kind": "standard_clauses", "reference": "2021/914"}
    adequacy = {"kind": "adequacy", "reference": "none"}
    below = {"name": "Wolk", "does": {"nl": "Bewaart.", "en": "Stores."}, "country": "US"}
    refused: tuple[Mapping[str, Any], ...] = (
        {"country": "US"},
        {"sub_processors": [below]},
        {"country": "IN", "safeguards": adequacy},
    )
    for change in refused:
        expect(len(faults_with(world, "carrier", change)) == 1, "without a safeguard it is refused")
    for change in (
        {"country": "US", "safeguards": clauses},
        {"country": "GB", "safeguards": adequacy},
    ):
        expect(not faults_with(world, "carrier", change), "with a safeguard it is allowed")


@proof(
    "44",
    kind="installation",
    nl="Elke partner van deze installatie die gegevens krijgt, zit in de Europese Economische "
    "Ruimte of heeft een waarborg.",
    en="Every partner of this installation that is given data is in the European Economic Area or "
    "has a safeguard.",
)
def article_44_every_destination_is_safe(world: Installation) -> None:
    for name, partner in world.catalogue.partners.items():
        if partner.active:
            safe = partner.country in EEA or partner.safeguards is not None
            expect(safe, f"{name} is in the EEA or has a safeguard")


def faults_with(world: Installation, partner: str, change: Mapping[str, Any]) -> list[Fault]:
    """What the check says of the project with this change to a partner; None takes a key away."""
    with tempfile.TemporaryDirectory(prefix="klantbeeld-proof-") as parent:
        folder = Path(parent) / "project"
        shutil.copytree(world.services.project, folder)
        file = folder / FILE
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
        declared[partner] |= change
        declared[partner] = {k: v for k, v in declared[partner].items() if v is not None}
        file.write_text(yaml.safe_dump(declared, default_flow_style=False), encoding="utf-8")
        return check_project(folder)
