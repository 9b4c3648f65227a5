"""
From a raw layer to one that analyses may trust.

What makes a whole layer unusable raises; what makes one row unusable sets that
row aside with a reason; what is only doubtful is kept and told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.errors import LayerError, MissingColumnError, mark
from geo_app.quality import cells, geometry
from geo_app.quality.faults import Fault, Report, Severity
from geo_app.schema import NAME_COLUMNS, Kind, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd


def check_layer(raw: pd.DataFrame, kind: Kind, *, name: str) -> tuple[pd.DataFrame, Report]:
    """
    Check a raw layer against its kind and set aside the rows that cannot be used.

    Parameters
    ----------
    raw
        Rows as the file has them; a GeoDataFrame unless the kind is a table.
    kind
        What the layer must have.
    name
        The layer's id, for messages.

    Returns
    -------
    layer, report
        The rows that can be used, in order, ids as text, numbers as floats (NaN
        is unknown), dates as datetimes (NaT is unknown), geometry valid and in
        the file's CRS; and what was found.

    Raises
    ------
    MissingColumnError
        If a required column is missing.
    CrsError
        If there is geometry but no CRS, or degrees that are none.
    LayerError
        If the layer is empty, ids repeat, or a geometry is of the wrong type.
    """
    _require_rows(raw, name=name)
    _require_columns(raw, kind, name=name)
    layer = raw.reset_index(drop=True)
    faults: list[Fault] = []
    if kind.shapes[0] is not Shape.TABLE:
        geometry.require_geometry(layer, kind, name=name)
        layer, faults = geometry.repair_polygons(layer)
        faults += geometry.missing_geometry(layer)
    layer = cells.with_ids(layer, kind)
    faults += cells.missing_ids(layer, kind)
    cells.require_unique_ids(layer, kind, name=name)
    faults += cells.unknown_choices(layer, kind)
    layer, unread = cells.with_numbers(layer, kind)
    faults += unread
    layer, undated = cells.with_dates(layer, kind)
    faults += undated + cells.missing_names(layer, kind)
    aside = {fault.row for fault in faults if fault.severity is Severity.ERROR}
    used = layer[[row not in aside for row in range(1, len(layer) + 1)]]
    report = Report(rows_in=len(layer), rows_used=len(used), faults=_ordered(faults))
    _require_used(report, name=name)
    return used, report


def keep_reachable(
    layer: gpd.GeoDataFrame, report: Report, *, name: str
) -> tuple[gpd.GeoDataFrame, Report]:
    """
    Set aside the rows that a projection could not place.

    Parameters
    ----------
    layer
        As `check_layer` returns it, projected afterwards.
    report
        What `check_layer` found.
    name
        The layer's id, for messages.

    Returns
    -------
    layer, report
        Only rows with finite coordinates, and the report with the others added.

    Raises
    ------
    LayerError
        If no row is left.
    """
    lost = geometry.is_unplaced(layer)
    if not lost.any():
        return layer, report
    advice = mark(
        "The position is out of reach of the province's analysis CRS. Correct its coordinates."
    )
    faults = [
        Fault(
            code="position_out_of_reach",
            severity=Severity.ERROR,
            row=int(row) + 1,
            field="geometry",
            found="",
            advice=advice,
        )
        for row in layer.index[lost]
    ]
    placed = layer[~lost]
    report = replace(report, rows_used=len(placed), faults=_ordered([*report.faults, *faults]))
    _require_used(report, name=name)
    return placed, report


def _ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.row, fault.code)))


def _require_used(report: Report, *, name: str) -> None:
    if report.rows_used == 0:
        first = next(fault for fault in report.faults if fault.severity is Severity.ERROR)
        raise LayerError(
            mark("Layer '{name}': none of its {count} rows can be used; row {row}: {advice}"),
            name=name,
            count=report.rows_in,
            row=first.row,
            advice=first,
        )


def _require_rows(raw: pd.DataFrame, *, name: str) -> None:
    if raw.empty:
        raise LayerError(
            mark("Layer '{name}' has no rows. Fill its file, or take it out of catalogue.toml."),
            name=name,
        )


def _require_columns(raw: pd.DataFrame, kind: Kind, *, name: str) -> None:
    if raw.columns.has_duplicates:
        raise LayerError(
            mark(
                "Layer '{name}' has two columns '{field}'. Map only one of them to it under "
                "[layers.{name}.columns] in catalogue.toml."
            ),
            name=name,
            field=raw.columns[raw.columns.duplicated()][0],
        )
    wanted = [*([kind.id_column] if kind.id_column else []), *kind.required]
    missing = [column for column in wanted if column not in raw.columns]
    if not missing and kind.named and not set(NAME_COLUMNS) & set(raw.columns):
        missing = ["name_th"]
    if missing:
        raise MissingColumnError(
            mark(
                "Layer '{name}' has no column '{field}' (it has: {found}). Add it, or map a column "
                "to it under [layers.{name}.columns] in catalogue.toml."
            ),
            name=name,
            field=missing[0],
            found=", ".join(str(column) for column in raw.columns if column != "geometry"),
        )
