"""Which streets and stops are too many for a map of the whole province."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geo_app.maps.handling.nearer import MANY_STOPS, MANY_STREETS, are_many, streets_of


def roads(*classes: str | None) -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(0, n), (1, n)]) for n in range(len(classes))]
    return gpd.GeoDataFrame({"highway": classes}, geometry=lines, crs=32647)


def test_links_of_main_roads_are_main_and_what_has_no_class_is_a_street() -> None:
    few = ["primary", "trunk_link", None, "service"]
    assert streets_of(roads(*few)) is None
    many = streets_of(roads(*few, *["residential"] * MANY_STREETS))
    assert many is not None
    assert many.tolist()[:4] == [False, False, True, True]
    assert many.sum() == MANY_STREETS + 2


def test_roads_without_classes_are_all_shown() -> None:
    plain = roads(*["residential"] * (MANY_STREETS + 5)).drop(columns="highway")
    assert streets_of(plain) is None
    # Without main roads nothing would be left.
    assert streets_of(roads(*["residential"] * (MANY_STREETS + 5))) is None


def test_places_where_a_bus_is_stopped_by_hand_are_no_dots() -> None:
    stops = pd.DataFrame({"is_hail_point": [False] * MANY_STOPS + [True] * 99})
    assert not are_many(stops)
    assert are_many(pd.DataFrame({"is_hail_point": [False] * (MANY_STOPS + 1)}))
