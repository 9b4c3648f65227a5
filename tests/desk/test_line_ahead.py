"""A line that is being drawn: its way, its length and who lives beside it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_app.desk.desk import Desk
from geo_app.desk.line_ahead import MOST_PLACES, look_ahead, people_places

UTM = "EPSG:32647"
LINE = [(98.3354, 8.0434), (98.3487, 7.9997), (98.3705, 7.9697)]
METHOD = {"reach_m": 200.0, "within_m": 500.0}


def test_people_within_the_distance_are_counted_and_no_others() -> None:
    places = [(0, 499), (500, -500), (1_000, 501), (1_499, 0), (-400, 400)]
    points = gpd.GeoDataFrame(
        {"population": [1.0, 20.0, 300.0, 4_000.0, np.nan]},
        geometry=[shapely.Point(430_000 + x, 870_000 + y) for x, y in places],
        crs=UTM,
    )
    path_xy = np.array([[430_000.0, 870_000.0], [431_000.0, 870_000.0]])
    ahead = look_ahead([[98.0, 8.0], [98.1, 8.0]], path_xy, (), people_places(points), within_m=500)
    assert ahead.length_m == pytest.approx(1_000)
    # The place beside the beginning is 566 m away, and the last lies as far as it may.
    assert ahead.population == 4_021
    assert [people for *_, people in ahead.places] == [4_000, 20, 1]
    nowhere = look_ahead([[98.0, 8.0], [98.1, 8.0]], path_xy, (), None, within_m=500)
    assert (nowhere.population, nowhere.places) == (None, ())


def test_on_phuket_it_is_the_line_along_roads_and_its_people(phuket) -> None:
    desk = Desk(phuket)
    ahead = desk.line_ahead(LINE, **METHOD, on_roads=True)
    assert ahead.path == desk.along_roads(LINE).lon_lat
    path = gpd.GeoSeries([shapely.LineString(ahead.path)], crs=4326).to_crs(UTM)
    assert ahead.length_m == pytest.approx(path.length.iloc[0], abs=1)
    cells = phuket.of_kind("population")
    near = cells[cells.geometry.to_crs(UTM).distance(path.iloc[0]) <= METHOD["within_m"]]
    assert ahead.population == pytest.approx(near["population"].sum())
    assert len(ahead.places) == min(len(near), MOST_PLACES)
    drawn = desk.line_ahead(LINE, **METHOD, on_roads=False)
    assert drawn.path == [list(place) for place in LINE]
    assert drawn.length_m < ahead.length_m
