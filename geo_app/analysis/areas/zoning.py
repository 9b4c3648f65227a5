"""Which zones a community belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo_app.crs import require_same_crs

if TYPE_CHECKING:
    import geopandas as gpd

FINEST_FIRST = ("tambon", "local_government", "district")
"""Levels of zones from the smallest areas to the largest."""


def zone_membership(communities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    List the zones that each community belongs to, on every level.

    A community's own `zone_id` decides on the level of that zone, since a name
    is surer than a rough position; on the other levels its position decides.

    Parameters
    ----------
    communities
        Points indexed by `community_id`, with `zone_id` where it is known.
    zones
        Polygons indexed by `zone_id`, with `level`, in the same CRS.

    Returns
    -------
    membership
        One row a community and zone: `community_id`, `zone_id`, `level`. On a
        shared border a community belongs to the zone whose id sorts first.

    Raises
    ------
    CrsError
        If the CRSs differ.
    """
    require_same_crs(communities, zones, names=("communities", "zones"))
    by_place = _containing(communities, zones)
    declared_ids = _own_zones(communities)
    declared_ids = declared_ids[declared_ids.isin(zones.index)]
    declared = pd.DataFrame(
        {"community_id": declared_ids.index, "zone_id": declared_ids.to_numpy()}
    )
    declared["level"] = declared["zone_id"].map(zones["level"])
    # The declared rows come first, so that they win on their level.
    return (
        pd.concat([declared, by_place])
        .drop_duplicates(["community_id", "level"])
        .sort_values(["community_id", "level"], ignore_index=True)
    )


def home_zones(communities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None) -> pd.Series:
    """
    Return the zone that each community is counted in.

    Parameters
    ----------
    communities
        Points indexed by `community_id`, with `zone_id` where it is known.
    zones
        Polygons indexed by `zone_id`, or None.

    Returns
    -------
    zone_id
        Indexed like `communities`: its own `zone_id`, else the smallest zone
        around it, else None.
    """
    declared_ids = _own_zones(communities)
    if zones is None:
        return declared_ids
    areas = zones.geometry.area
    around = zone_membership(communities, zones).assign(area=lambda t: t["zone_id"].map(areas))
    smallest = (
        around.sort_values(["area", "zone_id"])
        .drop_duplicates("community_id")
        .set_index("community_id")["zone_id"]
        .reindex(communities.index)
    )
    pairs = zip(declared_ids, smallest, strict=True)
    zone_ids = [a if isinstance(a, str) else b if isinstance(b, str) else None for a, b in pairs]
    return pd.Series(zone_ids, index=communities.index, dtype=object, name="zone_id")


def finest_zones(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the zones of the finest level that there is.

    Parameters
    ----------
    zones
        Polygons with `level`.

    Returns
    -------
    finest
        The rows of `zones` of one `level`: the tambons, else the local governments, else the
        districts.
    """
    level = next(level for level in FINEST_FIRST if (zones["level"] == level).any())
    return zones[zones["level"] == level]


def _own_zones(communities: gpd.GeoDataFrame) -> pd.Series:
    """Return the zones that the communities name themselves, None where they do not."""
    if "zone_id" not in communities.columns:
        named: list[object] = [None] * len(communities)
    else:
        named = [z if isinstance(z, str) else None for z in communities["zone_id"]]
    return pd.Series(named, index=communities.index, dtype=object, name="zone_id")


def _containing(communities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    tree = shapely.STRtree(zones.geometry.to_numpy())
    point, zone = tree.query(communities.geometry.to_numpy(), predicate="intersects")
    return pd.DataFrame(
        {
            "community_id": communities.index.to_numpy()[point],
            "zone_id": zones.index.to_numpy()[zone],
            "level": zones["level"].to_numpy()[zone],
        }
    ).sort_values(["community_id", "zone_id"], ignore_index=True)
