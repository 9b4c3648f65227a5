"""Walking distance along the network to the nearest of many targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo_app import searching
from geo_app.network.noding import GRID_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo_app.network.graph import WalkGraph
    from geo_app.network.snap import Snapped


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceField:
    """
    How far every node of the network is from its nearest target.

    Attributes
    ----------
    graph, targets, limit_m
        What the field was made of.
    node_distance_m
        (nodes,) metres on foot from the node to the target; infinite beyond `limit_m`.
    node_target
        (nodes,) number of that target, -1 if none.
    node_next
        (nodes,) next node on the way there; beyond the last node where the target is
        next, below 0 if there is none.
    """

    graph: WalkGraph
    targets: Snapped
    limit_m: float
    node_distance_m: NDArray[np.float64]
    node_target: NDArray[np.int64]
    node_next: NDArray[np.int32]


def nearest_targets(
    graph: WalkGraph, points: Snapped, targets: Snapped, *, limit_m: float = np.inf
) -> pd.DataFrame:
    """
    Find the nearest target of each point by walking to it.

    A walk is the straight leg to the network, the way along it, and the
    straight leg to the target.

    Parameters
    ----------
    graph
        Walking network in metres.
    points, targets
        Snapped to this graph; both may be empty.
    limit_m
        Longer walks are not looked for.

    Returns
    -------
    walks
        In the order of the points: `target` (its number, -1 if none can be
        reached) and `walk_distance_m` (infinite then).
    """
    return walks_to(distance_field(graph, targets, limit_m=limit_m), points)


def distance_field(graph: WalkGraph, targets: Snapped, *, limit_m: float = np.inf) -> DistanceField:
    """
    Measure the walk from every node to its nearest target: one search from all targets.

    Parameters
    ----------
    graph
        Walking network in metres.
    targets
        Snapped to this graph; those that are not connected are left out.
    limit_m
        Longer walks are not looked for.
    """
    nodes = len(graph.node_xy)
    numbers = np.flatnonzero(targets.is_connected)
    target = np.full(nodes, -1, dtype=np.int64)
    following = np.full(nodes, -1, dtype=np.int32)
    if len(numbers) == 0:
        distance = np.full(nodes, np.inf)
    else:
        # Targets are further nodes with ways out of them only: nobody walks through one.
        distance, following, source = searching.dijkstra(
            _ways_from(graph, targets.take(numbers)),
            directed=True,
            indices=nodes + np.arange(len(numbers)),
            min_only=True,
            return_predecessors=True,
            limit=limit_m,
        )
        distance, following, source = distance[:nodes], following[:nodes], source[:nodes]
        reached = source >= nodes
        target[reached] = numbers[source[reached] - nodes]
    return DistanceField(
        graph=graph,
        targets=targets,
        limit_m=limit_m,
        node_distance_m=distance,
        node_target=target,
        node_next=following,
    )


def walk_distances(field: DistanceField, points: Snapped) -> NDArray[np.float64]:
    """
    Look up how far each point is from its nearest target on foot.

    Parameters
    ----------
    field
        As `distance_field` returns it.
    points
        Snapped to the same graph.

    Returns
    -------
    walk_distance_m
        (points,) metres, infinite beyond the field's limit.
    """
    by_first, by_second = over_nodes(field, points)
    distance_m = np.minimum(by_first, by_second, out=by_first)
    near = along_one_edge(field, points)
    distance_m[near.point] = np.minimum(distance_m[near.point], near.along_m)
    distance_m[distance_m > field.limit_m] = np.inf
    return distance_m


def walks_to(field: DistanceField, points: Snapped) -> pd.DataFrame:
    """
    Look up the walk of each point to its nearest target, and which target that is.

    Parameters
    ----------
    field, points
        As for `walk_distances`.

    Returns
    -------
    walks
        As `nearest_targets` returns them.
    """
    by_first, by_second = over_nodes(field, points)
    distance_m = np.minimum(by_first, by_second)
    leaves_by = np.where(by_first <= by_second, points.first_node, points.second_node)
    target = field.node_target[leaves_by]
    near = along_one_edge(field, points)
    shorter = near.along_m < distance_m[near.point]
    distance_m[near.point[shorter]] = near.along_m[shorter]
    target[near.point[shorter]] = near.target[shorter]
    beyond = (distance_m > field.limit_m) | np.isinf(distance_m)
    distance_m[beyond], target[beyond] = np.inf, -1
    return pd.DataFrame({"target": target, "walk_distance_m": distance_m}, copy=False)


def walk_matrix(
    graph: WalkGraph,
    points: Snapped,
    targets: Snapped,
    *,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    limit_m: float,
) -> NDArray[np.float64]:
    """
    Measure the walks of chosen pairs of points and targets.

    Parameters
    ----------
    graph
        Walking network in metres.
    points, targets
        Snapped to this graph.
    pairs
        Numbers of the points and of the targets, pair by pair.
    limit_m
        Longer walks are not looked for.

    Returns
    -------
    walk_distance_m
        In the order of the pairs, infinite beyond the limit.
    """
    point, target = pairs
    walk_m = np.full(len(point), np.inf)
    numbers = np.flatnonzero(targets.is_connected)
    ways, nodes = _ways_from(graph, targets.take(numbers)), len(graph.node_xy)
    by_target = np.argsort(target, kind="stable")
    first, last = (np.searchsorted(target[by_target], numbers, side=s) for s in ("left", "right"))
    for source, number in enumerate(numbers):
        rows = by_target[first[source] : last[source]]
        if len(rows):
            distance_m = searching.dijkstra(
                ways, directed=True, indices=nodes + source, limit=limit_m
            )
            field = DistanceField(
                graph=graph,
                targets=targets.take(np.array([number])),
                limit_m=limit_m,
                node_distance_m=distance_m[:nodes],
                node_target=np.broadcast_to(np.int64(0), nodes),
                node_next=np.broadcast_to(np.int32(-1), nodes),
            )
            walk_m[rows] = walk_distances(field, points.take(point[rows]))
    return walk_m


def over_nodes(
    field: DistanceField, points: Snapped
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Leave each point's edge by either of its nodes.

    Parameters
    ----------
    field
        Distances from every node to its nearest target.
    points
        Snapped to edges of the same graph.

    Returns
    -------
    by_first, by_second
        Metres from each point to the nearest target over each end of its edge, infinite without
        a way.
    """
    by_first = field.node_distance_m[points.first_node]
    by_first += points.to_first_m
    by_second = field.node_distance_m[points.second_node]
    by_second += points.to_second_m
    return by_first, by_second


def _ways_from(graph: WalkGraph, targets: Snapped) -> csr_array:
    """Return the ways against the direction of walking, with the targets as further nodes."""
    ways, size = graph.ways_back(), len(graph.node_xy) + len(targets)
    rest_m = np.maximum(graph.edge_length_m[targets.edge] - targets.offset_m, 0)
    legs_m = np.column_stack([targets.access_m + targets.offset_m, targets.access_m + rest_m])
    # On a one-way edge one arrives from its first node only.
    is_open = np.ones(legs_m.shape, dtype=bool)
    is_open[:, 1] = ~graph.is_oneway[targets.edge] | (rest_m <= GRID_M)
    nodes = np.column_stack([targets.first_node, targets.second_node])
    ends = ways.indptr[-1] + np.cumsum(is_open.sum(axis=1), dtype=ways.indptr.dtype)
    return searching.csr_array(
        (
            np.concatenate([ways.data, legs_m[is_open]]),
            np.concatenate([ways.indices, nodes[is_open]]),
            np.concatenate([ways.indptr, ends]),
        ),
        shape=(size, size),
    )


class SameEdge(NamedTuple):
    """Points that share an edge with a target: the nearest target on it, and the way along."""

    point: NDArray[np.int64]
    target: NDArray[np.int64]
    along_m: NDArray[np.float64]


def along_one_edge(field: DistanceField, points: Snapped) -> SameEdge:
    """
    Walk straight along the edge where it holds point and target.

    Parameters
    ----------
    field
        Distances to the targets, which it holds.
    points
        Snapped to edges of the same graph.
    """
    targets, graph = field.targets, field.graph
    by_edge = np.argsort(targets.edge, kind="stable")
    by_edge = by_edge[targets.edge[by_edge] >= 0]
    on_edge = np.bincount(targets.edge[by_edge], minlength=len(graph.edge_nodes))
    # The last place answers for edge -1, which no connected point has.
    holds_target = np.append(on_edge > 0, False)
    point = np.flatnonzero(holds_target[points.edge])
    count = on_edge[points.edge[point]]
    first = (np.cumsum(on_edge) - on_edge)[points.edge[point]]
    begin = np.cumsum(count) - count
    owner = np.repeat(point, count)
    target = by_edge[np.arange(len(owner)) + np.repeat(first - begin, count)]
    ahead_m = targets.offset_m[target] - points.offset_m[owner]
    along_m = points.access_m[owner] + np.abs(ahead_m) + targets.access_m[target]
    # Who stands at the same place, to the millimetre, need not go round.
    along_m[graph.is_oneway[points.edge[owner]] & (ahead_m < -GRID_M)] = np.inf
    order = np.lexsort([target, along_m, owner])
    nearest = order[begin] if len(point) else order
    return SameEdge(point, target[nearest], along_m[nearest])
