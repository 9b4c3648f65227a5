import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.spatial import cKDTree

from bench.synthetic_country import ORIGIN, SIZE_M, build_country, write_points


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.parquet"
    write_points(path, build_country(), 30_000)
    return pq.read_table(path).to_pandas()


def test_so_many_points_are_written_province_after_province(points):
    assert len(points) == 30_000
    provinces = points["zone_id"].astype(str).str[:2].astype(int)
    assert provinces.is_monotonic_increasing
    assert provinces.nunique() > 50


def test_points_lie_in_the_country_and_a_few_have_no_population(points):
    xy = points[["x", "y"]].to_numpy()
    assert ((xy >= ORIGIN) & (xy <= ORIGIN + SIZE_M)).all()
    assert 0 < points["population"].isna().mean() < 0.01


def test_the_same_seed_writes_the_same_points(points, tmp_path):
    write_points(tmp_path / "again.parquet", build_country(), 30_000)
    assert pq.read_table(tmp_path / "again.parquet").to_pandas().equals(points)


def test_stops_stand_where_people_are(points):
    country = build_country()
    stops_xy = country.stops(2_000)
    assert stops_xy.shape == (2_000, 2)
    anywhere = ORIGIN + np.random.default_rng(1).random((2_000, 2)) * SIZE_M
    tree = cKDTree(points[["x", "y"]].to_numpy())
    near, far = (np.median(tree.query(places)[0]) for places in (stops_xy, anywhere))
    assert near < far / 2
