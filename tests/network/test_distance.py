"""Walking distances, against answers on paper and against Floyd and Warshall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo_app.network.distance import nearest_targets
from geo_app.network.graph import build_walk_graph
from geo_app.network.snap import snap_to_edges

if TYPE_CHECKING:
    import pandas as pd

METRES = "EPSG:32647"


def graph_of(*lines: list[tuple[float, float]]):
    """Build a network from lists of points."""
    return build_walk_graph(gpd.GeoDataFrame(geometry=[LineString(xy) for xy in lines], crs=METRES))


def walks(graph, points, targets, *, limit: float = 100.0) -> pd.DataFrame:
    """Snap points and targets and find the nearest target of each point."""
    snapped = (
        snap_to_edges(graph, np.array(xy, dtype=float).reshape(-1, 2), snap_limit_m=limit)
        for xy in (points, targets)
    )
    return nearest_targets(graph, *snapped)


ROAD = [(0, 0), (500, 0), (1000, 0)]


@pytest.mark.parametrize(
    ("point", "target", "expected"),
    [
        ((100, 0), (700, 0), 600),
        ((100, 30), (700, 0), 630),
        ((100, 30), (700, -40), 670),
        ((0, 0), (1000, 0), 1000),
        ((500, 0), (500, 0), 0),
        ((100, 0), (300, 0), 200),
        ((300, 0), (100, 0), 200),
        ((100, 5), (100, -5), 10),
        ((-3, 4), (0, 0), 5),
    ],
)
def test_a_walk_is_the_leg_to_the_road_the_way_along_it_and_the_leg_from_it(
    point, target, expected
):
    found = walks(graph_of(ROAD), [point], [target])
    assert list(found["walk_distance_m"]) == pytest.approx([pytest.approx(expected)])
    assert list(found["target"]) == [0]


def test_the_nearest_of_several_targets_is_named():
    found = walks(graph_of(ROAD), [(0, 0), (480, 0), (900, 0)], [(0, 0), (1000, 0), (450, 0)])
    assert list(found["target"]) == [0, 2, 1]
    assert list(found["walk_distance_m"]) == pytest.approx([0, 30, 100])


def test_the_way_round_through_other_edges_may_be_the_shorter_one():
    # Point and target share a long detour's edge, but a straight road joins its ends.
    detour = [(0, 0), (0, 500), (200, 500), (200, 0)]
    graph = graph_of([*detour], [(0, 0), (200, 0)])
    found = walks(graph, [(0, 10)], [(200, 10)])
    assert list(found["walk_distance_m"]) == pytest.approx([pytest.approx(220)])


def test_a_target_far_from_the_road_may_be_further_than_the_next_one():
    found = walks(graph_of(ROAD), [(500, 0)], [(500, 90), (560, 0)])
    assert list(found["target"]) == [1]
    assert list(found["walk_distance_m"]) == pytest.approx([60])


def test_a_target_is_no_way_through():
    # Two roads, and a target that hangs between them: nobody crosses there.
    graph = graph_of([(0, 0), (1000, 0)], [(0, 150), (1000, 150)])
    found = walks(graph, [(0, 150)], [(500, 70)])
    assert list(found["target"]) == [-1]


def test_where_no_way_leads_the_distance_is_infinite():
    graph = graph_of([(0, 0), (100, 0)], [(0, 5000), (100, 5000)])
    found = walks(graph, [(50, 0), (50, 5000)], [(100, 0)])
    assert list(found["target"]) == [0, -1]
    assert list(found["walk_distance_m"]) == pytest.approx([50, np.inf])


@pytest.mark.parametrize(("point", "target"), [((50, 900), (0, 0)), ((50, 0), (50, 900))])
def test_a_point_or_target_off_the_network_has_no_walk(point, target):
    found = walks(graph_of(ROAD), [point], [target])
    assert list(found["target"]) == [-1]
    assert list(found["walk_distance_m"]) == pytest.approx([np.inf])


def test_two_targets_at_one_place_are_as_near_and_the_first_is_named():
    found = walks(graph_of(ROAD), [(40, 0)], [(60, 0), (60, 0)])
    assert list(found["target"]) == [0]


def test_without_points_there_are_no_walks():
    assert walks(graph_of(ROAD), [], [(0, 0)]).empty


def test_without_targets_no_walk_is_found():
    found = walks(graph_of(ROAD), [(0, 0)], [])
    assert list(found["target"]) == [-1]


def test_a_target_exactly_on_a_node_is_reached_over_every_edge():
    graph = graph_of([(0, 0), (500, 0)], [(500, 0), (500, 300)], [(500, 0), (900, 0)])
    found = walks(graph, [(400, 0), (500, 200), (900, 0), (500, 0)], [(500, 0)])
    assert list(found["walk_distance_m"]) == pytest.approx([100, 200, 400, 0])


def every_distance(graph, points, targets) -> np.ndarray:
    """Walk from every point to every target by Floyd and Warshall, snapped ones as nodes."""
    count, xy = len(graph.node_xy), [*points, *targets]
    size = count + len(xy)
    length = np.full((size, size), np.inf)
    np.fill_diagonal(length, 0)
    for (a, b), metres in zip(graph.edge_nodes, graph.edge_length_m, strict=True):
        length[a, b] = length[b, a] = min(length[a, b], metres)
    feet: list[tuple[int, float, float]] = []
    for place in np.array(xy, dtype=float):
        start, end = graph.node_xy[graph.edge_nodes[:, 0]], graph.node_xy[graph.edge_nodes[:, 1]]
        along = end - start
        share = np.clip(((place - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        gaps = np.linalg.norm(start + share[:, None] * along - place, axis=1)
        gaps[graph.leads_nowhere()] = np.inf
        edge = int(gaps.argmin())
        feet.append((edge, share[edge] * graph.edge_length_m[edge], gaps[edge]))
    for number, (edge, offset, gap) in enumerate(feet, start=count):
        for node, metres in zip(
            graph.edge_nodes[edge], (offset, graph.edge_length_m[edge] - offset), strict=True
        ):
            length[number, node] = length[node, number] = gap + metres
    for middle in range(count):
        length = np.minimum(length, length[:, [middle]] + length[[middle]])
    for i, (edge, offset, gap) in enumerate(feet, start=count):
        for j, (other_edge, other_offset, other_gap) in enumerate(feet, start=count):
            if edge == other_edge:
                length[i, j] = min(length[i, j], gap + other_gap + abs(offset - other_offset))
    return length[count : count + len(points), count + len(points) :]


GRID = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda xy: (xy[0] * 100.0, xy[1] * 100.0)
)
LINES = st.lists(
    st.tuples(GRID, GRID).filter(lambda ends: ends[0] != ends[1]).map(list), min_size=1, max_size=12
)
# Sixteenths of a metre: sums are exact, so ties stay ties.
PLACES = st.lists(
    st.tuples(st.integers(-800, 7200), st.integers(-800, 7200)).map(
        lambda xy: (xy[0] / 16, xy[1] / 16)
    ),
    min_size=1,
    max_size=6,
)


def is_near_two_edges(graph, xy) -> bool:
    """Say whether rounding could decide which edge a place is snapped to."""
    start, end = graph.node_xy[graph.edge_nodes[:, 0]], graph.node_xy[graph.edge_nodes[:, 1]]
    along = end - start
    place = np.array(xy)
    share = np.clip(((place - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
    gaps = np.linalg.norm(start + share[:, None] * along - place, axis=1)
    gaps = np.sort(gaps[~graph.leads_nowhere()])
    return len(gaps) > 1 and gaps[1] - gaps[0] < 1e-6


@given(lines=LINES, points=PLACES, targets=PLACES)
def test_distances_equal_those_of_floyd_and_warshall(lines, points, targets):
    graph = graph_of(*lines)
    points, targets = (
        [xy for xy in places if not is_near_two_edges(graph, xy)] for places in (points, targets)
    )
    found = walks(graph, points, targets, limit=1e6)["walk_distance_m"].to_numpy()
    if not targets:
        assert np.isinf(found).all()
        return
    expected = every_distance(graph, points, targets).min(axis=1)
    assert found == pytest.approx(expected, abs=1e-6)


@given(lines=LINES, points=PLACES, targets=PLACES)
def test_the_named_target_is_as_near_as_the_distance_says(lines, points, targets):
    graph = graph_of(*lines)
    everyone = walks(graph, points, targets, limit=1e6)
    for number, row in enumerate(everyone.itertuples()):
        if row.target >= 0:
            alone = walks(graph, [points[number]], [targets[row.target]], limit=1e6)
            assert alone["walk_distance_m"].iloc[0] == pytest.approx(row.walk_distance_m, abs=1e-6)


@given(lines=LINES, point=PLACES, target=PLACES)
def test_the_way_back_is_as_long_as_the_way_there(lines, point, target):
    graph = graph_of(*lines)
    there = walks(graph, point[:1], target[:1], limit=1e6)["walk_distance_m"].iloc[0]
    back = walks(graph, target[:1], point[:1], limit=1e6)["walk_distance_m"].iloc[0]
    assert there == pytest.approx(back, abs=1e-6)
