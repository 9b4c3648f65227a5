"""What an examination leaves, as files: the rows that can be used, mended, and those set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import GeoAppError, mark
from geo_app.findings import errors_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_app.doctor.examination import Examination

WRITERS = (".geojson", ".gpkg", ".csv")
REASON, ROW = "reason", "row"
DAY = "%Y-%m-%d"

NO_ROWS = mark("None of the rows of '{file}' can be used, so nothing was written.")
NO_WRITER = mark("'{file}' is of a form that is not written. Use one of {choices}.")
NO_POINTS = mark("'{file}' has shapes that no table holds. Write it as .geojson or .gpkg.")


def write_mended(examined: Examination, path: Path, *, guard: Callable[[object], object]) -> None:
    """
    Write the rows that can be used, with their columns called as ours, in degrees.

    Parameters
    ----------
    examined
        The file.
    path
        Its ending names the form: `.geojson`, `.gpkg` or, of points and tables, `.csv`.
    guard
        Of a cell of a table, so that no spreadsheet takes it for a formula.

    Raises
    ------
    GeoAppError
        If no row can be used, or the form does not hold the shapes.
    """
    if examined.rows is None or examined.rows.empty:
        raise GeoAppError(NO_ROWS, file=examined.name)
    rows = mended_rows(examined)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        table = table_of(rows, path.name).map(guard)
        table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    elif suffix in WRITERS and isinstance(rows, gpd.GeoDataFrame):
        rows.to_file(path, engine="pyogrio")
    else:
        raise GeoAppError(NO_WRITER, file=path.name, choices=", ".join(WRITERS))


def mended_rows(examined: Examination) -> pd.DataFrame:
    """
    Return the rows that can be used, days without a time and places in degrees.

    Parameters
    ----------
    examined
        A file of which some rows can be used.

    Returns
    -------
    rows
        With the columns of the kind, such as `name_th`; a GeoDataFrame where it has places.
    """
    rows = examined.rows
    assert rows is not None
    days = {
        column: rows[column].dt.strftime(DAY)
        for column in rows.columns
        if pd.api.types.is_datetime64_any_dtype(rows[column])
    }
    written = rows.assign(**days)
    return written.to_crs(DISPLAY_CRS) if isinstance(written, gpd.GeoDataFrame) else written


def table_of(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """
    Return rows as a table, points as longitude and latitude.

    Parameters
    ----------
    rows
        As `mended_rows` returns them.
    name
        The file's, for messages.

    Returns
    -------
    table
        The columns of the rows, and of points `lon` and `lat` in degrees.

    Raises
    ------
    GeoAppError
        If there are other shapes than points.
    """
    if not isinstance(rows, gpd.GeoDataFrame):
        return rows
    shapes = rows.geometry
    if not shapes[shapes.notna() & ~shapes.is_empty].geom_type.eq("Point").all():
        raise GeoAppError(NO_POINTS, file=name)
    places = pd.DataFrame({"lon": shapes.x, "lat": shapes.y}, index=rows.index)
    return pd.concat([pd.DataFrame(rows.drop(columns="geometry")), places], axis=1)


def rows_aside(examined: Examination, translate: Callable[[str], str]) -> pd.DataFrame:
    """
    Return the rows that cannot be used, as the file has them, each with its reasons.

    Parameters
    ----------
    examined
        The file.
    translate
        Puts an English sentence into the reader's language.

    Returns
    -------
    rows
        `row` (counted from 1), `reason`, and the columns of the file; a shape as WKT.
    """
    errors = [note for note in errors_of(examined.findings) if not note.repair]
    whole = [note.sentence(translate) for note in errors if not note.where.row]
    aside = examined.aside
    reasons = [
        " ".join([*whole, *(note.sentence(translate) for note in errors if note.where.row == row)])
        for row in aside
    ]
    rows = examined.raw.iloc[[row - 1 for row in aside]]
    if isinstance(rows, gpd.GeoDataFrame):
        rows = pd.DataFrame(rows.assign(geometry=rows.geometry.to_wkt()))
    rows = rows.reset_index(drop=True)
    heads = pd.DataFrame({ROW: aside, REASON: reasons})
    return pd.concat([heads, rows], axis=1)
