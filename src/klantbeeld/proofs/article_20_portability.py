"""Article 20: what somebody gave and did goes along, and makes the same person elsewhere."""

from __future__ import annotations

from klantbeeld.pipeline.rights.erasure import erase, preview
from klantbeeld.pipeline.rights.portability import portable_for
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.proofs.frame import expect, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"


@proof(
    "20",
    nl="De meegenomen gegevens van iemand worden onder nieuwe nummers opnieuw ingelezen: het "
    "samengestelde beeld en de bestellingen zijn gelijk. Wat afgeleid is, gaat niet mee.",
    en="The data that somebody takes along are read in again under new numbers: the golden record "
    "and the orders are equal. What was derived does not go along.",
)
def article_20_what_is_taken_along_makes_the_same_person(world: Installation) -> None:
    agent, services, person = world.actor("service_agent"), world.services, world.person("anna")

    def picture(number: int) -> tuple[dict[str, str], list[tuple[str, str]]]:
        view = services.gate.person(agent, SERVICE, number)
        golden = {value.attribute: value.value for value in view.golden}
        return golden, sorted((total.type, str(total.amount)) for total in view.totals)

    before = picture(person)
    requests = services.requests
    asked = requests.open(agent, SERVICE, Kind.PORTABILITY, person)
    requests.identified(agent, SERVICE, asked.request_no, Identified.SIGNED_IN)
    taken = portable_for(services, agent, SERVICE, asked.request_no).as_json()["sources"]
    expect("match_weight" not in str(taken), "what was derived does not go along")
    erasing = requests.open(agent, SERVICE, Kind.ERASURE, person)
    requests.identified(agent, SERVICE, erasing.request_no, Identified.SIGNED_IN)
    seen = preview(services, agent, SERVICE, person)
    erase(services, agent, SERVICE, erasing.request_no, seen.records)
    new = {"C1": "N1", "W1": "N2"}
    for source, deliveries in taken.items():
        for delivery, items in deliveries.items():
            again = [
                {name: new.get(value, value) for name, value in item.items()} for item in items
            ]
            for item in again:
                if delivery in ("orders", "cases", "consents"):
                    item["number"] = f"again {item['number']}"
            world.deliver(source, delivery, *again)
    (found,) = services.gate.search(agent, SERVICE, "vriesema")
    expect(picture(found.person_id) == before, "the picture is the same")
