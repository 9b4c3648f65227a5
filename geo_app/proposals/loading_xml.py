"""
Lines and points of KML and GPX.

The text is parsed without any document type, so it can neither name another file
nor grow; links to other files are counted, never followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from geo_app.errors import UnreadableFileError, mark
from geo_app.proposals.loading_drawing import MAX_VERTICES_READ, Sketch, too_large, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

MAX_TAGS, MAX_ATTRIBUTES = 1_000_000, 2_000_000
"""Most of a text that is taken apart: each becomes some 100 bytes."""

KML_LINES = ("LineString", "LinearRing")
KML_AREAS = ("Polygon", "Model", "GroundOverlay", "PhotoOverlay", "ScreenOverlay")
PAIR = 2


def read_kml(content: bytes, *, file: str) -> Sketch:
    """
    Read the lines, tracks and points of every placemark.

    Raises
    ------
    UnreadableFileError
        If the text is damaged, or a coordinate is no number.
    LayerError
        If it holds more than a drawing may.
    """
    root = parse_xml(content, file=file)
    sketch = Sketch(file)
    sketch.left_out["links"] = sum(_tag(element) == "NetworkLink" for element in root.iter())
    for row, placemark in enumerate(_every(root, "Placemark"), start=1):
        _add_placemark(sketch, placemark, row)
    return sketch


def read_gpx(content: bytes, *, file: str) -> Sketch:
    """
    Read every track and route as a line, every waypoint as a stop.

    A track that was interrupted gives a line for each of its segments.

    Raises
    ------
    UnreadableFileError, LayerError
        As for `read_kml`.
    """
    root = parse_xml(content, file=file)
    sketch = Sketch(file)
    for row, element in enumerate(_children(root, "trk", "rte", "wpt"), start=1):
        names = sketch.names(_text(element, "name"))
        if _tag(element) == "wpt":
            sketch.add_stops(names, _gpx_places(sketch, [element], row), row=row)
            continue
        segments = [element] if _tag(element) == "rte" else list(_children(element, "trkseg"))
        points = [list(_children(segment, "trkpt", "rtept")) for segment in segments]
        parts = [_gpx_places(sketch, own, row) for own in points if own]
        if not parts:
            sketch.left_out["without_geometry"] += 1
        sketch.add_line(names, parts, row=row)
    return sketch


def parse_xml(content: bytes, *, file: str) -> Element:
    """
    Parse a text in the encoding that it declares.

    Raises
    ------
    UnreadableFileError
        If it is damaged, or brings a document type of its own.
    LayerError
        If it has more tags than a drawing needs.
    """
    if content.count(b"<") > MAX_TAGS or content.count(b"=") > MAX_ATTRIBUTES:
        raise too_large(file)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise with_document_type(file) from error
    except ParseError as error:
        raise UnreadableFileError(
            mark(
                "'{file}' is damaged, or not in the encoding that it declares, at line {line}. "
                "Export it again in UTF-8."
            ),
            file=file,
            line=error.position[0],
        ) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise UnreadableFileError(
            mark("'{file}' is in an encoding that is not known. Export it again in UTF-8."),
            file=file,
        ) from error
    return root


def with_document_type(file: str) -> UnreadableFileError:
    """Return the refusal of a text that defines entities, or says where to fetch them."""
    return UnreadableFileError(
        mark("'{file}' brings a document type (DTD), which is not read. Export it without."),
        file=file,
    )


def _add_placemark(sketch: Sketch, placemark: Element, row: int) -> None:
    names = sketch.names(_text(placemark, "name"))
    parts: list[NDArray[np.float64]] = []
    is_empty = True
    for element in _geometries(placemark):
        is_empty = False
        tag = _tag(element)
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
        if _tag(element) in (*KML_LINES, *KML_AREAS, "Point", "Track"):
            yield element
        else:
            left += reversed(element)


def _kml_places(sketch: Sketch, element: Element, row: int) -> NDArray[np.float64]:
    """Read `lon,lat[,height]`, blanks between the places."""
    text = _text(element, "coordinates") or ""
    places = text.split(None, MAX_VERTICES_READ + 1)
    return _numbers(sketch, [place.split(",", PAIR) for place in places], row)


def _track(sketch: Sketch, element: Element, row: int) -> NDArray[np.float64]:
    """Read `lon lat height`, one element a place; those without a place are passed by."""
    texts = [(own.text or "").split(None, PAIR) for own in _children(element, "coord")]
    return _numbers(sketch, [text for text in texts if text], row)


def _gpx_places(sketch: Sketch, elements: list[Element], row: int) -> NDArray[np.float64]:
    places = [[own.get("lon", ""), own.get("lat", "")] for own in elements]
    return _numbers(sketch, places, row)


def _numbers(sketch: Sketch, places: list[list[str]], row: int) -> NDArray[np.float64]:
    """Turn the first two texts of each place into numbers."""
    if len(places) > MAX_VERTICES_READ:
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
    return (element for element in root.iter() if _tag(element) in tags)


def _children(parent: Element, *tags: str) -> Iterator[Element]:
    return (element for element in parent if _tag(element) in tags)


def _text(parent: Element, tag: str) -> str | None:
    return next((element.text for element in _children(parent, tag)), None)


def _tag(element: Element) -> str:
    """Return a tag's name whatever its namespace is."""
    return str(element.tag).rpartition("}")[2]
