"""Open the store: find the database, bring it to the newest form, hand out its door."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout

from geo_app.errors import GeoAppError, StoreError, mark
from geo_app.store.addresses import engine_for, file_of, read_url
from geo_app.store.database import Database
from geo_app.store.database_tables import REVISION_TABLE, metadata
from geo_app.store.failures import BUSY, DAMAGED, MISSING, NOT_OPENED, READ_ONLY, store_errors
from geo_app.store.proposal_store import ProposalStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.engine import Connection

WAIT_S = 20.0
"""How long a call waits for somebody else's work."""

MIGRATION_LOCK = 0x67656F617070
"""Number of the lock in PostgreSQL under which one process migrates."""


def open_store(url: str, *, wait_s: float = WAIT_S) -> ProposalStore:
    """
    Open what people made, and bring an older database to the newest form first.

    Parameters
    ----------
    url
        `sqlite:///` and a path, whose folders and file are made if missing, or
        `postgresql://user:password@host/database`; `addresses.default_url` gives the
        user's own. Not a file on a network share.
    wait_s
        How long a call waits for somebody else's work before it says that the
        database is busy, in seconds.

    Returns
    -------
    store
        Usable from several threads; to be closed.

    Raises
    ------
    StoreError
        If the address is wrong, the database cannot be reached or written, is not one of
        ours, or is newer than this app. No sentence repeats a password.
    """
    address = read_url(url)
    database = Database(engine_for(address, wait_s=wait_s))
    try:
        with store_errors(NOT_OPENED):
            _bring_up_to_date(database, path=file_of(address), wait_s=wait_s)
    except BaseException:
        database.engine.dispose()
        raise
    return ProposalStore(database)


def _bring_up_to_date(database: Database, *, path: Path | None, wait_s: float) -> None:
    if path is None:
        if not _is_current(database):
            _upgrade(database)
        return
    if path.exists() and _is_current(database):
        return
    with _alone(path, wait_s=wait_s):
        _make_file(path, wait_s=wait_s)
        _upgrade(database)


def _is_current(database: Database) -> bool:
    with database.reading(NOT_OPENED) as connection:
        is_newest = _revision(connection) == _newest_revision()
        return is_newest and _keeps_a_shared_log(connection)


def _keeps_a_shared_log(connection: Connection) -> bool:
    """Tell whether readers and writers share the file; a copy of one has lost that."""
    if connection.dialect.name != "sqlite":
        return True
    return connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def _upgrade(database: Database) -> None:
    """Run the missing steps in one transaction; whoever waited for it finds them done."""
    with database.writing(NOT_OPENED) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        _check_revision(connection, _revision(connection))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    options = {"version_table": REVISION_TABLE}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _check_revision(connection: Connection, revision: str | None) -> None:
    """Refuse a database from a later app, and one that holds something else."""
    if revision is None:
        tables = set(sa.inspect(connection).get_table_names())
        # A server's database may hold other tables; a file is one thing or the other.
        foreign = tables if connection.dialect.name == "sqlite" else tables & set(metadata.tables)
        if foreign - {REVISION_TABLE}:
            raise StoreError(NOT_OPENED, why=GeoAppError(DAMAGED))
        return
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    if revision not in {step.revision for step in steps}:
        raise StoreError(
            mark(
                "The database was written by a newer version of this app (its form is {found}; "
                "this app knows {known}). Update the app, then open it again."
            ),
            found=revision,
            known=_newest_revision(),
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "geo_app.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


@contextmanager
def _alone(path: Path, *, wait_s: float) -> Iterator[None]:
    """Wait until no other process prepares the file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{path}.lock", timeout=wait_s)
        lock.acquire()
    except Timeout as error:
        raise StoreError(NOT_OPENED, why=GeoAppError(BUSY)) from error
    except PermissionError as error:
        raise StoreError(NOT_OPENED, why=GeoAppError(READ_ONLY)) from error
    except OSError as error:
        raise StoreError(NOT_OPENED, why=GeoAppError(MISSING)) from error
    try:
        yield
    finally:
        lock.release()


def _make_file(path: Path, *, wait_s: float) -> None:
    """Make the file if it is missing, and give it the log that readers and writers share."""
    try:
        connection = sqlite3.connect(path, timeout=wait_s, isolation_level=None)
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise sa.exc.OperationalError("PRAGMA journal_mode", None, error) from error
    if mode != "wal":
        raise StoreError(
            mark(
                "The database's file '{file}' lies where two writers cannot be kept apart, such "
                "as a network share. Move it to a disk of this computer, or use PostgreSQL."
            ),
            file=path.name,
        )
