"""Distances equal NetworkX's on random networks, those with one-way edges among them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from geo_app.network.distance import distance_field, nearest_targets, walk_matrix
from geo_app.network.graph import WalkGraph
from geo_app.network.snap import snap_to_edges

NEAR_M = 1e-6
AT_NODE_M = 0.001


def random_graph(seed: int, *, nodes: int = 120, edges: int = 200, oneway: float = 0.3):
    """Return a walking network of random edges, in pieces now and then, some of them one-way."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 2_000, (nodes, 2))
    pairs = np.sort(rng.integers(0, nodes, (edges, 2)), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    back = rng.random(len(pairs)) < 0.5
    pairs[back] = pairs[back][:, ::-1]
    length = np.linalg.norm(xy[pairs[:, 0]] - xy[pairs[:, 1]], axis=1)
    is_oneway = rng.random(len(pairs)) < oneway
    return WalkGraph(
        node_xy=xy, edge_nodes=pairs.astype(np.int32), edge_length_m=length, is_oneway=is_oneway
    )


def as_networkx(graph: WalkGraph) -> nx.DiGraph:
    """Return the same network as NetworkX knows it."""
    drawn = nx.DiGraph()
    drawn.add_nodes_from(range(len(graph.node_xy)))
    rows = zip(graph.edge_nodes.tolist(), graph.edge_length_m, graph.is_oneway, strict=True)
    for (first, second), length, is_oneway in rows:
        drawn.add_edge(first, second, weight=length)
        if not is_oneway:
            drawn.add_edge(second, first, weight=length)
    return drawn


def with_places(graph: WalkGraph, drawn: nx.DiGraph, xy, name: str) -> nx.DiGraph:
    """Add places as nodes, each joined to the foot of the edge nearest to it."""
    snapped = snap_to_edges(graph, xy, snap_limit_m=1e5)
    for number, edge in enumerate(snapped.edge):
        first, second = graph.edge_nodes[edge].tolist()
        access, offset = snapped.access_m[number], snapped.offset_m[number]
        rest = graph.edge_length_m[edge] - offset
        place = (name, number)
        drawn.add_edge(first, place, weight=offset + access)
        drawn.add_edge(place, second, weight=rest + access)
        # Who stands at a node is not bound by the one-way edge.
        if not graph.is_oneway[edge] or offset < AT_NODE_M:
            drawn.add_edge(place, first, weight=offset + access)
        if not graph.is_oneway[edge] or rest < AT_NODE_M:
            drawn.add_edge(second, place, weight=rest + access)
    return drawn


def along_one_edge(graph, points, targets, point, target) -> float:
    """Return the walk along the edge that holds both, infinite if there is none."""
    edge = points.edge[point]
    ahead = targets.offset_m[target] - points.offset_m[point]
    if edge != targets.edge[target] or (graph.is_oneway[edge] and ahead < 0):
        return np.inf
    return points.access_m[point] + abs(ahead) + targets.access_m[target]


@pytest.mark.parametrize("limit_m", [np.inf, 900.0, 150.0])
@pytest.mark.parametrize("oneway", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_the_distance_of_every_node_equals_that_of_a_multi_source_search(seed, oneway, limit_m):
    graph = random_graph(seed, oneway=oneway)
    sources = np.random.default_rng(seed).choice(len(graph.node_xy), 9, replace=False)
    # A target at a node of the network: the way to it is the way to the node.
    on_edge = sources[np.isin(sources, graph.edge_nodes)]
    targets = snap_to_edges(graph, graph.node_xy[on_edge], snap_limit_m=1.0)
    field = distance_field(graph, targets, limit_m=limit_m)
    back = as_networkx(graph).reverse()
    cutoff = None if np.isinf(limit_m) else limit_m
    expected = np.full(len(graph.node_xy), np.inf)
    found = nx.multi_source_dijkstra_path_length(back, set(on_edge.tolist()), cutoff=cutoff)
    expected[list(found)] = list(found.values())
    assert (np.isinf(field.node_distance_m) == np.isinf(expected)).all()
    reached = np.isfinite(expected)
    assert field.node_distance_m[reached] == pytest.approx(expected[reached], abs=NEAR_M)
    assert reached[on_edge].all()
    assert ((field.node_target >= 0) == reached).all()


@pytest.mark.parametrize("oneway", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_walks_between_places_on_edges_equal_those_of_a_graph_with_the_places_in_it(seed, oneway):
    graph = random_graph(seed, nodes=40, edges=60, oneway=oneway)
    rng = np.random.default_rng([seed, 1])
    xy, goals = rng.uniform(0, 2_000, (30, 2)), rng.uniform(0, 2_000, (12, 2))
    points, targets = (snap_to_edges(graph, own, snap_limit_m=1e5) for own in (xy, goals))
    drawn = with_places(graph, as_networkx(graph), xy, "point")
    every = np.full((len(xy), len(goals)), np.inf)
    for target in range(len(goals)):
        # One target at a time, so that nobody walks through another's straight leg.
        alone = with_places(graph, drawn.copy(), goals, "target")
        alone.remove_nodes_from([("target", n) for n in range(len(goals)) if n != target])
        for point in range(len(xy)):
            own = alone.copy()
            own.remove_nodes_from([("point", n) for n in range(len(xy)) if n != point])
            if nx.has_path(own, ("point", point), ("target", target)):
                every[point, target] = nx.dijkstra_path_length(
                    own, ("point", point), ("target", target)
                )
            straight_on = along_one_edge(graph, points, targets, point, target)
            every[point, target] = min(every[point, target], straight_on)
    nearest = nearest_targets(graph, points, targets)
    assert nearest["walk_distance_m"].to_numpy() == pytest.approx(every.min(axis=1), abs=NEAR_M)
    reached = (nearest["target"] >= 0).to_numpy()
    named = every[np.flatnonzero(reached), nearest["target"][reached]]
    assert named == pytest.approx(nearest["walk_distance_m"][reached].to_numpy(), abs=NEAR_M)
    pairs = tuple(grid.ravel() for grid in np.indices(every.shape))
    matrix = walk_matrix(graph, points, targets, pairs=pairs, limit_m=np.inf)
    assert matrix == pytest.approx(every.ravel(), abs=NEAR_M)
    bounded = walk_matrix(graph, points, targets, pairs=pairs, limit_m=700.0)
    assert bounded == pytest.approx(np.where(every <= 700, every, np.inf).ravel(), abs=NEAR_M)
