"""Models to and from Splink's model JSON, where the levels are common.

Entering: a dictionary as Splink 5's ``save_model_to_json`` returns, or one of our models. Leaving:
a two-class model whose match weights equal Splink's, or settings that Splink loads. Common are:
null, exact agreement, Jaro-Winkler at thresholds, and else, without term frequency adjustment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from klantbeeld.core.errors import Fault, InputError
from klantbeeld.identity.blocking import Blocking
from klantbeeld.identity.comparisons import Comparison, Kind
from klantbeeld.identity.frequencies import RARITIES, Counts
from klantbeeld.identity.likelihood import RANDOM, SAME_PERSON, Parameters
from klantbeeld.identity.model import Model
from klantbeeld.identity.records import Floats

_EXACT = re.compile(r'^"(?P<left>[^"]+)_l" = "(?P<right>[^"]+)_r"$')
_JARO_WINKLER = re.compile(
    r'^jaro_winkler_similarity\("(?P<left>[^"]+)_l", "(?P<right>[^"]+)_r"\) >= (?P<least>[\d.]+)$'
)

_EXACT_LEVELS: Mapping[Kind, int] = {
    Kind.GIVEN_NAME: RARITIES,
    Kind.FAMILY_NAME: RARITIES,
    Kind.CATEGORY: RARITIES,
    Kind.BIRTH_DATE: 2,
    Kind.EMAIL: 3,
    Kind.PHONE: 2,
    Kind.IDENTIFIER: 1,
}
"""How many of a comparison's first levels are exact agreement, which Splink has as one level."""


@dataclass(frozen=True, slots=True)
class ReadSplink:
    """A two-class model, and why each comparison that is not in it could not be read."""

    model: Model
    left_out: tuple[Fault, ...]


def read_splink(settings: Mapping[str, Any]) -> ReadSplink:
    """A two-class model (same person, random) with Splink's levels, m and u.

    Columns keep their names, which must be those of our records; blocking rules are not taken over.
    A comparison that has another kind of level, term frequency adjustment, or no trained m or u is
    left out, with a fault that says so. Raises InputError with all faults when none is left.
    """
    faults, comparisons, person, random = [], [], [], []
    for declared in _declared(settings):
        name = declared["output_column_name"]
        levels = [
            level for level in declared["comparison_levels"] if not level.get("is_null_level")
        ]
        comparison = _read_levels(levels)
        if comparison is None or any(level.get("tf_adjustment_column") for level in levels):
            faults.append(_unreadable(name, "has levels that are not common to both"))
        elif not all(_is_trained(level) for level in levels):
            faults.append(_unreadable(name, "is not fully trained"))
        else:
            comparisons.append(comparison)
            person.append(np.array([level["m_probability"] for level in levels], float))
            random.append(np.array([level["u_probability"] for level in levels], float))
    if not comparisons:
        raise InputError(*(faults or [_unreadable("any", "is not there")]))
    share = float(settings["probability_two_random_records_match"])
    prior = {SAME_PERSON: share, RANDOM: 1 - share}
    tables = {SAME_PERSON: tuple(person), RANDOM: tuple(random)}
    information = tuple(
        float((m * np.log2(m / u)).sum()) for m, u in zip(person, random, strict=True)
    )
    parameters = Parameters(tables, prior, prior, information)
    model = Model(Counts(), Blocking(), tuple(comparisons), parameters, 0)
    return ReadSplink(model, tuple(faults))


def _declared(settings: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The comparisons; raises InputError where this is no trained model of Splink's."""
    declared = settings.get("comparisons")
    share = settings.get("probability_two_random_records_match")
    if not isinstance(declared, list) or not isinstance(share, float) or not 0 < share < 1:
        raise InputError.single(
            "not a model that Splink saved",
            "Splink model",
            "Save it with linker.misc.save_model_to_json().",
        )
    return declared


def _read_levels(levels: Sequence[Mapping[str, Any]]) -> Comparison | None:
    """The comparison with these levels (null left out), None where it has no counterpart here."""
    exact = _EXACT.match(levels[0]["sql_condition"])
    similar = [_JARO_WINKLER.match(level["sql_condition"]) for level in levels[1:-1]]
    if not exact or levels[-1]["sql_condition"] != "ELSE":
        return None
    columns = {exact["left"], exact["right"]}
    thresholds = []
    for match in similar:
        if match is None:
            return None
        columns |= {match["left"], match["right"]}
        thresholds.append(float(match["least"]))
    if len(columns) != 1 or thresholds != sorted(thresholds, reverse=True):
        return None
    names = ("exact", *(f"jaro_winkler_{least:g}" for least in thresholds), "different")
    return Comparison(exact["left"], Kind.TEXT, names, tuple(thresholds))


def _is_trained(level: Mapping[str, Any]) -> bool:
    """Whether m and u are there and above 0, so that the level has a weight."""
    both = (level.get("m_probability"), level.get("u_probability"))
    return all(isinstance(value, (int, float)) and value > 0 for value in both)


def _unreadable(name: str, what: str) -> Fault:
    return Fault(
        f"comparison {what}",
        f"Splink model, comparison {name}",
        "Use null, exact, Jaro-Winkler and else levels without term frequencies, trained",
    )


@dataclass(frozen=True, slots=True)
class SplinkModel:
    """Settings that Splink loads, and what they do not carry.

    ``folded`` fields know more levels than Splink has: they are written as exact against else;
    ``left_out`` fields have no counterpart there.
    """

    settings: dict[str, Any]
    folded: tuple[str, ...]
    left_out: tuple[str, ...]


def write_splink(model: Model) -> SplinkModel:
    """Our model as Splink settings: m from same person, u from random.

    A comparison that knows more levels than Splink is written as exact against else; e-mail as it
    is where names do not agree. Address, gender and source depend on other fields and are left out.
    """
    comparisons: list[dict[str, Any]] = []
    folded_fields, left_out = [], []
    for index, comparison in enumerate(model.comparisons):
        m, u = (_plain(model.parameters.tables[name][index]) for name in (SAME_PERSON, RANDOM))
        if comparison.kind is Kind.TEXT:
            comparisons.append(_written(comparison.field, comparison.thresholds, m, u))
        elif comparison.kind in _EXACT_LEVELS:
            exact = _EXACT_LEVELS[comparison.kind]
            folded = [np.array([table[:exact].sum(), table[exact:].sum()]) for table in (m, u)]
            comparisons.append(_written(comparison.field, (), *folded))
            folded_fields.append(comparison.field)
        else:
            left_out.append(comparison.field)
    settings = {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": model.parameters.prior[SAME_PERSON],
        "unique_id_column_name": "record_no",
        "sql_dialect": "duckdb",
        "blocking_rules_to_generate_predictions": [],
        "comparisons": comparisons,
    }
    return SplinkModel(settings, tuple(folded_fields), tuple(left_out))


def _plain(table: Floats) -> Floats:
    return table[0] if table.ndim == 2 else table


def _written(column: str, thresholds: Sequence[float], m: Floats, u: Floats) -> dict[str, Any]:
    left, right = f'"{column}_l"', f'"{column}_r"'
    conditions = [
        f"{left} = {right}",
        *(f"jaro_winkler_similarity({left}, {right}) >= {least:g}" for least in thresholds),
        "ELSE",
    ]
    null = {"sql_condition": f"{left} IS NULL OR {right} IS NULL", "is_null_level": True}
    trained = [
        {"sql_condition": condition, "m_probability": float(x), "u_probability": float(y)}
        for condition, x, y in zip(conditions, m, u, strict=True)
    ]
    return {
        "output_column_name": column.replace(":", "_"),
        "comparison_levels": [null, *trained],
    }
