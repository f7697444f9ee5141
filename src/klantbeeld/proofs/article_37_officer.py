"""Articles 37-39: the officer examines all that accounts for the data, and changes nothing."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline.linking.judgements import merge
from klantbeeld.privacy.errors import NotTheirDuty, Refused
from klantbeeld.privacy.log_search import LogQuery
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

_SEEN = Words(nl="regels die de functionaris zag", en="lines that the officer saw")
_OPERATIONAL = (Duty.JUDGE, Duty.HANDLE_REQUESTS, Duty.ADMINISTER)
_FOR = "accountability"


@proof(
    "39",
    nl="De functionaris doorzoekt het hele logboek, op persoon, medewerker en wat geweigerd is. "
    "Andere rollen mogen dat niet, en elke zoektocht is zelf een regel.",
    en="The officer searches the whole log, by person, colleague and what was refused. Other roles "
    "may not, and every search is a line itself.",
)
def article_39_the_officer_reads_the_log(world: Installation) -> Figures:
    officer, agent = world.actor("privacy_officer"), world.actor("service_agent")
    person, log = world.person("bram"), world.services.log_search
    world.services.gate.person(agent, "customer_service", person)
    with expect_error(Refused, "another purpose is refused"):
        world.services.gate.person(agent, "direct_marketing", person)
    found = log.search(officer, _FOR, LogQuery(person_id=person)).lines
    expect([line.actor for line in found] == [agent.name], "who looked at a person is found")
    refused = log.search(officer, _FOR, LogQuery(refused=True)).lines
    expect(any(line.actor == agent.name for line in refused), "what was refused is found")
    everything = log.export(officer, _FOR, LogQuery())
    newest = everything[0]
    expect((newest.actor, newest.action) == (officer.name, "log_search"), "a search is a line")
    for role in ("service_agent", "marketing_manager", "data_engineer"):
        purpose = world.catalogue.roles[role].default_purpose
        with expect_error(NotTheirDuty, f"{role} may not search the log"):
            log.search(world.actor(role), purpose, LogQuery())
    return (Figure(_SEEN, len(everything)),)


@proof(
    "38",
    nl="De functionaris probeert twee klanten samen te voegen en accounts en sleutels te beheren. "
    "Alles wordt geweigerd.",
    en="The officer tries to merge two customers and to administer accounts and keys. All of it is "
    "refused.",
)
def article_38_the_officer_changes_nothing(world: Installation) -> None:
    officer = world.actor("privacy_officer")
    before = world.rows("select record_no, person_id from membership order by 1")
    with expect_error(Refused, "the officer may not decide who is one person"):
        merge(world.services, officer, _FOR, [world.person("carla"), world.person("farid")])
    for action in ("administer_accounts", "administer_keys"):
        with expect_error(Refused, "the officer may not administer accounts and keys"):
            world.services.administration.open(officer, _FOR, action)
    after = world.rows("select record_no, person_id from membership order by 1")
    expect(after == before, "nothing has changed")


@proof(
    "38",
    kind="installation",
    nl="In deze installatie heeft een rol het toezicht, en die rol heeft geen uitvoerende taken.",
    en="In this installation a role oversees, and that role has no operational duties.",
)
def article_38_oversight_stands_apart(world: Installation) -> None:
    overseers = [role for role in world.catalogue.roles.values() if Duty.OVERSEE in role.may]
    expect(overseers, "some role oversees (`may: [oversee]` in klantbeeld.yaml)")
    expect(
        all(duty not in role.may for role in overseers for duty in _OPERATIONAL),
        "a role that oversees neither judges, handles requests nor administers",
    )
