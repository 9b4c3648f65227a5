"""Who meets the walking network at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.access import xy_of

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.network.walking import Walking


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """
    Origins on and off the walking network.

    Attributes
    ----------
    origins, origins_connected
        Counted.
    population_known, population_connected
        Persons where they are known.
    unconnected
        Ids of the origins further from every line than the limit.
    """

    origins: int
    origins_connected: int
    population_known: float
    population_connected: float
    unconnected: tuple[str, ...]


def connection(origins: gpd.GeoDataFrame, walking: Walking) -> Connection:
    """
    Count the origins that meet the walking network within its snap limit.

    Parameters
    ----------
    origins
        Points in metres, with `population` where people live there: as `demand_of`
        returns them, or stops.
    walking
        How people walk; without a network everybody counts as connected.
    """
    snapped = walking.places(xy_of(origins)).snapped
    is_on = np.ones(len(origins), dtype=bool) if snapped is None else snapped.is_connected
    people = origins.get("population", pd.Series(np.nan, index=origins.index)).astype(float)
    return Connection(
        origins=len(origins),
        origins_connected=int(is_on.sum()),
        population_known=float(people.sum()),
        population_connected=float(people[is_on].sum()),
        unconnected=tuple(origins.index[~is_on]),
    )
