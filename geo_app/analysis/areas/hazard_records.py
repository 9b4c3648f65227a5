"""What is on record near a community: measured in an event, or listed by an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis.areas.positions import is_placed

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

RECORD_NEAR_M = 2_000.0
"""Wide enough for a village whose position is known to a kilometre or two."""


def records_near(
    communities: gpd.GeoDataFrame, records: gpd.GeoDataFrame, *, within_m: float = RECORD_NEAR_M
) -> pd.DataFrame:
    """
    Find the records of hazards within a straight distance of each community.

    Parameters
    ----------
    communities
        Points indexed by `community_id`, in a CRS in metres; one without a position has none.
    records
        Points indexed by `record_id` with `hazard_type`, in the same CRS. May be empty.
    within_m
        The straight distance, in metres.

    Returns
    -------
    near
        Indexed by `community_id`, the nearest record first: `record_id` and
        `straight_distance_m` (metres), and of the record's own columns `hazard_type`,
        `height_m` (metres), `name_th` and `name_en` where the layer has them.
    """
    placed = communities.loc[is_placed(communities), ["geometry"]]
    known = [c for c in ("hazard_type", "height_m", "name_th", "name_en") if c in records]
    pairs = placed.sjoin(records[["geometry"]], predicate="dwithin", distance=within_m)
    named = pairs.rename(columns={"record_id": "record", "index_right": "record"})
    there = records.geometry.loc[named["record"]]
    distance_m = named.geometry.distance(there.set_axis(named.index), align=False)
    near = named[[]].assign(
        record_id=named["record"].to_numpy(), straight_distance_m=distance_m.to_numpy()
    )
    near = near.join(records[known], on="record_id").rename_axis("community_id")
    ordered: pd.DataFrame = near.sort_values(["community_id", "straight_distance_m", "record_id"])
    return ordered
