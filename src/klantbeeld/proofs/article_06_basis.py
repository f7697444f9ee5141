"""Article 6: every purpose rests on one of the six bases, and on what that basis asks."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.needs import Missing, needs_of
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_ACTIVE = Words(nl="doelen die aanstaan", en="purposes that are switched on")


@proof(
    "6",
    nl="Van een doel is de belangenafweging weggehaald, van een ander de tekst waarmee toestemming "
    "wordt gevraagd, van een derde de rollen. Geen van de drie kan zo aan, en er staat bij waarom.",
    en="The balancing note was taken from one purpose, the text that asks consent from another, "
    "the roles from a third. None of the three can be on like that, and it says why.",
)
def article_6_without_its_basis_a_purpose_cannot_be_on(world: Installation) -> None:
    expect(len(LegalBasis) == 6, "the six bases of the law are the only ones")
    catalogue = world.catalogue
    unweighed = _changed(catalogue, "customer_insight", balancing_note="  ")
    expect(_lacks(unweighed, "customer_insight", Missing.BALANCING_NOTE), "no balancing note")
    unasked = catalogue.model_copy(update={"consents": {}})
    expect(_lacks(unasked, "direct_marketing", Missing.CONSENT_TEXT), "nothing asks consent")
    nobody = _changed(catalogue, "customer_service", roles=())
    expect(_lacks(nobody, "customer_service", Missing.ROLES), "nobody may read for it")


@proof(
    "6",
    kind="installation",
    nl="Elk doel van deze installatie dat aanstaat, heeft een grondslag en alles wat die vraagt.",
    en="Every purpose of this installation that is on has a legal basis and all that it asks.",
)
def article_6_every_purpose_in_use_has_its_basis(world: Installation) -> Figures:
    active = world.catalogue.active_purposes
    lacking = [name for name in active if needs_of(world.catalogue, name)]
    expect(not lacking, "nothing is missing of a purpose that is on")
    return (Figure(_ACTIVE, len(active)),)


def _changed(catalogue: Catalogue, name: str, **changes: object) -> Catalogue:
    purpose = catalogue.purposes[name].model_copy(update=changes)
    return catalogue.model_copy(update={"purposes": {**catalogue.purposes, name: purpose}})


def _lacks(catalogue: Catalogue, name: str, missing: Missing) -> bool:
    return missing in {need.missing for need in needs_of(catalogue, name)}
