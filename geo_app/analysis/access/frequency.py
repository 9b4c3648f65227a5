"""Standards that ask how often a bus comes within a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_app import searching
from geo_app.analysis.access.standards import DG_REGIO_CLASSES, WALK_SPEED_M_S
from geo_app.analysis.walks.nearest_stops import ROUNDING_M, xy_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach
    from geo_app.transit.headways import Window
    from geo_app.transit.timetable import Timetable

    Answer = dict[str, Any]

HOUR_MIN = 60.0

FREQUENCY_TOLERANCE = 1e-9
"""What two headways may differ by and still be equal."""

CLUSTER_M = 50.0
"""Stops this near belong together, such as both sides of a street (Poelman & Dijkstra 2015)."""

RAIL_WALK_M = 10 * 60 * WALK_SPEED_M_S
MEDIUM_FROM, HIGH_ABOVE = 4.0, 10.0
"""Departures an hour at which DG REGIO's classes begin."""


def frequent_stop_within(
    headway_min: float,
) -> Callable[[Reach, Timetable, Window, float], Answer]:
    """
    Ask for a stop within the walking distance whose mean headway is at most so many minutes.

    A stop's headway is that of its better direction, all routes together: the
    window's length over the departures in it. A stop with two early buses is
    therefore not frequent, however near they follow each other.

    Parameters
    ----------
    headway_min
        Longest mean time between two departures, in minutes, above 0.

    Returns
    -------
    answer
        Function of a reach, a timetable, a window and a walking distance in metres: it answers
        yes, no, or missing for each origin.
    """

    def answer(
        reach: Reach, timetable: Timetable, window: Window, walk_distance_m: float
    ) -> Answer:
        service = timetable.service(window, by=("stop_id", "direction_id"))
        by_stop = service.groupby(level="stop_id")
        per_hour = (by_stop["departures"].max() / window.hours).reindex(reach.stops.index)
        is_known = _is_known(reach, timetable, service)
        least = HOUR_MIN / headway_min - FREQUENCY_TOLERANCE
        is_frequent = (per_hour >= least).to_numpy(dtype=bool)
        is_open = (~is_known).to_numpy(dtype=bool) & ~is_frequent
        nearest = reach.nearest_of(is_frequent)
        limit_m = walk_distance_m + ROUNDING_M
        is_served = (nearest["walk_distance_m"] <= limit_m).astype("boolean")
        hangs = ~is_served & (reach.nearest_of(is_open)["walk_distance_m"] <= limit_m)
        return {
            "is_served": is_served.mask(hangs),
            "value": nearest["walk_distance_m"],
            "is_service_known": ~hangs.astype(bool),
            "nearest_stop_id": nearest["nearest_stop_id"],
            "walk_distance_m": nearest["walk_distance_m"],
        }

    return answer


def departures_reachable(
    reach: Reach, timetable: Timetable, window: Window, walk_distance_m: float
) -> Answer:
    """
    Find the busiest group of stops in reach, in departures an hour, and its class.

    A stop and those within 50 m of it form a group. A route counts once a direction
    in it. Groups are not added up: of several in reach the busiest counts. Groups do
    not join into longer ones, so that a line which can be boarded every few metres
    does not make one place of everything along it.

    Parameters
    ----------
    reach
        The origins and the stops within their walks.
    timetable
        Of one day.
    window
        The part of the day in which departures count.
    walk_distance_m
        How far people walk to a bus, in metres; to rail and boats it is the standard's distance
        for them.

    Returns
    -------
    answer
        Values in the order of the origins: `is_served`, `value` (departures an hour),
        `access_class`, and `is_service_known`.
    """
    service = timetable.service(window, by=("stop_id", "route_id", "direction_id")).reset_index()
    is_high = reach.is_high_capacity()
    group = _groups(reach, is_high)
    runs = group.merge(service, on="stop_id", validate="many_to_many")
    per_route = runs.groupby(["centre", "route_id", "direction_id"])["trips_per_hour"].max()
    per_hour = per_route.groupby(level="centre").sum()
    known = group["stop_id"].map(_is_known(reach, timetable, service))
    pairs = _pairs_in_reach(reach, is_high, (walk_distance_m, RAIL_WALK_M))
    pairs = pairs.assign(
        per_hour=pairs["stop_id"].map(per_hour).fillna(0.0).astype(float),
        is_known=pairs["stop_id"].map(known.groupby(group["centre"]).all()).astype(bool),
    )
    by_origin = pairs.groupby("origin")
    numbers = range(len(reach.origins))
    value = by_origin["per_hour"].max().reindex(numbers).to_numpy()
    is_known = by_origin["is_known"].all().reindex(numbers, fill_value=True).to_numpy()
    return {
        "is_served": served_where(value > 0, is_known=is_known),
        "value": value,
        "access_class": _classes(value),
        "is_service_known": is_known,
    }


def _classes(per_hour: NDArray[np.float64]) -> NDArray[np.str_]:
    """Exactly 4 and 10 departures an hour are medium."""
    return np.select(
        [
            ~(per_hour > 0),
            per_hour < MEDIUM_FROM - FREQUENCY_TOLERANCE,
            per_hour <= HIGH_ABOVE + FREQUENCY_TOLERANCE,
        ],
        DG_REGIO_CLASSES[:3],
        default=DG_REGIO_CLASSES[3],
    )


def headway_and_span(
    reach: Reach, timetable: Timetable, window: Window, walk_distance_m: float
) -> Answer:
    """
    Show the headway of the best route within the walk, and how long it runs a day.

    `is_served` says whether any stop is within the walk, whatever runs there.

    Parameters
    ----------
    reach
        The origins and the stops within their walks.
    timetable
        Of one day.
    window
        The part of the day over which the mean headway is taken.
    walk_distance_m
        How far people walk to a stop, in metres.

    Returns
    -------
    answer
        Values in the order of the origins: `value` and `headway_min` (minutes, missing where
        nothing runs), `span_h` (hours from first to last departure) and `is_service_known`.
    """
    service = timetable.service(window, by=("stop_id", "route_id", "direction_id")).reset_index()
    headway_min = HOUR_MIN / service["trips_per_hour"].where(service["trips_per_hour"] > 0)
    runs = service.assign(headway_min=headway_min)
    pairs = reach.pairs(walk_distance_m + ROUNDING_M)
    is_known = pairs["stop_id"].map(_is_known(reach, timetable, service)).astype(bool)
    numbers = range(len(reach.origins))
    known = is_known.groupby(pairs["origin"]).all().reindex(numbers, fill_value=True)
    columns = ["stop_id", "headway_min", "span_h"]
    best = (
        pairs.merge(runs[columns], on="stop_id", validate="many_to_many")
        .sort_values(["origin", "headway_min", "span_h"], ascending=[True, True, False])
        .drop_duplicates("origin")
        .set_index("origin")
        .reindex(numbers)
    )
    return {
        "value": best["headway_min"].to_numpy(),
        "headway_min": best["headway_min"].to_numpy(),
        "span_h": best["span_h"].to_numpy(),
        "is_service_known": known.to_numpy(),
    }


def served_where(
    is_served: NDArray[np.bool_], *, is_known: NDArray[np.bool_]
) -> pd.arrays.BooleanArray:
    """
    Say yes, no, or missing where it hangs on a timetable that is not known.

    Parameters
    ----------
    is_served
        What the known timetables say of each origin.
    is_known
        Where all timetables in reach are known.
    """
    answer = pd.array(is_served, dtype="boolean")
    answer[~is_served & ~is_known] = pd.NA
    return answer


def _is_known(reach: Reach, timetable: Timetable, service: pd.DataFrame) -> pd.Series:
    """Which stops have only known service: nobody knows what calls at an unlinked one."""
    index = reach.stops.index
    is_linked_known = service.groupby("stop_id")["is_known"].all().reindex(index, fill_value=True)
    is_known: pd.Series = is_linked_known.astype(bool) & ~index.isin(timetable.unsure_stops)
    return is_known


def _pairs_in_reach(
    reach: Reach, is_high: NDArray[np.bool_], limits_m: tuple[float, float]
) -> pd.DataFrame:
    """Pairs within one walk to bus and tram, another to rail, metro and ferry."""
    pairs = reach.pairs()
    high = pd.Series(is_high, index=reach.stops.index)
    limit_m = np.where(pairs["stop_id"].map(high), limits_m[1], limits_m[0])
    return pairs[pairs["walk_distance_m"].to_numpy() <= limit_m + ROUNDING_M]


def _groups(reach: Reach, is_high: NDArray[np.bool_]) -> pd.DataFrame:
    """Pairs of a stop (`centre`) and one near it or itself; bus and rail are grouped apart."""
    xy = xy_of(reach.stops)
    near = searching.cKDTree(xy).query_pairs(CLUSTER_M, output_type="ndarray")
    near = near[is_high[near[:, 0]] == is_high[near[:, 1]]]
    itself = np.arange(len(xy))
    centre, stop = (np.concatenate([itself, near[:, a], near[:, b]]) for a, b in ((0, 1), (1, 0)))
    stop_ids = reach.stops.index.to_numpy()
    return pd.DataFrame({"centre": stop_ids[centre], "stop_id": stop_ids[stop]})
