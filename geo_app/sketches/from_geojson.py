"""
Lines and points of a GeoJSON text, with Python's own parser.

Nothing in the file can name another place to read from: a CRS given as a link is
not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo_app import limits
from geo_app.crs import parse_crs
from geo_app.errors import CrsError, UnreadableFileError, mark
from geo_app.proposals.changes.kinds import KINDS
from geo_app.readers.geojson_files import BROKEN_GEOMETRY, crs_code, no_geojson, parse_json
from geo_app.sketches.sketch import Names, Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from pyproj import CRS

EPSG_DEGREES = ":4326"
MAX_CRS_LENGTH = 100

LINES = ("LineString", "MultiLineString")
POINTS = ("Point", "MultiPoint")
AREAS = ("Polygon", "MultiPolygon")
PROPOSED_ROUTE = "route"
CHANGES_WITHOUT_PLACE = tuple(name for name, kind in KINDS.items() if not kind.change.has_place)

NUMBERS = (int, float)
"""The types of a coordinate; true and false are neither."""


class Read(NamedTuple):
    """What was read, and its CRS; None: degrees on WGS 84."""

    sketch: Sketch
    crs: CRS | None


def read_geojson(content: bytes, *, file: str) -> Read:
    """
    Read every line and point of a FeatureCollection, a feature, or a bare geometry.

    Parameters
    ----------
    content
        The whole file.
    file
        The file's name, for sentences.

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
    document = parse_json(content, name=file, most=limits.DRAWING)
    if not isinstance(document, dict):
        raise no_geojson(file)
    return document


def _features(document: dict[str, Any], file: str) -> list[Any]:
    if isinstance(document.get("features"), list):
        return list(document["features"])
    if document.get("type") == "Feature":
        return [document]
    if "coordinates" in document or "geometries" in document:
        return [{"geometry": document}]
    raise no_geojson(file)


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
        part = left.pop()
        if not isinstance(part, dict):
            raise _broken(file, row)
        if part.get("type") != "GeometryCollection":
            yield part
        elif isinstance(part.get("geometries"), list):
            left += reversed(part["geometries"])
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
    if not isinstance(position, list) or not all(
        type(number) in NUMBERS for number in position[:2]
    ):
        raise TypeError
    x, y = position[:2]
    return float(x), float(y)


def _broken(file: str, row: int) -> UnreadableFileError:
    return UnreadableFileError(BROKEN_GEOMETRY, file=file, row=row)


def _crs(member: object, file: str) -> CRS | None:
    """Read the member of GeoJSON before 2016; a link in it is not followed."""
    if member is None:
        return None
    code = crs_code(member)
    if code is None or len(code) > MAX_CRS_LENGTH:
        raise CrsError(
            mark(
                "'{file}' names its CRS in a way that is not followed, such as a link. Save it in "
                "WGS 84 (EPSG:4326)."
            ),
            file=file,
        )
    return None if code.endswith(EPSG_DEGREES) else parse_crs(code, name=file)
