"""Where the database is, and how one speaks to it."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from platformdirs import user_data_path
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from geo_app.errors import StoreError, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

DATABASE_VARIABLE = "GEO_APP_DATABASE_URL"
"""Environment variable that names another database than the file of this user."""

FILE_NAME = "geo-app.sqlite"
SERVER_WAITS = {"connect_timeout": "10", "tcp_user_timeout": "30000"}
"""Seconds to reach a server, milliseconds until a silent one counts as gone."""

WRITES = "geo_app_writes"
IDENTITY = "geo_app_file"

POSTGRES_DRIVERS = ("postgresql", "postgres", "postgresql+psycopg")
SQLITE_DRIVERS = ("sqlite", "sqlite+pysqlite")


def default_url(environment: Mapping[str, str]) -> str:
    """
    Return the address of the database that this user works with.

    Parameters
    ----------
    environment
        `GEO_APP_DATABASE_URL` of it, if set, else a SQLite file in the user's data folder.
    """
    named = environment.get(DATABASE_VARIABLE, "").strip()
    if named:
        return named
    return url_of_file(user_data_path("geo-app", appauthor=False) / FILE_NAME)


def url_of_file(path: Path) -> str:
    """
    Return the address of a SQLite file, whatever characters its path has.

    Parameters
    ----------
    path
        Of a file that need not be there yet.
    """
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def read_url(text: str) -> URL:
    """
    Read the address of a database.

    Parameters
    ----------
    text
        `sqlite:///` and a path, or `postgresql://user:password@host/database`.

    Raises
    ------
    StoreError
        If it is no address, or one of another kind of database. The sentence does not
        repeat the address, which may hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            mark(
                "GEO_APP_DATABASE_URL is no address of a database. Write it as "
                "sqlite:///folder/file.sqlite or postgresql://user:password@host/database."
            )
        ) from error
    if url.drivername in POSTGRES_DRIVERS:
        waits = {name: value for name, value in SERVER_WAITS.items() if name not in url.query}
        return url.set(drivername="postgresql+psycopg").update_query_dict(waits)
    if url.drivername in SQLITE_DRIVERS and url.database not in {None, "", ":memory:"}:
        return URL.create("sqlite", database=str(Path(str(url.database)).expanduser().absolute()))
    raise StoreError(
        mark(
            "'{kind}' is no database that this app writes to. Set GEO_APP_DATABASE_URL to "
            "sqlite:/// with the path of a file, or to postgresql://user:password@host/database."
        ),
        kind=url.drivername,
    )


def file_of(url: URL) -> Path | None:
    """
    Return the file of a SQLite address, None for a server.

    Parameters
    ----------
    url
        Address of a database.
    """
    is_file = url.get_backend_name() == "sqlite"
    return Path(str(url.database)) if is_file else None


def engine_for(url: URL, *, wait_s: float) -> Engine:
    """
    Return the engine of a database; nothing is opened yet.

    Parameters
    ----------
    url
        As `read_url` gives it.
    wait_s
        How long a call waits for somebody else's work, in seconds.
    """
    path = file_of(url)
    # Errors and logs quote statements; what people wrote stays out of them.
    options: dict[str, Any] = {"hide_parameters": True, "pool_timeout": wait_s}
    if path is None:
        engine = sa.create_engine(url, pool_pre_ping=True, **options)
        _wait_at_most(engine, wait_s)
        return engine
    # The mode makes no new, empty file where the old one has gone.
    where = f"{path.as_uri()}?mode=rw"
    engine = sa.create_engine(
        url,
        creator=lambda: sqlite3.connect(
            where, uri=True, timeout=wait_s, check_same_thread=False, isolation_level=None
        ),
        **options,
    )
    _prepare_sqlite(engine, path)
    return engine


def _wait_at_most(engine: Engine, wait_s: float) -> None:
    @event.listens_for(engine, "connect")
    def _set_lock_timeout(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        milliseconds = f"{math.ceil(wait_s * 1_000)}ms"
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", (milliseconds,))
        cursor.close()
        connection.commit()


def _prepare_sqlite(engine: Engine, path: Path) -> None:
    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "fullfsync = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        entry.info[IDENTITY] = _identity(path)

    @event.listens_for(engine, "checkout")
    def _see_that_it_is_there(
        _connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object
    ) -> None:
        # A file that was deleted or replaced still takes writes, which nobody finds again.
        if entry.info.get(IDENTITY) != _identity(path):
            raise DisconnectionError("The file has gone or was replaced.")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Two that read before they write would block each other; so writers queue at once.
        is_writing = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def is_still_there(connection: Connection, path: Path) -> bool:
    """
    Tell whether the file at the path is the one that the connection writes to.

    Parameters
    ----------
    connection
        An open connection to a SQLite file.
    path
        Where the file was when the connection was made.
    """
    return connection.info.get(IDENTITY) == _identity(path)
