"""Who can walk from where they are: on the walking network, and not on an island of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.areas.positions import is_placed
from geo_app.analysis.walks.nearest_stops import xy_of

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
        Counted; connected are those that join a piece of the network that leads somewhere.
    population_known, population_connected
        Persons where they are known.
    unconnected
        Ids of the origins further from every line than the limit.
    on_islands
        Ids of the origins that have only a piece that leads nowhere within the limit.
    past_short_pieces
        How many joined a longer piece though one that leads nowhere lies nearer.
    without_position
        Ids of the origins of which nobody knows where they are.
    """

    origins: int
    origins_connected: int
    population_known: float
    population_connected: float
    unconnected: tuple[str, ...]
    on_islands: tuple[str, ...]
    past_short_pieces: int
    without_position: tuple[str, ...] = ()


def connection(origins: gpd.GeoDataFrame, walking: Walking) -> Connection:
    """
    Count the origins from which one can walk.

    Parameters
    ----------
    origins
        Points in metres, with `population` where people live there: as `demand_of`
        returns them, or stops.
    walking
        How people walk; without a network everybody counts as connected.
    """
    places = walking.places(xy_of(origins))
    leads_on, snapped, beside = walking.leads_on(places), places.snapped, places.beside
    placed = is_placed(origins).to_numpy()
    meets = placed if snapped is None else snapped.is_connected
    people = origins.get("population", pd.Series(np.nan, index=origins.index)).astype(float)
    return Connection(
        origins=len(origins),
        origins_connected=int(leads_on.sum()),
        population_known=float(people.sum()),
        population_connected=float(people[leads_on].sum()),
        unconnected=tuple(origins.index[~meets & placed]),
        on_islands=tuple(origins.index[meets & ~leads_on]),
        past_short_pieces=0 if beside is None else int(leads_on[beside.point].sum()),
        without_position=tuple(origins.index[~placed]),
    )
