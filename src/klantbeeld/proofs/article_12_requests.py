"""Article 12: one month to answer, two more only when told in time, and no more proof of identity
than it takes."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.rights.copy import copy_for
from klantbeeld.privacy.requests.state import Identified, Kind, State, Why
from klantbeeld.proofs.frame import expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"


@proof(
    "12",
    nl="Twee verzoeken komen binnen op 7 september. Het antwoord moet er op 7 oktober zijn. Het "
    "ene krijgt binnen de maand twee maanden erbij, met de reden; bij het andere is het na de "
    "maand te laat. Een klok die terugspringt geeft geen extra tijd; wat te laat is staat eerst.",
    en="Two requests come in on 7 September. The answer is due on 7 October. One gets two months "
    "more within the month, with the reason; for the other it is too late after it. A clock that "
    "jumps back gives no extra time, and what is late stands first.",
)
def article_12_one_month_and_two_more_in_time(world: Installation) -> None:
    agent, requests = world.actor("service_agent"), world.services.requests
    first = requests.open(agent, SERVICE, Kind.ACCESS, world.person("anna"))
    second = requests.open(agent, SERVICE, Kind.ERASURE, world.person("bram"))
    expect(str(first.due_on) == "2026-10-07", "one month after receipt")
    world.moving_clock.forward(timedelta(days=20))
    longer = requests.extend(agent, SERVICE, first.request_no, Why.COMPLEX)
    expect(str(longer.due_on) == "2026-12-07", "and two months more")
    world.moving_clock.forward(timedelta(days=20))
    requests.identified(agent, SERVICE, second.request_no, Identified.QUESTIONS)
    world.moving_clock.forward(-timedelta(days=30))
    with expect_error(InputError, "after the first month it is too late, whatever the clock says"):
        requests.extend(agent, SERVICE, second.request_no, Why.MANY_REQUESTS)
    (late, *_) = requests.pending(agent, SERVICE)
    expect(late.request_no == second.request_no and late.days_left < 0, "what is late stands first")


@proof(
    "12",
    nl="Zonder vast te leggen hoe is nagegaan wie het vraagt, gaat er niets de deur uit. "
    "Vastgelegd wordt alleen de manier; er is geen veld voor een kopie of een nummer.",
    en="Without recording how it was made sure who asks, nothing leaves. Only the way is recorded; "
    "there is no field for a copy or a number.",
)
def article_12_nothing_leaves_before_it_is_sure_who_asks(world: Installation) -> None:
    agent, requests = world.actor("service_agent"), world.services.requests
    asked = requests.open(agent, SERVICE, Kind.ACCESS, world.person("anna"))
    with expect_error(InputError, "no copy before somebody was identified"):
        copy_for(world.services, agent, SERVICE, asked.request_no)
    requests.identified(agent, SERVICE, asked.request_no, Identified.KNOWN_CONTACT)
    copy_for(world.services, agent, SERVICE, asked.request_no)
    done = requests.get(agent, SERVICE, asked.request_no)
    expect(done.state is State.CARRIED_OUT, "then it is carried out")
    details = [set(event.detail) for event in done.events]
    expect(details[1] == {"how"}, "of the check only the way is kept")
