"""Checks of accuracy: colleagues compare the last records of a source with reality.

The Friday afternoon measurement of Nagle, Redman and Sammon (Harvard Business Review 2017): the
last hundred records, ten to fifteen attributes, each value right or wrong; the share of records
without a fault says how good the data is. Entering: who looks, and verdicts. Leaving: one record at
a time through the gate, for the purpose that the catalogue names, each look in the log; shares with
Wilson's interval. No value is kept with a verdict, and both go with the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from klantbeeld.audit.chain import Detail
from klantbeeld.core.errors import InputError
from klantbeeld.metrics.read import wilson
from klantbeeld.privacy.barring import people_left_out
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.quality.accuracy_views import (
    VERDICTS,
    CheckedAttribute,
    CheckedRecord,
    CheckedValue,
    CheckResult,
    CheckView,
    Share,
)
from klantbeeld.privacy.views import Actor
from klantbeeld.quality.work import delivered
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.privacy.quality", "accuracy.sql")

LEAST_RECORDS, MOST_RECORDS = 30, 100
MOST_ATTRIBUTES = 15
MOST_CHECKS = 20
"""How many are listed, the newest first."""
LET_GO_AFTER = timedelta(minutes=10)
"""A record that somebody left open is shown to the next one."""


class AccuracyChecks:
    """Checks, and the one way to the records in them."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    @property
    def purpose(self) -> str:
        """For which purpose records are looked at."""
        return self._door.catalogue.quality.purpose

    def choices(self, role: str, source: str) -> tuple[str, ...]:
        """The attributes of a source that this role may check, in declared order."""
        brings = delivered(self._door.catalogue).get(source, frozenset())
        visible = self._door.catalogue.visible_attributes(role, self.purpose)
        return tuple(name for name in visible if name in brings)

    def checks(self) -> tuple[CheckView, ...]:
        """The newest checks; they name no customer."""
        with self._database.transaction() as transaction:
            rows = transaction.execute(SQL["checks"], {"check_no": None, "most": MOST_CHECKS})
            return tuple(self._view(row) for row in rows)

    def start(self, actor: Actor, source: str, attributes: Sequence[str], records: int) -> int:
        """Begins a check of the newest records; returns its number. Raises Refused, and InputError
        where the source has none or the choice is not possible."""
        chosen = self._chosen(actor, source, attributes)
        wanted = min(max(records, LEAST_RECORDS), MOST_RECORDS)
        catalogue, now = self._door.catalogue, self._door.clock()
        with self._database.transaction() as transaction:
            self._door.check(actor, self.purpose, "accuracy_started")
            rows = transaction.execute(
                SQL["last_records"], {"source": source, "most": 3 * wanted}
            ).fetchall()
            people = [row["person_id"] for row in rows]
            barred = people_left_out(transaction, catalogue, people, self.purpose, now)
            found = [row["record_no"] for row in rows if row["person_id"] not in barred][:wanted]
            if not found:
                raise InputError.single(
                    "this source has no records that may be checked",
                    source,
                    "Load it first with `klantbeeld load`, or choose another source.",
                )
            values = {"source": source, "attributes": chosen, "now": now, "actor": actor.name}
            check_no = int(one_row(transaction, SQL["start"], values)["check_no"])
            transaction.execute(
                SQL["put_records"],
                {"check_no": check_no, "records": np.array(found, np.int64)},
            )
            detail: Detail = {"sources": [source], "attributes": chosen, "records": len(found)}
            self._door.record_change(
                transaction, actor, self.purpose, "accuracy_started", (), detail
            )
        return check_no

    def open(
        self, actor: Actor, check_no: int, position: int | None = None
    ) -> CheckedRecord | None:
        """The record at this place, or the next one that nobody judged; None where all are.

        Raises Refused and NotFound; leaves a line about the person.
        """
        self._door.check(actor, self.purpose, "accuracy_record")
        found = self._take(actor, check_no, position)
        if found is None:
            return None
        check, record_no = self.check(check_no), int(found["record_no"])
        shown: CheckedRecord | None = None
        with self._door.read(actor, self.purpose, "accuracy_record") as read:
            rows = {row["record_no"]: row for row in read.records(record_no)}
            row = rows.get(record_no)
            if row is not None and read.person_id is not None:
                given = {"check_no": check_no, "record_no": record_no}
                verdicts = {
                    each["attribute"]: each["verdict"]
                    for each in read.transaction.execute(SQL["verdicts"], given)
                }
                shown = CheckedRecord(
                    check=check,
                    record_no=record_no,
                    position=found["position"],
                    person_id=read.person_id,
                    display_name=read.sight.name_of(row["standard"], read.person_id),
                    source_record_id=row["source_record_id"],
                    values=tuple(
                        CheckedValue(name, label, row["delivered"].get(name), verdicts.get(name))
                        for name, label in check.attributes
                        if name in read.sight.types and not read.bars
                    ),
                    judged=found.get("judged_at") is not None,
                )
                read.detail = {"attributes": [value.attribute for value in shown.values]}
        return shown

    def judge(
        self, actor: Actor, check_no: int, record_no: int, verdicts: Mapping[str, str]
    ) -> None:
        """Keeps what was found of a record, in the place of what was found before; nothing found:
        the record is passed over. Raises Refused, NotFound and InputError."""
        self._door.check(actor, self.purpose, "accuracy_judged")
        check = self.check(check_no)
        known = {name for name, _ in check.attributes}
        kept = {name: said for name, said in verdicts.items() if said in VERDICTS and name in known}
        given = {"check_no": check_no, "record_no": record_no}
        with self._database.transaction() as transaction:
            self._check_open(transaction, check_no)
            judged = {**given, "actor": actor.name, "now": self._door.clock()}
            if transaction.execute(SQL["judged"], judged).fetchone() is None:
                raise NotFound("This record is not, or no longer, in the check.")
            transaction.execute(SQL["forget_verdicts"], given)
            said = {**given, "attributes": list(kept), "verdicts": list(kept.values())}
            transaction.execute(SQL["put_verdicts"], said)
            self._log(transaction, actor, "accuracy_judged", record_no, sorted(kept))

    def undo(self, actor: Actor, check_no: int) -> int | None:
        """Takes back what this colleague judged last; returns its place, None where there is
        nothing. Raises Refused, NotFound and InputError."""
        self._door.check(actor, self.purpose, "accuracy_undone")
        given: dict[str, Any] = {"check_no": check_no, "actor": actor.name}
        with self._database.transaction() as transaction:
            self._check_open(transaction, check_no)
            row = transaction.execute(SQL["last_judged"], given).fetchone()
            if row is None:
                return None
            given["record_no"] = row["record_no"]
            transaction.execute(SQL["forget_verdicts"], given)
            transaction.execute(SQL["not_judged"], given)
            self._log(transaction, actor, "accuracy_undone", row["record_no"], [])
        return int(row["position"])

    def finish(self, actor: Actor, check_no: int, *, finished: bool = True) -> None:
        """Ends a check, so that its findings count, or opens it again. Raises Refused, NotFound."""
        now = self._door.clock() if finished else None
        self.check(check_no)
        with self._database.transaction() as transaction:
            who = actor.name if finished else None
            transaction.execute(SQL["finish"], {"check_no": check_no, "now": now, "actor": who})
            action = "accuracy_finished" if finished else "accuracy_reopened"
            self._door.record_change(transaction, actor, self.purpose, action, (), {})

    def check(self, check_no: int) -> CheckView:
        """One check. Raises NotFound."""
        with self._database.transaction() as transaction:
            row = transaction.execute(SQL["checks"], {"check_no": check_no, "most": 1}).fetchone()
        if row is None:
            raise NotFound(f"There is no check {check_no}.")
        return self._view(row)

    def result(self, check_no: int) -> CheckResult:
        """What it found so far; it names no customer. Raises NotFound."""
        check = self.check(check_no)
        with self._database.transaction() as transaction:
            rows = transaction.execute(SQL["found"], {"check_no": check_no}).fetchall()
            whole = one_row(transaction, SQL["found_records"], {"check_no": check_no})
        by_name = {row["attribute"]: row for row in rows}
        return CheckResult(
            check=check,
            faultless=_share(whole["faultless"], whole["checked"]),
            attributes=tuple(
                CheckedAttribute(
                    attribute=name,
                    label=label,
                    correct=row["correct"],
                    wrong=row["wrong"],
                    unknown=row["unknown"],
                    share=_share(row["correct"], row["correct"] + row["wrong"]),
                )
                for name, label in check.attributes
                if (row := by_name.get(name)) is not None
            ),
        )

    def _chosen(self, actor: Actor, source: str, attributes: Sequence[str]) -> list[str]:
        able = self.choices(actor.role, source)
        chosen = [name for name in able if name in attributes]
        if not chosen or len(chosen) > MOST_ATTRIBUTES:
            raise InputError.single(
                "no attribute was chosen" if not chosen else "too many attributes were chosen",
                source,
                f"Choose 1 to {MOST_ATTRIBUTES} of the attributes that this source delivers.",
            )
        return chosen

    def _take(self, actor: Actor, check_no: int, position: int | None) -> dict[str, Any] | None:
        now = self._door.clock()
        with self._database.transaction() as transaction:
            if position is not None:
                given = {"check_no": check_no, "position": position}
                row = transaction.execute(SQL["at_position"], given).fetchone()
                if row is None:
                    raise NotFound("This record is not, or no longer, in the check.")
                return dict(row)
            taking = {
                "check_no": check_no,
                "actor": actor.name,
                "now": now,
                "let_go": now - LET_GO_AFTER,
            }
            row = transaction.execute(SQL["take"], taking).fetchone()
            return None if row is None else dict(row)

    def _check_open(self, transaction: Transaction, check_no: int) -> None:
        row = transaction.execute(SQL["lock"], {"check_no": check_no}).fetchone()
        if row is None:
            raise NotFound(f"There is no check {check_no}.")
        if row["finished_at"] is not None:
            raise InputError.single(
                "the check is finished", f"check {check_no}", "Open it again to change something."
            )

    def _log(
        self,
        transaction: Transaction,
        actor: Actor,
        action: str,
        record_no: int,
        attributes: Sequence[str],
    ) -> None:
        detail = {"attributes": list(attributes)}
        self._door.record_change(transaction, actor, self.purpose, action, [record_no], detail)

    def _view(self, row: Mapping[str, Any]) -> CheckView:
        declared = self._door.catalogue.attributes
        return CheckView(
            check_no=row["check_no"],
            source=row["source"],
            attributes=tuple(
                (name, declared[name].name) for name in row["attributes"] if name in declared
            ),
            started_at=row["started_at"],
            started_by=row["started_by"],
            finished_at=row["finished_at"],
            records=row["records"],
            judged=row["judged"],
        )


def _share(good: int, n: int) -> Share | None:
    return Share(good / n, *wilson(good / n, n), n) if n else None
