"""Files that people bring: what comes out of them, and the sentence for those that are none."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geo_app import limits
from geo_app.errors import CrsError, LayerError, UnreadableFileError
from geo_app.sketches.loading import DrawingFormat, drawing_format, load_drawing
from geo_app.sketches.locating import Whereabouts

PLACE = Whereabouts(analysis_crs="EPSG:32647", centre=(98.35, 7.95))
LINE = [[98.39, 7.88], [98.38, 7.9], [98.3, 7.95]]
VERTICES = tuple(tuple(place) for place in LINE)


def load(document, *, name="สายใหม่.geojson", **more):
    """Load a text, bytes, or what becomes JSON."""
    if isinstance(document, (dict, list)):
        document = json.dumps(document, ensure_ascii=False)
    content = document if isinstance(document, bytes) else document.encode()
    return load_drawing(content, name=name, **more)


def feature(geometry, **properties):
    """Return a feature of GeoJSON."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def shape(kind, coordinates):
    """Return a geometry of GeoJSON."""
    return {"type": kind, "coordinates": coordinates}


def collection(*features, **more):
    """Return a collection of features."""
    return {"type": "FeatureCollection", "features": list(features), **more}


def codes(drawing):
    """Return the kinds of the notes."""
    return [note.code for note in drawing.notes]


def sentences(drawing):
    """Return the notes in English."""
    return [note.sentence(str) for note in drawing.notes]


# ---- GeoJSON ----


def test_lines_and_points_come_out_in_their_order():
    drawing = load(
        collection(
            feature(shape("LineString", LINE), name_th="สายเหนือ", name_en="North"),
            feature(shape("Point", [98.38, 7.9, 12.5]), name="ตลาด"),
            feature(shape("Point", [98.3, 7.95]), name="Market"),
        )
    )
    (line,) = drawing.lines
    assert (line.name_th, line.name_en, line.coordinates) == ("สายเหนือ", "North", VERTICES)
    assert [(s.name_th, s.name_en, s.lon, s.lat) for s in drawing.stops] == [
        ("ตลาด", None, 98.38, 7.9),
        (None, "Market", 98.3, 7.95),
    ]
    assert drawing.notes == ()


@pytest.mark.parametrize(
    "document",
    [
        shape("LineString", LINE),
        feature(shape("LineString", LINE)),
        {"type": "GeometryCollection", "geometries": [shape("LineString", LINE)]},
        collection(
            feature({"type": "GeometryCollection", "geometries": [shape("LineString", LINE)]})
        ),
        {"features": [{"geometry": shape("LineString", LINE)}]},
        shape("MultiLineString", [LINE[:2], LINE[1:]]),
        shape("LineString", [[x, y, 3.0] for x, y in LINE]),
        shape("LineString", [LINE[0], *LINE]),
    ],
)
def test_a_line_is_found_however_it_is_wrapped(document):
    drawing = load(document)
    assert [line.coordinates for line in drawing.lines] == [VERTICES]
    assert drawing.stops == ()


def test_parts_of_a_line_that_do_not_meet_are_lines_of_their_own():
    drawing = load(shape("MultiLineString", [LINE[:2], [[98.2, 7.8], [98.1, 7.8]]]))
    assert [len(line.coordinates) for line in drawing.lines] == [2, 2]


def test_many_points_in_one_are_stops_of_one_name():
    drawing = load(feature(shape("MultiPoint", LINE), name="ป้าย"))
    assert [(stop.name_th, stop.lon) for stop in drawing.stops] == [
        ("ป้าย", 98.39),
        ("ป้าย", 98.38),
        ("ป้าย", 98.3),
    ]


@pytest.mark.parametrize(
    ("properties", "names"),
    [
        ({"name_th": "ก", "name_en": "A"}, ("ก", "A")),
        ({"name:th": "ก", "name": "B"}, ("ก", None)),
        ({"NAME_EN": "A"}, (None, "A")),
        ({"Name": " Soi\n 5 "}, (None, "Soi 5")),
        ({"title": "ซอย 5"}, ("ซอย 5", None)),
        ({"name": "Soi ก"}, ("Soi ก", None)),
        ({"name": 5, "title": ""}, (None, None)),
        ({"name": "a\u202eb\x00c\u200b"}, (None, "abc")),
        (None, (None, None)),
        ("text", (None, None)),
    ],
)
def test_names_are_found_and_cleaned(properties, names):
    document = {"type": "Feature", "geometry": shape("LineString", LINE), "properties": properties}
    (line,) = load(document).lines
    assert (line.name_th, line.name_en) == names


@pytest.mark.parametrize(("length", "notes"), [(200, []), (201, ["long_names"])])
def test_names_longer_than_a_name_are_shortened_and_told(length, notes):
    drawing = load(feature(shape("LineString", LINE), name="ก" * length))
    assert len(drawing.lines[0].name_th) == 200
    assert codes(drawing) == notes


def test_what_is_no_line_and_no_point_is_counted():
    ring = [[*LINE, LINE[0]]]
    drawing = load(
        collection(
            feature(shape("LineString", LINE)),
            feature(shape("Polygon", ring)),
            feature(shape("MultiPolygon", [ring])),
            feature(None),
            feature(shape("LineString", [])),
            feature(shape("LineString", [LINE[0], LINE[0]])),
            "no feature",
        ),
        name="x.geojson",
    )
    assert sentences(drawing) == [
        "Areas left out of 'x.geojson': 2. A route is drawn as a line.",
        "Rows without a place left out of 'x.geojson': 3.",
        "Lines of a single place left out of 'x.geojson': 1.",
    ]


def test_a_line_shorter_than_a_centimetre_is_a_single_place():
    short = shape("LineString", [[98.0, 7.0], [98.00000001, 7.0]])
    drawing = load(collection(feature(short), feature(shape("Point", [98, 7]))))
    assert (drawing.lines, codes(drawing)) == ((), ["one_place"])
    with pytest.raises(LayerError, match="no line and no stop"):
        load(short)


def test_of_a_proposal_its_lines_and_stops_are_loaded_and_the_rest_is_told():
    drawing = load(
        collection(
            feature(shape("LineString", LINE), kind="route", route_id="N1", name_th="สายใหม่"),
            feature(shape("Point", LINE[0]), kind="stop", stop_id="1"),
            feature(shape("Point", LINE[1]), kind="remove_stop", stop_id="2"),
            feature(None, kind="remove_route", route_id="R1"),
        )
    )
    assert (len(drawing.lines), len(drawing.stops)) == (1, 1)
    assert codes(drawing) == ["proposal", "changes"]
    assert drawing.notes[1].fields["count"] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_the_text_may_be_in_any_encoding_of_unicode(encoding):
    text = json.dumps(feature(shape("LineString", LINE), name="สาย"), ensure_ascii=False)
    assert load(text.encode(encoding)).lines[0].name_th == "สาย"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "FeatureCollection", "features": [', "no valid GeoJSON"),
        ('{"features": 3}', "JSON, but no GeoJSON"),
        ('{"type": "Topology", "objects": {}}', "JSON, but no GeoJSON"),
        ("[1, 2]", "JSON, but no GeoJSON"),
        ('{"a":' * 30_000 + "1" + "}" * 30_000, "JSON, but no GeoJSON"),
        ('{"features": [' + "1" * 5_000 + "]}", "JSON, but no GeoJSON"),
        ("{'type': 'Point'}", "no valid GeoJSON"),
    ],
)
def test_text_that_is_no_geojson_is_refused(text, words):
    with pytest.raises(UnreadableFileError, match=words):
        load(text)


def test_thai_text_in_another_encoding_is_refused():
    text = json.dumps(feature(shape("LineString", LINE), name="สาย"), ensure_ascii=False)
    with pytest.raises(UnreadableFileError, match="not written in UTF-8"):
        load(text.encode("cp874"))


@pytest.mark.parametrize(
    "geometry",
    [
        "LineString",
        [],
        {"type": "Circle", "coordinates": []},
        {"type": "LineString"},
        shape("LineString", {"x": 1}),
        shape("LineString", [98.3, 7.9]),
        shape("LineString", [["98.3", "7.9"], ["98.4", "7.9"]]),
        shape("LineString", [[True, 7.9], [98.4, 7.9]]),
        shape("LineString", [[98.3], [98.4]]),
        shape("LineString", [LINE, LINE]),
        shape("MultiLineString", LINE),
        shape("Point", [LINE[0]]),
        shape("Point", [None, 7]),
        shape("Point", [10**400, 7]),
        {"type": "GeometryCollection", "geometries": "none"},
        {"type": "GeometryCollection", "geometries": [3]},
        {"type": ["LineString"], "coordinates": LINE},
    ],
)
def test_a_broken_geometry_is_told_with_its_row(geometry):
    with pytest.raises(UnreadableFileError, match="row 2: the geometry is broken"):
        load(collection(feature(shape("LineString", LINE)), feature(geometry)))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_coordinate_that_is_no_number_is_told_with_its_row(number):
    text = json.dumps(collection(feature(shape("LineString", LINE)))).replace("98.38", number)
    with pytest.raises(UnreadableFileError, match="row 1: a coordinate is no number"):
        load(text)


def test_nan_among_the_properties_does_no_harm():
    text = json.dumps(feature(shape("LineString", LINE), fare=float("nan")))
    assert len(load(text).lines) == 1


def test_collections_keep_their_order():
    points = [shape("Point", place) for place in LINE]
    inner = {"type": "GeometryCollection", "geometries": points[1:]}
    drawing = load({"type": "GeometryCollection", "geometries": [points[0], inner]})
    assert [stop.lon for stop in drawing.stops] == [98.39, 98.38, 98.3]


def test_collections_within_collections_are_no_trap():
    geometry = shape("LineString", LINE)
    for _ in range(300):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    assert len(load(feature(geometry)).lines) == 1


# ---- CRSs and axes ----


def in_metres(places):
    """Return places in UTM 47 N."""
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32647", always_xy=True)
    return np.column_stack(to_metres.transform(*np.array(places).T)).tolist()


def named_crs(name):
    """Return the member by which GeoJSON named its CRS before 2016."""
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    "crs",
    [
        named_crs("urn:ogc:def:crs:EPSG::32647"),
        named_crs("EPSG:32647"),
        {"type": "EPSG", "properties": {"code": 32647}},
    ],
)
def test_a_named_crs_is_converted_with_a_note(crs):
    drawing = load(
        collection(feature(shape("LineString", in_metres(LINE))), crs=crs), name="a.geojson"
    )
    assert np.array(drawing.lines[0].coordinates) == pytest.approx(np.array(LINE), abs=2e-7)
    assert sentences(drawing) == ["'a.geojson' is converted from EPSG:32647 to degrees."]


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"]
)
def test_degrees_are_left_as_they_are(name):
    drawing = load(collection(feature(shape("LineString", LINE)), crs=named_crs(name)))
    assert (drawing.lines[0].coordinates, drawing.notes) == (VERTICES, ())


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}},
        {"type": "name", "properties": {"name": 5}},
        {"type": "name", "properties": {"name": "EPSG:" + "1" * 200}},
        "EPSG:32647",
        {},
    ],
)
def test_a_crs_that_is_a_link_or_worse_is_not_followed(crs):
    with pytest.raises(CrsError, match="not followed"):
        load(collection(feature(shape("LineString", LINE)), crs=crs))


@pytest.mark.parametrize(
    "name", ["EPSG:999999", "+init=epsg:32647", "EPSG:4326+5773", "/etc/passwd", "", "ฟ:1"]
)
def test_an_unknown_crs_is_told(name):
    with pytest.raises(CrsError, match="CRS"):
        load(collection(feature(shape("LineString", LINE)), crs=named_crs(name)))


@pytest.mark.parametrize("name", ["EPSG:32647", "EPSG:5773", "EPSG:4978"])
def test_coordinates_that_are_none_of_their_crs_are_told(name):
    far = shape("LineString", [[1e12, 1e12], [2e12, 1e12]])
    with pytest.raises(CrsError, match=r"such as 1e\+12, 1e\+12, are none of EPSG|not degrees"):
        load(collection(feature(far), crs=named_crs(name)))


def test_metres_without_a_crs_are_told_with_the_crs_that_fits():
    metres = shape("LineString", in_metres(LINE))
    with pytest.raises(CrsError, match="Taken for EPSG:32647 they lie in the province"):
        load(metres, place=PLACE)
    with pytest.raises(CrsError, match="the file does not say what they are"):
        load(metres)
    with pytest.raises(CrsError, match="the file does not say what they are"):
        load(shape("LineString", [[2.0, 2.0], [5_000.0, 5_000.0]]), place=PLACE)


def test_a_person_may_say_what_the_coordinates_are_in():
    drawing = load(shape("LineString", in_metres(LINE)), crs="EPSG:32647", place=PLACE)
    assert np.array(drawing.lines[0].coordinates) == pytest.approx(np.array(LINE), abs=2e-7)
    with pytest.raises(CrsError, match="is not known"):
        load(shape("LineString", LINE), crs="EPSG:999999")


def test_swapped_axes_are_told_and_not_swapped_silently():
    swapped = shape("LineString", [[y, x] for x, y in LINE])
    with pytest.raises(CrsError, match=r"such as 7\.88, 98\.39, have latitude before longitude"):
        load(swapped, place=PLACE)
    with pytest.raises(CrsError, match="not degrees"):
        load(swapped)
    drawing = load(swapped, place=PLACE, swap=True)
    assert drawing.lines[0].coordinates == VERTICES
    assert codes(drawing) == ["swapped"]


def test_swapped_axes_are_seen_where_both_ways_are_degrees():
    place = Whereabouts(analysis_crs="EPSG:32633", centre=(45.0, 12.0))
    with pytest.raises(CrsError, match="latitude before longitude"):
        load(shape("LineString", [[12.1, 45.1], [12.2, 45.1]]), place=place)


def test_a_place_that_fits_both_ways_is_taken_as_it_is():
    place = Whereabouts(analysis_crs="EPSG:32638", centre=(45.0, 44.0))
    assert len(load(shape("LineString", [[45.1, 44.6], [45.2, 44.6]]), place=place).lines) == 1


def test_a_line_in_another_country_is_loaded_as_it_is():
    far = [[2.3, 48.8], [2.4, 48.9]]
    assert load(shape("LineString", far), place=PLACE).lines[0].coordinates[0] == (2.3, 48.8)


def test_points_alone_are_checked_too():
    with pytest.raises(CrsError, match="not degrees"):
        load(shape("Point", [430_000.0, 870_000.0]))


# ---- limits ----


def wavy(count, *, height_m):
    """Return a line whose every second vertex is off by some metres."""
    step = np.arange(count)
    return np.column_stack([98 + step * 1e-5, 7.9 + (step % 2) * height_m / 111_320]).tolist()


def limited(monkeypatch, **most):
    """Let files of drawings hold less."""
    monkeypatch.setattr(limits, "DRAWING", replace(limits.DRAWING, **most))


def test_ten_thousand_vertices_are_kept():
    line = wavy(10_000, height_m=5)
    drawing = load(shape("LineString", line))
    assert (len(drawing.lines[0].coordinates), drawing.notes) == (10_000, ())


def test_one_more_is_simplified_where_a_metre_is_enough():
    drawing = load(shape("LineString", wavy(10_001, height_m=0.3)), name="a.geojson")
    coordinates = np.array(drawing.lines[0].coordinates)
    assert len(coordinates) < 200
    assert coordinates[0].tolist() == [98, 7.9]
    assert coordinates[-1] == pytest.approx([98.1, 7.9])
    assert np.abs(coordinates[:, 1] - 7.9).max() * 111_320 <= 1
    (sentence,) = sentences(drawing)
    assert "had 10,001 vertices and is simplified to" in sentence


def test_one_more_is_refused_where_a_metre_is_not_enough():
    with pytest.raises(LayerError, match="row 1: the line has 10,001 vertices; at most 10,000"):
        load(shape("LineString", wavy(10_001, height_m=5)))


def test_simplified_lines_are_nowhere_more_than_a_metre_off():
    rng = np.random.default_rng(4)
    walk = np.cumsum(rng.normal(0, 0.4, (30_000, 2)), axis=0) / 111_320
    line = walk + np.array([98.3, 7.9])
    (drawn,) = load(shape("LineString", line.tolist())).lines
    scale = np.array([np.cos(np.radians(7.9)), 1.0]) * 111_320
    drawn_m = shapely.LineString(np.array(drawn.coordinates) * scale)
    assert len(drawn.coordinates) < 10_000
    # A centimetre more: coordinates are rounded to the seventh digit of a degree.
    assert shapely.distance(drawn_m, shapely.points(line * scale)[::5]).max() <= 1.02


def test_more_vertices_than_can_be_looked_at_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "FILE_VERTICES", 20)
    assert len(load(shape("LineString", wavy(20, height_m=5))).lines) == 1
    with pytest.raises(LayerError, match="21 vertices"):
        load(shape("LineString", wavy(21, height_m=5)))


@pytest.mark.parametrize(
    ("kind", "place", "most"), [("LineString", LINE, 200), ("Point", LINE[0], 1_000)]
)
def test_more_lines_or_points_than_a_route_has_are_refused(kind, place, most):
    some = [feature(shape(kind, place)) for _ in range(most)]
    drawing = load(collection(*some))
    assert len(drawing.lines) + len(drawing.stops) == most
    with pytest.raises(LayerError, match=f"more than {most:,} "):
        load(collection(*some, some[0]))


def test_a_file_larger_than_fifty_megabytes_is_refused(monkeypatch):
    text = json.dumps(shape("LineString", LINE)).encode()
    limited(monkeypatch, file_bytes=len(text))
    assert len(load(text).lines) == 1
    with pytest.raises(LayerError, match="larger than"):
        load(text + b" ")


def test_texts_of_too_many_parts_are_not_taken_apart(monkeypatch):
    text = json.dumps(shape("LineString", LINE))
    for limit, most in (("brackets", 5), ("commas", text.count(","))):
        with monkeypatch.context() as patch:
            limited(patch, **{limit: most})
            assert len(load(text).lines) == 1
            limited(patch, **{limit: most - 1})
            with pytest.raises(LayerError, match="more parts than are read"):
                load(text)


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_file_is_told(content):
    with pytest.raises(LayerError, match=r"is empty|is none of"):
        load(content)


@pytest.mark.parametrize("document", [collection(), shape("Polygon", [LINE]), feature(None)])
def test_a_file_without_a_line_and_a_stop_is_told(document):
    with pytest.raises(LayerError, match="holds no line and no stop"):
        load(document)


# ---- what a file is, and what it is called ----


def zipped(files):
    """Return a zip of texts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
GPX = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
PLACEMARK = (
    "<Placemark><name>สายใหม่</name><LineString><coordinates>98.39,7.88,0 98.38,7.9\n"
    "98.3,7.95</coordinates></LineString></Placemark>"
)
FILES = {
    DrawingFormat.GEOJSON: json.dumps(shape("LineString", LINE)).encode(),
    DrawingFormat.KML: KML.format(PLACEMARK).encode(),
    DrawingFormat.KMZ: zipped({"doc.kml": KML.format(PLACEMARK)}),
    DrawingFormat.GPX: GPX.format("").encode(),
    DrawingFormat.GTFS: zipped({"stops.txt": "stop_id"}),
}
NAMES = {
    DrawingFormat.GEOJSON: "a.geojson",
    DrawingFormat.KML: "a.KML",
    DrawingFormat.KMZ: "a.kmz",
    DrawingFormat.GPX: "a.gpx",
    DrawingFormat.GTFS: "a.zip",
}


@pytest.mark.parametrize("found", DrawingFormat)
def test_a_file_is_what_its_content_says(found):
    assert drawing_format(FILES[found], name=NAMES[found]) is found


@pytest.mark.parametrize("found", DrawingFormat)
@pytest.mark.parametrize("called", [*NAMES.values(), "a", "a.kml.exe", ""])
def test_a_name_that_says_something_else_is_refused(found, called):
    if called == NAMES[found]:
        return
    with pytest.raises(UnreadableFileError, match="by its content, but its name does not end in"):
        drawing_format(FILES[found], name=called)


@pytest.mark.parametrize(
    "content",
    [
        b"SQLite format 3\x00",
        b"\x00\x00\x27\x0a",
        b"\x89PNG\r\n",
        b"lon,lat\n98,7\n",
        b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>",
        b"<html></html>",
        zipped({"readme.md": "x"}),
        zipped({}),
        b"%PDF-1.7",
    ],
)
def test_files_of_other_formats_are_refused(content):
    with pytest.raises(UnreadableFileError, match="is none of GeoJSON, KML, KMZ, GPX, GTFS"):
        load(content, name="a.kml")


@pytest.mark.parametrize(
    "content",
    [b"<kml", b"<", b'<?xml encoding="x"?><kml/>'],
)
def test_xml_that_does_not_even_begin_is_refused(content):
    with pytest.raises(UnreadableFileError, match="is no KML and no GPX that can be read"):
        load(content, name="a.kml")


def test_a_sentence_names_a_file_without_what_is_hidden_in_its_name():
    with pytest.raises(UnreadableFileError) as refused:
        load(b"%PDF", name="a" * 500 + "\u202egnp.\x1b[31m.kml")
    assert "\u202e" not in str(refused.value)
    assert len(str(refused.value)) < 250
    assert "'a{0}'" not in str(refused.value)


def test_braces_in_a_name_are_no_placeholders():
    with pytest.raises(UnreadableFileError, match=r"'\{0\}\{file\}\.kml' is none of"):
        load(b"%PDF", name="{0}{file}.kml")


# ---- KML and KMZ ----


def kml(*placemarks, **more):
    """Load a KML of some placemarks."""
    return load(KML.format("".join(placemarks)), name="a.kml", **more)


def test_kml_lines_have_their_placemarks_name():
    (line,) = kml(PLACEMARK).lines
    assert (line.name_th, line.coordinates) == ("สายใหม่", VERTICES)


def test_kml_of_every_kind_of_geometry():
    drawing = kml(
        "<Folder><Placemark><name>Stop</name><Point><coordinates>98.3,7.9</coordinates></Point>"
        "</Placemark></Folder>",
        "<Placemark><MultiGeometry>"
        "<LineString><coordinates>98,7 98.1,7</coordinates></LineString>"
        "<MultiGeometry><LineString><coordinates>98.1,7 98.2,7</coordinates></LineString>"
        "</MultiGeometry><Point><coordinates>98,7</coordinates></Point>"
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates>"
        "</LinearRing></outerBoundaryIs></Polygon><Model/></MultiGeometry></Placemark>",
        "<Placemark><name>no place</name></Placemark>",
    )
    assert [line.coordinates for line in drawing.lines] == [((98, 7), (98.1, 7), (98.2, 7))]
    assert [(stop.name_en, stop.lon) for stop in drawing.stops] == [("Stop", 98.3), (None, 98)]
    assert codes(drawing) == ["areas", "without_geometry", "models"]


def test_a_track_of_kml_is_a_line():
    track = (
        '<gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2"><when>2026-11-23</when>'
        "<gx:coord>98.39 7.88 3</gx:coord><gx:coord/><gx:coord>98.38 7.9 3</gx:coord></gx:Track>"
    )
    drawing = kml(f"<Placemark>{track}</Placemark>")
    assert drawing.lines[0].coordinates == VERTICES[:2]


@pytest.mark.parametrize("namespace", ["", 'xmlns="http://earth.google.com/kml/2.1"'])
def test_old_kml_and_kml_without_a_namespace_are_read(namespace):
    text = f"<kml {namespace}>{PLACEMARK}</kml>"
    assert len(load(text, name="a.kml").lines) == 1


def test_links_to_other_files_are_counted_and_not_followed():
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    drawing = kml(PLACEMARK, link)
    assert sentences(drawing) == ["Links to other files in 'a.kml': 1. They are not followed."]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "TIS-620", "cp874", "ISO-8859-11"])
def test_kml_in_the_encoding_that_it_declares(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + KML.format(PLACEMARK)
    assert load(text.encode(encoding), name="a.kml").lines[0].name_th == "สายใหม่"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (KML.format(PLACEMARK).encode("cp874"), "not in the encoding that it declares, at line 1"),
        (KML.format(PLACEMARK)[:-3].encode(), "is damaged"),
        (KML.format("<Placemark>").encode(), "is damaged"),
    ],
)
def test_damaged_xml_is_told(content, words):
    with pytest.raises(UnreadableFileError, match=words):
        load(content, name="a.kml")


def test_an_encoding_that_nobody_knows_is_told():
    text = '<?xml version="1.0" encoding="thai-1"?><kml/>'
    with pytest.raises(UnreadableFileError):
        load(text, name="a.kml")


BOMB = "<!DOCTYPE kml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE kml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("start", [BOMB, OUTSIDE, "<!DOCTYPE kml SYSTEM 'http://127.0.0.1:9/'>"])
def test_entities_are_not_read(start):
    for text in (f"{start}<kml>&a;</kml>", f"<?xml version='1.0'?>{start}<kml/>"):
        with pytest.raises(UnreadableFileError, match="brings a document type"):
            load(text, name="a.kml")
        with pytest.raises(UnreadableFileError, match="brings a document type"):
            load(zipped({"doc.kml": text}), name="a.kmz")


@pytest.mark.parametrize(
    "coordinates",
    ["98.39 7.88", "98.39,7.88 x,7.9", "98,7 nan,7", "98,7 inf,7", "98,7 1_0,7", "98,7 ๙๘,7", ","],
)
def test_kml_coordinates_that_are_no_numbers_are_told(coordinates):
    line = f"<LineString><coordinates>{coordinates}</coordinates></LineString>"
    with pytest.raises(UnreadableFileError, match="row 2: a coordinate is no number"):
        kml(PLACEMARK, f"<Placemark>{line}</Placemark>")


@pytest.mark.parametrize(("limit", "sign"), [("tags", "<"), ("attributes", "=")])
def test_kml_of_too_many_tags_is_not_taken_apart(monkeypatch, limit, sign):
    found = KML.format(PLACEMARK).count(sign)
    limited(monkeypatch, **{limit: found})
    assert len(kml(PLACEMARK).lines) == 1
    limited(monkeypatch, **{limit: found - 1})
    with pytest.raises(LayerError, match="more parts than are read"):
        kml(PLACEMARK)


def test_tags_within_tags_are_no_trap():
    deep = "<a>" * 50_000 + "</a>" * 50_000
    drawing = kml(PLACEMARK, f"<Placemark>{deep}</Placemark>")
    assert codes(drawing) == ["without_geometry"]


def test_kml_that_swaps_its_axes_is_told():
    line = "<LineString><coordinates>7.88,98.39 7.9,98.38</coordinates></LineString>"
    with pytest.raises(CrsError, match="latitude before longitude"):
        kml(f"<Placemark>{line}</Placemark>", place=PLACE)


def test_of_a_kmz_the_first_kml_at_the_top_is_read():
    other = KML.format("").encode()
    content = zipped(
        {"deep/a.kml": other, "doc.kml": KML.format(PLACEMARK), "x.kml": other, "a.png": b"x"}
    )
    drawing = load(content, name="a.kmz")
    assert (len(drawing.lines), codes(drawing)) == (1, ["other_kml"])
    assert drawing.notes[0].fields["count"] == 2


# ---- zips ----


def test_a_zip_of_too_many_files_is_refused():
    files = {"doc.kml": KML.format(PLACEMARK), **{f"{number}.png": b"" for number in range(199)}}
    assert len(load(zipped(files), name="a.kmz").lines) == 1
    with pytest.raises(LayerError, match="more than 200 files"):
        load(zipped({**files, "one more.png": b""}), name="a.kmz")


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch):
    text = KML.format(PLACEMARK).encode()
    content = zipped({"doc.kml": text, "a.png": b"0" * 1_000_000})
    limited(monkeypatch, unpacked_bytes=len(text) + 1_000_000)
    assert len(load(content, name="a.kmz").lines) == 1
    limited(monkeypatch, unpacked_bytes=len(text) + 999_999)
    with pytest.raises(LayerError, match="unpacks to more than"):
        load(content, name="a.kmz")


def test_a_zip_that_lies_about_its_sizes_is_refused():
    text = KML.format(PLACEMARK + " " * 10_000).encode()
    content = zipped({"doc.kml": text})
    for lie in (10, len(text) + 5):
        lied = content.replace(len(text).to_bytes(4, "little"), lie.to_bytes(4, "little"))
        assert lied != content
        with pytest.raises(UnreadableFileError, match=r"The zip 'a\.kmz' is damaged"):
            load(lied, name="a.kmz")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_other_ways_is_refused(packing):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("doc.kml", KML.format(PLACEMARK))
    with pytest.raises(UnreadableFileError, match="locked or packed"):
        load(buffer.getvalue(), name="a.kmz")


def test_a_locked_zip_is_refused():
    content = bytearray(zipped({"doc.kml": KML.format(PLACEMARK)}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFileError, match="locked or packed"):
        load(bytes(content), name="a.kmz")


def test_a_zip_with_two_files_of_one_name_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("doc.kml", KML.format(PLACEMARK))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("doc.kml", KML.format(""))
    with pytest.raises(UnreadableFileError, match="is damaged"):
        load(buffer.getvalue(), name="a.kmz")


def test_names_that_lead_out_of_a_zip_are_refused_and_write_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = zipped({"doc.kml": KML.format(PLACEMARK), "../../x.kml": "x"})
    with pytest.raises(UnreadableFileError, match="leads out of its folder"):
        load(content, name="a.kmz")
    assert list(tmp_path.iterdir()) == []


def test_the_leftovers_of_a_mac_are_passed_by():
    content = zipped({"__MACOSX/._doc.kml": b"\x00\x05", "doc.kml": KML.format(PLACEMARK)})
    assert load(content, name="a.kmz").notes == ()


# ---- GPX ----


def gpx(inside):
    """Load a GPX."""
    return load(GPX.format(inside), name="a.gpx")


def test_tracks_routes_and_waypoints_of_gpx():
    drawing = gpx(
        '<wpt lat="7.9" lon="98.38"><name>ตลาด</name></wpt>'
        '<rte><name>R</name><rtept lat="7.88" lon="98.39"/><rtept lat="7.9" lon="98.38"/></rte>'
        '<trk><name>T</name><trkseg><trkpt lat="7" lon="98"/><trkpt lat="7" lon="98.1"/></trkseg>'
        '<trkseg><trkpt lat="7" lon="98.1"/><trkpt lat="7" lon="98.2"/></trkseg>'
        '<trkseg><trkpt lat="8" lon="98.1"/><trkpt lat="8" lon="98.2"/></trkseg></trk>'
    )
    assert [(line.name_en, line.coordinates) for line in drawing.lines] == [
        ("R", VERTICES[:2]),
        ("T", ((98, 7), (98.1, 7), (98.2, 7))),
        ("T", ((98.1, 8), (98.2, 8))),
    ]
    assert [(stop.name_th, stop.lon, stop.lat) for stop in drawing.stops] == [("ตลาด", 98.38, 7.9)]


def test_gpx_without_a_place_is_counted():
    drawing = gpx(
        '<wpt lat="7" lon="98"/><trk/><rte/><trk><trkseg/></trk>'
        '<rte><rtept lat="7" lon="98"/></rte>'
    )
    assert {note.code: note.fields["count"] for note in drawing.notes} == {
        "without_geometry": 3,
        "one_place": 1,
    }


@pytest.mark.parametrize(
    "point", ['lat="7"', 'lat="7" lon=""', 'lat="x" lon="98"', 'lat="NaN" lon="98"']
)
def test_gpx_coordinates_that_are_no_numbers_are_told(point):
    with pytest.raises(UnreadableFileError, match="row 1: a coordinate is no number"):
        gpx(f"<rte><rtept {point}/><rtept lat='7' lon='98'/></rte>")
