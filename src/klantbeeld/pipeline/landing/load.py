"""Loading: every file of every asked source, landed batch by batch, safe to stop and to repeat.

Entering: the project folder's deliveries. Leaving: landed rows and a report. A batch is one
transaction together with its count in ``load``, so that a load that stops (a lost database, a full
disk, a power cut) goes on after its last batch. A file that was loaded to the end by the same
mapping is not read again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.sources import (
    Delivery,
    LineDelivery,
    ProductDelivery,
    RecordDelivery,
    TouchpointDelivery,
)
from klantbeeld.core.errors import InputError, KlantbeeldError
from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.changes import announce
from klantbeeld.pipeline.landing.batch import LOADS, Landed, Letter, Place, Rows, count
from klantbeeld.pipeline.landing.figures import FigureLanding, end_missing_figures
from klantbeeld.pipeline.landing.kept import dropped_names, kept_part
from klantbeeld.pipeline.landing.orders import LineLanding, land_products
from klantbeeld.pipeline.landing.records import RecordLanding, mark_gone
from klantbeeld.pipeline.landing.scores import unique_attributes
from klantbeeld.pipeline.landing.screening import Land, masked, screened
from klantbeeld.pipeline.landing.touchpoints import land_touchpoints
from klantbeeld.pipeline.services import Services
from klantbeeld.quality.own_numbers import in_forms
from klantbeeld.sources.read import expand, inspect, read
from klantbeeld.sources.rows import Batch, FileFormat, FileShape, ReadOptions
from klantbeeld.store.database import one_row

BATCH_ROWS = 50_000
"""Rows per transaction: many, for a value that repeats is read once per batch; not more, for live
rows of the same source wait until it is stored."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file brought."""

    source: str
    delivery: str
    file: str
    state: str
    """loaded, resumed, unchanged (known already, not read again), or not_kept (no purpose that is
    switched on needs any of it)."""
    read: int = 0
    new: int = 0
    changed: int = 0
    refused: int = 0
    gone: int = 0
    dropped_columns: tuple[str, ...] = ()


def load_files(services: Services, sources: Sequence[str], progress: Progress) -> list[FileReport]:
    """Lands all files of these sources (empty: of all), records before what hangs on them.

    Raises InputError for an unknown source or a file that cannot be read at all, after which
    everything landed so far stands and the command can be repeated.
    """
    unknown = set(sources) - set(services.catalogue.sources)
    if unknown:
        raise InputError.single(
            f"unknown source {', '.join(sorted(unknown))}",
            "klantbeeld load",
            f"Name one of: {', '.join(services.catalogue.sources)}.",
        )
    reports: list[FileReport] = []
    for source, name, delivery in _in_order(services, sources):
        if delivery.files is not None:
            paths = expand(services.project, delivery.files)
            reports += _load_delivery(services, source, name, delivery, paths, progress)
    return reports


def _in_order(services: Services, sources: Sequence[str]) -> Iterator[tuple[str, str, Delivery]]:
    """Deliveries in the order in which they need each other: fewest waiting touchpoints."""
    kinds = ("records", "products", "touchpoints", "order_lines", "figures")
    for kind in kinds:
        for source, definition in services.catalogue.sources.items():
            if not sources or source in sources:
                for name, delivery in definition.deliveries.items():
                    if delivery.kind == kind:
                        yield source, name, delivery


def _load_delivery(
    services: Services,
    source: str,
    name: str,
    delivery: Delivery,
    paths: Sequence[Path],
    progress: Progress,
) -> list[FileReport]:
    reports: list[FileReport] = []
    loads: list[int] = []
    # Held in a transaction of its own to the end: two loads of one delivery at once would each take
    # for gone what only the other has seen. The second one waits, and then finds the files known.
    with services.database.transaction() as held:
        held.execute(LOADS["lock_delivery"], {"delivery": f"{source}/{name}"})
        kept = kept_part(services.catalogue, dropped_names(held), source, delivery)
        if kept is None:
            return [FileReport(source, name, str(path.name), "not_kept") for path in paths]
        for path in paths:
            loading = _FileLoad(services, source, name, kept, path)
            reports.append(loading.run(progress, loads))
        if (
            isinstance(delivery, RecordDelivery | FigureDelivery)
            and delivery.full
            and any(report.state != "unchanged" for report in reports)
        ):
            gone = _finish_full(services, source, name, delivery, loads)
            reports[-1] = replace(reports[-1], gone=gone)
    return reports


def _finish_full(
    services: Services, source: str, name: str, delivery: Delivery, loads: list[int]
) -> int:
    now = services.clock()
    with services.database.transaction() as transaction:
        place = Place(
            services.catalogue, source, name, loads[-1], now, services.project, services.keyring
        )
        end = end_missing_figures if isinstance(delivery, FigureDelivery) else mark_gone
        gone = end(transaction, place, loads)
        transaction.execute(LOADS["count_gone"], {"gone": gone, "load_no": loads[-1]})
    return gone


class _FileLoad:
    """One file on its way in."""

    def __init__(
        self, services: Services, source: str, name: str, delivery: Delivery, path: Path
    ) -> None:
        self.services, self.source, self.name = services, source, name
        self.delivery, self.path = delivery, path
        # From the project folder on: one delivery may hold files of one name in several folders.
        self.file = os.path.relpath(path, services.project)
        self.declared = declared_columns(delivery)

    def run(self, progress: Progress, loads: list[int]) -> FileReport:
        """Loads the file unless it is known; adds its load to ``loads``."""
        digest = _digest(self.path, self.delivery)
        with self.services.database.transaction() as transaction:
            known = transaction.execute(
                LOADS["newest_load"],
                {"source": self.source, "delivery": self.name, "file_name": self.file},
            ).fetchone()
        same = known is not None and known["file_digest"] == digest
        if known is not None and same and known["state"] == "done":
            loads.append(known["load_no"])
            return FileReport(self.source, self.name, self.file, "unchanged")
        shape = inspect(self.path, self.declared, _options(self.delivery))
        start = 0
        if known is not None and same:
            load_no = known["load_no"]
            start = known["last_row"]
            self._resume(load_no, start)
        else:
            load_no = self._begin(digest, shape)
        loads.append(load_no)
        total = self._read_all(load_no, shape, start, progress)
        return FileReport(
            self.source,
            self.name,
            self.file,
            "resumed" if start else "loaded",
            total.read,
            total.new,
            total.changed,
            len(total.letters),
            dropped_columns=tuple(shape.undeclared),
        )

    def _begin(self, digest: str, shape: FileShape) -> int:
        with self.services.database.transaction() as transaction:
            row = one_row(
                transaction,
                LOADS["begin_load"],
                {
                    "source": self.source,
                    "delivery": self.name,
                    "file_name": self.file,
                    "file_digest": digest,
                    "now": self.services.clock(),
                    "rows_total": shape.total_rows,
                },
            )
            return int(row["load_no"])

    def _resume(self, load_no: int, start: int) -> None:
        with self.services.database.transaction() as transaction:
            transaction.execute(LOADS["resume_load"], {"load_no": load_no, "start": start})

    def _read_all(self, load_no: int, shape: FileShape, start: int, progress: Progress) -> Landed:
        total = Landed()
        land = landing_of(self.delivery, settled=start)
        first = 0 if self._reads_from_start() else start
        try:
            with progress.step(f"{self.source}: {self.file}", shape.total_bytes) as step:
                for batch in read(
                    self.path,
                    shape,
                    self.declared,
                    batch_rows=BATCH_ROWS,
                    start_row=first,
                    step=step,
                    only=self.delivery.only if isinstance(self.delivery, RecordDelivery) else None,
                ):
                    landed = self._land(land, batch, load_no, shape, settled=start)
                    total.read += landed.read
                    total.new += landed.new
                    total.changed += landed.changed
                    total.letters += landed.letters
            with self.services.database.transaction() as transaction:
                transaction.execute(
                    LOADS["finish_load"], {"load_no": load_no, "now": self.services.clock()}
                )
                transaction.execute(
                    LOADS["settle_letters"],
                    {
                        "source": self.source,
                        "delivery": self.name,
                        "file_name": self.file,
                        "load_no": load_no,
                        "now": self.services.clock(),
                    },
                )
                announce(transaction, "load", [load_no])
        except KlantbeeldError as error:
            self._fail(load_no, error)
            raise
        return total

    def _reads_from_start(self) -> bool:
        """Whether the landing must see the whole file, whatever of it is settled: to number the
        lines of each order, or to tell which values or figures came before."""
        match self.delivery:
            case LineDelivery() | FigureDelivery():
                return True
            case RecordDelivery():
                unique = unique_attributes(self.services.catalogue)
                return any(name in self.delivery.columns.values() for name in unique)
            case _:
                return False

    def _land(
        self, land: Land, batch: Batch, load_no: int, shape: FileShape, *, settled: int
    ) -> Landed:
        now = self.services.clock()
        place = Place(
            self.services.catalogue, self.source, self.name, load_no, now, self.services.project,
            self.services.keyring,
        )  # fmt: skip
        with self.services.database.transaction() as transaction:
            columns = dict(zip(batch.columns.column_names, batch.columns.columns, strict=True))
            landed = land(transaction, place, Rows(columns, batch.rows))
            letters = [
                Letter(
                    refused.position.row,
                    refused.what,
                    refused.mend,
                    masked(refused.fields, in_forms(self.services.catalogue.own_numbers)),
                )
                for refused in batch.refused
                if refused.position.row > settled
            ]
            landed.read += len(letters)
            landed.letters += letters
            rows = int((batch.rows > settled).sum())
            dropped = dict.fromkeys({*shape.undeclared, *batch.undeclared}, rows)
            count(
                transaction,
                place,
                landed,
                file_name=self.file,
                last_row=batch.last_row,
                dropped=dropped,
            )
            announce(transaction, "load", [load_no])
        return landed

    def _fail(self, load_no: int, error: KlantbeeldError) -> None:
        # Where the store itself is gone the load stays "running" and is resumed all the same.
        try:
            with self.services.database.transaction() as transaction:
                transaction.execute(
                    LOADS["fail_load"],
                    {"load_no": load_no, "now": self.services.clock(), "message": str(error)},
                )
        except KlantbeeldError:
            return


def landing_of(delivery: Delivery, *, settled: int = 0, full: bool = True) -> Land:
    """The way in for this kind of delivery, where rows up to ``settled`` have landed before.

    ``full``: whether what a full delivery does not hold may be taken for gone.
    """
    return screened(_landing(delivery, settled, full=full), delivery, settled)


def _landing(delivery: Delivery, settled: int, *, full: bool) -> Land:
    match delivery:
        case RecordDelivery():
            return RecordLanding(delivery, settled, full=full and delivery.full)
        case TouchpointDelivery():
            return lambda transaction, place, rows: land_touchpoints(
                transaction, place, delivery, rows
            )
        case ProductDelivery():
            return lambda transaction, place, rows: land_products(
                transaction, place, delivery, rows
            )
        case LineDelivery():
            return LineLanding(delivery, settled)
        case FigureDelivery():
            return FigureLanding(delivery, settled, file=full)


def declared_columns(delivery: Delivery) -> tuple[str, ...]:
    """Every column that the delivery names: the only ones that are read."""
    match delivery:
        case RecordDelivery():
            single = (delivery.key, delivery.updated_at, *delivery.only)
        case TouchpointDelivery():
            nested = delivery.lines.column if delivery.lines else None
            single = (
                delivery.key,
                delivery.record,
                delivery.occurred_at,
                delivery.amount,
                delivery.currency,
                delivery.status,
                delivery.due_at,
                nested,
            )
        case ProductDelivery():
            single = (delivery.key, delivery.name, delivery.category)
        case LineDelivery():
            single = (
                delivery.order,
                delivery.line_no,
                delivery.product,
                delivery.quantity,
                delivery.amount,
                delivery.discount,
            )
        case FigureDelivery():
            single = (
                delivery.day,
                delivery.figure_column,
                delivery.value,
                delivery.base,
                delivery.part,
                delivery.currency,
                delivery.key,
            )
    mapped = () if isinstance(delivery, LineDelivery | FigureDelivery) else tuple(delivery.columns)
    return tuple(dict.fromkeys(name for name in (*single, *mapped) if name is not None))


def _options(delivery: Delivery) -> ReadOptions:
    said = delivery.reading
    return ReadOptions(
        format=FileFormat(said.format) if said.format else None,
        encoding=said.encoding,
        delimiter=said.delimiter,
        sheet=said.sheet,
    )


def _digest(path: Path, delivery: Delivery) -> str:
    """Of the file's bytes and of how it is read: either changing makes it a new delivery."""
    digest = hashlib.blake2b(delivery.model_dump_json().encode(), digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
