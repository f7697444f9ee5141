"""The purchase models: published parameters, closed forms that agree, answers at the limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln, hyp2f1
from value_data import cdnow_sample, crowd

from klantbeeld.value.history import History
from klantbeeld.value.purchase_models import (
    BG_NBD,
    MBG_NBD,
    PARETO_NBD,
    PURCHASE_MODELS,
    PurchaseModel,
    fit_purchases,
)
from klantbeeld.value.purchases import PurchaseDays

MODELS = pytest.mark.parametrize("model", PURCHASE_MODELS.values(), ids=lambda m: m.name)
PARAMETERS = st.tuples(
    st.floats(0.1, 5), st.floats(0.5, 50), st.floats(0.1, 4), st.floats(0.2, 40)
).map(np.array)


def some_histories() -> History:
    """Never again, once at once, often and long ago, often and today, very often."""
    return History.of_weeks(
        [0, 0, 1, 1, 7, 7, 300], [0, 0, 0.1, 30, 12, 39, 38.9], [1, 39, 39, 39, 39, 39, 39]
    )


def alone(history: History, row: int, age: float) -> History:
    """One of the histories, seen to this age."""
    return History(
        history.frequency[[row]],
        history.recency[[row]],
        np.array([age]),
        np.ones(1),
        np.zeros(1, int),
    )


@pytest.mark.parametrize(
    ("model", "published"),
    [
        (BG_NBD, {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}),
        (PARETO_NBD, {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}),
        (MBG_NBD, {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}),
    ],
    ids=lambda value: value.name if isinstance(value, PurchaseModel) else "",
)
def test_published_parameters(model: PurchaseModel, published: dict[str, float]) -> None:
    data = cdnow_sample()
    days = PurchaseDays.of(data.person, data.day)
    fitted = fit_purchases(model, days.seen(272).history())
    assert fitted.trouble is None
    # Pareto/NBD is published with beta 11.669; its likelihood is flat there to the fourth digit.
    assert fitted.parameters == pytest.approx(published, abs=1.2e-3)


@MODELS
@settings(max_examples=25, deadline=None)
@given(at=PARAMETERS)
def test_gradient_is_that_of_the_likelihood(model: PurchaseModel, at: np.ndarray) -> None:
    likelihood = model.likelihood(some_histories())
    steps = np.eye(4) * 1e-6 * at
    numeric = [
        (likelihood(at + step)[0] - likelihood(at - step)[0]) / (2 * step.sum()) for step in steps
    ]
    assert likelihood(at)[1] == pytest.approx(numeric, rel=2e-3, abs=1e-4)


@MODELS
@settings(max_examples=25, deadline=None)
@given(at=PARAMETERS, weeks=st.floats(0.1, 60))
def test_no_purchase_is_the_same_history_seen_longer(
    model: PurchaseModel, at: np.ndarray, weeks: float
) -> None:
    """P(nothing in h | history) = L(history to T+h) / L(history to T): no model can say other."""
    histories = some_histories()
    said = model.p_no_purchase(at, histories, weeks)
    for row, age in enumerate(histories.age):
        longer = model.likelihood(alone(histories, row, age + weeks))(at)[0]
        now = model.likelihood(alone(histories, row, age))(at)[0]
        assert said[row] == pytest.approx(np.exp(longer - now), rel=1e-4, abs=1e-9)


@MODELS
@settings(max_examples=25, deadline=None)
@given(at=PARAMETERS)
def test_expectations_grow_from_nothing(model: PurchaseModel, at: np.ndarray) -> None:
    told = model.expected_purchases(at, some_histories(), (0, 1, 13, 52, 520))
    assert told[0] == pytest.approx(0, abs=1e-9)
    assert (np.diff(told, axis=0) >= -1e-9).all()
    alive = model.p_alive(at, some_histories())
    assert ((alive >= 0) & (alive <= 1)).all()
    at_least = 1 - model.p_no_purchase(at, some_histories(), 13)
    assert (told[2] >= at_least - 1e-6).all()


@MODELS
def test_foretells_its_own_world(model: PurchaseModel) -> None:
    """On data of a BG/NBD world every sibling's total comes within a tenth of what follows."""
    days = crowd(seed=5, people=4000, days=500, start_within=90)
    seen = days.seen(250)
    history = seen.history()
    fitted = fit_purchases(model, history)
    came = days.count(seen.person, 250, 499).sum()
    assert history.total(fitted.expected_purchases(history, 249 / 7)) == pytest.approx(
        came, rel=0.1
    )


def test_pareto_likelihood_equals_the_published_form() -> None:
    """Fader & Hardie (2005), equation 19, by the difference of two 2F1 (alpha >= beta)."""
    r, alpha, s, beta = at = np.array([0.6, 12.0, 0.7, 9.0])
    x, t_x, age = 3.0, 20.0, 38.0
    history = History.of_weeks([3], [t_x], [age])

    def term(t: float) -> float:
        z = (alpha - beta) / (alpha + t)
        return float(hyp2f1(r + s + x, s + 1, r + s + x + 1, z) / (alpha + t) ** (r + s + x))

    here = (alpha + age) ** -(r + x) * (beta + age) ** -s
    whole = here + s / (r + s + x) * (term(t_x) - term(age))
    log = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(whole)
    assert PARETO_NBD.likelihood(history)(at)[0] == pytest.approx(log, abs=1e-9)


def test_bg_nbd_takes_every_single_buyer_for_alive() -> None:
    """The trap: as a figure of churn P(alive) is worse than chance. Its sibling sees them leave."""
    at, once = np.array([0.243, 4.414, 0.793, 2.426]), History.of_weeks([0], [0], [39])
    assert BG_NBD.p_alive(at, once) == pytest.approx(1)
    assert MBG_NBD.p_alive(at, once)[0] < 1
    assert BG_NBD.p_no_purchase(at, once, 13)[0] == pytest.approx(0.94, abs=0.02)


@MODELS
def test_a_reseller_has_a_finite_answer(model: PurchaseModel) -> None:
    at = np.array(model.start)
    reseller = History.of_days([100_000], [3650], [3650])
    told = model.expected_purchases(at, reseller, (52,))
    assert np.isfinite(told).all()
    assert told[0, 0] > 1000
    value, gradient = model.likelihood(reseller)(at)
    assert np.isfinite([value, *gradient]).all()


@MODELS
def test_where_nobody_leaves_the_model_still_settles(model: PurchaseModel) -> None:
    random = np.random.default_rng(1)
    person = np.repeat(np.arange(300), 20)
    days = PurchaseDays.of(person, random.integers(0, 400, len(person)))
    fitted = fit_purchases(model, days.seen(400).history())
    assert fitted.trouble is None
    history = days.seen(400).history()
    assert history.total(fitted.expected_purchases(history, 10)) == pytest.approx(
        300 * 20 / 400 * 70, rel=0.1
    )


@MODELS
def test_too_little_to_fit_is_an_answer(model: PurchaseModel) -> None:
    for people, code in ((0, "too_few_customers"), (1, "too_few_customers")):
        history = History.of_days([3] * people, [40] * people, [50] * people)
        trouble = fit_purchases(model, history).trouble
        assert trouble is not None
        assert trouble.code == code
    once = fit_purchases(model, History.of_days([0] * 100, [0] * 100, [50] * 100)).trouble
    assert once is not None
    assert once.code == "too_few_repeat_customers"
    assert once.parameters == {"have": 0, "need": 10}


def test_histories_lose_nothing_by_being_put_together() -> None:
    random = np.random.default_rng(2)
    x = random.integers(0, 4, 500)
    last = np.where(x > 0, random.integers(1, 30, 500), 0)
    age = last + random.integers(0, 20, 500)
    history = History.of_days(x, last, age)
    assert len(history.weight) < 500
    assert history.customers == 500
    assert (history.spread(history.frequency) == x).all()
    assert history.spread(history.recency) * 7 == pytest.approx(last)
    assert history.spread(history.age) * 7 == pytest.approx(age)
