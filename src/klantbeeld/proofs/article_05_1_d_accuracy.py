"""Article 5(1)(d): where a value comes from is known, and what is wrong or stale shows."""

from __future__ import annotations

from klantbeeld.pipeline.status import quality
from klantbeeld.proofs.frame import Figures, expect, proof
from klantbeeld.proofs.installation import Installation


@proof(
    "5(1)(d)",
    nl="Van elke waarde die van een klant te zien is, staat erbij uit welke bron zij komt, van "
    "wanneer zij is, en welke andere waarden het niet werden.",
    en="Every value that shows of a customer says from which source it comes, of when it is, and "
    "which other values it won from.",
)
def article_5_1_d_every_value_tells_where_it_comes_from(world: Installation) -> None:
    agent = world.actor("service_agent")
    view = world.services.gate.person(agent, "customer_service", world.person("bram"))
    expect(view.golden, "there is something to see")
    for value in view.golden:
        expect(value.winner.source in world.catalogue.sources, "the source is named")
        expect(value.winner.at is not None and value.rule, "with its moment and the rule")
    expect(any(value.losers for value in view.golden), "other values are told too")


@proof(
    "5(1)(d)",
    nl="Een bron levert een onmogelijke geboortedatum en een postcode die niet bestaat. De waarden "
    "gelden niet, de fout staat erbij, en de kwaliteitscijfers tellen haar.",
    en="A source delivers an impossible date of birth and a postcode that cannot exist. The values "
    "do not stand, the fault is told, and the quality figures count it.",
)
def article_5_1_d_what_is_wrong_shows_and_counts(world: Installation) -> Figures:
    before = _failures(world, "birth_date")
    row = {"number": "C93", "given": "Proef", "family": "Persoon", "born": "1980-02-31"}
    world.deliver("crm", "customers", {**row, "postcode": "0000 ZZ"})
    (stored,) = world.rows(
        "select standard, faults from source_record where source_record_id = 'C93'"
    )
    expect("birth_date" not in stored["standard"], "an impossible date does not stand")
    expect({"birth_date", "postcode"} <= stored["faults"].keys(), "the faults are told")
    expect(_failures(world, "birth_date") == before + 1, "the figures count it")
    return ()


def _failures(world: Installation, attribute: str) -> int:
    cells = quality(world.services.database, world.catalogue)
    return sum(
        cell.denominator - cell.numerator
        for cell in cells
        if cell.attribute == attribute and cell.dimension == "validity"
    )
