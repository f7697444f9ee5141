"""What codes of consent, marks and channel rules say to people, in Dutch and English.

Entering: a code with its parameters. Leaving: words for pages, commands and documents alike. Dutch
in plain language (B1); each reason is a whole sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.channels.rules import Reason
from klantbeeld.privacy.consent.state import Flaw, Standing
from klantbeeld.privacy.marks import Bar, Ground, MarkKind


def _w(nl: str, en: str) -> Words:
    return Words(nl=nl, en=en)


CHANNELS: Mapping[str, Words] = {
    Channel.EMAIL: _w("E-mail", "E-mail"),
    Channel.SMS: _w("Sms", "SMS"),
    Channel.APP: _w("App", "App"),
    Channel.PHONE: _w("Telefoon", "Telephone"),
    Channel.POST: _w("Post", "Post"),
    Channel.DEVICE: _w("Cookies op het apparaat", "Cookies on the device"),
    Channel.USE: _w("Gebruik van gegevens", "Use of data"),
    "": _w("Elk kanaal", "Every channel"),
}

STANDINGS: Mapping[str, Words] = {
    Standing.GIVEN: _w("ja", "yes"),
    Standing.WITHDRAWN: _w("nee, ingetrokken", "no, withdrawn"),
    Standing.UNCLEAR: _w("nee, onduidelijk", "no, unclear"),
    Standing.PENDING: _w("nog niet: wacht op bevestiging", "not yet: waits for confirmation"),
    Standing.EXPIRED: _w("nee, niet op tijd bevestigd", "no, not confirmed in time"),
    Standing.INVALID: _w("nee, niet geldig", "no, not valid"),
    Standing.NONE: _w("niet gegeven", "not given"),
}

DECISIONS: Mapping[str, Words] = {
    "given": _w("gegeven", "given"),
    "confirmed": _w("gegeven en bevestigd", "given and confirmed"),
    "withdrawn": _w("ingetrokken", "withdrawn"),
    "unclear": _w("onbekend woord van de bron", "unknown word of the source"),
}

VIA: Mapping[str, Words] = {
    "web": _w("pagina", "page"),
    "api": _w("koppeling", "interface"),
    "cli": _w("opdracht", "command"),
    "worker": _w("vanzelf", "by itself"),
}

FLAWS: Mapping[str, Words] = {
    Flaw.NO_TEXT: _w(
        "er staat niet bij met welke tekst is ingestemd", "nothing says which text was agreed to"
    ),
    Flaw.TEXT_UNKNOWN: _w(
        "de versie van de tekst is niet bekend", "the version of the text is not known"
    ),
    Flaw.TEXT_LATER: _w(
        "die tekst was toen nog niet in gebruik", "that text was not in use yet then"
    ),
    Flaw.NOT_ASKED: _w(
        "dit wordt (niet meer) zo gevraagd", "this is not asked in this way (any longer)"
    ),
    Flaw.FUTURE: _w("de datum ligt in de toekomst", "the date lies in the future"),
    Flaw.UNDER_AGE: _w(
        "jonger dan 16: een ouder of voogd moet toestemmen",
        "under 16: a parent or guardian must consent",
    ),
}

BARS: Mapping[str, Words] = {
    Bar.RESTRICTED: _w(
        "De gegevens zijn beperkt: ze worden alleen bewaard.",
        "The data is restricted: it is kept and nothing else.",
    ),
    Bar.OBJECTED: _w(
        "De klant heeft bezwaar gemaakt tegen dit doel.",
        "The customer objected to this purpose.",
    ),
    Bar.OBJECTED_TO_MARKETING: _w(
        "De klant wil geen direct marketing.", "The customer objected to direct marketing."
    ),
    Bar.NO_PROFILING: _w("De klant wil geen profiel.", "The customer wants no profiling."),
    Bar.GPC: _w(
        "De browser van de klant vroeg om niet te volgen (Global Privacy Control).",
        "The customer's browser asked not to be followed (Global Privacy Control).",
    ),
    Bar.NO_CONSENT: _w(
        "De klant heeft voor dit doel geen toestemming gegeven.",
        "The customer gave no consent for this purpose.",
    ),
    Bar.PURPOSE_OFF: _w("Dit doel is niet ingeschakeld.", "This purpose is not switched on."),
}

MARKS: Mapping[str, Words] = {
    MarkKind.RESTRICTION: _w("Gegevens beperkt", "Data restricted"),
    MarkKind.OBJECTION: _w("Bezwaar tegen {purpose}", "Objection to {purpose}"),
    MarkKind.MARKETING_OBJECTION: _w("Geen direct marketing", "No direct marketing"),
    MarkKind.NO_PROFILING: _w("Geen profiel", "No profiling"),
    MarkKind.GPC: _w("Niet volgen (browser)", "Do not follow (browser)"),
}

MARKS_TOLD: Mapping[str, Words] = {
    MarkKind.RESTRICTION: _w(
        "Alleen bewaren: niets wijzigen, gebruiken of delen.",
        "Keep only: change, use or share nothing.",
    ),
    MarkKind.OBJECTION: _w(
        "Gebruik de gegevens niet voor dit doel.", "Do not use the data for this purpose."
    ),
    MarkKind.MARKETING_OBJECTION: _w(
        "Doe geen aanbod en stuur geen reclame, langs welke weg ook.",
        "Make no offer and send no advertising, by whatever way.",
    ),
    MarkKind.NO_PROFILING: _w(
        "Geen scores en geen beslissing door een machine.",
        "No scores and no decision by a machine.",
    ),
    MarkKind.GPC: _w(
        "Niet verkopen, niet delen, geen profiel voor reclame.",
        "No selling, no sharing, no profile for advertising.",
    ),
}

GROUNDS: Mapping[str, Words] = {
    Ground.ASKED: _w("de klant vroeg het", "the customer asked"),
    Ground.SIGNAL: _w("signaal van de browser", "signal of the browser"),
    Ground.ACCURACY_DISPUTED: _w(
        "de klant zegt dat gegevens niet kloppen", "the customer disputes the data"
    ),
    Ground.UNLAWFUL: _w("onrechtmatig, maar niet wissen", "unlawful, but not to be erased"),
    Ground.LEGAL_CLAIM: _w("nodig voor een rechtsvordering", "needed for a legal claim"),
    Ground.OBJECTION_WEIGHED: _w("een bezwaar wordt afgewogen", "an objection is being weighed"),
    Ground.WITHDRAWN: _w("de klant nam het terug", "the customer took it back"),
    Ground.SETTLED: _w("afgehandeld", "settled"),
    Ground.OVERRIDDEN: _w("dwingende gronden wegen zwaarder", "compelling grounds weigh more"),
}

ALLOWED_BY: Mapping[str, Words] = {
    "consent": _w("toestemming", "consent"),
    "soft_opt_in": _w("klant, eigen soortgelijke producten", "customer, own similar products"),
    "customer": _w("eigen klant", "own customer"),
    "before_opt_in": _w("regels van voor 1 juli 2021", "rules of before 1 July 2021"),
    "legitimate_interest": _w("gerechtvaardigd belang", "legitimate interest"),
    "service": _w("bericht over dienst of bestelling", "message about service or order"),
}

REASONS: Mapping[str, Words] = {
    **BARS,
    "no_way_to_reach": _w("Langs deze weg gaat geen bericht.", "No message goes by this channel."),
    "no_address": _w(
        "Er is geen geldig adres of nummer voor dit kanaal.",
        "There is no valid address or number for this channel.",
    ),
    "purpose_not_marketing": _w(
        "Dit doel is er niet voor reclame.", "This purpose does not cover marketing."
    ),
    "purpose_is_marketing": _w(
        "Dit doel is er alleen voor reclame.", "This purpose covers marketing alone."
    ),
    "no_consent_for_channel": _w(
        "Geen toestemming voor dit kanaal ({standing}{flaw}).",
        "No consent for this channel ({standing}{flaw}).",
    ),
    "no_device_consent": _w(
        "Geen toestemming om iets op het apparaat te bewaren ({standing}).",
        "No consent to store anything on the device ({standing}).",
    ),
    "suppressed": _w(
        "Het adres of nummer staat op de lijst van wie met rust gelaten wil worden.",
        "The address or number stands on the list of those to leave alone.",
    ),
    "open_case": _w(
        "Er staat een vraag of klacht open: eerst afhandelen.",
        "A question or complaint is open: settle it first.",
    ),
    "open_complaint": _w(
        "Er staat een klacht open: eerst oplossen, dan pas weer reclame.",
        "A complaint is open: settle it first, marketing only after.",
    ),
    "under_age": _w(
        "Jonger dan 16: alleen met toestemming van een ouder of voogd.",
        "Under 16: only with the consent of a parent or guardian.",
    ),
    "opted_out": _w(
        "De klant heeft zich voor dit kanaal afgemeld.",
        "The customer unsubscribed from this channel.",
    ),
    "soft_no_interest": _w(
        "Zonder toestemming mag dit alleen op een gerechtvaardigd belang.",
        "Without consent this rests on a legitimate interest alone.",
    ),
    "soft_no_sale": _w(
        "Het adres is niet bij een verkoop gekregen.", "The address did not come with a sale."
    ),
    "soft_other_entity": _w(
        "Een andere rechtspersoon verkocht dan nu zou sturen.",
        "Another legal entity sold than would send.",
    ),
    "soft_not_told": _w(
        "Bij het vragen van het adres is niet verteld dat er aanbiedingen komen.",
        "When the address was asked nobody told that offers would come.",
    ),
    "soft_no_opt_out": _w(
        "De klant kon toen niet weigeren.", "The customer could not refuse then."
    ),
    "soft_other_products": _w(
        "Het bericht gaat niet alleen over eigen soortgelijke producten.",
        "The message is not only about own similar products.",
    ),
    "customer_exception_ended": _w(
        "Eigen klanten bellen zonder toestemming mag niet meer sinds {ended}.",
        "Own customers may no longer be called without consent since {ended}.",
    ),
    "no_customer": _w("Niemand die hier iets kocht.", "Nobody who bought anything here."),
    "customer_too_long_ago": _w(
        "De laatste aankoop ({last_sale}) is meer dan {years} jaar geleden.",
        "The last purchase ({last_sale}) is more than {years} years ago.",
    ),
}

_DAYS = ("ended", "last_sale")


def told(words: Mapping[str, Words], code: str, language: str) -> str:
    """A code in words; one that is not listed is shown as it is."""
    found = words.get(code)
    return code if found is None else found.in_language(language)


def reason_told(reason: Reason, language: str) -> str:
    """Why not, as a sentence."""
    filled = {name: _filled(name, value, language) for name, value in reason.parameters.items()}
    filled.setdefault("flaw", "")
    return told(REASONS, reason.code, language).format_map(filled)


def _filled(name: str, value: str, language: str) -> str:
    if name in _DAYS:
        locale = {"nl": "nl_NL", "en": "en_GB"}[language]
        return format_date(date.fromisoformat(value), "long", locale)
    if name == "flaw":
        return f": {told(FLAWS, value, language)}"
    return told({**STANDINGS, **CHANNELS}, value, language)
