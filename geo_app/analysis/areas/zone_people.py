"""Whether communities have more people than the zones that they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd


def zones_exceeded(communities: pd.DataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    List the zones whose communities have more people together than the zone itself.

    One of the two numbers is then wrong, or they are of different years: no share of such a
    zone's people can be trusted.

    Parameters
    ----------
    communities
        With `zone_id`, and `population` where it is known.
    zones
        Indexed by `zone_id`, with `population` where it is known.

    Returns
    -------
    exceeded
        Indexed by `zone_id`: `in_communities` and `in_zone` (persons), the greatest excess
        first; empty where nothing is known, or nothing wrong.
    """
    if "population" not in communities or "population" not in zones:
        return pd.DataFrame(
            {"in_communities": [], "in_zone": []}, index=pd.Index([], name="zone_id")
        )
    known = communities.dropna(subset=["population", "zone_id"])
    sums = known.groupby("zone_id")["population"].sum()
    both = pd.DataFrame({"in_communities": sums, "in_zone": zones["population"]}).dropna()
    over = both[both["in_communities"] > both["in_zone"]]
    excess = over["in_communities"] - over["in_zone"]
    return over.loc[excess.sort_values(ascending=False, kind="stable").index].rename_axis("zone_id")
