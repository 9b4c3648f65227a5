"""What a database's failure means for the person, as one sentence without a password in it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy.exc

from geo_app.errors import GeoAppError, StoreError, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.store.values import Version

NOT_SAVED = mark("Nothing was saved. {why}")
NOT_KEPT = mark(
    "What you drew last is not kept on disk yet: leave this page open, it still shows it. {why}"
)
NOT_READ = mark("What was saved cannot be shown. {why}")
NOT_OPENED = mark("The database cannot be opened. {why}")

FULL = mark("The disk of the database is full. Free some space and try again.")
READ_ONLY = mark(
    "The database may only be read here. Allow writing to it and to its folder, and try again."
)
BUSY = mark("The database is busy with other people's work. Wait a moment and try again.")
SILENT = mark(
    "The database does not answer, or refuses the user or the password. See that it runs and "
    "that GEO_APP_DATABASE_URL is right, and try again."
)
MISSING = mark("The database's file is missing or locked away. Put it back and try again.")
DISK_ERROR = mark(
    "The disk of the database reports an error. Have the disk checked before you go on."
)
DAMAGED = mark(
    "It is damaged, or not a database of this app. Bring back its last copy, or name another one "
    "in GEO_APP_DATABASE_URL."
)
OTHER = mark(
    "The database reports the error {code}. Try again, and tell whoever looks after it if it stays."
)
UNCERTAIN = mark(
    "The connection to the database was lost while it was saving, so it is not known whether this "
    "was saved. Look at the list of versions, and save again if yours is missing."
)

# The first part of SQLite's name of an error; longer names are kinds of it.
OF_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CANTOPEN": MISSING,
    "SQLITE_IOERR": DISK_ERROR,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
}
# PostgreSQL's codes, from the table of SQLSTATEs in its documentation.
OF_POSTGRES = {
    "25006": READ_ONLY,
    "28000": SILENT,
    "28P01": SILENT,
    "3D000": SILENT,
    "3F000": DAMAGED,
    "40P01": BUSY,
    "42501": READ_ONLY,
    "42703": DAMAGED,
    "42P01": DAMAGED,
    "53100": FULL,
    "53300": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "57P01": SILENT,
    "57P02": SILENT,
    "57P03": SILENT,
    "58030": DISK_ERROR,
}


class ConflictError(StoreError):
    """Somebody else saved in between: `theirs` is the newest version, and nothing was changed."""

    def __init__(self, theirs: Version) -> None:
        super().__init__(
            mark(
                "Nothing was saved: {author} saved version {number} of this proposal while you "
                "worked. Compare the two, then save yours on top of it or as a copy."
            ),
            author=theirs.author,
            number=theirs.number,
        )
        self.theirs = theirs


@contextmanager
def store_errors(outcome: str) -> Iterator[None]:
    """
    Turn a failure of the database into a `StoreError`.

    Parameters
    ----------
    outcome
        Sentence with `{why}` that says what this means for the person.

    Raises
    ------
    StoreError
        For what can happen to a sound program: disk, network, rights, waiting. A mistake
        in a statement stays what it is.
    """
    try:
        yield
    except sqlalchemy.exc.TimeoutError as error:
        raise StoreError(outcome, why=GeoAppError(BUSY)) from error
    except sqlalchemy.exc.DBAPIError as error:
        why = why_of(error)
        if why is None:
            raise
        raise StoreError(outcome, why=why) from error


def why_of(error: sqlalchemy.exc.DBAPIError) -> GeoAppError | None:
    """
    Return the reason in words, or None for a mistake of ours.

    Parameters
    ----------
    error
        As the database's driver raised it.
    """
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorname", None)
        known = OF_SQLITE.get("_".join(str(code).split("_")[:2]))
    else:
        code = getattr(error.orig, "sqlstate", None)
        known = OF_POSTGRES.get(str(code))
    if known is not None:
        return GeoAppError(known)
    if not isinstance(error, sqlalchemy.exc.OperationalError):
        return None
    # Without a code nobody answered: the server has not spoken.
    return GeoAppError(OTHER, code=code) if code else GeoAppError(SILENT)
