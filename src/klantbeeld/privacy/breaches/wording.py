"""What the fields and choices of a breach are called, in Dutch and English side by side."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.breaches import views as fields

CHAPTERS = (
    Words(nl="0. Over deze melding", en="0. About this report"),
    Words(nl="1. Contact en andere organisaties", en="1. Contact and other organisations"),
    Words(nl="2. Tijdlijn", en="2. Timeline"),
    Words(nl="3. Aard van het datalek", en="3. Nature of the breach"),
    Words(nl="4. Welke gegevens, en hoeveel", en="4. Which data, and how many"),
    Words(nl="5. Om wie het gaat", en="5. Whom it is about"),
    Words(nl="6. Maatregelen vooraf", en="6. Measures before"),
    Words(nl="7. Gevolgen en ernst", en="7. Consequences and severity"),
    Words(nl="8. Vervolg", en="8. Follow-up"),
    Words(nl="9. Overig", en="9. Other"),
)

FIELDS = {
    "other_organisations": Words(nl="Andere organisaties", en="Other organisations"),
    "discovered": Words(nl="Hoe het ontdekt is", en="How it was discovered"),
    "nature": Words(nl="Soort inbreuk", en="Kind of breach"),
    "cause": Words(nl="Oorzaak", en="Cause"),
    "happened": Words(nl="Wat er gebeurde", en="What happened"),
    "measures_before": Words(nl="Beveiliging van tevoren", en="Security in place beforehand"),
    "unreadable": Words(nl="Onleesbaar gemaakt (versleuteld)", en="Made unreadable (encrypted)"),
    "consequences": Words(nl="Mogelijke gevolgen", en="Likely consequences"),
    "severity": Words(nl="Ernst voor wie het raakt", en="Severity for those affected"),
    "measures_after": Words(nl="Maatregelen achteraf", en="Measures taken"),
    "international": Words(nl="Mensen in andere landen", en="People in other countries"),
    "remarks": Words(nl="Opmerkingen", en="Remarks"),
}

CHOICES = {
    "confidentiality": Words(nl="anderen konden de gegevens zien", en="others could see the data"),
    "integrity": Words(nl="gegevens zijn veranderd", en="data were changed"),
    "availability": Words(
        nl="gegevens zijn weg of onbereikbaar", en="data are lost or out of reach"
    ),
    "wrong_recipient": Words(nl="naar de verkeerde gestuurd", en="sent to the wrong recipient"),
    "lost_or_stolen": Words(nl="verloren of gestolen", en="lost or stolen"),
    "unauthorised_look": Words(
        nl="een medewerker keek zonder reden", en="a colleague looked without a reason"
    ),
    "hacked": Words(nl="inbraak in een systeem", en="a system was broken into"),
    "malware": Words(nl="kwaadaardige software", en="malware"),
    "published": Words(nl="per ongeluk openbaar gemaakt", en="published by accident"),
    "wrong_settings": Words(nl="een verkeerde instelling", en="a wrong setting"),
    "deleted_or_changed": Words(
        nl="per ongeluk gewist of veranderd", en="deleted or changed by accident"
    ),
    "other": Words(nl="anders", en="other"),
    "yes": Words(nl="ja", en="yes"),
    "partly": Words(nl="voor een deel", en="in part"),
    "low": Words(nl="laag", en="low"),
    "limited": Words(nl="beperkt", en="limited"),
    "high": Words(nl="hoog", en="high"),
    "very_high": Words(nl="zeer hoog", en="very high"),
    "no": Words(nl="nee", en="no"),
    "eu": Words(nl="in andere landen van de EU", en="in other EU countries"),
    "outside_eu": Words(nl="buiten de EU", en="outside the EU"),
}

EVENTS = {
    "described": Words(nl="beschreven", en="described"),
    "counted": Words(nl="geteld wie het raakt", en="counted whom it affects"),
    "reported": Words(nl="gemeld bij de AP", en="reported to the authority"),
    "not_reported": Words(
        nl="vastgelegd dat melden niet hoeft", en="recorded that no report is needed"
    ),
    "people_told": Words(nl="betrokkenen ingelicht", en="people told"),
    "people_not_told": Words(
        nl="vastgelegd dat inlichten niet hoeft", en="recorded that people need not be told"
    ),
    "closed": Words(nl="afgesloten", en="closed"),
}


def said(key: str, values: tuple[str, ...], language: str) -> str:
    """What was said of a field: choices in words, text as it is."""
    if not fields.FIELDS[key].choices:
        return "\n".join(values)
    return "; ".join(CHOICES[value].in_language(language) for value in values)
