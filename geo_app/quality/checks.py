"""
From a raw layer to one that analyses may trust.

What makes a whole layer unusable raises; what makes one row unusable sets that
row aside with a reason; what is only doubtful is kept and told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.errors import LayerError, MissingColumnError, mark
from geo_app.findings import Severity, cells_of, errors_of
from geo_app.quality import cell_checks, geometry
from geo_app.quality.faults import Report, row_finding
from geo_app.quality.letters import mistaken_letters
from geo_app.schema import NAME_COLUMNS, Kind, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd
    import pandas as pd

    from geo_app.findings import Finding


def check_layer(
    raw: pd.DataFrame,
    kind: Kind,
    *,
    name: str,
    findings: Iterable[Finding] = (),
    rows: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, Report]:
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
    findings
        What the reader could not read, by row of `raw`; an error sets its row aside.
    rows
        The rows as the file has them, where `raw` has been made of them.

    Returns
    -------
    layer, report
        The rows that can be used, in order, with the columns of the file: ids as text,
        numbers as floats (NaN is unknown), dates as datetimes (NaT is unknown),
        `geometry` valid and in the file's CRS, missing where the kind may lack a position;
        and what was found.

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
    faults = list(findings)
    unread = {fault.where.row for fault in errors_of(faults)}
    if kind.shapes[0] is not Shape.TABLE:
        geometry.require_geometry(layer, kind, name=name)
        stays = geometry.lacks_position(layer) & kind.may_lack_position
        layer, mended = geometry.repair_polygons(layer)
        missing = geometry.missing_geometry(layer, stays)
        faults += mended + [fault for fault in missing if fault.where.row not in unread]
    cell_checks.require_ids_apart(layer, kind, name=name)
    layer = cell_checks.with_ids(layer, kind)
    faults += cell_checks.missing_ids(layer, kind)
    cell_checks.require_unique_ids(layer, kind, name=name)
    layer, unknown = cell_checks.with_choices(layer, kind)
    faults += unknown
    layer, unnumbered = cell_checks.with_numbers(layer, kind)
    faults += unnumbered
    layer, undated = cell_checks.with_dates(layer, kind)
    faults += undated + cell_checks.missing_names(layer, kind)
    faults += mistaken_letters(layer)
    aside = {fault.where.row for fault in faults if fault.severity is Severity.ERROR}
    used = layer[[row not in aside for row in range(1, len(layer) + 1)]]
    explained = _with_cells(faults, raw if rows is None else rows)
    report = Report(rows_in=len(layer), rows_used=len(used), faults=_ordered(explained))
    _require_used(report, name=name)
    if kind.may_lack_position and geometry.lacks_position(used).all():
        raise LayerError(
            mark(
                "Layer '{name}': the position of none of its {count} rows is known. "
                "Give at least one of them its coordinates."
            ),
            name=name,
            count=len(used),
        )
    return used, report


def _with_cells(faults: Iterable[Finding], rows: pd.DataFrame) -> Iterator[Finding]:
    """Add the raw row to each finding that sets one aside."""
    for fault in faults:
        is_aside = fault.severity is Severity.ERROR and fault.where.cells is None
        if is_aside and fault.where.row <= len(rows):
            cells = cells_of(rows.iloc[fault.where.row - 1].to_dict())
            yield replace(fault, where=replace(fault.where, cells=cells))
        else:
            yield fault


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
        Only rows whose `geometry` has finite coordinates, or is missing where its kind may
        lack a position, and the report with the others added.

    Raises
    ------
    LayerError
        If no row is left.
    """
    # Whatever has no position here is of a kind that may lack one.
    lost = geometry.is_unplaced(layer) & ~geometry.lacks_position(layer)
    if not lost.any():
        return layer, report
    advice = mark(
        "The position is out of reach of the province's analysis CRS. Correct its coordinates."
    )
    faults = [
        row_finding(
            "position_out_of_reach",
            Severity.ERROR,
            row=int(row) + 1,
            field="geometry",
            value=None,
            advice=advice,
        )
        for row in layer.index[lost]
    ]
    placed = layer[~lost]
    report = replace(report, rows_used=len(placed), faults=_ordered([*report.faults, *faults]))
    _require_used(report, name=name)
    return placed, report


def _ordered(faults: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.where.row, fault.code)))


def _require_used(report: Report, *, name: str) -> None:
    if report.rows_used == 0:
        first = next(fault for fault in report.faults if fault.severity is Severity.ERROR)
        raise LayerError(
            mark("Layer '{name}': none of its {count} rows can be used; row {row}: {advice}"),
            name=name,
            count=report.rows_in,
            row=first.where.row,
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
