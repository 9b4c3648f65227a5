"""One door to every format: looks at the ending, checks the signature, reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app import limits
from geo_app.errors import UnreadableFileError, mark
from geo_app.readers import geojson_files, gtfs, table_files
from geo_app.readers.source import Raw, Source, source_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    import pandas as pd

    from geo_app.limits import Limits

    class Reader(Protocol):
        """Reads a source of one family of formats."""

        def __call__(self, source: Source, /, *, most: Limits, encoding: str | None = None) -> Raw:
            """Read it."""


def _read_vector(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:
    # GDAL and Arrow take their time to load, so only where a file needs them.
    from geo_app.readers.vector import read_vector  # noqa: PLC0415

    return read_vector(source, most=most, encoding=encoding)


def _read_geoparquet(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:
    from geo_app.readers.vector import read_geoparquet  # noqa: PLC0415

    return read_geoparquet(source, most=most, encoding=encoding)


READERS: dict[str, Reader] = {
    ".geojson": geojson_files.read_geojson,
    ".json": geojson_files.read_geojson,
    ".csv": table_files.read_csv,
    ".xlsx": table_files.read_excel,
    ".gpkg": _read_vector,
    ".fgb": _read_vector,
    ".shp": _read_vector,
    ".zip": _read_vector,
    ".kml": _read_vector,
    ".kmz": _read_vector,
    ".parquet": _read_geoparquet,
}


def read_source(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:
    """
    Read a layer as it is, from bytes or from a file.

    Parameters
    ----------
    source
        Its name's ending names the format.
    most
        How much is read.
    encoding
        Text encoding when the format does not carry one, such as `cp874`.

    Returns
    -------
    raw
        A GeoDataFrame where the file holds geometry (its CRS is None if the
        file does not say), otherwise a DataFrame of texts; and an error for each
        row that cannot be used.

    Raises
    ------
    UnreadableFileError
        If it is damaged, or of a format that is not read.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    reader = READERS.get(source.suffix)
    if reader is None:
        raise UnreadableFileError(
            mark("'{file}' is of a format that is not read. Save it as one of {choices}."),
            file=source.name,
            choices=", ".join(READERS),
        )
    try:
        return reader(source, most=most, encoding=encoding)
    except OSError as error:
        raise _not_opened(source.name, error) from error


def read_file(path: Path, *, encoding: str | None = None) -> Raw:
    """
    Read a layer's file as it is; see `read_source`.

    Parameters
    ----------
    path
        The file; its ending names the format.
    encoding
        Text encoding when the format does not carry one, such as `cp874`.

    Raises
    ------
    UnreadableFileError
        If the file is missing, damaged, or of a format that is not read.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    require_file(path)
    return read_source(source_of(path), most=limits.LAYER, encoding=encoding)


def read_feed(path: Path, *, encoding: str | None = None) -> dict[str, pd.DataFrame]:
    """
    Read the tables of a GTFS folder or zip, every cell as text.

    Parameters
    ----------
    path
        The folder or zip.
    encoding
        Of its texts, such as `cp874`; UTF-8 without.

    Returns
    -------
    tables
        By name without ending; columns as the file has them, such as `stop_id`.

    Raises
    ------
    UnreadableFileError
        If the feed is missing or damaged.
    MissingColumnError
        If a table or column that GTFS requires is missing.
    LayerError
        If it holds more than is read.
    """
    require_file(path)
    try:
        return gtfs.read_tables(source_of(path), most=limits.LAYER, encoding=encoding)
    except OSError as error:
        raise _not_opened(path.name, error) from error


def unread_tables(path: Path) -> tuple[str, ...]:
    """
    Return the files of a GTFS folder or zip that hold data and are not read.

    Parameters
    ----------
    path
        The folder or zip, which `read_feed` has read.
    """
    return gtfs.unread_tables(source_of(path), most=limits.LAYER)


def _not_opened(name: str, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' cannot be opened: {reason}. Put a file there that may be read."),
        file=name,
        reason=error.strerror,
    )


def require_file(path: Path) -> None:
    """
    Refuse a path where nothing is.

    Parameters
    ----------
    path
        Of a file or folder.

    Raises
    ------
    UnreadableFileError
        If nothing is there.
    """
    if not path.exists():
        raise UnreadableFileError(
            mark("The file '{file}' is not there. Put it in the folder or correct its name."),
            file=path.name,
        )
