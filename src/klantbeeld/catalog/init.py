"""Writes a new project folder: a small example that loads at once and teaches by being read.

Entering: a folder that is absent or empty. Leaving: the files of ``template/``, the schemas for
editors, and a ``.gitignore`` that keeps customer data out of version control.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from klantbeeld.catalog.schema import write_schemas
from klantbeeld.core.errors import InputError

_GITIGNORE = "# Customer data and keys never go into version control.\ndata/\n.klantbeeld-*\n"


def init_project(folder: Path) -> list[Path]:
    """Writes the project into the folder and returns the paths written.

    Raises InputError where the folder holds anything already or cannot be written; what was
    written by then is removed again.
    """
    written: list[Path] = []
    try:
        _refuse_what_is_there(folder)
        _copy(resources.files("klantbeeld.catalog") / "template", folder, written)
        written.append(folder / ".gitignore")
        written[-1].write_text(_GITIGNORE, encoding="utf-8")
        written += write_schemas(folder)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        what = f"the project cannot be written ({error.strerror})"
        mend = "Check the disk's space and your rights, or name another folder."
        raise InputError.single(what, str(folder), mend) from error
    return written


def _refuse_what_is_there(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        mend = "Name a folder that does not exist yet."
        raise InputError.single("this is a file, not a folder", str(folder), mend)
    if folder.exists() and any(folder.iterdir()):
        mend = "Name a new or empty folder: nothing of yours is ever written over."
        raise InputError.single("the folder is not empty", str(folder), mend)


def _copy(template: Traversable, folder: Path, written: list[Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for entry in sorted(template.iterdir(), key=lambda entry: entry.name):
        target = folder / entry.name
        if entry.is_dir():
            _copy(entry, target, written)
        else:
            written.append(target)
            target.write_bytes(entry.read_bytes())
