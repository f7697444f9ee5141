"""Article 35: what is likely to be a high risk asks for an impact assessment first."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.dpia import checklist, dpia_kinds
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.needs import needs_of
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_ASSESSED = Words(nl="doelen met een beoordeling", en="purposes with an assessment")


@proof(
    "35",
    nl="De lijst van zeventien soorten verwerking van de toezichthouder is langsgelopen. Een doel "
    "dat gaat profileren of locaties gebruikt, vraagt een beoordeling en kan zonder niet aan.",
    en="The authority's list of seventeen kinds of processing was gone through. A purpose that "
    "begins to profile or to use locations asks for an assessment and cannot be on without one.",
)
def article_35_profiling_and_location_ask_for_an_assessment(world: Installation) -> None:
    expect(len(dpia_kinds()) == 17, "all seventeen kinds are on the list")
    catalogue = world.catalogue
    profiling = _with_purpose(catalogue, profiling=True, dpia=None)
    expect("customer_insight" in _missing(profiling, "profiling"), "profiling is found")
    expect(needs_of(profiling, "customer_insight"), "and the purpose cannot be switched on")
    city = catalogue.attributes["city"]
    purposes = (*city.purposes, "customer_insight")
    place = city.model_copy(update={"data_category": "user.location", "purposes": purposes})
    located = _with_purpose(catalogue, dpia=None).model_copy(
        update={"attributes": {**catalogue.attributes, "city": place}}
    )
    expect("customer_insight" in _missing(located, "location"), "a location is found")
    expect(needs_of(located, "customer_insight"), "and the purpose cannot be switched on")
    assessed = _with_purpose(catalogue, profiling=True, dpia="DPIA 1")
    expect(not _missing(assessed, "profiling"), "with an assessment nothing is missing")


@proof(
    "35",
    kind="installation",
    nl="Elk doel van deze installatie dat een beoordeling vraagt, noemt er een.",
    en="Every purpose of this installation that asks for an assessment names one.",
)
def article_35_every_purpose_that_asks_has_one(world: Installation) -> Figures:
    found = checklist(world.catalogue)
    missing = {name for finding in found for name in finding.missing}
    expect(not missing, "no assessment is missing")
    return (Figure(_ASSESSED, len({name for finding in found for name in finding.assessed})),)


def _with_purpose(catalogue: Catalogue, **changes: object) -> Catalogue:
    purpose = catalogue.purposes["customer_insight"].model_copy(update=changes)
    purposes = {**catalogue.purposes, "customer_insight": purpose}
    return catalogue.model_copy(update={"purposes": purposes})


def _missing(catalogue: Catalogue, kind: str) -> tuple[str, ...]:
    return next(each.missing for each in checklist(catalogue) if each.kind.key == kind)
