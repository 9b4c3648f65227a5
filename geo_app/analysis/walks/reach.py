"""What is measured once of a set of origins, so that every threshold can be tried at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from geo_app.analysis.walks.demand import By, demand_of
from geo_app.analysis.walks.nearest_stops import straight_distances, walking_distances, xy_of
from geo_app.memo import Part, own_part
from geo_app.network.straight import has_position
from geo_app.network.walking import Places, Walking, walking_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

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
    is_kept
        Whether walks to some of the stops go to the disk too, for who asks another day.
    memo
        Where what is measured later is kept; for these walks alone.
    """

    origins: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    walking: Walking
    nearest: pd.DataFrame
    is_kept: bool = False
    memo: Part = field(default_factory=own_part, repr=False, compare=False)

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
        pairs = self.memo.get("pairs", furthest_m, make=lambda: self._pairs(furthest_m))
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
        return self.memo.get(
            "nearest_of", is_meant.tobytes(), make=lambda: self._nearest_of(is_meant)
        )

    def straight_to(self, is_meant: NDArray[np.bool_]) -> pd.DataFrame:
        """
        Return `nearest_stop_id` and `straight_distance_m` to the nearest of some stops.

        Parameters
        ----------
        is_meant
            A mask over `stops`; may leave none.

        Returns
        -------
        nearest
            Indexed like the origins: `nearest_stop_id` (missing without a stop) and
            `straight_distance_m` (metres as the crow flies).
        """
        return straight_distances(self.origins, self.stops[is_meant])

    def kept(self, name: str, make: Callable[[], Kept], *key: Hashable) -> Kept:
        """
        Return what another measure needs of these walks, made once.

        Parameters
        ----------
        name
            What it is.
        make
            Makes it.
        *key
            Everything that it depends on beside the walks.
        """
        return self.memo.get(name, *key, make=make)

    def is_placed(self) -> NDArray[np.bool_]:
        """Say which origins have a position; of the others nothing on foot is known."""
        # Asked of the points themselves: to look where they meet the network would cost a search.
        return self.kept("is_placed", lambda: has_position(xy_of(self.origins)))

    def is_high_capacity(self) -> NDArray[np.bool_]:
        """Say at which stops a rail, metro or ferry calls."""
        if "capacity_class" not in self.stops.columns:
            return np.zeros(len(self.stops), dtype=bool)
        is_high: NDArray[np.bool_] = (self.stops["capacity_class"] == "high").to_numpy()
        return is_high

    def _pairs(self, limit_m: float) -> pd.DataFrame:
        walks = self.walking.within(self.origin_places, self.stop_places, limit_m=limit_m)
        stop_ids = self.stops.index.to_numpy()[walks["target"]]
        return walks.drop(columns="target").assign(stop_id=stop_ids)

    def _nearest_of(self, is_meant: NDArray[np.bool_]) -> pd.DataFrame:
        walks = self._walks_to(is_meant).set_axis(self.origins.index)
        reached = (walks["target"] >= 0).to_numpy()
        stop_ids = np.array([*self.stops.index[is_meant], None], dtype=object)
        return pd.DataFrame(
            {
                "nearest_stop_id": stop_ids[walks["target"]],
                "walk_distance_m": walks["walk_distance_m"].where(reached),
            }
        )

    def _walks_to(self, is_meant: NDArray[np.bool_]) -> pd.DataFrame:
        """Search the nearest of some stops, or read what was found before."""

        def search() -> dict[str, NDArray[Any]]:
            walks = self.walking.nearest(self.origin_places, self.stop_places.take(is_meant))
            return {str(column): walks[column].to_numpy() for column in walks}

        if not self.is_kept:
            return pd.DataFrame(search())
        points = (xy_of(self.origins), xy_of(self.stops)[is_meant])
        return pd.DataFrame(dict(self.walking.kept("walks-to", points, search)))

    def _places(self, name: str, points: gpd.GeoDataFrame) -> Places:
        return self.memo.get(name, make=lambda: self.walking.places(xy_of(points)))


def build_reach(
    province: Province,
    by: By,
    *,
    stops: gpd.GeoDataFrame,
    walking: Walking | None = None,
    memo: Part | None = None,
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
        Boardable places indexed by `stop_id`, in the analysis CRS, with
        `capacity_class`: `Network.served_stops`, or those of a timetable.
    walking
        The province's walking network, if somebody has built it already.
    memo
        Where what is measured of these walks later is kept; one of its own if left out.

    Raises
    ------
    MissingLayerError
        If the province has no such origins.
    LayerError
        If a layer cannot be used.
    ValueError
        If the stops do not say what calls there.
    """
    if "capacity_class" not in stops.columns:
        raise ValueError("The stops lack 'capacity_class'; take a network's served_stops.")
    origins = demand_of(province, by)
    ways = walking or walking_of(province)
    nearest = walking_distances(origins, stops, ways, is_kept=True)
    return Reach(
        origins=origins,
        stops=stops,
        walking=ways,
        nearest=nearest,
        is_kept=True,
        memo=memo or own_part(),
    )
