"""Which answers hang on a choice: the distance, the speed, the position of the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.access.nearness import is_near_stop
from geo_app.analysis.access.standards import (
    HIGH_CAPACITY_M,
    LOW_CAPACITY_M,
    OLDER_WALK_SPEED_M_S,
    WALK_SPEED_M_S,
)
from geo_app.analysis.walks.nearest_stops import ROUNDING_M, xy_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach

NEARER_M, FURTHER_M = 400.0, 600.0
"""Distances between which planners choose."""

DIRECTIONS = 16
RINGS = (0.5, 1.0)
"""Places tried around a point of rough position: so many directions, at these shares of it."""


def sensitivity(
    reach: Reach, *, walk_distance_m: float = LOW_CAPACITY_M, goes_further: bool = True
) -> pd.DataFrame:
    """
    Say which origins would get another answer if a choice were made otherwise.

    Parameters
    ----------
    reach
        As `build_reach` returns it.
    walk_distance_m
        The walking distance asked for.
    goes_further
        Whether rail, metro and ferry are walked to from 1,000 m, as SDG 11.2.1 has it;
        at both distances alike.

    Returns
    -------
    sensitivity
        Indexed like the origins: `served_at_400_m`, `served_at_600_m`,
        `flips_by_distance` (these two differ), `served_at_older_speed` (in the time
        in which `walk_distance_m` is walked at 80 m/min, at 0.92 m/s),
        `flips_by_speed`, `share_served_around` (of the places tried within
        `position_accuracy_m`, 0 to 1; NaN where the accuracy is not known),
        `flips_by_position` (some of them are served and some are not; missing where
        the accuracy is not known), `is_sensitive` (any of these is known to be so).

    Raises
    ------
    ValueError
        If `walk_distance_m` is not positive.
    """
    if not walk_distance_m > 0:
        raise ValueError(f"walk_distance_m must be positive, not {walk_distance_m}.")
    pace = OLDER_WALK_SPEED_M_S / WALK_SPEED_M_S
    furthest_m = HIGH_CAPACITY_M if goes_further else 0.0
    high_m = max(furthest_m, walk_distance_m)
    served, nearer, further, older = (
        is_near_stop(reach, limit_m, high_limit_m=far_m)
        for limit_m, far_m in (
            (walk_distance_m, high_m),
            (NEARER_M, max(furthest_m, NEARER_M)),
            (FURTHER_M, max(furthest_m, FURTHER_M)),
            (walk_distance_m * pace, high_m * pace),
        )
    )
    around = _share_served_around(reach, served, (walk_distance_m, high_m))
    is_split = (around > 0) & (around < 1)
    flips_by_distance, flips_by_speed = nearer != further, served != older
    return pd.DataFrame(
        {
            "served_at_400_m": nearer,
            "served_at_600_m": further,
            "flips_by_distance": flips_by_distance,
            "served_at_older_speed": older,
            "flips_by_speed": flips_by_speed,
            "share_served_around": around,
            "flips_by_position": pd.arrays.BooleanArray(is_split, np.isnan(around)),
            "is_sensitive": flips_by_distance | flips_by_speed | is_split,
        },
        index=reach.origins.index,
    )


def _share_served_around(
    reach: Reach, served: NDArray[np.bool_], limits_m: tuple[float, float]
) -> NDArray[np.float64]:
    """Walk to the nearest stop from many places within the accuracy of each point."""
    origins = reach.origins
    accuracy_m = origins.get("position_accuracy_m", pd.Series(np.nan, index=origins.index))
    accuracy_m = accuracy_m.where(reach.is_placed())
    known = (accuracy_m > 0).to_numpy()
    share = np.where((accuracy_m == 0).to_numpy(), served.astype(float), np.nan)
    if known.any():
        is_high = reach.is_high_capacity()
        near = _near_around(reach, accuracy_m, ~is_high, limits_m[0])
        if is_high.any():
            near |= _near_around(reach, accuracy_m, is_high, limits_m[1])
        share[known] = near.mean(axis=1)
    return share


def _near_around(
    reach: Reach, accuracy_m: pd.Series, is_meant: NDArray[np.bool_], limit_m: float
) -> NDArray[np.bool_]:
    """Which of the places tried around each point have one of some stops near enough."""
    walks_m = reach.kept(
        "walks_around", lambda: _walks_around(reach, accuracy_m, is_meant), is_meant.tobytes()
    )
    near: NDArray[np.bool_] = walks_m <= limit_m + ROUNDING_M
    return near


def _walks_around(
    reach: Reach, accuracy_m: pd.Series, is_meant: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the walks from the places tried around each point, (points, places)."""
    known, offsets = (accuracy_m > 0).to_numpy(), _offsets()
    radius_m = accuracy_m[known].to_numpy()
    xy = (xy_of(reach.origins)[known][:, None] + offsets * radius_m[:, None, None]).reshape(-1, 2)

    def measure() -> dict[str, NDArray[np.float64]]:
        places, stops = reach.walking.places(xy), reach.stop_places.take(is_meant)
        walks = reach.walking.nearest(places, stops)
        return {"walk_m": walks["walk_distance_m"].to_numpy(dtype=np.float64)}

    points = (xy, xy_of(reach.stops)[is_meant])
    walks_m = reach.walking.kept("walks-around", points, measure)["walk_m"]
    return walks_m.reshape(-1, len(offsets))


def _offsets() -> NDArray[np.float64]:
    """Return the point itself and places around it, for an accuracy of one metre."""
    angle = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return np.vstack([np.zeros((1, 2)), *(ring * share for share in RINGS)])
