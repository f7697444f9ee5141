"""Everything that a surface needs, opened once: the project, the store, the gate."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock, system_clock
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.explain import explainer
from klantbeeld.privacy.accounts import Accounts
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.requests.register import Requests
from klantbeeld.privacy.own_page.links import OwnLinks
from klantbeeld.store.database import Database

STORE_FILE = ".klantbeeld-store"


def store_name(project: Path) -> str:
    """The name of the project's own database on the embedded server.

    Made once and kept in the project folder, so that it moves along with it.
    """
    file = project / STORE_FILE
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        name = f"klantbeeld_{secrets.token_hex(6)}"
        try:
            with file.open("x", encoding="ascii") as new:
                new.write(f"{name}\n")
        except FileExistsError:  # made by another process just now
            return file.read_text(encoding="ascii").strip()
        return name


@dataclass(frozen=True, slots=True)
class Services:
    """An opened project."""

    project: Path
    catalogue: Catalogue
    database: Database
    gate: Gate
    accounts: Accounts
    clock: Clock

    @classmethod
    def open(cls, settings: Settings, clock: Clock = system_clock) -> Self:
        """Loads the catalogue, connects and migrates.

        Raises InputError for a faulty project folder, InternalError without a database.
        """
        catalogue = load_project(settings.project)
        database = Database.open(settings, name=store_name(settings.project))
        return cls(
            project=settings.project,
            catalogue=catalogue,
            database=database,
            gate=Gate(Door(database, catalogue, clock), explain=explainer(catalogue)),
            accounts=Accounts(database, clock),
            clock=clock,
        )

    @property
    def own_links(self) -> OwnLinks:
        """Links to customers' own pages."""
        return OwnLinks(self.database, self.gate.door)

    @property
    def requests(self) -> Requests:
        """What people ask about their data."""
        return Requests(self.database, self.gate.door)

    def close(self) -> None:
        """Lets go of the store."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
