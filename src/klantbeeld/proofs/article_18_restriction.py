"""Articles 18 and 21: restricted data is kept and nothing else; an objection ends what it is
against, and one to direct marketing does so at once and for good."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.catalog.consents import Channel
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.judgements import merge
from klantbeeld.privacy.channels.rules import Contact, Message
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.marks import Bar, Ground, Marks
from klantbeeld.proofs.frame import expect, expect_error, proof
from klantbeeld.proofs.installation import Installation
from klantbeeld.proofs.people import PEOPLE

OFFERS, SIMILAR, INSIGHT = "direct_marketing", "similar_offers", "customer_insight"
SERVICE = "customer_service"
EVERY_WAY = (Channel.EMAIL, Channel.SMS, Channel.APP, Channel.PHONE, Channel.POST)


def allowed_ways(world: Installation, name: str) -> set[tuple[str, str]]:
    """Every (purpose, channel) in which marketing may reach one of the made-up people."""
    contacts = [
        Contact(purpose, channel, own_similar_products=True)
        for purpose in (OFFERS, SIMILAR)
        for channel in EVERY_WAY
    ]
    answers = world.services.contacts.may_contact(
        world.actor("service_agent"), SERVICE, world.person(name), contacts
    )
    return {(each.purpose, each.channel) for each in answers if each.allowed}


@proof(
    "18",
    nl="Gegevens worden beperkt. Wie geen verzoeken behandelt ziet een naam en verder niets, "
    "zoeken geeft niets prijs, geen bericht mag uit, en de beperking gaat pas van de klant af "
    "nadat het hem is verteld.",
    en="Data is restricted. Who handles no requests sees a name and nothing else, a search gives "
    "nothing away, no message may go out, and the restriction is lifted only after the person was "
    "told.",
)
def article_18_restricted_data_is_kept_and_nothing_else(world: Installation) -> None:
    agent, engineer = world.actor("service_agent"), world.actor("data_engineer")
    gate, marking, person = world.services.gate, world.services.marking, world.person("anna")
    before = gate.person(engineer, "data_quality", person)
    expect(len(before.golden) > 3, "unrestricted, more than the name is seen")
    marking.restrict(agent, SERVICE, person, Ground.ACCURACY_DISPUTED)
    view = gate.person(engineer, "data_quality", person)
    shown = {value.attribute for value in view.golden}
    expect(shown <= {"given_name", "name_prefix", "family_name"}, "restricted, only the name is")
    expect(
        not (view.timeline or view.totals) and view.bars == ("restricted",),
        "no touchpoint is shown, and the reader is told why",
    )
    hits = gate.search(engineer, "data_quality", view.display_name)
    expect(
        all(not hit.matched_value and hit.city is None for hit in hits if hit.person_id == person),
        "a search shows the name alone",
    )
    expect(not allowed_ways(world, "anna"), "no marketing may go out")
    service = Contact(SERVICE, Channel.EMAIL, Message.SERVICE)
    (told,) = world.services.contacts.may_contact(agent, SERVICE, person, [service])
    expect(not told.allowed, "nor any other message")
    expect(
        len(gate.person(agent, SERVICE, person).golden) > 3,
        "who handles requests still sees what there is to handle",
    )
    with expect_error(InputError, "it is not lifted before the person was told"):
        marking.lift(agent, SERVICE, person, None)
    with expect_error(InputError, "nor on a promise to tell"):
        marking.lift(agent, SERVICE, person, world.clock().date() + timedelta(days=2))
    marking.lift(agent, SERVICE, person, world.clock().date())
    expect(gate.person(engineer, "data_quality", person).golden == before.golden, "then it is")


@proof(
    "21",
    nl="Bezwaar tegen direct marketing: daarna mag geen enkele weg meer, op welke grondslag ook, "
    "ook niet met toestemming en niet na samenvoegen. Niemand anders dan de klant neemt het terug.",
    en="An objection to direct marketing: after it no way is left, on whatever basis, not with "
    "consent and not after a merge. Nobody but the customer takes it back.",
)
def article_21_an_objection_to_marketing_is_absolute(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("anna")
    marking, consents = world.services.marking, world.services.consents
    expect(allowed_ways(world, "anna"), "before it there are ways")
    marking.object(agent, SERVICE, person)
    for channel in EVERY_WAY:
        given = consents.give(agent, SERVICE, person, Wish(OFFERS, channel))
        if given.confirmation:
            consents.confirm(given.confirmation)
    expect(not allowed_ways(world, "anna"), "after it none is left, consent or not")
    view = world.services.gate.person(world.actor("marketing_manager"), OFFERS, person)
    expect("objected_to_marketing" in view.bars, "nor is the data read for it, profiling included")
    merge(world.services, agent, SERVICE, [world.person("gijs"), person])
    expect(not allowed_ways(world, "gijs"), "it holds for whoever the records become")
    with expect_error(InputError, "no interest of the company weighs more"):
        marking.end_objection(agent, SERVICE, person, None, Ground.OVERRIDDEN, "we need sales")
    marking.end_objection(agent, SERVICE, person, None, Ground.WITHDRAWN)
    expect(allowed_ways(world, "anna"), "the customer takes it back")


@proof(
    "21",
    nl="Een bronsysteem levert een bezwaar aan. Het geldt meteen, in elk kanaal. Een woord dat "
    "niet is aangegeven wordt geweigerd: geen bezwaar gaat stil verloren.",
    en="A source delivers an objection. It holds at once, in every channel. A word that nobody "
    "declared is refused: no objection is lost in silence.",
)
def article_21_a_delivered_objection_holds_at_once(world: Installation) -> None:
    expect(allowed_ways(world, "anna"), "before it there are ways")
    asked = {"number": "B1", "customer": PEOPLE["anna"].key, "at": world.clock().isoformat(),
             "about": "no marketing"}  # fmt: skip
    receipt = receive(world.services, "crm", "objections", [asked, {**asked, "about": "?"}])
    expect((receipt.new, len(receipt.refused)) == (1, 1), "an unknown word is refused")
    expect(not allowed_ways(world, "anna"), "after it none is left")


@proof(
    "21",
    nl="Bezwaar tegen een gerechtvaardigd belang: het gebruik stopt meteen en begint pas weer met "
    "een vastgelegde afweging. Tegen een contract is geen bezwaar.",
    en="An objection to a legitimate interest: the use stops at once, and starts again only with "
    "the weighing on record. There is none against a contract.",
)
def article_21_an_objection_to_an_interest_is_weighed(world: Installation) -> None:
    agent, reader = world.actor("service_agent"), world.actor("marketing_manager")
    marking, gate, person = world.services.marking, world.services.gate, world.person("bram")
    marking.object(agent, SERVICE, person, INSIGHT, "does not want to be followed")
    expect(gate.person(reader, INSIGHT, person).bars == ("objected",), "the use stops at once")
    with expect_error(InputError, "without a weighing it does not start again"):
        marking.end_objection(agent, SERVICE, person, INSIGHT, Ground.OVERRIDDEN, " ")
    marking.end_objection(agent, SERVICE, person, INSIGHT, Ground.OVERRIDDEN, "fraud, see file 12")
    expect(gate.person(reader, INSIGHT, person).bars == (), "with one on record it does")
    with expect_error(InputError, "there is no objection to what a contract needs"):
        marking.object(agent, SERVICE, person, SERVICE)


@proof(
    "21",
    nl="Het signaal van de browser (Global Privacy Control) geldt als bezwaar tegen verkoop en "
    "tegen profielen voor marketing.",
    en="The browser's signal (Global Privacy Control) counts as an objection to selling and to "
    "profiling for marketing.",
)
def article_21_the_signal_of_the_browser_counts(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("anna")
    world.services.marking.signal(agent, SERVICE, person)
    profiled = world.catalogue.purposes[OFFERS].model_copy(update={"profiling": True})
    marks = world.services.consents.show(agent, SERVICE, person).marks
    expect(Marks(marks).bars(OFFERS, profiled) == (Bar.GPC,), "profiling for marketing is refused")
    expect(Marks(marks).bars(SERVICE, world.catalogue.purposes[SERVICE]) == (), "service is not")
