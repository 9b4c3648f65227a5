"""The way that a walk takes, and that it is as long as the walk."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_app.network.walking import DETOUR_FACTOR, WalkingMethod, build_walking
from tests.fixtures.places import roads

NETWORK, ESTIMATED, STRAIGHT = WalkingMethod
BRIDGE = [[(0, 0), (300, 0)], [(300, 0), (300, 200)], [(300, 200), (0, 200)]]


def ways(origins, targets, *lines, method=NETWORK):
    walking = build_walking(roads(*lines) if lines else None, method=method)
    places = [walking.places(np.array(xy, dtype=float)) for xy in (origins, targets)]
    return walking.ways(*places), walking.nearest(*places)["walk_distance_m"]


def test_the_way_leads_over_the_bridge_corner_by_corner():
    found, walk_m = ways([(0, 210)], [(0, -10)], *BRIDGE)
    corners = shapely.remove_repeated_points(found[0]).coords
    assert list(corners) == [(0, 210), (0, 200), (300, 200), (300, 0), (0, 0), (0, -10)]
    assert walk_m.tolist() == [pytest.approx(820)]


def test_on_one_edge_it_leads_straight_along_it():
    found, _ = ways([(100, 0)], [(250, 0)], *BRIDGE)
    assert shapely.equals(found[0].simplify(0), shapely.LineString([(100, 0), (250, 0)]))


def test_where_no_way_is_known_there_is_none():
    found, _ = ways([(0, 5_000)], [(0, 0)], *BRIDGE)
    assert found == [None]


def test_without_a_network_it_is_the_straight_line_of_an_assumed_walk():
    found, walk_m = ways([(0, 0)], [(300, 400)], method=STRAIGHT)
    assert found[0].length == 500
    assert walk_m.tolist() == [500 * DETOUR_FACTOR]


def test_beside_main_roads_a_near_target_is_walked_to_directly():
    found, _ = ways([(0, 400)], [(10, 400)], [(0, 0), (900, 0)], method=ESTIMATED)
    assert list(found[0].coords) == [(0, 400), (10, 400)]


SPOT = st.tuples(st.integers(-400, 700), st.integers(-400, 700))


@given(st.lists(SPOT, min_size=1, max_size=6), st.lists(SPOT, min_size=1, max_size=6))
def test_along_a_network_a_way_is_as_long_as_its_walk_and_ends_at_a_target(origins, targets):
    found, walk_m = ways(origins, targets, *BRIDGE, [(150, -300), (150, 500)])
    for origin, way, metres in zip(origins, found, walk_m, strict=True):
        if way is None:
            assert np.isinf(metres)
        else:
            assert way.length == pytest.approx(metres, abs=0.01)
            assert way.coords[0] == origin
            assert way.coords[-1] in targets
