"""
Lines and points of a GeoJSON text, with Python's own parser.

Nothing in the file can name another place to read from: a CRS given as a link is
not followed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo_app.crs import parse_crs
from geo_app.errors import CrsError, UnreadableFileError, mark
from geo_app.proposals.loading_drawing import Names, Sketch, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from pyproj import CRS

MAX_PARTS, MAX_COMMAS = 1_000_000, 4_000_000
"""
Most brackets and commas of a text that is taken apart.

A pair of brackets becomes some 100 bytes, what stands between two commas some 30.
"""

CRS84_CODES = ("CRS84", "CRS84h")
EPSG_DEGREES = "4326"
MAX_CRS_LENGTH = 100

LINES = ("LineString", "MultiLineString")
POINTS = ("Point", "MultiPoint")
AREAS = ("Polygon", "MultiPolygon")
PROPOSED_ROUTE = "route"
CHANGES_WITHOUT_PLACE = ("remove_stop", "remove_route", "cut_back", "change_headway")
"""Kinds of a proposal's features that are no line or stop, whatever geometry they have."""

NUMBERS = (int, float)
"""The types of a coordinate; true and false are neither."""


class Read(NamedTuple):
    """What was read, and its CRS; None: degrees on WGS 84."""

    sketch: Sketch
    crs: CRS | None


def read_geojson(content: bytes, *, file: str) -> Read:
    """
    Read every line and point of a FeatureCollection, a feature, or a bare geometry.

    Raises
    ------
    UnreadableFileError
        If the text is no GeoJSON, or a geometry is broken.
    LayerError
        If it holds more than a drawing may.
    CrsError
        If it names a CRS that is not known, or where to fetch one.
    """
    document = _parse(content, file)
    sketch = Sketch(file)
    for row, feature in enumerate(_features(document, file), start=1):
        _add_feature(sketch, feature, row)
    return Read(sketch, _crs(document.get("crs"), file))


def _parse(content: bytes, file: str) -> dict[str, Any]:
    brackets = content.count(b"[") + content.count(b"{")
    if brackets > MAX_PARTS or content.count(b",") > MAX_COMMAS:
        raise too_large(file)
    try:
        document = json.loads(content.decode(json.detect_encoding(content)))
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            mark("'{file}' is not written in UTF-8. Save it as GeoJSON in UTF-8."), file=file
        ) from error
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            mark("'{file}' is no valid GeoJSON: {reason}. Export the layer again."),
            file=file,
            reason=f"{error.msg} ({error.lineno}:{error.colno})",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _no_geojson(file) from error
    if not isinstance(document, dict):
        raise _no_geojson(file)
    return document


def _no_geojson(file: str) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' is JSON, but no GeoJSON. Export the line as GeoJSON."), file=file
    )


def _features(document: dict[str, Any], file: str) -> list[Any]:
    if isinstance(document.get("features"), list):
        return list(document["features"])
    if document.get("type") == "Feature":
        return [document]
    if "coordinates" in document or "geometries" in document:
        return [{"geometry": document}]
    raise _no_geojson(file)


def _add_feature(sketch: Sketch, feature: object, row: int) -> None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    properties = feature.get("properties") if isinstance(feature, dict) else None
    values = properties if isinstance(properties, dict) else {}
    sketch.is_proposal |= values.get("kind") == PROPOSED_ROUTE
    if values.get("kind") in CHANGES_WITHOUT_PLACE:
        sketch.left_out["changes"] += 1
        return
    if geometry is None:
        sketch.left_out["without_geometry"] += 1
        return
    names = _names(sketch, values)
    for single in _singles(sketch.file, geometry, row):
        _add_geometry(sketch, names, single, row)


def _names(sketch: Sketch, properties: dict[str, Any]) -> Names:
    """Take names from where QGIS, OpenStreetMap and a proposal put them."""
    texts = {str(key).strip().lower(): value for key, value in properties.items()}
    thai, english = (
        next(filter(None, (sketch.name(texts.get(f"name{sign}{code}")) for sign in "_:")), None)
        for code in ("th", "en")
    )
    if thai or english:
        return Names(thai, english)
    return sketch.names(texts.get("name") or texts.get("title"))


def _singles(file: str, geometry: object, row: int) -> Iterator[dict[str, Any]]:
    """Take collections apart, however deep they are, in their order."""
    left: list[object] = [geometry]
    while left:
        own = left.pop()
        if not isinstance(own, dict):
            raise _broken(file, row)
        if own.get("type") != "GeometryCollection":
            yield own
        elif isinstance(own.get("geometries"), list):
            left += reversed(own["geometries"])
        else:
            raise _broken(file, row)


def _add_geometry(sketch: Sketch, names: Names, geometry: dict[str, Any], row: int) -> None:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind in AREAS:
        sketch.left_out["areas"] += 1
        return
    if kind not in LINES + POINTS or not isinstance(coordinates, list):
        raise _broken(sketch.file, row)
    if not coordinates:
        sketch.left_out["without_geometry"] += 1
        return
    is_single = kind in ("LineString", "Point")
    try:
        parts = [coordinates] if is_single else coordinates
        places = [_places(parts)] if kind in POINTS else [_places(part) for part in parts]
    except (TypeError, ValueError, OverflowError) as error:
        raise _broken(sketch.file, row) from error
    if kind in POINTS:
        sketch.add_stops(names, places[0], row=row)
    else:
        sketch.add_line(names, places, row=row)


def _places(positions: object) -> NDArray[np.float64]:
    """Return x and y of positions; heights are left out."""
    if not isinstance(positions, list):
        raise TypeError
    return np.array([_place(position) for position in positions], dtype=float).reshape(-1, 2)


def _place(position: object) -> tuple[float, float]:
    if not isinstance(position, list) or not all(type(own) in NUMBERS for own in position[:2]):
        raise TypeError
    x, y = position[:2]
    return float(x), float(y)


def _broken(file: str, row: int) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}', row {row}: the geometry is broken. Draw it again or leave the row out."),
        file=file,
        row=row,
    )


def _crs(member: object, file: str) -> CRS | None:
    """Read the member of GeoJSON before 2016; a link in it is not followed."""
    if member is None:
        return None
    values = member if isinstance(member, dict) else {}
    properties = values.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    is_code = values.get("type") == "EPSG"
    name = f"EPSG:{properties.get('code')}" if is_code else properties.get("name")
    if not isinstance(name, str) or len(name) > MAX_CRS_LENGTH:
        raise CrsError(
            mark(
                "'{file}' names its CRS in a way that is not followed, such as a link. Save it in "
                "WGS 84 (EPSG:4326)."
            ),
            file=file,
        )
    parts = name.replace("urn:ogc:def:crs:", "").split(":")
    if parts[-1] in (*CRS84_CODES, EPSG_DEGREES):
        return None
    return parse_crs(f"{parts[0]}:{parts[-1]}" if len(parts) > 1 else name, name=file)
