"""The door to a province's data: what comes out, and what is refused."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import LineString, MultiPoint, Point, Polygon, box

from geo_app.errors import CrsError, LayerError, MissingColumnError, MissingLayerError
from geo_app.province import open_province
from geo_app.schema import KINDS, Shape
from tests.fixtures.province_folder import (
    CRS,
    ORIGIN,
    community,
    csv_text,
    geojson_text,
    hazard,
    rows_of_world,
    shifted,
    write_province,
    zone,
)

SPATIAL = [
    name for name in rows_of_world() if KINDS[name].shapes[0] not in (Shape.TABLE, Shape.FEED)
]


@pytest.mark.parametrize("kind", SPATIAL)
def test_every_layer_comes_in_the_analysis_crs(world, kind):
    assert world.of_kind(kind).crs == pyproj.CRS(CRS)


@pytest.mark.parametrize("kind", rows_of_world())
def test_every_layer_has_all_rows_of_its_file(world, kind):
    assert len(world.of_kind(kind)) == len(rows_of_world()[kind])


@pytest.mark.parametrize("kind", [name for name in rows_of_world() if KINDS[name].id_column])
def test_a_layer_is_indexed_by_the_id_of_its_kind(world, kind):
    column = KINDS[kind].id_column
    frame = world.of_kind(kind)
    assert frame.index.name == column
    assert list(frame.index) == [row[column] for row in rows_of_world()[kind]]


@pytest.mark.parametrize("kind", rows_of_world())
def test_every_row_says_which_layer_and_status_it_rests_on(tmp_path, kind):
    write_province(tmp_path, layers={kind: {"status": "synthetic"}})
    frame = open_province(tmp_path).of_kind(kind)
    assert set(frame["layer_id"]) == {kind}
    assert set(frame["status"]) == {"synthetic"}


def test_a_point_lies_where_the_file_says(world):
    place = world.communities.geometry["C001"]
    assert (place.x, place.y) == (ORIGIN[0] - 300, ORIGIN[1])


def test_a_layer_is_read_once(world_folder):
    province = open_province(world_folder)
    assert province.layer("zones") is province.layer("zones")


def test_a_broken_layer_hurts_only_those_who_ask_for_it(tmp_path):
    province = open_province(write_province(tmp_path, files={"mangroves.geojson": "{"}))
    assert len(province.communities) == 4
    with pytest.raises(LayerError, match="mangroves"):
        province.of_kind("mangroves")


def test_broken_layers_are_told_with_their_reason(tmp_path):
    province = open_province(write_province(tmp_path, files={"mangroves.geojson": "{"}))
    broken = province.broken_layers(["zones", "mangroves"])
    assert list(broken) == ["mangroves"]
    assert "mangroves.geojson" in str(broken["mangroves"])


def test_a_province_without_a_layer_does_not_have_its_kind(world):
    less = world.without(["mangroves"])
    assert world.has("mangroves")
    assert not less.has("mangroves")


def test_a_kind_that_is_not_there_is_named(world):
    with pytest.raises(MissingLayerError, match="no layer of kind 'walk_network'"):
        world.of_kind("walk_network")


def test_two_layers_of_a_kind_are_joined_in_the_catalogues_order(tmp_path):
    more = [hazard("H9", "landslide", "low", box(0, 0, 9, 9))]
    write_province(
        tmp_path,
        layers={"a_more": {"kind": "hazard_zones", "file": "more.geojson", "status": "official"}},
        files={"more.geojson": geojson_text(more)},
    )
    frame = open_province(tmp_path).of_kind("hazard_zones")
    assert list(frame.index) == ["H1", "H2", "H3", "H9"]
    assert list(frame["status"]) == ["open", "open", "open", "official"]
    assert frame.crs == pyproj.CRS(CRS)


def test_two_layers_of_a_kind_may_have_different_columns(tmp_path):
    more = [{"community_id": "C101", "name_en": "Other", "geometry": Point(5, 5), "note": "x"}]
    write_province(
        tmp_path,
        layers={"more": {"kind": "communities", "file": "more.csv"}},
        files={"more.csv": csv_text(more)},
    )
    frame = open_province(tmp_path).communities
    assert frame.loc["C101", "note"] == "x"
    assert pd.isna(frame.loc["C101", "population"])
    assert pd.isna(frame.loc["C001", "note"])


def test_two_layers_of_a_kind_may_not_share_an_id(tmp_path):
    write_province(
        tmp_path,
        layers={"more": {"kind": "communities", "file": "more.csv"}},
        files={"more.csv": csv_text([community("C003", "ซ้ำ", "Twice", Point(5, 5))])},
    )
    with pytest.raises(LayerError, match="'communities' share the id 'C003'"):
        _ = open_province(tmp_path).communities


def test_two_layers_without_ids_are_joined_too(tmp_path):
    more = [{"highway": "path", "geometry": LineString([(0, 0), (0, 9)])}]
    write_province(
        tmp_path,
        layers={"paths": {"kind": "roads", "file": "paths.geojson"}},
        files={"paths.geojson": geojson_text(more)},
    )
    assert len(open_province(tmp_path).of_kind("roads")) == 3


def test_a_polygon_stands_for_its_community_by_a_point_inside(tmp_path):
    horseshoe = Polygon([(0, 0), (100, 0), (100, 90), (90, 90), (90, 10), (0, 10)])
    rows = [community("C001", "บ้าน", "Ban", horseshoe)]
    write_province(
        tmp_path,
        layers={"communities": {"file": "c.geojson", "crs": None}},
        files={"c.geojson": geojson_text(rows)},
    )
    point = open_province(tmp_path).communities.geometry["C001"]
    assert point.geom_type == "Point"
    assert shifted(horseshoe).contains(point)


def test_several_points_stand_for_their_community_by_one_of_them(tmp_path):
    rows = [community("C001", "บ้าน", "Ban", MultiPoint([(0, 0), (50, 0)]))]
    write_province(
        tmp_path,
        layers={"communities": {"file": "c.geojson", "crs": None}},
        files={"c.geojson": geojson_text(rows)},
    )
    point = open_province(tmp_path).communities.geometry["C001"]
    assert (point.x - ORIGIN[0], point.y - ORIGIN[1]) in [(0, 0), (50, 0)]


def test_a_polygon_in_degrees_becomes_a_point_in_metres(tmp_path):
    area = gpd.GeoSeries([shifted(box(0, 0, 100, 100))], crs=CRS).to_crs("EPSG:4326")
    text = gpd.GeoDataFrame({"community_id": ["C1"], "name_en": ["A"]}, geometry=area).to_json()
    write_province(
        tmp_path,
        layers={"communities": {"file": "c.geojson", "crs": None}},
        files={"c.geojson": text},
    )
    point = open_province(tmp_path).communities.geometry["C1"]
    assert point.x - ORIGIN[0] == pytest.approx(50, abs=0.5)
    assert point.y - ORIGIN[1] == pytest.approx(50, abs=0.5)


def test_a_declared_crs_goes_before_the_one_of_the_file(tmp_path):
    plain = geojson_text(rows_of_world()["zones"], crs="EPSG:32648")
    write_province(tmp_path, layers={"zones": {"crs": CRS}}, files={"zones.geojson": plain})
    assert open_province(tmp_path).zones.total_bounds[0] == ORIGIN[0] - 4000


def test_indian_1975_is_moved_to_wgs_84_by_a_few_hundred_metres(tmp_path):
    write_province(tmp_path, layers={"communities": {"crs": "EPSG:24047"}})
    place = open_province(tmp_path).communities.geometry["C001"]
    moved = place.distance(shifted(Point(-300, 0)))
    assert 100 < moved < 700


def test_columns_are_mapped_to_our_names(tmp_path):
    text = csv_text(rows_of_world()["communities"]).replace("community_id", "รหัส", 1)
    write_province(
        tmp_path,
        layers={"communities": {"columns": {"รหัส": "community_id"}}},
        files={"communities.csv": text},
    )
    assert list(open_province(tmp_path).communities.index) == ["C001", "C002", "C003", "C004"]


def test_two_columns_mapped_to_one_name_are_refused(tmp_path):
    write_province(tmp_path, layers={"communities": {"columns": {"name_en": "name_th"}}})
    with pytest.raises(LayerError, match="'communities' has two columns 'name_th'"):
        _ = open_province(tmp_path).communities


def test_leading_zeros_of_ids_are_kept(tmp_path):
    rows = [community("0012", "บ้าน", "Ban", Point(0, 0), zone_id="0083")]
    frame = open_province(write_province(tmp_path, rows={"communities": rows})).communities
    assert list(frame.index) == ["0012"]
    assert frame.loc["0012", "zone_id"] == "0083"


def test_numbers_as_ids_are_whole_texts(tmp_path):
    area = box(0, 0, 9, 9)
    # A missing one turns the others into 830101.0 on the way.
    zones = [zone(830101, "ก", "A", "tambon", area), zone(None, "ข", "B", "tambon", area)]
    province = open_province(write_province(tmp_path, rows={"zones": zones}))
    assert list(province.zones.index) == ["830101"]


def test_a_number_as_the_zone_of_a_community_is_that_zone(tmp_path):
    rows = [
        community("C1", "ก", "A", Point(0, 0), zone_id=830102),
        community("C2", "ข", "B", Point(9, 0)),
    ]
    write_province(
        tmp_path,
        layers={"communities": {"file": "c.geojson", "crs": None}},
        files={"c.geojson": geojson_text(rows)},
    )
    assert list(open_province(tmp_path).communities["zone_id"]) == ["830102", None]


def test_the_same_name_is_kept_in_thai(world):
    assert world.communities.loc["C001", "name_th"] == "บ้านริมทาง"


def test_a_position_that_no_projection_reaches_is_set_aside_and_told(tmp_path):
    rows = [
        {"community_id": "C1", "name_en": "Here", "lon": 98.39, "lat": 7.88},
        {"community_id": "C2", "name_en": "Null Island", "lon": 0, "lat": 0},
    ]
    write_province(
        tmp_path,
        layers={"communities": {"crs": None}},
        files={"communities.csv": csv_text(rows)},
    )
    layer = open_province(tmp_path).layer("communities")
    assert list(layer.frame.index) == ["C1"]
    assert (layer.report.rows_in, layer.report.rows_used) == (2, 1)
    assert [(f.code, f.where.row) for f in layer.report.faults] == [("position_out_of_reach", 2)]


def test_a_row_that_cannot_be_read_is_set_aside_with_its_cells_and_the_rest_is_used(tmp_path):
    text = (
        "ID,name_en,lon,lat\n"
        "C1,Here,98.39,7.88\nC2,Word,98.39,north\nC3,Long,98.39,7.88,x\n,Nobody,98.39,7.89\n"
    )
    write_province(
        tmp_path,
        layers={"communities": {"crs": None, "columns": {"ID": "community_id"}}},
        files={"communities.csv": text},
    )
    layer = open_province(tmp_path).layer("communities")
    assert list(layer.frame.index) == ["C1"]
    assert (layer.report.rows_in, layer.report.rows_used, layer.report.rows_set_aside) == (4, 1, 3)
    assert [(f.code, f.where.row, f.where.cells) for f in layer.report.faults] == [
        (
            "no_coordinate",
            2,
            {"community_id": "C2", "name_en": "Word", "lon": "98.39", "lat": "north"},
        ),
        (
            "too_many_cells",
            3,
            {"ID": "C3", "name_en": "Long", "lon": "98.39", "lat": "7.88", "5": "x"},
        ),
        (
            "missing_id",
            4,
            {"community_id": "", "name_en": "Nobody", "lon": "98.39", "lat": "7.89"},
        ),
    ]


def test_a_layer_that_lies_wholly_out_of_reach_is_refused(tmp_path):
    rows = [{"community_id": "C2", "name_en": "Null Island", "lon": 0, "lat": 0}]
    write_province(
        tmp_path, layers={"communities": {"crs": None}}, files={"communities.csv": csv_text(rows)}
    )
    with pytest.raises(LayerError, match="none of its 1 rows can be used; row 1: The position"):
        _ = open_province(tmp_path).communities


def test_degrees_declared_as_metres_are_refused(tmp_path):
    rows = [{"community_id": "C1", "name_en": "Here", "lon": 98.39, "lat": 7.88}]
    write_province(tmp_path, files={"communities.csv": csv_text(rows)})
    with pytest.raises(
        CrsError, match=r"98\.39, 7\.88 look like degrees, but its CRS is EPSG:32647"
    ):
        _ = open_province(tmp_path).communities


def test_a_table_without_places_is_no_layer_of_points(tmp_path):
    write_province(tmp_path, files={"communities.csv": "community_id,name_th\nC1,ก\n"})
    with pytest.raises(
        MissingColumnError, match=r"'communities' has no geometry\. Add columns lon"
    ):
        _ = open_province(tmp_path).communities


def test_a_geopackage_of_a_table_alone_may_name_places_in_columns(tmp_path):
    import pyogrio  # noqa: PLC0415 - only here

    write_province(tmp_path, layers={"communities": {"file": "c.gpkg", "crs": None}})
    table = pd.DataFrame({"community_id": ["C1"], "name_en": ["A"], "lon": [98.39], "lat": [7.88]})
    pyogrio.write_dataframe(table, tmp_path / "c.gpkg")
    assert open_province(tmp_path).communities.geometry["C1"].x == pytest.approx(432_746, abs=50)


def test_a_register_may_be_a_geojson_of_rows_without_a_place(tmp_path):
    write_province(
        tmp_path,
        layers={"disaster_plans": {"file": "plans.geojson"}},
        files={"plans.geojson": geojson_text(rows_of_world()["disaster_plans"])},
    )
    plans = open_province(tmp_path).of_kind("disaster_plans")
    assert list(plans["scope_id"]) == ["C001", "C002", "830102"]


def test_the_frames_of_a_province_are_the_same_on_every_opening(world, world_folder):
    again = open_province(world_folder)
    assert_geodataframe_equal(world.communities, again.communities)


def test_opening_a_province_loads_no_user_interface():
    code = (
        "import sys, geo_app.province; "
        "print([m for m in ('streamlit', 'folium', 'typer', 'babel') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_encoding_that_the_catalogue_declares_holds_for_a_feed(tmp_path):
    write_province(tmp_path, layers={"transit": {"encoding": "cp874"}})
    clean = open_province(write_province(tmp_path / "clean")).layer("transit")
    for file in tmp_path.glob("*/*.txt"):
        file.write_bytes(file.read_text(encoding="utf-8").encode("cp874", errors="replace"))
    read = open_province(tmp_path).layer("transit")
    assert list(read.frame["stop_name"]) == list(clean.frame["stop_name"])
    assert read.report.rows_used == clean.report.rows_used
