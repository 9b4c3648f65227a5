"""How far each community is from its nearest stop: straight, and on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo_app.crs import require_metric_crs, require_same_crs
from geo_app.network.straight import nearest_straight

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.network.walking import Walking


ROUNDING_M = 0.01
"""
What two lengths may differ by and still be equal.

The corners of a way are kept to the millimetre, so its length is right to a few.
"""


def straight_distances(communities: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Find the stop nearest to each community as the crow flies.

    Parameters
    ----------
    communities
        Points indexed by `community_id`, in metres.
    stops
        Points indexed by `stop_id`, in the same CRS. May be empty.

    Returns
    -------
    distances
        Indexed like `communities`: `nearest_stop_id` (None without stops, or without a
        position) and `straight_distance_m` (NaN then).

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    """
    _require_comparable(communities, stops)
    if stops.empty:
        return _no_distances(communities).drop(columns=["walk_distance_m", "is_connected"])
    distance_m, number = nearest_straight(xy_of(communities), xy_of(stops))
    return pd.DataFrame(
        {"nearest_stop_id": _ids_of(stops, number), "straight_distance_m": distance_m},
        index=communities.index,
    )


def walking_distances(
    communities: gpd.GeoDataFrame,
    stops: gpd.GeoDataFrame,
    walking: Walking,
    *,
    is_kept: bool = False,
) -> pd.DataFrame:
    """
    Find the stop nearest to each community on foot.

    Parameters
    ----------
    communities, stops
        Points in metres, indexed by `community_id` and `stop_id`.
    walking
        How people walk; see `Walking`.
    is_kept
        Whether the next process will ask the same: of a province as it is, not of what
        somebody tries out.

    Returns
    -------
    distances
        Indexed like `communities`: `nearest_stop_id` (on foot; as the crow flies
        where no walk leads to a stop; None without stops, or of a community without
        a position), `walk_distance_m` (NaN
        where no walk leads to a stop), `straight_distance_m` (to the stop nearest
        as the crow flies, so never above `walk_distance_m`), `is_connected` (a
        walk leads to a stop).

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    """
    _require_comparable(communities, stops)
    if walking.crs is not None:
        require_same_crs(communities, walking, names=("communities", "roads"))
    if stops.empty:
        return _no_distances(communities)
    from_xy, to_xy = xy_of(communities), xy_of(stops)

    def measure() -> dict[str, NDArray[Any]]:
        straight_m, straight = nearest_straight(from_xy, to_xy)
        walks = walking.nearest(walking.places(from_xy), walking.places(to_xy))
        return {
            "straight": straight,
            "straight_m": straight_m,
            "target": walks["target"].to_numpy(),
            "walk_m": walks["walk_distance_m"].to_numpy(),
        }

    measured = walking.kept("walks", (from_xy, to_xy), measure) if is_kept else measure()
    reached = measured["target"] >= 0
    nearest = np.where(reached, measured["target"], measured["straight"])
    return pd.DataFrame(
        {
            "nearest_stop_id": _ids_of(stops, nearest),
            "straight_distance_m": measured["straight_m"],
            "walk_distance_m": np.where(reached, measured["walk_m"], np.nan),
            "is_connected": reached,
        },
        index=communities.index,
    )


def _ids_of(stops: gpd.GeoDataFrame, numbers: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the ids of stops by number, None for -1."""
    ids: NDArray[np.object_] = np.array([*stops.index, None], dtype=object)
    return ids[numbers]


def _require_comparable(communities: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> None:
    require_metric_crs(communities, name="communities")
    require_same_crs(communities, stops, names=("communities", "stops"))


def xy_of(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """
    Return the coordinates of points, (points, 2).

    Parameters
    ----------
    points
        Points in any CRS; may be empty.

    Returns
    -------
    xy
        Coordinates as (x, y), in the units of the points' CRS, one row a point; NaN where a
        point has no position.
    """
    places = points.geometry.to_numpy()
    return np.column_stack([shapely.get_x(places), shapely.get_y(places)])


def _no_distances(communities: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "nearest_stop_id": None,
            "straight_distance_m": np.nan,
            "walk_distance_m": np.nan,
            "is_connected": False,
        },
        index=communities.index,
    )
