"""Article 22: whoever wants a human look gets no profile and no decision by a machine."""

from __future__ import annotations

from klantbeeld.pipeline.rights.marking import mark
from klantbeeld.privacy.marks import MarkKind
from klantbeeld.privacy.requests.state import Identified, Kind, State
from klantbeeld.proofs.frame import expect, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"


@proof(
    "22",
    nl="Iemand vraagt dat een mens kijkt. Het verzoek heeft een behandelaar en een termijn, en "
    "vanaf dat moment geldt voor elke bronrij: geen profilering, geen besluit door een machine.",
    en="Somebody asks that a human looks. The request has somebody who handles it and a term, and "
    "from then on it holds for every source record: no profiling, no decision by a machine.",
)
def article_22_a_human_looks_and_no_machine_decides(world: Installation) -> None:
    agent, services, person = world.actor("service_agent"), world.services, world.person("anna")
    asked = services.requests.open(agent, SERVICE, Kind.HUMAN_REVIEW, person)
    services.requests.identified(agent, SERVICE, asked.request_no, Identified.QUESTIONS)
    done = mark(services, agent, SERVICE, asked.request_no, Kind.HUMAN_REVIEW)
    expect(done.state is State.CARRIED_OUT and done.events[-1].actor == agent.name, "who did it")
    marked = world.rows(
        "select record_no from record_mark where kind = %(kind)s and ended_at is null",
        {"kind": MarkKind.NO_PROFILING.value},
    )
    expect({row["record_no"] for row in marked} == set(done.records), "it holds for every record")
