"""GeoJSON, read without asking anybody else anything."""

from __future__ import annotations

import http.server
import json
import threading

import pytest
from shapely import LineString, Point

from geo_app import limits
from geo_app.errors import CrsError, UnreadableFileError
from geo_app.readers import geojson_files
from geo_app.readers.source import source_of


def read_geojson(path, encoding):
    """Read a file's features."""
    return geojson_files.read_geojson(source_of(path), most=limits.LAYER, encoding=encoding).frame


def feature(geometry: object, properties: object = None) -> dict[str, object]:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


POINT = {"type": "Point", "coordinates": [98.39, 7.88]}


def write(folder, features: object, **members: object):
    """Write a FeatureCollection with more members."""
    path = folder / "a.geojson"
    document = {"type": "FeatureCollection", "features": features, **members}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def named(name: object) -> dict[str, object]:
    """Return a crs member of type name."""
    return {"type": "name", "properties": {"name": name}}


def test_without_a_crs_coordinates_are_degrees(tmp_path):
    layer = read_geojson(write(tmp_path, [feature(POINT)]), None)
    assert layer.crs == "EPSG:4326"
    assert layer.geometry.iloc[0] == Point(98.39, 7.88)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EPSG:32647", 32647),
        ("urn:ogc:def:crs:EPSG::32647", 32647),
        ("urn:ogc:def:crs:EPSG:9.8:24047", 24047),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn:ogc:def:crs:OGC::CRS84", 4326),
        ("CRS84", 4326),
    ],
)
def test_a_named_crs_is_taken(tmp_path, name, expected):
    layer = read_geojson(write(tmp_path, [feature(POINT)], crs=named(name)), None)
    assert layer.crs.to_epsg() == expected


@pytest.mark.parametrize("name", ["utm 47", "http://127.0.0.1:9/crs", "EPSG:99999"])
def test_a_named_crs_that_is_none_is_refused_with_the_file(tmp_path, name):
    with pytest.raises(CrsError, match=r"a\.geojson: "):
        read_geojson(write(tmp_path, [feature(POINT)], crs=named(name)), None)


@pytest.mark.parametrize(
    "crs", [{"type": "link"}, {}, 5, "EPSG:4326", named(7), {"properties": []}]
)
def test_a_crs_that_names_nothing_is_no_crs(tmp_path, crs):
    assert read_geojson(write(tmp_path, [feature(POINT)], crs=crs), None).crs is None


def test_a_crs_of_type_link_is_not_followed(tmp_path):
    asked: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        href = f"http://127.0.0.1:{server.server_address[1]}/crs.wkt"
        member = {"type": "link", "properties": {"href": href, "type": "ogcwkt"}}
        layer = read_geojson(write(tmp_path, [feature(POINT)], crs=member), None)
        server.shutdown()
        thread.join()
    assert asked == []
    assert layer.crs is None


def test_properties_become_columns_with_thai_names(tmp_path):
    layer = read_geojson(write(tmp_path, [feature(POINT, {"ชื่อ": "บ้าน", "n": 7})]), None)
    assert layer.drop(columns="geometry").to_dict("list") == {"ชื่อ": ["บ้าน"], "n": [7]}


def test_features_with_different_properties_share_one_table(tmp_path):
    layer = read_geojson(
        write(tmp_path, [feature(POINT, {"a": "x"}), feature(POINT, {"b": "y"})]), None
    )
    assert layer["a"].isna().tolist() == [False, True]
    assert layer["b"].isna().tolist() == [True, False]


@pytest.mark.parametrize("properties", [None, [1], "text", 5])
def test_a_feature_whose_properties_are_no_object_has_none(tmp_path, properties):
    layer = read_geojson(
        write(tmp_path, [feature(POINT, properties), feature(POINT, {"a": 1})]), None
    )
    assert len(layer) == 2
    assert layer["a"].isna().tolist() == [True, False]


def test_a_property_called_geometry_does_not_move_the_feature(tmp_path):
    layer = read_geojson(write(tmp_path, [feature(POINT, {"geometry": "POINT (0 0)"})]), None)
    assert layer.geometry.iloc[0] == Point(98.39, 7.88)


def test_a_feature_without_geometry_keeps_its_row(tmp_path):
    layer = read_geojson(write(tmp_path, [feature(None, {"a": 1}), feature(POINT, {"a": 2})]), None)
    assert layer.geometry.isna().tolist() == [True, False]


@pytest.mark.parametrize("broken", [None, 5, "text", []])
def test_a_feature_that_is_no_object_is_a_row_without_geometry(tmp_path, broken):
    layer = read_geojson(write(tmp_path, [broken, feature(POINT)]), None)
    assert layer.geometry.isna().tolist() == [True, False]


def test_heights_are_read_over_without_harm(tmp_path):
    line = {"type": "LineString", "coordinates": [[0, 0, 5], [1, 0, 6]]}
    layer = read_geojson(write(tmp_path, [feature(line)]), None)
    assert layer.geometry.iloc[0].equals(LineString([(0, 0), (1, 0)]))


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["a", 1]},
        {"type": "Point"},
        {"type": "Blob", "coordinates": [1, 2]},
        {"coordinates": [1, 2]},
        {},
        "POINT (1 2)",
        7,
        [1, 2],
        {"type": "LineString", "coordinates": [[0, 0]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Point", "coordinates": [1, float("nan")]},
    ],
)
def test_a_broken_geometry_is_told_by_row_and_the_rest_is_read(tmp_path, geometry):
    path = write(tmp_path, [feature(POINT), feature(geometry, {"n": "บ้าน", "m": None})])
    read = geojson_files.read_geojson(source_of(path), most=limits.LAYER)
    assert read.frame.geometry.tolist() == [Point(98.39, 7.88), None]
    (finding,) = read.findings
    assert str(finding).startswith("'a.geojson', row 2: the geometry is broken.")
    assert (finding.where.row, finding.where.cells) == (2, {"n": "บ้าน", "m": ""})


@pytest.mark.parametrize("document", ["[]", "{}", "5", "null", '{"features": {}}', '"text"'])
def test_json_that_is_no_feature_collection_is_refused(tmp_path, document):
    (tmp_path / "a.geojson").write_text(document)
    with pytest.raises(UnreadableFileError, match=r"'a\.geojson' is no GeoJSON FeatureCollection"):
        read_geojson(tmp_path / "a.geojson", None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"type": "FeatureCollection", "features": [',
        b"<OGRVRTDataSource/>",
    ],
    ids=["empty", "cut short", "vrt"],
)
def test_a_text_that_is_no_json_is_refused_with_the_reason(tmp_path, content):
    (tmp_path / "a.geojson").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'a\.geojson' is no valid GeoJSON: .+\."):
        read_geojson(tmp_path / "a.geojson", None)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", '{"name": "ชุมชน"}'.encode("cp874")])
def test_a_text_in_another_encoding_is_refused_with_the_remedy(tmp_path, content):
    (tmp_path / "a.geojson").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'a\.geojson' is not written in UTF-8\. Save"):
        read_geojson(tmp_path / "a.geojson", None)


@pytest.mark.parametrize("content", [b'{"a":' * 100_000, b'{"a": ' + b"9" * 5_000 + b"}"])
def test_json_that_nobody_draws_is_refused(tmp_path, content):
    (tmp_path / "a.geojson").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'a\.geojson' is JSON, but no GeoJSON"):
        read_geojson(tmp_path / "a.geojson", None)


def test_thai_in_cp874_is_read_with_its_encoding_declared(tmp_path):
    text = json.dumps(
        {"type": "FeatureCollection", "features": [feature(POINT, {"n": "บ้าน"})]},
        ensure_ascii=False,
    )
    (tmp_path / "a.geojson").write_bytes(text.encode("cp874"))
    assert read_geojson(tmp_path / "a.geojson", "cp874")["n"].tolist() == ["บ้าน"]


def test_a_collection_without_features_is_a_layer_without_rows(tmp_path):
    assert read_geojson(write(tmp_path, []), None).empty
