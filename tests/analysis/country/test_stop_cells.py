import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geo_app.analysis.country import stop_cells
from geo_app.analysis.country.stop_cells import StopCells

# Whole metres on a small field: a distance of exactly the limit (3-4-5) is common.
PLACES = st.lists(
    st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=1, max_size=40
).map(lambda rows: np.array(rows, dtype=np.float64))


def near_by_tree(stops_xy, points_xy, limit_m):
    return cKDTree(stops_xy).query(points_xy)[0] <= limit_m


@given(
    stops_xy=PLACES,
    points_xy=PLACES,
    limit_m=st.sampled_from([0.0005, 1.0, 5.0, 13.0, 25.0, 25.5, 100.0]),
    points=st.sampled_from([1, 100_000]),
)
def test_cells_say_what_distances_say(stops_xy, points_xy, limit_m, points):
    cells = StopCells(stops_xy, limit_m=limit_m, points=points)
    near = cells.is_near(*points_xy.T.copy())
    assert near.tolist() == near_by_tree(stops_xy, points_xy, limit_m).tolist()


@pytest.mark.parametrize("cells_per_limit", [1, 2, 8, 20])
def test_the_size_of_the_cells_changes_nothing(monkeypatch, cells_per_limit):
    monkeypatch.setattr(stop_cells, "CELLS_PER_LIMIT", cells_per_limit)
    rng = np.random.default_rng(4)
    stops_xy, points_xy = (
        rng.random((300, 2)) * 20_000 + 4e5,
        rng.random((20_000, 2)) * 22_000 + 4e5,
    )
    near = StopCells(stops_xy, limit_m=500, points=20_000).is_near(*points_xy.T.copy())
    assert near.tolist() == near_by_tree(stops_xy, points_xy, 500).tolist()
    assert 0 < near.sum() < len(near)


def test_most_points_need_no_distance(monkeypatch):
    stops_xy = np.random.default_rng(5).random((50, 2)) * 10_000
    points_xy = np.random.default_rng(6).random((100_000, 2)) * 10_000
    cells = StopCells(stops_xy, limit_m=500, points=100_000)
    asked = []
    tree = cells._tree

    class Counting:
        def query(self, places, **options):
            asked.append(len(places))
            return tree.query(places, **options)

    monkeypatch.setattr(cells, "_tree", Counting())
    near = cells.is_near(*points_xy.T.copy())
    assert near.tolist() == near_by_tree(stops_xy, points_xy, 500).tolist()
    assert sum(asked) < 0.15 * len(points_xy)


def test_a_point_without_a_place_is_near_nothing():
    cells = StopCells(np.array([[0.0, 0.0]]), limit_m=500, points=10)
    x = np.array([0.0, np.nan, 0.0, np.inf, -np.inf, 1e300, 0.0])
    y = np.array([0.0, 0.0, np.nan, 0.0, 0.0, -1e300, 499.0])
    assert cells.is_near(x, y).tolist() == [True, False, False, False, False, False, True]


def test_one_stray_stop_does_not_fill_the_memory():
    stops_xy = np.array([[0.0, 0.0], [9e7, 9e7], [-9e7, 5.0]])
    cells = StopCells(stops_xy, limit_m=0.01, points=1_000)
    assert cells._states.nbytes < 1_000_000
    x, y = np.array([0.0, 0.02, 9e7]), np.array([0.0, 0.0, 9e7])
    assert cells.is_near(x, y).tolist() == [True, False, True]


def test_points_are_left_as_they_are():
    x, y = np.array([1.0, np.nan]), np.array([2.0, 3.0])
    StopCells(np.array([[0.0, 0.0]]), limit_m=5, points=2).is_near(x, y)
    assert x[0] == 1.0
    assert y.tolist() == [2.0, 3.0]
