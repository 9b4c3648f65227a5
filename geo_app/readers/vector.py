"""
Formats that GDAL or Arrow read: GeoPackage, FlatGeobuf, shapefile, KML, GeoParquet.

GDAL opens a file by its content, whatever its name says, and some formats name
other files to read. So the signature is checked before GDAL sees the file.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

import geopandas as gpd
import pyogrio
from defusedxml.ElementTree import parse
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from shapely.errors import ShapelyError

from geo_app.errors import UnreadableFileError, mark

if TYPE_CHECKING:
    import pandas as pd

SIGNATURES = {
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb\x03fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".zip": b"PK\x03\x04",
    ".parquet": b"PAR1",
}
KML_ROOT = b"<kml"
KML_NAMESPACE = "http://www.opengis.net/kml/2.2"
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


def read_vector(path: Path, encoding: str | None) -> pd.DataFrame:
    """
    Read the only layer of a file through GDAL; a zip holds one shapefile.

    Tables beside one layer with geometry, such as the styles that QGIS saves,
    are left alone; a table alone comes back without geometry.

    Raises
    ------
    UnreadableFileError
        If the file is not what its ending says, is damaged, or holds several layers.
    """
    _require_signature(path)
    source = _source(path)
    try:
        layers = pyogrio.list_layers(source)
        numbers = [i for i, (_, geometry) in enumerate(layers) if geometry] or range(len(layers))
        if len(numbers) == 1:
            rows: pd.DataFrame = pyogrio.read_dataframe(source, layer=numbers[0], encoding=encoding)
            return rows
    except GDAL_ERRORS as error:
        raise _damaged(path, error) from error
    raise _several(path, len(numbers))


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
        layer = gpd.read_parquet(path)
        own = layer.geometry.name
        return layer if own == "geometry" else layer.rename_geometry("geometry")
    except GDAL_ERRORS as error:
        raise _damaged(path, error) from error


def _source(path: Path) -> Path | str | bytes:
    """Return what GDAL is given instead of a file that could hold something else."""
    suffix = path.suffix.lower()
    if suffix == ".kml":
        return _kml(path)
    return _zipped_shapefile(path) if suffix == ".zip" else path


def _kml(path: Path) -> bytes:
    """Write the KML anew from what it says, so that GDAL cannot take it for anything else."""
    try:
        root = parse(path, forbid_dtd=True).getroot()
    except (SyntaxError, ValueError, LookupError) as error:
        raise _damaged(path, error) from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != "kml":
        raise _not_what_it_says(path)
    root.set("xmlns", KML_NAMESPACE)
    written: bytes = tostring(root, encoding="utf-8")
    return written


def _zipped_shapefile(path: Path) -> str:
    """Return GDAL's address of the only shapefile in a zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [
                name
                for name in archive.namelist()
                if name.lower().endswith(".shp") and not PurePosixPath(name).name.startswith("._")
            ]
            if len(names) != 1:
                raise _several(path, len(names))
            with archive.open(names[0]) as file:
                head = file.read(len(SIGNATURES[".shp"]))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _damaged(path, error) from error
    if head != SIGNATURES[".shp"]:
        raise _not_what_it_says(path)
    return f"/vsizip/{path}/{names[0]}"


def _require_signature(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    suffix = path.suffix.lower()
    fits = KML_ROOT in head if suffix == ".kml" else head.startswith(SIGNATURES[suffix])
    if not fits:
        raise _not_what_it_says(path)


def _not_what_it_says(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' is not what its ending says. Save it again in that format."),
        file=path.name,
    )


def _several(path: Path, count: int) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' holds {count} layers. Save the one that is meant in a file of its own."),
        file=path.name,
        count=count,
    )


def _damaged(path: Path, error: Exception) -> UnreadableFileError:
    folder = str(path).removesuffix(path.name)
    return UnreadableFileError(
        mark("'{file}' cannot be read: {reason}. Save it again."),
        file=path.name,
        reason=str(error).replace(folder, "").strip().rstrip("."),
    )
