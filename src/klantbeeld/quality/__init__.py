"""Source records become standardised, measured records: Arrow in, Arrow out, no storage.

Entering: the values as delivered, as text. Leaving: the standard form of each value with the code
of what is wrong with it, and a scorecard of counts per source, attribute and dimension (DAMA).
"""

from klantbeeld.quality.comparing import comparable, comparable_array
from klantbeeld.quality.scorecard import Measured, measure_table
from klantbeeld.quality.standard import Standard, StandardRecord, StandardTable
from klantbeeld.quality.standardise import (
    standardise_record,
    standardise_table,
    standardise_value,
)

__all__ = [
    "Measured",
    "Standard",
    "StandardRecord",
    "StandardTable",
    "comparable",
    "comparable_array",
    "measure_table",
    "standardise_record",
    "standardise_table",
    "standardise_value",
]
