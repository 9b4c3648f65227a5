"""Is a stop near enough: one distance to bus and tram, another to rail, metro and ferry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access.standards import HIGH_CAPACITY_M
from geo_app.analysis.walks.nearest_stops import ROUNDING_M

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach


def is_near_stop(reach: Reach, limit_m: float, *, high_limit_m: float) -> NDArray[np.bool_]:
    """
    Say who has a stop near enough, without saying which.

    Parameters
    ----------
    reach
        Origins, stops and walks.
    limit_m, high_limit_m
        As for `near_stops`.

    Returns
    -------
    is_near
        (origins,) a bool each: `is_served` of `near_stops`.
    """
    is_high = reach.is_high_capacity()
    if not is_high.any():
        return _is_within(reach.nearest, limit_m)
    low, high = reach.nearest_of(~is_high), reach.nearest_of(is_high)
    return _is_within(low, limit_m) | _is_within(high, high_limit_m)


def _is_within(walks: pd.DataFrame, limit_m: float) -> NDArray[np.bool_]:
    is_within: NDArray[np.bool_] = walks["walk_distance_m"].to_numpy() <= limit_m + ROUNDING_M
    return is_within


def near_stops(
    reach: Reach, limit_m: float, *, high_limit_m: float | None = None, is_straight: bool = False
) -> pd.DataFrame:
    """
    Say who has a stop near enough, and which.

    Parameters
    ----------
    reach
        Origins, stops and walks.
    limit_m
        Distance to a stop of low capacity (bus, tram), in metres.
    high_limit_m
        Distance to one of high capacity (rail, metro, ferry); 1,000 m if left out,
        or `limit_m` where that is more.
    is_straight
        Measure as the crow flies.

    Returns
    -------
    near
        Indexed like the origins: `is_served`, `nearest_stop_id` and `distance_m` of
        the stop that decides: the nearest, or that of high capacity which is near
        enough where the nearest is not.
    """
    column = "straight_distance_m" if is_straight else "walk_distance_m"
    nearest = reach.nearest[["nearest_stop_id", column]].set_axis(
        ["nearest_stop_id", "distance_m"], axis=1
    )
    is_near = nearest["distance_m"] <= limit_m + ROUNDING_M
    is_high = reach.is_high_capacity()
    if not is_high.any():
        return nearest.assign(is_served=is_near)
    high_m = max(HIGH_CAPACITY_M, limit_m) if high_limit_m is None else high_limit_m
    find = reach.straight_to if is_straight else reach.nearest_of
    low, high = find(~is_high), find(is_high)
    is_low_near = low[column] <= limit_m + ROUNDING_M
    is_high_near = high[column] <= high_m + ROUNDING_M
    decides = is_high_near & ~is_low_near
    return pd.DataFrame(
        {
            "nearest_stop_id": nearest["nearest_stop_id"].mask(decides, high["nearest_stop_id"]),
            "distance_m": nearest["distance_m"].mask(decides, high[column]),
            "is_served": is_low_near | is_high_near,
        }
    )
