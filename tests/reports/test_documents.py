"""The JSON that other people's scripts rely on."""

from __future__ import annotations

import json
import math

import pytest

from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from geo_app.reports.documents import gaps_document, gaps_geojson
from tests.fixtures.province_folder import DAY, rows_of_world, write_province

HEAD = {"province": str, "on": str, "walk_distance_m": float, "method": str, "summary": dict}
SUMMARY = (
    "communities", "with_stop", "without_stop", "unconnected", "population_known",
    "population_with_stop", "communities_population_unknown", "plan_valid", "plan_expired",
    "plan_none", "plan_unknown",
)  # fmt: skip
RECORD = {
    "community_id": str,
    "zone_id": (str, type(None)),
    "has_stop": bool,
    "nearest_stop_id": (str, type(None)),
    "walk_distance_m": (float, type(None)),
    "straight_distance_m": (float, type(None)),
    "plan_status": str,
    "hazards": list,
    "mangrove_distance_m": (float, type(None)),
}


def documents(province):
    """Return the JSON and the GeoJSON of a province, through JSON and back."""
    ranked = Desk(province).ranked(Question(), DAY).loc[province.communities.index]
    return tuple(
        json.loads(
            json.dumps(write(province, ranked, question=Question(), on=DAY), allow_nan=False)
        )
        for write in (gaps_document, gaps_geojson)
    )


@pytest.fixture(scope="module")
def document(world):
    """Return the document of the world."""
    return documents(world)[0]


@pytest.fixture(scope="module")
def geojson(world):
    """Return the GeoJSON of the world."""
    return documents(world)[1]


def record(document, community_id):
    """Return a community's record."""
    (found,) = [r for r in document["communities"] if r["community_id"] == community_id]
    return found


@pytest.mark.parametrize("key", HEAD)
def test_the_head_has_the_keys_and_types_of_the_contract(document, key):
    assert isinstance(document[key], HEAD[key])


@pytest.mark.parametrize("key", SUMMARY)
def test_the_summary_has_whole_numbers_under_the_keys_of_the_contract(document, key):
    assert type(document["summary"][key]) is int


@pytest.mark.parametrize("key", RECORD)
def test_every_record_has_the_keys_and_types_of_the_contract(document, key):
    for found in document["communities"]:
        assert isinstance(found[key], RECORD[key])


def test_the_head_says_what_was_asked(document):
    assert (document["province"], document["on"]) == ("test-province", "2026-11-23")
    assert (document["walk_distance_m"], document["method"]) == (500, "estimated")


def test_every_community_has_a_record_in_the_layers_order(document):
    ids = [found["community_id"] for found in document["communities"]]
    assert ids == ["C001", "C002", "C003", "C004"]


def test_a_record_tells_what_is_known(document):
    assert record(document, "C001") == {
        "community_id": "C001",
        "name_th": "บ้านริมทาง",
        "name_en": "Ban Rim Thang",
        "zone_id": "830101",
        "population": 1000,
        "has_stop": True,
        "is_connected": True,
        "nearest_stop_id": "S1",
        "walk_distance_m": 300.0,
        "straight_distance_m": 300.0,
        "plan_status": "valid",
        "plan_id": "P1",
        "plan_valid_until": "2027-12-31",
        "hazards": [{"hazard_type": "flood", "hazard_level": "high"}],
        "hazards_complete": True,
        "mangrove_distance_m": 2700.0,
        "is_placed": True,
        "status": "open",
        "rank": 4,
        "gap": "none",
        "value": 300.0,
        "access_class": None,
        "is_sensitive": False,
        "lacks": [],
        "stop_verdict": "met",
        "stop_value": 300.0,
        "plan_verdict": "met",
        "plan_value": 403.0,
        # The world's only facility is a school.
        "clinic_walk_verdict": "unknown",
        "clinic_walk_value": None,
    }


def test_what_is_unknown_is_null_and_not_zero(document):
    island = record(document, "C004")
    unknown = ("zone_id", "walk_distance_m", "plan_id", "plan_valid_until")
    assert [island[key] for key in unknown] == [None] * 4
    assert record(document, "C003")["population"] is None


def test_a_mangrove_around_a_community_is_no_metre_away(document):
    assert record(document, "C003")["mangrove_distance_m"] == 0


def test_every_layer_that_was_used_is_named_with_its_status_and_date(document):
    layers = {layer["layer"]: layer for layer in document["layers"]}
    assert set(layers) == {
        "communities", "transit", "roads", "zones", "disaster_plans", "hazard_zones", "mangroves",
        "facilities",
    }  # fmt: skip
    assert layers["zones"] == {
        "layer": "zones",
        "kind": "zones",
        "status": "open",
        "date": "2026-04-17",
        "source": "tests",
        "licence": "CC0",
        "rows_in": 3,
        "rows_used": 3,
        "rows_set_aside": 0,
        "set_aside": [],
    }


def test_kinds_that_are_missing_are_told(tmp_path, document):
    assert document["kinds_missing"] == []
    rows = {kind: None for kind in rows_of_world() if kind != "communities"}
    bare, _ = documents(open_province(write_province(tmp_path, rows=rows)))
    kinds = ["zones", "disaster_plans", "hazard_zones", "mangroves", "facilities"]
    assert bare["kinds_missing"] == kinds
    assert bare["method"] == "straight_line"
    assert {found["plan_status"] for found in bare["communities"]} == {"unknown"}


def test_the_summary_is_that_of_the_records(document):
    records, summary = document["communities"], document["summary"]
    assert summary["with_stop"] == sum(found["has_stop"] for found in records)
    assert summary["unconnected"] == sum(not found["is_connected"] for found in records)
    assert summary["plan_none"] == sum(found["plan_status"] == "none" for found in records)
    assert summary["population_known"] == sum(found["population"] or 0 for found in records)


def test_geojson_is_a_collection_of_points_in_degrees(geojson, world):
    assert geojson["type"] == "FeatureCollection"
    degrees = world.communities.to_crs("EPSG:4326").geometry
    for feature in geojson["features"]:
        place = degrees[feature["id"]]
        assert feature["geometry"]["type"] == "Point"
        assert feature["geometry"]["coordinates"] == pytest.approx([place.x, place.y], abs=1e-5)


def test_geojson_names_no_crs_since_it_is_always_degrees(geojson):
    assert "crs" not in geojson


def test_every_feature_carries_the_record_of_its_community(geojson, document):
    for feature in geojson["features"]:
        known = record(document, feature["id"])
        assert {key: feature["properties"][key] for key in known} == known


def test_every_feature_says_how_far_its_facts_can_be_trusted(tmp_path):
    statuses = {
        "disaster_plans": "synthetic",
        "hazard_zones": "indicative",
        "mangroves": "modelled",
    }
    layers = {kind: {"status": status} for kind, status in statuses.items()}
    _, geojson = documents(open_province(write_province(tmp_path, layers=layers)))
    for feature in geojson["features"]:
        own = feature["properties"]
        assert own["walk_distance_method"] == "estimated"
        assert own["plan_data_status"] == "synthetic"
        assert own["hazard_data_status"] == "indicative"
        assert own["mangrove_data_status"] == "modelled"


def test_distances_are_given_to_the_decimetre(document):
    for found in document["communities"]:
        for key in ("straight_distance_m", "mangrove_distance_m"):
            assert math.isclose(found[key] * 10, round(found[key] * 10))
