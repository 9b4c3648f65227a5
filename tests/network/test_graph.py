"""Lines become nodes and edges, joined where they share a vertex and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely import LineString, MultiLineString, Point

from geo_app.errors import CrsError, LayerError
from geo_app.network.graph import build_walk_graph

METRES = "EPSG:32647"


def roads(*lines: object, crs: str | None = METRES) -> gpd.GeoDataFrame:
    """Return lines as a layer; a list of points is a line."""
    shapes = [LineString(line) if isinstance(line, list) else line for line in lines]
    return gpd.GeoDataFrame(geometry=shapes, crs=crs)


def walk(layer: gpd.GeoDataFrame, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the distance along the network between two of its vertices."""
    graph = build_walk_graph(layer)
    nodes = [int(np.linalg.norm(graph.node_xy - xy, axis=1).argmin()) for xy in (start, end)]
    return float(dijkstra(graph.ways(), indices=nodes[0])[nodes[1]])


def pieces(graph) -> int:
    """Count the parts of a network that no walk joins."""
    return int(connected_components(graph.ways(), directed=False, return_labels=False))


def test_every_vertex_is_a_node_and_every_segment_an_edge():
    graph = build_walk_graph(roads([(0, 0), (3, 4), (3, 10)]))
    assert sorted(map(tuple, graph.node_xy)) == [(0, 0), (3, 4), (3, 10)]
    assert sorted(graph.edge_length_m) == [5, 6]


def test_lines_that_share_a_vertex_are_joined():
    assert pieces(build_walk_graph(roads([(0, 0), (9, 0)], [(9, 0), (9, 9)]))) == 1


def test_a_line_that_ends_on_the_middle_of_another_meets_it_there():
    assert walk(roads([(0, 0), (90, 0)], [(45, 0), (45, 90)]), (90, 0), (45, 90)) == 45 + 90


def test_lines_that_cross_meet_at_the_crossing():
    assert walk(roads([(0, 0), (90, 0)], [(30, -40), (30, 40)]), (0, 0), (30, 40)) == 30 + 40


@pytest.mark.parametrize(
    "tag", [{"bridge": "yes"}, {"bridge": "viaduct"}, {"tunnel": "yes"}, {"bridge": "Yes"}]
)
def test_a_bridge_or_tunnel_does_not_meet_what_it_crosses(tag):
    layer = roads([(0, 0), (90, 0)], [(30, -40), (30, 40)])
    for column, value in tag.items():
        layer[column] = [None, value]
    assert pieces(build_walk_graph(layer)) == 2


@pytest.mark.parametrize(
    "tag", [{"bridge": "no"}, {"tunnel": None}, {"tunnel": "F"}, {"layer": "0"}]
)
def test_what_is_no_bridge_or_tunnel_for_people_meets_what_it_crosses(tag):
    layer = roads([(0, 0), (90, 0)], [(30, -40), (30, 40)]).assign(**tag)
    assert pieces(build_walk_graph(layer)) == 1


@pytest.mark.parametrize("middle", [[], [(45, 0)]], ids=["no vertex", "vertex"])
def test_a_bridge_meets_others_at_its_ends(middle):
    layer = roads([(0, 0), *middle, (90, 0)], [(45, 0), (45, 40)]).assign(bridge=["no", "yes"])
    assert walk(layer, (90, 0), (45, 40)) == 45 + 40


def test_two_bridges_in_a_row_are_joined():
    layer = roads([(0, 0), (90, 0)], [(90, 0), (90, 40)]).assign(bridge="yes")
    assert walk(layer, (0, 0), (90, 40)) == 130


def test_roads_that_are_all_bridges_are_a_network():
    assert pieces(build_walk_graph(roads([(0, 0), (90, 0)]).assign(bridge="yes"))) == 1


@pytest.mark.parametrize("start", np.linspace(0, 1, 21))
@pytest.mark.parametrize("gap", [0.0004, 0.02, 0.99])
def test_an_end_less_than_a_metre_from_another_line_meets_it_wherever_it_lies(start, gap):
    x = 430_000 + start
    assert pieces(build_walk_graph(roads([(x - 50, 0), (x, 0)], [(x + gap, 0), (x + 50, 0)]))) == 1
    assert pieces(build_walk_graph(roads([(x - 50, 0), (x + 50, 0)], [(x, gap), (x, 50)]))) == 1


def test_an_end_more_than_a_metre_from_another_line_does_not_meet_it():
    assert pieces(build_walk_graph(roads([(0, 0), (50, 0)], [(51.1, 0), (99, 0)]))) == 2


def test_joining_neighbours_changes_the_length_of_no_line():
    dense = [(x / 10, 0) for x in range(1001)]
    assert walk(roads(dense), (0, 0), (100, 0)) == pytest.approx(100)


GRID = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda xy: (xy[0] * 90.0, xy[1] * 70.0))
SEGMENTS = st.lists(
    st.tuples(GRID, GRID).filter(lambda ends: ends[0] != ends[1]).map(list), min_size=1, max_size=7
)


def cut_where_they_meet(segments) -> list[list[np.ndarray]]:
    """Cut segments at every meeting, each pair by the rule of Cramer."""
    places = []
    for one in segments:
        a, b = (np.array(xy) for xy in one)
        shares = {0.0, 1.0}
        for other in segments:
            c, d = (np.array(xy) for xy in other)
            across = np.linalg.det(np.array([b - a, d - c]))
            for end in (c, d):
                off = np.linalg.det(np.array([b - a, end - a]))
                share = (end - a) @ (b - a) / ((b - a) @ (b - a))
                if abs(off) < 1e-6 and 0 <= share <= 1:
                    shares.add(float(share))
            if abs(across) > 1e-6:
                s = np.linalg.det(np.array([c - a, d - c])) / across
                t = np.linalg.det(np.array([c - a, b - a])) / across
                if -1e-9 <= s <= 1 + 1e-9 and -1e-9 <= t <= 1 + 1e-9:
                    shares.add(float(np.clip(s, 0, 1)))
        places.append([a + share * (b - a) for share in sorted(shares)])
    return places


@given(segments=SEGMENTS)
def test_walks_between_ends_equal_those_on_lines_cut_pair_by_pair(segments):
    places = cut_where_they_meet(segments)
    nodes: list[np.ndarray] = []

    def number(xy) -> int:
        for known, place in enumerate(nodes):
            if np.linalg.norm(place - xy) < 0.01:
                return known
        nodes.append(np.array(xy))
        return len(nodes) - 1

    numbered = [[number(xy) for xy in line] for line in places]
    length = np.full((len(nodes), len(nodes)), np.inf)
    np.fill_diagonal(length, 0)
    for i, j in (pair for line in numbered for pair in pairwise(line)):
        length[i, j] = length[j, i] = np.linalg.norm(nodes[i] - nodes[j])
    for middle in range(len(nodes)):
        length = np.minimum(length, length[:, [middle]] + length[[middle]])
    graph = build_walk_graph(roads(*segments))
    ends = sorted({xy for segment in segments for xy in segment})
    ours = [int(np.linalg.norm(graph.node_xy - xy, axis=1).argmin()) for xy in ends]
    theirs = [number(xy) for xy in ends]
    found = dijkstra(graph.ways(), indices=ours)[:, ours]
    assert found == pytest.approx(length[np.ix_(theirs, theirs)], abs=0.05)


def test_a_line_drawn_twice_is_one_edge():
    graph = build_walk_graph(roads([(0, 0), (9, 0)], [(9, 0), (0, 0)], [(0, 0), (9, 0)]))
    assert list(graph.edge_length_m) == [9]


def test_a_vertex_repeated_on_a_line_makes_no_edge():
    graph = build_walk_graph(roads([(0, 0), (4, 0), (4, 0), (9, 0)]))
    assert sorted(graph.edge_length_m) == [4, 5]


def test_a_ring_closes():
    graph = build_walk_graph(roads([(0, 0), (9, 0), (9, 9), (0, 0)]))
    assert (len(graph.node_xy), len(graph.edge_length_m)) == (3, 3)


def test_the_parts_of_a_multiline_are_not_joined_by_themselves():
    graph = build_walk_graph(roads(MultiLineString([[(0, 0), (9, 0)], [(20, 0), (29, 0)]])))
    assert (pieces(graph), len(graph.edge_length_m)) == (2, 2)


def test_heights_play_no_part():
    graph = build_walk_graph(roads(LineString([(0, 0, 0), (30, 0, 40)])))
    assert list(graph.edge_length_m) == [30]


def test_the_matrix_is_symmetric():
    matrix = build_walk_graph(roads([(0, 0), (3, 4), (9, 9)])).ways().toarray()
    assert (matrix == matrix.T).all()
    assert sorted(matrix[matrix > 0]) == sorted([5, 5, np.hypot(6, 5), np.hypot(6, 5)])


@pytest.mark.parametrize("layer", [roads(), roads([(5, 5), (5, 5)]), roads(Point(5, 5))])
def test_roads_without_any_length_are_refused(layer):
    with pytest.raises(LayerError, match="no line longer than a point"):
        build_walk_graph(layer)


@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_roads_that_are_not_in_metres_are_refused(crs):
    with pytest.raises(CrsError, match="Layer 'roads'"):
        build_walk_graph(roads([(0, 0), (1, 1)], crs=crs))


def test_building_changes_nothing_in_the_roads():
    layer = roads([(0, 0), (9, 0)])
    before = layer.copy()
    build_walk_graph(layer)
    assert_geodataframe_equal(layer, before)
