"""Opening a project: its catalogue, its store, and what holds before anybody reads from it."""

from __future__ import annotations

import secrets
from pathlib import Path

from klantbeeld.catalog.load import load_project
from klantbeeld.core.clock import Clock, system_clock
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing.sealing import holds_sealed
from klantbeeld.pipeline.linking.explain import explainer
from klantbeeld.pipeline.mail import mail_server
from klantbeeld.pipeline.rights.consents import settle_consents
from klantbeeld.pipeline.rights.restore import reapply
from klantbeeld.pipeline.services import Services, accounts_of
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.rate_limits import RateLimits
from klantbeeld.store.database import Database
from klantbeeld.store.keyring import read_keyring

STORE_FILE = ".klantbeeld-store"


def open_project(settings: Settings, clock: Clock = system_clock) -> Services:
    """Loads the catalogue, connects, migrates, and erases again who came back with a backup.

    Raises InputError for a faulty project folder, InternalError without a database.
    """
    catalogue = load_project(settings.project)
    mail = mail_server(settings)
    given = settings.keys.get_secret_value() if settings.keys is not None else None
    database = Database.open(settings, name=store_name(settings.project))
    try:
        keyring = read_keyring(settings.project, given, lambda: holds_sealed(database))
        database.unseal_with(keyring)
        services = Services(
            project=settings.project,
            catalogue=catalogue,
            database=database,
            gate=Gate(Door(database, catalogue, clock), explain=explainer(catalogue)),
            accounts=accounts_of(database, catalogue, clock, keyring),
            clock=clock,
            limits=RateLimits.of(catalogue.security.limits),
            keyring=keyring,
            oidc_secret=settings.oidc_secret,
            mail=mail,
            public_url=settings.public_url,
        )
        reapply(services)
        settle_consents(database, catalogue, clock)
    except BaseException:
        database.close()
        raise
    return services


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
