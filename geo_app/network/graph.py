"""The walking network as a graph: nodes where lines meet, edges between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo_app import searching
from geo_app.crs import require_metric_crs
from geo_app.errors import LayerError, mark
from geo_app.memo import Part, own_part
from geo_app.network.edge_grid import EdgeIndex
from geo_app.network.noding import GRID_M, node_lines, walking_directions
from geo_app.network.pieces import leads_somewhere, pieces_of
from geo_app.stored import digest_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo_app.stored import Store

TAGS = ("bridge", "tunnel", "layer", "meets_at", "highway", "oneway", "oneway_foot")
"""Columns of the lines that change the graph."""

ARRAYS = ("node_xy", "edge_nodes", "edge_length_m", "is_oneway", "node_piece")

STUB_M = 4 * GRID_M
"""A dangling end shorter than this comes from noding, not from the lines."""

FORMAT = "3"
"""Raised when the same lines come to make another graph, so that kept ones are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkGraph:
    """
    A graph of straight edges, walked both ways unless an edge is one-way.

    Attributes
    ----------
    node_xy
        (nodes, 2) coordinates in metres.
    edge_nodes
        (edges, 2) node numbers of each edge's ends.
    edge_length_m
        (edges,) lengths in metres, above 0.
    is_oneway
        (edges,) True where people may only walk from the first node to the second.
    node_piece
        (nodes,) number of the piece that each node hangs together with; ask `pieces`.
    digest
        Of the lines that it was built of; empty where nothing is kept of it on disk.
    """

    node_xy: NDArray[np.float64]
    edge_nodes: NDArray[np.int32]
    edge_length_m: NDArray[np.float64]
    is_oneway: NDArray[np.bool_]
    node_piece: NDArray[np.int32] | None = None
    digest: str = ""
    memo: Part = field(default_factory=own_part, repr=False, compare=False)

    def ways(self) -> csr_array:
        """Return the matrix of edge lengths, nodes x nodes: row to column is on foot."""
        return self._matrix("ways", self.edge_nodes[:, 0], self.edge_nodes[:, 1])

    def ways_back(self) -> csr_array:
        """Return the same against the direction of walking; equal where nothing is one-way."""
        return self._matrix("ways_back", self.edge_nodes[:, 1], self.edge_nodes[:, 0])

    def edge_index(self) -> EdgeIndex:
        """Return what finds the edges nearest to points, made once."""
        start, end = self.edge_nodes.T
        return self.memo.get(
            "edge_index", make=lambda: EdgeIndex(self.node_xy[start], self.node_xy[end])
        )

    def pieces(self) -> NDArray[np.int32]:
        """Return the number of each node's piece, from 0; no way leads between two pieces."""
        if self.node_piece is not None:
            return self.node_piece
        nodes = len(self.node_xy)
        return self.memo.get("pieces", make=lambda: pieces_of(self.edge_nodes, nodes=nodes))

    def leads_nowhere(self) -> NDArray[np.bool_]:
        """Say of each edge whether it belongs to a piece that leads nowhere."""

        def make() -> NDArray[np.bool_]:
            return ~leads_somewhere(self)[self.pieces()[self.edge_nodes[:, 0]]]

        return self.memo.get("leads_nowhere", make=make)

    def _matrix(self, name: str, source: NDArray[np.int32], sink: NDArray[np.int32]) -> csr_array:
        def make() -> csr_array:
            both = ~self.is_oneway
            count = len(self.node_xy)
            lengths = np.concatenate([self.edge_length_m, self.edge_length_m[both]])
            rows = np.concatenate([source, sink[both]])
            columns = np.concatenate([sink, source[both]])
            return searching.csr_array((lengths, (rows, columns)), shape=(count, count))

        return self.memo.get(name, make=make)


def build_walk_graph(lines: gpd.GeoDataFrame) -> WalkGraph:
    """
    Build a walking graph from lines.

    Lines meet where they cross or touch. Bridges, tunnels and lines of another `layer`
    meet others only at ends and where both have a vertex, lines whose `meets_at` is
    `vertices` each other only at shared vertices.

    Parameters
    ----------
    lines
        Lines in metres; `bridge`, `tunnel`, `layer`, `highway` and `oneway` as in
        OpenStreetMap where known, `meets_at` as `fetch osm` writes it. `oneway` binds
        people on foot only on ways for walking (`footway`, `path`, `steps` and the like)
        or where `highway` is not known; on other roads it concerns vehicles.
        `oneway_foot` binds them everywhere.

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
    xy, owner = shapely.get_coordinates(node_lines(lines), return_index=True)
    node_xy, node = _merge_places(xy)
    follows = owner[1:] == owner[:-1]
    pairs = np.sort(np.column_stack([node[:-1][follows], node[1:][follows]]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    node_xy, pairs = _without_stubs(node_xy, pairs)
    if len(pairs) == 0:
        raise LayerError(
            mark(
                "The lines to walk along: the layer has no line longer than a point. Draw it again."
            )
        )
    node_xy, pairs = neighbours_together(node_xy, pairs)
    direction = walking_directions(lines, node_xy[pairs])
    pairs = np.where(direction[:, None] < 0, pairs[:, ::-1], pairs)
    return WalkGraph(
        node_xy=node_xy,
        edge_nodes=pairs.astype(np.int32),
        edge_length_m=lengths_of(node_xy, pairs),
        is_oneway=direction != 0,
        node_piece=pieces_of(pairs, nodes=len(node_xy)),
    )


def stored_walk_graph(lines: gpd.GeoDataFrame, store: Store | None) -> WalkGraph:
    """
    Build a walking graph, or read the one that was built of the same lines.

    Parameters
    ----------
    lines
        As for `build_walk_graph`.
    store
        Where graphs are kept; None builds it.

    Raises
    ------
    CrsError, LayerError
        As `build_walk_graph` does.
    """
    if store is None:
        return build_walk_graph(lines)
    tags = [column for column in TAGS if column in lines.columns]
    digest = digest_of(
        [
            FORMAT,
            str(lines.crs),
            *(wkb or b"" for wkb in shapely.to_wkb(lines.geometry.to_numpy(), output_dimension=2)),
            *(repr((tag, lines[tag].astype(str).tolist())) for tag in tags),
        ]
    )
    arrays = store.arrays("walk-graph", digest, lambda: _arrays(build_walk_graph(lines)))
    return WalkGraph(
        node_xy=arrays["node_xy"],
        edge_nodes=arrays["edge_nodes"],
        edge_length_m=arrays["edge_length_m"],
        is_oneway=arrays["is_oneway"],
        node_piece=arrays["node_piece"],
        digest=digest,
    )


def _arrays(graph: WalkGraph) -> dict[str, NDArray[Any]]:
    return {name: getattr(graph, name) for name in ARRAYS}


def neighbours_together(
    node_xy: NDArray[np.float64], edge_nodes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """
    Give nodes and edges numbers along a curve on which neighbours stay together.

    A search walks from neighbour to neighbour, so what it needs next is then near
    in memory too; it saves about a fifth of the time for a million nodes.

    Parameters
    ----------
    node_xy
        (nodes, 2) coordinates.
    edge_nodes
        (edges, 2) node numbers.
    """
    order = np.argsort(gpd.GeoSeries(shapely.points(node_xy)).hilbert_distance().to_numpy())
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    edges = number[edge_nodes]
    return node_xy[order], edges[np.lexsort([edges.max(axis=1), edges.min(axis=1)])]


def lengths_of(node_xy: NDArray[np.float64], edge_nodes: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Measure straight edges in metres.

    Parameters
    ----------
    node_xy
        Coordinates of the nodes in metres, (nodes, 2).
    edge_nodes
        Numbers of each edge's two nodes, (edges, 2).
    """
    lengths: NDArray[np.float64] = np.hypot(
        *(node_xy[edge_nodes[:, 0]] - node_xy[edge_nodes[:, 1]]).T
    )
    return lengths


def _without_stubs(
    node_xy: NDArray[np.float64], pairs: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Drop the millimetres left over from noding, and nodes without an edge."""
    degree = np.bincount(pairs.ravel(), minlength=len(node_xy))[pairs]
    is_short = lengths_of(node_xy, pairs) < STUB_M
    is_stub = is_short & (degree.min(axis=1) == 1) & (degree.max(axis=1) > 1)
    used, ends = np.unique(pairs[~is_stub], return_inverse=True)
    return node_xy[used], ends.reshape(-1, 2)


def _merge_places(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give equal vertices, to the millimetre, one node."""
    cells = np.round(xy / GRID_M).astype(np.int64)
    _, first, node = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    return xy[first], node.ravel()
