"""GTFS feeds: a folder or a zip of CSV tables."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from geo_app.errors import MissingColumnError, UnreadableFileError, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIRED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency_name", "agency_url", "agency_timezone"),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
}
"""Tables and columns without which a feed cannot be used (GTFS Schedule reference)."""

CALENDAR_TABLES = ("calendar", "calendar_dates")
MAX_TABLE_BYTES = 500_000_000


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """
    Read every table of a feed, cells as text, blanks as missing.

    Raises
    ------
    UnreadableFileError
        If the zip or a table is damaged.
    MissingColumnError
        If a table or column that GTFS requires is missing.
    """
    contents = _folder(path) if path.is_dir() else _zip(path)
    tables = {name: _table(name, content) for name, content in contents.items()}
    _require_tables(tables)
    return tables


def _folder(path: Path) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in sorted(path.glob("*.txt"))}


def _zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if item.filename.endswith(".txt")]
            for member in members:
                if member.file_size > MAX_TABLE_BYTES:
                    raise UnreadableFileError(
                        mark(
                            "'{file}': the table {table} is larger than 500 MB. Shorten the feed."
                        ),
                        file=path.name,
                        table=member.filename,
                    )
            return {Path(item.filename).stem: archive.read(item) for item in members}
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no GTFS folder and no zip. Put the feed's zip or folder there."),
            file=path.name,
        ) from error


def _table(name: str, content: bytes) -> pd.DataFrame:
    try:
        table = pd.read_csv(
            io.BytesIO(content),
            dtype=str,
            encoding="utf-8-sig",
            keep_default_na=False,
            na_values=[""],
            skipinitialspace=True,
        )
    except EmptyDataError:
        return pd.DataFrame()
    except (ParserError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFileError(
            mark("The GTFS table {table}.txt cannot be read: {reason}. Export the feed again."),
            table=name,
            reason=str(error).strip(),
        ) from error
    return table.rename(columns=lambda column: str(column).strip())


def _require_tables(tables: dict[str, pd.DataFrame]) -> None:
    for name, columns in REQUIRED_COLUMNS.items():
        if name not in tables:
            raise MissingColumnError(
                mark("The GTFS feed has no {table}.txt. Add the table, or export the feed again."),
                table=name,
            )
        missing = [column for column in columns if column not in tables[name].columns]
        if missing:
            raise MissingColumnError(
                mark("The GTFS table {table}.txt has no column '{field}'. Add it."),
                table=name,
                field=missing[0],
            )
    if not any(name in tables for name in CALENDAR_TABLES):
        raise MissingColumnError(
            mark("The GTFS feed has neither calendar.txt nor calendar_dates.txt. Add one of them.")
        )
