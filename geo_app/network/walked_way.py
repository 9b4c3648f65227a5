"""The way itself that a walk takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.network.distance import along_one_edge, distance_field, over_nodes, walk_distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.distance import DistanceField
    from geo_app.network.graph import WalkGraph
    from geo_app.network.snap import Snapped
    from geo_app.network.walking import Places


def fields_of(graph: WalkGraph | None, targets: Places) -> list[tuple[DistanceField, Places]]:
    """
    Search from some targets where they join the network, and along short pieces beside them.

    Parameters
    ----------
    graph
        Walking network in metres; None where there is none.
    targets
        As `Walking.places` returns them.

    Returns
    -------
    fields
        Each with the places that its targets are the numbers of.
    """
    if graph is None or targets.snapped is None:
        return []
    fields = [(distance_field(graph, targets.snapped), targets)]
    if targets.beside is not None and len(targets.beside):
        along_short = targets.along_short_pieces()
        fields.append((distance_field(graph, targets.beside.snapped), along_short))
    return fields


def walked_way(
    fields: list[tuple[DistanceField, Places]],
    origin: Places,
    target_xy: NDArray[np.float64],
    walk_m: float,
) -> shapely.LineString | None:
    """
    Trace the walk of one origin, whose target and length are known already.

    Parameters
    ----------
    fields
        As `fields_of` returns them for the targets.
    origin
        One place.
    target_xy
        Where its walk ends, in metres.
    walk_m
        Its length; infinite where there is none.

    Returns
    -------
    way
        From the origin to the target; straight where no way of this length leads there.
    """
    if not np.isfinite(walk_m):
        return None
    starts = (origin.snapped, origin.along_short_pieces().snapped)
    for (field, targets), start in zip(fields, starts, strict=False):
        if start is not None and len(start) and walk_distances(field, start)[0] <= walk_m:
            corners, reached = way_to_target(field, start)
            return shapely.LineString([origin.xy[0], *corners, targets.xy[reached]])
    return shapely.LineString([origin.xy[0], target_xy])


def way_to_target(field: DistanceField, point: Snapped) -> tuple[NDArray[np.float64], int]:
    """
    Trace the way of one point to its nearest target along the network.

    Parameters
    ----------
    field
        As `distance_field` returns it.
    point
        One place, snapped to the same graph, from which a target can be reached.

    Returns
    -------
    xy, target
        (corners, 2) from the point's place on the network to the target's, and the
        target's number. The legs to and from the network are not in it.
    """
    graph, targets = field.graph, field.targets
    by_first, by_second = over_nodes(field, point)
    near = along_one_edge(field, point)
    if len(near.point) and near.along_m[0] <= min(by_first[0], by_second[0]):
        target = int(near.target[0])
        nodes: list[int] = []
    else:
        leaves_by = point.first_node if by_first[0] <= by_second[0] else point.second_node
        nodes = _nodes_from(field, int(leaves_by[0]))
        target = int(field.node_target[nodes[0]])
    ends = [_foot(field, point, 0), *graph.node_xy[nodes], _foot(field, targets, target)]
    return np.array(ends), target


def _nodes_from(field: DistanceField, node: int) -> list[int]:
    nodes = []
    while 0 <= node < len(field.node_next):
        nodes.append(node)
        node = int(field.node_next[node])
    return nodes


def _foot(field: DistanceField, places: Snapped, number: int) -> NDArray[np.float64]:
    """Where a place meets the network."""
    edge = places.edge[number]
    first, second = field.graph.node_xy[field.graph.edge_nodes[edge]]
    share = places.offset_m[number] / field.graph.edge_length_m[edge]
    foot: NDArray[np.float64] = first + (second - first) * share
    return foot
