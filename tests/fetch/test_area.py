"""Which box of the world is fetched."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo_app.errors import LayerError, MissingLayerError
from geo_app.fetch.area import get_area, parse_area
from geo_app.intake.parcels import open_partly
from geo_app.province import open_province
from tests.fixtures.province_folder import CRS, shifted, write_province


def metres(area):
    return gpd.GeoSeries([area.box], crs="EPSG:4326").to_crs(CRS).total_bounds


def test_the_zones_say_where_the_province_is(world_folder):
    area = get_area(open_province(world_folder))
    expected = shifted(shapely.box(-4000, -2000, 4000, 3000)).bounds
    assert metres(area) == pytest.approx(expected, abs=20)


def test_without_zones_the_land_does(tmp_path):
    land = [{"geometry": shapely.box(0, 0, 1000, 1000)}]
    folder = write_province(tmp_path, rows={"zones": None, "land": land})
    expected = shifted(shapely.box(0, 0, 1000, 1000)).bounds
    assert metres(get_area(open_province(folder))) == pytest.approx(expected, abs=20)


def test_without_either_the_communities_and_two_kilometres_around_them_do(tmp_path):
    folder = write_province(tmp_path, rows={"zones": None, "land": None})
    expected = shifted(shapely.box(-2300, -2000, 4500, 8000)).bounds
    assert metres(get_area(open_province(folder))) == pytest.approx(expected, abs=25)


def test_a_province_that_is_nowhere_needs_an_area(tmp_path):
    write_province(tmp_path)
    text = (tmp_path / "catalogue.toml").read_text(encoding="utf-8")
    (tmp_path / "catalogue.toml").write_text(text.split("[layers")[0], encoding="utf-8")
    with pytest.raises(MissingLayerError, match="--area west,south,east,north"):
        get_area(open_partly(tmp_path))


def test_an_area_is_four_numbers():
    area = parse_area("98.2, 7.7,98.5,8.2")
    assert (area.west, area.south, area.east, area.north) == (98.2, 7.7, 98.5, 8.2)
    assert area.outline.equals(area.box)


@pytest.mark.parametrize(
    "text",
    ["", "98,7,99", "98,7,99,8,9", "99,7,98,8", "98,8,99,7", "98,7,98,8", "a,b,c,d",
     "nan,7,99,8", "98,7,inf,8", "98,7,181,8", "98,-91,99,8", "98.2;7.7;98.5;8.2"],
)  # fmt: skip
def test_what_is_no_box_is_refused(text):
    with pytest.raises(LayerError, match="is no box"):
        parse_area(text)
