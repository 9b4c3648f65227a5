"""Where points meet the walking network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.graph import WalkGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapped:
    """
    The nearest place on an edge for each point.

    Attributes
    ----------
    edge
        (points,) edge number; -1 for a point further from every edge than the limit.
    offset_m
        (points,) metres along the edge from its first node.
    access_m
        (points,) straight metres from the point to the edge; infinite when not snapped.
    """

    edge: NDArray[np.int64]
    offset_m: NDArray[np.float64]
    access_m: NDArray[np.float64]

    @property
    def is_connected(self) -> NDArray[np.bool_]:
        """Which points reached the network."""
        return self.edge >= 0


def snap_to_edges(graph: WalkGraph, xy: NDArray[np.float64], *, snap_limit_m: float) -> Snapped:
    """
    Snap points to the nearest point of an edge.

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
    count = len(xy)
    edge = np.full(count, -1, dtype=np.int64)
    offset_m = np.zeros(count)
    access_m = np.full(count, np.inf)
    if count:
        lines = shapely.linestrings(graph.node_xy[graph.edge_nodes])
        points = shapely.points(xy)
        found, distance = shapely.STRtree(lines).query_nearest(
            points, max_distance=snap_limit_m, return_distance=True, all_matches=False
        )
        edge[found[0]] = found[1]
        access_m[found[0]] = distance
        offset_m[found[0]] = shapely.line_locate_point(lines[found[1]], points[found[0]])
    return Snapped(edge=edge, offset_m=offset_m, access_m=access_m)
