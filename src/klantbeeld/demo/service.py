"""Conversations: cases of customer service with their surveys, calls of the CRM. All made up.

Enters: the records of the two systems. Leaves: rows (columns as in ``layout``). The free
text is short, harmless and never about a real person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from klantbeeld.demo.after_order import Rows, start_of
from klantbeeld.demo.cast import OPEN_CASE
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.records import SourceRecord
from klantbeeld.demo.surveys import case_survey

_SUBJECTS = (
    ("bezorging", "Bestelling kwam later dan beloofd.", "Excuses en tegoedbon gestuurd."),
    ("bezorging", "Een krat ontbrak bij de levering.", "Krat nabezorgd."),
    ("kwaliteit", "Groente was niet vers.", "Bedrag teruggestort."),
    ("kwaliteit", "Verpakking was open.", "Artikel vervangen."),
    ("factuur", "Factuur klopt niet met de bestelling.", "Factuur gecorrigeerd."),
    ("factuur", "Vraag over de betaaltermijn.", "Uitstel van een week afgesproken."),
    ("klantenpas", "Pas kwijt, nieuwe aangevraagd.", "Nieuwe pas gestuurd."),
    ("klantenpas", "Punten niet bijgeschreven.", "Punten bijgeschreven."),
    ("account", "Kan niet inloggen in de webshop.", "Wachtwoord hersteld."),
    ("account", "Wil adres wijzigen na verhuizing.", "Adres gewijzigd."),
    ("privacy", "Vraag welke gegevens bekend zijn.", "Doorverwezen naar Mijn gegevens."),
    ("assortiment", "Vraagt of een artikel terugkomt.", "Antwoord van inkoop doorgegeven."),
)
_CHANNELS = (("telefoon", 0.4), ("e-mail", 0.3), ("chat", 0.24), ("winkel", 0.06))
_COMPLAINTS = ("bezorging", "kwaliteit")
"""Subjects that are a complaint rather than a question."""
_EXTRA_CONTACTS = ((0, 0.72), (1, 0.18), (2, 0.07), (3, 0.03))
_CALLS = (
    ("terugbelverzoek", "teruggebeld"),
    ("welkomstgesprek", "tevreden"),
    ("zakelijke aanvraag", "offerte gestuurd"),
    ("klacht", "naar klantenservice"),
    ("spaaractie", "geen interesse"),
    ("spaaractie", "doet mee"),
)


def _moment(dice: Dice, first: date, today: date) -> datetime:
    day = dice.day(max(first, today - timedelta(days=365)), today - timedelta(days=1))
    return start_of(day) + timedelta(hours=8 + dice.below(12), minutes=dice.below(60))


def cases_and_surveys(
    dice: Dice, contacts: Sequence[SourceRecord], today: date
) -> tuple[Rows, Rows]:
    """One to four cases a contact, some of the recent ones open; one question after closing."""
    now = start_of(today)
    cases: Rows = []
    surveys: Rows = []
    for contact in contacts:
        wanted = OPEN_CASE in contact.script
        for nth in range(1 + int(dice.roll() ** 3 * 4)):
            subject, text, answer = dice.pick(_SUBJECTS)
            opened = _moment(dice, contact.created, today)
            if wanted and nth == 0:
                opened = now - timedelta(days=3, hours=9)
                subject, text, answer = _SUBJECTS[5]
            closed = opened + timedelta(hours=1 + int(dice.roll() ** 3 * 200))
            still = (wanted and nth == 0) or closed >= now or dice.chance(0.01)
            waiting = still and dice.chance(0.3) and not wanted
            trouble = dice.weighted(_EXTRA_CONTACTS)
            passed_on = dice.below(trouble + 1) if trouble else int(dice.chance(0.08))
            cases.append(
                {
                    "zaak_id": f"Z{len(cases) + 1:06}",
                    "contact_id": contact.number,
                    "kanaal": dice.weighted(_CHANNELS),
                    "soort": "klacht" if subject in _COMPLAINTS else "vraag",
                    "onderwerp": subject,
                    "omschrijving": text,
                    "prioriteit": dice.weighted((("normaal", 0.8), ("hoog", 0.2))),
                    "status": "wacht op klant" if waiting else "open" if still else "opgelost",
                    "geopend_op": opened.isoformat(),
                    "contacten": 1 + trouble,
                    "heropend": int(bool(trouble) and not still and dice.chance(0.25)),
                    "doorverbonden": passed_on,
                    "gesloten_op": None if still else closed.isoformat(),
                    "oplossing": None if still else answer,
                }
            )
            asked = None if still else case_survey(dice, len(surveys), closed, trouble, now)
            if asked is not None:
                about = {"contact_id": contact.number, "zaak_id": cases[-1]["zaak_id"]}
                surveys.append(asked | about)
    return cases, surveys


def calls(dice: Dice, relations: Sequence[SourceRecord], today: date) -> Rows:
    """None to two telephone calls a relation."""
    rows: Rows = []
    for relation in relations:
        for _ in range(int(dice.roll() ** 2 * 3)):
            subject, outcome = dice.pick(_CALLS)
            begun = _moment(dice, relation.created, today)
            recent = begun >= start_of(today) - timedelta(days=10)
            rows.append(
                {
                    "gesprek_id": f"G{len(rows) + 1:05}",
                    "relatienummer": relation.number,
                    "begonnen_op": begun.isoformat(),
                    "richting": dice.pick(("inkomend", "uitgaand")),
                    "duur_seconden": dice.between(40, 900),
                    "onderwerp": subject,
                    "uitkomst": outcome,
                    "status": "terugbellen" if recent and dice.chance(0.2) else "afgehandeld",
                }
            )
    return rows
