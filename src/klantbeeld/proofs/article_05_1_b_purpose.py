"""Article 5(1)(b): what is read is read for a purpose, and for no other."""

from __future__ import annotations

from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import Refused, SwitchedOff
from klantbeeld.privacy.gate import Gate
from klantbeeld.proofs.frame import expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

_NEWEST = "select role, purpose, allowed, person_id from access_log order by entry_no desc limit 1"


@proof(
    "5(1)(b)",
    nl="Een marketingmedewerker vraagt een klant op voor een doel dat niet van marketing is. Er "
    "komt niets terug, het antwoord noemt de doelen die wel mogen, en de poging staat in het "
    "logboek.",
    en="A marketing colleague asks for a customer for a purpose that is not marketing's. Nothing "
    "is answered, the refusal names the purposes that would do, and the attempt stands in the log.",
)
def article_5_1_b_another_purpose_is_refused(world: Installation) -> None:
    marketing, person = world.actor("marketing_manager"), world.person("anna")
    for purpose in ("customer_service", "data_quality", "no_such_purpose"):
        try:
            world.services.gate.person(marketing, purpose, person)
        except Refused as refused:
            expect(refused.allowed_purposes, "the refusal names the purposes that would do")
        else:
            expect(False, "a purpose of another role is refused")
        (line,) = world.rows(_NEWEST)
        expect(not line["allowed"] and line["person_id"] is None, "the attempt stands in the log")
    expect(line["purpose"] == "undeclared", "what was typed as a purpose never enters the log")


@proof(
    "5(1)(b)",
    nl="Hetzelfde gegeven is te zien voor het ene doel en afwezig voor het andere.",
    en="The same attribute is in sight for one purpose and absent for another.",
)
def article_5_1_b_an_attribute_shows_for_its_own_purposes(world: Installation) -> None:
    marketing, person = world.actor("marketing_manager"), world.person("anna")
    gate = world.services.gate
    sights = {
        purpose: {value.attribute for value in gate.person(marketing, purpose, person).golden}
        for purpose in ("customer_insight", "direct_marketing")
    }
    expect("email" in sights["direct_marketing"], "the address is there for sending offers")
    expect("email" not in sights["customer_insight"], "and absent for looking at figures")


@proof(
    "5(1)(b)",
    nl="Een doel wordt uitgezet. Niemand leest er dan nog voor, en de weigering zegt waarom.",
    en="A purpose is switched off. Nobody reads for it any more, and the refusal says why.",
)
def article_5_1_b_nothing_is_read_for_a_purpose_that_is_off(world: Installation) -> None:
    catalogue = world.catalogue
    off = catalogue.purposes["customer_service"].model_copy(update={"active": False})
    purposes = {**catalogue.purposes, "customer_service": off}
    without = catalogue.model_copy(update={"purposes": purposes})
    gate = Gate(Door(world.services.database, without, world.clock))
    with expect_error(SwitchedOff, "a purpose that is off is refused with its own reason"):
        gate.person(world.actor("service_agent"), "customer_service", world.person("anna"))
    (line,) = world.rows(_NEWEST)
    expect(not line["allowed"] and line["purpose"] == "customer_service", "and it is logged")
