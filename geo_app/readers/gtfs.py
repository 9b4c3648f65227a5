"""GTFS feeds: a folder or a zip of CSV tables."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from geo_app import limits
from geo_app.errors import MissingColumnError, UnreadableFileError, mark
from geo_app.findings import errors_of
from geo_app.readers import zips
from geo_app.readers.cells import read_cells
from geo_app.readers.gtfs_cells import with_plain_cells

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zipfile import ZipInfo

    from geo_app.limits import Limits
    from geo_app.readers.source import Source

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
    "fare_attributes", "fare_rules", "pathways", "levels", "fare_media", "fare_products",
    "rider_categories", "fare_leg_rules", "fare_leg_join_rules", "fare_transfer_rules",
    "timeframes", "areas", "stop_areas", "networks", "route_networks", "location_groups",
    "location_group_stops", "booking_rules",
)  # fmt: skip
CALENDAR_TABLES = ("calendar", "calendar_dates")
TABLES = frozenset({*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, *CALENDAR_TABLES, *OTHER_TABLES})
"""What is read of a feed; a licence or a read-me beside them is left alone."""

DATA_ENDINGS = (".txt", ".csv", ".geojson")
PROSE = ("licen", "readme", "read_me", "read-me", "terms", "attribution.", "copying")
"""How the names of files begin that are for people to read."""


def read_tables(
    source: Source, *, most: Limits, encoding: str | None = None
) -> dict[str, pd.DataFrame]:
    """
    Read the tables of a feed, cells as text, blanks as missing, each as `gtfs_cells` has it.

    Parameters
    ----------
    source
        A zip, or a folder.
    most
        How much is read.
    encoding
        Of its texts, such as `cp874`; UTF-8 without.

    Returns
    -------
    tables
        By name without ending; columns as the file has them, such as `stop_id`.

    Raises
    ------
    UnreadableFileError
        If the zip or a table is damaged, or a zip holds two feeds.
    MissingColumnError
        If a table or column that GTFS requires is missing.
    LayerError
        If it holds more than is read.
    """
    is_folder = source.path is not None and source.path.is_dir()
    contents = _folder(source.path, most) if is_folder else _zip(source, most)  # type: ignore[arg-type]
    tables = {
        name: _table(name, content, most, encoding=encoding) for name, content in contents.items()
    }
    filled = {n: rows for n, rows in tables.items() if len(rows.columns) or n in REQUIRED_COLUMNS}
    _require_tables(filled)
    # A table that says nothing is one that a feed may leave out.
    return {name: rows for name, rows in tables.items() if len(rows) or name in REQUIRED_COLUMNS}


def unread_tables(source: Source, *, most: Limits) -> tuple[str, ...]:
    """
    Return the files of a feed that hold data and that nobody here reads.

    Parameters
    ----------
    source
        A zip, or a folder, that `read_tables` has read.
    most
        How much is read.

    Returns
    -------
    names
        With their endings, sorted: tables that are no part of GTFS, or of a part that is
        not known here.
    """
    if source.path is not None and source.path.is_dir():
        names = [file.name for file in source.path.iterdir() if file.is_file()]
    else:
        inside = zips.members(source.read(most), name=source.name, most=most)
        names = [PurePosixPath(member).name for member in inside]
    return tuple(sorted(name for name in set(names) if _is_unread(name)))


def _is_unread(name: str) -> bool:
    place = PurePosixPath(name)
    is_data = place.suffix.lower() in DATA_ENDINGS and not name.lower().startswith((*PROSE, "."))
    return is_data and not (place.suffix == ".txt" and place.stem in TABLES)


def _folder(path: Path, most: Limits) -> dict[str, bytes]:
    files = [file for file in sorted(path.glob("*.txt")) if file.stem in TABLES]
    for file in files:
        _require_size(file.stat().st_size, file.name, path.name, most)
    return {file.stem: file.read_bytes() for file in files}


def _zip(source: Source, most: Limits) -> dict[str, bytes]:
    content = source.read(most)
    try:
        inside = zips.members(content, name=source.name, most=most)
        places = _places(inside, source.name, most)
        return {
            table: zips.read_member(content, inside[place], name=source.name)
            for table, place in places.items()
        }
    except zips.DamagedZipError as error:
        raise UnreadableFileError(
            mark("'{file}' is no GTFS folder and no zip. Put the feed's zip or folder there."),
            file=source.name,
        ) from error


def _places(inside: Mapping[str, ZipInfo], name: str, most: Limits) -> dict[str, str]:
    """Find the tables, in whichever folder of the zip they lie."""
    places: dict[str, str] = {}
    for member, item in inside.items():
        place = PurePosixPath(member)
        if place.suffix != ".txt" or place.stem not in TABLES:
            continue
        if place.stem in places:
            raise UnreadableFileError(
                mark("'{file}' holds the table {table}.txt twice. Leave one feed in it."),
                file=name,
                table=place.stem,
            )
        _require_size(item.file_size, member, name, most)
        places[place.stem] = member
    return places


def _require_size(size_bytes: int, table: str, name: str, most: Limits) -> None:
    if size_bytes > most.table_bytes:
        raise UnreadableFileError(
            mark("'{file}': the table {table} is larger than {most} MB. Shorten the feed."),
            file=name,
            table=table,
            most=most.table_bytes // limits.MEGABYTE,
        )


def _table(name: str, content: bytes, most: Limits, *, encoding: str | None) -> pd.DataFrame:
    file = f"{name}.txt"
    try:
        read = read_cells(content, name=file, most=most, encoding=encoding, skipinitialspace=True)
    except EmptyDataError:
        return pd.DataFrame()
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(
            mark(
                "'{file}' is not {encoding} text. Declare encoding = \"cp874\" in catalogue.toml."
            ),
            file=file,
            encoding=encoding or "UTF-8",
        ) from error
    except ParserError as error:
        raise UnreadableFileError(
            mark("The GTFS table {table}.txt cannot be read: {reason}. Export the feed again."),
            table=name,
            reason=str(error).strip(),
        ) from error
    errors = errors_of(read.findings)
    if errors:
        # What stands in such a row moves the trips of others, so no part of it is used.
        raise UnreadableFileError(errors[0].message, **errors[0].fields)
    for finding in read.findings:
        raise UnreadableFileError(
            mark("The GTFS table {table}.txt has the column '{field}' twice. Leave one of them."),
            table=name,
            field=finding.where.field,
        )
    return with_plain_cells(read.frame, table=name)


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
