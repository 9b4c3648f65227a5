"""Points near a few targets: what asking for the nearest target of every point says too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from bench.synthetic import Sizes, build_province
from geo_app.network.graph import WalkGraph
from geo_app.network.local_search import build_local_ways, lay_cells, walked_to_nodes
from geo_app.network.nearby import build_nearby
from geo_app.network.walking import DETOUR_FACTOR, Places, Walking, WalkingMethod, build_walking
from tests.network.test_networkx import random_graph
from tests.network.test_properties import METHODS, PLACES, layers
from tests.network.ways import ESTIMATED, NETWORK, STRAIGHT, at, on, ways

NEAR_M = 1e-9
LIMIT = st.one_of(st.floats(0, 3_000), st.sampled_from([0.0, 500.0, np.inf]))
STREET = [(0, 0), (1_000, 0)]


def found_by_all(walking, origins, targets, limit_m) -> np.ndarray:
    """Return the distances that asking for every point's nearest target finds."""
    walks = walking.nearest(origins, targets, limit_m=limit_m)
    return walks["walk_distance_m"].to_numpy()


def spread(nearby, count: int) -> np.ndarray:
    """Return a distance for every point, infinite where none was found."""
    assert len(np.unique(nearby.point)) == len(nearby)
    walk_m = np.full(count, np.inf)
    walk_m[nearby.point] = nearby.walk_distance_m
    assert np.isfinite(walk_m).sum() == len(nearby)
    return walk_m


def require_same(walking, origins, targets, limit_m) -> None:
    """Fail unless the same points are found, at the same distances, by targets so far away."""
    nearby = build_nearby(walking, origins).walks_from(targets, limit_m=limit_m)
    expected = found_by_all(walking, origins, targets, limit_m)
    np.testing.assert_allclose(spread(nearby, len(origins)), expected, rtol=0, atol=NEAR_M)
    for number in np.unique(nearby.target):
        own = nearby.take(nearby.target == number)
        alone = found_by_all(walking, origins, targets.take(np.array([number])), np.inf)
        np.testing.assert_allclose(own.walk_distance_m, alone[own.point], rtol=0, atol=1e-6)


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES, limit=LIMIT)
def test_it_finds_whom_asking_everybody_finds(method, layer, origins, targets, limit):
    walking = build_walking(layer, method=method)
    require_same(walking, at(walking, *origins), at(walking, *targets), limit)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("limit", [150.0, 700.0, np.inf])
def test_so_it_does_on_random_graphs_with_oneway_edges_and_in_pieces(seed, limit):
    rng = np.random.default_rng(seed)
    walking = Walking(method=NETWORK, graph=random_graph(seed))
    origins, targets = (walking.places(rng.uniform(0, 2_000, (n, 2))) for n in (80, 5))
    require_same(walking, origins, targets, limit)


@pytest.mark.parametrize("method", [NETWORK, ESTIMATED, STRAIGHT])
@pytest.mark.parametrize("targets", [1, 35])
def test_so_it_does_in_a_province(method, targets):
    province = build_province(Sizes(nodes=1_500, edges=2_100, points=3_000, stops=targets))
    walking = Walking(method=method, graph=None if method is STRAIGHT else province.graph)
    origins, stops = (walking.places(xy) for xy in (province.people_xy, province.stops_xy))
    for limit in (0.0, 33.3, 500.0, 1_000.0):
        require_same(walking, origins, stops, limit)


def test_only_what_is_near_is_looked_at():
    province = build_province(Sizes(nodes=20_000, edges=28_000, points=10, stops=3))
    walking = Walking(method=NETWORK, graph=province.graph)
    stops = walking.places(province.stops_xy)
    ways = local_ways(province.graph)
    field = ways.search(ways.runs_near(stops.xy, limit_m=500.0), stops.snapped, limit_m=500.0)
    looked_at = np.flatnonzero(field.place)
    assert 0 < len(looked_at) < 1_500
    assert len(field.distance_m) == len(looked_at) + 1
    whole = walking.nearest(walking.places(province.graph.node_xy), stops, limit_m=500.0)
    assert np.isfinite(field.distance_m).sum() == (whole["target"] >= 0).sum()
    assert np.isinf(field.distance_m[0])


@given(seed=st.integers(0, 999), layers=st.lists(st.floats(0, 900), min_size=1, max_size=3))
def test_the_runs_hold_every_cell_near_once(seed, layers):
    rng = np.random.default_rng(seed)
    xy, radius_m = rng.uniform(-500, 2_500, (6, 2)), np.array(layers)
    points = rng.uniform(0, 2_000, (300, 2))
    cells = lay_cells(points, nodes=80)
    begin, end = cells.runs_near(xy, radius_m=radius_m)
    assert (begin < end).all()
    assert (begin[1:] >= end[:-1]).all()
    off_m = np.linalg.norm(points[:, None] - xy, axis=2).min(axis=1)
    for layer, own_m in enumerate(radius_m):
        cell = cells.of(points) + layer * cells.count
        run = np.searchsorted(begin, cell, side="right") - 1
        is_held = (run >= 0) & (cell < np.append(end, 0)[run])
        assert is_held[off_m <= own_m].all()
        # Cells have corners, so some are held that are further; nobody by more than a diagonal.
        assert (off_m[is_held] <= own_m + cells.cell_m * np.sqrt(2)).all()


def test_the_further_one_has_walked_the_less_is_searched():
    province = build_province(Sizes(nodes=5_000, edges=7_000, points=800, stops=4))
    walking = Walking(method=NETWORK, graph=province.graph)
    homes, stops = (walking.places(xy) for xy in (province.people_xy, province.stops_xy))
    walked_m = walked_to_nodes(
        province.graph, homes.snapped.take(homes.snapped.is_connected), limit_m=500.0
    )
    nodes = walking.places(province.graph.node_xy)
    back = walking.nearest(nodes, homes.take(homes.snapped.is_connected), limit_m=500.0)
    # Nothing is one-way there, so it is as far from the homes as to them.
    np.testing.assert_allclose(walked_m, back["walk_distance_m"], rtol=0, atol=1e-6)
    counts = []
    for laid in (local_ways(province.graph), local_ways(province.graph, walked_m=walked_m)):
        runs = laid.runs_near(stops.xy, limit_m=500.0)
        counts.append(np.count_nonzero(laid.search(runs, stops.snapped, limit_m=500.0).place))
    assert counts[1] < 0.7 * counts[0]


def local_ways(graph, **options):
    """Lay cells over a graph's nodes, and the graph out by them."""
    cells = lay_cells(graph.node_xy, nodes=len(graph.node_xy))
    return build_local_ways(graph, cells, **options)


def test_walks_on_paper():
    walking = on(ways(STREET))
    origins = at(walking, (100, 0), (400, 30), (900, 0), (300, 800))
    index = build_nearby(walking, origins)
    nearby = index.walks_from(at(walking, (300, -20), (1_000, 0)), limit_m=220)
    by_point = {int(p): (float(m), int(t)) for p, m, t in zip(*columns(nearby), strict=True)}
    assert by_point == {0: (approx(220), 0), 1: (approx(150), 0), 2: (approx(100), 1)}
    assert len(index.walks_from(at(walking, (300, -20)), limit_m=149.999)) == 0


def columns(nearby):
    return nearby.point.tolist(), nearby.walk_distance_m.tolist(), nearby.target.tolist()


def test_a_long_edge_is_walked_whose_ends_are_both_too_far():
    walking = on(ways([(0, 0), (100_000, 0)]))
    index = build_nearby(walking, at(walking, (50_000, 0), (50_300, 0)))
    nearby = index.walks_from(at(walking, (50_010, 0)), limit_m=100)
    assert columns(nearby) == ([0], [approx(10)], [0])


def test_of_two_targets_on_the_points_own_edge_the_nearer_is_named():
    walking = on(ways(STREET))
    index = build_nearby(walking, at(walking, (500, 0)))
    nearby = index.walks_from(at(walking, (300, 0), (550, 0), (800, 0)), limit_m=400)
    assert columns(nearby) == ([0], [approx(50)], [1])


def test_against_a_oneway_edge_one_goes_round():
    block = [(100, 0), (100, 100), (0, 100), (0, 0)]
    walking = on(ways([(0, 0), (100, 0)], block, oneway=["yes", None]))
    index = build_nearby(walking, at(walking, (20, 0), (70, 0)))
    assert columns(index.walks_from(at(walking, (70, 0)), limit_m=60)) == (
        [0, 1],
        [approx(50), approx(0)],
        [0, 0],
    )
    assert columns(index.walks_from(at(walking, (20, 0)), limit_m=349))[0] == [0]
    nearby = index.walks_from(at(walking, (20, 0)), limit_m=351)
    assert spread(nearby, 2) == approx([0, 350])


def test_at_one_place_of_a_oneway_edge_nobody_goes_round():
    # Both stand at the same metre of an oblique edge, whatever rounding says.
    walking = on(ways([(0, 0), (311, 173)], oneway=["yes"]))
    for share in np.linspace(0.01, 0.99, 57):
        x, y = 311 * share, 173 * share
        places = at(walking, (x - 1.73, y + 3.11), (x + 1.73, y - 3.11))
        nearby = build_nearby(walking, places).walks_from(places.take(np.array([0])), limit_m=9)
        leg_m = np.hypot(1.73, 3.11)
        assert spread(nearby, 2) == approx([2 * leg_m] * 2, abs=0.01)


def test_roads_are_left_for_a_stop_that_is_nearer_than_they_are():
    # Both live 200 m off the road and 30 m apart.
    walking = on(ways(STREET), ESTIMATED)
    index = build_nearby(walking, at(walking, (500, 200), (500, 5_000)))
    nearby = index.walks_from(at(walking, (530, 200)), limit_m=500)
    assert columns(nearby) == ([0], [approx(30 * DETOUR_FACTOR)], [0])
    assert len(index.walks_from(at(walking, (530, 200)), limit_m=38.9)) == 0


def test_where_nobody_knows_the_roads_straight_lines_count_at_exactly_the_limit():
    walking = on(None, STRAIGHT)
    index = build_nearby(walking, at(walking, (0, 0), (100, 0), (101, 0)))
    nearby = index.walks_from(at(walking, (0, 0)), limit_m=100 * DETOUR_FACTOR)
    assert sorted(nearby.point) == [0, 1]


@METHODS
def test_no_targets_no_points_and_unconnected_ones_are_nobody(method):
    walking = on(ways(STREET), method)
    some, none, far = at(walking, (5, 5)), at(walking), at(walking, (0, 90_000))
    assert len(build_nearby(walking, some).walks_from(none, limit_m=500)) == 0
    assert len(build_nearby(walking, none).walks_from(some, limit_m=500)) == 0
    assert len(build_nearby(walking, some).walks_from(far, limit_m=500)) == 0
    assert len(build_nearby(walking, far).walks_from(some, limit_m=500)) == 0


@METHODS
@given(layer=layers(), origins=PLACES, targets=PLACES, limit=LIMIT, bits=st.integers(0, 127))
def test_an_index_of_some_points_finds_those_under_their_own_numbers(
    method, layer, origins, targets, limit, bits
):
    walking = build_walking(layer, method=method)
    is_meant = np.array([bits >> n & 1 for n in range(len(origins))], dtype=bool)
    index, goals = build_nearby(walking, at(walking, *origins)), at(walking, *targets)
    every = spread(index.walks_from(goals, limit_m=limit), len(origins))
    some = spread(index.of(is_meant, within_m=limit).walks_from(goals, limit_m=limit), len(origins))
    assert some.tolist() == np.where(is_meant, every, np.inf).tolist()
    again = (
        index.of(is_meant, within_m=limit)
        .of(~is_meant, within_m=limit)
        .walks_from(goals, limit_m=limit)
    )
    assert len(again) == 0


@pytest.mark.parametrize("seed", range(12))
def test_so_it_does_where_edges_are_oneway(seed):
    rng = np.random.default_rng(seed)
    walking = Walking(method=NETWORK, graph=random_graph(seed, oneway=0.6))
    origins, targets = (walking.places(rng.uniform(0, 2_000, (n, 2))) for n in (90, 6))
    index, is_meant = build_nearby(walking, origins), rng.random(90) < 0.2
    every = spread(index.walks_from(targets, limit_m=3_000.0), 90)
    some = index.of(is_meant, within_m=3_000.0).walks_from(targets, limit_m=3_000.0)
    assert spread(some, 90).tolist() == np.where(is_meant, every, np.inf).tolist()
    assert np.isfinite(every[is_meant]).any()


def test_a_straight_street_is_searched_to_its_last_metre():
    # A corner every 5 m, so that cells are small and every walk is as long as it looks.
    corners = np.column_stack([np.arange(0.0, 2_001.0, 5.0), np.zeros(401)])
    graph = WalkGraph(
        node_xy=corners,
        edge_nodes=np.column_stack([np.arange(400), np.arange(1, 401)]).astype(np.int32),
        edge_length_m=np.full(400, 5.0),
        is_oneway=np.zeros(400, dtype=bool),
    )
    walking = Walking(method=NETWORK, graph=graph)
    origins, stop = walking.places(corners), walking.places(np.array([[1_000.0, 0.0]]))
    index = build_nearby(walking, origins)
    far = np.isin(corners[:, 0], [500.0, 1_500.0])
    for own in (
        index,
        index.of(np.ones(401, dtype=bool), within_m=500),
        index.of(far, within_m=500),
    ):
        point = own.walks_from(stop, limit_m=500.0).point
        assert {500.0, 1_500.0} <= set(corners[point, 0])
    assert len(index.walks_from(stop, limit_m=500.0)) == 201


@METHODS
def test_no_walk_leads_further_than_it_says(method):
    walking = on(ways(STREET), method)
    index = build_nearby(walking, at(walking, (0, 0)))
    factor = DETOUR_FACTOR if method is WalkingMethod.STRAIGHT_LINE else 1
    assert index.straight_m(650) == approx(650 / factor)


def test_edges_shorter_than_the_straight_line_lose_nobody():
    # A graph from elsewhere: 1,000 m of street that are 100 m on foot.
    graph = WalkGraph(
        node_xy=np.array([[0.0, 0.0], [1_000.0, 0.0], [2_000.0, 0.0]]),
        edge_nodes=np.array([[0, 1], [1, 2]], dtype=np.int32),
        edge_length_m=np.array([100.0, 100.0]),
        is_oneway=np.zeros(2, dtype=bool),
    )
    walking = Walking(method=NETWORK, graph=graph)
    origins, targets = walking.places(np.array([[0.0, 0.0]])), walking.places(graph.node_xy[2:])
    require_same(walking, origins, targets, 250.0)
    index = build_nearby(walking, origins)
    assert len(index.walks_from(targets, limit_m=200.0)) == 1
    assert index.straight_m(200) == approx(2_000)


def test_an_index_for_short_walks_refuses_longer_ones():
    walking = on(ways(STREET))
    index = build_nearby(walking, at(walking, (0, 0))).of(np.array([True]), within_m=500)
    assert len(index.walks_from(at(walking, (500, 0)), limit_m=500)) == 1
    for own in (index, index.of(np.array([True]), within_m=900)):
        with pytest.raises(ValueError, match=r"walks up to 500 m, not 501"):
            own.walks_from(at(walking, (500, 0)), limit_m=501)


def test_targets_that_nobody_put_on_the_network_are_refused():
    walking = on(ways(STREET))
    index = build_nearby(walking, at(walking, (0, 0)))
    with pytest.raises(ValueError, match=r"ask Walking\.places"):
        index.walks_from(Places(xy=np.zeros((1, 2)), snapped=None), limit_m=500)


def test_asking_changes_nothing_that_is_kept():
    walking = on(ways(STREET))
    origins = at(walking, (100, 10), (400, 0))
    index, goals = build_nearby(walking, origins), at(walking, (300, 0))
    first = columns(index.walks_from(goals, limit_m=300))
    index.of(np.array([False, True]), within_m=300).walks_from(goals, limit_m=300)
    index.walks_from(replace(goals, xy=goals.xy + 0.0), limit_m=30)
    assert columns(index.walks_from(goals, limit_m=300)) == first
