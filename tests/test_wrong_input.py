"""
Section 6 of the first issue: whatever is wrong, one sentence says what and where.

Each case names what the sentence must hold: the layer, the row and the field as
far as they apply, and a word of the remedy.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, field

import pytest
from shapely import LineString, Point, box

from geo_app.analysis import coverage
from geo_app.errors import GeoAppError
from geo_app.province import open_province
from geo_app.words.translating import Language, translator
from tests.fixtures.province_folder import (
    DAY,
    STOPS,
    community,
    geojson_text,
    gtfs_texts,
    hazard,
    rows_of_world,
    write_province,
)

COMMUNITIES = rows_of_world()["communities"]
FEED = gtfs_texts(list(STOPS))
AS_GEOJSON = {"communities": {"file": "c.geojson", "crs": None}}


@dataclass(frozen=True)
class Case:
    """What is wrong with the world, and what the sentence must say."""

    name: str
    says: tuple[str, ...]
    options: dict = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the name for pytest."""
        return self.name


def case(name: str, *says: str, **options: object) -> Case:
    """Write down a case."""
    return Case(name, says, options)


def communities_as(text: str | bytes, **layer: object) -> dict[str, object]:
    """Replace the communities' file."""
    return {"files": {"communities.csv": text}, "layers": {"communities": layer}}


def collection(**members: object) -> str:
    """Return the communities as GeoJSON with more members."""
    return json.dumps({**json.loads(geojson_text(COMMUNITIES)), **members})


def as_geojson(text: str) -> dict[str, object]:
    """Replace the communities by a GeoJSON."""
    return {"layers": AS_GEOJSON, "files": {"c.geojson": text}}


def feed(table: str, text: str | None) -> dict[str, object]:
    """Replace a table of the feed."""
    return {"files": {f"transit/{table}.txt": text}}


def zipped(**members: str) -> bytes:
    """Return a zip of texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
FIRST = "community_id,name_th,lon,lat\n"

CASES = (
    # The catalogue.
    case("no catalogue", "catalogue.toml", "layers/phuket", files={"catalogue.toml": None}),
    case("broken catalogue", "line 1", "Mend", files={"catalogue.toml": "[province\n"}),
    case("no TOML in UTF-8", "catalogue.toml", files={"catalogue.toml": "# ภูเก็ต".encode("cp874")}),
    case("no province table", "[province]", "Add", files={"catalogue.toml": "[layers]\n"}),
    case("no province code", "[province]", "'code'", "Add", province={"code": None}),
    case(
        "unknown kind",
        "[layers.zones]",
        "'villages'",
        "communities",
        layers={"zones": {"kind": "villages"}},
    ),
    case(
        "unknown status",
        "[layers.zones]",
        "'good'",
        "official",
        layers={"zones": {"status": "good"}},
    ),
    case(
        "a date in words",
        "[layers.zones]",
        "'date'",
        "2026-04-17",
        layers={"zones": {"date": "April"}},
    ),
    case("no licence", "[layers.zones]", "'licence'", "Add", layers={"zones": {"licence": None}}),
    case(
        "a path upwards",
        "[layers.zones]",
        "'../zones.geojson'",
        "inside",
        layers={"zones": {"file": "../zones.geojson"}},
    ),
    case(
        "an absolute path",
        "[layers.zones]",
        "'/etc/passwd'",
        "inside",
        layers={"zones": {"file": "/etc/passwd"}},
    ),
    case(
        "a path of Windows", "[layers.zones]", "inside", layers={"zones": {"file": "C:\\zones.csv"}}
    ),
    case(
        "neither timetable nor bus routes",
        "'transit'",
        "'bus_routes'",
        "Add",
        layers={"transit": None},
    ),
    case("no communities", "'communities'", layers={"communities": None}),
    case(
        "degrees where metres are needed",
        "analysis_crs",
        "EPSG:4326",
        "EPSG:32647",
        province={"analysis_crs": "EPSG:4326"},
    ),
    case(
        "no CRS code", "analysis_crs", "'UTM 47'", "EPSG:32647", province={"analysis_crs": "UTM 47"}
    ),
    case(
        "an unknown CRS of a layer",
        "[layers.zones]",
        "EPSG:99999",
        "EPSG:32647",
        layers={"zones": {"crs": "EPSG:99999"}},
    ),
    case(
        "columns that are no table",
        "[layers.zones]",
        "'columns'",
        layers={"zones": {"columns": "zone_id"}},
    ),
    # Files.
    case(
        "a file that is not there",
        "'communities'",
        "'communities.csv'",
        "name",
        files={"communities.csv": None},
    ),
    case(
        "a feed that is not there",
        "'transit'",
        "'nowhere'",
        "name",
        layers={"transit": {"file": "nowhere"}},
    ),
    case(
        "a format that is not read",
        "'zones'",
        "'zones.dwg'",
        ".geojson",
        layers={"zones": {"file": "zones.dwg"}},
        files={"zones.dwg": "x"},
    ),
    case(
        "a folder in place of a file",
        "'zones'",
        "'zones.csv'",
        layers={"zones": {"file": "zones.csv"}},
        files={"zones.csv/a.txt": "x"},
    ),
    case(
        "a file that is not UTF-8",
        "'communities'",
        "'communities.csv'",
        "cp874",
        **communities_as((FIRST + "C1,บ้าน,98.4,7.9\n").encode("cp874")),
    ),
    case("an empty file", "'communities'", "'communities.csv'", **communities_as(b"")),
    case(
        "JSON cut short",
        "'zones'",
        "'zones.geojson'",
        "Export",
        files={"zones.geojson": '{"type": "FeatureCollection", "features": ['},
    ),
    case(
        "JSON of something else",
        "'zones'",
        "'zones.geojson'",
        "GeoJSON",
        files={"zones.geojson": '{"a": 1}'},
    ),
    case(
        "a VRT called KML",
        "'zones'",
        "'zones.kml'",
        "Save",
        layers={"zones": {"file": "zones.kml"}},
        files={"zones.kml": VRT},
    ),
    case(
        "a VRT called GeoPackage",
        "'zones'",
        "'zones.gpkg'",
        "Save",
        layers={"zones": {"file": "zones.gpkg"}},
        files={"zones.gpkg": VRT},
    ),
    case(
        "a VRT called GeoJSON", "'zones'", "'zones.geojson'", "Export", files={"zones.geojson": VRT}
    ),
    case(
        "a VRT in a zip",
        "'zones'",
        "'zones.zip'",
        "Save",
        layers={"zones": {"file": "zones.zip"}},
        files={"zones.zip": zipped(**{"a.vrt": VRT})},
    ),
    case(
        "CSV called Excel",
        "'zones'",
        "'zones.xlsx'",
        "Save",
        layers={"zones": {"file": "zones.xlsx"}},
        files={"zones.xlsx": "a,b\n"},
    ),
    case(
        "rows longer than the header",
        "'communities'",
        "row 1",
        "Correct",
        **communities_as(FIRST + "C1,บ้าน,98.4,7.9,x\n"),
    ),
    # Columns, rows, ids.
    case(
        "a missing required column",
        "'hazard_zones'",
        "'hazard_level'",
        "[layers.hazard_zones.columns]",
        files={
            "hazard_zones.geojson": geojson_text(
                [{"hazard_id": "H", "hazard_type": "flood", "geometry": box(0, 0, 9, 9)}]
            )
        },
    ),
    case(
        "no id column",
        "'communities'",
        "'community_id'",
        "Add",
        **communities_as("name_th,lon,lat\nบ้าน,98.4,7.9\n"),
    ),
    case(
        "no name column",
        "'communities'",
        "'name_th'",
        "Add",
        **communities_as("community_id,lon,lat\nC1,98.4,7.9\n"),
    ),
    case(
        "no dates of plans",
        "'disaster_plans'",
        "'valid_until'",
        "Add",
        files={"disaster_plans.csv": "plan_id,scope,scope_id,adopted_on\nP,zone,1,2026-01-01\n"},
    ),
    case(
        "duplicate ids",
        "'communities'",
        "row 2",
        "'community_id'",
        "'C1'",
        "own",
        rows={
            "communities": [
                community("C1", "ก", "A", Point(0, 0)),
                community("C1", "ข", "B", Point(9, 0)),
            ]
        },
    ),
    case(
        "two layers with one id",
        "'communities'",
        "'C001'",
        "Change",
        layers={"more": {"kind": "communities", "file": "communities.csv", "crs": "EPSG:32647"}},
    ),
    case("an empty layer", "'communities'", "no rows", "Fill", **communities_as(FIRST)),
    case(
        "an empty GeoJSON", "'zones'", "no rows", "Fill", files={"zones.geojson": geojson_text([])}
    ),
    case(
        "an empty register",
        "'disaster_plans'",
        "no rows",
        files={"disaster_plans.csv": "plan_id,scope,scope_id,adopted_on,valid_until\n"},
    ),
    case(
        "no usable row",
        "'hazard_zones'",
        "row 1",
        "'Fire'",
        rows={"hazard_zones": [hazard("H1", "Fire", "low", box(0, 0, 9, 9))]},
    ),
    case(
        "two columns of one name",
        "'communities'",
        "'name_th'",
        "Map",
        layers={"communities": {"columns": {"name_en": "name_th"}}},
    ),
    # Geometry and CRS.
    case(
        "no CRS",
        "'communities'",
        "[layers.communities]",
        "EPSG:32647",
        layers={"communities": {"crs": None}},
    ),
    case(
        "a GeoJSON whose crs is a link",
        "'communities'",
        "no CRS",
        "EPSG:32647",
        **as_geojson(
            collection(crs={"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}})
        ),
    ),
    case(
        "a GeoJSON whose crs is no code",
        "'communities'",
        "c.geojson",
        "EPSG:32647",
        **as_geojson(collection(crs={"type": "name", "properties": {"name": "UTM"}})),
    ),
    case(
        "metres that pass as degrees",
        "'communities'",
        "row 1",
        "EPSG:32647",
        **as_geojson(geojson_text(COMMUNITIES, crs=None)),
    ),
    case(
        "degrees that pass as metres",
        "'communities'",
        "row 1",
        "EPSG:32647",
        "Correct",
        **communities_as(FIRST + "C1,บ้าน,98.4,7.9\n"),
    ),
    case(
        "swapped degrees",
        "'communities'",
        "row 1",
        "swapped",
        **communities_as(FIRST + "C1,บ้าน,7.9,98.4\n", crs=None),
    ),
    case(
        "a coordinate that is no number",
        "'communities'",
        "row 1",
        "'lon'",
        "98.39",
        **communities_as(FIRST + "C2,ข,here,7.9\n", crs=None),
    ),
    case(
        "no coordinates",
        "'communities'",
        "lon",
        "lat",
        **communities_as("community_id,name_th\nC1,บ้าน\n", crs=None),
    ),
    case(
        "a geometry of the wrong type",
        "'hazard_zones'",
        "row 2",
        "'geometry'",
        "Point",
        "Polygon",
        rows={
            "hazard_zones": [
                hazard("H1", "flood", "low", box(0, 0, 9, 9)),
                hazard("H2", "flood", "low", Point(0, 0)),
            ]
        },
    ),
    case(
        "communities drawn as lines",
        "'communities'",
        "row 1",
        "LineString",
        **as_geojson(geojson_text([community("C1", "ก", "A", LineString([(0, 0), (9, 9)]))])),
    ),
    case(
        "a broken geometry",
        "'communities'",
        "row 1",
        "geometry",
        **as_geojson(
            collection(
                features=[
                    {
                        "type": "Feature",
                        "properties": {"community_id": "C1", "name_th": "ก"},
                        "geometry": {"type": "Point", "coordinates": ["a"]},
                    }
                ]
            )
        ),
    ),
    case(
        "roads without a line", "road", rows={"roads": [{"geometry": LineString([(0, 0), (0, 0)])}]}
    ),
    case(
        "a place no projection reaches",
        "'communities'",
        "row 1",
        "Correct",
        **communities_as(FIRST + "C1,บ้าน,0,0\n", crs=None),
    ),
    # Buses.
    case(
        "a feed without stop times",
        "'transit'",
        "stop_times.txt",
        "export",
        **feed("stop_times", None),
    ),
    case("a feed without calendar", "'transit'", "calendar.txt", "Add", **feed("calendar", None)),
    case(
        "stops without places",
        "'transit'",
        "stops.txt",
        "'stop_lat'",
        "Add",
        **feed("stops", "stop_id,stop_name,stop_lon\nS1,A,98\n"),
    ),
    case(
        "a feed whose stops nobody serves",
        "stop",
        "trip",
        **feed("stop_times", FEED["stop_times"].splitlines()[0] + "\n"),
    ),
    case(
        "a stop that stands twice",
        "stops.txt",
        "'S1'",
        "own",
        **feed("stops", FEED["stops"] + FEED["stops"].splitlines()[1] + "\n"),
    ),
    case(
        "a stop sequence in words",
        "stop_times.txt",
        "row 1",
        "'stop_sequence'",
        "'first'",
        **feed("stop_times", FEED["stop_times"].replace("S1,0", "S1,first")),
    ),
    case(
        "a feed that is no zip",
        "'transit'",
        "'feed.zip'",
        "zip",
        layers={"transit": {"file": "feed.zip"}},
        files={"feed.zip": "x"},
    ),
    case(
        "lines without stops",
        "'R9'",
        "'bus_stops'",
        "hail_and_ride",
        rows={
            "bus_routes": [
                {
                    "route_id": "R9",
                    "name_th": "ก",
                    "headway_min": 5,
                    "geometry": LineString([(0, 0), (9, 9)]),
                }
            ]
        },
        layers={"transit": None},
    ),
    case(
        "two feeds with one stop",
        "transit",
        "more",
        "'S1'",
        "Change",
        layers={"more": {"kind": "transit", "file": "transit"}},
    ),
)


def error_of(folder, wrong: Case) -> GeoAppError:
    """Ask the world with one thing wrong, and return what it says."""
    write_province(folder, **wrong.options)
    with pytest.raises(GeoAppError) as raised:
        coverage.gaps(open_province(folder), on=DAY)
    return raised.value


@pytest.mark.parametrize("wrong", CASES, ids=str)
def test_the_sentence_names_what_is_wrong_and_what_to_do(tmp_path, wrong):
    text = str(error_of(tmp_path, wrong))
    assert [part for part in wrong.says if part not in text] == []


@pytest.mark.parametrize("wrong", CASES, ids=str)
def test_the_sentence_is_one_line_that_ends(tmp_path, wrong):
    text = str(error_of(tmp_path, wrong))
    assert "\n" not in text
    assert text[-1] in ".!?"


@pytest.mark.parametrize("wrong", CASES, ids=str)
def test_the_sentence_shows_no_folder_of_the_server_and_no_python(tmp_path, wrong):
    text = str(error_of(tmp_path, wrong))
    assert str(tmp_path.parent) not in text
    assert not re.search(r"Traceback|<class|object at 0x|\bNone\b|\bnan\b", text)


@pytest.mark.parametrize("wrong", CASES, ids=str)
def test_the_sentence_has_its_thai(tmp_path, wrong):
    text = error_of(tmp_path, wrong).sentence(translator(Language.THAI))
    assert re.search(r"[\u0e00-\u0e7f]{4}", text.replace("บ้าน", ""))
    # What is found, a file or a code, is the same in both languages.
    quoted = [part for part in wrong.says if part.startswith("'")]
    assert [part for part in quoted if part.strip("'") not in text] == []


SOME_ROWS = {
    "communities": [*COMMUNITIES, community(None, "ไม่มีรหัส", "No id", Point(0, 90))],
    "hazard_zones": [
        *rows_of_world()["hazard_zones"],
        hazard("H9", "fire", "low", box(0, 0, 9, 9)),
    ],
}


@pytest.mark.parametrize("kind", SOME_ROWS)
def test_one_bad_row_is_set_aside_and_the_others_answer(tmp_path, kind):
    province = open_province(write_province(tmp_path, rows={kind: SOME_ROWS[kind]}))
    report = province.layer(kind).report
    assert (report.rows_in, report.rows_set_aside) == (len(SOME_ROWS[kind]), 1)
    assert len(coverage.gaps(province, on=DAY)) == 4


def test_the_state_before_a_failure_stays_as_it_was(tmp_path):
    province = open_province(write_province(tmp_path, files={"mangroves.geojson": "{"}))
    before = province.communities.copy()
    with pytest.raises(GeoAppError):
        coverage.gaps(province, on=DAY)
    assert province.communities.equals(before)
