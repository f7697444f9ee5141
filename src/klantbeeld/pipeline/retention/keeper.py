"""The daily run of the retention job while the server runs.

Entering: time that passes. Leaving: a run a day. The first run of an installation is a person's:
nothing that was just loaded disappears before somebody saw what would go and chose to clear it.
"""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.retention.run import run_as, runs
from klantbeeld.pipeline.services import Services

EVERY = timedelta(days=1)
ITSELF = "klantbeeld"
"""Who stands in the register of runs."""


def run_if_due(services: Services) -> bool:
    """Runs the job if the last run was finished more than a day ago, or never was; says whether."""
    newest = runs(services, 1)
    if not newest:
        return False
    last = newest[0].finished_at
    if last is not None and services.clock() - last < EVERY:
        return False
    run_as(services, ITSELF, NoProgress())
    return True
