"""
GeoJSON, read with Python's own parser.

GDAL would follow a `crs` of type `link` to another server; here nothing in the
file can name another place to read from.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from shapely.errors import ShapelyError

from geo_app.crs import DISPLAY_CRS, parse_crs
from geo_app.errors import UnreadableFileError, mark
from geo_app.findings import Finding, Severity, Where, cells_of
from geo_app.readers.markup import too_large
from geo_app.readers.source import Raw, Source, require_few_rows

if TYPE_CHECKING:
    from geo_app.limits import Limits

CRS84_CODES = ("CRS84", "CRS84h", "OGC:CRS84")
BROKEN_GEOMETRY = mark(
    "'{file}', row {row}: the geometry is broken. Draw it again or leave the row out."
)


def read_geojson(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:
    """
    Read a GeoJSON FeatureCollection; without a `crs` member it is WGS 84.

    Parameters
    ----------
    source
        The text.
    most
        How much is read.
    encoding
        Of the text, such as `cp874`; UTF-8 otherwise.

    Returns
    -------
    raw
        A column for each property and `geometry`; an error for each feature with
        a broken geometry, which is missing.

    Raises
    ------
    UnreadableFileError
        If the text is no JSON, or no FeatureCollection.
    LayerError
        If it is larger, or has more features, than is read.
    CrsError
        If it names a CRS that is not known.
    """
    file = source.name
    document = parse_json(source.read(most), name=file, most=most, encoding=encoding)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON FeatureCollection. Export the layer as GeoJSON again."),
            file=file,
        )
    require_few_rows(len(features), most, name=file)
    rows = [_properties(feature) for feature in features]
    geometry, findings = [], []
    for number, feature in enumerate(features):
        try:
            geometry.append(_geometry(feature))
        except (ShapelyError, TypeError, ValueError):
            geometry.append(None)
            findings.append(_broken(file, number, rows[number]))
    frame = gpd.GeoDataFrame(rows, geometry=geometry, crs=_crs(document.get("crs"), file))
    return Raw(frame, tuple(findings))


def parse_json(content: bytes, *, name: str, most: Limits, encoding: str | None = None) -> Any:
    """
    Parse a JSON text of bounded size.

    Parameters
    ----------
    content
        The whole text.
    name
        The file's name, for messages.
    most
        How many brackets and commas are taken apart.
    encoding
        Of the text; without it UTF-8, or what its first bytes show.

    Raises
    ------
    UnreadableFileError
        If it is no JSON in this encoding.
    LayerError
        If it has more parts than are read.
    """
    brackets = content.count(b"[") + content.count(b"{")
    if brackets > most.brackets or content.count(b",") > most.commas:
        raise too_large(name)
    try:
        text = content.decode(encoding or json.detect_encoding(content))
        return json.loads(text, object_pairs_hook=partial(_object, name=name))
    except UnreadableFileError:
        raise
    except (json.JSONDecodeError, LookupError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no valid GeoJSON: {reason}. Export the layer again."),
            file=name,
            reason=_reason(error),
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            mark("'{file}' is not written in {encoding}. Save it as GeoJSON in UTF-8."),
            file=name,
            encoding=encoding or "UTF-8",
        ) from error
    except (ValueError, RecursionError) as error:
        raise no_geojson(name) from error


def _object(pairs: list[tuple[str, Any]], *, name: str) -> dict[str, Any]:
    """Return a JSON object; Python alone would keep the last of two values of one name."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [key for key, _ in pairs]
        raise UnreadableFileError(
            mark(
                "'{file}': a feature has the property '{field}' twice. Leave one of them, or "
                "export the layer again."
            ),
            file=name,
            field=next(key for key in names if names.count(key) > 1),
        )
    return values


def no_geojson(name: str) -> UnreadableFileError:
    """
    Return the refusal of JSON that is something else, or nothing that anybody draws.

    Parameters
    ----------
    name
        The file's name.
    """
    return UnreadableFileError(
        mark("'{file}' is JSON, but no GeoJSON. Export it as GeoJSON."), file=name
    )


def crs_code(member: object) -> str | None:
    """
    Return what a GeoJSON's old `crs` member names; nothing is followed.

    Parameters
    ----------
    member
        Its value in the file.

    Returns
    -------
    code
        Such as `EPSG:32647`; None where it names nothing, or links to something.
    """
    values = member if isinstance(member, dict) else {}
    properties = values.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    is_code = values.get("type") == "EPSG"
    name = f"EPSG:{properties.get('code')}" if is_code else properties.get("name")
    if not isinstance(name, str):
        return None
    parts = name.replace("urn:ogc:def:crs:", "").split(":")
    if parts[-1] in CRS84_CODES:
        return DISPLAY_CRS
    return f"{parts[0]}:{parts[-1]}" if len(parts) > 1 else name


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} ({error.lineno}:{error.colno})"
    return str(error)


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return dict(properties) if isinstance(properties, dict) else {}


def _geometry(feature: object) -> shapely.Geometry | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return None if geometry is None else shapely.from_geojson(json.dumps(geometry))


def _broken(file: str, number: int, properties: dict[str, Any]) -> Finding:
    return Finding(
        code="broken_geometry",
        severity=Severity.ERROR,
        message=BROKEN_GEOMETRY,
        fields={"file": file, "row": number + 1},
        where=Where(row=number + 1, field="geometry", cells=cells_of(properties)),
    )


def _crs(member: object, file: str) -> Any:
    if member is None:
        return DISPLAY_CRS
    code = crs_code(member)
    return None if code is None else parse_crs(code, name=file)
