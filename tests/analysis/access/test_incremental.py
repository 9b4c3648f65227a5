"""Changes of stops: on paper, and equal to measuring everything anew."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pytest import approx
from shapely import LineString

from bench.synthetic import Sizes, build_province
from geo_app.analysis.access.incremental import (
    Limits,
    build_baseline,
    count_change,
    coverage_change,
)
from geo_app.analysis.access.nearness import near_stops
from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.analysis.walks.nearest_stops import walking_distances, xy_of
from geo_app.analysis.walks.reach import Reach
from geo_app.errors import LayerError
from geo_app.network.walking import DETOUR_FACTOR, Walking, WalkingMethod, build_walking
from tests.fixtures.places import METRES, communities, stops
from tests.fixtures.reaches import reach_by_hand

METHODS = list(WalkingMethod)
NETWORK, ESTIMATED, STRAIGHT = METHODS
PEOPLE_M = 1e-6
NO_STOPS = np.zeros((0, 2))


def reach_of(origins, goals, walking) -> Reach:
    """Measure everything."""
    nearest = walking_distances(origins, goals, walking)
    return Reach(origins=origins, stops=goals, walking=walking, nearest=nearest)


def stops_after(goals, added, removed=(), added_high=NO_STOPS) -> gpd.GeoDataFrame:
    """Return the stops as changed, the old way: rows out, rows in."""
    new = [("low", xy) for xy in added] + [("high", xy) for xy in added_high]
    frame = stops({f"new {n}": tuple(xy) for n, (_, xy) in enumerate(new)}).assign(
        capacity_class=[kind for kind, _ in new]
    )
    left = goals.drop(index=list(removed))
    return frame if left.empty else left if frame.empty else pd.concat([left, frame])


def measured_anew(reach, changed, **limits) -> tuple[np.ndarray, np.ndarray]:
    """Return who gains and who loses by asking everybody before and after."""
    before = near_stops(reach, **limits)["is_served"].to_numpy()
    after = near_stops(reach_of(reach.origins, changed, reach.walking), **limits)["is_served"]
    return np.flatnonzero(after & ~before), np.flatnonzero(before & ~after)


def require_equal(reach, change, changed, **limits) -> None:
    """Fail unless a change is what measuring everything anew finds, by zone and in all."""
    gained, lost = measured_anew(reach, changed, **limits)
    assert change.gained.tolist() == gained.tolist()
    assert change.lost.tolist() == lost.tolist()
    people = reach.origins["population"].to_numpy(float)
    zones = reach.origins["zone_id"].fillna(OUTSIDE)
    rows = {"gained": gained, "lost": lost}
    for name, numbers in rows.items():
        assert getattr(change, f"people_{name}") == approx(np.nansum(people[numbers]), abs=PEOPLE_M)
        assert getattr(change, f"unknown_{name}") == np.isnan(people[numbers]).sum()
        by_zone = pd.Series(people[numbers]).groupby(zones.to_numpy()[numbers]).sum()
        found = change.by_zone[f"people_{name}"]
        assert found.to_dict() == approx({**dict.fromkeys(found.index, 0.0), **by_zone.to_dict()})
    assert set(change.zone_ids) == set(zones)
    assert change.by_zone["unknown_gained"].sum() == change.unknown_gained
    assert change.by_zone["unknown_lost"].sum() == change.unknown_lost


@st.composite
def street_grids(draw) -> gpd.GeoDataFrame:
    """Draw a grid of a few streets, some sides of blocks missing, some one-way."""
    side = draw(st.sampled_from([80.0, 170.0, 260.0]))
    corners = [(x, y) for x in range(5) for y in range(5)]
    sides = [((x, y), (x + 1, y)) for x, y in corners if x < 4]
    sides += [((x, y), (x, y + 1)) for x, y in corners if y < 4]
    seed = draw(st.integers(0, 999))
    rng = np.random.default_rng(seed)
    shift = rng.uniform(-0.25, 0.25, (5, 5, 2))
    place = {xy: tuple((np.array(xy) + shift[xy]) * side) for xy in corners}
    left = [side for side in sides if rng.random() < 0.85] or sides[:1]
    oneway = np.where(rng.random(len(left)) < draw(st.sampled_from([0, 0.3])), "yes", "no")
    return gpd.GeoDataFrame(
        {"oneway": oneway},
        geometry=[LineString([place[a], place[b]]) for a, b in left],
        crs=METRES,
    )


@st.composite
def worlds(draw) -> Reach:
    """Draw people, stops and streets; populations and zones are not always known."""
    method, layer = draw(st.sampled_from(METHODS)), draw(street_grids())
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    reach_m = 5 * 260.0
    homes = {f"C{n}": tuple(rng.uniform(-300, reach_m, 2)) for n in range(40)}
    places = {f"S{n}": tuple(rng.uniform(0, reach_m, 2)) for n in range(draw(st.integers(0, 8)))}
    people = np.where(rng.random(40) < 0.2, np.nan, rng.uniform(0, 900, 40))
    origins = communities(homes).assign(
        population=people, zone_id=rng.choice(np.array(["Z1", "Z2", None]), 40)
    )
    kinds = rng.choice(["low", "low", "low", "high"], len(places))
    return reach_of(
        origins, stops(places).assign(capacity_class=kinds), build_walking(layer, method=method)
    )


PLACE = st.tuples(st.floats(-100, 1_400), st.floats(-100, 1_400))
EDITS = st.lists(PLACE, max_size=5).map(lambda xy: np.array(xy, dtype=float).reshape(-1, 2))
LIMIT = st.sampled_from([0.0, 90.0, 250.0, 500.0, 1_200.0])


@given(data=st.data(), reach=worlds(), added=EDITS, added_high=EDITS, limit=LIMIT)
def test_any_edit_equals_measuring_everything_anew(data, reach, added, added_high, limit):
    ids = list(reach.stops.index)
    removed = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    high = data.draw(st.sampled_from([None, 400.0, 90.0]))
    limits = {"limit_m": limit, "high_limit_m": high}
    change = coverage_change(
        build_baseline(reach), added, removed=removed, added_high=added_high, **limits
    )
    require_equal(reach, change, stops_after(reach.stops, added, removed, added_high), **limits)


@given(data=st.data(), reach=worlds(), limit=LIMIT)
def test_a_stop_that_moves_equals_measuring_everything_anew(data, reach, limit):
    low = list(reach.stops.index[~reach.is_high_capacity()])
    moved = data.draw(st.lists(st.sampled_from(low), unique=True, min_size=1)) if low else []
    baseline, step = build_baseline(reach), np.array(data.draw(PLACE)) / 20
    added = xy_of(reach.stops.loc[moved]) + step
    change = coverage_change(baseline, added, limit_m=limit, removed=moved)
    require_equal(reach, change, stops_after(reach.stops, added, moved), limit_m=limit)
    stays = coverage_change(baseline, added - step, limit_m=limit, removed=moved)
    assert len(stays.gained) == len(stays.lost) == 0


@given(reach=worlds(), first=EDITS, more=EDITS, limit=LIMIT)
def test_more_stops_never_gain_fewer_and_never_lose(reach, first, more, limit):
    baseline = build_baseline(reach)
    few = coverage_change(baseline, first, limit_m=limit)
    many = coverage_change(baseline, np.concatenate([first, more]), limit_m=limit)
    assert set(few.gained) <= set(many.gained)
    assert len(few.lost) == len(many.lost) == 0


@pytest.fixture(scope="module", params=METHODS)
def province_reach(request) -> Reach:
    """Return a small synthetic province as frames, some of its people unknown."""
    made = build_province(Sizes(nodes=900, edges=1_260, points=1_500, stops=25, zones=5))
    people = np.where(np.arange(len(made.people)) % 17 == 0, np.nan, made.people)
    origins = gpd.GeoDataFrame(
        {"population": people, "zone_id": [f"Z{zone}" for zone in made.zone]},
        geometry=gpd.points_from_xy(*made.people_xy.T),
        crs=METRES,
    )
    kinds = np.where(np.arange(25) % 9 == 4, "high", "low")
    goals = stops({f"S{n}": tuple(xy) for n, xy in enumerate(made.stops_xy)})
    graph = None if request.param is STRAIGHT else made.graph
    walking = Walking(method=request.param, graph=graph, crs=origins.crs if graph else None)
    return reach_of(origins, goals.assign(capacity_class=kinds), walking)


@given(seed=st.integers(0, 9_999))
def test_so_it_is_in_a_province(province_reach, seed):
    rng = np.random.default_rng(seed)
    low, high = province_reach.origins.total_bounds.reshape(2, 2)
    added = rng.uniform(low, high, (rng.integers(0, 12), 2))
    goals = province_reach.stops
    removed = list(rng.choice(goals.index, rng.integers(0, 8), replace=False))
    baseline = province_reach.kept("baseline", lambda: build_baseline(province_reach))
    limit_m = float(rng.choice([200.0, 500.0, 1_500.0]))
    change = coverage_change(baseline, added, limit_m=limit_m, removed=removed)
    require_equal(province_reach, change, stops_after(goals, added, removed), limit_m=limit_m)


# On paper: homes along a street of 18 km, the only bus stop at 0, the pier at 5,000.
HOMES = {"at": (0, 0), "near": (400, 0), "far": (1_100, 0), "pier": (4_200, 0), "off": (0, 9_000)}
PLACES = {"bus": (0.0, 0.0), "ferry": (5_000.0, 0.0)}
PEOPLE = {"at": 10.0, "near": 200.0, "far": 3_000.0, "pier": 40_000.0}


def on_paper(**options) -> Reach:
    """Return the street; nobody knows how many live off it."""
    settings = {"people": PEOPLE, "high": ["ferry"], **options}
    reach = reach_by_hand(HOMES, PLACES, **settings)
    zones = pd.Series(["Z2", "Z1", "Z1", None, None], index=reach.origins.index, dtype=object)
    return Reach(
        origins=reach.origins.assign(zone_id=zones),
        stops=reach.stops,
        walking=reach.walking,
        nearest=reach.nearest,
    )


def test_a_new_stop_on_paper():
    baseline = build_baseline(on_paper())
    # 600 m before "far", and 300 m behind "near", who has a stop already.
    assert len(coverage_change(baseline, [(1_700, 0)], limit_m=500).gained) == 0
    change = coverage_change(baseline, [(700, 0)], limit_m=500)
    assert (change.gained.tolist(), change.lost.tolist()) == ([2], [])
    assert (change.people_gained, change.unknown_gained) == (3_000, 0)
    assert list(change.by_zone.index) == [OUTSIDE, "Z1", "Z2"]
    assert change.by_zone.index.name == "zone_id"
    assert change.by_zone["people_gained"].tolist() == [0, 3_000, 0]
    assert list(change.by_zone) == [
        "people_gained", "people_lost", "unknown_gained", "unknown_lost"
    ]  # fmt: skip


def test_a_removed_stop_on_paper():
    baseline = build_baseline(on_paper())
    change = coverage_change(baseline, NO_STOPS, limit_m=500, removed=["bus"])
    assert (change.gained.tolist(), change.lost.tolist()) == ([], [0, 1])
    assert (change.people_lost, change.people_gained) == (210, 0)
    assert change.by_zone["people_lost"].tolist() == [0, 200, 10]


def test_the_pier_serves_a_kilometre_and_its_going_is_felt():
    baseline = build_baseline(on_paper())
    assert coverage_change(baseline, [(4_300, 0)], limit_m=500).people_gained == 0
    change = coverage_change(baseline, NO_STOPS, limit_m=500, removed=["ferry"])
    assert change.people_lost == 40_000
    moved = {"removed": ["ferry"], "added_high": [(3_200, 0)]}
    assert coverage_change(baseline, NO_STOPS, limit_m=500, **moved).people_lost == 0
    as_bus = coverage_change(baseline, [(3_200, 0)], limit_m=500, removed=["ferry"])
    assert as_bus.people_lost == 40_000
    # Where the ferry must be as near as a bus it serves nobody, so nobody loses it.
    short = coverage_change(baseline, NO_STOPS, limit_m=500, high_limit_m=500, removed=["ferry"])
    assert len(short.lost) == 0


@pytest.mark.parametrize(("x", "gains"), [(1_600, True), (1_600.005, True), (1_600.1, False)])
def test_a_walk_of_exactly_the_limit_counts(x, gains):
    change = coverage_change(build_baseline(on_paper()), [(x, 0)], limit_m=500)
    assert (2 in change.gained) == gains


def test_unknown_people_are_counted_apart():
    reach = on_paper(people={"at": 10.0}, lines=[[(-9_000, 0), (9_000, 0)], [(0, 0), (0, 9_000)]])
    baseline = build_baseline(reach)
    change = coverage_change(baseline, [(0, 8_900), (1_100, 0)], limit_m=500, removed=["bus"])
    assert (change.gained.tolist(), change.lost.tolist()) == ([2, 4], [0, 1])
    assert (change.people_gained, change.unknown_gained) == (0, 2)
    assert (change.people_lost, change.unknown_lost) == (10, 1)
    assert change.by_zone["unknown_gained"].to_dict() == {OUTSIDE: 1, "Z1": 1, "Z2": 0}


def test_straight_lines_and_estimates_answer_for_themselves():
    aside = {"lines": [((-9_000.0, -800.0), (9_000.0, -800.0))]}
    for method in (ESTIMATED, STRAIGHT):
        baseline = build_baseline(on_paper(method=method, **aside))
        walk_m = 100 * DETOUR_FACTOR
        for limit_m, gained in ((walk_m + 0.1, [2]), (walk_m - 0.1, [])):
            change = coverage_change(baseline, [(1_000, 0)], limit_m=limit_m)
            assert change.gained.tolist() == gained


def test_nothing_changes_nothing():
    baseline = build_baseline(on_paper())
    change = coverage_change(baseline, NO_STOPS, limit_m=500)
    assert len(change.gained) == len(change.lost) == change.people_gained == 0
    assert not change.by_zone.to_numpy().any()


def test_a_province_without_stops_only_gains():
    reach = reach_by_hand(HOMES, {}, people=PEOPLE)
    change = coverage_change(build_baseline(reach), [(0, 0)], limit_m=500)
    assert change.people_gained == 210


def test_without_anybody_nobody_gains():
    reach = reach_by_hand({}, PLACES)
    change = coverage_change(build_baseline(reach), [(0, 0)], limit_m=500, removed=["bus"])
    assert len(change.gained) == len(change.lost) == 0


def test_places_that_are_snapped_already_are_taken_as_they_are():
    baseline = build_baseline(on_paper())
    xy = np.array([[700.0, 0.0]])
    snapped = baseline.walking.places(xy)
    first, second = (coverage_change(baseline, s, limit_m=500) for s in (xy, snapped))
    assert_frame_equal(first.by_zone, second.by_zone)
    assert first.people_gained == second.people_gained == 3_000


def test_another_limit_is_another_question():
    baseline = build_baseline(on_paper())
    gained = [coverage_change(baseline, [(700, 0)], limit_m=m).gained.tolist() for m in (500, 350)]
    assert gained == [[2], [1]]
    assert coverage_change(baseline, [(700, 0)], limit_m=500).gained.tolist() == [2]
    assert baseline.is_served(Limits(500.0, 1_000.0)).tolist() == [True, True, False, True, False]


def test_asking_leaves_the_baseline_as_it_was():
    baseline = build_baseline(on_paper())
    kept = baseline.low.walk_distance_m.copy(), baseline.high.stop.copy()
    coverage_change(baseline, [(700, 0)], limit_m=500, removed=["bus", "ferry"])
    assert baseline.low.walk_distance_m.tolist() == kept[0].tolist()
    assert baseline.high.stop.tolist() == kept[1].tolist()


def test_a_removed_stop_that_is_not_there_is_named():
    with pytest.raises(LayerError, match="The stop 'tram' is to be removed, but"):
        coverage_change(build_baseline(on_paper()), NO_STOPS, removed=["bus", "tram"], limit_m=500)


@pytest.mark.parametrize("limit_m", [-1.0, np.inf, np.nan])
def test_limits_are_lengths(limit_m):
    baseline = build_baseline(on_paper())
    with pytest.raises(ValueError, match="lengths in metres"):
        coverage_change(baseline, NO_STOPS, limit_m=limit_m)
    with pytest.raises(ValueError, match="lengths in metres"):
        coverage_change(baseline, NO_STOPS, limit_m=500, high_limit_m=limit_m)


def test_known_gains_and_losses_are_counted_alike():
    reach = on_paper()
    change = count_change(reach.origins, np.array([2, 4]), np.array([0]))
    assert (change.people_gained, change.unknown_gained, change.people_lost) == (3_000, 1, 10)
    assert change.by_zone["unknown_gained"].to_dict() == {OUTSIDE: 1, "Z1": 0, "Z2": 0}
