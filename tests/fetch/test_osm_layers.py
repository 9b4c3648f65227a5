"""The hand-made map as layers: what was worked out on paper, from a server and from a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo_app.fetch.area import get_area
from geo_app.fetch.osm_layers import NO_SHELTER, NO_WAYS, TWIN, draft_layers
from geo_app.fetch.pbf import PbfSource
from geo_app.province import open_province
from tests.fixtures.osm_map import CLOSED, ONEWAY, ROADS, WALKED, degrees
from tests.fixtures.province_folder import CRS


@pytest.fixture(scope="module")
def osm(extract, world_folder, tmp_path_factory):
    area = get_area(open_province(world_folder))
    return PbfSource(path=extract).read(area, work=tmp_path_factory.mktemp("w"), tell=print)


@pytest.fixture(scope="module")
def drafts(osm, world_folder):
    return {d.kind: d for d in draft_layers(osm, get_area(open_province(world_folder)))}


def rows(drafts, kind, key):
    return drafts[kind].rows.set_index(key)


def aside(drafts, kind):
    return {part.reason.message: part.count for part in drafts[kind].aside}


def test_the_ways_open_to_people_on_foot_are_those_of_the_table(drafts):
    assert list(drafts["walk_network"].rows["osm_id"]) == [f"way/{n}" for n in WALKED]


def test_each_closed_way_is_counted_with_its_reason(drafts):
    assert sum(aside(drafts, "walk_network").values()) == len(CLOSED)
    assert len(aside(drafts, "walk_network")) == 5
    assert drafts["walk_network"].rows_fetched == len(WALKED) + len(CLOSED)


def test_a_oneway_is_kept_only_where_it_binds_people_on_foot(drafts):
    oneway = rows(drafts, "walk_network", "osm_id")["oneway_foot"].dropna()
    assert dict(oneway) == {f"way/{number}": text for number, text in ONEWAY.items()}


def test_the_walking_network_has_the_columns_that_it_should(drafts):
    walk = drafts["walk_network"].rows
    wanted = (
        "osm_id highway bridge tunnel layer meets_at oneway_foot surface name_th name_en geometry"
    )
    assert list(walk.columns) == wanted.split()
    assert walk.crs == "EPSG:4326"
    assert set(walk.geom_type) == {"LineString"}
    way = rows(drafts, "walk_network", "osm_id")
    assert (way.loc["way/1", "name_th"], way.loc["way/1", "name_en"]) == ("ถนนใหญ่", "Main Road")
    assert (way.loc["way/2", "bridge"], way.loc["way/2", "layer"]) == ("yes", "1")
    assert (way.loc["way/3", "surface"], way.loc["way/3", "name_en"]) == ("ground", "Mud Path")
    assert way.loc["way/15", "tunnel"] == "yes"


def test_lengths_are_those_of_the_drawing(drafts):
    metres = rows(drafts, "walk_network", "osm_id").to_crs(CRS).length
    assert metres["way/1"] == pytest.approx(6000, abs=0.1)
    assert metres["way/2"] == pytest.approx(480, abs=0.1)


def test_the_roads_are_those_that_vehicles_use(drafts):
    assert list(drafts["roads"].rows["osm_id"]) == [f"way/{n}" for n in ROADS]


def test_places_have_both_names_and_people_only_where_a_tag_says_so(drafts):
    places = rows(drafts, "communities", "community_id")
    assert list(places.index) == ["node/101", "node/102", "node/114"]
    assert places.loc["node/101", ["name_th", "name_en"]].to_list() == [
        "บ้านริมทาง",
        "Ban Rim Thang",
    ]
    assert places.loc["node/102", "name_en"] == "Ban Rim Nam"
    assert places.loc["node/114", "name_th"] == "Каркас"
    assert places.loc["node/101", "population"] == "1000"
    assert pd.isna(places.loc["node/102", "population"])


def test_stops_name_the_lines_that_call_there(drafts):
    stops = rows(drafts, "bus_stops", "stop_id")["route_ids"]
    expected = {"node/104": "relation/201", "node/110": "relation/202", "way/35": "relation/201"}
    assert dict(stops) == expected


def test_lines_have_a_headway_and_a_policy(drafts):
    lines = rows(drafts, "bus_routes", "route_id")
    assert dict(lines["headway_min"]) == {"relation/201": 20, "relation/202": 30}
    assert list(lines["stop_policy"]) == ["stops", "hail_and_ride"]
    assert list(lines["name_th"]) == ["สาย 1", "7"]
    assert lines.to_crs(CRS).length["relation/201"] == pytest.approx(6000, abs=0.1)


def test_a_line_without_a_way_is_set_aside(drafts):
    assert aside(drafts, "bus_routes") == {NO_WAYS: 1}
    assert drafts["bus_routes"].rows_fetched == 3


def test_mangroves_are_closed_ways_and_relations_with_holes(drafts):
    areas = rows(drafts, "mangroves", "mangrove_id").to_crs(CRS).area
    assert areas["way/31"] == pytest.approx(200 * 200, rel=1e-4)
    assert areas["relation/203"] == pytest.approx(400 * 200 - 100 * 100, rel=1e-4)
    assert len(areas) == 2


def test_facilities_count_once_as_what_they_are(drafts):
    kinds = rows(drafts, "facilities", "facility_id")["facility_type"]
    assert dict(kinds) == {
        "node/105": "school",
        "node/109": "hospital",
        "node/113": "police",
        "node/107:shelter": "shelter",
        "node/108:shelter": "shelter",
        "node/113:shelter": "shelter",
    }


def test_a_bus_shelter_is_no_shelter_and_a_drawn_school_is_no_second_school(drafts):
    assert aside(drafts, "facilities") == {NO_SHELTER: 1, TWIN: 1}


def test_the_order_of_the_elements_changes_nothing(osm, world_folder, drafts):
    area = get_area(open_province(world_folder))
    turned = {key: dict(reversed(getattr(osm, key).items())) for key in ("nodes", "ways")}
    other = type(osm)(**turned, relations=dict(reversed(osm.relations.items())))
    for draft in draft_layers(other, area):
        assert_geodataframe_equal(draft.rows, drafts[draft.kind].rows)


def test_a_smaller_area_never_has_more(osm, world_folder, drafts):
    whole = get_area(open_province(world_folder))
    east = degrees((1000, 0))[0]
    west_part = replace(whole, east=east)
    for draft in draft_layers(osm, west_part):
        key = draft.rows.columns[0]
        assert set(draft.rows[key]) <= set(drafts[draft.kind].rows[key])
        assert draft.rows_fetched <= drafts[draft.kind].rows_fetched


def test_lines_are_cut_at_the_area_and_stops_beyond_it_are_not_there(osm, world_folder):
    whole = get_area(open_province(world_folder))
    east = degrees((1000, 0))[0]
    west_part = {draft.kind: draft for draft in draft_layers(osm, replace(whole, east=east))}
    line = rows(west_part, "bus_routes", "route_id").loc["relation/201", "geometry"]
    assert line.bounds[2] == pytest.approx(east)
    assert set(west_part["bus_stops"].rows["stop_id"]) == {"node/104", "way/35"}
    assert west_part["mangroves"].rows.empty


def test_a_server_and_a_file_give_the_same_layers(overpass, osm, drafts, world_folder, tmp_path):
    area = get_area(open_province(world_folder))
    told = []
    asked = overpass.read(area, work=tmp_path, tell=told.append)
    assert asked.date == osm.date == dt.date(2026, 11, 20)
    for draft in draft_layers(asked, area):
        assert_geodataframe_equal(draft.rows, drafts[draft.kind].rows)
        assert draft.aside == drafts[draft.kind].aside


def test_a_kind_without_rows_has_its_columns_all_the_same(osm, world_folder):
    area = get_area(open_province(world_folder))
    empty = draft_layers(type(osm)(), area)
    assert all(isinstance(draft.rows, gpd.GeoDataFrame) and draft.rows.empty for draft in empty)
    assert "headway_min" in next(d for d in empty if d.kind == "bus_routes").rows.columns
