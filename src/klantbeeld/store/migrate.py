"""Migrations: numbered steps that bring any older database to the schema of this version.

They run by themselves on opening, one process at a time (an advisory lock), and are safe to
repeat. Each step is a file of SQL in ``migrations/``, applied through Alembic.
"""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

_LOCK = 7_305_882_164
"""Any number, the same in every process: held while migrating."""


def migrate(url: str) -> None:
    """Brings the database at ``url`` (libpq form) to the newest schema."""
    with resources.as_file(resources.files("klantbeeld.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        with _connect(url) as connection:
            connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
            connection.commit()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()


def _connect(url: str) -> Connection:
    # psycopg reads the URL itself: libpq knows more forms (sockets, services) than SQLAlchemy.
    import psycopg

    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool
    )
    return engine.connect()
