"""Articles 12, 13 and 15 by the customer's own page: one place, nobody else's, the whole of it."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.catalog.definition import Words
from klantbeeld.pipeline.linking.judgements import merge
from klantbeeld.pipeline.rights.copy import copy_for
from klantbeeld.privacy.errors import Refused
from klantbeeld.privacy.own_page.links import ClosedError, Standing, Visit
from klantbeeld.privacy.own_page.page import own_page
from klantbeeld.privacy.own_page.views import OwnPageView
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.privacy.subject import OWN_DATA
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"
_VALUES = Words(nl="gegevens op de eigen pagina", en="values on the own page")


def visit(world: Installation, name: str) -> Visit:
    """One of the made-up people follows a link that a colleague made."""
    links = world.services.own_links
    made = links.make(world.actor("service_agent"), SERVICE, world.person(name))
    return links.visit(links.open(made.secret))


def page(world: Installation, here: Visit) -> OwnPageView:
    """What he sees."""
    return own_page(world.services.gate.door, here.actor, here.person_id, items=500, looks=500)


def standing(world: Installation, secret: str) -> Standing:
    """What is with a link."""
    return world.services.own_links.standing(secret)


@proof(
    "12",
    nl="Een klant opent zijn eigen pagina: gegevens, gebeurtenissen, toestemmingen, wie keek, en "
    "alles wat hij kan vragen staan op één plek. Namen van collega's staan er niet.",
    en="A customer opens the own page: data, events, consents, who looked, and all that can be "
    "asked stand in one place. Names of colleagues do not.",
)
def article_12_everything_in_one_place(world: Installation) -> Figures:
    agent = world.actor("service_agent")
    world.services.gate.person(agent, SERVICE, world.person("anna"))
    here = visit(world, "anna")
    view = page(world, here)
    expect(len(view.sources) == 2, "every source that knows the customer is named")
    expect(view.items and view.kinds, "what happened is told")
    expect(any(each.since for each in view.consents), "what was consented to is told")
    looked = [look for look in view.looks if look.action == "person"]
    expect(looked and looked[0].role == agent.role, "who looked is told by role")
    expect(agent.name not in str(view), "no colleague is named")
    asked = world.services.requests.open(
        here.actor, OWN_DATA, Kind.RESTRICTION, here.person_id, via="own_page"
    )
    expect(asked.due_on > asked.received_on, "what is asked gets a last day")
    return (Figure(_VALUES, sum(len(each.values) for each in view.attributes)),)


@proof(
    "12",
    nl="Een link naar de eigen pagina is vervalst, te oud, al gebruikt, en van iemand bij wie "
    "intussen een ander is gevoegd. Geen ervan opent iets; een klant ziet nooit een ander.",
    en="A link to the own page is forged, too old, used before, and of somebody whom another was "
    "merged into since. None opens anything; a customer never sees another.",
)
def article_12_a_link_opens_the_own_page_alone(world: Installation) -> None:
    agent, links = world.actor("service_agent"), world.services.own_links
    expect(standing(world, "forged") is Standing.UNKNOWN, "a forged link opens nothing")
    used = links.make(agent, SERVICE, world.person("carla"))
    here = links.visit(links.open(used.secret))
    with expect_error(ClosedError, "a link opens once"):
        links.open(used.secret)
    with expect_error(Refused, "a customer does not see somebody else"):
        own_page(world.services.gate.door, here.actor, world.person("eva"))
    with expect_error(Refused, "a customer cannot search"):
        world.services.gate.search(here.actor, OWN_DATA, "Okkerse")
    old = links.make(agent, SERVICE, world.person("farid"))
    world.moving_clock.forward(timedelta(hours=world.catalogue.organisation.own_link_hours))
    expect(standing(world, old.secret) is Standing.EXPIRED, "an old link opens nothing")
    merged = links.make(agent, SERVICE, world.person("gijs"))
    merge(world.services, agent, SERVICE, [world.person("gijs"), world.person("farid")], None)
    expect(standing(world, merged.secret) is Standing.MERGED, "nor one of who was merged since")


@proof(
    "13",
    nl="Bij alles wat de klant van zichzelf ziet staan het doel met zijn uitleg in twee talen, de "
    "grondslag, de bron en de bewaartermijn.",
    en="Beside everything that customers see of themselves stand the purpose with its explanation "
    "in two languages, the legal basis, the source and how long it is kept.",
)
def article_13_each_value_says_why_and_from_where(world: Installation) -> Figures:
    view = page(world, visit(world, "anna"))
    purposes = world.catalogue.purposes
    expect(view.attributes, "the customer sees attributes")
    for attribute in view.attributes:
        expect(attribute.purposes and attribute.retention, "a purpose and a period for each")
        told = [purposes[name] for name in attribute.purposes]
        expect(
            all(p.description.nl and p.description.en and p.legal_basis for p in told),
            "each purpose is explained in both languages and has a basis",
        )
        expect(all(value.from_sources for value in attribute.values), "each value names its source")
    for kind in view.kinds:
        expect(kind.purposes and kind.retention, "so does each kind of event")
    return (Figure(_VALUES, sum(len(each.values) for each in view.attributes)),)


@proof(
    "15",
    nl="De eigen pagina en de kopie van alle gegevens zijn naast elkaar gelegd: wat op de pagina "
    "staat, staat in de kopie, en andersom.",
    en="The own page and the copy of all data were laid side by side: what stands on the page "
    "stands in the copy, and the reverse.",
)
def article_15_the_own_page_equals_the_copy(world: Installation) -> Figures:
    here = visit(world, "anna")
    requests = world.services.requests
    asked = requests.open(here.actor, OWN_DATA, Kind.ACCESS, here.person_id, via="own_page")
    requests.identified(here.actor, OWN_DATA, asked.request_no, Identified.SIGNED_IN)
    copy = copy_for(world.services, here.actor, OWN_DATA, asked.request_no)
    view = page(world, here)
    shown = {(each.attribute, value.value) for each in view.attributes for value in each.values} | {
        (each.name, each.value) for each in view.leftovers
    }
    delivered = {
        (name, row["standard"].get(name, value))
        for row in copy.tables["source_record"]
        for name, value in row["delivered"].items()
        if value
    }
    expect(shown == delivered, "the same values of the same attributes")
    happened = {row["touchpoint_key"] for row in copy.tables["touchpoint"]}
    expect({item.touchpoint_key for item in view.items} == happened, "the same events")
    return (Figure(_VALUES, len(shown)),)
