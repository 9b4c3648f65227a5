"""How far each community is from its nearest stop: straight, and on foot."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo_app.crs import require_metric_crs, require_same_crs
from geo_app.network.distance import nearest_targets
from geo_app.network.graph import build_walk_graph
from geo_app.network.snap import snap_to_edges

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.network.snap import Snapped

DETOUR_FACTOR = 1.3
"""Walking distance over straight distance, assumed where there is no network."""


class WalkingMethod(StrEnum):
    """How walking distances were found."""

    NETWORK = "network"
    ESTIMATED = "estimated"
    STRAIGHT_LINE = "straight_line"


SNAP_LIMIT_M = {WalkingMethod.NETWORK: 500.0, WalkingMethod.ESTIMATED: 1_000.0}
"""
How far a point may lie from the lines before it counts as unconnected.

Main roads leave out the paths that lead to them, so they get the wider limit.
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
        Indexed like `communities`: `nearest_stop_id` (None without stops) and
        `straight_distance_m` (NaN without stops).

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    """
    _require_comparable(communities, stops)
    if stops.empty:
        return _no_distances(communities).drop(columns=["walk_distance_m", "is_connected"])
    distance, number = cKDTree(_xy(stops)).query(_xy(communities))
    return pd.DataFrame(
        {"nearest_stop_id": stops.index.to_numpy()[number], "straight_distance_m": distance},
        index=communities.index,
    )


def walking_distances(
    communities: gpd.GeoDataFrame,
    stops: gpd.GeoDataFrame,
    lines: gpd.GeoDataFrame | None,
    *,
    method: WalkingMethod,
) -> pd.DataFrame:
    """
    Find the stop nearest to each community on foot.

    A walk leads straight to the nearest line, along the lines, and straight to
    the stop. Where only main roads are known (`estimated`), people also walk
    directly to any stop that is nearer than those straight legs: the detour
    factor times the straight distance.

    Parameters
    ----------
    communities, stops
        Points in metres, indexed by `community_id` and `stop_id`.
    lines
        Walking network or roads in the same CRS; unused for `straight_line`.
    method
        What the lines are. `straight_line` assumes straight distance x 1.3.

    Returns
    -------
    distances
        Indexed like `communities`: `nearest_stop_id` (on foot; as the crow flies
        where no walk leads to a stop; None without stops), `walk_distance_m` (NaN
        where no walk leads to a stop), `straight_distance_m` (to the stop nearest
        as the crow flies, so never above `walk_distance_m`), `is_connected` (a
        walk leads to a stop).

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    LayerError
        If the lines hold no edge.
    """
    straight = straight_distances(communities, stops)
    if stops.empty:
        return _no_distances(communities)
    if lines is None or method is WalkingMethod.STRAIGHT_LINE:
        walk = straight["straight_distance_m"] * DETOUR_FACTOR
        return straight.assign(walk_distance_m=walk, is_connected=True)
    require_same_crs(communities, lines, names=("communities", "roads"))
    limit_m = SNAP_LIMIT_M[method]
    graph = build_walk_graph(lines)
    points = snap_to_edges(graph, _xy(communities), snap_limit_m=limit_m)
    targets = snap_to_edges(graph, _xy(stops), snap_limit_m=limit_m)
    walks = nearest_targets(graph, points, targets).set_axis(communities.index)
    number, walk_m = walks["target"].to_numpy(), walks["walk_distance_m"].to_numpy()
    if method is WalkingMethod.ESTIMATED:
        nearest, direct_m = _direct_walks(_xy(communities), _xy(stops), points, targets, limit_m)
        shorter = direct_m < walk_m
        number, walk_m = np.where(shorter, nearest, number), np.where(shorter, direct_m, walk_m)
    reached = number >= 0
    by_walk = stops.index.to_numpy()[number]
    return straight.assign(
        nearest_stop_id=np.where(reached, by_walk, straight["nearest_stop_id"]),
        walk_distance_m=np.where(reached, walk_m, np.nan),
        is_connected=reached,
    )


def _direct_walks(
    points_xy: NDArray[np.float64],
    stops_xy: NDArray[np.float64],
    points: Snapped,
    stops: Snapped,
    limit_m: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """
    Find the nearest stop that is no further than the straight legs to the roads.

    Every stop is looked at, not only the nearest: a new stop on another road
    must not take a direct walk away. Number -1 and infinity where there is none.
    """
    near = cKDTree(points_xy).sparse_distance_matrix(
        cKDTree(stops_xy), limit_m, output_type="ndarray"
    )
    legs_m = np.minimum(points.access_m[near["i"]] + stops.access_m[near["j"]], limit_m)
    pairs = pd.DataFrame({"point": near["i"], "stop": near["j"], "straight_m": near["v"]})
    best = (
        pairs[pairs["straight_m"].to_numpy() <= legs_m]
        .sort_values(["point", "straight_m", "stop"])
        .drop_duplicates("point")
    )
    number = np.full(len(points_xy), -1, dtype=np.int64)
    walk_m = np.full(len(points_xy), np.inf)
    number[best["point"]] = best["stop"]
    walk_m[best["point"]] = best["straight_m"] * DETOUR_FACTOR
    return number, walk_m


def _require_comparable(communities: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> None:
    require_metric_crs(communities, name="communities")
    require_same_crs(communities, stops, names=("communities", "stops"))


def _xy(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    xy: NDArray[np.float64] = shapely.get_coordinates(points.geometry.to_numpy())
    return xy


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
