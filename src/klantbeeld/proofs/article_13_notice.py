"""Articles 13 and 14: customers are told all that they must be told, also of data from others."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.calendar import add_months
from klantbeeld.documents.html import as_html
from klantbeeld.privacy.partners.origins import origin_told, origins
from klantbeeld.privacy.register.build import build_register
from klantbeeld.privacy.register.notice import privacy_notice
from klantbeeld.proofs.frame import expect, proof
from klantbeeld.proofs.installation import Installation


@proof(
    "13",
    nl="De tekst voor klanten is uit de catalogus gemaakt en noemt: wie verantwoordelijk is, elk "
    "doel met grondslag en termijn, elke ontvanger, de rechten, het bezwaar apart, en de klacht "
    "bij de toezichthouder.",
    en="The notice for customers is made from the catalogue and names: who is responsible, each "
    "purpose with ground and period, each recipient, the rights, the objection apart, and the "
    "complaint to the authority.",
)
def article_13_notice_tells_every_point(world: Installation) -> None:
    with world.services.database.transaction() as transaction:
        register = build_register(transaction, world.catalogue, world.clock())
    text = as_html(privacy_notice(register, world.catalogue, "en"))
    own = world.catalogue.organisation
    for point in (
        own.name, own.contact, "You can object", "withdraw", "The law asks it",
        "Proefbezorger", "Autoriteit Persoonsgegevens", "copy of them", "erased", "corrected",
    ):  # fmt: skip
        expect(point in text, f"the notice holds: {point}")
    for activity in register.activities:
        expect(
            (activity.name.en in text) == activity.active,
            "purposes in use stand in it, others do not",
        )


@proof(
    "14",
    nl="Een bron komt van een partner. Vanaf het laden staat de dag waarop mensen het uiterlijk "
    "moeten horen: een maand later. Daarna heet het te laat, tot vastligt dat het verteld is.",
    en="A source comes from a partner. From its load on stands the day by which people are told at "
    "the latest: a month later. After it it is overdue, until it is recorded that they were.",
)
def article_14_import_from_a_partner_sets_a_due_date(world: Installation) -> None:
    catalogue = _supplied(world.catalogue)
    clock, database = world.moving_clock, world.services.database
    with database.transaction() as transaction:
        found = origins(transaction, catalogue, clock())
    expect(found, "the delivery is on the list")
    for origin in found:
        expect(origin.due_at == add_months(origin.loaded_at, 1), "it is due a month later")
        expect(origin.state == "waiting", "it is not yet told")
    clock.forward(timedelta(days=32))
    with database.transaction() as transaction:
        later = origins(transaction, catalogue, clock())
        expect(all(origin.state == "overdue" for origin in later), "then it is overdue")
        for origin in later:
            origin_told(transaction, catalogue, origin.load_no, "email", "officer", clock())
        done = origins(transaction, catalogue, clock())
    expect(all(origin.state == "told" for origin in done), "until it was told")


def _supplied(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a source that comes from the partner."""
    carrier = catalogue.partners["carrier"].model_copy(update={"supplies": ("webshop",)})
    return catalogue.model_copy(update={"partners": {**catalogue.partners, "carrier": carrier}})
