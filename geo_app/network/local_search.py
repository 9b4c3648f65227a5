"""
A search of the part of a walking network that lies near its targets.

A bounded search of the whole network still copies and prepares the whole network.
Here nodes are kept cell by cell of a grid, so that those near a few targets are a few
runs of neighbouring numbers, and only the ways between them are searched. Where only
some points ask, a node that none of them is near lies in nobody's way: nodes are kept
in layers by how far from these points they are, and the further the layer, the nearer
to a target it is searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_app import searching
from geo_app.network.graph import lengths_of
from geo_app.network.noding import GRID_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo_app.network.graph import WalkGraph
    from geo_app.network.snap import Snapped

SLACK_M = 0.001
"""Keeps what lies at exactly the limit within the search, whatever the rounding."""

LAYER_M = 100.0
"""Thickness of a layer: thinner ones leave out more nodes and take longer to look up."""

SMALLEST_CELL_M, NODES_PER_CELL = 5.0, 2
"""Fewer nodes a cell make more runs, more hold more nodes that are too far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """
    Square cells over the land, numbered column by column, and again for every layer.

    So what lies near a place is one run of cells a column.
    """

    low: NDArray[np.float64]
    cell_m: float
    shape: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many cells a layer has."""
        return int(self.shape.prod())

    def of(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """
        Return the number of the cell that each point lies in, on the lowest layer.

        Parameters
        ----------
        xy
            Points within the cells, (points, 2) in metres.
        """
        column, row = ((xy - self.low) / self.cell_m).astype(np.int64).T
        cells: NDArray[np.int64] = column * self.shape[1] + row
        return cells

    def runs_near(
        self, xy: NDArray[np.float64], *, radius_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """
        Find the runs of cells that hold every point near some of the places.

        Parameters
        ----------
        xy
            (places, 2) in metres.
        radius_m
            (layers,) how near they are to be, layer by layer from the lowest.

        Returns
        -------
        begin, end
            Ascending, without overlap.
        """
        radius = np.repeat(radius_m / self.cell_m, len(xy))
        x, y = np.tile((xy - self.low) / self.cell_m, (len(radius_m), 1)).T
        columns, rows = self.shape
        left = _clipped(np.floor(x - radius), columns)
        count = _clipped(np.floor(x + radius) + 1, columns) - left
        column, owner = spans(left, count), np.repeat(np.arange(len(x)), count)
        x, y, radius = x[owner], y[owner], radius[owner]
        off = np.maximum(np.maximum(column - x, x - column - 1), 0)
        half = np.sqrt(np.maximum(radius * radius - off * off, 0))
        first = (owner // len(xy) * columns + column) * rows
        begin = first + _clipped(np.floor(y - half), rows)
        end = first + _clipped(np.floor(y + half) + 1, rows)
        return _without_overlap(begin, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalField:
    """
    How far the nodes near some targets are from the nearest of them.

    Attributes
    ----------
    place
        Where a node, by its number in `LocalWays`, stands in what follows; 0 if it was
        not looked at.
    distance_m
        Metres on foot from the node to its target; infinite beyond the limit and at 0.
    target
        Number of that target.
    """

    place: NDArray[np.int32]
    distance_m: NDArray[np.float64]
    target: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalWays:
    """
    A walking network laid out for searches near a few targets.

    Attributes
    ----------
    graph, cells
        The network, and the cells over it.
    number
        (nodes of the graph,) each node's number here: layer by layer, cell by cell.
        Nodes that are left out share the number after the last.
    node_first
        (layers x cells + 1,) where each cell's nodes begin.
    way_first
        (nodes + 1,) where each node's ways begin in `neighbour` and `length_m`.
    neighbour, length_m
        Every edge that may be walked to the node: its other end, and its length.
    stretch
        The most that an edge's straight length is of its length; at least 1.
    """

    graph: WalkGraph
    cells: Cells
    number: NDArray[np.int32]
    node_first: NDArray[np.int64]
    way_first: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    length_m: NDArray[np.float64]
    stretch: float

    def runs_near(
        self, xy: NDArray[np.float64], *, limit_m: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """
        Find the runs of cells, of all layers, with whatever may walk to a place.

        Parameters
        ----------
        xy
            The places walked to, (places, 2) in metres.
        limit_m
            Length of the longest walk, in metres.

        Returns
        -------
        begin, end
            Number of the first cell of each run, and of the cell behind its last.
        """
        layers = (len(self.node_first) - 1) // self.cells.count
        left_m = limit_m - LAYER_M * np.arange(layers, dtype=np.float64)
        radius_m: NDArray[np.float64] = left_m[left_m >= 0] * self.stretch + SLACK_M
        return self.cells.runs_near(xy, radius_m=radius_m)

    def search(
        self, runs: tuple[NDArray[np.int64], NDArray[np.int64]], targets: Snapped, *, limit_m: float
    ) -> LocalField:
        """
        Measure the walk to the nearest target from the nodes in some runs of cells.

        Parameters
        ----------
        runs
            As `runs_near` returns them for these targets and this limit.
        targets
            At least one, all connected.
        limit_m
            Longer walks are not looked for.
        """
        begin, end = (self.node_first[cells] for cells in runs)
        nodes, inside = spans(begin, end - begin), int((end - begin).sum()) + 1
        # Fresh zeros cost nothing until they are touched; place 0 is everywhere else.
        place = np.zeros(len(self.way_first), dtype=np.int32)
        place[nodes] = np.arange(1, inside)
        distance_m, _, source = searching.dijkstra(
            self._matrix(nodes, spans(*self._ways_of(begin, end)), place, targets),
            directed=True,
            indices=np.arange(inside, inside + len(targets)),
            min_only=True,
            return_predecessors=True,
            limit=limit_m,
        )
        distance_m[0] = np.inf
        target = source[:inside].astype(np.int64) - inside
        return LocalField(place=place, distance_m=distance_m[:inside], target=target)

    def _ways_of(
        self, begin: NDArray[np.int64], end: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first = self.way_first[begin]
        return first, self.way_first[end] - first

    def _matrix(
        self,
        nodes: NDArray[np.int64],
        ways: NDArray[np.int64],
        place: NDArray[np.int32],
        targets: Snapped,
    ) -> csr_array:
        """Return the ways near by, against the direction of walking; targets are the last nodes."""
        inside, last = len(nodes) + 1, len(nodes) + 1 + len(targets)
        # The first node is all others together, and has no ways back.
        indptr = np.zeros(last + 1, dtype=np.int32)
        np.cumsum(self.way_first[nodes + 1] - self.way_first[nodes], out=indptr[2 : inside + 1])
        indptr[inside + 1 :] = indptr[inside] + 2 * np.arange(1, len(targets) + 1)
        ends = place[self.number[self.graph.edge_nodes[targets.edge]]]
        return searching.csr_array(
            (
                np.concatenate([self.length_m[ways], _legs(self.graph, targets).ravel()]),
                np.concatenate([place[self.neighbour[ways]], ends.ravel()]),
                indptr,
            ),
            shape=(last, last),
        )


def build_local_ways(
    graph: WalkGraph, cells: Cells, *, walked_m: NDArray[np.float64] | None = None
) -> LocalWays:
    """
    Lay a walking network out for searches near a few targets.

    Parameters
    ----------
    graph
        Walking network in metres.
    cells
        Over all of its nodes.
    walked_m
        (nodes,) how far one has walked already who comes there, at least; nodes where
        that is infinite are left out. 0 if left out.
    """
    walked = np.zeros(len(graph.node_xy)) if walked_m is None else walked_m
    nodes = np.flatnonzero(np.isfinite(walked))
    layer = (walked[nodes] / LAYER_M).astype(np.int64)
    cell = layer * cells.count + cells.of(graph.node_xy[nodes])
    order = nodes[np.argsort(cell, kind="stable")]
    number = np.full(len(walked), len(order), dtype=np.int32)
    number[order] = np.arange(len(order))
    ways = graph.ways_back()[order][:, order]
    straight_m = lengths_of(graph.node_xy, graph.edge_nodes.astype(np.int64))
    return LocalWays(
        graph=graph,
        cells=cells,
        number=number,
        node_first=starts(cell, (int(layer.max(initial=0)) + 1) * cells.count),
        way_first=ways.indptr.astype(np.int64),
        neighbour=ways.indices,
        length_m=ways.data,
        stretch=float(max((straight_m / graph.edge_length_m).max(), 1.0)),
    )


def walked_to_nodes(graph: WalkGraph, points: Snapped, *, limit_m: float) -> NDArray[np.float64]:
    """
    Measure how far the nearest of some points has walked who comes to a node.

    Parameters
    ----------
    graph
        Walking network in metres.
    points
        Snapped to this graph, all connected.
    limit_m
        Longer walks are not looked for.

    Returns
    -------
    walked_m
        (nodes,) metres, infinite beyond the limit.
    """
    leg_m = np.full(len(graph.node_xy), np.inf)
    np.minimum.at(leg_m, points.first_node, points.to_first_m)
    np.minimum.at(leg_m, points.second_node, points.to_second_m)
    near, ways = np.flatnonzero(np.isfinite(leg_m)), graph.ways()
    # All points together are one more node, with ways to their edges' ends.
    matrix = searching.csr_array(
        (
            np.concatenate([ways.data, leg_m[near]]),
            np.concatenate([ways.indices, near.astype(ways.indices.dtype)]),
            np.append(ways.indptr, ways.indptr[-1] + len(near)),
        ),
        shape=(len(leg_m) + 1, len(leg_m) + 1),
    )
    walked_m: NDArray[np.float64] = searching.dijkstra(matrix, indices=len(leg_m), limit=limit_m)
    return walked_m[:-1]


def lay_cells(xy: NDArray[np.float64], *, nodes: int) -> Cells:
    """
    Lay cells over the land.

    Parameters
    ----------
    xy
        (points, 2) in metres, all of which the cells are to hold.
    nodes
        How many nodes the network has, a few of them to a cell.
    """
    low = xy.min(axis=0)
    side_m, cells = xy.max(axis=0) - low, nodes / NODES_PER_CELL
    cell_m = max(np.sqrt(side_m.prod() / cells), side_m.max() / cells, SMALLEST_CELL_M)
    return Cells(low=low, cell_m=float(cell_m), shape=(side_m / cell_m).astype(np.int64) + 1)


def spans(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return the numbers of several runs, one run after the other.

    Parameters
    ----------
    first
        The number with which each run begins.
    count
        How many numbers each run has; 0 is allowed.
    """
    ends = np.cumsum(count)
    numbers = np.arange(ends[-1] if len(ends) else 0)
    numbers += np.repeat(first - (ends - count), count)
    return numbers


def starts(group: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """
    Return where each group begins once its members stand together, and the end.

    Parameters
    ----------
    group
        The group of each member, from 0.
    groups
        How many groups there are, empty ones too.
    """
    first = np.zeros(groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(group, minlength=groups), out=first[1:])
    return first


def _legs(graph: WalkGraph, targets: Snapped) -> NDArray[np.float64]:
    """Return the metres from each end of the targets' edges to the target."""
    rest_m = np.maximum(graph.edge_length_m[targets.edge] - targets.offset_m, 0)
    legs_m = np.column_stack([targets.access_m + targets.offset_m, targets.access_m + rest_m])
    # On a one-way edge one arrives from its first node only.
    legs_m[graph.is_oneway[targets.edge] & (rest_m > GRID_M), 1] = np.inf
    return legs_m


def _clipped(values: NDArray[np.float64], highest: int) -> NDArray[np.int64]:
    clipped: NDArray[np.int64] = np.clip(values, 0, highest).astype(np.int64)
    return clipped


def _without_overlap(
    begin: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut from each run what the runs before it hold."""
    order = np.argsort(begin)
    begin, end = begin[order], np.maximum.accumulate(end[order])
    begin[1:] = np.maximum(begin[1:], end[:-1])
    is_left = end > begin
    return begin[is_left], end[is_left]
