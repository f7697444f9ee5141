"""Tries every proof and says how each ended.

Entering: a live installation, whose server also holds the scratch ones. Leaving: one outcome per
proof. A proof that breaks counts as failed, never as skipped; its message carries no personal
value: the scratch people are made up, and of a fault of ours only the kind and place are told.
"""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.services import Services
from klantbeeld.proofs.frame import Figure, Figures, NotProvedError, Proof, all_proofs
from klantbeeld.proofs.installation import Installation
from klantbeeld.proofs.scratch import Mould, mould, scratch, server


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one proof ended."""

    proof: Proof
    passed: bool
    message: str
    """What was expected and did not hold; empty when it passed."""
    figures: tuple[Figure, ...]
    seconds: float


def run_proofs(live: Services, progress: Progress) -> tuple[Outcome, ...]:
    """Tries all of them, each behaviour on a fresh scratch installation.

    Changes nothing of the live one but lines in its access log, where a proof reads by the gate.
    """
    wanted = all_proofs()
    outcomes: list[Outcome] = []
    with (
        server(live.database.url) as url,
        mould(url) as made,
        progress.step("proving the articles", len(wanted)) as step,
    ):
        for one in wanted:
            outcomes.append(run_one(one, made, live))
            step.advance(1)
    return tuple(outcomes)


def run_one(one: Proof, made: Mould, live: Services | None = None) -> Outcome:
    """Tries one proof; one of an installation on the live one where there is any."""
    started = time.monotonic()
    found: Figures | None = None
    message = ""
    try:
        if one.kind == "installation" and live is not None:
            found = one.run(Installation(live, live.clock))
        else:
            with scratch(made) as installation:
                found = one.run(installation)
    except NotProvedError as error:
        message = str(error) or "it does not hold"
    except Exception as error:  # noqa: BLE001  # one that breaks must not end the report
        at = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"
    return Outcome(one, not message, message, tuple(found or ()), time.monotonic() - started)
