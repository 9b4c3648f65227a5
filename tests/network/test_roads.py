"""Drawn lines laid along roads, solved on paper first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra
from shapely import LineString

from geo_app.network.graph import build_walk_graph
from geo_app.network.roads import (
    FREE_DETOUR_M,
    FURTHEST_M,
    LONGEST_DETOUR,
    RoadFollower,
)

CRS = "EPSG:32647"


def roads(*lines, **columns):
    """Return the graph of some lines."""
    return build_walk_graph(
        gpd.GeoDataFrame(columns, geometry=[LineString(line) for line in lines], crs=CRS)
    )


def follow_roads(graph, line, **options):
    """Lay one line along roads."""
    return RoadFollower(graph).follow(line, **options)


def corners(followed):
    """Return the path as a list of places, to the millimetre."""
    return [tuple(place) for place in followed.path_xy.round(3).tolist()]


def length_m(xy):
    """Measure a line."""
    return float(np.hypot(*np.diff(np.asarray(xy, dtype=float), axis=0).T).sum())


# A bend: 400 m east, then 300 m north.
BEND = roads([(0, 0), (400, 0), (400, 300)])
# A road of 1 km with a side street of 300 m in its middle, which ends there.
SIDE_STREET = roads([(0, 0), (1000, 0)], [(500, 0), (500, 300)])


def test_a_line_beside_a_road_takes_the_roads_bend():
    followed = follow_roads(BEND, [(0, 12), (390, 290)])
    assert corners(followed) == [(0, 0), (400, 0), (400, 290)]
    assert followed.is_on_road.tolist() == [True]
    assert followed.off_road_m == 0


def test_a_line_that_follows_a_road_comes_back_as_it_is():
    line = [(0, 0), (400, 0), (400, 300)]
    assert corners(follow_roads(BEND, line)) == line


def test_the_way_back_is_the_way_there_reversed():
    line = [(0, 12), (200, -20), (390, 290)]
    there, back = follow_roads(BEND, line), follow_roads(BEND, line[::-1])
    assert corners(there) == corners(back)[::-1]


def test_each_drawn_vertex_is_found_in_the_path():
    followed = follow_roads(BEND, [(0, 12), (200, -20), (390, 290)])
    places = followed.path_xy[followed.vertex_at].round(3).tolist()
    assert places == [[0, 0], [200, 0], [400, 290]]


@pytest.mark.parametrize(
    ("y", "is_moved"), [(59.9, True), (60.1, True), (FURTHEST_M, True), (FURTHEST_M + 0.1, False)]
)
def test_a_vertex_within_the_limit_is_moved_to_the_road(y, is_moved):
    followed = follow_roads(BEND, [(100, -y), (300, 0)])
    assert corners(followed)[0] == ((100, 0) if is_moved else (100, -y))
    assert followed.is_on_road.tolist() == [is_moved]
    assert followed.moved_m.tolist() == [y if is_moved else 0, 0]


def test_legs_to_places_without_a_road_are_straight():
    out_at_sea = [(0, 0), (200, 5), (200, -600), (350, -5)]
    followed = follow_roads(BEND, out_at_sea)
    assert corners(followed) == [(0, 0), (200, 0), (200, -600), (350, 0)]
    assert followed.is_on_road.tolist() == [True, False, False]
    assert followed.off_road_m == pytest.approx(600 + np.hypot(150, 600))


def test_clicks_on_the_map_of_a_province_find_the_road():
    # At 27 m a pixel, ten to fourteen pixels off the road: no click was followed before.
    clicks = [(20, 270), (150, -380), (310, 140), (520, 290)]
    followed = follow_roads(BEND, clicks)
    assert followed.is_on_road.all()
    assert shapely.LineString(followed.path_xy).hausdorff_distance(
        LineString([(20, 0), (400, 0), (400, 290)])
    ) == pytest.approx(0, abs=0.01)


def test_far_from_roads_the_nearest_counts_and_those_hardly_further():
    # The vertex lies 140 m from the northern road and 160 m from the southern, where the line is.
    apart = roads([(0, 0), (1000, 0)], [(0, 300), (1000, 300)], [(0, 0), (0, 300)])
    line = [(200, 4), (400, 160), (600, 4)]
    assert corners(follow_roads(apart, line)) == [(200, 0), (400, 0), (600, 0)]


def test_a_line_far_from_roads_does_not_shrink_to_a_point():
    # Both vertices are nearest to the road's end.
    followed = follow_roads(BEND, [(400, 400), (430, 420)])
    assert corners(followed) == [(400, 400), (430, 420)]
    assert followed.is_on_road.tolist() == [False]


@pytest.mark.parametrize(("depth", "is_followed"), [(174.9, True), (175.1, False)])
def test_a_far_way_round_is_not_followed(depth, is_followed):
    # A dead straight 100 m across a river; 100 + 2 x depth by road, allowed 2.5 x 100 + 200.
    u_turn = roads([(0, 0), (0, depth), (100, depth), (100, 0)])
    followed = follow_roads(u_turn, [(0, 0), (100, 0)])
    round_trip = [(0, 0), (0, depth), (100, depth), (100, 0)]
    assert corners(followed) == (round_trip if is_followed else [(0, 0), (100, 0)])
    assert followed.is_on_road.tolist() == [is_followed]
    assert followed.off_road_m == (0 if is_followed else 100)


def test_roads_that_do_not_meet_are_joined_by_a_straight_leg():
    apart = roads([(0, 0), (100, 0)], [(200, 0), (300, 0)])
    followed = follow_roads(apart, [(0, 3), (90, 3), (210, 3), (300, 3)])
    assert corners(followed) == [(0, 0), (90, 0), (210, 0), (300, 0)]
    assert followed.is_on_road.tolist() == [True, False, True]
    assert followed.off_road_m == 120


def test_a_line_runs_against_a_oneway_road():
    bends = [(0, 0), (200, 0), (200, 200), (400, 200), (400, 400)]
    oneway = roads(bends, oneway_foot=["yes"])
    assert oneway.is_oneway.all()
    assert corners(follow_roads(oneway, [bends[0], bends[-1]])) == bends
    assert corners(follow_roads(oneway, [bends[-1], bends[0]])) == bends[::-1]


@pytest.mark.parametrize("depth", [5, 20, 40, 59])
def test_a_vertex_a_little_into_a_side_street_does_not_send_the_line_in_and_out(depth):
    followed = follow_roads(SIDE_STREET, [(0, 4), (500, depth), (1000, -4)])
    assert corners(followed) == [(0, 0), (500, 0), (1000, 0)]


def test_a_vertex_deep_in_a_side_street_is_visited():
    followed = follow_roads(SIDE_STREET, [(0, 4), (500, 150), (1000, -4)])
    assert corners(followed) == [(0, 0), (500, 0), (500, 150), (500, 0), (1000, 0)]


def test_a_line_that_ends_in_a_side_street_ends_there():
    assert corners(follow_roads(SIDE_STREET, [(0, 4), (505, 40)]))[-1] == (500, 40)


def test_a_line_that_ends_near_a_junction_ends_beside_its_last_vertex():
    assert corners(follow_roads(SIDE_STREET, [(1000, 0), (455, 35)]))[-1] == (455, 0)


# Two carriageways 20 m apart, which meet at their western end.
CARRIAGEWAYS = roads([(0, 0), (1000, 0)], [(0, 20), (1000, 20)], [(0, 0), (0, 20)])
SOUTH, NORTH = -3, 24
"""Where a vertex is drawn for either of them."""


@pytest.mark.parametrize(
    ("drawn", "kept"),
    [
        ([SOUTH, NORTH, SOUTH, NORTH, SOUTH], 0),
        ([NORTH, SOUTH, NORTH, SOUTH, NORTH], 20),
        ([SOUTH, SOUTH, NORTH], 0),
        ([NORTH, SOUTH, SOUTH], 0),
        ([NORTH, NORTH, SOUTH], 20),
    ],
)
def test_a_line_keeps_to_the_carriageway_that_most_vertices_are_at(drawn, kept):
    line = [(100 + 200 * number, y) for number, y in enumerate(drawn)]
    followed = follow_roads(CARRIAGEWAYS, line)
    assert length_m(followed.path_xy) == 200 * (len(drawn) - 1)
    assert set(followed.path_xy[:, 1]) == {kept}


def test_a_kept_leg_is_found_anew_where_the_line_comes_from_elsewhere():
    follower = RoadFollower(CARRIAGEWAYS)
    leg = [(500, SOUTH), (700, NORTH)]
    for before, kept in ((NORTH, 20), (SOUTH, 0), (NORTH, 20)):
        followed = follower.follow([(100, before), (300, before), *leg])
        assert set(followed.path_xy[:, 1]) == {kept}


def test_two_vertices_on_one_edge_are_joined_along_it():
    followed = follow_roads(BEND, [(300, 5), (100, 5)])
    assert corners(followed) == [(300, 0), (100, 0)]


def test_vertices_at_one_place_make_one_corner():
    followed = follow_roads(BEND, [(100, 5), (100, 5), (300, 5), (300, 5)])
    assert corners(followed) == [(100, 0), (300, 0)]
    assert followed.vertex_at.tolist() == [0, 0, 1, 1]
    assert followed.is_on_road.tolist() == [True, True, True]


def test_off_road_vertices_at_one_place_make_one_corner():
    followed = follow_roads(BEND, [(100, 500), (100, 500), (50, 500)])
    assert corners(followed) == [(100, 500), (50, 500)]
    assert followed.vertex_at.tolist() == [0, 0, 1]


@pytest.mark.parametrize(("line", "path"), [([], []), ([(100, 5)], [(100, 0)])])
def test_less_than_a_line_has_no_legs(line, path):
    followed = follow_roads(BEND, np.array(line, dtype=float))
    assert corners(followed) == path
    assert len(followed.is_on_road) == 0
    assert followed.off_road_m == 0


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_place_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="not finite"):
        follow_roads(BEND, [(0, 0), (wrong, 0)])


def test_the_drawn_line_is_left_alone():
    line = np.array([(0.0, 12.0), (390.0, 290.0)])
    before = line.copy()
    follow_roads(BEND, line)
    assert (line == before).all()


# ---- towns of streets every 100 m, some of them missing ----

SIDE = 6
STREETS = [
    *(((x, y), (x + 1, y)) for x in range(SIDE - 1) for y in range(SIDE)),
    *(((x, y), (x, y + 1)) for x in range(SIDE) for y in range(SIDE - 1)),
]
towns = st.lists(st.sampled_from(STREETS), min_size=20, max_size=len(STREETS), unique=True).map(
    lambda streets: roads(*(np.array(street) * 100 for street in streets))
)
drawn_lines = st.lists(st.tuples(st.floats(-100, 600), st.floats(-100, 600)), max_size=6)


def ways(town):
    """Return the length of the shortest way between any two nodes."""
    return dijkstra(town.ways(), directed=True)


@given(towns, drawn_lines)
def test_legs_on_roads_lie_on_roads(town, line):
    followed = follow_roads(town, np.array(line).reshape(-1, 2))
    every_road = shapely.union_all(shapely.linestrings(town.node_xy[town.edge_nodes]))
    for leg, (first, last) in enumerate(pairwise(followed.vertex_at)):
        path = followed.path_xy[first : last + 1]
        if followed.is_on_road[leg] and len(path) > 1:
            away = LineString(path).difference(every_road.buffer(0.01))
            assert away.length == pytest.approx(0, abs=0.001)


@given(towns, drawn_lines)
def test_vertices_stay_within_the_limit_in_their_order(town, line):
    followed = follow_roads(town, np.array(line).reshape(-1, 2))
    assert (np.diff(followed.vertex_at) >= 0).all()
    moved = followed.path_xy[followed.vertex_at] - np.array(line).reshape(-1, 2)
    assert (np.hypot(*moved.T) <= FURTHEST_M + 0.001).all()
    assert followed.moved_m == pytest.approx(np.hypot(*moved.T))


@given(towns, drawn_lines)
def test_no_corner_is_doubled_and_the_lengths_add_up(town, line):
    followed = follow_roads(town, np.array(line).reshape(-1, 2))
    steps = np.hypot(*np.diff(followed.path_xy, axis=0).T)
    assert (steps > 0.0009).all()
    straight = [
        length_m(followed.path_xy[[first, last]])
        for is_on_road, (first, last) in zip(
            followed.is_on_road, pairwise(followed.vertex_at), strict=True
        )
        if not is_on_road
    ]
    assert followed.off_road_m == pytest.approx(sum(straight), abs=0.01)


@given(towns, st.data())
def test_between_two_junctions_the_way_is_the_shortest(town, data):
    numbers = st.integers(0, len(town.node_xy) - 1)
    start, end = data.draw(numbers), data.draw(numbers)
    line = town.node_xy[[start, end]]
    shortest, straight = ways(town)[start, end], length_m(line)
    followed = follow_roads(town, line, snap_limit_m=1)
    is_meant = shortest <= LONGEST_DETOUR * straight + FREE_DETOUR_M
    assert followed.is_on_road.tolist() == [is_meant]
    assert length_m(followed.path_xy) == pytest.approx(shortest if is_meant else straight)


@given(towns, drawn_lines)
def test_a_path_followed_again_stays_as_it_is(town, line):
    path = follow_roads(town, np.array(line).reshape(-1, 2)).path_xy
    again = follow_roads(town, path, snap_limit_m=0.01).path_xy
    assert length_m(again) == pytest.approx(length_m(path), abs=0.1)


@given(towns, drawn_lines, st.tuples(st.floats(0, 500), st.floats(0, 500)))
def test_legs_that_were_kept_answer_like_new_ones(town, line, moved_to):
    kept = RoadFollower(town)
    kept.follow(np.array(line).reshape(-1, 2))
    changed = np.array([*line[: len(line) // 2], moved_to, *line[len(line) // 2 :]])
    assert corners(kept.follow(changed)) == corners(RoadFollower(town).follow(changed))
    assert corners(kept.follow(changed, snap_limit_m=20)) == corners(
        follow_roads(town, changed, snap_limit_m=20)
    )


def test_legs_are_not_kept_without_end(monkeypatch):
    monkeypatch.setattr("geo_app.network.roads.KEPT_LEGS", 3)
    follower = RoadFollower(BEND)
    for x in range(0, 100, 10):
        follower.follow([(x, 0), (400, 200)])
        assert 0 < len(follower._legs) <= 3
    assert corners(follower.follow([(0, 0), (400, 200)])) == [(0, 0), (400, 0), (400, 200)]


def test_threads_that_share_a_follower_find_what_one_alone_finds(monkeypatch):
    # With room for two legs, every thread drops what another one is about to use.
    monkeypatch.setattr("geo_app.network.roads.KEPT_LEGS", 2)
    lines = [[(x, 0), (400, 200)] for x in range(0, 100, 10)] * 20
    alone = [corners(follow_roads(BEND, line)) for line in lines]
    follower = RoadFollower(BEND)
    with ThreadPoolExecutor(8) as threads:
        together = [corners(followed) for followed in threads.map(follower.follow, lines)]
    assert together == alone
    assert len(follower._legs) <= 2
