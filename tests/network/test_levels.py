"""Bridges, tunnels and layers: what meets what it crosses, and what an end is joined to."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from geo_app.network.graph import build_walk_graph
from tests.network.ways import walk, ways

STREET = [(0, 0), (100, 0)]
OVER = [(50, -40), (50, 40)]
KINDS = [
    *({"bridge": value} for value in ("yes", "movable", "cantilever", "viaduct", "T", "Yes ")),
    *({"bridge": value} for value in ("covered", "1", 1, 1.0, True)),
    *({"tunnel": value} for value in ("yes", "T", "building_passage", "culvert", True)),
    *({"layer": value} for value in ("1", 1, -1.0, "-2")),
]
NONE = [
    *({"bridge": value} for value in ("no", "F", "false", "", "0", 0, False, None, np.nan)),
    *({"layer": value} for value in ("0", 0.0, None, "roads")),
]


def pieces(layer) -> int:
    """Count the pieces that a layer makes."""
    return int(build_walk_graph(layer).pieces().max()) + 1


@pytest.mark.parametrize("tag", KINDS, ids=str)
def test_what_says_that_it_lies_on_another_level_meets_nothing_that_it_crosses(tag):
    ((column, value),) = tag.items()
    assert pieces(ways(STREET, OVER, **{column: [None, value]})) == 2


@pytest.mark.parametrize("tag", NONE, ids=str)
def test_what_says_no_meets_what_it_crosses(tag):
    ((column, value),) = tag.items()
    assert pieces(ways(STREET, OVER, **{column: [None, value]})) == 1


def test_ways_of_one_layer_meet_each_other_and_what_they_end_on():
    stairs = [(50, 40), (50, 0)]
    layer = ways(STREET, [(0, 40), (100, 40)], [(20, 20), (20, 60)], stairs, layer=[0, 1, 1, 1])
    assert pieces(layer) == 1
    assert walk(layer, (0, 0), (20, 60)) == approx(50 + 40 + 30 + 20)


@pytest.mark.parametrize("layer_", ["-1", "-4", "1"])
def test_an_end_is_not_joined_to_a_line_of_another_layer_beside_it(layer_):
    tunnel = [[(0, 200), (50, 100)], [(50, 100), (50, 0.5)]]
    tags = {"tunnel": [None, "yes", "yes"], "layer": [None, layer_, layer_]}
    assert pieces(ways(STREET, *tunnel, **tags)) == 2


def test_an_end_that_meets_another_line_exactly_is_joined_to_no_second_one():
    bridge, next_, steps = [(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0.7), (100, 50)]
    layer = ways(bridge, next_, steps, bridge=["yes", "yes", None])
    assert pieces(layer) == 2


@pytest.mark.parametrize("tags", [{"layer": [None, "1"]}, {}, {"layer": [None, None]}])
def test_a_bridge_that_was_drawn_by_hand_is_joined_as_before(tags):
    bridge = [(50, 0.5), (50, 40)]
    assert walk(ways(STREET, bridge, bridge=[None, "yes"], **tags), (0, 0), (50, 40)) == approx(90)


class TestVertices:
    """Ways whose vertices are nodes of OpenStreetMap."""

    MEETS = ("vertices", "vertices")

    def test_they_do_not_meet_where_they_only_cross(self):
        assert pieces(ways(STREET, OVER, meets_at=self.MEETS)) == 2

    def test_they_meet_at_a_vertex_that_both_have(self):
        street, over = [(0, 0), (50, 0), (100, 0)], [(50, -40), (50, 0), (50, 40)]
        assert pieces(ways(street, over, meets_at=self.MEETS)) == 1

    def test_an_end_beside_another_is_not_joined(self):
        assert pieces(ways(STREET, [(50, 0.5), (50, 40)], meets_at=self.MEETS)) == 2

    def test_a_line_that_somebody_draws_meets_them_as_any_other(self):
        drawn = [(20, -30), (20, 0.4)]
        layer = ways(STREET, OVER, drawn, meets_at=[*self.MEETS, None])
        assert walk(layer, (20, -30), (0, 0)) == approx(50)
        assert pieces(layer) == 2

    def test_they_make_the_network_that_crossings_make_where_all_share_vertices(self):
        grid = [[(x, y) for x in range(0, 500, 100)] for y in range(0, 500, 100)]
        grid += [list(column) for column in zip(*grid, strict=True)]
        plain, by_vertices = ways(*grid), ways(*grid, meets_at=["vertices"] * len(grid))
        one, other = build_walk_graph(plain), build_walk_graph(by_vertices)
        assert len(one.node_xy) == len(other.node_xy) == 25
        assert sorted(one.edge_length_m) == approx(sorted(other.edge_length_m))
