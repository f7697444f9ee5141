"""Everything that a surface needs, opened once: the project, the store, the gate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock, system_clock
from klantbeeld.core.settings import Settings
from klantbeeld.privacy.accounts import Accounts
from klantbeeld.privacy.gate import Gate
from klantbeeld.store.database import Database


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
        database = Database.open(settings)
        return cls(
            project=settings.project,
            catalogue=catalogue,
            database=database,
            gate=Gate(database, catalogue, clock),
            accounts=Accounts(database, clock),
            clock=clock,
        )

    def close(self) -> None:
        """Lets go of the store."""
        self.database.close()
