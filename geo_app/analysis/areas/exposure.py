"""Which communities lie in which hazard zones. Exposure, not risk (UNDRR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo_app.crs import require_same_crs
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES

if TYPE_CHECKING:
    import geopandas as gpd


def hazards_at(communities: gpd.GeoDataFrame, hazard_zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    List the hazards at each community, the highest level of each type.

    Zones overlap, so a type is counted once a community. A community on the
    rim of a zone is inside.

    Parameters
    ----------
    communities
        Points indexed by `community_id`.
    hazard_zones
        Polygons with `hazard_type` and `hazard_level`, in the same CRS.

    Returns
    -------
    hazards
        `community_id`, `hazard_type`, `hazard_level`; communities in their own
        order, types in the order of the kind's list. Empty if none is exposed.

    Raises
    ------
    CrsError
        If the CRSs differ.

    References
    ----------
    UNDRR terminology (2017): exposure.
    """
    require_same_crs(communities, hazard_zones, names=("communities", "hazard_zones"))
    tree = shapely.STRtree(hazard_zones.geometry.to_numpy())
    point, zone = tree.query(communities.geometry.to_numpy(), predicate="intersects")
    return (
        pd.DataFrame(
            {
                "position": point,
                "community_id": communities.index.to_numpy()[point],
                "hazard_type": hazard_zones["hazard_type"].to_numpy()[zone],
                "hazard_level": hazard_zones["hazard_level"].to_numpy()[zone],
            }
        )
        .assign(
            type_order=lambda t: t["hazard_type"].map(HAZARD_TYPES.index),
            level_order=lambda t: t["hazard_level"].map(HAZARD_LEVELS.index),
        )
        .sort_values(["position", "type_order", "level_order"], ascending=[True, True, False])
        .drop_duplicates(["position", "hazard_type"])
        .reset_index(drop=True)[["community_id", "hazard_type", "hazard_level"]]
    )
