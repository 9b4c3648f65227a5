"""The walking network as a graph: nodes where lines meet, edges between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import csr_array

from geo_app.crs import require_metric_crs
from geo_app.errors import LayerError, mark

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SAME_PLACE_M = 0.5
"""Vertices closer than this are one node: half of what 5 decimals of a degree resolve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkGraph:
    """
    An undirected graph of straight edges.

    Attributes
    ----------
    node_xy
        (nodes, 2) coordinates in metres.
    edge_nodes
        (edges, 2) node numbers of each edge's ends.
    edge_length_m
        (edges,) lengths in metres.
    """

    node_xy: NDArray[np.float64]
    edge_nodes: NDArray[np.int32]
    edge_length_m: NDArray[np.float64]

    def adjacency(self) -> csr_array:
        """Return the symmetric matrix of edge lengths, nodes x nodes."""
        start, end = self.edge_nodes.T
        count = len(self.node_xy)
        return csr_array(
            (
                np.tile(self.edge_length_m, 2),
                (np.concatenate([start, end]), np.concatenate([end, start])),
            ),
            shape=(count, count),
        )


def build_walk_graph(lines: gpd.GeoDataFrame) -> WalkGraph:
    """
    Build a walking graph from lines.

    Two lines are joined where they share a vertex, and nowhere else: a bridge
    that only crosses a road is not joined to it.

    Parameters
    ----------
    lines
        Lines in metres; every vertex becomes a node.

    Returns
    -------
    graph
        Without zero-length and duplicate edges.

    Raises
    ------
    CrsError
        If the lines are not in metres.
    LayerError
        If no edge is left.
    """
    require_metric_crs(lines, name="roads")
    parts = shapely.get_parts(lines.geometry.to_numpy())
    xy, owner = shapely.get_coordinates(parts, return_index=True)
    node_xy, node = _merge_places(xy)
    follows = owner[1:] == owner[:-1]
    pairs = np.sort(np.column_stack([node[:-1][follows], node[1:][follows]]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    if len(pairs) == 0:
        raise LayerError(mark("The road layer has no line longer than a point. Draw it again."))
    lengths = np.linalg.norm(node_xy[pairs[:, 0]] - node_xy[pairs[:, 1]], axis=1)
    return WalkGraph(node_xy=node_xy, edge_nodes=pairs.astype(np.int32), edge_length_m=lengths)


def _merge_places(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give vertices in the same grid cell one node, at the first one's place."""
    cells = np.round(xy / SAME_PLACE_M).astype(np.int64)
    _, first, node = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    return xy[first], node.ravel()
