"""What kind of file this is, and whether its header fits the declaration.

Entering: a path and the declared columns. Leaving: the format, told by content before name; the
faults of a header. A first row without any declared column may be data, so
nothing of it is shown.
"""

from __future__ import annotations

import difflib
import stat
import zipfile
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from klantbeeld.core.errors import Fault, InputError
from klantbeeld.sources.byte_stream import is_gzip, raw_chunks
from klantbeeld.sources.rows import FileFormat

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIXES = {
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.CSV,
    ".tab": FileFormat.CSV,
    ".txt": FileFormat.CSV,
    ".jsonl": FileFormat.JSONL,
    ".ndjson": FileFormat.JSONL,
    ".json": FileFormat.JSONL,
    ".xlsx": FileFormat.EXCEL,
    ".xlsm": FileFormat.EXCEL,
    ".parquet": FileFormat.PARQUET,
    ".pq": FileFormat.PARQUET,
}


def check_readable(path: Path) -> None:
    """Raises InputError for a file that is missing, empty, a folder, or not ours to read."""
    where = str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            mend = "Name a file in it, or a pattern like *.csv."
            raise InputError.single("this is a folder, not a file", where, mend)
        if not stat.S_ISREG(mode):
            raise InputError.single("this is not an ordinary file", where, "Name a file.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except (FileNotFoundError, NotADirectoryError) as error:
        mend = "Check the path in the source's YAML; it counts from the project folder."
        raise InputError.single("the file does not exist", where, mend) from error
    except PermissionError as error:
        mend = "Let the user that runs klantbeeld read it (chmod, chown)."
        raise InputError.single("the file may not be read", where, mend) from error
    if empty:
        raise InputError.single("the file is empty", where, "Deliver it again, with a header.")


def detect_format(path: Path) -> FileFormat:
    """The format by the file's first bytes, else by its name; raises InputError."""
    head = next(raw_chunks(path, 64), b"")
    packed = is_gzip(path)
    binary = _binary_format(path, head, packed=packed)
    if binary is not None:
        return binary
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if packed and suffixes[-1:] == [".gz"]:
        suffixes.pop()
    by_name = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if by_name in {FileFormat.CSV, FileFormat.JSONL}:
        return by_name
    if by_name is not None or suffixes[-1:] == [".xls"]:
        kind = by_name.value if by_name else "Excel"
        raise InputError.single(
            f"the name says {kind}, but the content is not that (damaged, or another format)",
            str(path),
            "Deliver the file again, or give it the name that fits its content.",
        )
    raise InputError.single(
        "the name does not tell the format",
        str(path),
        "Name it .csv, .xlsx, .jsonl or .parquet, or set format in the source's YAML.",
    )


def _binary_format(path: Path, head: bytes, *, packed: bool) -> FileFormat | None:
    where = str(path)
    if head.startswith(_OLE_MAGIC):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in path.read_bytes():
            what, mend = "the Excel file has a password", "Save it without a password."
        else:
            what, mend = "this is an old Excel file (.xls)", "Open it and save it as .xlsx."
        raise InputError.single(what, where, mend)
    found = None
    if head.startswith(b"PAR1"):
        found = FileFormat.PARQUET
    elif head.startswith(b"PK\x03\x04"):
        found = FileFormat.EXCEL
        if not packed and not _is_workbook(path):
            what = "this is a zip archive, or a damaged Excel file"
            mend = "Unpack it and name the file inside, or deliver it again."
            raise InputError.single(what, where, mend)
    if found is not None and packed:
        what = f"a {found.value} file is packed with gzip"
        raise InputError.single(what, where, "Unpack it: only CSV and JSON Lines may be .gz.")
    return found


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def clean_names(cells: Sequence[str | None]) -> tuple[str, ...]:
    """The header's names without surrounding space; a blank one becomes ``(column 3)``."""
    names = [(cell or "").encode("utf-8", "replace").decode().strip() for cell in cells]
    return tuple(name or f"(column {number})" for number, name in enumerate(names, start=1))


def header_faults(names: Sequence[str], declared: Collection[str], where: str) -> list[Fault]:
    """Declared columns that the header lacks, and columns that are named twice."""
    missing = [name for name in declared if name not in names]
    if len(missing) == len(declared):
        listed = ", ".join(repr(name) for name in list(declared)[:8])
        what = f"none of the declared columns stands in the header ({listed})"
        mend = "Check that the first row holds the column names, and the delimiter and the mapping."
        return [Fault(what, where, mend)]
    faults = []
    for name in missing:
        close = difflib.get_close_matches(name, [n for n in names if n not in declared], 1)
        hint = f"Did you mean {close[0]!r}? " if close else ""
        what = f"the declared column {name!r} is missing"
        mend = f"{hint}Deliver the column, or take it out of the source's mapping."
        faults.append(Fault(what, where, mend))
    for name, count in Counter(names).items():
        if count > 1:
            what = f"the column {name!r} is named {count} times"
            faults.append(Fault(what, where, "Give every column a name of its own."))
    return faults


def undeclared(names: Sequence[str], declared: Collection[str]) -> tuple[str, ...]:
    """The names that nothing declares, in the file's order."""
    return tuple(name for name in names if name not in declared)
