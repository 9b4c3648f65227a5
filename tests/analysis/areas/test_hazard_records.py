"""What is on record near a community, counted on paper."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Point

from geo_app.analysis.areas.hazard_records import RECORD_NEAR_M, records_near

CRS = "EPSG:32647"


@pytest.fixture
def communities():
    ids = ["near", "far", "unplaced"]
    places = [Point(0, 0), Point(50_000, 0), None]
    return gpd.GeoDataFrame(geometry=places, index=ids, crs=CRS).rename_axis("community_id")


def records_at(*xs, **columns):
    ids = [f"r{number}" for number in range(len(xs))]
    return gpd.GeoDataFrame(
        {"hazard_type": "tsunami", **columns},
        geometry=[Point(x, 0) for x in xs],
        index=ids,
        crs=CRS,
    ).rename_axis("record_id")


def test_the_nearest_comes_first_and_the_limit_counts(communities):
    records = records_at(1_500, 300, RECORD_NEAR_M, RECORD_NEAR_M + 1)
    near = records_near(communities, records)
    assert near.index.tolist() == ["near"] * 3
    assert near["record_id"].tolist() == ["r1", "r0", "r2"]
    assert near["straight_distance_m"].tolist() == [300, 1_500, RECORD_NEAR_M]
    assert set(near["hazard_type"]) == {"tsunami"}


def test_what_the_layer_knows_comes_along(communities):
    near = records_near(communities, records_at(300, height_m=4.5, name_th="หาด"))
    assert near.loc["near", ["height_m", "name_th"]].tolist() == [4.5, "หาด"]
    assert "name_en" not in near


def test_no_record_is_no_row(communities):
    assert records_near(communities, records_at()).empty
    assert records_near(communities, records_at(10_000)).empty
