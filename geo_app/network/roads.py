"""
A drawn line laid along the roads.

A vertex may lie on any road within the limit; which one, the whole line decides: the
way along the roads is weighed against how far the vertices are moved. So a vertex
that happens to be nearer to a side street, or to the other carriageway, does not
send the line there and back.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_app import searching
from geo_app.network.noding import GRID_M
from geo_app.network.road_legs import Leg, RoadPlaces, find_leg

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo_app.network.graph import WalkGraph
    from geo_app.network.road_legs import Candidates

SNAP_LIMIT_M = 60.0
"""Of the roads so near to a vertex any may be meant."""

FURTHEST_M = 500.0
"""
A vertex further from every road than this stays where it was drawn.

On the map of a whole province a finger covers some hundred metres.
"""

LONGEST_DETOUR, FREE_DETOUR_M = 2.5, 200.0
"""A way along roads longer than so many times the straight leg and this is not meant."""

COST_OF_MOVING = 1.5
"""
Metres of way that a metre of moving a vertex is worth.

Above 1, so that an end stays on the road it was drawn on; below 2, so that a vertex
in a side street moves to the road that passes rather than send the line in and out.
"""

KEPT_LEGS = 4_096
"""So many are kept; one takes a few kilobytes, too little to be worth weighing in a `Memo`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """
    A drawn line along the roads.

    Attributes
    ----------
    path_xy
        (corners, 2) metres; no two neighbours at the same place.
    is_on_road
        (vertices - 1,) which legs of the drawn line follow roads; the others are straight.
    off_road_m
        Length of the straight legs in metres.
    vertex_at
        (vertices,) which corner of the path each drawn vertex has become.
    moved_m
        (vertices,) how far each drawn vertex was moved, in metres.
    """

    path_xy: NDArray[np.float64]
    is_on_road: NDArray[np.bool_]
    off_road_m: float
    vertex_at: NDArray[np.int64]
    moved_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Chain:
    """Vertices joined along roads: where each may lie, what that costs, the legs between them."""

    vertices: list[Candidates] = field(default_factory=list)
    cost_m: list[NDArray[np.float64]] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)


class RoadFollower:
    """
    Lays drawn lines along roads, and keeps the legs it has found; threads may share it.

    A line is drawn once for both of its directions, so one-way roads are followed
    either way.

    Parameters
    ----------
    roads
        In metres.
    """

    def __init__(self, roads: WalkGraph) -> None:
        self._roads = roads
        self._places = RoadPlaces(roads)
        self._ways = _both_ways(roads)
        self._by_x = np.argsort(roads.node_xy[:, 0], kind="stable")
        self._sorted_x = roads.node_xy[self._by_x, 0]
        self._legs: OrderedDict[tuple[object, ...], Leg] = OrderedDict()
        self._lock = threading.Lock()

    def follow(
        self,
        line_xy: NDArray[np.float64],
        *,
        snap_limit_m: float = SNAP_LIMIT_M,
        furthest_m: float = FURTHEST_M,
    ) -> Followed:
        """
        Lead a line through the same points in the same order, along roads where there are.

        Parameters
        ----------
        line_xy
            (vertices, 2) metres, in the CRS of the roads.
        snap_limit_m
            Within so many metres of a vertex the whole line decides which road is meant.
        furthest_m
            A vertex without a road so near is moved at most so many metres, to the nearest.

        Returns
        -------
        followed
            Two neighbouring vertices on roads are joined along them by the shortest
            way unless it is longer than `LONGEST_DETOUR` times the straight leg and
            `FREE_DETOUR_M`; all others by a straight leg. Where the far vertices of a line
            would all come to lie at one place they stay where they were drawn.

        Raises
        ------
        ValueError
            If a coordinate is not finite.
        """
        line_xy = np.asarray(line_xy, dtype=float).reshape(-1, 2)
        if not np.isfinite(line_xy).all():
            raise ValueError("A line to be laid along roads has a coordinate that is not finite.")
        vertices = self._places.beside(line_xy, limit_m=snap_limit_m, furthest_m=furthest_m)
        chains: list[_Chain] = []
        for number, vertex in enumerate(vertices):
            leg = None
            if chains and vertex.is_on_road:
                ends_xy = line_xy[number - 1 : number + 1]
                leg = self._leg(chains[-1], vertex, ends_xy)
            if leg is None:
                chains.append(_Chain())
            _lengthen(chains[-1], vertex, leg)
        followed = _joined([self._traced(chain) for chain in chains], line_xy)
        if len(followed.path_xy) == 1 and furthest_m > snap_limit_m and len(line_xy) > 1:
            return self.follow(line_xy, snap_limit_m=snap_limit_m, furthest_m=snap_limit_m)
        return followed

    def _leg(
        self,
        chain: _Chain,
        end: Candidates,
        ends_xy: NDArray[np.float64],
    ) -> Leg | None:
        """Return the ways from where a chain ends, None where none leads to any place."""
        start, cost_m = chain.vertices[-1], chain.cost_m[-1]
        if not start.is_on_road:
            return None
        # Only what a place costs more than others matters, so most legs are found again.
        more_m = np.round(cost_m - cost_m.min(), 3)
        places = (start.edge.tobytes(), end.edge.tobytes())
        key = (ends_xy.tobytes(), more_m.tobytes(), *places)
        leg = self._kept(key)
        if leg is None:
            # Two threads may search the same leg at once, and find the same.
            leg = self._searched(start, end, more_m, ends_xy)
            self._keep(key, leg)
        return None if np.isinf(leg.cost_m).all() else leg

    def _kept(self, key: tuple[object, ...]) -> Leg | None:
        with self._lock:
            if key not in self._legs:
                return None
            self._legs.move_to_end(key)
            return self._legs[key]

    def _keep(self, key: tuple[object, ...], leg: Leg) -> None:
        """Keep a leg; those used longest ago go first."""
        with self._lock:
            self._legs[key] = leg
            while len(self._legs) > KEPT_LEGS:
                self._legs.popitem(last=False)

    def _searched(
        self,
        start: Candidates,
        end: Candidates,
        more_m: NDArray[np.float64],
        ends_xy: NDArray[np.float64],
    ) -> Leg:
        limit_m = LONGEST_DETOUR * float(np.hypot(*(ends_xy[1] - ends_xy[0]))) + FREE_DETOUR_M
        moved_m = float(start.distance_m.max() + end.distance_m.max())
        nodes = self._nodes_within(ends_xy, limit_m + moved_m)
        return find_leg(self._ways, nodes, (start, end), more_m, limit_m=limit_m)

    def _nodes_within(self, ends_xy: NDArray[np.float64], sum_m: float) -> NDArray[np.int64]:
        """Return the nodes whose distances to both ends sum up to no more than a way may have."""
        middle = ends_xy[:, 0].mean()
        low, high = np.searchsorted(self._sorted_x, [middle - sum_m / 2, middle + sum_m / 2])
        near = self._by_x[low:high]
        xy = self._roads.node_xy[near]
        sums = np.hypot(*(xy - ends_xy[0]).T) + np.hypot(*(xy - ends_xy[1]).T)
        return np.sort(near[sums <= sum_m])

    def _traced(self, chain: _Chain) -> _Piece:
        """Lead the best way through a chain, from its end back to its start and then forwards."""
        choices = [int(chain.cost_m[-1].argmin())]
        for leg in reversed(chain.legs):
            choices.append(int(leg.start[choices[-1]]))
        choices.reverse()
        corners = [chain.vertices[0].xy[choices[0]]]
        vertex_at = [0]
        for leg, vertex, choice in zip(chain.legs, chain.vertices[1:], choices[1:], strict=True):
            passed = self._roads.node_xy[list(leg.nodes[choice])]
            for corner in (*passed, vertex.xy[choice]):
                if _is_apart(corners[-1], corner):
                    corners.append(corner)
            vertex_at.append(len(corners) - 1)
        return _Piece(corners, vertex_at)


class _Piece(NamedTuple):
    """The path of one chain, and which of its corners are drawn vertices."""

    corners: list[NDArray[np.float64]]
    vertex_at: list[int]


def _both_ways(roads: WalkGraph) -> csr_array:
    """Return edge lengths, nodes x nodes, every edge open in both directions."""
    if not roads.is_oneway.any():
        return roads.ways()
    start, end = roads.edge_nodes.T
    rows, columns = np.concatenate([start, end]), np.concatenate([end, start])
    lengths = np.concatenate([roads.edge_length_m, roads.edge_length_m])
    return searching.csr_array((lengths, (rows, columns)), shape=(len(roads.node_xy),) * 2)


def _lengthen(chain: _Chain, vertex: Candidates, leg: Leg | None) -> None:
    """Add a vertex and, unless it is the first, the leg that leads to it."""
    moved_m = COST_OF_MOVING * vertex.distance_m
    chain.vertices.append(vertex)
    chain.cost_m.append(moved_m if leg is None else leg.cost_m + moved_m)
    if leg is not None:
        chain.legs.append(leg)


def _joined(pieces: list[_Piece], line_xy: NDArray[np.float64]) -> Followed:
    """Join the pieces by straight legs."""
    corners: list[NDArray[np.float64]] = []
    vertex_at: list[int] = []
    is_on_road: list[bool] = []
    off_road_m = 0.0
    for piece in pieces:
        if corners:
            is_on_road.append(False)
            off_road_m += float(np.hypot(*(piece.corners[0] - corners[-1])))
        is_doubled = bool(corners) and not _is_apart(corners[-1], piece.corners[0])
        first = len(corners) - is_doubled
        corners += piece.corners[is_doubled:]
        vertex_at += [first + number for number in piece.vertex_at]
        is_on_road += [True] * (len(piece.vertex_at) - 1)
    path_xy = np.array(corners).reshape(-1, 2)
    return Followed(
        path_xy=path_xy,
        is_on_road=np.array(is_on_road, dtype=bool),
        off_road_m=off_road_m,
        vertex_at=np.array(vertex_at, dtype=np.int64),
        moved_m=np.hypot(*(path_xy[vertex_at] - line_xy).T) if vertex_at else np.empty(0),
    )


def _is_apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool(np.hypot(*(one - other)) > GRID_M)
