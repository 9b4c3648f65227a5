"""Which of many points have one of a few places near them, at the cost of what is near."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_app.network.local_search import (
    build_local_ways,
    lay_cells,
    spans,
    starts,
    walked_to_nodes,
)
from geo_app.network.noding import GRID_M
from geo_app.network.snap import SomeSnapped
from geo_app.network.straight import placed_tree
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
        """
        Return some of the points, by row or by mask.

        Parameters
        ----------
        rows
            Row numbers, or a mask over the rows.
        """
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

    def those(self, is_meant: NDArray[np.bool_]) -> SomeSnapped:
        """
        Return those that count.

        Parameters
        ----------
        is_meant
            (origins,) which points count.
        """
        row = np.flatnonzero(is_meant[self.point])
        return SomeSnapped(point=self.point[row], snapped=self.snapped.take(row))

    def near(self, runs: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.int64]:
        """
        Return the rows of the points in the lowest layer of some runs of cells.

        Parameters
        ----------
        runs
            First and end cell of each run, as `LocalWays.runs_near` finds them.
        """
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
    _beside: PointsByCell | None
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
        walks = self._along_ways(self._by_cell, _on_ways(targets), targets.xy, limit_m=limit_m)
        if self._beside is not None and targets.beside is not None and len(targets.beside):
            beside = self._along_ways(self._beside, targets.beside, targets.xy, limit_m=limit_m)
            walks = _shorter(walks, beside)
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
        graph, xy = self._ways.graph, self.origins.xy
        points = self._by_cell.those(is_left)
        beside = None if self._beside is None else self._beside.those(is_left)
        walked_m = walked_to_nodes(graph, points.snapped, limit_m=some.within_m)
        if beside is not None:
            along_m = walked_to_nodes(graph, beside.snapped, limit_m=some.within_m)
            walked_m = np.minimum(walked_m, along_m)
        ways = build_local_ways(graph, self._ways.cells, walked_m=walked_m)
        return replace(
            some,
            _ways=ways,
            _by_cell=_points_by_cell(xy, points, ways),
            _beside=None if beside is None else _points_by_cell(xy, beside, ways),
        )

    def straight_m(self, limit_m: float) -> float:
        """
        Return how far apart, as the crow flies, a walk within the limit may lead at most.

        Parameters
        ----------
        limit_m
            Length of the longest walk, in metres.
        """
        if self._ways is None:
            return limit_m / DETOUR_FACTOR * WIDER
        return limit_m * self._ways.stretch * WIDER

    def _meant(self, walks: Nearby) -> Nearby:
        """Return the walks of the points that count, where all were asked."""
        return walks if self._is_meant is None else walks.take(self._is_meant[walks.point])

    def _along_ways(
        self,
        points: PointsByCell,
        targets: SomeSnapped,
        targets_xy: NDArray[np.float64],
        *,
        limit_m: float,
    ) -> Nearby:
        ways, numbers = self._ways, targets.point
        if ways is None or len(numbers) == 0:
            return _nobody()
        runs = ways.runs_near(targets_xy[numbers], limit_m=limit_m)
        field = ways.search(runs, targets.snapped, limit_m=limit_m)
        walks = _looked_up(points, field, points.near(runs))
        _walk_along_one_edge(walks, ways.graph, points, targets.snapped)
        # Of no walk at all not even an infinite limit makes one.
        within = walks.take(np.flatnonzero(walks.walk_distance_m <= min(limit_m, LONGEST_M)))
        return Nearby(
            point=points.point[within.point],
            walk_distance_m=within.walk_distance_m,
            target=numbers[within.target],
        )

    def _straight(self, targets: Places, limit_m: float) -> Nearby:
        """Ask for the nearest target of those that can have one."""
        point = self._tree.near(targets.xy, self.straight_m(limit_m))
        walks = self.walking.nearest(self.origins.take(point), targets, limit_m=limit_m)
        nearest = Nearby(
            point=point,
            walk_distance_m=walks["walk_distance_m"].to_numpy(),
            target=walks["target"].to_numpy(),
        )
        return nearest.take(nearest.target >= 0)

    def _direct(self, targets: Places, limit_m: float) -> Nearby:
        """Find the nearest target that is no further than the straight legs to the roads."""
        furthest_m = SNAP_LIMIT_M[self.walking.method]
        radius_m = min(limit_m / DETOUR_FACTOR * WIDER, furthest_m)
        pairs = self._tree.pairs(targets.xy, radius_m)
        point, target, straight_m = pairs["i"], pairs["j"], pairs["v"]
        legs_m = _snapped(self.origins).access_m[point] + _snapped(targets).access_m[target]
        walk_m = straight_m * DETOUR_FACTOR
        is_meant = (straight_m <= legs_m) & (walk_m <= limit_m)
        direct = Nearby(point=point, walk_distance_m=walk_m, target=target).take(is_meant)
        return _nearest_of_each(direct, direct.target)


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
    ways = by_cell = beside = tree = None
    if walking.graph is not None and origins.snapped is not None:
        node_xy, on_ways = walking.graph.node_xy, _on_ways(origins)
        cells = lay_cells(np.concatenate([node_xy, origins.xy[on_ways.point]]), nodes=len(node_xy))
        ways = build_local_ways(walking.graph, cells)
        by_cell = _points_by_cell(origins.xy, on_ways, ways)
        if origins.beside is not None and len(origins.beside):
            beside = _points_by_cell(origins.xy, origins.beside, ways)
    if walking.method is not WalkingMethod.NETWORK:
        tree = placed_tree(origins.xy)
    return NearbyIndex(
        walking=walking,
        origins=origins,
        within_m=np.inf,
        _ways=ways,
        _by_cell=by_cell,
        _beside=beside,
        _tree=tree,
    )


def _snapped(places: Places) -> Snapped:
    if places.snapped is None:
        raise ValueError("These places are not on the network: ask Walking.places for them.")
    return places.snapped


def _on_ways(places: Places) -> SomeSnapped:
    """Return the points that are connected; nothing is copied where all are."""
    snapped = _snapped(places)
    point = np.flatnonzero(snapped.is_connected)
    is_whole = len(point) == len(snapped)
    return SomeSnapped(point=point, snapped=snapped if is_whole else snapped.take(point))


def _points_by_cell(xy: NDArray[np.float64], on_ways: SomeSnapped, ways: LocalWays) -> PointsByCell:
    cell = ways.cells.of(xy[on_ways.point])
    order = np.argsort(cell, kind="stable")
    snapped = on_ways.snapped.take(order)
    return PointsByCell(
        first=starts(cell, ways.cells.count),
        point=on_ways.point[order],
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
    walks: Nearby, graph: WalkGraph, points: PointsByCell, targets: Snapped
) -> None:
    """Shorten the walks of points that share an edge with a target."""
    by_edge = np.argsort(targets.edge, kind="stable")
    holds_target = np.zeros(len(graph.edge_length_m), dtype=bool)
    holds_target[targets.edge] = True
    beside_target = np.flatnonzero(holds_target[points.snapped.edge[walks.point]])
    edge, sorted_ = points.snapped.edge[walks.point[beside_target]], targets.edge[by_edge]
    first, last = (np.searchsorted(sorted_, edge, side=side) for side in ("left", "right"))
    target, place = by_edge[spans(first, last - first)], np.repeat(beside_target, last - first)
    row = walks.point[place]
    ahead_m = targets.offset_m[target] - points.snapped.offset_m[row]
    walk_m = points.snapped.access_m[row] + np.abs(ahead_m) + targets.access_m[target]
    # Who stands at the same place, to the millimetre, need not go round.
    walk_m[graph.is_oneway[targets.edge[target]] & (ahead_m < -GRID_M)] = np.inf
    along = _nearest_of_each(Nearby(point=place, walk_distance_m=walk_m, target=target), target)
    shorter = along.take(along.walk_distance_m < walks.walk_distance_m[along.point])
    walks.walk_distance_m[shorter.point] = shorter.walk_distance_m
    walks.target[shorter.point] = shorter.target


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
