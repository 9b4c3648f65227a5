"""
Damaged files of every format: each is loaded or refused with a sentence, nothing else.

`GEO_APP_FUZZ=100` looks at a hundred times as many, with `GEO_APP_FUZZ_SEED=n` at others.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile

import numpy as np
import pytest

from geo_app.errors import GeoAppError
from geo_app.sketches.from_gtfs import load_gtfs_route, load_gtfs_routes
from geo_app.sketches.loading import load_drawing
from geo_app.sketches.locating import Whereabouts
from tests.sketches.test_from_gtfs import CALLS, TABLES, calls_text
from tests.sketches.test_loading import GPX, KML, LINE, PLACEMARK, collection, feature, shape

TIMES = int(os.environ.get("GEO_APP_FUZZ", "1"))
SEED = int(os.environ.get("GEO_APP_FUZZ_SEED", "4"))
PLACE = Whereabouts(analysis_crs="EPSG:32647", centre=(98.35, 7.95))

GEOJSON = json.dumps(
    collection(
        feature(shape("LineString", LINE), name="สาย", kind="route"),
        feature(shape("MultiLineString", [LINE[:2], LINE[1:]]), name_th="ก"),
        feature(shape("MultiPoint", LINE)),
        feature({"type": "GeometryCollection", "geometries": [shape("Point", LINE[0])]}),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    ),
    ensure_ascii=False,
)
KML_TEXT = '<?xml version="1.0" encoding="UTF-8"?>' + KML.format(
    PLACEMARK + "<Placemark><MultiGeometry><Point><coordinates>98,7</coordinates></Point><gx:Track "
    'xmlns:gx="x"><gx:coord>98 7 1</gx:coord><gx:coord>98 8 1</gx:coord></gx:Track>'
    "</MultiGeometry></Placemark><NetworkLink/>"
)
GPX_TEXT = GPX.format(
    '<wpt lat="7.9" lon="98.3"><name>ก</name></wpt><trk><trkseg><trkpt lat="7" lon="98"/>'
    '<trkpt lat="8" lon="98"/></trkseg></trk><rte><rtept lat="7" lon="98"/></rte>'
)
FEED = {
    **TABLES,
    "stop_times": calls_text(CALLS),
    "frequencies": "trip_id,start_time,end_time,headway_secs\nT5,06:00:00,08:00:00,1800",
}
TELLING = [
    b"", b"0", b"-", b"9" * 30, b"1e999", b"NaN", b"null", b"{}", b"[", b"]", b'"', b",", b"\n",
    b"\x00", b"\xff", b"\xe0\xb8", b"<", b">", b"</", b"&", b"EPSG:32647", b"EPSG:4978", b"\r",
    b"x,y",
]  # fmt: skip
"""What is put into files beside single bytes: what parsers are known to stumble over."""


def damaged(content, rng):
    """Change a few places of a file: bytes, cuts, doubled and moved pieces, telling texts."""
    changed = bytearray(content)
    for _ in range(rng.integers(1, 4)):
        place = int(rng.integers(0, len(changed) + 1))
        piece = slice(place, place + int(rng.integers(0, 12)))
        match int(rng.integers(0, 6)):
            case 0:
                changed[place : place + 1] = rng.bytes(1)
            case 1:
                del changed[piece]
            case 2:
                changed[place:place] = changed[piece]
            case 3:
                to = int(rng.integers(0, len(changed) + 1))
                changed[to:to] = changed[piece]
            case 4:
                changed[piece] = TELLING[int(rng.integers(0, len(TELLING)))]
            case _:
                changed[place : place + 1] = bytes([int(rng.integers(0, 256))])
        if rng.random() < 0.02:
            del changed[place:]
    return bytes(changed)


def zipped(texts):
    """Return a zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def require_sound(drawing):
    """Look at what came out of a damaged file: it must be a drawing all the same."""
    assert drawing.lines or drawing.stops
    places = [place for line in drawing.lines for place in line.coordinates]
    places += [(stop.lon, stop.lat) for stop in drawing.stops]
    assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in places)
    assert all(math.isfinite(number) for place in places for number in place)
    assert all(len(line.coordinates) > 1 for line in drawing.lines)
    for note in drawing.notes:
        assert "{" not in note.sentence(str)


def outcomes(contents, load):
    """Count the files that are loaded and those that are refused; nothing else may happen."""
    loaded = refused = 0
    for content in contents:
        try:
            require_sound(load(content))
            loaded += 1
        except GeoAppError as error:
            assert error.sentence(str)
            refused += 1
    return loaded, refused


@pytest.mark.parametrize(
    ("content", "name", "count"),
    [
        (GEOJSON.encode(), "a.geojson", 1_500),
        (KML_TEXT.encode(), "a.kml", 1_500),
        (KML_TEXT.encode("utf-16"), "a.kml", 500),
        (GPX_TEXT.encode(), "a.gpx", 1_500),
        (zipped({"doc.kml": KML_TEXT}), "a.kmz", 1_500),
    ],
)
def test_a_damaged_file_is_loaded_or_refused_with_a_sentence(content, name, count):
    rng = np.random.default_rng(SEED)
    damages = (damaged(content, rng) for _ in range(count * TIMES))
    loaded, refused = outcomes(
        damages, lambda own: load_drawing(own, name=name, place=PLACE, crs=None)
    )
    assert loaded > 0
    assert refused > count // 10


def routes_of(content):
    """Load every route of a feed; a drawing of the last that can be used."""
    drawing = None
    for route in load_gtfs_routes(content, name="a.zip"):
        drawing = load_gtfs_route(content, route.route_id, name="a.zip")
    return drawing


def test_a_feed_with_damaged_tables_is_loaded_or_refused_with_a_sentence():
    rng = np.random.default_rng(SEED)
    tables = {f"{name}.txt": text.encode() for name, text in FEED.items()}

    def feeds():
        for _ in range(60 * TIMES):
            name = str(rng.choice(list(tables)))
            yield zipped({**tables, name: damaged(tables[name], rng)})

    loaded, refused = outcomes(feeds(), routes_of)
    assert loaded > 0
    assert refused > 0


def test_a_damaged_zip_of_a_feed_is_loaded_or_refused_with_a_sentence():
    rng = np.random.default_rng(SEED)
    content = zipped({f"{name}.txt": text for name, text in FEED.items()})
    loaded, refused = outcomes((damaged(content, rng) for _ in range(60 * TIMES)), routes_of)
    assert refused > 0
    assert loaded + refused == 60 * TIMES
