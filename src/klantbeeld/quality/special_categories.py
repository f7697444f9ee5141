"""What a text seems to tell of that may not be held without an exception in the law.

Entering: free text in Dutch or English. Leaving: categories of Article 9 AVG/GDPR (health, belief,
trade union, sexual life, origin, politics) and Article 10 (offences). It is a dictionary, not a
judgement: a hit is something for a person to look at, no hit is no promise. Its words are those
that tell of a person ("I have diabetes"), not of a place or a thing ("next to the mosque"). How
often it is right stands in ``docs/explanation/human-centric.md``; ``benchmarks/refusals.py``
measures it.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Category(StrEnum):
    """What a text can tell of."""

    HEALTH = "health"
    BELIEF = "belief"
    UNION = "union"
    SEXUALITY = "sexuality"
    ORIGIN = "origin"
    POLITICS = "politics"
    OFFENCE = "offence"


_DISEASES = (
    r"kanker|borstkanker|longkanker|prostaatkanker|darmkanker|leukemie|tumor|diabet(?:es|icus)"
    r"|suikerziekte|astma|copd|reuma|artrose|epilepsie|parkinson|alzheimer|dementie"
    r"|dementerend(?:e)?|depressi(?:e|ef|eve)|burn-?out|psychose|psychotisch|schizofrenie"
    r"|bipolair|borderline|autis(?:me|tisch|tische)|adhd|anorexia|boulimia|hiv|aids|hepatitis"
    r"|multiple sclerose|ms-pati[eë]nt|hartfalen|hartinfarct|beroerte|herseninfarct"
    r"|hersenbloeding|nierdialyse|dialyse|chemo(?:therapie|kuur)?|bestraling(?:en)?|miskraam"
    r"|abortus|zwanger(?:schap)?|invalide|rolstoelafhankelijk|slechthorend|slechtziend"
    r"|terminaal|palliatieve|psychiat(?:er|risch|rische)|antidepressiva|insuline|medicatie"
    r"|cancer|leuk(?:a)?emia|asthma|arthritis|epilepsy|dementia|depression|schizophrenia"
    r"|autis(?:m|tic)|pregnan(?:t|cy)|miscarriage|chemotherapy|stroke patient|heart attack"
    r"|wheelchair user|antidepressants|insulin|psychiatr(?:ist|ic)|hard of hearing"
)
_BELIEFS = (
    r"moslim(?:a|s)?|islamitisch|joods|jood|jodin|hindoe|boeddhist(?:isch)?|katholiek"
    r"|protestant(?:s)?|gereformeerd|hervormd|jehova(?:'s)? getuige|atheïst|atheist|gelovig"
    r"|muslim|jewish|hindu|buddhist|catholic|jehovah(?:'s)? witness"
)
_SEXUALITIES = (
    r"homo(?:seksueel|seksuele)?|lesbisch|lesbienne|biseksueel|transgender|transvrouw|transman"
    r"|non-?binair|geslachtsverandering|homosexual|lesbian|bisexual|gay|non-?binary"
)
_ORIGINS = (
    r"allochtoon|allochtone|etniciteit|etnische afkomst|huidskleur|zigeuner|creools"
    r"|(?:van|of) (?:turkse|marokkaanse|surinaamse|antilliaanse|poolse|syrische|afrikaanse|joodse"
    r"|indische|chinese|somalische) (?:afkomst|komaf|origine)"
    r"|(?:turkish|moroccan|surinamese|african|polish|syrian|somali|chinese) (?:descent|origin)"
    r"|of (?:mixed race|colour)|ethnicity"
)
_POLITICS = (
    r"partijlid|lid van (?:de |het )?(?:pvda|vvd|cda|pvv|sp|groenlinks|d66|fvd|nsc|bbb|sgp"
    r"|christenunie|partij voor de dieren|volt|denk)|stemt? (?:op )?(?:de )?(?:pvda|vvd|cda|pvv"
    r"|groenlinks|d66|fvd)|(?:labour|conservative|republican|democratic) party member"
    r"|votes? (?:labour|tory|republican|democrat)"
)
_OFFENCES = (
    r"strafblad|veroordeeld (?:voor|wegens)|gevangenis(?:straf)?|gedetineerd(?:e)?|ex-?gedetineerd"
    r"e?|taakstraf|reclassering|enkelband|aangehouden (?:voor|wegens)|verdachte van|winkeldief"
    r"|winkeldiefstal|oplichter|dronken achter het stuur|criminal record|convicted (?:of|for)"
    r"|prison sentence|on probation|shoplift(?:er|ing)|arrested for|ex-convict"
)
_UNIONS = (
    r"vakbondslid|vakbondslidmaatschap|lid van (?:de |een )?(?:vakbond|fnv|cnv|vcp)|fnv-lid"
    r"|cnv-lid|trade union member|union member(?:ship)?|member of (?:a|the) (?:trade )?union"
)

_WORDS = {
    Category.HEALTH: _DISEASES,
    Category.BELIEF: _BELIEFS,
    Category.UNION: _UNIONS,
    Category.SEXUALITY: _SEXUALITIES,
    Category.ORIGIN: _ORIGINS,
    Category.POLITICS: _POLITICS,
    Category.OFFENCE: _OFFENCES,
}
TRIGGERS = "|".join(f"(?:{words})" for words in _WORDS.values())
"""A pattern that matches wherever a category could be found, in the syntax of RE2 and of Python."""

_PATTERNS = {
    category: re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)
    for category, words in _WORDS.items()
}
_NOT_OF_A_PERSON = re.compile(
    r"""
    \b(?:
        (?:anti|tegen|for|voor)\W{1,2}(?:de\ )?kanker | kankerfonds | kwf | hart-\ en\ vaatziekten
      | (?:katholieke?|protestantse?|hervormde?|gereformeerde?|joodse?|islamitische|jewish
          |catholic|hindu)
        \ (?:kerk|church|school|basisschool|ziekenhuis|hospital|begraafplaats|cemetery|centrum
          |feestdag|holiday|straat|museum|wijk|quarter)
      | (?:naast|bij|achter|tegenover|voorbij|near|behind|opposite|next\ to)\ (?:de|het|een|the)
        \ [\w-]+\ (?:kerk|church|school|gevangenis|prison)
      | (?:naast|bij|achter|tegenover|voorbij|near|behind|opposite)\ (?:de|het|the)
        \ (?:gevangenis|prison|reclassering|psychiater)
      | homo\ (?:sapiens|universalis|ludens) | stroke\ (?:engine|motor) | gay\ pride
      | economische\ depressie | depressi(?:e|on)\ (?:boven|over|op\ zee) | (?:de|the)\ depression
        \ of\ the | zwanger(?:schaps)?(?:kleding|mode|broek) | pregnancy\ (?:clothes|wear)
      | kanker\ (?:in|aan)\ (?:de\ )?(?:boom|plant|appelboom|rozen) | boomkanker
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLANK = " "


def special_categories(text: str) -> tuple[Category, ...]:
    """What the text seems to tell of, in the order of the law."""
    plain = _NOT_OF_A_PERSON.sub(_BLANK, text)
    return tuple(category for category, words in _PATTERNS.items() if words.search(plain))
