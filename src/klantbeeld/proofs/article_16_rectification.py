"""Article 16: what somebody corrects stands, against whatever is delivered later, and is found."""

from __future__ import annotations

from klantbeeld.pipeline.rights.rectify import rectify
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.proofs.frame import expect, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"


@proof(
    "16",
    nl="Iemand verbetert zijn e-mailadres. Daarna levert de minder vertrouwde bron het oude adres "
    "opnieuw en de andere een ander: de verbetering blijft staan, met het spoor ervan. Pas als de "
    "bron hetzelfde zegt, is de waarde weer van de bron.",
    en="Somebody corrects his e-mail address. After it the less trusted source delivers the old "
    "address again and the other one another: the correction stands, with its trail. Once the "
    "source says the same the value is the source's own again.",
)
def article_16_a_correction_stands_until_the_source_says_the_same(world: Installation) -> None:
    agent, services, person = world.actor("service_agent"), world.services, world.person("anna")
    right = "anna.v@vriesema.example"
    asked = services.requests.open(agent, SERVICE, Kind.RECTIFICATION, person)
    services.requests.identified(agent, SERVICE, asked.request_no, Identified.KNOWN_CONTACT)
    rectify(services, agent, SERVICE, asked.request_no, {"email": right})

    def shown() -> str:
        view = services.gate.person(agent, SERVICE, person)
        return next(value.value for value in view.golden if value.attribute == "email")

    expect(shown() == right, "the corrected value stands at once")
    expect(services.gate.search(agent, SERVICE, right), "and is found")
    name = {"given": "Anna", "family": "Vriesema"}
    old, other = "anna@vriesema.example", "a@vriesema.example"
    world.deliver("webshop", "accounts", {"number": "W1", **name, "email": old, "city": "Zeist"})
    world.deliver("crm", "customers", {"number": "C1", **name, "email": other})
    expect(shown() == right, "later deliveries do not undo it")
    world.deliver("crm", "customers", {"number": "C1", **name, "email": right})
    ended = world.rows("select ended_why from correction where ended_at is not null")
    expect([row["ended_why"] for row in ended] == ["confirmed"], "the source confirmed it")
    expect(shown() == right, "and the value still stands")
