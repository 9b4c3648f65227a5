"""CSV and Excel tables, every cell as text, with points from their coordinate columns."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely
from pandas.errors import EmptyDataError, ParserError

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import UnreadableFileError, mark

if TYPE_CHECKING:
    from pathlib import Path

COORDINATE_COLUMNS = (("lon", "lat"), ("longitude", "latitude"))
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
        table = pd.read_csv(
            path, dtype=str, encoding=encoding or "utf-8-sig", keep_default_na=False, na_values=[""]
        )
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(
            mark("'{file}' is not {encoding} text. Declare encoding = \"cp874\" in catalogue.toml."),
            file=path.name,
            encoding=encoding or "UTF-8",
        ) from error
    except (ParserError, EmptyDataError, ValueError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no table: {reason}. Save it again as CSV."),
            file=path.name,
            reason=str(error).strip(),
        ) from error
    return _with_geometry(table, path)


def read_excel(path: Path, encoding: str | None) -> pd.DataFrame:  # noqa: ARG001 - a reader's form
    """
    Read the first sheet of an Excel workbook.

    Raises
    ------
    UnreadableFileError
        If the file is no workbook.
    """
    try:
        table = pd.read_excel(path, dtype=str, keep_default_na=False, na_values=[""])
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(
            mark("'{file}' is no Excel workbook (.xlsx). Save it again from Excel."), file=path.name
        ) from error
    return _with_geometry(table, path)


def _with_geometry(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    columns = {str(name).strip().lower(): name for name in table.columns}
    if WKT_COLUMN in columns:
        texts = table[columns[WKT_COLUMN]]
        return _from_wkt(table.drop(columns=columns[WKT_COLUMN]), texts, path)
    for lon, lat in COORDINATE_COLUMNS:
        if lon in columns and lat in columns:
            x = _numbers(table[columns[lon]], path)
            y = _numbers(table[columns[lat]], path)
            points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=table.index)
            return gpd.GeoDataFrame(
                table.drop(columns=[columns[lon], columns[lat]]),
                geometry=points.where(x.notna() & y.notna(), None),
                crs=DISPLAY_CRS,
            )
    return table


def _numbers(texts: pd.Series, path: Path) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce")
    broken = numbers.isna() & texts.notna()
    if broken.any():
        raise UnreadableFileError(
            mark("'{file}', row {row}: '{found}' in '{field}' is no number. Write it like 98.39."),
            file=path.name,
            row=int(broken.to_numpy().argmax()) + 1,
            field=texts.name,
            found=texts[broken].iloc[0],
        )
    return numbers.astype(float)


def _from_wkt(table: pd.DataFrame, texts: pd.Series, path: Path) -> gpd.GeoDataFrame:
    geometry = shapely.from_wkt(texts.where(texts.notna(), None).to_numpy(), on_invalid="ignore")
    broken = shapely.is_missing(geometry) & texts.notna().to_numpy()
    if broken.any():
        raise UnreadableFileError(
            mark("'{file}', row {row}: the text in '{field}' is no WKT geometry. Correct it."),
            file=path.name,
            row=int(broken.argmax()) + 1,
            field=texts.name,
        )
    return gpd.GeoDataFrame(table, geometry=geometry, crs=DISPLAY_CRS)
