"""The nearest facility of each type, on foot."""

from __future__ import annotations

import pytest
from geopandas.testing import assert_geodataframe_equal
from pytest import approx

from geo_app.analysis.walks.facilities import facilities_near, nearest_facilities
from geo_app.errors import CrsError
from geo_app.network.walking import WalkingMethod, build_walking, walking_of
from tests.fixtures.places import communities, points, roads

BANKS = ([(-2_000, 0), (2_000, 0)], [(-2_000, 200), (2_000, 200)], [(300, 0), (300, 200)])
FACILITIES = points(
    {"ACROSS": (0, 200), "SAME": (-700, 0), "CLINIC": (300, 0)}, name="facility_id"
).assign(facility_type=["school", "school", "clinic"])


def nearest(homes, facilities=FACILITIES, method=WalkingMethod.NETWORK):
    """Return the table for homes on the river."""
    walking = build_walking(roads(*BANKS), method=method)
    return nearest_facilities(communities(homes), facilities, walking)


def test_one_row_an_origin_and_type_the_nearest_on_foot():
    found = nearest({"A": (0, 0), "B": (1_000, 200)})
    # From A over the bridge: 300 + 200 + 300 = 800 m, along the bank 700.
    assert found.to_dict("list") == {
        "community_id": ["A", "A", "B", "B"],
        "facility_type": ["clinic", "school", "clinic", "school"],
        "facility_id": ["CLINIC", "SAME", "CLINIC", "ACROSS"],
        "walk_distance_m": [approx(300), approx(700), approx(900), approx(1_000)],
        "straight_distance_m": [approx(300), approx(200), approx(728.01, abs=0.01), approx(1_000)],
    }


def test_where_no_way_is_known_the_nearest_in_a_straight_line_is_named():
    found = nearest({"LOST": (0, 5_000)})
    assert found["walk_distance_m"].isna().all()
    assert found["facility_id"].tolist() == ["CLINIC", "ACROSS"]
    assert found["straight_distance_m"].tolist() == [approx(5_008.99, abs=0.01), 4_800]


@pytest.mark.parametrize("homes", [{}, {"A": (0, 0)}])
def test_without_facilities_or_origins_there_is_no_row(homes):
    facilities = FACILITIES if not homes else FACILITIES.iloc[:0]
    found = nearest(homes, facilities)
    assert found.empty
    assert list(found) == [
        "community_id", "facility_type", "facility_id", "walk_distance_m", "straight_distance_m",
    ]  # fmt: skip


@pytest.mark.parametrize("method", list(WalkingMethod))
def test_the_order_of_facilities_never_matters(method):
    homes = {"A": (0, 0), "B": (900, 150)}
    found, turned = nearest(homes, method=method), nearest(homes, FACILITIES[::-1], method=method)
    assert found.equals(turned)


def test_other_coordinates_are_refused():
    walking = build_walking(roads(*BANKS), method=WalkingMethod.NETWORK)
    with pytest.raises(CrsError):
        nearest_facilities(communities({"A": (0, 0)}), FACILITIES.to_crs(4326), walking)


def test_nothing_is_changed():
    before = FACILITIES.copy()
    nearest({"A": (0, 0)})
    assert_geodataframe_equal(FACILITIES, before)


def test_a_province_names_the_facilities_near_each_community(world):
    near = facilities_near(world, walking_of(world))
    assert near.index.name == "community_id"
    assert set(near.index) == set(world.communities.index)
    assert {"facility_type", "walk_distance_m", "name_th", "status"} <= set(near.columns)
