"""GTFS feeds: a folder or a zip of CSV tables."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from geo_app.errors import MissingColumnError, UnreadableFileError, mark
from geo_app.readers.cells import read_cells

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REQUIRED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency_name", "agency_url", "agency_timezone"),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
}
"""Tables and columns without which a feed cannot be used (GTFS Schedule reference)."""

OPTIONAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
}
"""Columns without which a table that a feed may leave out cannot be used."""

OTHER_TABLES = (
    "frequencies", "translations", "feed_info", "attributions", "transfers",
    "fare_attributes", "fare_rules", "pathways", "levels",
)  # fmt: skip
CALENDAR_TABLES = ("calendar", "calendar_dates")
TABLES = frozenset({*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, *CALENDAR_TABLES, *OTHER_TABLES})
"""What is read of a feed; a licence or a read-me beside them is left alone."""

MAX_TABLE_BYTES = 500_000_000


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """
    Read the tables of a feed, cells as text, blanks as missing.

    Raises
    ------
    UnreadableFileError
        If the zip or a table is damaged, or a zip holds two feeds.
    MissingColumnError
        If a table or column that GTFS requires is missing.
    """
    contents = _folder(path) if path.is_dir() else _zip(path)
    tables = {name: _table(name, content) for name, content in contents.items()}
    _require_tables(tables)
    return tables


def _folder(path: Path) -> dict[str, bytes]:
    files = sorted(path.glob("*.txt"))
    return {file.stem: file.read_bytes() for file in files if file.stem in TABLES}


def _zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(member) for name, member in _members(archive, path).items()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableFileError(
            mark("'{file}' is no GTFS folder and no zip. Put the feed's zip or folder there."),
            file=path.name,
        ) from error


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Find the tables, in whichever folder of the zip they lie."""
    members: dict[str, zipfile.ZipInfo] = {}
    for item in archive.infolist():
        place = PurePosixPath(item.filename)
        if place.suffix != ".txt" or place.stem not in TABLES:
            continue
        if place.stem in members:
            raise UnreadableFileError(
                mark("'{file}' holds the table {table}.txt twice. Leave one feed in it."),
                file=path.name,
                table=place.stem,
            )
        if item.file_size > MAX_TABLE_BYTES:
            raise UnreadableFileError(
                mark("'{file}': the table {table} is larger than 500 MB. Shorten the feed."),
                file=path.name,
                table=item.filename,
            )
        members[place.stem] = item
    return members


def _table(name: str, content: bytes) -> pd.DataFrame:
    try:
        table = read_cells(io.BytesIO(content), name=f"{name}.txt", skipinitialspace=True)
    except EmptyDataError:
        return pd.DataFrame()
    except UnreadableFileError:
        raise
    except (ParserError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFileError(
            mark("The GTFS table {table}.txt cannot be read: {reason}. Export the feed again."),
            table=name,
            reason=str(error).strip(),
        ) from error
    return table.rename(columns=lambda column: str(column).strip())


def _require_tables(tables: dict[str, pd.DataFrame]) -> None:
    present = {name: cols for name, cols in OPTIONAL_COLUMNS.items() if name in tables}
    for name, columns in {**REQUIRED_COLUMNS, **present}.items():
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
