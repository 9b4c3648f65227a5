"""Along the network: coverage, the distance field and snapping, against other ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from bench.reach_timing import Duel, duel
from geo_app.analysis.walks.demand import sum_by_zone
from geo_app.memo import own_part
from geo_app.network.distance import distance_field, walk_distances
from geo_app.network.snap import Snapped, snap_to_edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.synthetic import SyntheticProvince
    from geo_app.network.graph import WalkGraph

LIMIT_M = 500.0
SNAP_LIMIT_M = 500.0
EQUAL_M = 1e-6
SINGLE_M = 5e-5
"""Pandana answers in single precision, which is so coarse at 500 m."""

STEPS_PER_M = 1_000
"""Pandana counts in whole millimetres, so the streets that it is given do too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """A province whose points and stops have been snapped, as they are once a session."""

    province: SyntheticProvince
    points: Snapped
    stops: Snapped


def snap_all(province: SyntheticProvince) -> Snap:
    """Snap a province's points and stops."""
    points, stops = (
        snap_to_edges(province.graph, xy, snap_limit_m=SNAP_LIMIT_M)
        for xy in (province.people_xy, province.stops_xy)
    )
    return Snap(province=province, points=points, stops=stops)


def covered_by_zone(snap: Snap) -> NDArray[np.float64]:
    """Count the people of each zone who walk no further than the limit: all but the snapping."""
    field = distance_field(snap.province.graph, snap.stops, limit_m=LIMIT_M)
    near = walk_distances(field, snap.points) <= LIMIT_M
    people = np.where(near, snap.province.people, 0)
    return sum_by_zone(snap.province.zone, people, zones=len(snap.province.zone_seeds))


def bare_dijkstra(graph: WalkGraph, nodes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Search the same matrix from the stops' nearest nodes, and nothing else."""
    return dijkstra(graph.ways_back(), indices=nodes, min_only=True, limit=LIMIT_M)


def stop_nodes(stops: Snapped) -> NDArray[np.int64]:
    """Return the nearer node of each stop's edge, once each."""
    nearer = np.where(stops.to_first_m <= stops.to_second_m, stops.first_node, stops.second_node)
    return np.unique(nearer[stops.is_connected]).astype(np.int64)


def coverage_duel(snap: Snap, *, rounds: int) -> Duel:
    """Time coverage by zone against the bare search."""
    graph, nodes = snap.province.graph, stop_nodes(snap.stops)
    return duel(lambda: covered_by_zone(snap), lambda: bare_dijkstra(graph, nodes), rounds=rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCase:
    """The same streets, in whole millimetres, and stops at corners, for all three programs."""

    graph: WalkGraph
    nodes: NDArray[np.int64]
    targets: Snapped
    limit_m: float = LIMIT_M


def field_case(snap: Snap) -> FieldCase:
    """Put the stops at corners, since only there the other programs know them."""
    whole = snap.province.graph
    lengths = np.round(whole.edge_length_m * STEPS_PER_M) / STEPS_PER_M
    graph = replace(whole, edge_length_m=lengths, memo=own_part())
    nodes = stop_nodes(snap.stops)
    targets = snap_to_edges(graph, graph.node_xy[nodes], snap_limit_m=SNAP_LIMIT_M)
    return FieldCase(graph=graph, nodes=nodes, targets=targets)


def our_field(case: FieldCase) -> NDArray[np.float64]:
    """Return the distance of every node, infinite beyond the limit."""
    return distance_field(case.graph, case.targets, limit_m=case.limit_m).node_distance_m


def our_field_anew(case: FieldCase) -> NDArray[np.float64]:
    """Return the same from streets alone: the matrix is made anew."""
    return our_field(replace(case, graph=replace(case.graph, memo=own_part())))


def networkx_graph(graph: WalkGraph) -> nx.Graph:
    """Make NetworkX's graph of the same streets."""
    other = nx.Graph()
    other.add_nodes_from(range(len(graph.node_xy)))
    start, end = graph.edge_nodes.T.tolist()
    other.add_weighted_edges_from(zip(start, end, graph.edge_length_m.tolist(), strict=True))
    return other


def networkx_field(other: nx.Graph, case: FieldCase) -> dict[int, float]:
    """Search from all nodes at once up to the limit."""
    distances: dict[int, float] = nx.multi_source_dijkstra_path_length(
        other, set(case.nodes.tolist()), cutoff=case.limit_m
    )
    return distances


def networkx_duel(case: FieldCase, *, rounds: int) -> Duel:
    """Time the field against NetworkX, whose graph is made before, and compare the distances."""
    other = networkx_graph(case.graph)
    distances = networkx_field(other, case)
    theirs = np.full(len(case.graph.node_xy), np.inf)
    theirs[list(distances)] = list(distances.values())
    require_equal(our_field(case), theirs, name="NetworkX")
    return duel(lambda: our_field(case), lambda: networkx_field(other, case), rounds=rounds)


def pandana_network(graph: WalkGraph) -> Any:
    """Make Pandana's network of the same streets; this prepares its shortcuts too."""
    import pandana  # noqa: PLC0415 - only the benchmark's lock holds it

    start, end = graph.edge_nodes.T
    # It cuts off what is less than a millimetre, and 1.001 m is a little less in binary.
    weights = pd.DataFrame({"metres": graph.edge_length_m + 0.1 / STEPS_PER_M})
    x, y = (pd.Series(values) for values in graph.node_xy.T)
    return pandana.Network(x, y, pd.Series(start), pd.Series(end), weights)


def pandana_field(network: Any, case: FieldCase) -> NDArray[np.float64]:
    """Place the stops and ask every node for its nearest."""
    x, y = (pd.Series(values) for values in case.graph.node_xy[case.nodes].T)
    network.set_pois("stops", case.limit_m, 1, x, y)
    # What is not found within the limit comes back as this.
    walks = network.nearest_pois(case.limit_m, "stops", num_pois=1, max_distance=np.inf)
    nearest_m: NDArray[np.float64] = walks[1].to_numpy(dtype=np.float64)
    return nearest_m


def pandana_duels(case: FieldCase, *, rounds: int) -> tuple[Duel, Duel]:
    """Time the field against Pandana, its network made before and made anew."""
    network = pandana_network(case.graph)
    require_equal(our_field(case), pandana_field(network, case), name="Pandana", within=SINGLE_M)
    asked = duel(lambda: our_field(case), lambda: pandana_field(network, case), rounds=rounds)
    anew = duel(
        lambda: our_field_anew(case),
        lambda: pandana_field(pandana_network(case.graph), case),
        rounds=max(rounds // 3, 1),
    )
    return asked, anew


def street_lines(graph: WalkGraph) -> NDArray[np.object_]:
    """Return the streets as Shapely's lines."""
    lines: NDArray[np.object_] = shapely.linestrings(graph.node_xy[graph.edge_nodes])
    return lines


def tree_snap(tree: shapely.STRtree, points: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return each point's distance to the nearest line, infinite beyond the limit."""
    point_and_line, distance = tree.query_nearest(
        points, max_distance=SNAP_LIMIT_M, return_distance=True, all_matches=False
    )
    access_m = np.full(len(points), np.inf)
    access_m[point_and_line[0]] = distance
    return access_m


def snap_duels(province: SyntheticProvince, *, rounds: int) -> tuple[Duel, Duel]:
    """Time snapping against the STRtree, indexes kept and made anew."""
    graph, xy = province.graph, province.people_xy
    lines, points = street_lines(graph), shapely.points(xy)
    tree = shapely.STRtree(lines)
    ours = snap_to_edges(graph, xy, snap_limit_m=SNAP_LIMIT_M)
    require_equal(ours.access_m, tree_snap(tree, points), name="STRtree")
    rounds = max(rounds // 3, 1)
    kept = duel(
        lambda: snap_to_edges(graph, xy, snap_limit_m=SNAP_LIMIT_M),
        lambda: tree_snap(tree, points),
        rounds=rounds,
    )
    anew = duel(
        lambda: snap_to_edges(replace(graph, memo=own_part()), xy, snap_limit_m=SNAP_LIMIT_M),
        lambda: tree_snap(shapely.STRtree(lines), points),
        rounds=rounds,
    )
    return kept, anew


def street_order(snap: Snap) -> SyntheticProvince:
    """Return the province with its points street by street, as a register may hold them."""
    order = np.argsort(snap.points.edge, kind="stable")
    province = snap.province
    return replace(
        province,
        people_xy=province.people_xy[order],
        people=province.people[order],
        zone=province.zone[order],
    )


def require_equal(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], *, name: str, within: float = EQUAL_M
) -> None:
    """Stop the benchmark if two ways to the same distances differ."""
    alike = np.isclose(ours, theirs, rtol=0, atol=within)
    if not alike.all():
        worst = np.flatnonzero(~alike)[0]
        raise ValueError(
            f"{name}: {int((~alike).sum())} of {len(alike)} distances differ from ours, "
            f"such as {theirs[worst]} from {ours[worst]}."
        )
