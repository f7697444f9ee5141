"""CDNOW, the data of the published parameters, from the package that ships it; a made-up crowd."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from klantbeeld.value.purchases import PurchaseDays

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cdnow:
    """One row per purchase; days count from the first day of the data, 1997-01-01."""

    person: Ints
    day: Ints
    items: Floats
    money: Floats


@cache
def cdnow(file: str) -> Cdnow:
    """A file of ``lifetimes``' data sets; skips the test where the package is not installed."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or found.origin is None:
        pytest.skip("lifetimes, which ships CDNOW, is not installed")
    path = Path(found.origin).parent / "datasets" / file
    lines = path.read_text().splitlines()
    rows = [line.split() for line in lines if line.split()[0].isdigit()]
    day = np.array([f"{r[-3][:4]}-{r[-3][4:6]}-{r[-3][6:]}" for r in rows], "datetime64[D]")
    return Cdnow(
        np.array([int(r[0]) for r in rows]),
        day.astype(np.int64) - np.datetime64("1997-01-01").astype("datetime64[D]").astype(np.int64),
        np.array([float(r[-2]) for r in rows]),
        np.array([float(r[-1]) for r in rows]),
    )


def cdnow_sample() -> Cdnow:
    """The 1/10 sample: 2,357 customers."""
    return cdnow("CDNOW_sample.txt")


def cdnow_full() -> Cdnow:
    """All 23,570 customers."""
    return cdnow("CDNOW_master.txt")


def crowd(seed: int, people: int, days: int, start_within: int) -> PurchaseDays:
    """People of a BG/NBD world (r .5, alpha 4 weeks, a .8, b 2.5), who start one after another."""
    random = np.random.default_rng(seed)
    rate = random.gamma(0.5, 1 / 4, people) / 7
    leaves = random.beta(0.8, 2.5, people)
    at = random.uniform(0, start_within, people)
    here = np.ones(people, bool)
    person, day = [np.arange(people)], [at.astype(np.int64)]
    while here.any():
        at = at + random.exponential(1 / np.maximum(rate, 1e-9))
        here = here & (at < days)
        person.append(np.flatnonzero(here))
        day.append(at[here].astype(np.int64))
        here = here & (random.random(people) > leaves)
    return PurchaseDays.of(np.concatenate(person), np.concatenate(day))
