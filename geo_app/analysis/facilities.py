"""The nearest school, clinic, shelter and so on, on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access import walking_distances

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.network.walking import Walking


def nearest_facilities(
    origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, walking: Walking
) -> pd.DataFrame:
    """
    Find the nearest facility of each type on foot.

    Parameters
    ----------
    origins
        Points in metres.
    facilities
        Points indexed by `facility_id`, with `facility_type`, in the same CRS.
    walking
        How people walk.

    Returns
    -------
    nearest
        One row an origin and type that there is: the origin's id under the name of
        its index, `facility_type`, `facility_id`, `walk_distance_m` (NaN where no
        walk leads to one; the id is then that of the nearest in a straight line),
        `straight_distance_m`.

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    """
    frames = [
        walking_distances(origins, own, walking)
        .rename(columns={"nearest_stop_id": "facility_id"})
        .assign(facility_type=facility_type)
        .reset_index()
        for facility_type, own in facilities.groupby("facility_type")
    ]
    columns = [
        origins.index.name, "facility_type", "facility_id", "walk_distance_m",
        "straight_distance_m",
    ]  # fmt: skip
    if not frames:
        return pd.DataFrame(columns=columns)
    return pd.concat(frames, ignore_index=True)[columns].sort_values(columns[:2], ignore_index=True)
