"""The door to files: which files a source names, how each is built, and its rows.

Entering: the project folder and a source's path or pattern, the declared columns. Leaving: a
``FileShape`` a file, then its rows in batches. Every fault of a whole file is an InputError; every
fault of a row is a ``Refused`` in its batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Step
from klantbeeld.sources.detect import check_readable, detect_format
from klantbeeld.sources.inspect_csv import inspect_csv
from klantbeeld.sources.read_csv import read_csv
from klantbeeld.sources.read_excel import inspect_excel, read_excel
from klantbeeld.sources.read_jsonl import inspect_jsonl, read_jsonl
from klantbeeld.sources.read_parquet import inspect_parquet, read_parquet
from klantbeeld.sources.rows import Batch, FileFormat, FileShape, ReadOptions, pick

_LISTED = 20
_WILDCARDS = frozenset("*?[")


def expand(project_dir: Path, pattern: str) -> list[Path]:
    """The files that ``pattern`` names, sorted; it counts from the project folder.

    Hidden files and the lock files of spreadsheet programs (``~$name.xlsx``) are left out.
    Raises InputError when there is none.
    """
    parts = Path(pattern).parts
    literal = list(takewhile(lambda part: not _WILDCARDS & set(part), parts))
    fixed = project_dir.joinpath(*literal)
    if len(literal) == len(parts):
        check_readable(fixed)
        return [fixed]
    found = sorted(
        path
        for path in fixed.glob("/".join(parts[len(literal) :]))
        if path.is_file() and not path.name.startswith((".", "~$"))
    )
    if found:
        return found
    where = str(fixed)
    if not fixed.is_dir():
        mend = "Check the path in the source's YAML; it counts from the project folder."
        raise InputError.single(
            f"the folder of the pattern {pattern!r} does not exist", where, mend
        )
    names = sorted(path.name for path in fixed.iterdir() if path.is_file())
    shown = ", ".join(names[:_LISTED]) or "no files"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    mend = f"Check the pattern in the source's YAML. In the folder: {shown}{more}."
    raise InputError.single(f"no file fits the pattern {pattern!r}", where, mend)


def inspect(path: Path, declared: Collection[str], options: ReadOptions | None = None) -> FileShape:
    """How the file is built; raises InputError with all faults that can be seen at once."""
    options = options or ReadOptions()
    check_readable(path)
    if not declared:
        raise InputError.single(
            "no column is declared", str(path), "Declare columns in the source's mapping."
        )
    file_format = options.format or detect_format(path)
    match file_format:
        case FileFormat.CSV:
            return inspect_csv(path, declared, options)
        case FileFormat.EXCEL:
            return inspect_excel(path, declared, options)
        case FileFormat.JSONL:
            return inspect_jsonl(path, declared, options)
        case FileFormat.PARQUET:
            return inspect_parquet(path, declared)


def read(
    path: Path,
    shape: FileShape,
    declared: Collection[str],
    *,
    batch_rows: int = 50_000,
    start_row: int = 0,
    step: Step | None = None,
    only: Mapping[str, str] | None = None,
) -> Iterator[Batch]:
    """The file's rows in order, at most ``batch_rows`` in a batch.

    ``only``: column to value, of the rows that are wanted; the others are passed over.

    ``start_row``: rows up to and including this one are passed over (``Batch.last_row`` of the
    last batch that was stored). ``step`` advances by ``shape.total_bytes`` in all.
    """
    reader = {
        FileFormat.CSV: read_csv,
        FileFormat.EXCEL: read_excel,
        FileFormat.JSONL: read_jsonl,
        FileFormat.PARQUET: read_parquet,
    }[shape.format]
    batches = reader(path, shape, declared, batch_rows=batch_rows, start_row=start_row, step=step)
    return pick(batches, only, batch_rows) if only else batches
