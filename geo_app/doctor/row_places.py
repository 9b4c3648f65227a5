"""Where the rows of a table lie: degrees, degrees with minutes, metres, WKT, or in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.doctor.column_meanings import (
    EAST,
    LAT,
    LON,
    NORTH,
    PLACING,
    SYNONYMS,
    WKT,
    heading_key,
)
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where
from geo_app.quality.faults import cell_text, row_finding
from geo_app.spelling.numbers import Style, numbers_of
from geo_app.spelling.texts import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

DMS = re.compile(
    r"""([NSEWนตอซ]?)\s*(\d{1,3})\s*[°d:\s]\s*(\d{1,2})\s*['′:m\s]\s*(\d{1,2}(?:[.,]\d+)?)?"""
    r"""\s*(?:["″s]|'')?\s*([NSEWนตอซ]?)""",
    re.IGNORECASE,
)
IN_TEXT = re.compile(
    r"\b([NS])\s*(\d{1,2}\.\d{3,})[\s,;/]{1,6}([EW])\s*(\d{1,3}\.\d{3,})\b", re.IGNORECASE
)
SOUTH_OR_WEST = ("s", "w", "ต")
MINUTES, SECONDS = 60.0, 3_600.0
MOSTLY = 0.8
APART_DEG = 0.01
DEGREES_AT_MOST = 180.0

NO_NUMBER = mark("“{found}” in “{field}” is no coordinate. Write it like 98.39.")
HALF = mark("Of its two coordinates only one is there. Add the other, or leave both blank.")
AS_DMS = mark(
    "Coordinates such as “{found}” are degrees, minutes and seconds; they were worked out."
)
FROM_TEXT = mark(
    "The coordinates stand inside a text, such as “{found}”; they were taken from there."
)
CONTRADICTS = mark(
    "The column “{field}” says {found}, and the geometry {other}: the geometry counts. Leave the "
    "column out, or correct it."
)
NO_WKT = mark("“{found}” in “{field}” is no WKT geometry. Correct it.")


class Placed(NamedTuple):
    """
    Rows with geometry, and what could not be read.

    Attributes
    ----------
    rows
        A GeoDataFrame without the columns that placed it; the table as it was where nothing
        places it. Without CRS where the numbers are no degrees.
    findings
        By row.
    """

    rows: pd.DataFrame
    findings: tuple[Finding, ...]


def place_rows(rows: pd.DataFrame) -> Placed:
    """
    Make what places a table's rows its geometry.

    Parameters
    ----------
    rows
        Cells as text, their columns called as in `column_meanings.PLACING`.
    """
    if isinstance(rows, gpd.GeoDataFrame):
        return Placed(rows, ())
    if WKT in rows:
        return _from_wkt(rows)
    for pair in ((LON, LAT), (EAST, NORTH)):
        if set(pair) <= set(rows.columns):
            return _from_pair(rows, pair)
    return _from_text(rows)


def contradicting_columns(rows: gpd.GeoDataFrame) -> list[Finding]:
    """
    Find columns of degrees beside a geometry that says something else.

    Parameters
    ----------
    rows
        With geometry in degrees; columns as the file has them.
    """
    box = shapely.bounds(rows.geometry.to_numpy())
    middles = (box[:, :2] + box[:, 2:]) / 2
    findings = []
    for column in rows.columns.drop("geometry"):
        axis = next((f for f in (LON, LAT) if heading_key(column) in (f, *SYNONYMS[f])), None)
        if axis is None:
            continue
        stated = pd.to_numeric(rows[column], errors="coerce").to_numpy(dtype=float)
        drawn = middles[:, 0 if axis == LON else 1]
        apart = np.abs(stated - drawn) > APART_DEG
        if apart.sum() > np.isfinite(stated).sum() / 2:
            row = int(np.flatnonzero(apart)[0])
            findings.append(
                Finding(
                    code="column_contradicts_position",
                    severity=Severity.WARNING,
                    message=CONTRADICTS,
                    fields={"field": str(column), "found": f"{stated[row]:g}",
                            "other": f"{drawn[row]:g}"},
                    where=Where(field=str(column)),
                )
            )  # fmt: skip
    return findings


def _from_pair(rows: pd.DataFrame, pair: tuple[str, str]) -> Placed:
    findings: list[Finding] = []
    values, blanks = [], []
    for column in pair:
        numbers, is_blank, notes = _coordinates(rows[column], column)
        findings += notes
        values.append(numbers)
        blanks.append(is_blank)
    half = blanks[0] != blanks[1]
    findings += [_about(rows, row, pair[int(blanks[1][row])], "one_coordinate", HALF)
                 for row in np.flatnonzero(half).tolist()]  # fmt: skip
    known = np.isfinite(values[0]) & np.isfinite(values[1])
    points = np.full(len(rows), None, dtype=object)
    points[known] = shapely.points(values[0][known], values[1][known])
    sizes = np.abs(np.concatenate([values[0][known], values[1][known]]))
    are_degrees = bool(len(sizes)) and bool(np.median(sizes) <= DEGREES_AT_MOST)
    left = rows.drop(columns=[column for column in PLACING if column in rows.columns])
    crs = DISPLAY_CRS if are_degrees else None
    return Placed(gpd.GeoDataFrame(left, geometry=points, crs=crs), tuple(findings))


def _coordinates(
    cells: pd.Series, column: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[Finding]]:
    numbers = numbers_of(cells, style=Style.DEGREES)
    values = numbers.floats.to_numpy(dtype=float, copy=True)
    is_blank = numbers.is_blank.to_numpy(dtype=bool)
    findings: list[Finding] = []
    unread = np.flatnonzero(~is_blank & ~np.isfinite(values))
    for row in unread:
        degrees = degrees_of(str(cells.iloc[row]))
        if degrees is not None:
            values[row] = degrees
            continue
        findings.append(
            row_finding("no_coordinate", Severity.ERROR, row=int(row) + 1, field=column,
                        value=cells.iloc[row], advice=NO_NUMBER)
        )  # fmt: skip
    worked = [row for row in unread if np.isfinite(values[row])]
    if worked:
        findings.append(
            Finding(
                code="coordinate_as_dms",
                severity=Severity.INFO,
                message=AS_DMS,
                fields={"found": cell_text(cells.iloc[worked[0]]), "field": column},
                where=Where(field=column),
                repair="work_out_degrees",
            )
        )
    return values, is_blank, findings


def degrees_of(text: str) -> float | None:
    """
    Work out degrees, minutes and seconds, such as `7°53'24"N`; None for anything else.

    Parameters
    ----------
    text
        As it stands in the cell.
    """
    match = DMS.fullmatch(plain(text))
    if match is None:
        return None
    before, degrees, minutes, seconds, after = match.groups()
    if float(minutes) >= MINUTES or float((seconds or "0").replace(",", ".")) >= MINUTES:
        return None
    value = float(degrees) + float(minutes) / MINUTES
    value += float((seconds or "0").replace(",", ".")) / SECONDS
    side = (before or after).casefold()
    return -value if side in SOUTH_OR_WEST else value


def _from_text(rows: pd.DataFrame) -> Placed:
    """Take latitude and longitude out of a column of texts in which both stand."""
    for column in rows.columns:
        cells = rows[column].astype("str")
        filled = cells[rows[column].notna()]
        matches = filled.str.extract(IN_TEXT)
        if not len(filled) or matches[1].notna().mean() < MOSTLY:
            continue
        whole = cells.str.extract(IN_TEXT)
        lat, lon = (
            whole[number].to_numpy(dtype=float, na_value=np.nan)
            * np.where(whole[number - 1].str.upper() == negative, -1, 1)
            for number, negative in ((1, "S"), (3, "W"))
        )
        known: NDArray[np.bool_] = np.isfinite(lat) & np.isfinite(lon)
        points = np.full(len(rows), None, dtype=object)
        points[known] = shapely.points(lon[known], lat[known])
        shown = IN_TEXT.search(filled[matches[1].notna()].iloc[0])
        note = Finding(
            code="coordinate_in_text",
            severity=Severity.INFO,
            message=FROM_TEXT,
            fields={"found": shown[0] if shown else "", "field": str(column)},
            where=Where(field=str(column)),
            repair="take_from_text",
        )
        texts = cells.str.replace(IN_TEXT, "", regex=True).str.strip().where(rows[column].notna())
        left = rows.assign(**{str(column): texts})
        return Placed(gpd.GeoDataFrame(left, geometry=points, crs=DISPLAY_CRS), (note,))
    return Placed(rows, ())


def _from_wkt(rows: pd.DataFrame) -> Placed:
    shapes = np.full(len(rows), None, dtype=object)
    findings = []
    for row, cell in enumerate(rows[WKT]):
        if not isinstance(cell, str) or not plain(cell):
            continue
        try:
            shapes[row] = shapely.from_wkt(plain(cell).partition(";")[2] or plain(cell))
        except shapely.errors.ShapelyError:
            findings.append(
                row_finding("no_wkt", Severity.ERROR, row=row + 1, field=WKT, value=cell[:60],
                            advice=NO_WKT)
            )  # fmt: skip
    left = rows.drop(columns=[column for column in PLACING if column in rows.columns])
    bounds = np.abs(shapely.bounds(shapes[[shape is not None for shape in shapes]]))
    are_degrees = bool(len(bounds)) and bool(np.nanmedian(bounds) <= DEGREES_AT_MOST)
    frame = gpd.GeoDataFrame(left, geometry=shapes, crs=DISPLAY_CRS if are_degrees else None)
    return Placed(frame, tuple(findings))


def _about(rows: pd.DataFrame, row: int, field: str, code: str, advice: str) -> Finding:
    value = rows[field].iloc[row]
    return row_finding(
        code, Severity.ERROR, row=int(row) + 1, field=field, value=value, advice=advice
    )
