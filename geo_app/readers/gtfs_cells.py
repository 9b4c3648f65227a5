"""
The cells of a GTFS table by what they mean.

Programs that keep tables write `1.0` for 1, `nan` for nothing, `#1864A3` for 1864A3.
Ids, codes, numbers, days and colours get one form each, so that the tables of a feed
meet; names and times stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import UnreadableFileError, mark
from geo_app.readers.cells import is_blank_row
from geo_app.spelling.coded_values import truth_of, whole
from geo_app.spelling.days import iso_day
from geo_app.spelling.ids import id_of, two_written
from geo_app.spelling.numbers import Style, numbers_of
from geo_app.spelling.texts import is_nothing, plain

if TYPE_CHECKING:
    from collections.abc import Callable

IDS = frozenset(
    {
        "agency_id", "stop_id", "parent_station", "route_id", "trip_id", "service_id", "shape_id",
        "block_id", "zone_id", "level_id", "fare_id", "origin_id", "destination_id", "contains_id",
        "from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id",
        "pathway_id", "attribution_id", "record_id", "record_sub_id",
    }
)  # fmt: skip
DEFINED = {
    "stops": "stop_id", "routes": "route_id", "trips": "trip_id", "calendar": "service_id",
    "agency": "agency_id",
}  # fmt: skip
"""Which id each table gives to its rows."""

FLAGS = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "exact_times", "timepoint", "is_producer", "is_operator", "is_authority",
        "is_bidirectional",
    }
)  # fmt: skip
CODES = frozenset(
    {
        "location_type", "wheelchair_boarding", "route_type", "route_sort_order",
        "continuous_pickup", "continuous_drop_off", "direction_id", "wheelchair_accessible",
        "bikes_allowed", "stop_sequence", "pickup_type", "drop_off_type", "exception_type",
        "headway_secs", "transfer_type", "min_transfer_time", "payment_method", "transfers",
        "transfer_duration", "shape_pt_sequence", "pathway_mode", "traversal_time", "stair_count",
    }
)  # fmt: skip
DEGREES = frozenset({"stop_lat", "stop_lon", "shape_pt_lat", "shape_pt_lon"})
MEASURES = frozenset({"shape_dist_traveled", "price", "level_index", "length"})
DAYS = frozenset({"start_date", "end_date", "date", "feed_start_date", "feed_end_date"})
COLOURS = frozenset({"route_color", "route_text_color"})
TIMES_AND_NAMES = frozenset(
    {
        "arrival_time", "departure_time", "start_time", "end_time", "stop_name", "stop_code",
        "route_short_name", "route_long_name", "trip_headsign", "stop_headsign", "agency_name",
        "agency_url", "agency_timezone",
    }
)  # fmt: skip
COLUMNS = IDS | FLAGS | CODES | DEGREES | MEASURES | DAYS | COLOURS | TIMES_AND_NAMES

HASH = re.compile(r"#(?=[0-9A-Fa-f]{6}$)")


def with_plain_cells(rows: pd.DataFrame, *, table: str) -> pd.DataFrame:
    """
    Write ids, codes, numbers, days and colours of a GTFS table in one form each.

    Parameters
    ----------
    rows
        Cells as text, blanks as missing.
    table
        Its name without ending, such as `stops`.

    Returns
    -------
    rows
        As given, with the columns of `rows`, without rows in which nothing stands.

    Raises
    ------
    UnreadableFileError
        If two ids of its rows are one, such as `1` and `1.0`, or two columns are.
    """
    blank = is_blank_row(rows)
    if blank.any():
        rows = rows[~blank]
    rows = _with_our_headings(rows, table)
    _require_ids_apart(rows, table)
    for column in rows.columns:
        rows = _with_plain_column(rows, column)
    return rows


def _with_our_headings(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Write headings such as `Stop_ID` in small letters, as GTFS has them."""
    odd = [name for name in rows.columns if not name.islower()]
    known = {name: name.lower() for name in odd if name.lower() in COLUMNS}
    if not known:
        return rows
    renamed = rows.rename(columns=known)
    twice = renamed.columns[renamed.columns.duplicated()]
    if len(twice):
        raise UnreadableFileError(
            mark("The GTFS table {table}.txt has the column '{field}' twice. Leave one of them."),
            table=table,
            field=twice[0],
        )
    return renamed


def _require_ids_apart(rows: pd.DataFrame, table: str) -> None:
    column = DEFINED.get(table, "")
    if column not in rows.columns:
        return
    pair = two_written(pd.Series(rows[column].dropna().unique(), dtype=object))
    if pair is not None:
        written = rows[column].dropna().unique()
        raise UnreadableFileError(
            mark(
                "GTFS {table}.txt: the ids '{first}' and '{second}' are one id written in two "
                "ways. Give each row an id of its own."
            ),
            table=table,
            first=written[pair[0]],
            second=written[pair[1]],
        )


def _with_plain_column(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    if column in DEGREES | MEASURES:
        return _with_points(rows, column)
    form = _form_of(column)
    if form is None:
        return rows
    cells = rows[column]
    changed = {text: form(text) for text in cells.dropna().unique()}
    changed = {text: written for text, written in changed.items() if text != written}
    if not changed:
        return rows
    plain_cells = [changed.get(cell, cell) for cell in cells]
    return rows.assign(**{column: pd.Series(plain_cells, index=rows.index, dtype="str")})


def _form_of(column: str) -> Callable[[str], str | None] | None:
    if column in IDS:
        return id_of
    if column in FLAGS:
        return _flag
    if column in CODES:
        return _code
    if column in DAYS:
        return _day
    return _colour if column in COLOURS else None


def _code(text: str) -> str | None:
    written = whole(plain(text))
    return None if is_nothing(written) else written


def _flag(text: str) -> str | None:
    written = _code(text)
    truth = truth_of(written)
    return written if truth is None else str(int(truth))


def _day(text: str) -> str | None:
    day = iso_day(text)
    return _code(text) if day is None else day.replace("-", "")


def _colour(text: str) -> str | None:
    written = HASH.sub("", plain(text))
    return None if is_nothing(written) else written


def _with_points(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Write decimal commas and other digits with a point; what is no number stays."""
    cells = rows[column]
    odd = cells.notna() & pd.to_numeric(cells, errors="coerce").isna()
    if not odd.any():
        return rows
    style = Style.DEGREES if column in DEGREES else Style.MEASURE
    numbers = numbers_of(cells.astype(object), style=style)
    read = odd & numbers.floats.notna()
    nothing = odd & numbers.is_blank
    texts = numbers.floats[read].map(repr)
    written = cells.astype(object).where(~nothing, None)
    written[read] = texts
    return rows.assign(**{column: written.astype("str").where(written.notna())})
