"""Article 5(1)(a): what is held has a purpose and a ground, and customers are told the same."""

from __future__ import annotations

from markupsafe import escape

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.documents.html import as_html
from klantbeeld.documents.model import Language
from klantbeeld.privacy.register.build import build_register
from klantbeeld.privacy.register.document import register_document
from klantbeeld.privacy.register.notice import privacy_notice
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_HELD = Words(nl="gegevens met doel en grondslag", en="kinds of data with purpose and ground")
_LANGUAGES: tuple[Language, ...] = ("nl", "en")


@proof(
    "5(1)(a)",
    kind="installation",
    nl="Elk gegeven van deze installatie heeft een doel, een grondslag en een naam in gewone taal. "
    "Alles wat voor een doel in gebruik is staat met dezelfde woorden in het register en in de "
    "tekst voor klanten, in beide talen.",
    en="Every kind of data of this installation has a purpose, a legal basis and a plain name. All "
    "that is in use for a purpose stands in the same words in the register and in the notice for "
    "customers, in both languages.",
)
def article_5_1_a_notice_equals_register(world: Installation) -> Figures:
    catalogue = world.catalogue
    kept: dict[str, Attribute | TouchpointType] = {**catalogue.attributes, **catalogue.touchpoints}
    for name, thing in kept.items():
        expect(set(thing.purposes) <= catalogue.purposes.keys(), f"{name} has known purposes")
        expect(thing.name.nl.strip() and thing.name.en.strip(), f"{name} has a plain name")
    with world.services.database.transaction() as transaction:
        register = build_register(transaction, catalogue, world.clock())
    for language in _LANGUAGES:
        told = as_html(privacy_notice(register, catalogue, language))
        listed = as_html(register_document(register, language))
        for activity in (each for each in register.activities if each.active):
            for words in (activity.name, activity.description, *(k.label for k in activity.kept)):
                text = _escaped(words.in_language(language))
                expect(text in told, f"the notice tells all of {activity.purpose}")
                expect(text in listed, f"the register lists all of {activity.purpose}")
    return (Figure(_HELD, len(kept)),)


def _escaped(text: str) -> str:
    """As it stands in HTML."""
    return str(escape(text)).replace("\n", "<br>")
