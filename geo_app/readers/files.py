"""One door to every format: looks at the ending, checks the signature, reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.errors import UnreadableFileError, mark
from geo_app.readers import geojson, gtfs, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd


def _read_vector(path: Path, encoding: str | None) -> pd.DataFrame:
    # GDAL and Arrow take their time to load, so only where a file needs them.
    from geo_app.readers.vector import read_vector  # noqa: PLC0415

    return read_vector(path, encoding)


def _read_geoparquet(path: Path, encoding: str | None) -> pd.DataFrame:
    from geo_app.readers.vector import read_geoparquet  # noqa: PLC0415

    rows: pd.DataFrame = read_geoparquet(path, encoding)
    return rows


READERS: dict[str, Callable[[Path, str | None], pd.DataFrame]] = {
    ".geojson": geojson.read_geojson,
    ".json": geojson.read_geojson,
    ".csv": tables.read_csv,
    ".xlsx": tables.read_excel,
    ".gpkg": _read_vector,
    ".fgb": _read_vector,
    ".shp": _read_vector,
    ".zip": _read_vector,
    ".kml": _read_vector,
    ".parquet": _read_geoparquet,
}


def read_file(path: Path, *, encoding: str | None = None) -> pd.DataFrame:
    """
    Read a layer's file as it is.

    Parameters
    ----------
    path
        The file; its ending names the format.
    encoding
        Text encoding when the format does not carry one, such as `cp874`.

    Returns
    -------
    raw
        A GeoDataFrame where the file holds geometry (its CRS is None if the
        file does not say), otherwise a DataFrame of texts.

    Raises
    ------
    UnreadableFileError
        If the file is missing, damaged, or of a format that is not read.
    """
    require_file(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFileError(
            mark("'{file}' is of a format that is not read. Save it as one of {choices}."),
            file=path.name,
            choices=", ".join(READERS),
        )
    try:
        return reader(path, encoding)
    except OSError as error:
        raise _not_opened(path, error) from error


def read_feed(path: Path) -> dict[str, pd.DataFrame]:
    """
    Read the tables of a GTFS folder or zip, every cell as text.

    Raises
    ------
    UnreadableFileError
        If the feed is missing or damaged.
    MissingColumnError
        If a table or column that GTFS requires is missing.
    """
    require_file(path)
    try:
        return gtfs.read_tables(path)
    except OSError as error:
        raise _not_opened(path, error) from error


def _not_opened(path: Path, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' cannot be opened: {reason}. Put a file there that may be read."),
        file=path.name,
        reason=error.strerror,
    )


def require_file(path: Path) -> None:
    """Refuse a path where nothing is."""
    if not path.exists():
        raise UnreadableFileError(
            mark("The file '{file}' is not there. Put it in the folder or correct its name."),
            file=path.name,
        )
