"""Where points meet the network: on edges, not only at nodes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo_app.network.graph import build_walk_graph
from geo_app.network.snap import snap_to_edges

GRAPH = build_walk_graph(
    gpd.GeoDataFrame(geometry=[LineString([(0, 0), (100, 0), (100, 50)])], crs="EPSG:32647")
)


def snap(*xy: tuple[float, float], limit: float = 10.0):
    """Snap points to an L of 100 m east and 50 m north."""
    return snap_to_edges(GRAPH, np.array(xy, dtype=float).reshape(-1, 2), snap_limit_m=limit)


def place(snapped, number: int) -> tuple[float, float]:
    """Return where a point was snapped to."""
    start, end = GRAPH.node_xy[GRAPH.edge_nodes[snapped.edge[number]]]
    share = snapped.offset_m[number] / GRAPH.edge_length_m[snapped.edge[number]]
    return tuple(start + share * (end - start))


def test_a_point_beside_an_edge_meets_it_at_its_foot():
    snapped = snap((40, 7))
    assert place(snapped, 0) == (40, 0)
    assert list(snapped.access_m) == [pytest.approx(7)]


def test_a_point_on_an_edge_has_no_way_to_it():
    snapped = snap((40, 0))
    assert list(snapped.access_m) == [0]
    assert place(snapped, 0) == (40, 0)


def test_a_point_on_a_node_is_at_the_end_of_an_edge():
    snapped = snap((100, 0))
    assert list(snapped.access_m) == [0]
    assert place(snapped, 0) == (100, 0)


def test_a_point_beyond_the_end_meets_the_end():
    snapped = snap((-6, 8))
    assert place(snapped, 0) == (0, 0)
    assert list(snapped.access_m) == [10]


@pytest.mark.parametrize(("y", "is_connected"), [(9.9, True), (10.0, True), (10.1, False)])
def test_the_limit_itself_is_within_reach(y, is_connected):
    assert list(snap((40, -y)).is_connected) == [is_connected]


def test_a_point_beyond_the_limit_is_not_snapped():
    snapped = snap((40, 500))
    assert list(snapped.edge) == [-1]
    assert np.isinf(snapped.access_m).all()


def test_no_points_give_no_places():
    assert len(snap().edge) == 0


def test_points_keep_their_order():
    snapped = snap((40, 500), (10, 1), (100, 30))
    assert list(snapped.is_connected) == [False, True, True]
    assert place(snapped, 1) == (10, 0)
    assert place(snapped, 2) == (100, 30)


@given(st.tuples(st.floats(-50, 150), st.floats(-50, 100)))
def test_the_way_to_the_network_is_the_distance_to_its_nearest_line(xy):
    lines = shapely.linestrings(GRAPH.node_xy[GRAPH.edge_nodes])
    nearest = shapely.distance(lines, shapely.Point(xy)).min()
    assert snap(xy, limit=500).access_m[0] == pytest.approx(nearest, abs=1e-9)
