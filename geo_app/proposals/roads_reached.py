"""Which road a stop stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.proposals.baseline import Baseline

ROAD_COLUMNS = ("road_name_th", "road_name_en", "highway")
SOURCES = {"road_name_th": "name_th", "road_name_en": "name_en", "highway": "highway"}


def roads_reached(stops: gpd.GeoDataFrame, baseline: Baseline) -> dict[str, Any]:
    """
    Find the road nearest to each stop.

    Parameters
    ----------
    stops
        Points in metres.
    baseline
        Its roads, else its walking network.

    Returns
    -------
    columns
        `road_name_th`, `road_name_en`, `highway` (None where nobody says),
        `road_distance_m` (straight; NaN without roads).
    """
    roads = baseline.of_kind("roads")
    if roads is None:
        roads = baseline.of_kind("walk_network")
    if roads is None or roads.empty or stops.empty:
        return {**dict.fromkeys(ROAD_COLUMNS), "road_distance_m": np.nan}
    lines = roads
    tree = baseline.kept("road_tree", lambda: shapely.STRtree(lines.geometry.to_numpy()))
    number = tree.nearest(stops.geometry.to_numpy())
    nearest = lines.iloc[number]
    columns: dict[str, Any] = {
        name: nearest[column].to_numpy() if column in nearest else None
        for name, column in SOURCES.items()
    }
    metres = shapely.distance(stops.geometry.to_numpy(), nearest.geometry.to_numpy())
    return columns | {"road_distance_m": metres}
