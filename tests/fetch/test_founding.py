"""A province from nothing: an extract into an empty folder."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from geo_app.cli import app
from geo_app.errors import CatalogueError, GeoAppError
from geo_app.fetch.area import area_of
from geo_app.fetch.elements import Member, OsmData, Relation, way_of
from geo_app.fetch.founding import catalogue_of, is_empty, zones
from geo_app.province import open_province
from tests.fixtures.osm_map import degrees

PROVINCE = {"boundary": "administrative", "admin_level": "4", "name": "ภูเก็ต", "name:en": "Phuket"}
AREA = area_of(98.0, 7.0, 99.0, 8.0)


def border(osm: OsmData, number: int, west: float, side: float, **tags: str) -> None:
    """Add a square area; its south-west corner lies at 7.1 degrees north."""
    south, east, north = 7.1, west + side, 7.1 + side
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    osm.ways[number] = way_of(number, {}, ring)
    tags = {"boundary": "administrative", **tags}
    osm.relations[number] = Relation(number, tags, (Member("way", number, "outer"),))


def test_name_code_and_crs_come_from_the_border_and_the_box(tmp_path):
    osm = OsmData()
    border(osm, 1, 98.0, 0.9, **PROVINCE, **{"ISO3166-2": "TH-83"})
    border(osm, 2, 99.5, 0.9, admin_level="4", name="พังงา")
    text = catalogue_of(osm, AREA, tmp_path / "My Island")
    for line in ('id = "my-island"', 'code = "83"', 'name_th = "ภูเก็ต"', 'name_en = "Phuket"'):
        assert line in text
    assert 'analysis_crs = "EPSG:32647"' in text


@pytest.mark.parametrize(
    ("box", "crs"), [((-51.3, -30.2, -51.0, -29.9), 32722), ((-8.8, 41, -8.4, 41.4), 32629)]
)
def test_without_a_border_the_folder_gives_the_name(box, crs, tmp_path):
    text = catalogue_of(OsmData(), area_of(*box), tmp_path / "town")
    assert 'name_th = "town"' in text
    assert 'code = "00"' in text
    assert f'"EPSG:{crs}"' in text


def test_zones_are_the_finest_whole_areas_in_the_box():
    osm = OsmData()
    border(osm, 1, 98.0, 0.9, **PROVINCE)
    border(osm, 6, 98.1, 0.5, admin_level="6", name="อำเภอ")
    border(osm, 8, 98.1, 0.2, admin_level="8", name="ตำบล")
    border(osm, 9, 99.2, 0.2, admin_level="8", name="ตำบลอื่น")
    border(osm, 10, 98.4, 0.2, admin_level="8", name="ตำบลขาด")
    del osm.ways[10]
    draft = zones(osm, AREA)
    assert draft.rows[["zone_id", "level", "name_th"]].to_numpy().tolist() == [
        ["relation/8", "tambon", "ตำบล"]
    ]
    assert [part.count for part in draft.aside] == [1]


def test_only_an_empty_folder_begins_a_province(tmp_path):
    assert is_empty(tmp_path)
    assert is_empty(tmp_path / "new")
    assert not is_empty(tmp_path / "no" / "such")
    (tmp_path / ".work").mkdir()
    assert is_empty(tmp_path)
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert not is_empty(tmp_path)


def test_an_extract_makes_a_province_of_an_empty_folder(tmp_path, extract, monkeypatch):
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    folder = tmp_path / "new"
    folder.mkdir()
    answer = CliRunner().invoke(
        app, ["fetch", "osm", "--province", str(folder), "--pbf", str(extract)]
    )
    assert answer.exit_code == 0, answer.exception
    assert "New province new (new), code 00, measured in EPSG:32647." in answer.stdout
    assert len(answer.stdout.splitlines()) <= 20
    province = open_province(folder)
    assert len(province.communities) == 4
    assert province.has("walk_network")


def test_without_places_it_says_what_is_wanting_before_it_can_be_opened(
    tmp_path, extract, monkeypatch
):
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    (west, south), (east, north) = degrees((-50, -2_000)), degrees((2_050, -1_050))
    options = ["fetch", "osm", "--province", str(tmp_path / "new"), "--pbf", str(extract)]
    answer = CliRunner().invoke(app, [*options, "--area", f"{west},{south},{east},{north}"])
    assert answer.exit_code == 0, answer.exception
    assert (
        "The province cannot be opened yet: catalogue.toml has no layer of kind 'communities'."
        in " ".join(answer.stdout.split())
    )
    with pytest.raises(CatalogueError):
        open_province(tmp_path / "new")


def test_where_nothing_can_be_placed_no_catalogue_is_left(tmp_path, extract):
    options = ["fetch", "osm", "--province", str(tmp_path / "new"), "--pbf", str(extract)]
    answer = CliRunner().invoke(app, [*options, "--area", "10,10,10.1,10.1"])
    assert isinstance(answer.exception, GeoAppError)
    assert not (tmp_path / "new" / "catalogue.toml").exists()
