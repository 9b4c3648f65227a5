"""The nearest edge of many points, against `shapely.STRtree` on edges of any length and place."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_app.network.edge_grid import CELLS_PER_EDGE, FEW_CELLS, EdgeIndex

LIMIT_M = 500.0
UTM = np.array([430_000.0, 870_000.0])


def index_of(*edges):
    """Index edges given as pairs of places."""
    ends = np.array(edges, dtype=float)
    return EdgeIndex(ends[:, 0], ends[:, 1])


def random_edges(rng, count, *, extent_m=3_000.0, shortest_m=0.1, longest_m=5_000.0):
    """Return starts and ends of edges whose lengths go through all orders of magnitude."""
    start = rng.uniform(0, extent_m, (count, 2))
    length = np.exp(rng.uniform(np.log(shortest_m), np.log(longest_m), count))
    angle = rng.choice([0, np.pi / 2, np.pi, *rng.uniform(0, 7, 5)], count)
    way = np.column_stack([np.cos(angle), np.sin(angle)])
    # Exactly upright and level ones too.
    way[np.abs(way) < 1e-12] = 0
    return start, start + length[:, None] * way


def points_about(rng, start, end, count):
    """Return points on edges, at nodes, beside edges, anywhere, and outside all grids."""
    edge = rng.integers(0, len(start), count)
    on_edge = start[edge] + rng.uniform(0, 1, (count, 1)) * (end - start)[edge]
    beside = on_edge + rng.normal(0, 30, (count, 2))
    low, high = np.minimum(start, end).min(axis=0), np.maximum(start, end).max(axis=0)
    anywhere = rng.uniform(low - 800, high + 800, (count, 2))
    outside = high + rng.uniform(600, 1e6, (count, 2))
    return np.vstack([on_edge, beside, anywhere, outside, start[edge], end[edge]])


def by_tree(start, end, xy, limit_m):
    """Return the distance to the nearest edge, infinite beyond the limit."""
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    points = shapely.points(xy)
    found = np.full(len(xy), np.inf)
    (point, _), distance = shapely.STRtree(lines).query_nearest(
        points, max_distance=limit_m, return_distance=True
    )
    found[point] = distance
    return found, lines, points


def require_equal(start, end, xy, limit_m=LIMIT_M):
    """Compare distance, edge and place along it with the tree's."""
    nearest = EdgeIndex(start, end).nearest(xy, limit_m=limit_m)
    expected, lines, points = by_tree(start, end, xy, limit_m * (1 + 1e-9))
    # Within a hair of the limit rounding decides; elsewhere both must agree.
    clear = ~(np.abs(expected - limit_m) < 1e-6)
    assert (np.isinf(nearest.distance_m) == np.isinf(expected))[clear].all()
    assert ((nearest.edge >= 0) == np.isfinite(nearest.distance_m)).all()
    both = clear & np.isfinite(expected)
    assert np.abs(nearest.distance_m[both] - expected[both]).max(initial=0) < 1e-6
    edge = nearest.edge[both]
    assert (
        np.abs(shapely.distance(points[both], lines[edge]) - expected[both]).max(initial=0) < 1e-6
    )
    foot = start[edge] + nearest.along[both][:, None] * (end - start)[edge]
    assert np.abs(np.hypot(*(foot - xy[both]).T) - expected[both]).max(initial=0) < 1e-6
    return int(both.sum())


@pytest.mark.parametrize("count", [1, 2, 30, 400])
@pytest.mark.parametrize("seed", range(4))
def test_equal_to_the_tree_on_edges_from_ten_centimetres_to_five_kilometres(seed, count):
    rng = np.random.default_rng([seed, count])
    start, end = (UTM + xy for xy in random_edges(rng, count))
    assert require_equal(start, end, points_about(rng, start, end, 200)) > 600


@pytest.mark.parametrize("limit_m", [0.5, 7.0, 100.0, 1_000.0, 20_000.0])
def test_equal_to_the_tree_at_any_limit(limit_m):
    rng = np.random.default_rng(5)
    start, end = random_edges(rng, 60)
    require_equal(start, end, points_about(rng, start, end, 100), limit_m)


@pytest.mark.parametrize("length_m", [0.1, 5_000.0])
def test_equal_to_the_tree_where_all_edges_are_as_short_or_as_long(length_m):
    rng = np.random.default_rng(6)
    start, end = random_edges(rng, 100, shortest_m=length_m, longest_m=length_m)
    require_equal(start, end, points_about(rng, start, end, 100))


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 12), extent=st.floats(1, 1e5))
def test_equal_to_the_tree_whatever_the_edges(seed, count, extent):
    rng = np.random.default_rng(seed)
    start, end = random_edges(rng, count, extent_m=extent)
    require_equal(start, end, points_about(rng, start, end, 10))


@pytest.mark.parametrize("end", [(100.0, 0.0), (0.0, 100.0), (-60.0, 80.0)])
@pytest.mark.parametrize("origin", [(0.0, 0.0), (699_999.0, 2_269_999.0), (-5e6, 9e6)])
def test_one_edge_is_enough(origin, end):
    origin, end = np.array(origin), np.array(end)
    across = np.array([-end[1], end[0]]) / 100
    places = np.array([0.25 * end + 7 * across, end + end / 10, -end, end])
    found = index_of((origin, origin + end)).nearest(origin + places, limit_m=50)
    assert list(found.edge) == [0, 0, -1, 0]
    assert found.along[[0, 1, 3]] == pytest.approx([0.25, 1, 1])
    assert found.distance_m == pytest.approx([7, 10, np.inf, 0], abs=1e-6)


@pytest.mark.parametrize("limit_m", [3.0, 100.0, 500.0, 1_000.0])
@pytest.mark.parametrize(("beyond", "is_found"), [(-1e-9, True), (0, True), (1e-3, False)])
def test_an_edge_at_exactly_the_limit_is_found_and_one_beyond_is_not(limit_m, beyond, is_found):
    places = [(50, limit_m + beyond), (50, -limit_m - beyond), (100 + limit_m + beyond, 0)]
    found = index_of(((0, 0), (100, 0))).nearest(np.array(places, dtype=float), limit_m=limit_m)
    assert list(found.edge >= 0) == [is_found] * 3


def test_no_points_have_no_edge():
    assert len(index_of(((0, 0), (9, 0))).nearest(np.empty((0, 2)), limit_m=10).edge) == 0


def test_places_that_are_no_number_have_no_edge():
    places = np.array([[np.nan, 0.0], [np.inf, 0.0], [5.0, 1.0]])
    assert list(index_of(((0, 0), (9, 0))).nearest(places, limit_m=10).edge) == [-1, -1, 0]


def test_points_in_parts_find_what_they_find_at_once():
    rng = np.random.default_rng(7)
    start, end = random_edges(rng, 50)
    xy = points_about(rng, start, end, 50)
    index = EdgeIndex(start, end)
    whole = index.nearest(xy, limit_m=LIMIT_M)
    parts = [index.nearest(part, limit_m=LIMIT_M) for part in np.array_split(xy, 7)]
    assert (np.concatenate([part.distance_m for part in parts]) == whole.distance_m).all()


def test_many_points_on_one_cell_are_looked_up_in_several_turns():
    # More point-edge pairs than are looked at together.
    rng = np.random.default_rng(8)
    start, end = random_edges(rng, 400, extent_m=20, longest_m=30)
    require_equal(start, end, rng.uniform(0, 20, (4_000, 2)))


def test_short_edges_in_a_wide_country_need_no_more_cells_than_memory_holds():
    # Two hamlets with edges of 5 m, 300 km apart both ways: 5 m cells would be 3.6e9.
    step = np.arange(200) * 5.0
    hamlet = np.column_stack([step, np.zeros(200)])
    start = np.vstack([hamlet, hamlet + 300_000])
    end = start + np.array([5.0, 0.0])
    index = EdgeIndex(start, end)
    found = index.nearest(start + np.array([2.0, 3.0]), limit_m=500)
    assert found.distance_m == pytest.approx(3)
    sizes = list(index._sizes(500.0))
    assert all(
        (300_000 / cell_m) ** 2 <= max(FEW_CELLS, CELLS_PER_EDGE * 400) for cell_m, _ in sizes
    )
    assert sizes[-1][1] == 500
