"""PTAL: walk and average wait over every route in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo_app.analysis.access.frequency import HOUR_MIN, served_where
from geo_app.analysis.access.standards import PTAL_BANDS, WALK_SPEED_M_S
from geo_app.analysis.walks.nearest_stops import ROUNDING_M

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach
    from geo_app.transit.headways import Window
    from geo_app.transit.timetable import Timetable

BUS_MODES = ("bus", "trolleybus", "taxi", "unknown")
"""What nobody can name is taken for a bus, the stricter."""

RAIL_WALK_M = 960.0
"""Walk to everything that is no bus: 12 minutes at 80 m a minute."""

BUS_LATE_MIN, RAIL_LATE_MIN = 2.0, 0.75
"""Added to the wait for unreliability."""

DOORSTEP_MIN = 30.0
OTHER_ROUTES_WEIGHT = 0.5

BAND_UP_TO = (0.0, 2.5, 5.0, 10.0, 15.0, 20.0, 25.0, 40.0)
"""The highest index of each band but the last."""

INDEX_TOLERANCE = 1e-4
"""What a millimetre or two on foot change in an index; a limit itself belongs to its band."""

WALK_M_MIN = WALK_SPEED_M_S * 60.0


def ptal(
    reach: Reach, timetable: Timetable, window: Window, walk_distance_m: float
) -> dict[str, Any]:
    """
    Compute the PTAL index and band of each origin.

    For each route in reach, at its nearest stop a direction: scheduled wait
    0.5 x 60 / f, average wait = that + 2 minutes (bus) or + 0.75 (others), total
    access time = walk + average wait, doorstep frequency = 30 / total access time.
    The better direction counts. A mode's index is its best route's frequency plus
    half of the others'; the index is the sum over modes.

    Parameters
    ----------
    reach
        The origins and the stops within their walks.
    timetable
        Of one day, with the mode of each route.
    window
        The part of the day whose departures an hour count.
    walk_distance_m
        How far people walk to a bus, in metres.

    Returns
    -------
    answer
        Values in the order of the origins: `is_served`, `value` (the index, 0 where nothing
        runs), `access_class` (the band) and `is_service_known`.

    References
    ----------
    Transport for London (2015), Assessing transport connectivity in London.
    """
    routes = _routes_in_reach(reach, timetable, window, walk_distance_m)
    unlinked = _unlinked_in_reach(reach, timetable, walk_distance_m)
    is_unknown = np.append(routes.loc[~routes["is_known"], "origin"], unlinked)
    runs = routes[routes["trips_per_hour"] > 0]
    edf = doorstep_frequency(
        runs["walk_distance_m"], runs["trips_per_hour"], is_bus=runs["mode"].isin(BUS_MODES)
    )
    # A mode that nobody can name is taken for a bus in every respect.
    mode = runs["mode"].mask(runs["mode"].isin(BUS_MODES), BUS_MODES[0])
    by_route = runs.assign(edf=edf, mode=mode).groupby(["origin", "mode", "route_id"])["edf"].max()
    by_mode = by_route.groupby(level=["origin", "mode"]).agg(["max", "sum"])
    index = by_mode["max"] + OTHER_ROUTES_WEIGHT * (by_mode["sum"] - by_mode["max"])
    numbers = range(len(reach.origins))
    value = index.groupby(level="origin").sum().reindex(numbers, fill_value=0.0).to_numpy()
    is_known = ~np.isin(np.arange(len(reach.origins)), is_unknown)
    return {
        "is_served": served_where(value > 0, is_known=is_known),
        "value": value,
        "access_class": bands(value),
        "is_service_known": is_known,
    }


def doorstep_frequency(
    walk_distance_m: pd.Series, trips_per_hour: pd.Series, *, is_bus: pd.Series
) -> pd.Series:
    """
    Turn a walk and a frequency into the frequency that would be as good at the door.

    Parameters
    ----------
    walk_distance_m
        Metres on foot to the stop.
    trips_per_hour
        Departures an hour in one direction, above 0.
    is_bus
        Buses come less reliably than trains.

    Returns
    -------
    edf
        Indexed like the walks.
    """
    late_min = np.where(is_bus, BUS_LATE_MIN, RAIL_LATE_MIN)
    wait_min = HOUR_MIN / 2 / trips_per_hour + late_min
    return DOORSTEP_MIN / (walk_distance_m / WALK_M_MIN + wait_min)


def bands(index: NDArray[np.float64]) -> NDArray[np.object_]:
    """
    Return the band of each index, `0` to `6b`.

    Parameters
    ----------
    index
        PTAL indices, from 0; no nulls.
    """
    number = np.searchsorted(BAND_UP_TO[1:], index - INDEX_TOLERANCE, side="left")
    return np.array(PTAL_BANDS, dtype=object)[np.where(index > 0, number + 1, 0)]


def _routes_in_reach(
    reach: Reach, timetable: Timetable, window: Window, walk_distance_m: float
) -> pd.DataFrame:
    """One row an origin, route and direction: the walk to its nearest stop, what runs there."""
    service = timetable.service(window, by=("stop_id", "route_id", "direction_id")).reset_index()
    service["mode"] = service["route_id"].map(timetable.routes["mode"])
    calls = reach.pairs().merge(service, on="stop_id", validate="many_to_many")
    limit_m = np.where(calls["mode"].isin(BUS_MODES), walk_distance_m, RAIL_WALK_M)
    near = calls[calls["walk_distance_m"].to_numpy() <= limit_m + ROUNDING_M]
    # A stop where the route does not run in the window is no stop of it then.
    runs = near[(near["trips_per_hour"] > 0) | ~near["is_known"]]
    order = ["origin", "route_id", "direction_id", "walk_distance_m", "stop_id"]
    return runs.sort_values(order).drop_duplicates(["origin", "route_id", "direction_id"])


def _unlinked_in_reach(
    reach: Reach, timetable: Timetable, walk_distance_m: float
) -> NDArray[np.int64]:
    """Origins with a stop in reach of which nobody knows the lines."""
    pairs = reach.pairs()
    near = pairs["walk_distance_m"] <= walk_distance_m + ROUNDING_M
    origins: NDArray[np.int64] = pairs["origin"][
        near & pairs["stop_id"].isin(timetable.unsure_stops)
    ].to_numpy()
    return origins
