"""Keeping the access log: its head written down outside the database, its old lines let go.

Entering: an opened project. Leaving: an anchor in a file of the project folder, every hour while
the server runs and after every sound check; a checkpoint in the place of lines past their term.
"""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.audit.access_log import verify
from klantbeeld.audit.anchor import FILE, Anchor, check_anchors, write_anchor
from klantbeeld.audit.chain import Entry
from klantbeeld.audit.checkpoint import Checkpoint, due, make_checkpoint
from klantbeeld.catalog.periods import duration
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress, Progress
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.accounts.log import ON_THE_MACHINE, SECURITY
from klantbeeld.privacy.views import Actor


def anchor_log(services: Services) -> Anchor | None:
    """Writes the log's head down; None where nothing was logged since. Raises InputError."""
    with services.database.transaction() as transaction:
        return write_anchor(transaction, services.project / FILE, services.clock())


def anchor_faults(services: Services) -> tuple[int, tuple[str, ...]]:
    """How many anchors were compared with the log, and what is wrong, in words."""
    with services.database.transaction() as transaction:
        compared, fault = check_anchors(transaction, services.project / FILE)
    if fault is None:
        return compared, ()
    if fault.entry_no is None:
        return compared, (
            f"{FILE}: line {fault.line} cannot be read. Compare the file with your copy of it.",
        )
    return compared, (
        f"{FILE}: line {fault.line} says otherwise than the access log about its line "
        f"{fault.entry_no}. The log was rewritten or cut short, or an older backup was put back.",
    )


def log_past_its_term(services: Services) -> Checkpoint | None:
    """What ``let_old_lines_go`` would remove now; None where no line is old enough."""
    return due(services.database, services.clock() - _kept(services))


def let_old_lines_go(services: Services, by: Actor, progress: Progress) -> Checkpoint | None:
    """Puts a checkpoint in the place of the lines past their term (``security.keep_log``).

    Raises InputError where the log is not whole: what cannot be trusted must not be made to look
    settled.
    """
    with services.database.transaction() as transaction:
        found = verify(transaction, progress)
    _, faults = anchor_faults(services)
    if not found.ok or faults:
        raise InputError.single(
            "the access log is not whole, so none of it is removed",
            "access_log",
            "Run `klantbeeld verify`, find out what happened, and keep a copy of the database.",
        )
    anchor_log(services)
    now = services.clock()
    entry = Entry(by.name, by.role, by.via, SECURITY, "", True)
    made = make_checkpoint(services.database, now - _kept(services), entry, now, progress)
    anchor_log(services)
    return made


def trim_log(services: Services) -> None:
    """Lets old lines go where there are any."""
    if log_past_its_term(services) is not None:
        let_old_lines_go(services, ON_THE_MACHINE, NoProgress())


def _kept(services: Services) -> timedelta:
    return duration(services.catalogue.security.keep_log)
