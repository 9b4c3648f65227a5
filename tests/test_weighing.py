"""How much memory an answer holds on to: fair for what this package keeps."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import eye_array
from scipy.spatial import cKDTree

from geo_app.memo import Memo
from geo_app.weighing import blocks_of, weight_of

COUNT = 20_000


@dataclass(frozen=True, slots=True)
class Held:
    walks: pd.DataFrame
    names: dict[str, np.ndarray]


def a_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"walk_distance_m": np.arange(COUNT, dtype=float), "is_served": np.ones(COUNT, dtype=bool)}
    )


def areas() -> gpd.GeoDataFrame:
    circles = shapely.buffer(shapely.points(np.arange(2_000.0), 0.0), 10.0)
    return gpd.GeoDataFrame({"population": np.arange(2_000.0)}, geometry=circles, crs=32647)


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.zeros(COUNT),
        a_frame,
        lambda: Held(a_frame(), {"x": np.zeros(COUNT)}),
        lambda: eye_array(10 * COUNT, format="csr"),
        lambda: [f"a text of some length, number {number}" for number in range(COUNT)],
        lambda: pd.Series([f"stop {number}" for number in range(COUNT)]),
        lambda: pd.Series([f"stop {number}" for number in range(COUNT)], dtype=object),
        lambda: {f"stop {number}": (number, float(number)) for number in range(COUNT)},
    ],
    ids=["array", "frame", "dataclass", "sparse", "texts", "strings", "objects", "dict"],
)
def test_a_weight_is_near_what_python_allocates(make):
    make()
    tracemalloc.start()
    value = make()
    allocated = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    if isinstance(value, pd.Series) and value.dtype != object:
        # Arrow allocates for itself: the letters, and eight bytes each for where they begin.
        allocated = sum(map(len, value)) + 8 * COUNT
    assert weight_of(value) == pytest.approx(allocated, rel=0.3)


def test_geometries_weigh_what_their_corners_take():
    frame = areas()
    corners = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    assert 16 * corners < weight_of(frame) < 1.3 * (16 * corners + 150 * len(frame))


def test_search_trees_weigh_what_they_search():
    xy = np.random.default_rng(1).random((COUNT, 2))
    assert weight_of(cKDTree(xy)) >= xy.nbytes
    points = shapely.points(xy)
    assert weight_of(shapely.STRtree(points)) > weight_of(points)


def test_a_frame_and_the_frames_made_of_it_share_their_columns():
    frame = areas()
    more = frame.assign(is_served=True)
    both = sum(size for _, size in blocks_of(frame) | blocks_of(more))
    assert both < 1.1 * weight_of(frame)


def test_what_refers_to_itself_has_a_weight():
    loop: list[object] = [np.zeros(COUNT)]
    loop.append(loop)
    assert weight_of(loop) == pytest.approx(8 * COUNT, rel=0.01)


def test_a_memo_within_an_answer_is_not_weighed_with_it():
    memo = Memo()
    memo.get("large", make=lambda: np.zeros(COUNT))
    assert weight_of({"memo": memo, "part": memo.part("a")}) < 1_000


def test_what_was_weighed_before_is_not_looked_into_again():
    inner = [np.zeros(1_000), np.zeros(2_000)]
    known = {id(inner): (inner, frozenset({(1, 24_000)}))}
    assert sum(size for _, size in blocks_of({"a": inner}, known)) == pytest.approx(24_000, abs=500)
    # Somebody else's answer that shares it holds the same blocks, so it counts once.
    assert blocks_of(inner, known) == frozenset({(1, 24_000)})
