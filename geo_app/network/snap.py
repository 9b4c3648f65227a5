"""Where points meet the walking network."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from geo_app.network.noding import GRID_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.edge_grid import NearestEdges
    from geo_app.network.graph import WalkGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapped:
    """
    The nearest place on an edge for each point, and the ways from there to the edge's nodes.

    Attributes
    ----------
    edge
        (points,) edge number; -1 for a point further from every edge than the limit.
    offset_m
        (points,) metres along the edge from its first node.
    access_m
        (points,) straight metres from the point to the edge; infinite when not snapped.
    first_node, second_node
        (points,) the nodes of the edge.
    to_first_m, to_second_m
        (points,) metres from the point to each of them on foot; infinite when not
        snapped, and against the direction of a one-way edge.
    """

    edge: NDArray[np.int64]
    offset_m: NDArray[np.float64]
    access_m: NDArray[np.float64]
    first_node: NDArray[np.int32]
    second_node: NDArray[np.int32]
    to_first_m: NDArray[np.float64]
    to_second_m: NDArray[np.float64]

    @property
    def is_connected(self) -> NDArray[np.bool_]:
        """Which points reached the network."""
        return self.edge >= 0

    def __len__(self) -> int:
        """Count the points."""
        return len(self.edge)

    def take(self, numbers: NDArray[np.int64] | NDArray[np.bool_]) -> Snapped:
        """
        Return some of the points, by number or by mask.

        Parameters
        ----------
        numbers
            Numbers of points, or a mask over the points.
        """
        return Snapped(
            **{column.name: getattr(self, column.name)[numbers] for column in fields(self)}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeSnapped:
    """
    Some of many points, snapped.

    Attributes
    ----------
    point
        Their numbers, ascending.
    snapped
        In the same order.
    """

    point: NDArray[np.int64]
    snapped: Snapped

    def __len__(self) -> int:
        """Count the points."""
        return len(self.point)

    def take(self, numbers: NDArray[np.int64] | NDArray[np.bool_]) -> SomeSnapped:
        """
        Return those of some points, which are numbered anew in the order asked for.

        Parameters
        ----------
        numbers
            Numbers of points, or a mask over the points.
        """
        is_mask = numbers.dtype == np.bool_
        asked = np.flatnonzero(numbers) if is_mask else numbers.astype(np.int64)
        row, is_beside = self.rows_of(asked)
        return SomeSnapped(
            point=np.flatnonzero(is_beside), snapped=self.snapped.take(row[is_beside])
        )

    def rows_of(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """
        Return the row of each point, and whether it has one.

        Parameters
        ----------
        numbers
            Numbers of points.
        """
        if len(self.point) == 0:
            return np.zeros(len(numbers), dtype=np.int64), np.zeros(len(numbers), dtype=bool)
        row = np.minimum(np.searchsorted(self.point, numbers), len(self.point) - 1)
        return row, self.point[row] == numbers


def snap_to_edges(graph: WalkGraph, xy: NDArray[np.float64], *, snap_limit_m: float) -> Snapped:
    """
    Snap points to the nearest edge of a piece that leads somewhere, else to the nearest edge.

    Parameters
    ----------
    graph
        Walking network in metres.
    xy
        (points, 2) coordinates in the graph's CRS.
    snap_limit_m
        Points further from the network than this stay unconnected.

    Returns
    -------
    snapped
        In the order of `xy`.
    """
    return snap_points(graph, xy, snap_limit_m=snap_limit_m)[0]


def snap_points(
    graph: WalkGraph, xy: NDArray[np.float64], *, snap_limit_m: float
) -> tuple[Snapped, SomeSnapped]:
    """
    Snap points as `snap_to_edges` does, and tell which of them stand beside a short piece.

    Parameters
    ----------
    graph, xy, snap_limit_m
        As for `snap_to_edges`.

    Returns
    -------
    snapped
        In the order of `xy`.
    beside
        The points whose nearest edge leads nowhere, and where they meet it.
    """
    index, leads_nowhere = graph.edge_index(), graph.leads_nowhere()
    nearest = index.nearest(xy, limit_m=snap_limit_m)
    point = np.flatnonzero((nearest.edge >= 0) & leads_nowhere[nearest.edge])
    beside = SomeSnapped(point=point, snapped=_snapped(graph, nearest.take(point)))
    if len(point):
        leading = index.nearest(xy[point], limit_m=snap_limit_m, is_left_out=leads_nowhere)
        near = np.flatnonzero(leading.edge >= 0)
        nearest.put(point[near], leading.take(near))
    return _snapped(graph, nearest), beside


def _snapped(graph: WalkGraph, nearest: NearestEdges) -> Snapped:
    edge, length_m = nearest.edge, graph.edge_length_m[nearest.edge]
    offset_m = np.where(edge >= 0, nearest.along * length_m, 0.0)
    to_first_m = nearest.distance_m + offset_m
    # Whoever stands at the node itself is not on the one-way edge.
    to_first_m[graph.is_oneway[edge] & (offset_m > GRID_M)] = np.inf
    nodes = graph.edge_nodes[edge]
    return Snapped(
        edge=edge,
        offset_m=offset_m,
        access_m=nearest.distance_m,
        first_node=np.ascontiguousarray(nodes[:, 0]),
        second_node=np.ascontiguousarray(nodes[:, 1]),
        to_first_m=to_first_m,
        to_second_m=nearest.distance_m + np.maximum(length_m - offset_m, 0),
    )
