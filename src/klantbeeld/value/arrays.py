"""The array types of this package, and the reason that goes with an answer.

A reason is a code with parameters; the words of it are translated where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is what it is, or why there is none: a code, and the figures in its words."""

    code: str
    parameters: Mapping[str, float | int | str] = field(default_factory=dict)
