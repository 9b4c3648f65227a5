"""Which names a map shows, and that no name can run as a script."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from geo_app.crs import DISPLAY_CRS
from geo_app.maps.basemap import Base, base_of
from geo_app.maps.naming.names_layer import NamesLayer, script_text
from geo_app.maps.naming.place_names import (
    AREA_PX,
    COMMUNITIES_FROM_ZOOM,
    LONG_REFS_FROM_ZOOM,
    METRES_PER_PX_AT_0,
    REFS_FROM_ZOOM,
    ROAD_EVERY_M,
    place_names,
    zooms_of_width,
)
from geo_app.province import open_province
from geo_app.words.translating import Language
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.province_folder import rows_of_world, write_province


@pytest.fixture(scope="module")
def named(world):
    """Return the names of the world by kind."""
    return {
        kind: [name for name in place_names(world) if name.kind == kind]
        for kind in ("zone", "island", "community", "ref", "road")
    }


def test_every_community_and_smallest_zone_is_named_in_both_languages(world, named):
    communities = world.communities
    assert {name.thai for name in named["community"]} == set(communities["name_th"])
    assert {name.english for name in named["community"]} == set(communities["name_en"])
    assert {name.from_zoom for name in named["community"]} == {COMMUNITIES_FROM_ZOOM}
    assert named["zone"]


def test_a_name_stands_where_its_community_is(world, named):
    places = world.communities.to_crs(DISPLAY_CRS).geometry
    at = {name.thai: (name.lon, name.lat) for name in named["community"]}
    for thai, place in zip(world.communities["name_th"], places, strict=True):
        assert at[thai] == pytest.approx((place.x, place.y), abs=6e-5)


@pytest.mark.parametrize(("width_m", "lat_deg"), [(500.0, 7.9), (9_000.0, 7.9), (9_000.0, 60.0)])
def test_an_area_is_named_while_it_is_neither_a_speck_nor_all_of_the_window(width_m, lat_deg):
    for zoom, pixels in zip(zooms_of_width(width_m, lat_deg), AREA_PX, strict=True):
        metres_per_px = METRES_PER_PX_AT_0 * np.cos(np.radians(lat_deg)) / 2**zoom
        assert width_m / metres_per_px == pytest.approx(pixels, rel=0.04)


def with_roads(folder, rows):
    return open_province(write_province(folder, rows={"roads": rows}))


def test_ways_of_one_number_are_one_road(tmp_path):
    """A map of streets cuts a road at each crossing; its number does not stand on each piece."""
    step_m = 100.0
    pieces = [
        {"road_id": f"r{n}", "ref": "402", "geometry": LineString([(n * step_m, 0),
                                                                   ((n + 1) * step_m, 0)])}
        for n in range(60)
    ]  # fmt: skip
    refs = [name for name in place_names(with_roads(tmp_path / "p", pieces)) if name.kind == "ref"]
    assert len(refs) == round(60 * step_m / ROAD_EVERY_M)
    assert {name.thai for name in refs} == {"402"}


@pytest.mark.parametrize(
    ("ref", "from_zoom"), [("402", REFS_FROM_ZOOM), ("ภก.ถ2-0030", LONG_REFS_FROM_ZOOM)]
)
def test_a_code_that_only_an_office_knows_waits_for_a_nearer_look(tmp_path, ref, from_zoom):
    row = {"road_id": "r", "ref": ref, "geometry": LineString([(0, 0), (500, 0)])}
    found = [name for name in place_names(with_roads(tmp_path / "p", [row])) if name.kind == "ref"]
    assert [(name.thai, name.from_zoom) for name in found] == [(ref, from_zoom)]


def test_a_community_without_a_position_has_no_name_on_the_map(tmp_path):
    rows = rows_of_world()["communities"]
    lost = [rows[0] | {"geometry": None}, *rows[1:]]
    province = open_province(write_province(tmp_path / "p", rows={"communities": lost}))
    shown = {name.thai for name in place_names(province) if name.kind == "community"}
    assert rows[0]["name_th"] not in shown
    assert len(shown) == len(rows) - 1


def test_without_a_layer_its_names_are_missing_and_the_others_stay(world):
    kinds = {name.kind for name in place_names(world.without(["zones", "roads", "land"]))}
    assert kinds == {"community"}


def test_a_base_has_the_names_of_its_province(world):
    assert base_of(world).names == place_names(world)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_stays_a_name(payload):
    text = script_text([[payload]])
    assert not re.search(r"[<>&{}`$]", text)
    assert json.loads(text) == [[payload]]


def test_without_names_there_is_a_layer_without_rows():
    empty = gpd.GeoDataFrame(geometry=[], crs=DISPLAY_CRS)
    base = Base(land=empty, roads=None, bounds=(98, 7, 99, 8), credit="")
    assert NamesLayer(base.names, font="a", language=Language.THAI).rows == "[]"
