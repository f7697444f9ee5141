"""Checks what must always hold: the access log's chain, and the store's own invariants.

Entering: the store. Leaving: how much was checked, and every rule that is broken.
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.audit.access_log import verify as verify_log
from klantbeeld.audit.access_log import wait_for_disk
from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.retention.keep_log import anchor_faults
from klantbeeld.pipeline.rights.restore import journal_faults
from klantbeeld.pipeline.services import Services
from klantbeeld.store.holdings import differences, holdings
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "verify.sql")


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a check."""

    ok: bool
    checked: int
    """Lines of the access log, heads of it kept outside, lines of the journal of erasures, rules of
    the store, and its tables."""
    faults: tuple[str, ...]
    log_head: str
    """The hash of the log's newest line: kept elsewhere, it proves the log later."""


def verify_store(services: Services, progress: Progress) -> Found:
    """Checks everything; changes nothing."""
    with services.database.transaction() as transaction:
        log = verify_log(transaction, progress)
        rules = transaction.execute(SQL["invariants"]).fetchall()
        strange = differences(transaction)
        wait_for_disk(transaction)  # the head is told, and may be noted elsewhere
    faults = [
        f"{row['broken']} rows break the rule: {row['rule']}." for row in rules if row["broken"]
    ]
    faults += [f"{difference}." for difference in strange]
    if log.first_fault is not None:
        faults.append(f"access log line {log.first_fault.entry_no}: {log.first_fault.what}.")
    anchors, rewritten = anchor_faults(services)
    erasures, lost = journal_faults(services)
    faults += [*rewritten, *lost]
    checked = log.checked + len(rules) + len(holdings()) + anchors + erasures
    return Found(not faults, checked, tuple(faults), log.head_hash)
