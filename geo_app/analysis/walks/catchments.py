"""From where one can walk to a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.analysis.walks.nearest_stops import ROUNDING_M

if TYPE_CHECKING:
    from geo_app.network.walking import Walking

FINEST_M, COARSEST_M = 10.0, 50.0
STEPS = 40
"""The walking distance is looked at in about so many steps to each side."""


def catchment(walking: Walking, stop: shapely.Point, *, walk_distance_m: float) -> shapely.Geometry:
    """
    Find the area from which a stop is within a walk.

    The same walks as everywhere, from the middles of small squares around the
    stop: the squares whose middle is near enough, joined. A way on foot that
    nobody mapped is not in it.

    Parameters
    ----------
    walking
        How people walk.
    stop
        Where the stop is, in metres.
    walk_distance_m
        In metres, above 0.

    Returns
    -------
    area
        A polygon or several; empty where the stop is out of reach of the network.

    Raises
    ------
    ValueError
        If `walk_distance_m` is not positive.
    """
    if not walk_distance_m > 0:
        raise ValueError(f"walk_distance_m must be positive, not {walk_distance_m}.")
    size_m = float(np.clip(walk_distance_m / STEPS, FINEST_M, COARSEST_M))
    steps = np.arange(-np.ceil(walk_distance_m / size_m), np.ceil(walk_distance_m / size_m) + 1)
    east, north = (grid.ravel() * size_m for grid in np.meshgrid(steps, steps))
    inside = np.hypot(east, north) <= walk_distance_m
    xy = np.column_stack([stop.x + east[inside], stop.y + north[inside]])
    targets = walking.places(np.array([[stop.x, stop.y]]))
    walks = walking.nearest(walking.places(xy), targets, limit_m=walk_distance_m + ROUNDING_M)
    near = xy[walks["target"].to_numpy() >= 0]
    squares = shapely.box(*(near - size_m / 2).T, *(near + size_m / 2).T)
    return shapely.union_all(squares)
