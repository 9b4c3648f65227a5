"""What must hold on every network, for people who walk by network, along roads, or straight."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo_app.network.distance import distance_field, walk_distances, walks_to
from geo_app.network.walking import build_walking
from tests.network.ways import ESTIMATED, METRES, NETWORK, STRAIGHT, at

METHODS = pytest.mark.parametrize("method", [NETWORK, ESTIMATED, STRAIGHT])
CORNER = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda n: (n[0] * 150.0, n[1] * 110.0))
PLACE = st.tuples(st.floats(-700, 1_500), st.floats(-700, 1_300)).map(
    lambda xy: (round(xy[0], 2), round(xy[1], 2))
)
PLACES = st.lists(PLACE, min_size=1, max_size=7)
NEAR_M = 1e-6


@st.composite
def layers(draw, oneway: bool = True) -> gpd.GeoDataFrame:
    """Draw a few lines between corners; some are one-way, some are bridges."""
    bent = st.lists(CORNER, min_size=2, max_size=4).filter(lambda xy: len(set(xy)) == len(xy))
    lines = draw(st.lists(bent, min_size=1, max_size=9))
    values = st.sampled_from(["yes", "-1", None, None] if oneway else [None])
    bridge = st.sampled_from(["yes", None, None])
    return gpd.GeoDataFrame(
        {
            "oneway": [draw(values) for _ in lines],
            "bridge": [draw(bridge) for _ in lines],
            "highway": "footway",
        },
        geometry=[LineString(line) for line in lines],
        crs=METRES,
    )


def distances(walking, origins, targets, **options) -> np.ndarray:
    """Return the metres on foot from each origin to the nearest target."""
    walks = walking.nearest(at(walking, *origins), at(walking, *targets), **options)
    return walks["walk_distance_m"].to_numpy()


def same(found, expected) -> bool:
    """Say whether distances agree, infinite ones too."""
    return bool(np.allclose(found, expected, rtol=0, atol=NEAR_M))


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES, more=PLACES)
def test_more_stops_never_raise_a_distance(method, layer, origins, targets, more):
    walking = build_walking(layer, method=method)
    before, after = (distances(walking, origins, t) for t in (targets, targets + more))
    assert (after <= before + NEAR_M).all()


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES, limits=st.tuples(*[st.floats(1, 2e3)] * 2))
def test_shorter_limits_never_cover_more_and_find_the_same_below(
    method, layer, origins, targets, limits
):
    walking = build_walking(layer, method=method)
    unbounded = distances(walking, origins, targets)
    for limit in limits:
        bounded = distances(walking, origins, targets, limit_m=limit)
        clear = np.abs(unbounded - limit) > NEAR_M
        assert same(bounded[clear], np.where(unbounded <= limit, unbounded, np.inf)[clear])
    for distance in unbounded[np.isfinite(unbounded)]:
        # A limit just longer than a walk finds it.
        bounded = distances(walking, origins, targets, limit_m=distance + NEAR_M)
        reached = unbounded <= distance
        assert same(bounded[reached], unbounded[reached])
    short, long = (distances(walking, origins, targets, limit_m=m) for m in sorted(limits))
    assert (np.isfinite(short) <= np.isfinite(long)).all()


@METHODS
@given(layer=layers(oneway=False), origins=PLACES, targets=PLACES)
def test_drawing_every_line_the_other_way_changes_nothing_where_nothing_is_oneway(
    method, layer, origins, targets
):
    walking, back = (build_walking(a, method=method) for a in (layer, reversed_(layer)))
    assert same(distances(walking, origins, targets), distances(back, origins, targets))


@given(layer=layers(), start=PLACE, end=PLACE)
def test_with_oneway_lines_it_turns_every_walk_round(layer, start, end):
    there = distances(build_walking(layer, method=NETWORK), [start], [end])
    back = distances(build_walking(reversed_(layer), method=NETWORK), [end], [start])
    assert same(there, back)


def reversed_(layer):
    """Draw every line from its end to its start."""
    return layer.set_geometry(layer.geometry.reverse())


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES, seed=st.integers(0, 99))
def test_the_order_of_rows_never_matters(method, layer, origins, targets, seed):
    rng = np.random.default_rng(seed)
    shuffled = layer.sample(frac=1, random_state=seed)
    order, other = rng.permutation(len(origins)), rng.permutation(len(targets))
    walking, mixed = (build_walking(a, method=method) for a in (layer, shuffled))
    straight = distances(walking, origins, targets)
    found = distances(mixed, [origins[n] for n in order], [targets[n] for n in other])
    assert same(found, straight[order])


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES, limit=st.floats(10, 3_000))
def test_within_equals_asking_for_each_target_alone(method, layer, origins, targets, limit):
    walking = build_walking(layer, method=method)
    places, goals = at(walking, *origins), at(walking, *targets)
    alone = [
        walking.nearest(places, goals.take(np.array([n])))["walk_distance_m"].to_numpy()
        for n in range(len(targets))
    ]
    every = np.column_stack(alone)
    found = np.full(every.shape, np.inf)
    pairs = walking.within(places, goals, limit_m=limit)
    found[pairs["origin"], pairs["target"]] = pairs["walk_distance_m"]
    clear = np.abs(every - limit) > NEAR_M
    assert same(found[clear], np.where(every <= limit, every, np.inf)[clear])
    assert not pairs.duplicated(["origin", "target"]).any()
    assert pairs.equals(pairs.sort_values(["origin", "target"], ignore_index=True))


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES)
def test_nearest_is_the_least_of_all_and_names_its_target(method, layer, origins, targets):
    walking = build_walking(layer, method=method)
    places, goals = at(walking, *origins), at(walking, *targets)
    nearest = walking.nearest(places, goals)
    pairs = walking.within(places, goals, limit_m=1e5)
    least = pairs.groupby("origin")["walk_distance_m"].min().reindex(range(len(origins)))
    assert same(nearest["walk_distance_m"], least.fillna(np.inf))
    named = pairs.set_index(["origin", "target"])["walk_distance_m"]
    for origin, row in nearest[nearest["target"] >= 0].iterrows():
        assert named[(origin, row["target"])] == pytest.approx(row["walk_distance_m"], abs=NEAR_M)


@given(layer=layers(), origins=PLACES, targets=PLACES, limit=st.floats(10, 3_000))
def test_distances_alone_equal_those_that_name_the_target(layer, origins, targets, limit):
    walking = build_walking(layer, method=NETWORK)
    places, goals = at(walking, *origins), at(walking, *targets)
    field = distance_field(walking.graph, goals.snapped, limit_m=limit)
    walks = walks_to(field, places.snapped)
    assert same(walk_distances(field, places.snapped), walks["walk_distance_m"])
    assert ((walks["target"] >= 0) == np.isfinite(walks["walk_distance_m"])).all()


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES)
def test_no_walk_is_shorter_than_the_straight_line(method, layer, origins, targets):
    walking = build_walking(layer, method=method)
    pairs = walking.within(at(walking, *origins), at(walking, *targets), limit_m=1e5)
    ends = np.array(origins)[pairs["origin"]] - np.array(targets)[pairs["target"]]
    # Corners are kept to the millimetre.
    assert (pairs["walk_distance_m"] >= np.hypot(*ends.T) - 0.01).all()


@METHODS
@given(layer=layers())
def test_building_and_asking_change_nothing_that_was_given(method, layer):
    before = layer.copy()
    walking = build_walking(layer, method=method)
    xy = np.array([[0.0, 0.0], [70.0, 9.0]])
    places, kept = walking.places(xy), xy.copy()
    first = walking.nearest(places, places)
    walking.within(places, places, limit_m=500)
    assert_geodataframe_equal(layer, before)
    assert (xy == kept).all()
    pd.testing.assert_frame_equal(walking.nearest(places, places), first)
