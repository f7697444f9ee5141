"""Linear algebra of four by four on one thread.

OpenBLAS wakes a thread per core for every small system that it solves, and these wait for work by
spinning. Measured on two busy cores, a fit of 1,500 customers cost 2.3 s of processor time that way
and 0.14 s on one thread; the inverse of thousands of items keeps its threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy.linalg
import scipy.linalg
from threadpoolctl import ThreadpoolController

_LOADED = (numpy.linalg, scipy.linalg)
"""Their libraries must be there before the controller looks for them."""


@contextmanager
def one_thread() -> Iterator[None]:
    """What runs inside solves on one thread; the limit is the process's, and lifted after."""
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
