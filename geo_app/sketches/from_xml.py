"""
Lines and points of KML and GPX.

The text is parsed without any document type, so it can neither name another file
nor grow; links to other files are counted, never followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_app import limits
from geo_app.errors import UnreadableFileError, mark
from geo_app.readers.markup import parse_xml, tag_of
from geo_app.sketches.sketch import Sketch, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

KML_LINES = ("LineString", "LinearRing")
KML_AREAS = ("Polygon", "Model", "GroundOverlay", "PhotoOverlay", "ScreenOverlay")
PAIR = 2


def read_kml(content: bytes, *, file: str) -> Sketch:
    """
    Read the lines, tracks and points of every placemark.

    Parameters
    ----------
    content
        The whole file.
    file
        The file's name, for sentences.

    Raises
    ------
    UnreadableFileError
        If the text is damaged, or a coordinate is no number.
    LayerError
        If it holds more than a drawing may.
    """
    root = parse_xml(content, name=file, most=limits.DRAWING)
    sketch = Sketch(file)
    sketch.left_out["links"] = sum(tag_of(element) == "NetworkLink" for element in root.iter())
    for row, placemark in enumerate(_every(root, "Placemark"), start=1):
        _add_placemark(sketch, placemark, row)
    return sketch


def read_gpx(content: bytes, *, file: str) -> Sketch:
    """
    Read every track and route as a line, every waypoint as a stop.

    A track that was interrupted gives a line for each of its segments.

    Parameters
    ----------
    content
        The whole file.
    file
        The file's name, for sentences.

    Raises
    ------
    UnreadableFileError, LayerError
        As for `read_kml`.
    """
    root = parse_xml(content, name=file, most=limits.DRAWING)
    sketch = Sketch(file)
    for row, element in enumerate(_children(root, "trk", "rte", "wpt"), start=1):
        names = sketch.names(_text(element, "name"))
        if tag_of(element) == "wpt":
            sketch.add_stops(names, _gpx_places(sketch, [element], row), row=row)
            continue
        segments = [element] if tag_of(element) == "rte" else list(_children(element, "trkseg"))
        points = [list(_children(segment, "trkpt", "rtept")) for segment in segments]
        parts = [_gpx_places(sketch, places, row) for places in points if places]
        if not parts:
            sketch.left_out["without_geometry"] += 1
        sketch.add_line(names, parts, row=row)
    return sketch


def _add_placemark(sketch: Sketch, placemark: Element, row: int) -> None:
    names = sketch.names(_text(placemark, "name"))
    parts: list[NDArray[np.float64]] = []
    is_empty = True
    for element in _geometries(placemark):
        is_empty = False
        tag = tag_of(element)
        if tag in KML_AREAS:
            sketch.left_out["areas" if tag == "Polygon" else "models"] += 1
        elif tag == "Point":
            sketch.add_stops(names, _kml_places(sketch, element, row), row=row)
        elif tag in KML_LINES:
            parts.append(_kml_places(sketch, element, row))
        else:
            parts.append(_track(sketch, element, row))
    sketch.add_line(names, parts, row=row)
    sketch.left_out["without_geometry"] += is_empty


def _geometries(placemark: Element) -> Iterator[Element]:
    """Return lines, tracks, points and areas, in their order, however deep they are."""
    left = list(reversed(placemark))
    while left:
        element = left.pop()
        if tag_of(element) in (*KML_LINES, *KML_AREAS, "Point", "Track"):
            yield element
        else:
            left += reversed(element)


def _kml_places(sketch: Sketch, element: Element, row: int) -> NDArray[np.float64]:
    """Read `lon,lat[,height]`, blanks between the places."""
    text = _text(element, "coordinates") or ""
    places = text.split(None, limits.FILE_VERTICES + 1)
    return _numbers(sketch, [place.split(",", PAIR) for place in places], row)


def _track(sketch: Sketch, element: Element, row: int) -> NDArray[np.float64]:
    """Read `lon lat height`, one element a place; those without a place are passed by."""
    texts = [(coord.text or "").split(None, PAIR) for coord in _children(element, "coord")]
    return _numbers(sketch, [text for text in texts if text], row)


def _gpx_places(sketch: Sketch, elements: list[Element], row: int) -> NDArray[np.float64]:
    places = [[element.get("lon", ""), element.get("lat", "")] for element in elements]
    return _numbers(sketch, places, row)


def _numbers(sketch: Sketch, places: list[list[str]], row: int) -> NDArray[np.float64]:
    """Turn the first two texts of each place into numbers."""
    if len(places) > limits.FILE_VERTICES:
        raise too_long(sketch.file, len(places), row=row)
    try:
        pairs = [(_number(place[0]), _number(place[1])) for place in places]
    except (ValueError, IndexError) as error:
        raise UnreadableFileError(
            mark("'{file}', row {row}: a coordinate is no number. Correct it or draw it again."),
            file=sketch.file,
            row=row,
        ) from error
    return np.array(pairs, dtype=float).reshape(-1, PAIR)


def _number(text: str) -> float:
    # Python also reads 1_000 and digits of other scripts, which no other reader of KML does.
    if "_" in text or not text.isascii():
        raise ValueError
    return float(text)


def _every(root: Element, *tags: str) -> Iterator[Element]:
    return (element for element in root.iter() if tag_of(element) in tags)


def _children(parent: Element, *tags: str) -> Iterator[Element]:
    return (element for element in parent if tag_of(element) in tags)


def _text(parent: Element, tag: str) -> str | None:
    return next((element.text for element in _children(parent, tag)), None)
