"""Where people set out from: communities, or the points of a population layer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.areas.zoning import home_zones
from geo_app.errors import MissingLayerError, mark

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.province import Province


class By(StrEnum):
    """What a row of an answer is."""

    COMMUNITY = "community"
    ZONE = "zone"
    POINT = "point"


OUTSIDE = ""
"""Stands for the zone of origins that lie in none, so that sums stay whole."""


def demand_of(province: Province, by: By) -> gpd.GeoDataFrame:
    """
    Return the origins that an answer counts.

    Parameters
    ----------
    province
        Its `communities`, or its `population`.
    by
        `community`: the communities. `point`: the population's points. `zone`: the
        population's points where there is a population layer, else the communities.

    Returns
    -------
    origins
        Points in metres indexed by `community_id` or `point_id`: `population`
        (persons, NaN is unknown), `zone_id` (None outside every zone), `status`, and
        of communities everything they carry.

    Raises
    ------
    MissingLayerError
        If points are asked for and the province has no population layer.
    """
    if by is By.COMMUNITY or (by is By.ZONE and not province.has("population")):
        origins = province.communities
    elif province.has("population"):
        origins = _numbered(province.of_kind("population"))
    else:
        raise MissingLayerError(
            mark(
                "The province has no population layer, so it cannot be counted by point. "
                "Count by community, or add a layer of kind 'population'."
            )
        )
    if "population" not in origins.columns:
        origins = origins.assign(population=np.nan)
    zones = province.zones if province.has("zones") else None
    return origins.assign(zone_id=home_zones(origins, zones))


def sum_by_zone(
    zone: NDArray[np.int64], people: NDArray[np.float64], *, zones: int
) -> NDArray[np.float64]:
    """
    Add people up by zone.

    Parameters
    ----------
    zone
        (points,) number of each point's zone, from 0.
    people
        (points,) persons; unknown (NaN) adds nothing, so count the unknown apart.
    zones
        How many zones there are.

    Returns
    -------
    sums
        (zones,) persons.
    """
    sums: NDArray[np.float64] = np.bincount(zone, np.nan_to_num(people), zones).astype(float)
    return sums


def _numbered(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give points ids: their cell's where each has its own, else their number in the layer."""
    cell_ids = points.get("cell_id")
    if cell_ids is None or cell_ids.isna().any() or cell_ids.duplicated().any():
        cell_ids = pd.Series(range(1, len(points) + 1))
    return points.set_axis(pd.Index(cell_ids.astype(str).to_numpy(), name="point_id", dtype=object))
