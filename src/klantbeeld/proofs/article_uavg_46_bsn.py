"""UAVG 46 and Article 87: a citizen service number (BSN) is kept nowhere and logged nowhere."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.landing.load import declared_columns
from klantbeeld.pipeline.linking.judgements import merge
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

_NUMBER = "123456782"
_WRITTEN = (_NUMBER, "123.456.782", "1234.56.782", "123 456 782")
_REFUSED = Words(nl="velden waarin het nummer is geprobeerd", en="fields in which it was tried")


@proof(
    "UAVG 46",
    nl="Een geldig burgerservicenummer is in elk veld van een klantrij en in een klantvraag "
    "aangeleverd, op vier manieren geschreven. Elke rij is geweigerd, en het nummer staat nergens: "
    "niet in een tabel, niet in het antwoord, niet bij de geweigerde rijen.",
    en="A valid citizen service number was delivered in every field of a customer row and in a "
    "case, written in four ways. Every row was refused, and the number is nowhere: in no table, "
    "in no "
    "answer, not among the refused rows.",
)
def article_46_a_citizen_service_number_is_refused_everywhere(world: Installation) -> Figures:
    delivery = world.catalogue.sources["crm"].deliveries["customers"]
    fields = declared_columns(delivery)
    good = {"number": "C96", "given": "Proef", "family": "Persoon"}
    tried = 0
    for written in _WRITTEN:
        for field in fields:
            named = field in ("phone", "iban")  # numbers of their own: a BSN only by its name
            row = {**good, field: f"BSN {written}" if named else written}
            receipt = receive(world.services, "crm", "customers", [row])
            expect(receipt.new == 0 and len(receipt.refused) == 1, "the row is refused")
            expect(written not in repr(receipt), "the answer does not repeat the number")
            tried += 1
        case = {"number": "Q90", "customer": "C1", "at": "2026-06-03T10:00:00Z", "status": "open"}
        told = {**case, "question": f"Mijn nummer is {written}, help mij"}
        receipt = receive(world.services, "crm", "cases", [told])
        expect(receipt.new == 0 and len(receipt.refused) == 1, "a note with it is refused")
        tried += 1
    _nowhere(world)
    lines = world.rows("select count(*) as lines from refusal where rule = 'bsn'")
    expect(lines[0]["lines"] == tried, "each refusal left a line that says where")
    return (Figure(_REFUSED, tried),)


@proof(
    "87",
    nl="Een medewerker typt een burgerservicenummer als reden van een besluit. Het wordt geweigerd "
    "en nergens bewaard.",
    en="A colleague types a citizen service number as the reason of a decision. It is refused and "
    "kept nowhere.",
)
def article_87_nor_may_a_colleague_type_it(world: Installation) -> None:
    people = (world.person("anna"), world.person("carla"))
    with expect_error(InputError, "a reason with the number is refused"):
        merge(
            world.services, world.actor("service_agent"), "customer_service", people,
            reason=f"zelfde bsn {_NUMBER}",
        )  # fmt: skip
    _nowhere(world)


def _nowhere(world: Installation) -> None:
    for written in _WRITTEN:
        expect(world.tables_with(written) == (), "no table holds the number")
