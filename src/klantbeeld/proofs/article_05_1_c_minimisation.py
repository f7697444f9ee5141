"""Article 5(1)(c): no more than is needed, and what nobody needs can go."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.periods import duration
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.rights.dropping import drop
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_UNDECLARED = "Proefwaarde-zonder-doel"
_REMARK = "Proefopmerking-die-niemand-leest"
_DROP_LIST = Words(nl="gegevens op de schraplijst", en="things on the drop list")


@proof(
    "5(1)(c)",
    nl="Een bron levert een veld dat niemand heeft aangemeld. Er wordt niets van bewaard, en de "
    "ontvangst zegt welk veld dat was.",
    en="A source delivers a field that nobody declared. Nothing of it is stored, and the receipt "
    "says which field it was.",
)
def article_5_1_c_what_is_not_declared_is_not_stored(world: Installation) -> None:
    row = {"number": "C90", "given": "Proef", "family": "Persoon", "shoe_size": _UNDECLARED}
    receipt = receive(world.services, "crm", "customers", [row])
    expect(receipt.new == 1, "the row itself is taken in")
    expect(receipt.dropped_fields == ("shoe_size",), "the receipt names what was left out")
    expect(world.tables_with(_UNDECLARED) == (), "no table holds anything of it")


@proof(
    "5(1)(c)",
    nl="Een opmerking wordt lang door niemand gelezen. Zij komt op de schraplijst, wordt "
    "geschrapt, is dan in geen tabel meer te vinden en komt met een nieuwe levering niet terug.",
    en="A remark is read by nobody for long. It comes on the drop list, is dropped, is then "
    "found in no table, and does not come back with a new delivery.",
)
def article_5_1_c_what_nobody_reads_can_go(world: Installation) -> None:
    services = world.services
    row = {"number": "C91", "given": "Proef", "family": "Persoon", "remark": _REMARK}
    world.deliver("crm", "customers", row)
    patience = duration(world.catalogue.organisation.unused_after)
    world.moving_clock.forward(patience + timedelta(days=1))
    listed = {item.name for item in services.collection.overview().drop_list}
    expect("remark" in listed, "what nobody has read stands on the drop list")
    expect("email" not in listed, "what links records does not")
    engineer = world.actor("data_engineer")
    drop(services, engineer, "data_quality", "remark", "nobody reads it", NoProgress())
    expect(world.tables_with(_REMARK) == (), "no table holds anything of it")
    world.deliver("crm", "customers", {**row, "number": "C92"})
    expect(world.tables_with(_REMARK) == (), "a later delivery does not bring it back")


@proof(
    "5(1)(c)",
    kind="installation",
    nl="Elk gegeven van deze installatie dient een doel dat aanstaat, of wordt niet bewaard.",
    en="Everything that this installation stores serves a purpose that is switched on.",
)
def article_5_1_c_everything_stored_serves_a_purpose(world: Installation) -> Figures:
    view = world.services.collection.overview()
    idle = [item.name for item in view.items if item.standing == "no_purpose"]
    held = [name for name in idle if name in world.catalogue.attributes and _held(world, name)]
    expect(not held, "nothing is stored that serves no purpose")
    return (Figure(_DROP_LIST, len(view.drop_list)),)


def _held(world: Installation, name: str) -> bool:
    rows = world.rows(
        "select exists (select from source_record where jsonb_exists(delivered, %(name)s)) as held",
        {"name": name},
    )
    return bool(rows[0]["held"])
