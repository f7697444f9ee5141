"""Articles 7 and 8: consent with its proof, withdrawn as easily, of children by their parents."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.linking.judgements import merge, undo
from klantbeeld.privacy.channels.rules import Contact
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.consent.state import Flaw, Standing
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

OFFERS = "direct_marketing"
SERVICE = "customer_service"
MAIL = Contact(OFFERS, Channel.EMAIL)
_STATEMENTS = Words(nl="verklaringen met hun bewijs", en="statements with their proof")


def standing(world: Installation, name: str, channel: Channel = Channel.EMAIL) -> Standing:
    """How it stands with offers by a channel, for one of the made-up people."""
    view = world.services.consents.show(world.actor("service_agent"), SERVICE, world.person(name))
    states = {(state.purpose, state.channel): state.standing for state in view.states}
    return states[OFFERS, channel]


def may_mail(world: Installation, name: str) -> bool:
    """Whether offers may be mailed to one of the made-up people."""
    agent = world.actor("service_agent")
    (answer,) = world.services.contacts.may_contact(agent, SERVICE, world.person(name), [MAIL])
    return answer.allowed


@proof(
    "7",
    nl="Een klant geeft toestemming. Vastgelegd staan wie, wanneer, voor welk doel, langs welke "
    "weg, met welke tekst en door wie genoteerd. Zonder bekende tekst is er geen toestemming.",
    en="A customer consents. What is kept: who, when, for which purpose, by which channel, to "
    "which text, and who wrote it down. Without a known text there is no consent.",
)
def article_7_consent_comes_with_its_proof(world: Installation) -> Figures:
    agent, person = world.actor("service_agent"), world.person("carla")
    expect(standing(world, "carla") is Standing.NONE, "nothing is given by default")
    wish = Wish(OFFERS, Channel.EMAIL, given_via="shop")
    world.services.consents.give(agent, SERVICE, person, wish)
    view = world.services.consents.show(agent, SERVICE, person)
    given = [state for state in view.states if state.given]
    expect(len(given) == 1, "what is given holds for one purpose and one channel, no other")
    proof_of = given[0].statement
    expect(
        proof_of is not None
        and (proof_of.text_version, proof_of.actor, proof_of.via, proof_of.given_via)
        == ("2026-1", agent.name, agent.via, "shop")
        and proof_of.at == world.clock(),
        "the proof names the text, the moment, who wrote it down and where it was said",
    )
    with expect_error(InputError, "a text that nobody declared is no ground"):
        unknown = Wish(OFFERS, Channel.POST, text_version="2019-9")
        world.services.consents.give(agent, SERVICE, person, unknown)
    world.deliver(
        "crm", "consents",
        {"number": "T90", "customer": "C6", "at": "2026-08-01T10:00:00+02:00", "purpose": OFFERS,
         "channel": "email", "decision": "given", "text_version": "", "given_via": "form"},
        {"number": "T91", "customer": "C2", "at": "2026-08-01T10:00:00+02:00", "purpose": OFFERS,
         "channel": "email", "decision": "perhaps", "text_version": "2026-1", "given_via": "form"},
    )  # fmt: skip
    expect(standing(world, "farid") is Standing.INVALID, "a delivery without a text is no consent")
    expect(standing(world, "bram") is Standing.UNCLEAR, "a word that nobody declared is no consent")
    return [Figure(_STATEMENTS, len(view.statements))]


@proof(
    "7",
    nl="Intrekken kost een handeling, net als geven, en werkt meteen: dezelfde vraag krijgt daarna "
    "een ander antwoord.",
    en="Withdrawing takes one act, as giving does, and works at once: the same question then has "
    "another answer.",
)
def article_7_withdrawing_is_as_easy_and_works_at_once(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("anna")
    expect(may_mail(world, "anna"), "who consents may be mailed")
    world.services.consents.withdraw(agent, SERVICE, person, Wish(OFFERS, Channel.EMAIL))
    expect(not may_mail(world, "anna"), "who withdrew may not be mailed from that moment on")
    marketeer = world.actor("marketing_manager")
    view = world.services.gate.person(marketeer, OFFERS, person)
    expect(
        not {value.attribute for value in view.golden} - {"given_name", "family_name"},
        "of who withdrew the purpose shows a name and nothing else",
    )
    expect(not may_mail(world, "eva"), "what a source delivered as withdrawn is withdrawn")


@proof(
    "7",
    nl="Twee klanten blijken een: de strengste uitspraak geldt. Bij terugdraaien staat ieder weer "
    "zoals het was. Een klok die terugspringt verandert daar niets aan.",
    en="Two customers turn out to be one: the strictest statement holds. Undone, each stands as "
    "before. A clock that jumps back changes nothing in that.",
)
def article_7_the_strictest_survives_a_merge(world: Installation) -> None:
    agent, anna, eva = world.actor("service_agent"), world.person("anna"), world.person("eva")
    made = merge(world.services, agent, SERVICE, [anna, eva])
    expect(not may_mail(world, "anna"), "a withdrawal holds for whoever the records become")
    undo(world.services, agent, SERVICE, [made.decision_no])
    expect(may_mail(world, "anna") and not may_mail(world, "eva"), "a split leaves each as before")
    world.moving_clock.forward(timedelta(days=-400))
    world.services.consents.withdraw(agent, SERVICE, anna, Wish(OFFERS, Channel.EMAIL))
    expect(not may_mail(world, "anna"), "a withdrawal counts although the clock jumped back")
    world.moving_clock.forward(timedelta(days=400))
    expect(not may_mail(world, "anna"), "and still does when the clock is right again")


@proof(
    "7",
    nl="Waar dubbele aanmelding is gevraagd telt toestemming pas na bevestiging: met een "
    "ondertekende link, binnen de tijd, een keer.",
    en="Where a double opt-in is asked consent counts only when confirmed: by a signed link, in "
    "time, once.",
)
def article_7_a_double_opt_in_is_confirmed_by_a_signed_link(world: Installation) -> None:
    consents, agent = world.services.consents, world.actor("service_agent")
    person, wish = world.person("carla"), Wish(OFFERS, Channel.SMS)
    late = consents.give(agent, SERVICE, person, wish).confirmation or ""
    expect(standing(world, "carla", Channel.SMS) is Standing.PENDING, "given is not enough")
    with expect_error(InputError, "a forged link confirms nothing"):
        consents.confirm(late[:-2] + "xx")
    world.moving_clock.forward(timedelta(days=8))
    with expect_error(InputError, "a link confirms nothing after its time"):
        consents.confirm(late)
    expect(standing(world, "carla", Channel.SMS) is Standing.EXPIRED, "nor does silence")
    token = consents.give(agent, SERVICE, person, wish).confirmation or ""
    consents.confirm(token)
    expect(standing(world, "carla", Channel.SMS) is Standing.GIVEN, "confirmed in time it holds")
    with expect_error(InputError, "a link confirms once"):
        consents.confirm(token)


@proof(
    "8",
    nl="Iemand onder de zestien kan niet zelf toestemmen; een ouder of voogd wel. Dat geldt ook "
    "voor wat een bron levert.",
    en="Somebody under sixteen cannot consent; a parent or guardian can. This holds for what a "
    "source delivers, too.",
)
def article_8_a_child_consents_by_a_parent(world: Installation) -> None:
    consents, agent = world.services.consents, world.actor("service_agent")
    child, wish = world.person("daan"), Wish(OFFERS, Channel.EMAIL)
    with expect_error(InputError, "a child's own consent is refused"):
        consents.give(agent, SERVICE, child, wish)
    world.deliver(
        "crm", "consents",
        {"number": "T92", "customer": "C4", "at": "2026-08-01T10:00:00+02:00", "purpose": OFFERS,
         "channel": "email", "decision": "given", "text_version": "2026-1", "given_via": "form"},
    )  # fmt: skip
    state = next(state for state in consents.show(agent, SERVICE, child).states)
    expect(
        state.standing is Standing.INVALID and Flaw.UNDER_AGE in state.flaws,
        "a delivered consent of a child is invalid, and says why",
    )
    by_parent = Wish(OFFERS, Channel.EMAIL, by_representative=True)
    consents.give(agent, SERVICE, child, by_parent)
    expect(standing(world, "daan") is Standing.GIVEN, "that of the representative holds")
    consents.withdraw(agent, SERVICE, child, wish)
    expect(standing(world, "daan") is Standing.WITHDRAWN, "withdrawing needs no parent")
