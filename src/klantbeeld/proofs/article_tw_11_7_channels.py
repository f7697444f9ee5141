"""Telecommunicatiewet 11.7 and 11.7a: whom messages, calls and cookies may reach, by the day."""

from __future__ import annotations

from datetime import date

from klantbeeld.catalog.consents import Channel, Sector
from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.channels.contact import ContactRules
from klantbeeld.privacy.channels.rules import Contact, Storage
from klantbeeld.privacy.channels.suppression import SuppressionList
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.door import Door
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation
from klantbeeld.proofs.people import PEOPLE

OFFERS, SIMILAR, SERVICE = "direct_marketing", "similar_offers", "customer_service"
_ASKED = Words(nl="mensen gevraagd", en="people asked about")
_ALLOWED = Words(nl="van hen mogen bereikt worden", en="of them may be reached")


def reached(world: Installation, contact: Contact, on: date | None = None) -> set[str]:
    """Which of the made-up people a selection for this contact holds."""
    names = {world.person(name): name for name in PEOPLE}
    selection = world.services.contacts.selection(
        world.actor("marketing_manager"), contact.purpose, list(names), contact, on
    )
    return {names[person] for person in selection.allowed}


@proof(
    "Tw 11.7(1)",
    nl="E-mail, sms en app: alleen wie aantoonbaar toestemming gaf krijgt een aanbieding. Wie op "
    "de lijst staat van adressen die met rust gelaten worden krijgt niets, ook met toestemming.",
    en="E-mail, SMS and app: only who provably consented gets an offer. Who stands on the list of "
    "addresses to leave alone gets nothing, consent or not.",
)
def article_11_7_1_messages_need_consent(world: Installation) -> Figures:
    mail = Contact(OFFERS, Channel.EMAIL)
    found = reached(world, mail)
    expect(found == {"anna"}, "of all the made-up people one consented to e-mail")
    for channel in (Channel.SMS, Channel.APP):
        expect(not reached(world, Contact(OFFERS, channel)), "nobody consented to another channel")
    agent = world.actor("service_agent")
    world.services.contacts.suppress(
        agent, SERVICE, ["anna@vriesema.example"], Channel.EMAIL, "list"
    )
    expect(not reached(world, mail), "an address to leave alone is left alone")
    expect(
        "suppressed_contact" not in world.tables_with("anna@vriesema.example"),
        "the list itself holds no address",
    )
    return [Figure(_ASKED, len(PEOPLE)), Figure(_ALLOWED, len(found))]


@proof(
    "Tw 11.7(3)",
    nl="Klanten mogen zonder toestemming gemaild worden als alle vijf voorwaarden gelden: adres "
    "gekregen bij een verkoop, dezelfde rechtspersoon, verteld bij het vragen, toen te weigeren, "
    "en eigen soortgelijke producten. Valt er een weg, dan niet.",
    en="Customers may be mailed without consent where all five conditions hold: the address came "
    "with a sale, the same legal entity, told when asked, refusable then, own similar products. "
    "Where one fails, they may not.",
)
def article_11_7_3_customers_with_all_five_conditions(world: Installation) -> None:
    whole = Contact(SIMILAR, Channel.EMAIL, own_similar_products=True)
    buyers = reached(world, whole)
    expect(buyers == {"anna", "gijs"}, "who bought and has no open complaint may be mailed")
    other = Contact(SIMILAR, Channel.EMAIL, own_similar_products=False)
    expect(not reached(world, other), "not about other products")
    webshop = world.catalogue.sources["webshop"]
    for condition in ("same_legal_entity", "told_at_collection", "opt_out_offered"):
        told = webshop.soft_opt_in
        changed = told.model_copy(update={condition: False}) if told else None
        without = webshop.model_copy(update={"soft_opt_in": changed})
        rules = _rules(world, sources={**world.catalogue.sources, "webshop": without})
        marketeer = world.actor("marketing_manager")
        people = [world.person(name) for name in PEOPLE]
        selection = rules.selection(marketeer, SIMILAR, people, whole)
        expect(not selection.allowed, "not where one of the conditions fails")
    agent = world.actor("service_agent")
    world.services.consents.withdraw(
        agent, SERVICE, world.person("gijs"), Wish(OFFERS, Channel.EMAIL)
    )
    expect(reached(world, whole) == {"anna"}, "nor who unsubscribed")


@proof(
    "Tw 11.7(2)",
    nl="Bellen: tot en met 30 juni 2026 mochten eigen klanten gebeld worden, daarna alleen wie "
    "toestemming gaf. Goede doelen en uitgevers mogen hun eigen klanten nog bellen.",
    en="Calls: until and including 30 June 2026 own customers could be called, after that only who "
    "consented. Charities and publishers may still call their own.",
)
def article_11_7_2_calls_after_1_july_2026(world: Installation) -> None:
    call = Contact(SIMILAR, Channel.PHONE)
    before = reached(world, call, date(2026, 6, 30))
    expect(before == {"anna", "gijs"}, "the day before, own customers could be called")
    expect(not reached(world, call, date(2026, 7, 1)), "from 1 July 2026 the list is empty")
    charity = world.catalogue.organisation.model_copy(update={"sector": Sector.CHARITY})
    rules, marketeer = _rules(world, organisation=charity), world.actor("marketing_manager")
    people = [world.person(name) for name in PEOPLE]
    selection = rules.selection(marketeer, SIMILAR, people, call, date(2026, 7, 1))
    expect(len(selection.allowed) == len(before), "a charity may call its own")
    agent, person = world.actor("service_agent"), world.person("gijs")
    world.services.consents.give(agent, SERVICE, person, Wish(OFFERS, Channel.PHONE))
    consented = Contact(OFFERS, Channel.PHONE)
    expect(reached(world, consented) == {"gijs"}, "who consented may be called")


@proof(
    "Tw 11.7a",
    nl="Zonder toestemming staat er niets op iemands apparaat dan wat nodig is of licht meet.",
    en="Without consent nothing stands on somebody's device but what is needed or measures "
    "lightly.",
)
def article_11_7a_devices_need_consent(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("carla")
    contacts = world.services.contacts

    def may(storage: Storage) -> bool:
        return contacts.may_store(agent, SERVICE, person, OFFERS, storage).allowed

    expect(may(Storage.FUNCTIONAL) and may(Storage.LIGHT_ANALYTICS), "what is needed is allowed")
    expect(not may(Storage.OTHER), "nothing else is before consent")
    world.services.consents.give(agent, SERVICE, person, Wish(OFFERS, Channel.DEVICE))
    expect(may(Storage.OTHER), "after consent it is")
    world.services.consents.withdraw(agent, SERVICE, person, Wish(OFFERS, Channel.DEVICE))
    expect(not may(Storage.OTHER), "and no longer once that is withdrawn")


def _rules(world: Installation, **changes: object) -> ContactRules:
    """The channel rules under a catalogue that differs in one thing."""
    services = world.services
    catalogue = world.catalogue.model_copy(update=changes)
    door = Door(services.database, catalogue, services.clock)
    return ContactRules(services.database, door, SuppressionList(services.project))
