"""Which stops of a GTFS feed can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.quality.faults import Fault, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        entrances count neither as used nor as set aside.

    Raises
    ------
    LayerError
        If stop ids repeat, or no stop can be used.
    """
    every = tables["stops"].reset_index(drop=True)
    if every["stop_id"].duplicated().any():
        raise LayerError(
            mark("GTFS stops.txt: the id '{found}' stands there twice. Give each stop its own."),
            found=every["stop_id"][every["stop_id"].duplicated()].iloc[0],
        )
    kinds = every.get("location_type", pd.Series("", index=every.index)).fillna("")
    stops = every[kinds.isin(BOARDING_LOCATION_TYPES)].pipe(_with_coordinates)
    lost = ~_is_placed(stops)
    unserved = ~stops["stop_id"].isin(tables["stop_times"]["stop_id"])
    faults = [
        *_faults(stops, lost, "missing_geometry", mark("The stop '{found}' has no position.")),
        *_faults(stops, unserved, "unserved_stop", mark("No trip calls at the stop '{found}'.")),
    ]
    used = stops[~lost & ~unserved]
    if used.empty:
        raise LayerError(mark("The GTFS feed has no stop with a position that a trip calls at."))
    return used, Report(rows_in=len(stops), rows_used=len(used), faults=tuple(faults))


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
