"""From where one can walk to a stop: what is inside is near enough, what is outside is not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from pytest import approx

from geo_app.analysis.walks.catchments import FINEST_M, catchment
from geo_app.network.walking import DETOUR_FACTOR, WalkingMethod, build_walking
from tests.fixtures.places import roads

NETWORK, ESTIMATED, STRAIGHT = WalkingMethod
CROSS = ([(-2_000, 0), (2_000, 0)], [(0, -2_000), (0, 2_000)])
BANKS = ([(-2_000, 0), (2_000, 0)], [(-2_000, 200), (2_000, 200)], [(300, 0), (300, 200)])


def area_of(lines, metres, stop=(0.0, 0.0), method=NETWORK):
    """Return the catchment and the way people walk there."""
    walking = build_walking(roads(*lines), method=method)
    return catchment(walking, shapely.Point(stop), walk_distance_m=metres), walking


def walk_from(walking, xy, stop=(0.0, 0.0)) -> np.ndarray:
    """Return the metres on foot from places to the stop."""
    targets = walking.places(np.array([stop], dtype=float))
    return walking.nearest(walking.places(xy), targets)["walk_distance_m"].to_numpy()


@pytest.mark.parametrize("method", [NETWORK, ESTIMATED, STRAIGHT])
@pytest.mark.parametrize("lines", [CROSS, BANKS], ids=["cross", "river"])
@pytest.mark.parametrize("metres", [150.0, 400.0, 700.0])
def test_inside_is_near_enough_and_outside_is_not(method, lines, metres):
    area, walking = area_of(lines, metres, method=method)
    xy = np.random.default_rng(1).uniform(-metres - 60, metres + 60, (3_000, 2))
    walk_m = walk_from(walking, xy)
    inside = shapely.contains_xy(area, xy)
    # A place is at most half a square from a middle that was looked at; to the street and
    # along it that is a square's side at most, straight its diagonal.
    side = max(FINEST_M, metres / 40)
    clear = shapely.distance(area.boundary, shapely.points(xy)) > side * 1.5
    assert inside.sum() > 50
    assert (walk_m[inside & clear] <= metres + 0.01).mean() > 0.99
    assert (walk_m[~inside & clear] > metres).mean() > 0.99


def test_along_the_street_it_ends_where_the_walk_does():
    area, _ = area_of(CROSS, 400)
    for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        assert area.contains(shapely.Point(395 * way[0], 395 * way[1]))
        assert not area.intersects(shapely.Point(406 * way[0], 406 * way[1]))


def test_a_diamond_round_a_crossing():
    # To the street, along it: |x| + |y| <= 400 is a square of 2 x 400², 320,000 m².
    area, _ = area_of(CROSS, 400)
    assert area.area == approx(2 * 400**2, rel=0.05)
    assert area.is_valid


def test_a_circle_where_people_are_taken_to_walk_straight():
    area, _ = area_of(CROSS, 400, method=STRAIGHT)
    assert area.area == approx(np.pi * (400 / DETOUR_FACTOR) ** 2, rel=0.05)


def test_across_the_river_only_what_the_bridge_leaves():
    # 300 m to the bridge and 200 m over it leave 100 m of 600 on the other bank.
    area, _ = area_of(BANKS, 600)
    other_bank = [area.contains(shapely.Point(x, 200)) for x in (190, 210, 300, 390, 410)]
    assert other_bank == [False, True, True, True, False]
    assert area.contains(shapely.Point(0, 60))
    assert not area.contains(shapely.Point(0, 200))


def test_without_the_bridge_nobody_comes_from_there():
    area, _ = area_of(BANKS[:2], 600)
    assert not area.intersects(shapely.LineString([(-2_000, 200), (2_000, 200)]))


def test_the_way_to_the_stop_counts_and_not_the_way_from_it():
    lines = roads([(-600, 0), (600, 0)]).assign(oneway="yes", highway="footway")
    walking = build_walking(lines, method=NETWORK)
    area = catchment(walking, shapely.Point(0, 0), walk_distance_m=300)
    assert area.contains(shapely.Point(-250, 0))
    assert not area.contains(shapely.Point(250, 0))


def test_a_stop_out_of_reach_of_the_network_has_none():
    assert area_of(CROSS, 400, stop=(1_500.0, 1_500.0))[0].is_empty


@pytest.mark.parametrize("method", [NETWORK, ESTIMATED, STRAIGHT])
def test_a_longer_walk_never_leaves_a_place_out(method):
    areas = [area_of(BANKS, metres, method=method)[0] for metres in (100, 200, 300, 400)]
    for short, long in pairwise(areas):
        assert long.contains(short)


@pytest.mark.parametrize("metres", [0, -1, float("nan")])
def test_a_distance_that_is_none_is_refused(metres):
    with pytest.raises(ValueError, match="walk_distance_m"):
        area_of(CROSS, metres)
