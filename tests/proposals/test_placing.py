"""Stops that place themselves, in towns where the answer can be found on paper."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo_app.errors import LayerError
from geo_app.network.walking import DETOUR_FACTOR, Walking, WalkingMethod, build_walking
from geo_app.proposals.stop_placing import place_by_coverage, place_by_spacing

STRAIGHT = Walking(method=WalkingMethod.STRAIGHT_LINE)
LINE = np.array([(0.0, 0.0), (1000.0, 0.0)])
RING = np.array([(0.0, 0.0), (250.0, 0.0), (250.0, 250.0), (0.0, 250.0), (0.0, 0.0)])


def cover(homes, people, *, line=LINE, walking=STRAIGHT, limit_m=130.0, number=1, **more):
    """Place stops for homes at (x, y); 130 m on foot are 100 m in a straight line."""
    places = walking.places(np.array(homes, dtype=float).reshape(-1, 2))
    return place_by_coverage(
        line, walking, places, np.array(people, dtype=float), limit_m=limit_m, number=number, **more
    )


# ---- evenly ----


@pytest.mark.parametrize(
    ("spacing_m", "gaps"),
    [
        (250, 4),  # goes in exactly
        (300, 3),  # 333 m is nearer than 250 m
        (280, 4),  # 250 m is nearer than 333 m
        (1000, 1),
        (5000, 1),  # not even one: both ends all the same
        (2, 500),
    ],
)
def test_the_even_spacing_nearest_to_the_wish_is_taken(spacing_m, gaps):
    along_m = place_by_spacing(LINE, spacing_m=spacing_m)
    assert along_m.tolist() == pytest.approx(np.linspace(0, 1000, gaps + 1).tolist())


def test_of_two_spacings_equally_near_the_wider_is_taken():
    # 400 m: two gaps of 500 m are as far off as none of 300 m; 1200 / 3 = 400, 1200 / 2 = 600.
    line = np.array([(0.0, 0.0), (1200.0, 0.0)])
    assert len(place_by_spacing(line, spacing_m=500)) == 3


def test_spacing_follows_the_bends_of_the_line():
    bend = np.array([(0.0, 0.0), (300.0, 0.0), (300.0, 400.0)])
    assert place_by_spacing(bend, spacing_m=350).tolist() == [0, 350, 700]


def test_a_ring_has_one_stop_where_it_begins_and_ends():
    assert place_by_spacing(RING, spacing_m=250).tolist() == [0, 250, 500, 750]


@pytest.mark.parametrize("line", [[(5.0, 5.0)], [(5.0, 5.0), (5.0, 5.0)]])
def test_a_line_of_one_place_has_one_stop(line):
    assert place_by_spacing(np.array(line), spacing_m=300).tolist() == [0]


def test_more_stops_than_anybody_means_are_refused():
    assert len(place_by_spacing(LINE, spacing_m=1000 / 999)) == 1000
    with pytest.raises(LayerError, match=r"A stop every 1 m would be more than 1,000 stops"):
        place_by_spacing(LINE, spacing_m=1)


@pytest.mark.parametrize("spacing_m", [0, -1, np.nan])
def test_a_spacing_that_is_none_is_refused(spacing_m):
    with pytest.raises(ValueError, match="spacing_m must be above 0"):
        place_by_spacing(LINE, spacing_m=spacing_m)


def test_a_line_without_a_vertex_is_refused():
    with pytest.raises(ValueError, match="without a vertex"):
        place_by_spacing(np.empty((0, 2)), spacing_m=300)
    with pytest.raises(ValueError, match="without a vertex"):
        cover([], [], line=np.empty((0, 2)))


@given(st.floats(1, 50_000), st.floats(50, 5_000))
def test_spacing_is_even_and_no_other_is_nearer_to_the_wish(length_m, spacing_m):
    along_m = place_by_spacing(np.array([(0.0, 0.0), (length_m, 0.0)]), spacing_m=spacing_m)
    gaps_m = np.diff(along_m)
    assert (along_m[0], along_m[-1]) == (0, pytest.approx(length_m))
    assert gaps_m == pytest.approx(np.full(len(gaps_m), length_m / len(gaps_m)))
    every = length_m / np.arange(1, len(gaps_m) + 3)
    assert abs(gaps_m[0] - spacing_m) <= np.abs(every - spacing_m).min() + 1e-6


# ---- where they cover most ----


def test_a_stop_stands_where_it_reaches_both_villages():
    # 100 people at 200 m, 50 at 390 m: only places from 290 m to 300 m reach both.
    placed = cover([(200, 0), (390, 0), (900, 0)], [100, 50, 140])
    assert placed.along_m.tolist() == [300]
    assert placed.people.tolist() == [150]


def test_stops_stand_along_the_line_whatever_was_chosen_first():
    placed = cover([(800, 0), (100, 0)], [90, 10], number=2)
    assert placed.along_m.tolist() == [0, 700]
    assert placed.people.tolist() == [10, 90]


def test_of_equal_places_the_first_along_the_line_is_taken():
    assert cover([(500, 0)], [10]).along_m.tolist() == [400]


def test_people_who_have_a_stop_count_for_nothing():
    homes, people = [(100, 0), (900, 0)], [80, 20]
    placed = cover(homes, people, already_served=np.array([True, False]))
    assert placed.along_m.tolist() == [800]
    assert placed.people.tolist() == [20]


def test_no_stop_stands_where_nobody_is_added():
    placed = cover([(100, 0), (900, 0)], [80, 20], number=5)
    assert len(placed.along_m) == 2
    assert placed.people.sum() == 100


@pytest.mark.parametrize("served", [None, [True, True]])
def test_without_anybody_to_serve_there_is_no_stop(served):
    homes = [] if served is None else [(100, 0), (900, 0)]
    mask = None if served is None else np.array(served)
    placed = cover(homes, [1.0] * len(homes), already_served=mask)
    assert [len(values) for values in placed] == [0, 0, 0]


def test_unknown_people_are_no_people_but_are_told():
    # The two homes side by side are reached together; so is, alone, the one at 900 m.
    placed = cover([(100, 0), (95, 0), (900, 0)], [5, np.nan, np.nan], number=3)
    assert placed.along_m.tolist() == [0, 800]
    assert placed.people.tolist() == [5, 0]
    assert placed.unknown.tolist() == [1, 1]


def test_of_equal_places_the_one_that_reaches_unknown_people_too_is_taken():
    placed = cover([(500, 0), (590, 0)], [10, np.nan])
    assert placed.along_m.tolist() == [500]
    assert (placed.people.tolist(), placed.unknown.tolist()) == ([10], [1])


def test_the_limit_itself_is_within_reach():
    # At 50 m along the line and 100 m off it: 130 m on foot.
    homes, line = [(0, 100)], np.array([(0.0, 0.0), (50.0, 0.0)])
    assert cover(homes, [1], line=line, limit_m=100 * DETOUR_FACTOR).people.tolist() == [1]
    assert len(cover(homes, [1], line=line, limit_m=99.9 * DETOUR_FACTOR).people) == 0


@pytest.mark.parametrize(
    ("min_spacing_m", "along_m"), [(100, [0, 100]), (100.1, [0, 150]), (0, [0, 100])]
)
def test_stops_keep_the_least_spacing(min_spacing_m, along_m):
    # On foot 13 m, so each home needs its own stop; the home at 150 m is the smallest.
    homes, people = [(0, 0), (100, 0), (150, 0)], [10, 9, 8]
    placed = cover(homes, people, limit_m=13, number=2, min_spacing_m=min_spacing_m)
    assert placed.along_m.tolist() == along_m


@pytest.mark.parametrize("place", range(7))
def test_neighbouring_places_at_just_the_least_spacing_are_apart_enough(place):
    # 330.3 m in seven parts: their lengths differ in the last digit.
    line, step_m = np.array([(0.0, 0.0), (330.3, 0.0)]), 330.3 / 7
    homes = [(place * step_m, 0), ((place + 1) * step_m, 0)]
    placed = cover(homes, [1, 1], line=line, limit_m=10, number=2, min_spacing_m=step_m)
    assert len(placed.along_m) == 2


@pytest.mark.parametrize(("min_spacing_m", "count"), [(50, 2), (60, 1)])
def test_round_a_ring_the_shorter_way_is_the_spacing(min_spacing_m, count):
    # Stops at 0 m and at 950 m of a ring of 1000 m are 50 m apart.
    homes = [(0, 0), (0, 50)]
    placed = cover(homes, [2, 1], line=RING, limit_m=13, number=2, min_spacing_m=min_spacing_m)
    assert len(placed.along_m) == count


def test_a_line_of_one_place_may_have_a_stop():
    placed = cover([(10, 0)], [7], line=np.array([(0.0, 0.0)]), number=3)
    assert (placed.along_m.tolist(), placed.people.tolist()) == ([0], [7])


def test_people_walk_along_the_network():
    # The river: 100 people 80 m across it, 900 m on foot; 10 people beside the road.
    roads = gpd.GeoDataFrame(
        geometry=[LineString([(0, 0), (1000, 0), (1000, 80), (0, 80)])], crs="EPSG:32647"
    )
    walking = build_walking(roads, method=WalkingMethod.NETWORK)
    homes, people = [(600, 80), (200, 10)], [100, 10]
    placed = cover(homes, people, walking=walking, limit_m=100)
    assert placed.people.tolist() == [10]
    placed = cover(homes, people, walking=walking, limit_m=480)
    assert (placed.along_m.tolist(), placed.people.tolist()) == ([1000], [100])


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": -1},
        {"min_spacing_m": -1},
        {"limit_m": -1},
        {"already_served": np.array([True])},
    ],
)
def test_numbers_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must (not )?be"):
        cover([(0, 0), (10, 0)], [1, 2], **wrong)


def test_nothing_that_is_given_is_changed():
    line, people, served = LINE.copy(), np.array([5.0, np.nan]), np.array([False, False])
    places = STRAIGHT.places(np.array([(100.0, 0.0), (300.0, 0.0)]))
    place_by_coverage(line, STRAIGHT, places, people, limit_m=130, number=2, already_served=served)
    assert (line == LINE).all()
    assert not served.any()
    assert people[0] == 5
    assert np.isnan(people[1])


small_towns = st.lists(
    st.tuples(st.integers(0, 300), st.integers(-90, 90), st.integers(0, 50)),
    min_size=1,
    max_size=12,
)
SHORT_LINE = np.array([(0.0, 0.0), (300.0, 0.0)])


@given(small_towns, st.integers(1, 4))
def test_it_serves_nearly_as_many_as_the_best_choice(homes, number):
    xy, people = np.array(homes, dtype=float)[:, :2], np.array(homes, dtype=float)[:, 2]
    placed = cover(xy, people, line=SHORT_LINE, number=number)
    candidates = np.column_stack([np.arange(0, 301, 50), np.zeros(7)])
    reached = np.linalg.norm(candidates[:, None] - xy, axis=2) <= 100
    best = max(
        people[reached[list(own)].any(axis=0)].sum() for own in combinations(range(7), number)
    )
    assert placed.people.sum() >= (1 - 1 / np.e) * best - 1e-6
    stops = np.column_stack([placed.along_m, np.zeros(len(placed.along_m))])
    served = (np.linalg.norm(stops[:, None] - xy, axis=2) <= 100).any(axis=0)
    assert placed.people.sum() == people[served].sum()


@given(small_towns, st.integers(0, 4), st.integers(0, 200))
def test_one_stop_more_keeps_the_stops_before_it(homes, number, min_spacing_m):
    xy, people = np.array(homes, dtype=float)[:, :2], np.array(homes, dtype=float)[:, 2]
    fewer, more = (
        cover(xy, people, line=SHORT_LINE, number=own, min_spacing_m=min_spacing_m)
        for own in (number, number + 1)
    )
    assert set(fewer.along_m) <= set(more.along_m)
    assert fewer.people.sum() <= more.people.sum()
    assert (np.diff(more.along_m) >= min_spacing_m).all()


def plainly(xy, people, number):
    """Choose the best next place by looking at all of them each time."""
    candidates = np.column_stack([np.arange(0, 301, 50), np.zeros(7)])
    reached = np.linalg.norm(candidates[:, None] - xy, axis=2) <= 100
    left, chosen = np.ones(len(xy), dtype=bool), []
    for _ in range(number):
        gains = (reached & left) @ people
        if gains.max() == 0:
            break
        chosen.append(int(gains.argmax()))
        left &= ~reached[chosen[-1]]
    return sorted(candidates[chosen, 0].tolist())


@given(small_towns, st.integers(1, 5))
def test_looking_only_where_it_pays_chooses_the_same_places(homes, number):
    xy, people = np.array(homes, dtype=float)[:, :2], np.array(homes, dtype=float)[:, 2]
    placed = cover(xy, people, line=SHORT_LINE, number=number)
    assert placed.along_m.tolist() == plainly(xy, people, number)
