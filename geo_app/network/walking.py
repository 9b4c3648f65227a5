"""
How people walk in a province: along its walking network, along its roads, or straight.

The three ways answer the same questions, so that nobody above needs to know which
one a province has; each result says how it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.network.distance import nearest_targets, walk_matrix
from geo_app.network.graph import stored_walk_graph
from geo_app.network.short_pieces import or_along_short_pieces, pairs_along_short_pieces
from geo_app.network.snap import snap_points
from geo_app.network.straight import has_position, nearest_straight, placed_tree
from geo_app.network.walked_way import fields_of, walked_way
from geo_app.stored import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    import shapely
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo_app.network.graph import WalkGraph
    from geo_app.network.snap import Snapped, SomeSnapped
    from geo_app.province import Province
    from geo_app.stored import Arrays, Store

DETOUR_FACTOR = 1.3
"""Walking distance over straight distance, assumed where there is no network."""


class WalkingMethod(StrEnum):
    """How walking distances were found."""

    NETWORK = "network"
    ESTIMATED = "estimated"
    STRAIGHT_LINE = "straight_line"


SNAP_LIMIT_M = {WalkingMethod.NETWORK: 500.0, WalkingMethod.ESTIMATED: 1_000.0}
"""
How far a point may lie from the lines before it counts as unconnected.

Main roads leave out the paths that lead to them, so they get the wider limit.
"""

LINES_OF = {WalkingMethod.NETWORK: "walk_network", WalkingMethod.ESTIMATED: "roads"}
"""The kind of layer that people are taken to walk along."""

KEPT_FORMAT = "2"
"""Another one when walks are measured in another way, so that old ones are not read."""

MOST_KEPT = 64
"""Files of one name: a province has a handful."""

PAIRS = ["origin", "target", "walk_distance_m"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """
    Points in metres and where they meet the network, if there is one.

    Attributes
    ----------
    xy
        (points, 2) metres, NaN where a point has no position.
    snapped
        The nearest way of a piece that leads somewhere, else the nearest way.
    beside
        The points whose nearest way leads nowhere, and where they meet that one.
    """

    xy: NDArray[np.float64]
    snapped: Snapped | None
    beside: SomeSnapped | None = None

    def __len__(self) -> int:
        """Count the points."""
        return len(self.xy)

    def take(self, numbers: NDArray[np.int64] | NDArray[np.bool_]) -> Places:
        """
        Return some of the points, by number or by mask.

        Parameters
        ----------
        numbers
            Numbers of points, or a mask over the points.
        """
        snapped = None if self.snapped is None else self.snapped.take(numbers)
        beside = None if self.beside is None else self.beside.take(numbers)
        return Places(xy=self.xy[numbers], snapped=snapped, beside=beside)

    def along_short_pieces(self) -> Places:
        """Return those beside short pieces, on them."""
        if self.beside is None:
            return self.take(np.zeros(0, dtype=np.int64))
        return Places(xy=self.xy[self.beside.point], snapped=self.beside.snapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walking:
    """
    How people walk.

    `network`: straight to the nearest edge, along the network, straight to the target.
    `estimated`: the same along main roads; people also walk directly to a target that
    is nearer than those straight legs, at the straight distance x 1.3, since not every
    path is known. `straight_line`: straight distance x 1.3.
    """

    method: WalkingMethod
    graph: WalkGraph | None = None
    crs: CRS | None = None
    store: Store | None = None

    def kept(
        self, name: str, points: Iterable[NDArray[np.float64]], make: Callable[[], Arrays]
    ) -> Arrays:
        """
        Return what was measured between points, from the store where there is one.

        Parameters
        ----------
        name
            What it is.
        points
            Everything that it depends on beside how people walk: (points, 2) in metres each.
        make
            Measures it.
        """
        if self.store is None or self.graph is None or not self.graph.digest:
            return make()
        parts = (np.ascontiguousarray(xy).tobytes() for xy in points)
        digest = digest_of([KEPT_FORMAT, self.graph.digest, self.method, *parts])
        return self.store.arrays(name, digest, make, most=MOST_KEPT)

    def places(self, xy: NDArray[np.float64]) -> Places:
        """
        Snap points, (points, 2) in metres, where there is a network.

        Parameters
        ----------
        xy
            Points, (points, 2) in metres in the analysis CRS; NaN where a point has no
            position, from which no walk leads anywhere. May be empty.
        """
        if self.graph is None:
            return Places(xy=xy, snapped=None)
        snapped, beside = snap_points(self.graph, xy, snap_limit_m=SNAP_LIMIT_M[self.method])
        return Places(xy=xy, snapped=snapped, beside=beside)

    def leads_on(self, places: Places) -> NDArray[np.bool_]:
        """
        Say from which places one can walk: they join a piece that leads somewhere.

        Parameters
        ----------
        places
            As `places` returns them. Without a network one can walk from everywhere that
            has a position.
        """
        if self.graph is None or places.snapped is None:
            return has_position(places.xy)
        snapped = places.snapped
        return snapped.is_connected & ~self.graph.leads_nowhere()[snapped.edge]

    def nearest(self, origins: Places, targets: Places, *, limit_m: float = np.inf) -> pd.DataFrame:
        """
        Find the target nearest to each origin on foot.

        Parameters
        ----------
        origins
            Where walks begin, as `places` returns them. May be empty.
        targets
            Where walks may end. May be empty: nobody has one.
        limit_m
            Length of the longest walk, in metres.

        Returns
        -------
        walks
            In the order of the origins: `target` (its number, -1 where no walk leads
            to one within the limit) and `walk_distance_m` (infinite then).
        """
        if len(targets) == 0:
            return _walks(np.full(len(origins), -1), np.full(len(origins), np.inf))
        if self.graph is None or origins.snapped is None or targets.snapped is None:
            straight_m, number = nearest_straight(origins.xy, targets.xy)
            walk_m = np.where(number < 0, np.inf, straight_m * DETOUR_FACTOR)
            return _within(_walks(number, walk_m), limit_m)
        walks = nearest_targets(self.graph, origins.snapped, targets.snapped, limit_m=limit_m)
        if origins.beside is not None and targets.beside is not None:
            walks = or_along_short_pieces(
                self.graph, walks, origins.beside, targets.beside, limit_m=limit_m
            )
        if self.method is WalkingMethod.ESTIMATED:
            walks = _shorter(walks, _direct(origins, targets, SNAP_LIMIT_M[self.method]))
        return _within(walks, limit_m)

    def ways(self, origins: Places, targets: Places) -> list[shapely.LineString | None]:
        """
        Trace the way of each origin to its nearest target on foot.

        Parameters
        ----------
        origins
            Where walks begin, as `places` returns them.
        targets
            Where walks may end.

        Returns
        -------
        ways
            In the order of the origins: a line from the origin to the target, None
            where no walk leads to one. Where a walk is assumed to be straight, the
            line is; it is then shorter than the walk.
        """
        walks = self.nearest(origins, targets)
        fields = fields_of(self.graph, targets)
        return [
            walked_way(fields, origins.take(np.array([number])), targets.xy[int(target)], walk_m)
            for number, (target, walk_m) in enumerate(zip(*walks.T.to_numpy(), strict=True))
        ]

    def within(self, origins: Places, targets: Places, *, limit_m: float) -> pd.DataFrame:
        """
        Find every target within a walk of each origin.

        Parameters
        ----------
        origins, targets
            As `places` returns them.
        limit_m
            Metres on foot; a walk of exactly this length counts.

        Returns
        -------
        pairs
            One row a pair: `origin`, `target` (numbers), `walk_distance_m`, sorted.
        """
        near = _near(origins, targets, limit_m)
        if self.graph is None or origins.snapped is None or targets.snapped is None:
            pairs = near.assign(walk_distance_m=near["straight_m"] * DETOUR_FACTOR)
        else:
            asked = (near["origin"].to_numpy(), near["target"].to_numpy())
            walk_m = walk_matrix(
                self.graph, origins.snapped, targets.snapped, pairs=asked, limit_m=limit_m
            )
            if origins.beside is not None and targets.beside is not None:
                beside_m = pairs_along_short_pieces(
                    self.graph, origins.beside, targets.beside, pairs=asked, limit_m=limit_m
                )
                walk_m = np.minimum(walk_m, beside_m)
            if self.method is WalkingMethod.ESTIMATED:
                is_direct = _is_direct(near, origins, targets, SNAP_LIMIT_M[self.method])
                direct_m = np.where(is_direct, near["straight_m"] * DETOUR_FACTOR, np.inf)
                walk_m = np.minimum(walk_m, direct_m)
            pairs = near.assign(walk_distance_m=walk_m)
        pairs = pairs[pairs["walk_distance_m"] <= limit_m]
        return pairs[PAIRS].sort_values(PAIRS[:2], ignore_index=True)


def walking_method(province: Province) -> WalkingMethod:
    """
    Say how walking distances are found with the layers that the province has.

    Parameters
    ----------
    province
        Only what its catalogue declares is looked at.
    """
    if province.has("walk_network"):
        return WalkingMethod.NETWORK
    return WalkingMethod.ESTIMATED if province.has("roads") else WalkingMethod.STRAIGHT_LINE


def walking_of(province: Province) -> Walking:
    """
    Build what a province's layers say of walking.

    Parameters
    ----------
    province
        Its `walk_network`, else its `roads`, else neither. The graph is kept in the
        province's store where it has one.

    Raises
    ------
    LayerError
        If the layer cannot be used, or has no line longer than a point.
    """
    method = walking_method(province)
    kind = LINES_OF.get(method)
    lines = province.of_kind(kind) if kind else None
    return build_walking(lines, method=method, store=province.store)


def build_walking(
    lines: gpd.GeoDataFrame | None, *, method: WalkingMethod, store: Store | None = None
) -> Walking:
    """
    Build how people walk from lines.

    Parameters
    ----------
    lines
        Walking network or roads in metres; None or unused for `straight_line`.
    method
        What the lines are.
    store
        Where the graph is kept, if anywhere.

    Raises
    ------
    CrsError
        If the lines are not in metres.
    LayerError
        If the lines hold no edge.
    """
    if lines is None or method is WalkingMethod.STRAIGHT_LINE:
        return Walking(method=WalkingMethod.STRAIGHT_LINE)
    if method is WalkingMethod.ESTIMATED:
        # On a road `oneway` binds vehicles, whatever kind of road it is.
        lines = lines.drop(columns="oneway", errors="ignore")
    return Walking(method=method, graph=stored_walk_graph(lines, store), crs=lines.crs, store=store)


def _walks(target: NDArray[np.int64], walk_m: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"target": target, "walk_distance_m": walk_m}, copy=False)


def _within(walks: pd.DataFrame, limit_m: float) -> pd.DataFrame:
    beyond = walks["walk_distance_m"].to_numpy() > limit_m
    return walks.assign(
        target=np.where(beyond, -1, walks["target"]),
        walk_distance_m=np.where(beyond, np.inf, walks["walk_distance_m"]),
    )


def _shorter(walks: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    wins = others["walk_distance_m"] < walks["walk_distance_m"]
    return walks.where(~wins, others)


def _near(origins: Places, targets: Places, limit_m: float) -> pd.DataFrame:
    """Pairs whose straight distance is within the limit: no walk is shorter than that."""
    pairs = placed_tree(origins.xy).pairs(targets.xy, limit_m)
    return pd.DataFrame({"origin": pairs["i"], "target": pairs["j"], "straight_m": pairs["v"]})


def _is_direct(
    near: pd.DataFrame, origins: Places, targets: Places, limit_m: float
) -> NDArray[np.bool_]:
    """Which targets are no further than the straight legs to the roads."""
    if origins.snapped is None or targets.snapped is None:
        return np.ones(len(near), dtype=bool)
    legs_m = origins.snapped.access_m[near["origin"]] + targets.snapped.access_m[near["target"]]
    straight_m: NDArray[np.float64] = near["straight_m"].to_numpy()
    return straight_m <= np.minimum(legs_m, limit_m)


def _direct(origins: Places, targets: Places, limit_m: float) -> pd.DataFrame:
    """
    Find the nearest target that is no further than the straight legs to the roads.

    Every target is looked at, not only the nearest: a new stop on another road
    must not take a direct walk away.
    """
    near = _near(origins, targets, limit_m)
    best = (
        near[_is_direct(near, origins, targets, limit_m)]
        .sort_values(["origin", "straight_m", "target"])
        .drop_duplicates("origin")
    )
    walks = _walks(np.full(len(origins), -1), np.full(len(origins), np.inf))
    walks.loc[best["origin"], "target"] = best["target"].to_numpy()
    walks.loc[best["origin"], "walk_distance_m"] = best["straight_m"].to_numpy() * DETOUR_FACTOR
    return walks
