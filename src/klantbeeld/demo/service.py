"""Conversations: cases of customer service with their surveys, calls of the CRM. All made up.

Enters: the records of the two systems. Leaves: rows (columns as in ``layout``). The free
text is short, harmless and never about a real person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from klantbeeld.demo.after_order import Rows, start_of, survey
from klantbeeld.demo.cast import OPEN_CASE
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.records import SourceRecord

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
_CSAT = ((5, 0.3), (4, 0.4), (3, 0.15), (2, 0.09), (1, 0.06))
_CES = ((1, 0.28), (2, 0.34), (3, 0.18), (4, 0.12), (5, 0.08))
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
    """One to four cases a contact, some of the recent ones open; CSAT (1-5, 5 is best) or CES
    (1-5, 1 is least effort) asked after closing."""
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
            cases.append(
                {
                    "zaak_id": f"Z{len(cases) + 1:06}",
                    "contact_id": contact.number,
                    "kanaal": dice.weighted(_CHANNELS),
                    "onderwerp": subject,
                    "omschrijving": text,
                    "prioriteit": dice.weighted((("normaal", 0.8), ("hoog", 0.2))),
                    "status": "wacht op klant" if waiting else "open" if still else "opgelost",
                    "geopend_op": opened.isoformat(),
                    "gesloten_op": None if still else closed.isoformat(),
                    "oplossing": None if still else answer,
                }
            )
            sent = closed + timedelta(hours=20)
            if still or sent >= now or not dice.chance(0.6):
                continue
            kind = dice.pick(("CSAT", "CES"))
            answered = sent + timedelta(hours=1 + dice.below(40))
            score = dice.weighted(_CSAT if kind == "CSAT" else _CES)
            given = score if dice.chance(0.45) and answered < now else None
            surveys.append(survey(dice, len(surveys), kind, given, sent, answered))
            surveys[-1] |= {"contact_id": contact.number, "zaak_id": cases[-1]["zaak_id"]}
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
