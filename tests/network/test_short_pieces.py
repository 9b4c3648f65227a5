"""Places join a piece of the network that leads somewhere, not the bit of path beside them."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from geo_app.network.graph import build_walk_graph
from geo_app.network.nearby import build_nearby
from geo_app.network.pieces import LEADS_FROM_M, leads_somewhere, piece_lengths_m
from tests.network.ways import ESTIMATED, NETWORK, at, on, walk, ways

ROAD = [(0, 0), (2_000, 0)]
PATH = [(500, 20), (500, 40)]
BY_THE_PATH = (505, 30)


def island(metres: float, y: float = 300.0):
    """Return a straight way of its own, north of the road."""
    return [(500, y), (500 + metres, y)]


def test_the_piece_of_each_node_is_numbered_and_measured():
    graph = build_walk_graph(ways([(0, 0), (9, 0)], [(0, 50), (9, 50), (9, 60)]))
    upper = graph.node_xy[:, 1] >= 50
    piece = graph.pieces()
    assert len(set(piece[upper])) == len(set(piece[~upper])) == 1
    lengths = piece_lengths_m(graph)
    assert lengths[piece[upper][0]] == approx(19)
    assert lengths[piece[~upper][0]] == approx(9)


@pytest.mark.parametrize(("metres", "leads"), [(LEADS_FROM_M - 1, 1), (LEADS_FROM_M, 2)])
def test_a_piece_leads_somewhere_from_a_length_on(metres, leads):
    graph = build_walk_graph(ways(ROAD, island(metres)))
    assert leads_somewhere(graph).sum() == leads


def test_the_longest_piece_leads_somewhere_however_short_it_is():
    graph = build_walk_graph(ways([(0, 0), (50, 0)], [(0, 100), (20, 100)]))
    assert leads_somewhere(graph).sum() == 1


@pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
def test_a_bit_of_path_does_not_take_a_place_or_a_stop_from_the_road(method):
    layer = ways(ROAD, PATH)
    assert walk(layer, BY_THE_PATH, (800, 0), method=method) == approx(30 + 295)
    assert walk(layer, (800, 0), BY_THE_PATH, method=method) == approx(30 + 295)


def test_beyond_the_limit_a_short_piece_keeps_its_places():
    layer = ways(ROAD, island(200, y=600))
    assert walk(layer, (500, 610), (700, 600)) == approx(210)
    assert walk(layer, (500, 610), (700, 0)) == np.inf
    walking = on(layer)
    assert walking.leads_on(at(walking, (500, 610), (500, 10))).tolist() == [False, True]


def test_two_places_on_one_short_piece_are_joined_along_it():
    layer = ways(ROAD, island(200))
    assert walk(layer, (500, 310), (700, 300)) == approx(210)
    walking = on(layer)
    places = at(walking, (500, 310)), at(walking, (700, 300), (900, 0))
    assert walking.nearest(*places)["target"].tolist() == [0]
    pairs = walking.within(*places, limit_m=750)
    assert pairs["walk_distance_m"].tolist() == approx([210, 710])
    (way,) = walking.ways(*places)
    assert way.length == approx(210)


@pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
@pytest.mark.parametrize("seed", range(6))
def test_the_search_nearby_agrees_with_measuring_anew(method, seed):
    rng = np.random.default_rng(seed)
    short = [
        [(x, y), (x + dx, y + dy)]
        for x, y, dx, dy in rng.uniform([0, 20, -90, -9], [2_000, 400, 90, 90], (12, 4))
    ]
    walking = on(ways(ROAD, *short), method)
    xy = rng.uniform([0, -50], [2_000, 450], (60, 2))
    origins, targets = at(walking, *xy[:50]), at(walking, *xy[50:])
    assert len(origins.beside) > 5
    is_meant = rng.random(50) < 0.5
    for limit_m in (150.0, 600.0):
        anew = walking.nearest(origins, targets, limit_m=limit_m)["walk_distance_m"].to_numpy()
        index = build_nearby(walking, origins)
        for some, expected in (
            (index, anew),
            (index.of(is_meant, within_m=limit_m), np.where(is_meant, anew, np.inf)),
        ):
            found = np.full(50, np.inf)
            nearby = some.walks_from(targets, limit_m=limit_m)
            found[nearby.point] = nearby.walk_distance_m
            assert found == approx(expected)


def test_places_can_be_taken_by_number_and_by_mask():
    walking = on(ways(ROAD, PATH))
    places = at(walking, (100, 5), BY_THE_PATH, (504, 30))
    for numbers in (np.array([2, 0, 1]), np.array([False, True, True]), np.array([0])):
        taken, again = places.take(numbers), walking.places(places.xy[numbers])
        assert taken.beside.point.tolist() == again.beside.point.tolist()
        assert taken.beside.snapped.access_m.tolist() == again.beside.snapped.access_m.tolist()
