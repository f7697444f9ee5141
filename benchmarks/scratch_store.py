"""A store to measure on: a made-up shop, loaded by the real pipeline on a server of its own.

Everything lies in one temporary folder and is gone afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from klantbeeld.core.progress import BarProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.store import embedded
from made_up_shop import Shop, make_shop, write_shop
from measure import measured, postmaster_of

_READY = "Klantbeeld on "
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Scratch:
    """An opened, loaded store."""

    folder: Path
    services: Services
    shop: Shop
    postmaster: int
    """Process id of its PostgreSQL server."""
    load: dict[str, Any]
    """Records, people, and what loading and linking cost."""


@contextmanager
def loaded(records: int, *, seed: int = 1) -> Iterator[Scratch]:
    """Makes, loads and links ``records`` records; progress on stderr."""
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        shop = make_shop(records, seed=seed)
        write_shop(folder / "project", shop)
        server = embedded.start(folder / "data")
        settings = Settings.model_validate(
            {"project": folder / "project", "data_dir": folder / "data"}
        )
        postmaster = postmaster_of(server.data_dir)
        try:
            with open_project(settings) as services:
                with measured(postmaster) as cost:
                    load_files(services, (), BarProgress())
                    with measured(postmaster) as linking:
                        linked = link_waiting(services, BarProgress())
                load = {
                    "records": linked.records,
                    "people": linked.people,
                    **cost.figures(),
                    "linking": linking.figures(),
                }
                yield Scratch(folder, services, shop, postmaster, load)
        finally:
            server.stop()


@contextmanager
def serving(scratch: Scratch) -> Iterator[str]:
    """``klantbeeld serve`` as a process of its own; its address. Ended with the block."""
    program = [sys.executable, "-c", "from klantbeeld.cli.main import main; main()"]
    server = subprocess.Popen(
        [*program, "serve", "--port", "0", "--project", str(scratch.folder / "project")],
        env={**os.environ, "KLANTBEELD_DATA_DIR": str(scratch.folder / "data")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if server.stdout is None:
            raise RuntimeError("the server's output was not piped")
        line = server.stdout.readline()
        if not line.startswith(_READY):
            raise RuntimeError(f"the server did not start: {line}")
        address = line.removeprefix(_READY).split()[0]
        _wait_for(address)  # it tells its address before it answers there
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            httpx.get(f"{address}/healthz", timeout=_PATIENCE_SECONDS).raise_for_status()
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
