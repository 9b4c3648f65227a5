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

GRID_M = 0.001
"""Coordinates are kept to the millimetre, so that places meet exactly or not at all."""

JOIN_M = 1.0
"""
An end this near to another line meets it.

Five decimals of a degree, as many files carry, place a point only to about a metre.
"""

SEPARATED = {"bridge": ("yes", "viaduct", "true", "1"), "tunnel": ("yes", "true", "1")}
"""Values of OpenStreetMap's tags by which a line crosses others without meeting them."""


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

    Lines meet where they cross or touch. One whose `bridge` or `tunnel` says yes
    meets others only at its ends.

    Parameters
    ----------
    lines
        Lines in metres; `bridge` and `tunnel` as in OpenStreetMap where known.

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
    xy, owner = shapely.get_coordinates(_noded(lines), return_index=True)
    node_xy, node = _merge_places(xy)
    follows = owner[1:] == owner[:-1]
    pairs = np.sort(np.column_stack([node[:-1][follows], node[1:][follows]]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    if len(pairs) == 0:
        raise LayerError(mark("The road layer has no line longer than a point. Draw it again."))
    lengths = np.linalg.norm(node_xy[pairs[:, 0]] - node_xy[pairs[:, 1]], axis=1)
    return WalkGraph(node_xy=node_xy, edge_nodes=pairs.astype(np.int32), edge_length_m=lengths)


def _noded(lines: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Cut the lines where they meet, so that every meeting is a vertex of both."""
    parts, owner = shapely.get_parts(lines.geometry.to_numpy(), return_index=True)
    parts = shapely.set_precision(parts, GRID_M, mode="pointwise")
    apart = _is_separated(lines)[owner]
    ground = parts[~apart]
    meeting = np.concatenate([ground, _connectors(parts, ground), _first_steps(parts[apart])])
    cut = shapely.get_parts(shapely.union_all(meeting, grid_size=GRID_M))
    return np.concatenate([cut, parts[apart]])


def _is_separated(lines: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    separated = np.zeros(len(lines), dtype=bool)
    for column, values in SEPARATED.items():
        if column in lines.columns:
            separated |= lines[column].astype(str).str.lower().isin(values).to_numpy()
    return separated


def _first_steps(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    """First millimetres of bridges and tunnels, so that a line they end on is cut there."""
    steps = [
        shapely.shortest_line(
            shapely.get_point(parts, end), shapely.line_interpolate_point(parts, along)
        )
        for end, along in ((0, 2 * GRID_M), (-1, -2 * GRID_M))
    ]
    return np.concatenate(steps)


def _connectors(parts: NDArray[np.object_], ground: NDArray[np.object_]) -> NDArray[np.object_]:
    """Short lines from ends to the lines that they all but touch."""
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    end, line = shapely.STRtree(ground).query(ends, predicate="dwithin", distance=JOIN_M)
    points, targets = ends[end], ground[line]
    feet = shapely.line_interpolate_point(targets, shapely.line_locate_point(targets, points))
    gaps = np.stack([shapely.get_coordinates(points), shapely.get_coordinates(feet)], axis=1)
    apart = np.linalg.norm(gaps[:, 0] - gaps[:, 1], axis=1) > 0
    connectors: NDArray[np.object_] = shapely.linestrings(gaps[apart])
    return connectors


def _merge_places(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give equal vertices, to the millimetre, one node."""
    cells = np.round(xy / GRID_M).astype(np.int64)
    _, first, node = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    return xy[first], node.ravel()
