"""What is observed of how things went, beside what customers say: each measure declared once.

Leaving: name, meaning, unit, direction and what it needs, in both languages. An observed measure
has no interval where it counts everything there was; a share is told with how many it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.metrics import Direction, Unit


@dataclass(frozen=True, slots=True)
class ObservedMeasure:
    """One measure."""

    name: Words
    formula: Words
    needs: Words
    """What has to be declared for it."""
    unit: Unit
    direction: Direction

    @property
    def is_share(self) -> bool:
        """Whether it is a part of the cases."""
        return self.unit is Unit.SHARE


def _w(nl: str, en: str) -> Words:
    return Words(nl=nl, en=en)


OBSERVED_MEASURES: Mapping[str, ObservedMeasure] = {
    "requests_in_time": ObservedMeasure(
        _w("Verzoeken over gegevens op tijd", "Requests about data in time"),
        _w("Op tijd beantwoord of geweigerd, van alle die een einde kregen of te laat zijn.",
           "Answered or refused in time, of all that were ended or are too late."),
        _w("verzoeken van klanten over hun gegevens", "requests of customers about their data"),
        Unit.SHARE, Direction.UP,
    ),
    "first_contact_resolution": ObservedMeasure(
        _w("In één keer opgelost", "Solved at first contact"),
        _w("Opgelost met één contact en niet heropend, van alle opgeloste vragen.",
           "Settled with one contact and not opened again, of all settled cases."),
        _w("klantvragen met `means: {closed: ..., contacts: ...}`",
           "cases with `means: {closed: ..., contacts: ...}`"),
        Unit.SHARE, Direction.UP,
    ),
    "reopened": ObservedMeasure(
        _w("Heropend", "Opened again"),
        _w("Vragen die na de oplossing weer opengingen.",
           "Cases that were opened again once settled."),
        _w("klantvragen met `means: {reopened: ...}`", "cases with `means: {reopened: ...}`"),
        Unit.SHARE, Direction.DOWN,
    ),
    "hours_to_resolve": ObservedMeasure(
        _w("Tijd tot de oplossing", "Time to resolve"),
        _w("Uren van opening tot sluiting, gemiddeld; klokuren, ook 's nachts.",
           "Hours from opening to closing, on average; hours of the clock, at night too."),
        _w("klantvragen met `means: {closed: ...}`", "cases with `means: {closed: ...}`"),
        Unit.HOURS, Direction.DOWN,
    ),
    "delivered_as_promised": ObservedMeasure(
        _w("Bezorgd op de beloofde dag", "Delivered by the promised day"),
        _w("Leveringen die op of voor de beloofde dag kwamen.",
           "Deliveries that came on or before the promised day."),
        _w("leveringen met `due_at` en `means: {delivered: ...}`",
           "deliveries with `due_at` and `means: {delivered: ...}`"),
        Unit.SHARE, Direction.UP,
    ),
    "contacts_per_case": ObservedMeasure(
        _w("Contacten per vraag", "Contacts per case"),
        _w("Hoe vaak iemand contact had over één vraag, gemiddeld.",
           "How many contacts one case took, on average."),
        _w("klantvragen met `means: {contacts: ...}`", "cases with `means: {contacts: ...}`"),
        Unit.COUNT, Direction.DOWN,
    ),
    "transfers_per_case": ObservedMeasure(
        _w("Doorverbonden per vraag", "Passed on per case"),
        _w("Hoe vaak iemand werd doorgestuurd over één vraag, gemiddeld.",
           "How many times one case was passed on, on average."),
        _w("klantvragen met `means: {transfers: ...}`", "cases with `means: {transfers: ...}`"),
        Unit.COUNT, Direction.DOWN,
    ),
    "offers_accepted": ObservedMeasure(
        _w("Aangenomen aanbiedingen", "Offers accepted"),
        _w("Aanbiedingen die de klant aannam, van alle waarop die iets zei.",
           "Offers that the customer took, of all on which he said something."),
        _w("antwoorden op aanbiedingen, op de pagina van een klant",
           "answers to offers, on the page of a customer"),
        Unit.SHARE, Direction.UP,
    ),
    "mailed_during_complaint": ObservedMeasure(
        _w("Mailing tijdens een open klacht", "Mailing during an open complaint"),
        _w("Klachten van de laatste 90 dagen waarbij de klant toch een mailing kreeg.",
           "Complaints of the last 90 days during which the customer got a mailing all the same."),
        _w("`complaints` in catalog/experience.yaml, met `means: {closed: ...}` van die soort",
           "`complaints` in catalog/experience.yaml, with `means: {closed: ...}` of that type"),
        Unit.SHARE, Direction.DOWN,
    ),
}  # fmt: skip
