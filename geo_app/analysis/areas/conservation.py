"""Mangroves and the communities beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.crs import require_metric_crs, require_same_crs

if TYPE_CHECKING:
    import geopandas as gpd


def mangrove_distances(communities: gpd.GeoDataFrame, mangroves: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Measure how far each community is from the nearest mangrove.

    Parameters
    ----------
    communities
        Points indexed by `community_id`, in metres.
    mangroves
        Polygons indexed by `mangrove_id`, in the same CRS.

    Returns
    -------
    distances
        Indexed like `communities`: `mangrove_id` and `mangrove_distance_m`, straight
        to the edge of the area, 0 inside it. Of two as near, the first in the layer.
        None and NaN without a mangrove, and of a community without a position.

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    """
    require_metric_crs(communities, name="communities")
    require_same_crs(communities, mangroves, names=("communities", "mangroves"))
    if mangroves.empty:
        nothing = {"mangrove_id": None, "mangrove_distance_m": float("nan")}
        return pd.DataFrame(nothing, index=communities.index)
    tree = shapely.STRtree(mangroves.geometry.to_numpy())
    (point, area), distance_m = tree.query_nearest(
        communities.geometry.to_numpy(), return_distance=True
    )
    nearest = pd.DataFrame({"point": point, "area": area, "distance_m": distance_m})
    nearest = nearest.sort_values(["point", "area"]).drop_duplicates("point")
    # A community without a position is nearest to none.
    number = np.full(len(communities), -1)
    metres = np.full(len(communities), np.nan)
    number[nearest["point"]], metres[nearest["point"]] = nearest["area"], nearest["distance_m"]
    ids = np.array([*mangroves.index, None], dtype=object)
    return pd.DataFrame(
        {"mangrove_id": ids[number], "mangrove_distance_m": metres}, index=communities.index
    )


def area_m2(mangroves: gpd.GeoDataFrame) -> float:
    """
    Measure the area under mangrove, overlapping outlines counted once.

    Parameters
    ----------
    mangroves
        Polygons in a projected CRS in metres. May be empty: no area.

    Raises
    ------
    CrsError
        If the CRS is missing or not in metres.
    """
    require_metric_crs(mangroves, name="mangroves")
    return float(mangroves.union_all().area)
