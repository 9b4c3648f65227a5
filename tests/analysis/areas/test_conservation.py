"""How far the mangroves are, and how large."""

from __future__ import annotations

import math

import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from geo_app.analysis.areas.conservation import area_m2, mangrove_distances
from geo_app.errors import CrsError
from geo_app.units import to_rai
from tests.fixtures.places import areas, communities


def mangroves(shapes, **options):
    """Return mangroves indexed by `mangrove_id`."""
    return areas(shapes, name="mangrove_id", **options)


GROVE = {"M": box(0, 0, 40, 40)}


@pytest.mark.parametrize(
    ("place", "metres"),
    [((20, 20), 0), ((40, 20), 0), ((50, 20), 10), ((43, 44), 5), ((20, -7), 7)],
)
def test_the_distance_is_to_the_edge_and_nothing_inside(place, metres):
    found = mangrove_distances(communities({"C": place}), mangroves(GROVE))
    assert list(found["mangrove_distance_m"]) == [metres]


def test_the_nearest_mangrove_is_named():
    layer = mangroves({**GROVE, "N": box(100, 0, 140, 40)})
    found = mangrove_distances(communities({"C": (60, 0), "D": (90, 0)}), layer)
    assert list(found["mangrove_id"]) == ["M", "N"]
    assert list(found["mangrove_distance_m"]) == [20, 10]


def test_of_two_as_near_the_first_in_the_layer_is_named():
    layer = mangroves({"Z": box(0, 0, 40, 40), "A": box(60, 0, 100, 40)})
    found = mangrove_distances(communities({"C": (50, 20), "D": (50, 5)}), layer)
    assert list(found["mangrove_id"]) == ["Z", "Z"]


def test_a_community_has_one_row_though_two_mangroves_hold_it():
    layer = mangroves({**GROVE, "N": box(0, 0, 40, 40)})
    found = mangrove_distances(communities({"C": (20, 20), "D": (500, 0)}), layer)
    assert list(found.index) == ["C", "D"]


def test_without_mangroves_the_distance_is_unknown():
    found = mangrove_distances(communities({"C": (0, 0)}), mangroves({}))
    assert found["mangrove_id"].tolist() == [None]
    assert math.isnan(found["mangrove_distance_m"].iloc[0])


def test_without_communities_there_is_no_row():
    assert mangrove_distances(communities({}), mangroves(GROVE)).empty


@pytest.mark.parametrize("crs", [None, "EPSG:4326", "EPSG:32648"])
def test_layers_in_other_crss_are_refused(crs):
    with pytest.raises(CrsError):
        mangrove_distances(communities({"C": (0, 0)}, crs=crs), mangroves(GROVE))


def test_a_square_of_forty_metres_is_one_rai():
    assert to_rai(area_m2(mangroves(GROVE))) == 1


def test_overlapping_outlines_are_counted_once():
    assert area_m2(mangroves({**GROVE, "N": box(20, 0, 60, 40)})) == 60 * 40


def test_parts_and_rows_add_up():
    parts = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    assert area_m2(mangroves({"A": parts, "B": box(100, 0, 110, 10)})) == 300


def test_no_mangrove_has_no_area():
    assert area_m2(mangroves({})) == 0


@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_an_area_in_degrees_is_refused(crs):
    with pytest.raises(CrsError, match="Layer 'mangroves'"):
        area_m2(mangroves(GROVE, crs=crs))


def test_nothing_that_is_handed_in_is_changed():
    layers = communities({"C": (0, 0)}), mangroves(GROVE)
    before = [layer.copy() for layer in layers]
    mangrove_distances(*layers)
    for layer, copy in zip(layers, before, strict=True):
        assert_geodataframe_equal(layer, copy)


CORNERS = st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=1, max_size=6)


@given(corners=CORNERS, place=st.tuples(st.integers(-150, 150), st.integers(-150, 150)))
def test_more_mangroves_are_never_further_away(corners, place):
    shapes = {f"M{n}": box(x, y, x + 9, y + 9) for n, (x, y) in enumerate(corners)}
    layer, village = mangroves(shapes), communities({"C": place})
    all_of_them = mangrove_distances(village, layer)["mangrove_distance_m"].iloc[0]
    one_by_one = [
        mangrove_distances(village, layer.iloc[[n]])["mangrove_distance_m"].iloc[0]
        for n in range(len(layer))
    ]
    assert all_of_them == min(one_by_one)
