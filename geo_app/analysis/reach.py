"""What is measured once of a set of origins, so that every threshold can be tried at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from geo_app.analysis.access import straight_distances, walking_distances, xy_of
from geo_app.analysis.demand import By, demand_of
from geo_app.network.walking import Places, Walking, walking_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.province import Province

Kept = TypeVar("Kept")

FURTHEST_M = 1_000.0
"""The longest walk that any standard counts: to rail, SDG 11.2.1 (UN-Habitat 2021)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """
    Origins, stops and the walks between them.

    Attributes
    ----------
    origins
        As `demand_of` returns them.
    stops
        Boardable places indexed by `stop_id`, in the same CRS.
    walking
        How people walk.
    nearest
        Indexed like `origins`: `nearest_stop_id`, `walk_distance_m` (NaN where no
        walk leads to a stop), `straight_distance_m`, `is_connected`.
    """

    origins: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    walking: Walking
    nearest: pd.DataFrame
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def origin_places(self) -> Places:
        """The origins on the network, snapped once."""
        return self._places("origins", self.origins)

    @property
    def stop_places(self) -> Places:
        """The stops on the network, snapped once."""
        return self._places("stops", self.stops)

    def pairs(self, limit_m: float = FURTHEST_M) -> pd.DataFrame:
        """
        Return every stop within a walk of each origin.

        Those within `FURTHEST_M` are found once and kept, for shorter walks too.

        Parameters
        ----------
        limit_m
            The longest walk.

        Returns
        -------
        pairs
            `origin` (number), `stop_id`, `walk_distance_m`.
        """
        furthest_m = max(limit_m, FURTHEST_M)
        if ("pairs", furthest_m) not in self._kept:
            found = self.walking.within(self.origin_places, self.stop_places, limit_m=furthest_m)
            stop_ids = self.stops.index.to_numpy()[found["target"]]
            kept = found.drop(columns="target").assign(stop_id=stop_ids)
            self._kept["pairs", furthest_m] = kept
        pairs: pd.DataFrame = self._kept["pairs", furthest_m]
        return pairs[pairs["walk_distance_m"] <= limit_m]

    def nearest_of(self, is_meant: NDArray[np.bool_]) -> pd.DataFrame:
        """
        Find the nearest of some stops on foot: one search of the network, kept.

        Parameters
        ----------
        is_meant
            (stops,) which stops count.

        Returns
        -------
        nearest
            Indexed like `origins`: `nearest_stop_id` (None) and `walk_distance_m`
            (NaN) where no walk leads to one.
        """
        key = is_meant.tobytes()
        if key not in self._kept:
            self._kept[key] = self._nearest_of(is_meant)
        nearest: pd.DataFrame = self._kept[key]
        return nearest

    def straight_to(self, is_meant: NDArray[np.bool_]) -> pd.DataFrame:
        """Return `nearest_stop_id` and `straight_distance_m` to the nearest of some stops."""
        return straight_distances(self.origins, self.stops[is_meant])

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what another measure needs of these walks, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        found: Kept = self._kept[name]
        return found

    def is_high_capacity(self) -> NDArray[np.bool_]:
        """Say at which stops a rail, metro or ferry calls."""
        if "capacity_class" not in self.stops.columns:
            return np.zeros(len(self.stops), dtype=bool)
        is_high: NDArray[np.bool_] = (self.stops["capacity_class"] == "high").to_numpy()
        return is_high

    def _nearest_of(self, is_meant: NDArray[np.bool_]) -> pd.DataFrame:
        walks = self.walking.nearest(self.origin_places, self.stop_places.take(is_meant))
        walks = walks.set_axis(self.origins.index)
        reached = (walks["target"] >= 0).to_numpy()
        stop_ids = np.array([*self.stops.index[is_meant], None], dtype=object)
        return pd.DataFrame(
            {
                "nearest_stop_id": stop_ids[walks["target"]],
                "walk_distance_m": walks["walk_distance_m"].where(reached),
            }
        )

    def _places(self, name: str, points: gpd.GeoDataFrame) -> Places:
        if name not in self._kept:
            self._kept[name] = self.walking.places(xy_of(points))
        places: Places = self._kept[name]
        return places


def build_reach(
    province: Province, by: By, *, stops: gpd.GeoDataFrame, walking: Walking | None = None
) -> Reach:
    """
    Measure the walks from a province's origins to its stops.

    Parameters
    ----------
    province
        Where people live and walk.
    by
        Which origins; see `demand_of`.
    stops
        Boardable places indexed by `stop_id`, in the analysis CRS: those of
        `build_bus_network(province)` or of a timetable.
    walking
        The province's walking network, if somebody has built it already.

    Raises
    ------
    MissingLayerError
        If the province has no such origins.
    LayerError
        If a layer cannot be used.
    """
    origins = demand_of(province, by)
    ways = walking or walking_of(province)
    nearest = walking_distances(origins, stops, ways)
    return Reach(origins=origins, stops=stops, walking=ways, nearest=nearest)
