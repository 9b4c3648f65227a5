"""Where the vertices of a drawn line may lie on roads, and the ways between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo_app import searching
from geo_app.network.noding import GRID_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo_app.network.graph import WalkGraph

MOST_PLACES = 8
"""So many roads beside one vertex are weighed, the nearest of them."""

WAYS_OF_A_JUNCTION = 3


class Candidates(NamedTuple):
    """
    The places at which one vertex may lie, nearest first; its own where no road is near.

    `edge` is then -1. `nodes` are the ends of each place's edge, `to_nodes_m` the
    metres along it to them.
    """

    xy: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    edge: NDArray[np.int64]
    nodes: NDArray[np.int64]
    to_nodes_m: NDArray[np.float64]

    @property
    def is_on_road(self) -> bool:
        """Whether a road is near."""
        return bool(self.edge[0] >= 0)


class Leg(NamedTuple):
    """
    The best way to each place that the end of a leg may lie at.

    Attributes
    ----------
    cost_m
        (places,) the way and what its start costs; infinite where no way leads.
    start
        (places,) which place of the leg's start the way comes from.
    nodes
        The nodes that each way passes.
    """

    cost_m: NDArray[np.float64]
    start: NDArray[np.int64]
    nodes: tuple[tuple[int, ...], ...]


class RoadPlaces:
    """Finds the places of roads beside points; the tree of edges is built once."""

    def __init__(self, roads: WalkGraph) -> None:
        self._roads = roads
        self._tree = shapely.STRtree(shapely.linestrings(roads.node_xy[roads.edge_nodes]))
        ways_out = np.bincount(roads.edge_nodes.ravel(), minlength=len(roads.node_xy))
        self._is_junction = ways_out >= WAYS_OF_A_JUNCTION

    def beside(
        self, xy: NDArray[np.float64], *, limit_m: float, furthest_m: float
    ) -> list[Candidates]:
        """
        Find, for each vertex of a line, the place nearest to it of every road that passes.

        A junction is such a place too, though a road leads from it nearer to the
        vertex: the line may pass there. At the line's own ends nothing passes.

        Parameters
        ----------
        xy
            (vertices, 2) metres.
        limit_m
            Of the roads so near all are weighed. Where there is none, the nearest counts
            and those so much further than it.
        furthest_m
            Roads further than this do not count.
        """
        points = shapely.points(xy)
        reach_m = self._reach_m(points, limit_m=limit_m, furthest_m=furthest_m)
        point, edge = self._tree.query(points, predicate="dwithin", distance=reach_m)
        nodes = self._roads.edge_nodes[edge].astype(np.int64)
        start = self._roads.node_xy[nodes[:, 0]]
        way = self._roads.node_xy[nodes[:, 1]] - start
        length_m = self._roads.edge_length_m[edge]
        share = np.clip(np.einsum("ij,ij->i", xy[point] - start, way) / length_m**2, 0.0, 1.0)
        foot = start + share[:, None] * way
        distance_m = np.hypot(*(xy[point] - foot).T)
        at_junction = self._is_junction[np.where(share == 0, *nodes.T)]
        at_junction &= (point > 0) & (point < len(xy) - 1)
        passing = np.flatnonzero(_is_nearest_here(point, nodes, share, distance_m) | at_junction)
        order = passing[np.lexsort((edge[passing], distance_m[passing], point[passing]))]
        to_nodes_m = np.column_stack([share, 1 - share]) * length_m[:, None]
        places = Candidates(foot, distance_m, edge, nodes, to_nodes_m)
        bounds = np.searchsorted(point[order], np.arange(len(xy) + 1))
        return [
            _nearest(places, order[low:high]) if high > low else _own_place(place)
            for place, low, high in zip(xy, bounds, bounds[1:], strict=False)
        ]

    def _reach_m(
        self, points: NDArray[np.object_], *, limit_m: float, furthest_m: float
    ) -> NDArray[np.float64]:
        """Return how far from each point roads are weighed."""
        reach_m = np.full(len(points), float(limit_m))
        (point, _), distance_m = self._tree.query_nearest(
            points, max_distance=max(furthest_m, limit_m), return_distance=True, all_matches=False
        )
        is_far = distance_m > limit_m
        reach_m[point[is_far]] += distance_m[is_far]
        return reach_m


def _is_nearest_here(
    point: NDArray[np.int64],
    nodes: NDArray[np.int64],
    share: NDArray[np.float64],
    distance_m: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Say of which edges the nearest place is no end from which another edge leads nearer."""
    keys = point[:, None] * (nodes.max(initial=0) + 1) + nodes
    _, node = np.unique(keys, return_inverse=True)
    node = node.reshape(keys.shape)
    least_m = np.full(node.max(initial=-1) + 1, np.inf)
    np.minimum.at(least_m, node, distance_m[:, None])
    at_end = np.where(share == 0, 0, 1)
    least_here = least_m[np.take_along_axis(node, at_end[:, None], axis=1).ravel()]
    is_nearest: NDArray[np.bool_] = distance_m <= least_here + GRID_M
    return is_nearest | ((share > 0) & (share < 1))


def _nearest(places: Candidates, order: NDArray[np.int64]) -> Candidates:
    """Take the nearest places, each once although several edges may meet there."""
    rounded = np.round(places.xy[order] / GRID_M).astype(np.int64)
    _, first = np.unique(rounded, axis=0, return_index=True)
    nearest = order[np.sort(first)][:MOST_PLACES]
    return Candidates(
        xy=places.xy[nearest],
        distance_m=places.distance_m[nearest],
        edge=places.edge[nearest],
        nodes=places.nodes[nearest],
        to_nodes_m=places.to_nodes_m[nearest],
    )


def _own_place(xy: NDArray[np.float64]) -> Candidates:
    return Candidates(
        xy=xy[None],
        distance_m=np.zeros(1),
        edge=np.full(1, -1),
        nodes=np.full((1, 2), -1),
        to_nodes_m=np.full((1, 2), np.inf),
    )


def find_leg(
    ways: csr_array,
    nodes: NDArray[np.int64],
    ends: tuple[Candidates, Candidates],
    more_m: NDArray[np.float64],
    *,
    limit_m: float,
) -> Leg:
    """
    Find the best ways from any place of a leg's start to each place of its end.

    Parameters
    ----------
    ways
        Edge lengths, all nodes x all nodes.
    nodes
        Numbers, ascending, of those that may be passed.
    ends
        Both on roads.
    more_m
        What each place of the start costs beforehand; infinite where none may start.
    limit_m
        No way is longer.
    """
    start, end = ends
    firsts = _first_steps(nodes, start, more_m)
    distance_m, before = _searched(ways, nodes, firsts)
    by_node = np.append(distance_m[:-1], np.inf)[_numbers(nodes, end.nodes)] + end.to_nodes_m
    # On one edge people need no node: places of the end x places of the start.
    is_same = end.edge[:, None] == start.edge
    apart_m = np.abs(end.to_nodes_m[:, :1] - start.to_nodes_m[:, 0])
    direct = np.where(is_same, apart_m + more_m, np.inf)
    best = [
        _direct(along_edge)
        if along_edge.min() <= over.min()
        else _over(over, to, nodes, before, firsts)
        for along_edge, over, to in zip(direct, by_node, end.nodes, strict=True)
    ]
    cost_m, from_place, passed = zip(*best, strict=True)
    cost, place = np.array(cost_m), np.array(from_place)
    way_m = np.where(np.isinf(cost), np.inf, cost) - np.where(np.isinf(cost), 0, more_m[place])
    return Leg(np.where(way_m <= limit_m, cost, np.inf), place, passed)


class _FirstSteps(NamedTuple):
    """Nodes (places among those that may be passed) that a start leads to: cost, and from where."""

    node: NDArray[np.int64]
    cost_m: NDArray[np.float64]
    place: NDArray[np.int64]


Found = tuple[float, int, tuple[int, ...]]


def _first_steps(
    nodes: NDArray[np.int64], start: Candidates, more_m: NDArray[np.float64]
) -> _FirstSteps:
    """Return the cheapest way from the start to each end of its edges."""
    node = _numbers(nodes, start.nodes).ravel()
    cost_m = (start.to_nodes_m + more_m[:, None]).ravel()
    place = np.repeat(np.arange(len(more_m)), 2)
    order = np.lexsort((place, cost_m, node))
    order = order[(node[order] >= 0) & np.isfinite(cost_m[order])]
    _, first = np.unique(node[order], return_index=True)
    cheapest = order[first]
    return _FirstSteps(node[cheapest], cost_m[cheapest], place[cheapest])


def _searched(
    ways: csr_array, nodes: NDArray[np.int64], firsts: _FirstSteps
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Search from one node more, the last, that leads to the first steps."""
    part = ways[nodes][:, nodes]
    size = len(nodes) + 1
    with_start = searching.csr_array(
        (
            np.concatenate([part.data, firsts.cost_m]),
            np.concatenate([part.indices, firsts.node]),
            np.append(part.indptr, part.indptr[-1] + len(firsts.node)),
        ),
        shape=(size, size),
    )
    distance_m, before = searching.dijkstra(
        with_start, directed=True, indices=size - 1, return_predecessors=True
    )
    return distance_m, before


def _direct(cost_m: NDArray[np.float64]) -> Found:
    place = int(cost_m.argmin())
    return float(cost_m[place]), place, ()


def _over(
    cost_m: NDArray[np.float64],
    to: NDArray[np.int64],
    nodes: NDArray[np.int64],
    before: NDArray[np.int32],
    firsts: _FirstSteps,
) -> Found:
    """Trace the way back from the better end of an edge."""
    better = int(cost_m.argmin())
    node = int(_numbers(nodes, to[better : better + 1])[0])
    passed: list[int] = []
    while node < len(nodes):
        passed.append(node)
        node = int(before[node])
    place = int(firsts.place[np.searchsorted(firsts.node, passed[-1])])
    return float(cost_m[better]), place, tuple(nodes[passed[::-1]].tolist())


def _numbers(nodes: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of nodes among ascending `nodes`, -1 for those that are not there."""
    place = np.searchsorted(nodes, wanted)
    is_there = np.append(nodes, -1)[place] == wanted
    return np.where(is_there, place, -1)
