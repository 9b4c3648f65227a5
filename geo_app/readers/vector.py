"""
Formats that GDAL or Arrow read: GeoPackage, FlatGeobuf, shapefile, KML, GeoParquet.

GDAL opens a file by its content, whatever its name says, and some formats name
other files to read. So the signature is checked before GDAL sees the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from shapely.errors import ShapelyError

from geo_app.errors import UnreadableFileError, mark

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURES = {
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb\x03fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".zip": b"PK\x03\x04",
    ".parquet": b"PAR1",
}
KML_ROOT = b"<kml"
HEAD_BYTES = 1_024

GDAL_ERRORS = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    ShapelyError,
    UnicodeDecodeError,
    LookupError,
    ValueError,
    OSError,
)


def read_vector(path: Path, encoding: str | None) -> gpd.GeoDataFrame:
    """
    Read the only layer of a file through GDAL; a zip holds one shapefile.

    Raises
    ------
    UnreadableFileError
        If the file is not what its ending says, is damaged, or holds several layers.
    """
    _require_signature(path)
    try:
        layers = pyogrio.list_layers(path)
        if len(layers) == 1:
            return gpd.GeoDataFrame(pyogrio.read_dataframe(path, encoding=encoding))
    except GDAL_ERRORS as error:
        raise _damaged(path, error) from error
    raise UnreadableFileError(
        mark("'{file}' holds {count} layers. Save the one that is meant in a file of its own."),
        file=path.name,
        count=len(layers),
    )


def read_geoparquet(path: Path, encoding: str | None) -> gpd.GeoDataFrame:  # noqa: ARG001 - a reader's form
    """
    Read a GeoParquet file.

    Raises
    ------
    UnreadableFileError
        If the file is damaged or holds no geometry.
    """
    _require_signature(path)
    try:
        return gpd.read_parquet(path)
    except GDAL_ERRORS as error:
        raise _damaged(path, error) from error


def _require_signature(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    suffix = path.suffix.lower()
    fits = KML_ROOT in head if suffix == ".kml" else head.startswith(SIGNATURES[suffix])
    if not fits:
        raise UnreadableFileError(
            mark("'{file}' is not what its ending says. Save it again in that format."),
            file=path.name,
        )


def _damaged(path: Path, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' cannot be read: {reason}. Save it again."),
        file=path.name,
        reason=str(error).replace(str(path), path.name).strip().rstrip("."),
    )
