"""What of a line and its stops lies in mangroves, and which mangroves are near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.analysis.lines.crossings import areas_at, intervals_along, segments_of
from geo_app.analysis.lines.intervals import TOUCH_M, merge_intervals, total_m
from geo_app.crs import require_same_crs

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.analysis.lines.intervals import Intervals
    from geo_app.analysis.lines.subdivision import AreaIndex


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MangroveCrossings:
    """
    What of a line and its stops lies in mangroves, and which are near.

    Attributes
    ----------
    intervals
        (n, 2) from and to in metres along the line, overlapping mangroves once.
    stop_ids
        Stops inside a mangrove, in their own order.
    crossed
        Indexed by `mangrove_id`, in the order of the layer: `route_length_m` and `stops`
        of each mangrove for itself; overlapping ones each count all of theirs.
    near
        `distance_m` from the line or the nearest stop, indexed by `mangrove_id`, nearest
        first: those within the distance asked for that are not crossed.
    """

    intervals: Intervals
    stop_ids: tuple[str, ...]
    crossed: pd.DataFrame
    near: pd.Series

    @property
    def route_length_m(self) -> float:
        """Metres of the line in mangrove, where mangroves overlap once."""
        return total_m(self.intervals)

    @property
    def stops(self) -> int:
        """How many stops stand in mangrove."""
        return len(self.stop_ids)

    @property
    def mangrove_ids(self) -> tuple[str, ...]:
        """The mangroves that the line crosses or a stop stands in."""
        return tuple(self.crossed.index)

    @property
    def near_ids(self) -> tuple[str, ...]:
        """The mangroves that are near but not crossed, nearest first."""
        return tuple(self.near.index)


def mangrove_crossings(
    line: shapely.Geometry, stops: gpd.GeoDataFrame, mangroves: AreaIndex, *, near_m: float
) -> MangroveCrossings:
    """
    Measure a line in mangroves, and find the mangroves near it.

    What lies on the rim of a mangrove is inside; one that is only touched at a
    point of its rim is not crossed but near, at 0 m.

    Parameters
    ----------
    line
        A line or several in the CRS of the mangroves, in metres.
    stops
        Points indexed by `stop_id`. May be empty.
    mangroves
        The index of the layer.
    near_m
        How far from the line or a stop a mangrove is near, in metres, 0 or more.

    Returns
    -------
    crossings
        The mangroves crossed, with metres and stops, and those near.

    Raises
    ------
    CrsError
        If the stops are in another CRS than the mangroves.
    ValueError
        If `line` is no line or `near_m` is negative.
    """
    require_same_crs(stops, mangroves, names=("stops", "mangroves"))
    if not near_m >= 0:
        raise ValueError(f"near_m must be 0 or more, not {near_m}.")
    along, holders = intervals_along(line, mangroves), areas_at(stops, mangroves)
    crossed = _crossed(along, holders, mangroves.ids)
    distance_m = _distances(line, stops, mangroves, near_m=near_m).drop(crossed.index)
    return MangroveCrossings(
        intervals=merge_intervals(along[["from_m", "to_m"]].to_numpy()),
        stop_ids=tuple(stops.index[np.unique(holders["point"])]),
        crossed=crossed,
        near=distance_m[np.isfinite(distance_m)].sort_values(kind="stable"),
    )


def _crossed(along: pd.DataFrame, holders: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Add metres and stops up by mangrove, of those that have any."""
    length_m = np.bincount(
        along["polygon"], weights=along["to_m"] - along["from_m"], minlength=len(ids)
    )
    stops = np.bincount(holders["polygon"], minlength=len(ids))
    crossed = pd.DataFrame({"route_length_m": length_m.astype(float), "stops": stops}, index=ids)
    return crossed[(length_m > 0) | (stops > 0)]


def _distances(
    line: shapely.Geometry, stops: gpd.GeoDataFrame, mangroves: AreaIndex, *, near_m: float
) -> pd.Series:
    """Measure how far each mangrove is; infinitely where it is out of reach."""
    places = np.concatenate([segments_of(line).lines(), stops.geometry.to_numpy()])
    reach_m = near_m + TOUCH_M
    _, piece = mangroves.tree.query(places, predicate="dwithin", distance=reach_m)
    piece = np.unique(piece)
    (met, _), reached_m = shapely.STRtree(places).query_nearest(
        mangroves.pieces[piece], max_distance=reach_m, return_distance=True, all_matches=False
    )
    distance_m = np.full(len(mangroves.ids), np.inf)
    np.minimum.at(distance_m, mangroves.polygon[piece[met]], reached_m)
    return pd.Series(distance_m, index=mangroves.ids, name="distance_m")
