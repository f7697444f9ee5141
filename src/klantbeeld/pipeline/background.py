"""Everything that the server does by itself beside linking, and how often.

Entering: an opened project. Leaving: the pieces of work, ready to start (``repeat``).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from klantbeeld.core.progress import NoProgress
from klantbeeld.metrics import kept
from klantbeeld.metrics.fold import fold
from klantbeeld.pipeline import counts
from klantbeeld.pipeline.linking.forgetting import forget_erased_names
from klantbeeld.pipeline.measuring.census import take_census, taken_today
from klantbeeld.pipeline.measuring.quality_counting import recount_if_due
from klantbeeld.pipeline.repeat import Repeat
from klantbeeld.pipeline.retention.keep_log import anchor_log, trim_log
from klantbeeld.pipeline.retention.keeper import run_if_due
from klantbeeld.pipeline.rights.own_links import send_due
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.offers import relearn_when_old
from klantbeeld.pipeline.valuing.scoring import turn
from klantbeeld.privacy.collection.reads import fold_reads
from klantbeeld.privacy.partners.deliver import deliver_due
from klantbeeld.store.database import Database


def background(services: Services) -> tuple[Repeat, ...]:
    """What this project needs done."""
    hourly, daily = timedelta(hours=1), timedelta(days=1)
    database, mail, catalogue = services.database, services.mail, services.catalogue
    work = [
        # A figure shows an order this long after it arrived, and the time that folding takes.
        Repeat("folding figures", _seconds(0.5), lambda: fold(database, catalogue)),
        # And a score, of whom it belongs to, a turn later.
        Repeat("scoring customers", _seconds(0.5), lambda: turn(services)),
        Repeat("learning offers", hourly, lambda: _learn_offers(services), at_once=False),
        Repeat("adding up counts", _seconds(10), lambda: _add_up(database)),
        Repeat("counting people", _seconds(60), lambda: _census_of_today(services)),
        Repeat("counting quality", _seconds(10), lambda: recount_if_due(services)),
        Repeat("counting reads", _seconds(30), lambda: fold_reads(database)),
        Repeat("anchoring the log", hourly, lambda: anchor_log(services), at_end=True),
        Repeat("trimming the log", daily, lambda: trim_log(services), at_once=False),
        # A quarter of an hour after the start at the earliest: what was just loaded does not go
        # before somebody could look.
        Repeat("retention", timedelta(minutes=15), lambda: run_if_due(services), at_once=False),
        Repeat("forgetting names", daily, lambda: forget_erased_names(services)),
    ]
    if any(partner.notify for partner in catalogue.partners.values()):
        deliver = partial(deliver_due, database, catalogue, services.clock)
        work.append(Repeat("telling partners", _seconds(15), deliver))
    if mail is not None:
        work.append(Repeat("sending links", _seconds(5), lambda: send_due(services, mail)))
    return tuple(work)


def _seconds(number: float) -> timedelta:
    """So long."""
    return timedelta(seconds=number)


def _learn_offers(services: Services) -> None:
    relearn_when_old(services.database, services.catalogue, services.clock)


def _add_up(database: Database) -> None:
    counts.add_up(database)
    kept.add_up(database)


def _census_of_today(services: Services) -> None:
    """Once on each local day: who consents and what is known changes by the day."""
    if not taken_today(services):
        take_census(services, NoProgress())
