"""CDNOW as ``lifetimes`` ships it: the data on which the purchase models were published.

The files are read from where the package lies; the package itself is imported by the peer alone.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FIRST_DAY = np.datetime64("1997-01-01", "D")


@dataclass(frozen=True)
class Cdnow:
    """One row per purchase; days count from 1997-01-01."""

    person: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    items: npt.NDArray[np.float64]
    money: npt.NDArray[np.float64]


def read_cdnow(file: str) -> Cdnow:
    """``CDNOW_sample.txt`` (2,357 customers) or ``CDNOW_master.txt`` (23,570)."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or found.origin is None:
        raise SystemExit("CDNOW comes with lifetimes: python -m pip install lifetimes")
    lines = (Path(found.origin).parent / "datasets" / file).read_text().splitlines()
    rows = [line.split() for line in lines if line.split()[0].isdigit()]
    days = np.array([f"{r[-3][:4]}-{r[-3][4:6]}-{r[-3][6:]}" for r in rows], "datetime64[D]")
    return Cdnow(
        np.array([int(r[0]) for r in rows]),
        (days - FIRST_DAY).astype(np.int64),
        np.array([float(r[-2]) for r in rows]),
        np.array([float(r[-1]) for r in rows]),
    )
