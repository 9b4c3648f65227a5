"""What is said of a walking network, on networks that can be counted by eye."""

from __future__ import annotations

import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import MultiLineString

from geo_app.network.graph import build_walk_graph
from geo_app.network.report import describe_network
from tests.network.ways import ways


def report_of(layer):
    """Build the network of a layer and describe it."""
    return describe_network(build_walk_graph(layer), layer)


def test_a_cross_of_two_streets():
    report = report_of(ways([(0, 0), (1000, 0)], [(500, -300), (500, 200)]))
    assert (report.lines, report.nodes, report.edges) == (2, 5, 4)
    assert report.length_km == pytest.approx(1.5)
    assert report.dangling_ends == 4
    assert (report.components, report.largest_component_share) == (1, 1.0)
    assert (report.oneway_edges, report.zero_length_segments) == (0, 0)
    assert report.overlap_km == pytest.approx(0)


def test_a_block_has_no_dangling_end_and_a_cul_de_sac_has_one():
    block = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    assert report_of(ways(block)).dangling_ends == 0
    assert report_of(ways(block, [(100, 100), (300, 100)])).dangling_ends == 1


@pytest.mark.parametrize("east", [0, 5_000])
def test_the_largest_piece_is_measured_by_length_not_by_edges(east):
    short = [(east, 500), (east + 50, 500), (east + 70, 500), (east + 100, 500)]
    report = report_of(ways([(1_000, 0), (1_900, 0)], short))
    assert report.components == 2
    assert report.largest_component_share == pytest.approx(0.9)
    assert report.edges == 4


def test_a_way_drawn_twice_counts_once_and_is_told():
    report = report_of(ways([(0, 0), (1000, 0)], [(1000, 0), (0, 0)], [(200, 0), (500, 0)]))
    assert report.length_km == pytest.approx(1)
    assert report.overlap_km == pytest.approx(1.3)
    assert report.lines == 3


def test_segments_without_length_are_counted():
    line = [(0, 0), (0, 0), (50, 0), (50, 0.0001), (50, 0), (100, 0)]
    assert report_of(ways(line)).zero_length_segments == 3


def test_the_gap_between_the_parts_of_a_line_is_no_segment():
    layer = ways([(0, 0), (9, 0)])
    layer = layer.set_geometry(
        [MultiLineString([[(0, 0), (9, 0)], [(9, 0), (9, 9)]])], crs=layer.crs
    )
    assert report_of(layer).zero_length_segments == 0


def test_oneway_edges_are_counted_and_join_a_piece():
    layer = ways([(0, 0), (100, 0)], [(100, 0), (200, 0)], oneway=["yes", None])
    report = report_of(layer)
    assert (report.oneway_edges, report.edges, report.components) == (1, 2, 1)


@pytest.mark.parametrize("tag", ["bridge", "tunnel"])
def test_a_bridge_adds_its_own_edge_and_nothing_else(tag):
    # Its ends stand on the middle of two streets: three edges more than two streets.
    layer = ways([(0, 0), (100, 0)], [(0, 50), (100, 50)], [(30, 0), (30, 50)],
                 **{tag: [None, None, "yes"]})  # fmt: skip
    report = report_of(layer)
    assert (report.nodes, report.edges, report.dangling_ends) == (6, 5, 4)
    assert report.length_km == pytest.approx(0.25)
    assert report.components == 1


def test_describing_changes_nothing():
    layer = ways([(0, 0), (9, 0)])
    before, graph = layer.copy(), build_walk_graph(layer)
    assert describe_network(graph, layer) == describe_network(graph, layer)
    assert_geodataframe_equal(layer, before)
