"""Ways on which people may walk in one direction only."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from tests.network.ways import ESTIMATED, at, on, walk, ways

NO_WAY = np.inf
# Round the block: (0, 0) to (100, 0) is one-way, the way back goes over (100, 100) and (0, 100).
ROUND = [(100, 0), (100, 100), (0, 100), (0, 0)]


def block(oneway: object = "yes", highway: object = "footway"):
    """Return a one-way side of a block and the three others."""
    return ways([(0, 0), (100, 0)], ROUND, oneway=[oneway, None], highway=[highway, "footway"])


@pytest.mark.parametrize(
    ("start", "end", "there", "back"),
    [
        # Exactly at its ends.
        ((0, 0), (100, 0), 100, 300),
        # On the way, and from its end.
        ((20, 0), (70, 0), 50, 350),
        ((20, 0), (100, 0), 80, 320),
        ((0, 0), (70, 0), 70, 330),
        # Beside it, on both sides.
        ((20, -5), (70, -10), 65, 365),
        # From the way round onto it.
        ((0, 60), (50, 0), 110, 290),
    ],
)
def test_against_it_one_goes_round_the_block(start, end, there, back):
    assert walk(block(), start, end) == approx(there, abs=1e-6)
    assert walk(block(), end, start) == approx(back, abs=1e-6)


def test_at_one_place_nobody_goes_round():
    # Both stand at the same metre of an oblique one-way edge, whatever rounding says.
    for share in np.linspace(0.01, 0.99, 57):
        layer = ways([(0, 0), (311, 173)], oneway=["yes"])
        x, y = 311 * share, 173 * share
        places = [(x - 1.73, y + 3.11), (x + 1.73, y - 3.11)]
        leg = np.hypot(1.73, 3.11)
        for pair in (places, places[::-1]):
            assert walk(layer, *pair) == approx(2 * leg, abs=0.01)


def test_a_dead_end_is_never_left_against_its_direction():
    layer = ways([(0, 0), (100, 0)], oneway=["yes"])
    assert walk(layer, (20, 0), (70, 0)) == approx(50)
    assert walk(layer, (70, 0), (20, 0)) == NO_WAY
    assert walk(layer, (100, 0), (0, 0)) == NO_WAY


@pytest.mark.parametrize("oneway", ["-1", "reverse"])
def test_minus_one_means_against_the_drawing(oneway):
    assert walk(block(oneway), (100, 0), (0, 0)) == approx(100)
    assert walk(block(oneway), (0, 0), (100, 0)) == approx(300)


@pytest.mark.parametrize("oneway", ["yes", "true", "1", "Yes", " yes "])
def test_every_spelling_of_yes_binds(oneway):
    assert walk(block(oneway), (100, 0), (0, 0)) == approx(300)


@pytest.mark.parametrize("oneway", ["no", None, "", "alternating", "0"])
def test_whatever_else_binds_nobody(oneway):
    assert walk(block(oneway), (100, 0), (0, 0)) == approx(100)


@pytest.mark.parametrize("highway", ["residential", "primary", "service", "trunk_link"])
def test_on_a_road_it_binds_vehicles_and_not_walkers(highway):
    assert walk(block(highway=highway), (100, 0), (0, 0)) == approx(100)


@pytest.mark.parametrize("highway", ["footway", "path", "steps", "pedestrian", None, np.nan])
def test_it_binds_on_ways_for_walking_and_where_nobody_knows_what_way_it_is(highway):
    assert walk(block(highway=highway), (100, 0), (0, 0)) == approx(300)


def test_roads_never_bind_walkers():
    assert walk(block(), (100, 0), (0, 0), method=ESTIMATED) == approx(100)


@pytest.mark.parametrize("second", [[(100, 0), (0, 0)], [(100, 0), (40, 0), (0, 0)]])
def test_a_line_there_and_a_line_back_make_both_ways(second):
    layer = ways([(0, 0), (100, 0)], second, oneway=["yes", "yes"])
    assert walk(layer, (100, 0), (0, 0)) == approx(100)
    assert walk(layer, (0, 0), (100, 0)) == approx(100)


@pytest.mark.parametrize("order", [1, -1])
def test_a_line_both_ways_on_the_same_place_opens_what_it_covers(order):
    lines = [[(0, 0), (100, 0)], [(30, 0), (100, 0)]][::order]
    layer = ways(*lines, oneway=["yes", None][::order])
    assert walk(layer, (100, 0), (30, 0)) == approx(70)
    assert walk(layer, (100, 0), (20, 0)) == NO_WAY
    assert walk(layer, (0, 0), (100, 0)) == approx(100)


def test_a_line_that_crosses_a_oneway_line_does_not_open_it():
    layer = ways([(0, 0), (100, 0)], [(50, -50), (50, 50)], oneway=["yes", None])
    assert walk(layer, (100, 0), (0, 0)) == NO_WAY
    assert walk(layer, (0, 0), (50, 50)) == approx(100)
    assert walk(layer, (50, 50), (100, 0)) == approx(100)


@pytest.mark.parametrize("crossing", [[(50, -50), (50, 50)], [(30, -50), (30, 0), (30, 50)]])
@pytest.mark.parametrize("tag", ["bridge", "tunnel"])
def test_what_passes_over_or_under_a_oneway_line_does_not_open_it(tag, crossing):
    layer = ways([(0, 0), (100, 0)], crossing, oneway=["yes", None], **{tag: [None, "yes"]})
    assert walk(layer, (100, 0), (0, 0)) == NO_WAY
    assert walk(layer, (0, 0), (100, 0)) == approx(100)


@pytest.mark.parametrize("below", [[(30, -50), (30, 0), (30, 50)], [(50, -50), (50, 50)]])
def test_a_oneway_bridge_is_one_way(below):
    layer = ways([(0, 0), (100, 0)], below, oneway=["yes", None], bridge=["yes", None])
    assert walk(layer, (0, 0), (100, 0)) == approx(100)
    assert walk(layer, (100, 0), (0, 0)) == NO_WAY


def test_a_oneway_line_stays_one_way_round_its_corners_and_where_others_cut_it():
    bend = [(0, 0), (60, 80), (160, 80)]
    layer = ways(bend, [(30, 0), (30, 200)], [(110, 0), (110, 200)], oneway=["yes", None, None])
    assert walk(layer, (0, 0), (160, 80)) == approx(200)
    assert walk(layer, (160, 80), (0, 0)) == NO_WAY
    assert on(layer).graph.is_oneway.sum() == 4


def test_the_direction_holds_for_every_pair_that_is_asked_for():
    walking = on(block())
    places = at(walking, (20, 0), (70, 0))
    pairs = walking.within(places, places, limit_m=1_000)
    assert pairs["walk_distance_m"].tolist() == approx([0, 50, 350, 0])


@pytest.mark.parametrize("highway", ["footway", "residential", None])
@pytest.mark.parametrize(
    ("oneway", "on_foot", "back"),
    [
        ("no", "yes", 300), (None, "yes", 300), ("-1", "yes", 300), ("yes", "-1", 100),
        ("yes", "no", 100), ("-1", "no", 100), (None, None, 100), ("no", None, 100),
    ],
)  # fmt: skip
def test_what_is_said_of_people_on_foot_counts_on_every_way(highway, oneway, on_foot, back):
    layer = block(oneway, highway).assign(oneway_foot=[on_foot, None])
    assert walk(layer, (100, 0), (0, 0)) == approx(back)
    there = 300 if on_foot == "-1" else 100
    assert walk(layer, (0, 0), (100, 0)) == approx(there)


def test_where_nothing_is_said_of_people_on_foot_the_rest_counts():
    layer = block("yes").assign(oneway_foot=[None, None])
    assert walk(layer, (100, 0), (0, 0)) == approx(300)


@pytest.mark.parametrize("turn", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
@pytest.mark.parametrize("oneway", ["yes", "-1"])
def test_who_stands_at_its_ends_is_not_bound_whichever_edge_he_is_put_on(oneway, turn):
    # A one-way street from A to B, a lane from A to C and one from B to D.
    a, b, c, d = (tuple(np.multiply(xy, turn)) for xy in ((0, 0), (5, 0), (10, 50), (20, -40)))
    street = [a, b] if oneway == "yes" else [b, a]
    layer = ways(street, [a, c], [b, d], oneway=[oneway, None, None])
    lane, other = np.hypot(10, 50), np.hypot(15, 40)
    assert walk(layer, a, c) == approx(lane)
    assert walk(layer, c, a) == approx(lane)
    assert walk(layer, b, d) == approx(other)
    assert walk(layer, d, b) == approx(other)
    assert walk(layer, a, d) == approx(5 + other)
    assert walk(layer, d, a) == NO_WAY
