"""Everything that can be wrong with a value: code, weight, and what a person reads.

Codes are stored and shown, so they never change their meaning. Weights follow the DAMA dimensions:
a placeholder is no value at all (completeness), an invalid value breaks its rule (validity), a
note is worth knowing but the value passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How a fault counts in the scorecard."""

    ABSENT = "absent"
    """No value was given; counts against completeness."""
    INVALID = "invalid"
    """The value breaks its rule; counts against validity. It may be kept as evidence."""
    NOTE = "note"
    """The value is valid; somebody may still want to look."""


@dataclass(frozen=True, slots=True)
class FaultText:
    """One fault: its weight and one sentence in Dutch and in English."""

    weight: Weight
    nl: str
    en: str


_A, _I, _N = Weight.ABSENT, Weight.INVALID, Weight.NOTE

CORRECTED = "corrected"
"""Not found by standardising: somebody corrected the value about himself (Article 16 AVG/GDPR)."""

FAULTS: dict[str, FaultText] = {
    "placeholder": FaultText(
        _A,
        "Opvulling zoals 'onbekend' of '-': er is geen waarde ingevuld.",
        "Filler such as 'unknown' or '-': no value was given.",
    ),
    CORRECTED: FaultText(
        _N,
        "De klant heeft dit zelf verbeterd; het geldt tot de bron hetzelfde zegt.",
        "The customer corrected this; it holds until the source says the same.",
    ),
    "too_long": FaultText(
        _I,
        "Langer dan dit soort gegeven mag zijn; de waarde is niet overgenomen.",
        "Longer than this kind of attribute may be; the value was not taken over.",
    ),
    "formula": FaultText(
        _I,
        "Begint als een spreadsheetformule; bewaard als gewone tekst, nooit uitgevoerd.",
        "Starts like a spreadsheet formula; kept as plain text, never executed.",
    ),
    "text.encoding": FaultText(
        _I,
        "Letters zijn verminkt door een verkeerde tekencodering; lever het bestand aan als UTF-8.",
        "Letters were damaged by a wrong character encoding; deliver the file as UTF-8.",
    ),
    "name.digits": FaultText(
        _I,
        "Een naam bevat geen cijfers of e-mailadres; kijk of de kolommen verschoven zijn.",
        "A name holds no digits or e-mail address; check whether columns have shifted.",
    ),
    "name.title_m": FaultText(
        _N,
        "Een mannelijke aanspreektitel stond in de naam en is eraf gehaald.",
        "A male form of address stood in the name and was taken off.",
    ),
    "name.title_f": FaultText(
        _N,
        "Een vrouwelijke aanspreektitel stond in de naam en is eraf gehaald.",
        "A female form of address stood in the name and was taken off.",
    ),
    "name.not_one_person": FaultText(
        _I,
        "Niet de naam van één persoon; de naam van een organisatie hoort in een eigen kolom.",
        "Not the name of one person; the name of an organisation belongs in a column of its own.",
    ),
    "prefix.unknown": FaultText(
        _I, "Geen bekend tussenvoegsel.", "Not a known name prefix (tussenvoegsel)."
    ),
    "email.syntax": FaultText(
        _I,
        "Geen geldig e-mailadres: naam, @ en domein zijn nodig.",
        "Not a valid e-mail address: it needs a name, an @ and a domain.",
    ),
    "email.domain_typo": FaultText(
        _I,
        "Het domein lijkt een tikfout in een bekende mailaanbieder; vraag het de klant.",
        "The domain looks like a typing error of a well-known provider; ask the customer.",
    ),
    "email.role": FaultText(
        _N,
        "Algemeen adres (info@, verkoop@): hoort niet bij een persoon.",
        "Shared role address (info@, sales@): it does not belong to one person.",
    ),
    "email.several": FaultText(
        _N,
        "Er stonden meer adressen in één veld; het eerste is genomen.",
        "Several addresses stood in one field; the first was taken.",
    ),
    "phone.invalid": FaultText(
        _I,
        "Geen telefoonnummer: te kort, te lang of met onbekend landnummer.",
        "Not a phone number: too short, too long or with an unknown country code.",
    ),
    "phone.unassigned": FaultText(
        _I,
        "De lengte klopt, maar deze nummerreeks is in dat land niet uitgegeven.",
        "The length is right, but that country has not given out this range of numbers.",
    ),
    "phone.several": FaultText(
        _N,
        "Er stonden meer nummers in één veld; het eerste is genomen.",
        "Several numbers stood in one field; the first was taken.",
    ),
    "date.syntax": FaultText(
        _I, "Geen leesbare datum; schrijf jjjj-mm-dd.", "Not a readable date; write yyyy-mm-dd."
    ),
    "date.impossible": FaultText(
        _I,
        "Deze dag bestaat niet in de kalender (zoals 31 februari).",
        "This day does not exist in the calendar (such as 31 February).",
    ),
    "date.partial": FaultText(
        _I, "Dag of maand ontbreekt in de datum.", "The day or the month is missing from the date."
    ),
    "date.future": FaultText(
        _I, "Een geboortedatum ligt niet in de toekomst.", "A birth date is not in the future."
    ),
    "date.early": FaultText(
        _I,
        "Geboren vóór 1900: voor een levende klant niet aannemelijk.",
        "Born before 1900: not likely for a living customer.",
    ),
    "date.default": FaultText(
        _I,
        "Standaarddatum die een systeem zelf invult (zoals 1-1-1900 of 1-1-1970).",
        "A default date that systems fill in by themselves (such as 1900-01-01 or 1970-01-01).",
    ),
    "date.month_first": FaultText(
        _N,
        "Alleen leesbaar als maand-dag-jaar (Amerikaans) en zo gelezen.",
        "Readable only as month-day-year (American) and read so.",
    ),
    "timestamp.syntax": FaultText(
        _I,
        "Geen leesbaar tijdstip; schrijf jjjj-mm-ddTuu:mm:ss met tijdzone.",
        "Not a readable moment; write yyyy-mm-ddThh:mm:ss with a time zone.",
    ),
    "postcode.shape": FaultText(
        _I,
        "Geen bekende postcodevorm; Nederlands is 1234 AB.",
        "Not a known shape of postcode; the Dutch one is 1234 AB.",
    ),
    "house_number.shape": FaultText(
        _I,
        "Een huisnummer begint met een getal, met daarna de toevoeging.",
        "A house number starts with a number, followed by the addition.",
    ),
    "street.number": FaultText(
        _N,
        "De straat bevat een ander huisnummer dan het huisnummerveld.",
        "The street holds another house number than the field for it.",
    ),
    "country.unknown": FaultText(
        _I,
        "Geen bekend land; schrijf de naam of de ISO 3166-code.",
        "Not a known country; write its name or its ISO 3166 code.",
    ),
    "gender.unknown": FaultText(
        _I, "Geen bekende aanduiding; schrijf m, v of x.", "Not a known value; write m, f or x."
    ),
    "iban.check": FaultText(
        _I,
        "De IBAN klopt niet: lengte of controlegetal (mod 97) is fout.",
        "The IBAN is wrong: its length or check digits (mod 97) fail.",
    ),
    "kvk.shape": FaultText(
        _I, "Een KvK-nummer heeft 8 cijfers.", "A Dutch trade register number has 8 digits."
    ),
    "vat.check": FaultText(
        _I,
        "Geen geldig btw-nummer van een EU-land.",
        "Not a valid VAT number of a country of the European Union.",
    ),
    "number.syntax": FaultText(_I, "Geen leesbaar getal.", "Not a readable number."),
    "number.ambiguous": FaultText(
        _N,
        "Punt of komma met drie cijfers: bij geld gelezen als duizendtal, anders als decimaal.",
        "One dot or comma before three digits: read as thousands in money, else as decimals.",
    ),
    "money.currency": FaultText(
        _I,
        "Bedrag in een andere munt dan de euro; niet overgenomen, want optellen zou fout gaan.",
        "An amount in another currency than the euro; not taken over, as sums would be wrong.",
    ),
    "boolean.syntax": FaultText(_I, "Geen ja of nee.", "Neither yes nor no."),
}

INVALID = frozenset(code for code, fault in FAULTS.items() if fault.weight is Weight.INVALID)
"""Codes whose value does not pass; such a value must not be used to reach somebody."""
