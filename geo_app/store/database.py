"""Reading and writing in one transaction each, with a sentence for each failure."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy.exc

from geo_app.errors import GeoAppError, StoreError
from geo_app.store.addresses import WRITES, file_of, is_still_there
from geo_app.store.failures import MISSING, NOT_READ, NOT_SAVED, UNCERTAIN, store_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Engine, RootTransaction


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is open; usable from several threads."""

    engine: Engine

    @contextmanager
    def reading(self, outcome: str = NOT_READ) -> Iterator[Connection]:
        """
        Open a transaction that sees one state of the database.

        Parameters
        ----------
        outcome
            Sentence with `{why}` that says what a failure means for the person.
        """
        with store_errors(outcome), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, outcome: str = NOT_SAVED) -> Iterator[Connection]:
        """
        Open a transaction that is on the disk when the block ends, or not kept at all.

        Parameters
        ----------
        outcome
            What a failure means for the person; a sentence with `{why}`.

        Raises
        ------
        StoreError
            If nothing was kept, or if it is not known.
        """
        with (
            store_errors(outcome),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
        ):
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                _undo(transaction)
                raise
            self._commit(connection, transaction, outcome)

    def _commit(self, connection: Connection, transaction: RootTransaction, outcome: str) -> None:
        try:
            transaction.commit()
        except sqlalchemy.exc.DBAPIError as error:
            if self.engine.dialect.name != "sqlite" and error.connection_invalidated:
                raise StoreError(UNCERTAIN) from error
            _undo(transaction)
            raise
        path = file_of(self.engine.url)
        if path is not None and not is_still_there(connection, path):
            connection.invalidate()
            raise StoreError(outcome, why=GeoAppError(MISSING))


def _undo(transaction: RootTransaction) -> None:
    """Roll back; where the connection is dead there is nothing left to undo."""
    try:
        transaction.rollback()
    except sqlalchemy.exc.DBAPIError:
        transaction.connection.invalidate()
