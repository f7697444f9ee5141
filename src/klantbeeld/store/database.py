"""The connection to PostgreSQL: one pool, one transaction at a time, migrations on opening.

Entering: settings. Leaving: transactions that either commit whole or leave nothing.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, Self, cast
from weakref import WeakKeyDictionary

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from klantbeeld.core.errors import InternalError
from klantbeeld.core.settings import Settings
from klantbeeld.store import embedded
from klantbeeld.store.arrays import register_arrays
from klantbeeld.store.keyring import Keyring, opened, read_json
from klantbeeld.store.migrate import migrate

Transaction = psycopg.Connection[DictRow]
"""A connection inside one transaction, with rows as dictionaries."""

OLDEST_SERVER = 150000

RESTED_SECONDS = 1.0
_LAST_SEEN: WeakKeyDictionary[Transaction, float] = WeakKeyDictionary()
"""When each connection of a pool was last handed out, in seconds of the monotonic clock."""


@dataclass(slots=True)
class _OpensWith:
    """What opens the sealed values of a database; empty until it is known."""

    keyring: Keyring | None = None


_KEYRING_OF: WeakKeyDictionary[Transaction, _OpensWith] = WeakKeyDictionary()


class _JsonbLoader(Loader):
    """Reads ``jsonb`` with the sealed values in it opened."""

    def load(self, data: Buffer) -> Any:
        return self._value(bytes(data))

    def _value(self, data: bytes) -> Any:
        opens = _KEYRING_OF.get(cast(Transaction, self.connection))
        return read_json(opens.keyring if opens is not None else None, data)


class _JsonbBinaryLoader(_JsonbLoader):
    """The same in the binary form, which begins with a version."""

    format = Format.BINARY

    def load(self, data: Buffer) -> Any:
        return self._value(bytes(data)[1:])


def unsealed(transaction: Transaction, values: Any) -> Any:
    """Values under their names that came out of JSON within JSON, with the sealed ones opened."""
    opens = _KEYRING_OF.get(transaction)
    return opened(opens.keyring if opens is not None else None, values)


def one_row(
    transaction: Transaction, statement: LiteralString, parameters: Mapping[str, Any] | None = None
) -> DictRow:
    """The only row of a statement that always has one, such as a count or ``returning``."""
    row = transaction.execute(statement, parameters).fetchone()
    if row is None:
        raise RuntimeError("a statement that always answers gave no row")
    return row


class Database:
    """A pool of connections to one migrated database."""

    def __init__(self, url: str, *, server: embedded.EmbeddedServer | None = None) -> None:
        self.url = url
        self._server = server
        self._opens_with = _OpensWith()
        self._pool: ConnectionPool[Transaction] = ConnectionPool(
            url,
            min_size=1,
            max_size=12,
            timeout=20,
            kwargs={"row_factory": dict_row},
            configure=self._configure,
            check=_check_rested,
            open=False,
        )

    @classmethod
    def open(cls, settings: Settings, *, name: str = "klantbeeld") -> Self:
        """Connects (starting the embedded server where no URL is set) and migrates.

        ``name`` of the database on the embedded server: every project has its own.

        Raises InternalError when the database cannot be reached or is too old.
        """
        server = None
        if settings.database_url is None:
            server = embedded.start(settings.data_dir, database=name)
            url = server.url
        else:
            url = settings.database_url.get_secret_value()
        _check_server(url)
        migrate(url)
        database = cls(url, server=server)
        database._pool.open()
        return database

    def unseal_with(self, keyring: Keyring) -> None:
        """From now on sealed values in JSON are opened as they are read."""
        self._opens_with.keyring = keyring

    def _configure(self, connection: Transaction) -> None:
        # Times leave and enter in UTC whatever the server's own setting is.
        connection.execute("set time zone 'UTC'")
        connection.commit()
        register_arrays(connection)
        _KEYRING_OF[connection] = self._opens_with
        connection.adapters.register_loader("jsonb", _JsonbLoader)
        connection.adapters.register_loader("jsonb", _JsonbBinaryLoader)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One transaction: commits at the end, rolls back on any exception."""
        try:
            with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise _unavailable(error) from error

    @contextmanager
    def pipelined(self) -> Iterator[Transaction]:
        """A transaction whose statements travel together up to the next answer that is read, and
        whose last ones travel with the commit."""
        with self.transaction() as transaction, transaction.pipeline():
            yield transaction
            transaction.commit()

    def vacuum(self, table: str) -> None:
        """Clears away what was deleted from a table, so that nobody has to look past it."""
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                name = psycopg.sql.Identifier(table)
                connection.execute(psycopg.sql.SQL("vacuum {}").format(name))
        except psycopg.OperationalError as error:
            raise _unavailable(error) from error

    def listen(self, channel: str) -> Generator[psycopg.Notify, bool | None, None]:
        """Notifications on ``channel`` until closed; its own connection outside the pool."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("listen {}").format(psycopg.sql.Identifier(channel)))
            yield from connection.notifies()

    def close(self) -> None:
        """Returns the connections and lets go of the embedded server."""
        self._pool.close()
        if self._server is not None:
            self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check_rested(connection: Transaction) -> None:
    """A connection that the server closed meanwhile is replaced before it is handed out.

    Asked only of one that has rested: the question costs a third of linking a record.
    """
    now = time.monotonic()
    if now - _LAST_SEEN.get(connection, 0.0) > RESTED_SECONDS:
        ConnectionPool.check_connection(connection)
    _LAST_SEEN[connection] = now


def _check_server(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise _unavailable(error) from error
    if version < OLDEST_SERVER:
        raise InternalError(
            f"PostgreSQL {version // 10000} is too old: Klantbeeld needs 15 or newer. "
            "Point KLANTBEELD_DATABASE_URL at a newer server, or leave it out to use the "
            "embedded one."
        )


def _unavailable(error: Exception) -> InternalError:
    diagnostic: Any = getattr(error, "diag", None)
    if getattr(diagnostic, "sqlstate", None) == "53100":
        return InternalError(
            "The database's disk is full: nothing of this step was stored. "
            "Free space and run the command again; it goes on where it stopped."
        )
    return InternalError(
        "The database cannot be reached or went away; nothing of this step was stored. "
        "Check that it runs and that KLANTBEELD_DATABASE_URL is right, then run the command "
        "again: it goes on where it stopped."
    )
