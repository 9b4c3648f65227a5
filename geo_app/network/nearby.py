"""Which of many points have one of a few places near them, at the cost of what is near."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from geo_app.network.local_search import (
    build_local_ways,
    lay_cells,
    spans,
    starts,
    walked_to_nodes,
)
from geo_app.network.noding import GRID_M
from geo_app.network.walking import DETOUR_FACTOR, SNAP_LIMIT_M, WalkingMethod

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.graph import WalkGraph
    from geo_app.network.local_search import LocalField, LocalWays
    from geo_app.network.snap import Snapped
    from geo_app.network.walking import Places, Walking

LONGEST_M = sys.float_info.max

WIDER = 1 + 1e-9
"""A straight distance is looked for so much further, so that rounding loses nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """
    Points with a target within the limit, each once, in no order.

    Attributes
    ----------
    point
        Numbers of the points.
    walk_distance_m
        Metres on foot to the nearest target.
    target
        Its number; of targets equally near one is named.
    """

    point: NDArray[np.int64]
    walk_distance_m: NDArray[np.float64]
    target: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the points."""
        return len(self.point)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Nearby:
        """Return some of the points, by row or by mask."""
        return Nearby(
            point=self.point[rows],
            walk_distance_m=self.walk_distance_m[rows],
            target=self.target[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsByCell:
    """
    Connected points, cell by cell.

    Attributes
    ----------
    first
        (cells + 1,) where each cell's points begin.
    point
        Their numbers.
    snapped
        Where they meet the network.
    first_node, second_node
        The ends of their edges as `LocalWays` numbers them.
    """

    first: NDArray[np.int64]
    point: NDArray[np.int64]
    snapped: Snapped
    first_node: NDArray[np.int32]
    second_node: NDArray[np.int32]

    def near(self, runs: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.int64]:
        """Return the rows of the points in the lowest layer of some runs of cells."""
        lowest = int(np.searchsorted(runs[0], len(self.first) - 1))
        begin, end = (self.first[cells[:lowest]] for cells in runs)
        return spans(begin, end - begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbyIndex:
    """
    Points that stay while targets come and go; made by `build_nearby`.

    Attributes
    ----------
    walking
        How people walk.
    origins
        The points.
    within_m
        The longest walk that it may be asked for.
    """

    walking: Walking
    origins: Places
    within_m: float
    _ways: LocalWays | None
    _by_cell: PointsByCell | None
    _tree: Any
    _is_meant: NDArray[np.bool_] | None = None

    def walks_from(self, targets: Places, *, limit_m: float) -> Nearby:
        """
        Find the points that have a target within a walk, and the nearest one of each.

        The answer is that of `Walking.nearest`, without the points that it finds no
        target for; the time grows with what lies within the limit, not with all points.

        Parameters
        ----------
        targets
            As `Walking.places` returns them; may be empty.
        limit_m
            Metres on foot; a walk of exactly this length counts.

        Returns
        -------
        nearby
            Points by their number among the origins.
        """
        if limit_m > self.within_m:
            raise ValueError(f"This index is for walks up to {self.within_m} m, not {limit_m}.")
        if len(targets) == 0 or len(self.origins) == 0:
            return _nobody()
        if self._ways is None or self._by_cell is None:
            return self._meant(self._straight(targets, limit_m))
        walks = self._along_ways(self._ways, self._by_cell, targets, limit_m)
        if self.walking.method is WalkingMethod.ESTIMATED:
            return _shorter(walks, self._meant(self._direct(targets, limit_m)))
        return walks

    def of(self, is_meant: NDArray[np.bool_], *, within_m: float) -> NearbyIndex:
        """
        Return an index of some of the points, which keep their numbers.

        Parameters
        ----------
        is_meant
            (origins,) which points count.
        within_m
            The longest walk that it will be asked for: what they cannot reach within
            it is left out of the network.
        """
        is_left = is_meant if self._is_meant is None else self._is_meant & is_meant
        some = replace(self, within_m=min(within_m, self.within_m), _is_meant=is_left)
        if self._ways is None or self._by_cell is None:
            return some
        ways, own = self._ways, self._by_cell
        point = own.point[is_left[own.point]]
        snapped = _snapped(self.origins).take(point)
        walked_m = walked_to_nodes(ways.graph, snapped, limit_m=some.within_m)
        ways = build_local_ways(ways.graph, ways.cells, walked_m=walked_m)
        return replace(some, _ways=ways, _by_cell=_points_by_cell(self.origins, point, ways))

    def straight_m(self, limit_m: float) -> float:
        """Return how far apart, as the crow flies, a walk within the limit may lead at most."""
        if self._ways is None:
            return limit_m / DETOUR_FACTOR * WIDER
        return limit_m * self._ways.stretch * WIDER

    def _meant(self, walks: Nearby) -> Nearby:
        """Return the walks of the points that count, where all were asked."""
        return walks if self._is_meant is None else walks.take(self._is_meant[walks.point])

    def _along_ways(
        self, ways: LocalWays, points: PointsByCell, targets: Places, limit_m: float
    ) -> Nearby:
        on_network = _snapped(targets)
        numbers = np.flatnonzero(on_network.is_connected)
        if len(numbers) == 0:
            return _nobody()
        snapped = on_network if len(numbers) == len(targets) else on_network.take(numbers)
        runs = ways.runs_near(targets.xy[numbers], limit_m=limit_m)
        field = ways.search(runs, snapped, limit_m=limit_m)
        found = _looked_up(points, field, points.near(runs))
        _walk_along_one_edge(found, ways.graph, points, snapped)
        # Of no walk at all not even an infinite limit makes one.
        within = found.take(np.flatnonzero(found.walk_distance_m <= min(limit_m, LONGEST_M)))
        return Nearby(
            point=points.point[within.point],
            walk_distance_m=within.walk_distance_m,
            target=numbers[within.target],
        )

    def _straight(self, targets: Places, limit_m: float) -> Nearby:
        """Ask for the nearest target of those that can have one."""
        near = self._tree.query_ball_point(targets.xy, self.straight_m(limit_m))
        point = np.unique(np.concatenate(near).astype(np.int64))
        walks = self.walking.nearest(self.origins.take(point), targets, limit_m=limit_m)
        found = Nearby(
            point=point,
            walk_distance_m=walks["walk_distance_m"].to_numpy(),
            target=walks["target"].to_numpy(),
        )
        return found.take(found.target >= 0)

    def _direct(self, targets: Places, limit_m: float) -> Nearby:
        """Find the nearest target that is no further than the straight legs to the roads."""
        furthest_m = SNAP_LIMIT_M[self.walking.method]
        radius_m = min(limit_m / DETOUR_FACTOR * WIDER, furthest_m)
        pairs = self._tree.sparse_distance_matrix(
            cKDTree(targets.xy), radius_m, output_type="ndarray"
        )
        point, target, straight_m = pairs["i"], pairs["j"], pairs["v"]
        legs_m = _snapped(self.origins).access_m[point] + _snapped(targets).access_m[target]
        walk_m = straight_m * DETOUR_FACTOR
        is_meant = (straight_m <= legs_m) & (walk_m <= limit_m)
        found = Nearby(point=point, walk_distance_m=walk_m, target=target).take(is_meant)
        return _nearest_of_each(found, found.target)


def build_nearby(walking: Walking, origins: Places) -> NearbyIndex:
    """
    Lay points out so that those near a few targets are found at once.

    Parameters
    ----------
    walking
        How people walk.
    origins
        As `walking.places` returns them; may be empty.

    Returns
    -------
    nearby
        With copies of the network and of the points, cell by cell; a tree of the points
        where people also walk straight.
    """
    ways = by_cell = tree = None
    if walking.graph is not None and origins.snapped is not None:
        node_xy, point = walking.graph.node_xy, np.flatnonzero(origins.snapped.is_connected)
        cells = lay_cells(np.concatenate([node_xy, origins.xy[point]]), nodes=len(node_xy))
        ways = build_local_ways(walking.graph, cells)
        by_cell = _points_by_cell(origins, point, ways)
    if walking.method is not WalkingMethod.NETWORK:
        tree = cKDTree(origins.xy)
    return NearbyIndex(
        walking=walking,
        origins=origins,
        within_m=np.inf,
        _ways=ways,
        _by_cell=by_cell,
        _tree=tree,
    )


def _snapped(places: Places) -> Snapped:
    if places.snapped is None:
        raise ValueError("These places are not on the network: ask Walking.places for them.")
    return places.snapped


def _points_by_cell(origins: Places, point: NDArray[np.int64], ways: LocalWays) -> PointsByCell:
    cell = ways.cells.of(origins.xy[point])
    point = point[np.argsort(cell, kind="stable")]
    snapped = _snapped(origins).take(point)
    return PointsByCell(
        first=starts(cell, ways.cells.count),
        point=point,
        snapped=snapped,
        first_node=ways.number[snapped.first_node],
        second_node=ways.number[snapped.second_node],
    )


def _looked_up(points: PointsByCell, field: LocalField, row: NDArray[np.int64]) -> Nearby:
    """Let points leave their edge by either end."""
    first, second = field.place[points.first_node[row]], field.place[points.second_node[row]]
    by_first = field.distance_m[first] + points.snapped.to_first_m[row]
    by_second = field.distance_m[second] + points.snapped.to_second_m[row]
    return Nearby(
        point=row,
        walk_distance_m=np.minimum(by_first, by_second),
        target=field.target[np.where(by_first <= by_second, first, second)],
    )


def _walk_along_one_edge(
    found: Nearby, graph: WalkGraph, points: PointsByCell, targets: Snapped
) -> None:
    """Shorten the walks of points that share an edge with a target."""
    by_edge = np.argsort(targets.edge, kind="stable")
    holds_target = np.zeros(len(graph.edge_length_m), dtype=bool)
    holds_target[targets.edge] = True
    own = np.flatnonzero(holds_target[points.snapped.edge[found.point]])
    edge, sorted_ = points.snapped.edge[found.point[own]], targets.edge[by_edge]
    first, last = (np.searchsorted(sorted_, edge, side=side) for side in ("left", "right"))
    target, place = by_edge[spans(first, last - first)], np.repeat(own, last - first)
    row = found.point[place]
    ahead_m = targets.offset_m[target] - points.snapped.offset_m[row]
    walk_m = points.snapped.access_m[row] + np.abs(ahead_m) + targets.access_m[target]
    # Who stands at the same place, to the millimetre, need not go round.
    walk_m[graph.is_oneway[targets.edge[target]] & (ahead_m < -GRID_M)] = np.inf
    along = _nearest_of_each(Nearby(point=place, walk_distance_m=walk_m, target=target), target)
    shorter = along.take(along.walk_distance_m < found.walk_distance_m[along.point])
    found.walk_distance_m[shorter.point] = shorter.walk_distance_m
    found.target[shorter.point] = shorter.target


def _shorter(walks: Nearby, others: Nearby) -> Nearby:
    """Return each point's shorter walk; of two as long the first."""
    both = Nearby(
        point=np.concatenate([walks.point, others.point]),
        walk_distance_m=np.concatenate([walks.walk_distance_m, others.walk_distance_m]),
        target=np.concatenate([walks.target, others.target]),
    )
    return _nearest_of_each(both, np.repeat([0, 1], [len(walks), len(others)]))


def _nearest_of_each(walks: Nearby, rank: NDArray[np.int64]) -> Nearby:
    """Return the shortest walk of each point; of those as long the one of lowest rank."""
    order = np.lexsort([rank, walks.walk_distance_m, walks.point])
    point = walks.point[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = point[1:] != point[:-1]
    return walks.take(order[is_first])


def _nobody() -> Nearby:
    none = np.zeros(0, dtype=np.int64)
    return Nearby(point=none, walk_distance_m=np.zeros(0), target=none)
