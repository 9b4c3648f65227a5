"""A file held against a kind of layer: what it is, what is wrong with it, what can be mended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_app.crs import DISPLAY_CRS
from geo_app.doctor.column_meanings import match_columns
from geo_app.doctor.crs_guess import guess_crs, shifted_datum
from geo_app.doctor.mending import check_cells, mend_cells
from geo_app.doctor.opened_files import Opened, open_file
from geo_app.doctor.places import (
    area_of,
    bounds_of,
    in_degrees,
    is_swapped,
    misplaced,
    swap_lat_lon,
)
from geo_app.doctor.privacy import personal_columns
from geo_app.doctor.row_places import contradicting_columns, place_rows
from geo_app.doctor.shape_checks import check_shapes, drop_heights
from geo_app.errors import GeoAppError, LayerError, mark
from geo_app.findings import Finding, Severity, errors_of
from geo_app.quality.checks import check_layer
from geo_app.quality.faults import row_finding
from geo_app.schema import KINDS, NAME_COLUMNS, Kind, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyproj import CRS

    from geo_app.limits import Limits
    from geo_app.province import Province
    from geo_app.readers.source import Source

MISSING = mark("The file has no column for “{field}”. Add it, or name the column that it is.")
NOWHERE = mark(
    "Nothing says where the rows lie. Add columns with longitude and latitude, or with UTM "
    "easting and northing."
)
SWAPPED = mark("Latitude and longitude stand the other way round: {found}. They were exchanged.")
NAMELESS = mark("No column holds names in Thai or English; ids are shown instead.")
EMPTY = mark("'{file}' has no rows. Fill it, or bring another file.")
UNUSABLE = mark("None of the rows can be used: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """
    What was found out about a file.

    Attributes
    ----------
    name, kind
        Of the file, and of the layer that it is to be.
    raw
        The rows as the file has them.
    rows
        Those that can be used, mended, as `check_layer` returns them; None where none can.
    findings
        About the whole (row 0) and about single rows, counted from 1.
    crs_found, encoding_found
        What was stated or inferred; None where the format has none or nobody knows.
    """

    name: str
    kind: str
    raw: pd.DataFrame
    rows: pd.DataFrame | None
    findings: tuple[Finding, ...]
    crs_found: str | None = None
    encoding_found: str | None = None

    @property
    def rows_in(self) -> int:
        """How many rows the file has."""
        return len(self.raw)

    @property
    def aside(self) -> list[int]:
        """The rows that cannot be used, counted from 1."""
        if self.rows is None:
            return list(range(1, self.rows_in + 1))
        lost = {note.where.row for note in errors_of(self.findings) if not note.repair}
        return sorted(lost - {0})

    @property
    def repaired(self) -> list[int]:
        """The rows that can be used once they are mended, counted from 1."""
        mended = {note.where.row for note in self.findings if note.repair}
        return sorted(mended - {0} - set(self.aside))

    @property
    def is_sound(self) -> bool:
        """Whether nothing in it is an error that stays."""
        return not [note for note in errors_of(self.findings) if not note.repair]


def examine(
    source: Source,
    kind: str,
    *,
    most: Limits,
    province: Province | None = None,
    encoding: str | None = None,
) -> Examination:
    """
    Read a file, mend what can be mended, and tell everything.

    Parameters
    ----------
    source
        The file.
    kind
        What layer it is to be, one of `schema.KINDS`; not a feed.
    most
        How much is read.
    province
        Where it is to lie; Thailand without.
    encoding
        Of its texts, if somebody has stated it.

    Raises
    ------
    UnreadableFileError
        If it is damaged, or of a format that is not read.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    opened = open_file(source, most=most, encoding=encoding)
    return examine_rows(opened, kind, name=source.name, province=province)


def examine_rows(
    opened: Opened,
    kind: str,
    *,
    name: str,
    province: Province | None,
    crs: CRS | None = None,
) -> Examination:
    """
    Hold rows that have been read against a kind.

    Parameters
    ----------
    opened
        As `open_file` returns them.
    kind
        What they are to be, one of `schema.KINDS`; not a feed.
    name
        The file's, for messages.
    province
        Where they are to lie; Thailand without.
    crs
        That somebody has stated, whatever the file says.

    Raises
    ------
    LayerError
        If there is no row.
    """
    raw, wanted = opened.rows, KINDS[kind]
    if raw.empty:
        raise LayerError(EMPTY, file=name)
    findings = [*opened.findings, *personal_columns(raw)]
    matched = match_columns(raw, wanted)
    rows = raw.rename(columns=matched.names)
    findings += matched.findings
    crs_found = None
    if wanted.shapes[0] is not Shape.TABLE:
        rows, notes, crs_found = _located(rows, wanted, province, crs)
        findings += notes
    mended = mend_cells(rows, wanted)
    rows, unnamed = _with_names(mended.rows, wanted)
    findings += mended.findings + unnamed + check_cells(rows, wanted) + _missing(rows, wanted)
    known = {(note.where.row, note.code) for note in findings}
    usable, more = _checked(rows, wanted, findings, name=name)
    findings += [
        note
        for note in more
        if (note.where.row, note.code) not in known
        and not (unnamed and note.code == "missing_name")
    ]
    return Examination(
        name=name,
        kind=kind,
        raw=raw,
        rows=usable,
        findings=tuple(sorted(findings, key=lambda note: note.where.row)),
        crs_found=crs_found,
        encoding_found=opened.encoding,
    )


def _located(
    rows: pd.DataFrame, kind: Kind, province: Province | None, crs: CRS | None
) -> tuple[pd.DataFrame, list[Finding], str | None]:
    """Give rows their positions, and find those that lie where they cannot."""
    placed = place_rows(rows)
    findings = list(placed.findings)
    located = placed.rows
    if not isinstance(located, gpd.GeoDataFrame):
        findings.append(
            Finding(code="missing_column", severity=Severity.ERROR, message=NOWHERE, fields={})
        )
        return located, findings, None
    if crs is not None:
        located = located.set_crs(crs, allow_override=True)
    if located.crs is not None and located.crs.is_geographic and "geometry" in rows:
        findings += contradicting_columns(located)
    located, flat = drop_heights(located)
    located, turned = _turned(located, province)
    findings += flat + turned
    guess = guess_crs(located, bounds=bounds_of(province))
    located = guess.rows
    findings += guess.findings
    if guess.name is not None and located.crs is not None:
        located, shifted = shifted_datum(located, _places_of(province))
        findings += [*shifted, *misplaced(located, province)]
    metric = None if province is None else province.spec.analysis_crs
    findings += check_shapes(located, kind, metric=metric)
    return located, findings, guess.name


def _turned(
    rows: gpd.GeoDataFrame, province: Province | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Exchange latitude and longitude of the rows that lie right only so."""
    if rows.crs is None or not rows.crs.is_geographic:
        return rows, []
    # In degrees already; numbers beyond the poles are no places that could be projected.
    places = in_degrees(rows.set_crs(DISPLAY_CRS, allow_override=True))
    which = is_swapped(places, area_of(province)) & np.isfinite(places).all(axis=1)
    if not which.any():
        return rows, []
    findings = [
        replace(
            row_finding("swapped_lat_lon", Severity.ERROR, row=int(row) + 1, field="geometry",
                        value="{:g}, {:g}".format(*places[row]), advice=SWAPPED),
            repair="swap_lat_lon",
        )
        for row in np.flatnonzero(which)
    ]  # fmt: skip
    return swap_lat_lon(rows, which), findings


def _places_of(province: Province | None) -> dict[str, tuple[float, float]]:
    """Return the province's named places with their longitude and latitude."""
    places: dict[str, tuple[float, float]] = {}
    for kind in ("facilities", "communities"):
        if province is None or not province.has(kind):
            continue
        points = province.of_kind(kind)
        at = points.geometry.to_crs(DISPLAY_CRS)
        for column in ("name_th", "name_en"):
            names = points.get(column, pd.Series(dtype=object))
            for name, point in zip(names, at, strict=False):
                if isinstance(name, str) and point is not None and not point.is_empty:
                    places[name] = (point.x, point.y)
    return places


def _with_names(rows: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """Give rows without any name a column for it, which stays blank."""
    if not kind.named or set(NAME_COLUMNS) & set(rows.columns):
        return rows, []
    note = Finding(code="no_name_column", severity=Severity.WARNING, message=NAMELESS,
                   fields={"field": NAME_COLUMNS[0]})  # fmt: skip
    return rows.assign(**{NAME_COLUMNS[0]: None}), [note]


def _missing(rows: pd.DataFrame, kind: Kind) -> list[Finding]:
    return [
        Finding(code="missing_column", severity=Severity.ERROR, message=MISSING,
                fields={"field": column})
        for column in kind.required if column not in rows
    ]  # fmt: skip


def _checked(
    rows: pd.DataFrame, kind: Kind, findings: Iterable[Finding], *, name: str
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Let the rows that are left go through the checks of every layer."""
    errors = [note for note in errors_of(tuple(findings)) if not note.repair]
    if any(note.where.row == 0 for note in errors):
        return None, []
    lost = {note.where.row for note in errors}
    lost |= {note.where.row for note in findings if note.repair == "drop_duplicate"}
    numbers = [row for row in range(1, len(rows) + 1) if row not in lost]
    left = rows.iloc[[row - 1 for row in numbers]]
    try:
        usable, report = check_layer(left, kind, name=name)
    except GeoAppError as error:
        return None, [
            Finding(code="unusable", severity=Severity.ERROR, message=UNUSABLE,
                    fields={"reason": error})
        ]  # fmt: skip
    return usable, [_at_row(finding, numbers) for finding in report.faults]


def _at_row(finding: Finding, numbers: list[int]) -> Finding:
    """Count the row as the file has it, not among those that were left."""
    row = finding.where.row
    return replace(finding, where=replace(finding.where, row=numbers[row - 1] if row else 0))
