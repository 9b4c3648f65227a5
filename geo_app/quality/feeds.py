"""Which stops of a GTFS feed can be used, and what is wrong with its timetable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.quality.faults import Fault, Report, Severity
from geo_app.quality.schedules import check_schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

UNIQUE_IDS = {"stops": "stop_id", "routes": "route_id", "trips": "trip_id"}
NUMBERS = {
    "stop_times": ("stop_sequence",),
    "shapes": ("shape_pt_sequence", "shape_pt_lat", "shape_pt_lon"),
}
BOARDING_LOCATION_TYPES = ("", "0")
MAX_LON_DEG, MAX_LAT_DEG = 180.0, 90.0


def check_stops(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, Report]:
    """
    Keep the stops where somebody can board: placed, and called at by a trip.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    stops, report
        Rows of `stops` with numeric `stop_lon` and `stop_lat`; stations and
        entrances count neither as used nor as set aside. The report also tells
        what is wrong in the tables of the timetable, each with its own count in
        `schedules.check_schedule`.

    Raises
    ------
    MissingColumnError
        If calendar.txt, calendar_dates.txt or frequencies.txt lack a column.
    LayerError
        If ids repeat, an order or a place is no number, or no stop can be used.
    """
    _require_unique_ids(tables)
    _require_numbers(tables)
    every = tables["stops"].reset_index(drop=True)
    kinds = every.get("location_type", pd.Series("", index=every.index)).fillna("")
    stops = every[kinds.isin(BOARDING_LOCATION_TYPES)].pipe(_with_coordinates)
    lost = ~_is_placed(stops)
    unserved = ~stops["stop_id"].isin(tables["stop_times"]["stop_id"])
    faults = [
        *_faults(stops, lost, "missing_geometry", mark("The stop '{found}' has no position.")),
        *_faults(stops, unserved, "unserved_stop", mark("No trip calls at the stop '{found}'.")),
        *check_schedule(tables).faults,
    ]
    used = stops[~lost & ~unserved]
    if used.empty:
        raise LayerError(mark("The GTFS feed has no stop with a position that a trip calls at."))
    return used, Report(rows_in=len(stops), rows_used=len(used), faults=tuple(faults))


def _require_unique_ids(tables: Mapping[str, pd.DataFrame]) -> None:
    for table, column in UNIQUE_IDS.items():
        ids = tables[table][column]
        if ids.duplicated().any():
            raise LayerError(
                mark(
                    "GTFS {table}.txt: the id '{found}' stands there twice. Give each row its own."
                ),
                table=table,
                found=ids[ids.duplicated()].iloc[0],
            )


def _require_numbers(tables: Mapping[str, pd.DataFrame]) -> None:
    for table, columns in NUMBERS.items():
        for column in columns if table in tables else ():
            texts = tables[table][column]
            broken = pd.to_numeric(texts, errors="coerce").isna().to_numpy()
            if broken.any():
                row = int(broken.argmax())
                raise LayerError(
                    mark(
                        "GTFS {table}.txt, row {row}, field '{field}': '{found}' is no number. "
                        "Correct it, or export the feed again."
                    ),
                    table=table,
                    row=row + 1,
                    field=column,
                    found="" if pd.isna(texts.iloc[row]) else texts.iloc[row],
                )


def _with_coordinates(stops: pd.DataFrame) -> pd.DataFrame:
    return stops.assign(
        stop_lon=pd.to_numeric(stops["stop_lon"], errors="coerce"),
        stop_lat=pd.to_numeric(stops["stop_lat"], errors="coerce"),
    )


def _is_placed(stops: pd.DataFrame) -> pd.Series:
    return stops["stop_lon"].between(-MAX_LON_DEG, MAX_LON_DEG) & stops["stop_lat"].between(
        -MAX_LAT_DEG, MAX_LAT_DEG
    )


def _faults(stops: pd.DataFrame, where: pd.Series, code: str, advice: str) -> list[Fault]:
    return [
        Fault(
            code=code,
            severity=Severity.ERROR,
            row=int(row) + 1,
            field="stop_id",
            found=str(stop_id),
            advice=advice,
        )
        for row, stop_id in stops.loc[where, "stop_id"].items()
    ]
