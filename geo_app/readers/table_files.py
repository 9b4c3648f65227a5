"""CSV and Excel tables, every cell as text, and the geometry that their columns hold."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.errors import EmptyDataError, ParserError

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import UnreadableFileError, mark
from geo_app.findings import Finding, Severity, Where, cells_of
from geo_app.readers import zips
from geo_app.readers.cells import read_cells, without_blank_end
from geo_app.readers.formulas import formulas_without_value
from geo_app.readers.headings import headings_of
from geo_app.readers.source import Raw, Source, require_few_rows
from geo_app.spelling.numbers import Style, numbers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.limits import Limits

COORDINATE_COLUMNS = {
    ("lon", "lat"): DISPLAY_CRS,
    ("longitude", "latitude"): DISPLAY_CRS,
    ("x", "y"): None,
}
WKT_COLUMN = "wkt"
NO_NUMBER = mark("'{file}', row {row}: '{found}' in '{field}' is no number. Write it like 98.39.")
ONE_COORDINATE = mark(
    "'{file}', row {row}: of its two coordinates only one is there, '{field}' is blank. Add it; "
    "where the position is not known, leave both blank."
)
NO_WKT = mark("'{file}', row {row}: the text in '{field}' is no WKT geometry. Correct it.")


def read_csv(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:
    """
    Read a table of cells between commas, semicolons or tabs; UTF-8 unless told otherwise.

    Parameters
    ----------
    source
        The table.
    most
        How much is read.
    encoding
        Of the text, such as `cp874`. A byte order mark decides before it.

    Returns
    -------
    raw
        Texts; what `read_cells` tells.

    Raises
    ------
    UnreadableFileError
        If the text does not decode or is no table.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    try:
        return read_cells(source.read(most), name=source.name, most=most, encoding=encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(
            mark(
                "'{file}' is not {encoding} text. Declare encoding = \"cp874\" in catalogue.toml."
            ),
            file=source.name,
            encoding=encoding or "UTF-8",
        ) from error
    except (ParserError, EmptyDataError) as error:
        raise _no_table(source.name, error) from error


def _no_table(name: str, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' is no table: {reason}. Save it again as CSV."),
        file=name,
        reason=str(error).strip(),
    )


def read_excel(source: Source, *, most: Limits, encoding: str | None = None) -> Raw:  # noqa: ARG001 - a reader's form
    """
    Read the first sheet of an Excel workbook.

    Parameters
    ----------
    source
        The workbook, which is a zip.
    most
        How much is read.
    encoding
        Of no meaning here.

    Returns
    -------
    raw
        Texts; a warning for each heading that stands there twice.

    Raises
    ------
    UnreadableFileError
        If the file is no workbook, or holds formulas that nobody has worked out.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    content = source.read(most)
    try:
        zips.members(content, name=source.name, most=most)
        sheet = pd.read_excel(
            io.BytesIO(content),
            dtype=str,
            header=None,
            keep_default_na=False,
            na_values=[""],
            engine="openpyxl",
            sheet_name=0 if source.layer is None else _sheet(content, source),
            nrows=most.rows + 2,
        )
        unsaved = formulas_without_value(content)
    except (
        zips.DamagedZipError, ValueError, KeyError, OSError, SyntaxError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        if isinstance(error, UnreadableFileError) and not isinstance(error, zips.DamagedZipError):
            raise
        raise UnreadableFileError(
            mark("'{file}' is no Excel workbook (.xlsx). Save it again from Excel."),
            file=source.name,
        ) from error
    return _sheet_rows(sheet, unsaved, source.name, most)


def _sheet(content: bytes, source: Source) -> str:
    """Return the name of the sheet that is meant, if the workbook has it."""
    names = sheet_names(content)
    if source.layer not in names:
        raise UnreadableFileError(
            mark("'{file}' has no layer '{found}'. It has {choices}."),
            file=source.name,
            found=source.layer,
            choices=", ".join(names),
        )
    return str(source.layer)


def sheet_names(content: bytes) -> list[str]:
    """
    Return the names of a workbook's sheets, in their order.

    Parameters
    ----------
    content
        The whole workbook.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - dear, and for workbooks alone

    book = load_workbook(io.BytesIO(content), read_only=True)
    names = [str(name) for name in book.sheetnames]
    book.close()
    return names


def _sheet_rows(sheet: pd.DataFrame, unsaved: list[str], name: str, most: Limits) -> Raw:
    """Take the first row of a sheet for its headings."""
    if unsaved:
        raise UnreadableFileError(
            mark(
                "'{file}' has formulas without a value, the first in cell {cell}. Open it in "
                "Excel or LibreOffice, save it there, and bring it again."
            ),
            file=name,
            cell=unsaved[0],
        )
    written = ["" if pd.isna(cell) else cell for cell in sheet.iloc[0]] if len(sheet) else []
    headings = headings_of(written, name=name)
    rows = sheet.iloc[1:].reset_index(drop=True).set_axis(headings.names, axis=1)
    require_few_rows(len(rows), most, name=name)
    return Raw(without_blank_end(rows), headings.findings)


def with_geometry(raw: Raw, *, name: str) -> Raw:
    """
    Make a table's coordinate columns its geometry.

    Parameters
    ----------
    raw
        Cells as text. Columns `lon` and `lat` (or `longitude` and `latitude`) are
        degrees on WGS 84, `x` and `y` are in a CRS that the catalogue declares, a
        column `wkt` is taken for degrees.
    name
        The file's name, for messages.

    Returns
    -------
    raw
        A GeoDataFrame without these columns, and an error for each row whose
        coordinate is no number, that has only one of the two, or whose WKT text is
        no geometry; the table as it is if it has none of these columns.
    """
    table = raw.frame
    columns = {str(column).strip().lower(): column for column in table.columns}
    if WKT_COLUMN in columns:
        return _from_wkt(raw, columns[WKT_COLUMN], name)
    for (east, north), crs in COORDINATE_COLUMNS.items():
        if east in columns and north in columns:
            return _from_numbers(raw, [columns[east], columns[north]], crs, name)
    return raw


def _from_numbers(raw: Raw, pair: list[str], crs: str | None, name: str) -> Raw:
    table = raw.frame
    findings: list[Finding] = []
    numbers, blanks = [], []
    for column in pair:
        style = Style.MEASURE if crs is None else Style.DEGREES
        values, is_blank, *_ = numbers_of(table[column], style=style)
        finite = values.where(~values.isin([np.inf, -np.inf]))
        broken = (finite.isna() & ~is_blank).to_numpy()
        findings += _told(table, column, broken, name=name, code="no_coordinate", message=NO_NUMBER)
        numbers.append(finite)
        blanks.append(is_blank)
    x, y = numbers
    for column, blank, other in zip(pair, blanks, (y, x), strict=True):
        half = (blank & other.notna()).to_numpy()
        findings += _told(
            table, column, half, name=name, code="one_coordinate", message=ONE_COORDINATE
        )
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=table.index)
    placed = points.where(x.notna() & y.notna(), None)
    layer = gpd.GeoDataFrame(table.drop(columns=pair), geometry=placed.to_numpy(), crs=crs)
    return Raw(layer, (*raw.findings, *findings))


def _from_wkt(raw: Raw, column: str, name: str) -> Raw:
    table = raw.frame
    texts = table[column]
    present = [text if isinstance(text, str) else None for text in texts]
    geometry: NDArray[np.object_] = shapely.from_wkt(
        np.array(present, dtype=object), on_invalid="ignore"
    )
    broken = shapely.is_missing(geometry) & texts.notna().to_numpy()
    findings = _told(table, column, broken, name=name, code="no_wkt", message=NO_WKT)
    layer = gpd.GeoDataFrame(table.drop(columns=column), geometry=geometry, crs=DISPLAY_CRS)
    return Raw(layer, (*raw.findings, *findings))


def _told(
    table: pd.DataFrame,
    column: str,
    broken: NDArray[np.bool_],
    *,
    name: str,
    code: str,
    message: str,
) -> list[Finding]:
    """Tell of each row of which a cell is broken, with its raw cells."""
    return [
        Finding(
            code=code,
            severity=Severity.ERROR,
            message=message,
            fields={
                "file": name,
                "row": row + 1,
                "field": column,
                "found": table[column].iloc[row],
            },
            where=Where(row=row + 1, field=column, cells=cells_of(table.iloc[row].to_dict())),
        )
        for row in broken.nonzero()[0].tolist()
    ]
