"""Phuket's own layers: each loads, meets its schema, and is what METHOD.md says it is."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import geopandas as gpd
import gtfs_guru
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.analysis.areas.positions import is_placed
from geo_app.analysis.walks.facilities import facilities_near, layers_behind
from geo_app.catalogue import read_catalogue
from geo_app.desk.desk import Desk
from geo_app.findings import Severity
from geo_app.network.walking import walking_method, walking_of
from geo_app.province import open_province
from geo_app.schema import KINDS, Shape
from geo_app.transit.buses import build_bus_network
from tests.conftest import REPOSITORY
from tests.fixtures.province_folder import DAY

pytestmark = pytest.mark.layers

FOLDER = REPOSITORY / "layers" / "phuket"
SPECS = read_catalogue(FOLDER).layers
LAYERS = list(SPECS)
DRAWN = [
    name
    for name, spec in SPECS.items()
    if KINDS[spec.kind].shapes[0] not in (Shape.TABLE, Shape.FEED)
]
DERIVED = (
    "population.csv", "hazard_zones.geojson", "hazard_records.csv", "mangroves.geojson",
    "disaster_plans.csv",
)  # fmt: skip
DISTRICT_PEOPLE = {"8301": 249_787, "8302": 57_137, "8303": 111_861}
PHUKET_DEGREES = (98.1, 7.4, 98.6, 8.3)
ALLOWED_WARNINGS = {"mixed_case_recommended_field", "missing_feed_contact_email_and_url"}
MAX_SHAPE_STEP_M = 300


@pytest.fixture(scope="module")
def found() -> gpd.GeoDataFrame:
    """Return the gaps of Phuket on the day the example plans are laid round."""
    return coverage.gaps(open_province(FOLDER), on=DAY)


@pytest.mark.parametrize("layer_id", LAYERS)
def test_a_layer_loads_and_no_row_is_set_aside(phuket, layer_id):
    report = phuket.layer(layer_id).report
    assert report.rows_used > 0
    assert [str(f) for f in report.faults if f.severity is not Severity.INFO] == []


@pytest.mark.parametrize("layer_id", LAYERS)
def test_a_layer_has_the_columns_of_its_kind(phuket, layer_id):
    layer = phuket.layer(layer_id)
    kind = KINDS[layer.spec.kind]
    assert set(kind.required) <= set(layer.frame.columns)
    if kind.id_column:
        assert layer.frame.index.name == kind.id_column
        assert layer.frame.index.is_unique


@pytest.mark.parametrize("layer_id", DRAWN)
def test_a_layer_lies_on_phuket(phuket, layer_id):
    frame = phuket.layer(layer_id).frame
    west, south, east, north = frame.to_crs("EPSG:4326").total_bounds
    assert (west >= PHUKET_DEGREES[0], south >= PHUKET_DEGREES[1]) == (True, True)
    assert (east <= PHUKET_DEGREES[2], north <= PHUKET_DEGREES[3]) == (True, True)


@pytest.mark.parametrize("layer_id", DRAWN)
def test_a_geometry_is_valid(phuket, layer_id):
    assert phuket.layer(layer_id).frame.geometry.dropna().is_valid.all()


@pytest.mark.parametrize("document", ["METHOD.md", "ATTRIBUTION.md"])
@pytest.mark.parametrize("layer_id", LAYERS)
def test_a_layer_stands_in_the_folders_documents(document, layer_id):
    text = (FOLDER / document).read_text(encoding="utf-8")
    assert f"| {layer_id} |" in text


@pytest.mark.parametrize("layer_id", LAYERS)
def test_a_layer_stands_in_the_table_of_the_readme(repository, layer_id):
    text = (repository / "README.md").read_text(encoding="utf-8")
    spec = read_catalogue(FOLDER).layers[layer_id]
    rows = [line for line in text.splitlines() if line.startswith("|") and layer_id in line]
    assert rows
    assert any(spec.status.value in row for row in rows)


def test_no_file_of_the_folder_is_undeclared():
    catalogue = read_catalogue(FOLDER)
    specs = [
        *catalogue.layers.values(),
        *catalogue.layers_off.values(),
        *catalogue.tables.values(),
    ]
    declared = {spec.path.name for spec in specs}
    beside = {
        "catalogue.toml",
        "METHOD.md",
        "ATTRIBUTION.md",
        "derive.py",
        "places.csv",
        "examples",
        "__pycache__",
    }
    assert {path.name for path in FOLDER.iterdir()} - beside == declared


class TestZones:
    def test_there_are_seventeen_tambons_in_three_districts(self, phuket):
        assert phuket.zones["level"].value_counts().to_dict() == {"tambon": 17, "district": 3}

    @pytest.mark.parametrize("level", ["tambon", "district"])
    def test_zones_of_a_level_tile_without_gap_or_overlap(self, level):
        zones = gpd.read_file(FOLDER / "zones.geojson")
        outlines = zones[zones["level"] == level].geometry.to_numpy()
        assert shapely.coverage_is_valid(outlines)

    @pytest.mark.parametrize("level", ["tambon", "district"])
    def test_zones_of_a_level_cover_the_land_and_nothing_else(self, phuket, level):
        land = phuket.of_kind("land").union_all()
        zones = phuket.zones[phuket.zones["level"] == level].union_all()
        assert zones.symmetric_difference(land).area < 10

    def test_a_district_is_the_sum_of_its_tambons(self, phuket):
        zones = phuket.zones
        tambons = zones[zones["level"] == "tambon"]
        for district in zones.index[zones["level"] == "district"]:
            parts = tambons[tambons.index.str.startswith(district)].union_all()
            assert parts.symmetric_difference(zones.geometry[district]).area < 10

    def test_codes_are_those_of_the_province(self, phuket):
        levels = phuket.zones["level"].map({"district": 4, "tambon": 6})
        assert phuket.zones.index.str.startswith("83").all()
        assert list(phuket.zones.index.str.len()) == list(levels)

    def test_every_zone_has_both_names(self, phuket):
        assert phuket.zones[["name_th", "name_en"]].notna().all(axis=None)


class TestPopulation:
    def test_the_cells_of_a_district_add_up_to_its_registered_residents(self, phuket):
        cells = phuket.of_kind("population")
        sums = cells.groupby("district_id")["population"].sum()
        assert sums.to_dict() == DISTRICT_PEOPLE

    def test_the_districts_carry_the_same_totals(self, phuket):
        zones = phuket.zones[phuket.zones["level"] == "district"]
        assert zones["population"].to_dict() == DISTRICT_PEOPLE

    def test_people_are_whole_and_no_empty_cell_is_kept(self, phuket):
        people = phuket.of_kind("population")["population"]
        assert (people == people.round()).all()
        assert (people > 0).all()

    def test_the_layer_says_that_it_is_modelled(self, phuket):
        assert phuket.status("population") == "modelled"


class TestCommunities:
    def test_there_are_the_official_villages_and_urban_communities(self, phuket):
        kinds = phuket.communities["community_type"].value_counts()
        assert kinds.to_dict() == {"village": 104, "urban_community": 24}

    def test_villages_are_numbered_within_their_tambon_without_a_gap(self, phuket):
        villages = phuket.communities.query("community_type == 'village'")
        assert (villages.index == villages["zone_id"] + villages["moo"].str.zfill(2)).all()
        for _, moos in villages["moo"].astype(int).groupby(villages["zone_id"]):
            assert sorted(moos) == list(range(1, len(moos) + 1))

    def test_of_thirty_three_the_position_is_not_known_and_none_is_guessed(self, phuket):
        communities = phuket.communities
        unplaced = communities[~is_placed(communities)]
        assert unplaced["community_type"].value_counts().to_dict() == {
            "urban_community": 24,
            "village": 9,
        }
        assert unplaced["position_source"].isna().all()
        assert unplaced["position_accuracy_m"].isna().all()

    def test_every_one_has_both_names_in_their_own_script(self, phuket):
        names = phuket.communities[["name_th", "name_en"]]
        assert names.notna().all(axis=None)
        assert names["name_th"].str.contains(r"[\u0e00-\u0e7f]").all()
        assert names["name_en"].str.fullmatch(r"[A-Za-z0-9 .,'-]+").all()

    def test_no_two_of_a_zone_share_a_name(self, phuket):
        assert not phuket.communities.duplicated(["zone_id", "name_th"]).any()
        assert not phuket.communities.duplicated(["zone_id", "name_en"]).any()

    def test_no_name_is_a_placeholder(self, phuket):
        placeholders = {"School", "Village", "Ban", "Community", "บ้าน", "ชุมชน"}
        names = phuket.communities[["name_th", "name_en"]]
        assert not names.isin(placeholders).any(axis=None)

    def test_nobody_says_how_many_people_live_in_a_village(self, phuket):
        assert "population" not in phuket.communities

    def test_every_position_says_where_it_is_from_and_how_good_it_is(self, phuket):
        placed = phuket.communities[is_placed(phuket.communities)]
        assert placed["position_source"].notna().all()
        assert placed["position_accuracy_m"].isin([1_000, 2_000, 4_000]).all()

    def test_every_position_lies_in_its_tambon_or_as_near_as_its_accuracy(self, phuket):
        placed = phuket.communities[is_placed(phuket.communities)]
        homes = phuket.zones.geometry.reindex(placed["zone_id"]).set_axis(placed.index)
        # The borders have 40 points for 17 tambons: a kilometre or more from the real ones.
        off_m = placed.distance(homes)
        assert (off_m <= placed["position_accuracy_m"] + 1_000).all(), off_m.nlargest(5)

    def test_the_zone_that_each_names_is_a_tambon_or_the_citys_district(self, phuket):
        levels = phuket.zones["level"].reindex(phuket.communities["zone_id"])
        assert levels.notna().all()
        in_district = phuket.communities[(levels == "district").to_numpy()]
        assert len(in_district) == 17
        assert in_district.index.str.startswith("8399").all()


class TestFacilities:
    def test_every_facility_has_a_thai_name_and_none_is_a_bare_word(self, phuket):
        names = phuket.of_kind("facilities")["name_th"]
        assert names.str.contains(r"[\u0e00-\u0e7f]").all()
        bare = {"โรงเรียน", "คลินิก", "โรงพยาบาล", "สถานีตำรวจ", "สถานีดับเพลิง", "School", "Clinic"}
        assert not set(names) & bare


class TestTransit:
    def test_a_validator_finds_no_error(self):
        result = gtfs_guru.validate(str(FOLDER / "transit"), country_code="TH", date="2026-06-15")
        assert result.is_valid
        assert result.error_count == 0

    def test_a_validator_finds_only_the_known_warnings(self):
        result = gtfs_guru.validate(str(FOLDER / "transit"), country_code="TH", date="2026-06-15")
        warnings = {notice.code for notice in result.notices if notice.severity == "WARNING"}
        assert warnings <= ALLOWED_WARNINGS

    def test_there_are_three_lines_and_every_stop_is_served(self, phuket):
        buses = build_bus_network(phuket)
        assert len(buses.routes) == 3
        assert phuket.layer("transit").report.rows_set_aside == 0

    def test_every_stop_and_line_has_both_names(self, phuket):
        buses = build_bus_network(phuket)
        for rows in (buses.stops, buses.routes):
            assert rows[["name_th", "name_en"]].notna().all(axis=None)
        assert buses.stops["name_th"].str.contains(r"[\u0e00-\u0e7f]").mean() > 0.8

    def test_every_line_is_drawn(self, phuket):
        assert build_bus_network(phuket).routes.geometry.notna().all()

    def test_a_shape_runs_in_order_without_jumps(self, phuket):
        shapes = phuket.layer("transit").tables["shapes"]
        shapes = shapes[~shapes["shape_id"].str.endswith("-indicative")]
        order = shapes["shape_pt_sequence"].astype(int)
        shapes = shapes.assign(order=order).sort_values(["shape_id", "order"])
        places = gpd.points_from_xy(
            shapes["shape_pt_lon"].astype(float), shapes["shape_pt_lat"].astype(float)
        )
        metres = gpd.GeoSeries(places, index=shapes.index, crs="EPSG:4326").to_crs("EPSG:32647")
        steps = np.hypot(metres.x.diff(), metres.y.diff())
        same = shapes["shape_id"] == shapes["shape_id"].shift()
        assert steps[same].max() <= MAX_SHAPE_STEP_M

    def test_every_stop_is_on_land(self, phuket):
        """Five stood up to 272 m in the sea on the coast of before."""
        stops = build_bus_network(phuket).stops
        assert stops.within(phuket.of_kind("land").union_all()).all()

    def test_every_stop_lies_on_its_line(self, phuket):
        buses = build_bus_network(phuket)
        assert (buses.stops.distance(buses.routes.union_all()) < 50).all()

    def test_the_times_of_a_trip_never_run_backwards(self, phuket):
        times = phuket.layer("transit").tables["stop_times"]
        parts = times["arrival_time"].str.split(":", expand=True).astype(int)
        rows = pd.DataFrame(
            {
                "trip": times["trip_id"],
                "order": times["stop_sequence"].astype(int),
                "seconds": parts[0] * 3600 + parts[1] * 60 + parts[2],
            }
        ).sort_values(["trip", "order"])
        assert (rows.groupby("trip")["seconds"].diff().dropna() >= 0).all()


class TestFerries:
    """Times and piers that nobody has verified: off until somebody has."""

    def test_they_are_off_and_move_nothing(self, phuket):
        assert list(phuket.catalogue.layers_off) == ["ferries"]
        assert "ferries" not in set(build_bus_network(phuket).stops["layer_id"])

    def test_turned_on_they_are_lines_between_named_piers(self, phuket):
        on = build_bus_network(phuket.with_layers(["ferries"]))
        stops = on.stops[on.stops["layer_id"] == "ferries"]
        routes = on.routes[on.routes["layer_id"] == "ferries"]
        assert (len(stops), len(routes)) == (8, 6)
        assert set(routes["capacity_class"]) == {"high"}
        for rows in (stops, routes):
            assert rows[["name_th", "name_en"]].notna().all(axis=None)

    def test_a_validator_finds_no_error(self):
        result = gtfs_guru.validate(str(FOLDER / "ferries"), country_code="TH", date="2026-11-23")
        assert result.is_valid
        assert result.error_count == 0


class TestDerived:
    def test_the_script_finds_the_same_files(self, tmp_path):
        command = [sys.executable, str(FOLDER / "derive.py"), "--out", str(tmp_path)]
        subprocess.run(command, check=True)
        assert {path.name for path in tmp_path.iterdir()} == set(DERIVED)
        for name in DERIVED:
            assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name

    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            ("population", "modelled"),
            ("hazard_zones", "indicative"),
            ("mangroves", "indicative"),
            ("disaster_plans", "synthetic"),
        ],
    )
    def test_a_derived_layer_is_marked(self, phuket, kind, status):
        assert phuket.status(kind) == status
        assert phuket.status(kind).is_marked

    @pytest.mark.parametrize("kind", ["hazard_zones", "mangroves"])
    def test_the_rule_stands_on_every_feature(self, phuket, kind):
        rules = phuket.of_kind(kind)["rule"]
        assert rules.notna().all()
        assert rules.str.len().min() > 3

    def test_the_example_plans_show_every_state_on_their_day(self, found):
        assert set(found["plan_status"]) == {"valid", "expired", "none"}

    def test_some_example_plans_are_of_a_whole_tambon(self, phuket):
        assert set(phuket.of_kind("disaster_plans")["scope"]) == {"community", "zone"}

    def test_every_scope_of_a_plan_is_known(self, phuket):
        plans = phuket.of_kind("disaster_plans")
        known = [*phuket.communities.index, *phuket.zones.index]
        assert plans["scope_id"].isin(known).all()


class TestFiles:
    @pytest.mark.parametrize("name", sorted(p.name for p in FOLDER.glob("*.geojson")))
    def test_coordinates_have_five_decimals(self, name):
        document = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        xy = shapely.get_coordinates(
            [shapely.from_geojson(json.dumps(f["geometry"])) for f in document["features"]]
        )
        assert np.abs(xy - xy.round(5)).max() < 1e-9

    @pytest.mark.parametrize("name", sorted(p.name for p in FOLDER.glob("*.csv")))
    def test_every_row_has_as_many_cells_as_the_header(self, name):
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert {len(row) for row in rows} == {len(header)}


class TestAnswer:
    def test_every_community_has_an_answer(self, phuket, found):
        assert list(found.index) == list(phuket.communities.index)

    def test_a_walk_is_never_shorter_than_the_straight_line(self, found):
        walked = found.dropna(subset=["walk_distance_m"])
        assert (walked["walk_distance_m"] >= walked["straight_distance_m"] - 1e-6).all()

    def test_distances_are_of_an_island_and_not_of_a_country(self, found):
        assert found["straight_distance_m"].max() < 30_000
        assert found["mangrove_distance_m"].max() < 30_000

    def test_walking_distances_are_an_estimate(self, phuket):
        assert walking_method(phuket) == "estimated"

    def test_a_shorter_walk_never_gains_a_stop(self, found):
        near, far = (coverage.mark_stops(found, walk_distance_m=m)["has_stop"] for m in (300, 800))
        assert (far | ~near).all()
        assert far.sum() > near.sum()


@pytest.mark.parametrize(
    ("layer_id", "count", "facility_type"),
    [("local_offices", 23, "town_hall"), ("warning_towers", 19, "warning_tower")],
)
def test_public_lists_are_whole_and_on_land(phuket, layer_id, count, facility_type):
    places = phuket.layer(layer_id).frame
    assert len(places) == count
    assert set(places["facility_type"]) == {facility_type}
    assert places[["name_th", "name_en"]].notna().all().all()
    land = phuket.layer("land").frame.union_all()
    assert places.within(land).all()


def test_an_office_stands_in_the_district_it_is_for(phuket):
    offices = phuket.layer("local_offices").frame
    zones = phuket.zones
    for district in zones[zones["level"] == "district"].itertuples():
        office = offices[offices["name_th"] == f"ที่ว่าการอำเภอ{district.name_th}"]
        assert len(office) == 1
        assert office.within(district.geometry).all()


def test_an_answer_names_only_the_facility_layers_it_looks_at(phuket):
    def named(*types):
        return [spec.layer_id for spec in layers_behind(phuket, ("facilities", "roads"), types)]

    every = ["facilities", "local_offices", "warning_towers", "roads"]
    assert named("clinic", "hospital") == ["facilities", "roads"]
    assert named("town_hall", "school") == ["facilities", "local_offices", "roads"]
    assert named() == every
    # Nobody has shelters: it is all of these lists that say so.
    assert named("shelter") == every
    frame = Desk(phuket).indicators(DAY, Question())
    assert set(frame.xs("clinic_walk", level="indicator")["layers"]) == {("facilities", "roads")}


def test_a_warning_tower_is_heard_and_not_walked_to(phuket):
    near = facilities_near(phuket, walking_of(phuket))
    assert "town_hall" in set(near["facility_type"])
    assert "warning_tower" not in set(near["facility_type"])


class TestTablesToLookUp:
    def test_tambons_and_villages_carry_what_the_tables_say_of_them(self, phuket):
        forests = phuket.table("protected_forests").frame.query("is_mangrove_en == 'Yes'")
        tambons = phuket.zones[phuket.zones["level"] == "tambon"].set_index("name_en")
        said = {
            (forest, tambon)
            for forest, where in zip(forests["name_th"], forests["tambons_en"], strict=True)
            for tambon in where.split(", ")
        }
        carried = {
            (forest, tambon)
            for tambon, names in tambons["protected_mangroves"].dropna().items()
            for forest in names.split(", ")
        }
        assert carried == said
        assert len({forest for forest, _ in carried}) == 7
        listed = phuket.table("landslide_villages").frame.set_index("village_code")["hazards_en"]
        own = phuket.communities["dmr_listed_hazards"].dropna()
        assert own.to_dict() == listed.to_dict()

    def test_the_villages_at_risk_are_communities_of_ours(self, phuket):
        listed = phuket.table("landslide_villages").frame
        named = phuket.communities.loc[listed["village_code"], "name_th"]
        assert len(listed) == 18
        assert listed["name_th"].tolist() == named.tolist()

    def test_the_heights_say_truly_which_lie_in_our_strips(self, phuket):
        table = phuket.table("tsunami_heights_2004").frame
        places = gpd.GeoSeries(
            gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float)),
            crs="EPSG:4326",
        ).to_crs(phuket.spec.analysis_crs)
        hazards = phuket.of_kind("hazard_zones")
        strips = hazards[hazards["hazard_type"] == "tsunami"].set_index("hazard_level")
        within = [
            next((level for level in ("high", "medium")
                  if strips.geometry[[level]].distance(place).min() <= 300), "outside")
            for place in places
        ]  # fmt: skip
        assert table["our_zone_en"].str.lower().tolist() == within
        assert len(table) == 29


def test_hazards_on_record_are_the_rows_of_their_tables(phuket):
    records = phuket.of_kind("hazard_records")
    assert records["hazard_type"].value_counts().to_dict() == {"tsunami": 29, "landslide": 18}
    heights = phuket.table("tsunami_heights_2004").frame["height_m"].astype(float)
    assert records["height_m"].dropna().tolist() == heights.tolist()
    near = Desk(phuket).records_near()
    for village in phuket.table("landslide_villages").frame["village_code"]:
        assert f"dmr-{village}" in set(near.loc[[village], "record_id"])
