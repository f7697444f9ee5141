"""Source records become standardised, measured records, without any storage.

Entering: the values as delivered, as text. Leaving: the standard form of each value with the code
of what is wrong with it, and a scorecard of counts per attribute and dimension (DAMA).
"""

from klantbeeld.quality.columns import StandardColumn, TextColumn, text_column
from klantbeeld.quality.comparing import comparable, comparable_array
from klantbeeld.quality.scorecard import Count, Distinct, Measured, measure
from klantbeeld.quality.standard import Standard, StandardRecord, StandardTable
from klantbeeld.quality.standardise import (
    standardise_columns,
    standardise_record,
    standardise_table,
    standardise_value,
)

__all__ = [
    "Count",
    "Distinct",
    "Measured",
    "Standard",
    "StandardColumn",
    "StandardRecord",
    "StandardTable",
    "TextColumn",
    "comparable",
    "comparable_array",
    "measure",
    "standardise_columns",
    "standardise_record",
    "standardise_table",
    "standardise_value",
    "text_column",
]
