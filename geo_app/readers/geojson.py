"""
GeoJSON, read with Python's own parser.

GDAL would follow a `crs` of type `link` to another server; here nothing in the
file can name another place to read from.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from shapely.errors import ShapelyError

from geo_app.crs import DISPLAY_CRS, parse_crs
from geo_app.errors import UnreadableFileError, mark

if TYPE_CHECKING:
    from pathlib import Path

CRS84_CODES = ("CRS84", "OGC:CRS84")


def read_geojson(path: Path, encoding: str | None) -> gpd.GeoDataFrame:
    """
    Read a GeoJSON FeatureCollection; without a `crs` member it is WGS 84.

    Raises
    ------
    UnreadableFileError
        If the text is no JSON, no FeatureCollection, or holds a broken geometry.
    """
    document = _parse(path, encoding)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON FeatureCollection. Export the layer as GeoJSON again."),
            file=path.name,
        )
    rows = [_properties(feature) for feature in features]
    geometry = [_geometry(feature, path, row) for row, feature in enumerate(features, start=1)]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=_crs(document, path))


def _parse(path: Path, encoding: str | None) -> Any:
    try:
        return json.loads(path.read_text(encoding=encoding or "utf-8-sig"))
    except (ValueError, LookupError, RecursionError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no valid GeoJSON: {reason}. Export the layer again."),
            file=path.name,
            reason=error,
        ) from error


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return dict(properties) if isinstance(properties, dict) else {}


def _geometry(feature: object, path: Path, row: int) -> shapely.Geometry | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if geometry is None:
        return None
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (ShapelyError, TypeError, ValueError) as error:
        raise UnreadableFileError(
            mark(
                "'{file}', row {row}: the geometry is broken. Draw it again or leave the row out."
            ),
            file=path.name,
            row=row,
        ) from error


def _crs(document: dict[str, Any], path: Path) -> Any:
    member = document.get("crs")
    if member is None:
        return DISPLAY_CRS
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        return None
    parts = name.replace("urn:ogc:def:crs:", "").split(":")
    if parts[-1] in CRS84_CODES:
        return DISPLAY_CRS
    code = f"{parts[0]}:{parts[-1]}" if len(parts) > 1 else name
    return parse_crs(code, name=path.name)
