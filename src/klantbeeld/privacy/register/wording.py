"""What the register and the notice call things, in Dutch and English side by side.

Entering: codes of the catalogue and the holdings. Leaving: words for people; documents are made in
both languages, whatever the reader's own is.
"""

from __future__ import annotations

from typing import Any

from babel import Locale

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.partners import PartnerKind, Safeguard
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.taxonomy import category_words
from klantbeeld.privacy.register.build import Gap
from klantbeeld.store.holdings import (
    ADMINISTRATION,
    COLLEAGUE,
    PSEUDONYM,
    SECRET,
    Difference,
    Holding,
)

BASES = {
    LegalBasis.CONSENT: Words(
        nl="toestemming (artikel 6 lid 1 onder a)", en="consent (Article 6(1)(a))"
    ),
    LegalBasis.CONTRACT: Words(
        nl="overeenkomst (artikel 6 lid 1 onder b)", en="contract (Article 6(1)(b))"
    ),
    LegalBasis.LEGAL_OBLIGATION: Words(
        nl="wettelijke plicht (artikel 6 lid 1 onder c)", en="legal duty (Article 6(1)(c))"
    ),
    LegalBasis.VITAL_INTERESTS: Words(
        nl="vitaal belang (artikel 6 lid 1 onder d)", en="vital interests (Article 6(1)(d))"
    ),
    LegalBasis.PUBLIC_TASK: Words(
        nl="taak van algemeen belang (artikel 6 lid 1 onder e)", en="public task (Article 6(1)(e))"
    ),
    LegalBasis.LEGITIMATE_INTEREST: Words(
        nl="gerechtvaardigd belang (artikel 6 lid 1 onder f)",
        en="legitimate interest (Article 6(1)(f))",
    ),
}

KINDS = {
    PartnerKind.PROCESSOR: Words(nl="verwerker", en="processor"),
    PartnerKind.JOINT_CONTROLLER: Words(nl="gezamenlijk verantwoordelijke", en="joint controller"),
    PartnerKind.RECIPIENT: Words(nl="ontvanger", en="recipient"),
}

SAFEGUARDS = {
    Safeguard.ADEQUACY: Words(
        nl="adequaatheidsbesluit (artikel 45)", en="adequacy decision (Article 45)"
    ),
    Safeguard.STANDARD_CLAUSES: Words(
        nl="modelcontractbepalingen (artikel 46)", en="standard contractual clauses (Article 46)"
    ),
    Safeguard.BINDING_RULES: Words(
        nl="bindende bedrijfsvoorschriften (artikel 47)",
        en="binding corporate rules (Article 47)",
    ),
    Safeguard.DEROGATION: Words(nl="uitzondering (artikel 49)", en="derogation (Article 49)"),
}

SEEN_BY = {
    "gate": Words(
        nl="wie er vanuit rol en doel bij mag; elke blik in het logboek",
        en="whom role and purpose allow; each look in the log",
    ),
    "officer": Words(nl="functionaris en toezicht", en="officer and supervision"),
    "administrator": Words(nl="beheerder van accounts", en="administrator of accounts"),
    "operations": Words(nl="ingelogde medewerkers", en="colleagues who are signed in"),
    "software": Words(nl="alleen de programmatuur", en="the software alone"),
}

KEPT = {
    "catalogue": Words(nl="bewaartermijn van elk gegeven", en="the period of each value"),
    "record": Words(nl="zolang de rij er is", en="as long as the record"),
    "person": Words(nl="zolang de persoon er is", en="as long as the person"),
    "build": Words(nl="tot de volgende opbouw", en="until the next build"),
    "log": Words(nl="bewaartermijn van het logboek", en="the period of the log"),
    "account": Words(nl="zolang het account er is", en="as long as the account"),
    "session": Words(nl="hooguit een dag", en="a day at most"),
    "accountability": Words(
        nl="zolang het aangetoond moet worden",
        en="as long as it must be proved",
    ),
    "unlimited": Words(nl="onbeperkt: geen persoonsgegevens", en="unlimited: no personal data"),
}

GAPS = {
    Gap.ADDRESS: Words(
        nl="Het adres van de organisatie ontbreekt: `organisation.address` in klantbeeld.yaml.",
        en="The organisation's address is missing: `organisation.address` in klantbeeld.yaml.",
    ),
    Gap.OFFICER: Words(
        nl="De functionaris gegevensbescherming is niet genoemd: `organisation.officer` in "
        "klantbeeld.yaml. Is er geen, leg dan vast waarom die niet verplicht is.",
        en="The data protection officer is not named: `organisation.officer` in klantbeeld.yaml. "
        "If there is none, record why none is required.",
    ),
    Gap.SECURITY: Words(
        nl="De beveiligingsmaatregelen ontbreken: `organisation.security_measures`.",
        en="The security measures are missing: `organisation.security_measures`.",
    ),
    Gap.REPRESENTATIVE: Words(
        nl="De organisatie zit buiten de EER en noemt geen vertegenwoordiger: "
        "`organisation.representative`.",
        en="The organisation is outside the EEA and names no representative: "
        "`organisation.representative`.",
    ),
    Gap.DPIA: Words(
        nl="Dit doel vraagt een gegevensbeschermingseffectbeoordeling (DPIA) en noemt er geen: {}.",
        en="This purpose asks for an impact assessment (DPIA) and names none: {}.",
    ),
    Gap.AGREEMENT_ENDED: Words(
        nl="De overeenkomst met deze partner loopt niet (meer); er gaat niets heen: {}.",
        en="The agreement with this partner does not hold (any more); nothing goes there: {}.",
    ),
}

_UNITS = {
    "day": (Words(nl="dag", en="day"), Words(nl="dagen", en="days")),
    "week": (Words(nl="week", en="week"), Words(nl="weken", en="weeks")),
    "month": (Words(nl="maand", en="month"), Words(nl="maanden", en="months")),
    "year": (Words(nl="jaar", en="year"), Words(nl="jaar", en="years")),
}

_HELD = {
    "attributes": Words(nl="de kenmerken van de catalogus", en="the attributes of the catalogue"),
    "touchpoints": Words(
        nl="de contacten en transacties van de catalogus",
        en="the contacts and transactions of the catalogue",
    ),
    PSEUDONYM: Words(nl="nummers die voor iemand staan", en="numbers that stand for somebody"),
    COLLEAGUE: Words(nl="namen van medewerkers", en="names of colleagues"),
    SECRET: Words(nl="afgeleiden van geheimen", en="digests of secrets"),
    ADMINISTRATION: Words(nl="geen persoonsgegevens", en="no personal data"),
}


def period(text: str, language: str) -> str:
    """``2 years`` as ``2 jaar``."""
    number, unit = text.split()
    one, more = _UNITS[unit.removesuffix("s")]
    return f"{number} {(one if number == '1' else more).in_language(language)}"


def country(code: str, language: str) -> str:
    """``US`` as ``Verenigde Staten``; the code itself where it is none."""
    names: Any = Locale.parse(language).territories
    return str(names.get(code, code))


def holds(holding: Holding, language: str) -> tuple[str, ...]:
    """What a table holds, in words, each once; administration only where there is nothing else."""
    meanings = dict.fromkeys(holding.columns.values())
    told = [meaning for meaning in meanings if meaning != ADMINISTRATION] or [ADMINISTRATION]
    return tuple(
        dict.fromkeys(
            (_HELD[meaning] if meaning in _HELD else category_words(meaning)).in_language(language)
            for meaning in told
        )
    )


def difference(found: Difference, language: str) -> str:
    """A table or column that is on one side only."""
    name = found.table if found.column is None else f"{found.table}.{found.column}"
    if found.exists:
        words = Words(
            nl="{} staat in de database maar nergens beschreven: haal het weg, of beschrijf het.",
            en="{} is in the database but described nowhere: remove it, or describe it.",
        )
    else:
        words = Words(
            nl="{} is beschreven maar staat niet in de database: zet de opslag terug op orde.",
            en="{} is described but not in the database: put the store back in order.",
        )
    return words.in_language(language).format(name)
