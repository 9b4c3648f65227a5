"""Walking distance along the network to the nearest of many targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.graph import WalkGraph
    from geo_app.network.snap import Snapped


def nearest_targets(graph: WalkGraph, points: Snapped, targets: Snapped) -> pd.DataFrame:
    """
    Find the nearest target of each point by walking.

    A walk is the straight leg to the network, the way along it, and the
    straight leg to the target.

    Parameters
    ----------
    graph
        Walking network in metres.
    points, targets
        Snapped to this graph; both may be empty.

    Returns
    -------
    walks
        In the order of the points: `target` (its number, -1 if none can be
        reached) and `walk_distance_m` (infinite then).
    """
    distance = np.full(len(points.edge), np.inf)
    target = np.full(len(points.edge), -1, dtype=np.int64)
    if targets.is_connected.any():
        node_distance, node_target = _node_field(graph, targets)
        distance, target = _over_nodes(graph, points, node_distance, node_target)
        distance, target = _along_one_edge(points, targets, distance, target)
    return pd.DataFrame(
        {"target": np.where(np.isfinite(distance), target, -1), "walk_distance_m": distance}
    )


def _node_field(
    graph: WalkGraph, targets: Snapped
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distance from every node to its nearest target, and which target that is."""
    nodes = len(graph.node_xy)
    numbers = np.flatnonzero(targets.is_connected)
    edge = targets.edge[numbers]
    to_start = targets.access_m[numbers] + targets.offset_m[numbers]
    to_end = targets.access_m[numbers] + graph.edge_length_m[edge] - targets.offset_m[numbers]
    sources = nodes + np.arange(len(numbers))
    roads = graph.adjacency().tocoo()
    size = nodes + len(numbers)
    # One more node a target, with ways out of it only: nobody walks through a target.
    ways = csr_array(
        (
            np.concatenate([roads.data, np.maximum(to_start, 0), np.maximum(to_end, 0)]),
            (
                np.concatenate([roads.row, sources, sources]),
                np.concatenate([roads.col, *graph.edge_nodes[edge].T]),
            ),
        ),
        shape=(size, size),
    )
    distance, _, source = dijkstra(
        ways, directed=True, indices=sources, min_only=True, return_predecessors=True
    )
    reached = source[:nodes] >= nodes
    target = np.full(nodes, -1, dtype=np.int64)
    target[reached] = numbers[source[:nodes][reached] - nodes]
    return distance[:nodes], target


def _over_nodes(
    graph: WalkGraph,
    points: Snapped,
    node_distance: NDArray[np.float64],
    node_target: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Leave each point's edge by the better of its two ends."""
    start, end = graph.edge_nodes[points.edge].T
    by_start = points.access_m + points.offset_m + node_distance[start]
    rest_m = graph.edge_length_m[points.edge] - points.offset_m
    by_end = points.access_m + rest_m + node_distance[end]
    distance = np.where(points.is_connected, np.minimum(by_start, by_end), np.inf)
    return distance, np.where(by_start <= by_end, node_target[start], node_target[end])


def _along_one_edge(
    points: Snapped,
    targets: Snapped,
    distance: NDArray[np.float64],
    target: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Where point and target share an edge, walk straight along it if that is shorter."""
    on_edge = pd.DataFrame({"edge": points.edge, "point": np.arange(len(points.edge))})
    by_edge = pd.DataFrame({"edge": targets.edge, "target": np.arange(len(targets.edge))})
    pairs = on_edge[on_edge["edge"] >= 0].merge(by_edge, on="edge", validate="many_to_many")
    if pairs.empty:
        return distance, target
    point, other = pairs["point"].to_numpy(), pairs["target"].to_numpy()
    along = (
        points.access_m[point]
        + np.abs(points.offset_m[point] - targets.offset_m[other])
        + targets.access_m[other]
    )
    best = pairs.assign(along=along).sort_values(["along", "target"]).drop_duplicates("point")
    shorter = best[best["along"].to_numpy() < distance[best["point"].to_numpy()]]
    distance, target = distance.copy(), target.copy()
    distance[shorter["point"]] = shorter["along"]
    target[shorter["point"]] = shorter["target"]
    return distance, target
