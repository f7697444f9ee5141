"""Article 5(1)(e): what is past its period is gone everywhere, and each run proves itself."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.catalog.definition import Words
from klantbeeld.pipeline.retention.run import look, run, runs
from klantbeeld.privacy.requests.state import Kind
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"
_REMOVED = Words(nl="waarden en rijen opgeruimd", en="values and rows cleared")


@proof(
    "5(1)(e)",
    nl="De klok gaat negen jaar vooruit. Een proefrun telt wat weg zou gaan en verandert niets; "
    "daarna ruimt de run het op. De waarden staan nergens meer, zoeken vindt niemand. Van wie een "
    "verzoek loopt blijft alles staan, en de run zegt waarom.",
    en="The clock goes nine years forward. A dry run counts what would go and changes nothing; "
    "then the run clears it. The values stand nowhere any more and a search finds nobody. Of "
    "whoever has an open request all stays, and the run says why.",
)
def article_5_1_e_past_its_period_it_is_gone(world: Installation) -> Figures:
    agent, services = world.actor("service_agent"), world.services
    services.requests.open(agent, SERVICE, Kind.ACCESS, world.person("bram"))
    world.moving_clock.forward(timedelta(days=9 * 366))
    seen = look(services, agent, SERVICE)
    expect(world.tables_with("Vriesema"), "a dry run changes nothing")
    done = run(services, agent, SERVICE)
    expect(done.removed == seen.removed, "the run clears what the dry run counted")
    for text in ("Vriesema", "Lindelaan", "K100001", "mijn pakket"):
        expect(not world.tables_with(text), "the values stand nowhere")
    expect(not services.gate.search(agent, SERVICE, "vriesema"), "a search finds nobody")
    expect(services.gate.search(agent, SERVICE, "okkerse"), "who has an open request stays")
    expect("open_request" in done.kept, "the run says why")
    expect(runs(services)[0].finished_at is not None, "the run is on the record")
    return (Figure(_REMOVED, sum(done.removed.values())),)
