"""The dimensions of data quality that the scorecard counts, in words for the page.

Names and definitions after DAMA UK Working Group, "The Six Primary Dimensions for Data Quality
Assessment" (2013); Dutch terms after DAMA NL, "Dimensions of Data Quality" (2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """A dimension; its value stands in the scorecard's rows."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    UNIQUENESS = "uniqueness"
    TIMELINESS = "timeliness"
    CONSISTENCY = "consistency"
    ACCURACY = "accuracy"


@dataclass(frozen=True, slots=True)
class DimensionText:
    """What one dimension is called and what its two counts are, in Dutch and English."""

    name_nl: str
    name_en: str
    meaning_nl: str
    meaning_en: str


DIMENSIONS: dict[Dimension, DimensionText] = {
    Dimension.COMPLETENESS: DimensionText(
        "volledigheid",
        "completeness",
        "Ingevulde waarden, gedeeld door alle records waarin het gegeven verplicht is. Opvulling "
        "zoals 'onbekend' telt als leeg; een onleesbare waarde telt als ingevuld.",
        "Values filled in, divided by all records in which the attribute is required. Filler such "
        "as 'unknown' counts as empty; an unreadable value counts as filled in.",
    ),
    Dimension.VALIDITY: DimensionText(
        "geldigheid",
        "validity",
        "Waarden die aan de regel van hun soort voldoen, gedeeld door alle ingevulde waarden.",
        "Values that pass the rule of their type, divided by all values filled in.",
    ),
    Dimension.UNIQUENESS: DimensionText(
        "uniciteit",
        "uniqueness",
        "Verschillende waarden binnen één bron, gedeeld door alle waarden, bij gegevens die maar "
        "bij één klant horen te staan. Gemeten vóór het koppelen.",
        "Distinct values within one source, divided by all values, for attributes that should "
        "belong to one customer only. Measured before linking.",
    ),
    Dimension.TIMELINESS: DimensionText(
        "actualiteit",
        "timeliness",
        "Waarden die de bron binnen de afgesproken termijn heeft vastgelegd of bevestigd, gedeeld "
        "door alle waarden.",
        "Values that the source recorded or confirmed within the agreed age, divided by all "
        "values.",
    ),
    Dimension.CONSISTENCY: DimensionText(
        "consistentie",
        "consistency",
        "Keren dat twee gegevens van één record elkaar niet tegenspreken (zoals postcode en land), "
        "gedeeld door alle keren dat beide zijn ingevuld.",
        "Times that two attributes of one record do not contradict each other (such as postcode "
        "and country), divided by all times that both are filled in.",
    ),
    Dimension.ACCURACY: DimensionText(
        "juistheid",
        "accuracy",
        "Waarden die met de werkelijkheid kloppen, gedeeld door alle waarden die een mens of een "
        "proef heeft nagegaan. Zonder controle: niet gemeten.",
        "Values that agree with reality, divided by all values that a person or a test has "
        "checked. Without a check: not measured.",
    ),
}
