"""CSV and Excel tables, every cell as text, and the geometry that their columns hold."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.errors import EmptyDataError, ParserError

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import UnreadableFileError, mark
from geo_app.readers.cells import read_cells

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

COORDINATE_COLUMNS = {
    ("lon", "lat"): DISPLAY_CRS,
    ("longitude", "latitude"): DISPLAY_CRS,
    ("x", "y"): None,
}
WKT_COLUMN = "wkt"


def read_csv(path: Path, encoding: str | None) -> pd.DataFrame:
    """
    Read a CSV table; UTF-8 unless the catalogue names another encoding.

    Raises
    ------
    UnreadableFileError
        If the text does not decode or is no table.
    """
    try:
        return read_cells(path, name=path.name, encoding=encoding or "utf-8-sig")
    except UnreadableFileError:
        raise
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(
            mark(
                "'{file}' is not {encoding} text. Declare encoding = \"cp874\" in catalogue.toml."
            ),
            file=path.name,
            encoding=encoding or "UTF-8",
        ) from error
    except (ParserError, EmptyDataError, ValueError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no table: {reason}. Save it again as CSV."),
            file=path.name,
            reason=str(error).strip(),
        ) from error


def read_excel(path: Path, encoding: str | None) -> pd.DataFrame:  # noqa: ARG001 - a reader's form
    """
    Read the first sheet of an Excel workbook.

    Raises
    ------
    UnreadableFileError
        If the file is no workbook.
    """
    try:
        table = pd.read_excel(
            path, dtype=str, keep_default_na=False, na_values=[""], engine="openpyxl"
        )
    except (ValueError, KeyError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(
            mark("'{file}' is no Excel workbook (.xlsx). Save it again from Excel."), file=path.name
        ) from error
    return table


def with_geometry(table: pd.DataFrame, *, name: str) -> pd.DataFrame | gpd.GeoDataFrame:
    """
    Make a table's coordinate columns its geometry.

    Parameters
    ----------
    table
        Cells as text. Columns `lon` and `lat` (or `longitude` and `latitude`) are
        degrees on WGS 84, `x` and `y` are in a CRS that the catalogue declares, a
        column `wkt` is taken for degrees.
    name
        The file's name, for messages.

    Returns
    -------
    layer
        A GeoDataFrame without these columns; the table as it is if it has none.

    Raises
    ------
    UnreadableFileError
        If a coordinate is no number, or a WKT text no geometry.
    """
    columns = {str(column).strip().lower(): column for column in table.columns}
    if WKT_COLUMN in columns:
        texts = table[columns[WKT_COLUMN]]
        geometry = _from_wkt(texts, name)
        return _layer(table.drop(columns=columns[WKT_COLUMN]), geometry, DISPLAY_CRS)
    for (east, north), crs in COORDINATE_COLUMNS.items():
        if east in columns and north in columns:
            pair = [columns[east], columns[north]]
            x, y = (_numbers(table[column], name) for column in pair)
            points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=table.index)
            placed = points.where(x.notna() & y.notna(), None)
            return _layer(table.drop(columns=pair), placed.to_numpy(), crs)
    return table


def _layer(table: pd.DataFrame, geometry: NDArray[np.object_], crs: str | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table, geometry=geometry, crs=crs)


def _numbers(texts: pd.Series, name: str) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    broken = (numbers.isna() | numbers.isin([np.inf, -np.inf])) & texts.notna()
    if broken.any():
        raise UnreadableFileError(
            mark("'{file}', row {row}: '{found}' in '{field}' is no number. Write it like 98.39."),
            file=name,
            row=int(broken.to_numpy().argmax()) + 1,
            field=texts.name,
            found=texts[broken].iloc[0],
        )
    return numbers


def _from_wkt(texts: pd.Series, name: str) -> NDArray[np.object_]:
    present = [text if isinstance(text, str) else None for text in texts]
    geometry: NDArray[np.object_] = shapely.from_wkt(
        np.array(present, dtype=object), on_invalid="ignore"
    )
    broken = shapely.is_missing(geometry) & texts.notna().to_numpy()
    if broken.any():
        raise UnreadableFileError(
            mark("'{file}', row {row}: the text in '{field}' is no WKT geometry. Correct it."),
            file=name,
            row=int(broken.argmax()) + 1,
            field=texts.name,
        )
    return geometry
