"""Articles 9 and 10: special categories and offences are kept out, or somebody looks at them."""

from __future__ import annotations

from dataclasses import replace

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.forbidden import forbidden_category
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_TOLD = "Klant heeft diabetes"
_WAITING = Words(nl="teksten die nog nagekeken moeten worden", en="texts that still wait")
_FORBIDDEN = (
    "user.health_and_medical", "user.biometric", "user.demographic.religious_belief",
    "user.demographic.political_opinion", "user.demographic.race_ethnicity",
    "user.demographic.sexual_orientation", "user.criminal_history",
)  # fmt: skip


@proof(
    "9",
    nl="Gegevens over gezondheid, geloof, politiek, afkomst, seksualiteit en strafbare feiten zijn "
    "als soort gegeven aangemeld. De catalogus weigert ze allemaal.",
    en="Health, belief, politics, origin, sexuality and offences were declared as kinds of data. "
    "The catalogue refuses each of them.",
)
def article_9_special_data_cannot_be_declared(_: Installation) -> None:
    node = Node("catalog/attributes.yaml", 1, ("trait", "data_category"), "")
    for category in _FORBIDDEN:
        expect(forbidden_category(node, category, "NL"), "a special category is refused")
    expect(not forbidden_category(node, "user.contact.email", "NL"), "an address is not")


@proof(
    "9",
    nl="Een notitie vertelt over iemands gezondheid. Zij wordt gemeld aan de functionaris: de "
    "plaats, niet de tekst. Een ander ziet niet van wie zij is.",
    en="A note tells of somebody's health. The officer is told: the place, not the text. Nobody "
    "else sees whose it is.",
)
def article_9_health_in_a_note_is_flagged(world: Installation) -> None:
    row = {"number": "C94", "given": "Proef", "family": "Persoon", "remark": _TOLD}
    world.deliver("crm", "customers", row)
    officer = world.actor("privacy_officer")
    flags = world.services.collection.flags(officer, "accountability")
    expect([flag.category for flag in flags] == ["health"], "the text is flagged as health")
    expect(_TOLD not in repr(flags), "the list does not say what the text says")
    flagged = world.rows("select * from flagged_text")
    expect(_TOLD not in repr(flagged), "nor does the table")


@proof(
    "10",
    nl="Een notitie vertelt dat iemand een strafblad heeft. Zij wordt gemeld als strafbaar feit. "
    "Een straatnaam, een achternaam en een artikel met zo'n woord worden niet gemeld.",
    en="A note tells that somebody has a criminal record. It is flagged as an offence. A street, a "
    "family name and a product with such a word in it are not.",
)
def article_10_an_offence_is_told_from_a_name_or_a_thing(world: Installation) -> None:
    row = {"number": "C94", "given": "Proef", "family": "Persoon"}
    for harmless in ("Moskeeplein 4", "Mevrouw de Jood belde", "Kocht een boek over depressie"):
        world.deliver("crm", "customers", {**row, "remark": harmless})
    expect(not world.rows("select * from flagged_text"), "names and things are not flagged")
    world.deliver("crm", "customers", {**row, "remark": "Klant heeft een strafblad"})
    flags = world.rows("select category from flagged_text")
    expect([flag["category"] for flag in flags] == ["offence"], "an offence is")


@proof(
    "9",
    nl="De catalogus zegt van dezelfde notitie dat zulke tekst wordt geweigerd. Dan blijft er "
    "niets van staan, ook niet bij de rijen die niet gelezen konden worden.",
    en="The catalogue says of the same note that such text is refused. Then nothing of it stays, "
    "not among the rows that could not be read either.",
)
def article_9_health_is_refused_where_the_catalogue_says_so(world: Installation) -> None:
    remark = world.catalogue.attributes["remark"].model_copy(update={"free_text": "refuse"})
    attributes = {**world.catalogue.attributes, "remark": remark}
    strict = world.catalogue.model_copy(update={"attributes": attributes})
    services = replace(world.services, catalogue=strict)
    row = {"number": "C95", "given": "Proef", "family": "Persoon", "remark": _TOLD}
    receipt = receive(services, "crm", "customers", [row])
    expect(receipt.new == 0 and len(receipt.refused) == 1, "the row is refused")
    expect(world.tables_with(_TOLD) == (), "no table holds anything of the text")


@proof(
    "9",
    kind="installation",
    nl="Gemelde teksten van deze installatie zijn geteld.",
    en="Flagged texts of this installation were counted.",
)
def article_9_flagged_texts_are_counted(world: Installation) -> Figures:
    return (Figure(_WAITING, world.services.collection.flags_waiting()),)
