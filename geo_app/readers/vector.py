"""
Formats that GDAL or Arrow read: GeoPackage, FlatGeobuf, shapefile, KML, GeoParquet.

GDAL opens a file by its content, whatever its name says, and some formats name
other files to read. So the signature is checked before GDAL sees the file, and of a
zip it is handed nothing but the parts of one shapefile.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from shapely.errors import ShapelyError

from geo_app.errors import UnreadableFileError, mark
from geo_app.readers import zips
from geo_app.readers.dbf_texts import encoding_of
from geo_app.readers.markup import first_kml, parse_xml, tag_of
from geo_app.readers.source import Raw, Source, require_few_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.limits import Limits

SIGNATURES = {
    ".gpkg": b"SQLite format 3\x00",
    ".fgb": b"fgb\x03fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".zip": b"PK\x03\x04",
    ".kmz": b"PK\x03\x04",
    ".parquet": b"PAR1",
}
KML_ROOT = b"<kml"
KML_NAMESPACE = "http://www.opengis.net/kml/2.2"
HEAD_BYTES = 1_024
MOST_NAMED = 20
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ELSEWHERE = re.compile(r"(?:/vsi(?:zip|mem)/|/)\S*/")
"""Folders of bytes that GDAL is given, which say nothing to whoever brought them."""

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


def read_vector(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:
    """
    Read the only layer of a file through GDAL; a zip holds one shapefile.

    Tables beside one layer with geometry, such as the styles that QGIS saves,
    are left alone; a table alone comes back without geometry.

    Parameters
    ----------
    source
        The file. A shapefile that is not zipped needs its other parts beside it.
    most
        How much is read.
    encoding
        Of its texts, where the format does not say it.

    Returns
    -------
    raw
        The layer's columns and `geometry`.

    Raises
    ------
    UnreadableFileError
        If the file is not what its ending says, is damaged, or holds several layers.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    source.require_size(most)
    _require_signature(source)
    with _given(source, most) as given:
        stated = encoding or _encoding_in(given, source)
        rows = _only_layer(given, source, most, stated)
    require_few_rows(len(rows), most, name=source.name)
    return Raw(rows)


def _encoding_in(given: Path | bytes, source: Source) -> str | None:
    """Find the encoding of a shapefile without `.cpg`; None for every other file."""
    if source.suffix == ".zip" and isinstance(given, bytes):
        with zipfile.ZipFile(io.BytesIO(given)) as parts:
            names = parts.namelist()
            if "layer.cpg" in names or "layer.dbf" not in names:
                return None
            return encoding_of(parts.read("layer.dbf"), name=source.name)
    if source.suffix != ".shp" or not isinstance(given, Path):
        return None
    beside = {path.suffix.lower(): path for path in given.parent.glob(f"{given.stem}.*")}
    if ".cpg" in beside or ".dbf" not in beside:
        return None
    return encoding_of(beside[".dbf"].read_bytes(), name=source.name)


def _only_layer(
    given: Path | bytes, source: Source, most: Limits, encoding: str | None
) -> pd.DataFrame:
    try:
        layers = pyogrio.list_layers(given)
        numbers = _meant(layers, source)
        if len(numbers) == 1:
            layer = {"layer": numbers[0], "encoding": encoding}
            info = pyogrio.read_info(given, **layer, force_feature_count=True)
            _require_names_apart(info["fields"], source)
            count = info["features"]
            # Pyogrio makes room for as many rows as it may read; the limit's take seconds.
            wanted = max(1, min(count, most.rows + 1))
            rows: pd.DataFrame = pyogrio.read_dataframe(given, **layer, max_features=wanted)
            return rows
    except GDAL_ERRORS as error:
        raise _damaged(source, error) from error
    raise _several(source, [str(layers[number][0]) for number in numbers])


def _meant(layers: NDArray[np.object_], source: Source) -> Sequence[int]:
    """Return the numbers of the layers that may be meant: the one that is stated, else all."""
    if source.layer is None or source.suffix == ".zip":
        return [i for i, (_, geometry) in enumerate(layers) if geometry] or range(len(layers))
    numbers = [i for i, (name, _) in enumerate(layers) if name == source.layer]
    if not numbers:
        raise UnreadableFileError(
            mark("'{file}' has no layer '{found}'. It has {choices}."),
            file=source.name,
            found=source.layer,
            choices=", ".join(str(name) for name, _ in layers),
        )
    return numbers


def _require_names_apart(names: Sequence[str], source: Source) -> None:
    """Refuse two columns of one name: GDAL looks them up by name, and the first is lost."""
    for name, count in Counter(names).items():
        if count > 1:
            raise UnreadableFileError(
                mark("'{file}' has {count} columns '{field}'. Leave one of them, or rename it."),
                file=source.name,
                count=count,
                field=name,
            )


def read_geoparquet(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:  # noqa: ARG001 - a reader's form
    """
    Read a GeoParquet file.

    Parameters
    ----------
    source
        The file.
    most
        How much is read.
    encoding
        Of no meaning here.

    Returns
    -------
    raw
        Its columns and `geometry`.

    Raises
    ------
    UnreadableFileError
        If the file is damaged or holds no geometry.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    source.require_size(most)
    _require_signature(source)
    try:
        layer = gpd.read_parquet(source.path or io.BytesIO(source.read(most)))
    except GDAL_ERRORS as error:
        raise _damaged(source, error) from error
    require_few_rows(len(layer), most, name=source.name)
    is_named = layer.geometry.name == "geometry"
    return Raw(layer if is_named else layer.rename_geometry("geometry"))


@contextmanager
def _given(source: Source, most: Limits) -> Iterator[Path | bytes]:
    """Give GDAL what it reads, instead of a file that could hold something else."""
    if source.suffix == ".kml":
        yield _kml(source, source.read(most), most)
    elif source.suffix == ".kmz":
        yield _kml(source, first_kml(source.read(most), name=source.name, most=most)[0], most)
    elif source.suffix == ".zip":
        yield _shapefile_alone(source, most)
    elif source.path is not None:
        yield source.path
    else:
        # GDAL goes by the ending, which bytes have not.
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"layer{source.suffix}"
            path.write_bytes(source.read(most))
            yield path


def _kml(source: Source, content: bytes, most: Limits) -> bytes:
    """Write the KML anew from what it says, so that GDAL cannot take it for anything else."""
    root = parse_xml(content, name=source.name, most=most)
    for element in root.iter():
        element.tag = tag_of(element)
    if root.tag != "kml":
        raise _not_what_it_says(source)
    root.set("xmlns", KML_NAMESPACE)
    written: bytes = tostring(root, encoding="utf-8")
    return written


def _shapefile_alone(source: Source, most: Limits) -> bytes:
    """Return a zip of nothing but the parts of the only shapefile in a zip."""
    content = source.read(most)
    inside = zips.members(content, name=source.name, most=most)
    shapefiles = [place for place in inside if place.lower().endswith(".shp")]
    if source.layer is not None:
        shapefiles = [place for place in shapefiles if PurePosixPath(place).stem == source.layer]
    if len(shapefiles) != 1:
        raise _several(source, shapefiles)
    parts = _parts(inside, shapefiles[0])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as alone:
        for suffix, item in parts.items():
            part = zips.read_member(content, item, name=source.name)
            if suffix == ".shp" and not part.startswith(SIGNATURES[".shp"]):
                raise _not_what_it_says(source)
            alone.writestr(f"layer{suffix}", part)
    return buffer.getvalue()


def _parts(inside: Mapping[str, zipfile.ZipInfo], shapefile: str) -> dict[str, zipfile.ZipInfo]:
    """Find the files that belong to a shapefile, by their ending."""
    stem = str(PurePosixPath(shapefile).with_suffix("")).lower()
    parts = {}
    for place, item in inside.items():
        path = PurePosixPath(place.lower())
        if path.suffix in SHAPEFILE_PARTS and str(path.with_suffix("")) == stem:
            parts[path.suffix] = item
    return parts


def _require_signature(source: Source) -> None:
    head = source.head(HEAD_BYTES)
    is_kml = source.suffix == ".kml"
    fits = KML_ROOT in head if is_kml else head.startswith(SIGNATURES[source.suffix])
    if not fits:
        raise _not_what_it_says(source)


def _not_what_it_says(source: Source) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' is not what its ending says. Save it again in that format."),
        file=source.name,
    )


def _several(source: Source, names: list[str]) -> UnreadableFileError:
    if not names:
        return UnreadableFileError(
            mark("'{file}' holds 0 layers. Save the one that is meant in a file of its own."),
            file=source.name,
        )
    return UnreadableFileError(
        mark(
            "'{file}' holds {count} layers ({choices}). Save the one that is meant in a file of "
            "its own."
        ),
        file=source.name,
        count=len(names),
        choices=", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else ""),
    )


def _damaged(source: Source, error: Exception) -> UnreadableFileError:
    folder = "" if source.path is None else str(source.path).removesuffix(source.name)
    reason = ELSEWHERE.sub("", str(error).replace(folder, "") if folder else str(error))
    return UnreadableFileError(
        mark("'{file}' cannot be read: {reason}. Save it again."),
        file=source.name,
        reason=reason.strip().rstrip("."),
    )
