"""
From a raw layer to one that analyses may trust.

What makes a whole layer unusable raises; what makes one row unusable sets that
row aside with a reason; what is only doubtful is kept and told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.errors import CrsError, LayerError, MissingColumnError, mark
from geo_app.quality.faults import Fault, Report, Severity
from geo_app.schema import GEOMETRY_TYPES, NAME_COLUMNS, Kind, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

MAX_LON_DEG, MAX_LAT_DEG = 180.0, 90.0

REFERENCE_COLUMNS = ("zone_id", "scope_id")
"""Columns that name a row of another layer, so they are text as its ids are."""

ISO_DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}.*)?$"
"""A day, with or without a time of day behind it."""

FIRST_BUDDHIST_YEAR = 2_400
"""A date from this year on is of the Buddhist era: 1857 in the common era."""


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
        _require_geometry(layer, kind, name=name)
        layer, faults = _repair_polygons(layer)
        faults += _missing_geometry(layer)
    layer = _with_ids(layer, kind)
    faults += _missing_ids(layer, kind)
    _require_unique_ids(layer, kind, name=name)
    faults += _unknown_choices(layer, kind)
    layer, unread = _with_numbers(layer, kind)
    faults += unread
    layer, undated = _with_dates(layer, kind)
    faults += undated + _missing_names(layer, kind)
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
    lost = _is_unplaced(layer)
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


def _require_geometry(layer: pd.DataFrame, kind: Kind, *, name: str) -> None:
    if not isinstance(layer, gpd.GeoDataFrame):
        raise MissingColumnError(
            mark("Layer '{name}' has no geometry. Add columns lon and lat, or a column wkt."),
            name=name,
        )
    if layer.crs is None:
        raise CrsError(
            mark(
                "Layer '{name}' has no CRS, so its coordinates mean nothing yet. "
                'Declare it under [layers.{name}] in catalogue.toml, such as crs = "EPSG:32647".'
            ),
            name=name,
        )
    _require_types(layer, kind, name=name)
    if layer.crs.is_geographic:
        _require_degrees(layer, name=name)
    else:
        _require_metres(layer, name=name)


def _require_types(layer: gpd.GeoDataFrame, kind: Kind, *, name: str) -> None:
    allowed = frozenset[str]().union(*(GEOMETRY_TYPES[shape] for shape in kind.shapes))
    types = layer.geometry.geom_type
    wrong = types.notna() & ~types.isin(allowed)
    if wrong.any():
        raise LayerError(
            mark(
                "Layer '{name}', row {row}, field 'geometry': it is a {found}, "
                "but this kind of layer needs {allowed}. Correct or remove the row."
            ),
            name=name,
            row=int(wrong.to_numpy().argmax()) + 1,
            found=types[wrong].iloc[0],
            allowed=", ".join(sorted(allowed)),
        )


def _require_degrees(layer: gpd.GeoDataFrame, *, name: str) -> None:
    """Find metres that pass as degrees, most often for want of a CRS, and swapped degrees."""
    x, y = _largest(layer)
    outside = (x > MAX_LON_DEG) | (y > MAX_LAT_DEG)
    if not outside.any():
        return
    first = int(outside.argmax())
    if x[first] <= MAX_LAT_DEG and y[first] <= MAX_LON_DEG:
        message = mark(
            "Layer '{name}', row {row}: the coordinates {found} are no longitude and latitude. "
            "They look swapped: put the longitude first, such as 98.39, 7.88."
        )
    else:
        message = mark(
            "Layer '{name}', row {row}: the coordinates {found} are no degrees. They look like "
            'metres: declare crs = "EPSG:32647" (or their true CRS) in catalogue.toml.'
        )
    raise CrsError(message, name=name, row=first + 1, found=_first_corner(layer, first))


def _require_metres(layer: gpd.GeoDataFrame, *, name: str) -> None:
    """Find degrees that pass as metres: every row within a few steps of the origin."""
    x, y = _largest(layer)
    # Rows without a position are NaN, which is neither above nor below.
    if (x > MAX_LON_DEG).any() or (y > MAX_LAT_DEG).any() or not (x >= 0).any():
        return
    first = int((x >= 0).argmax())
    raise CrsError(
        mark(
            "Layer '{name}', row {row}: the coordinates {found} look like degrees, but its CRS is "
            "{crs}. Correct its crs in catalogue.toml, such as EPSG:4326."
        ),
        name=name,
        row=first + 1,
        found=_first_corner(layer, first),
        crs=layer.crs.to_string(),
    )


def _largest(layer: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each row's largest coordinate on either axis, whatever its sign; NaN without a position."""
    size = layer.bounds.abs()
    return size[["minx", "maxx"]].max(axis=1).to_numpy(), size[["miny", "maxy"]].max(
        axis=1
    ).to_numpy()


def _first_corner(layer: gpd.GeoDataFrame, row: int) -> str:
    return ", ".join(f"{value:g}" for value in layer.bounds.iloc[row][["minx", "miny"]])


def _is_unplaced(layer: gpd.GeoDataFrame) -> pd.Series:
    """Rows with no geometry, an empty one, or one that reaches to infinity."""
    return ~pd.Series(np.isfinite(layer.bounds.to_numpy()).all(axis=1), index=layer.index)


def _missing_geometry(layer: gpd.GeoDataFrame) -> list[Fault]:
    empty = _is_unplaced(layer)
    advice = mark("The row has no position. Add its coordinates.")
    return _faults("missing_geometry", Severity.ERROR, "geometry", layer["geometry"], empty, advice)


def _repair_polygons(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    geometry = layer.geometry.to_numpy()
    broken = ~shapely.is_valid(geometry) & ~shapely.is_missing(geometry)
    if not broken.any():
        return layer, []
    mended = geometry.copy()
    # What has no extent is not kept as a line or point: it then counts as missing.
    mended[broken] = shapely.make_valid(geometry[broken], method="structure", keep_collapsed=False)
    reasons = pd.Series(shapely.is_valid_reason(geometry), index=layer.index)
    advice = mark("The outline was invalid ({found}) and has been mended for the analysis.")
    faults = _faults(
        "invalid_geometry", Severity.INFO, "geometry", reasons, pd.Series(broken), advice
    )
    return layer.set_geometry(gpd.GeoSeries(mended, index=layer.index, crs=layer.crs)), faults


def _with_ids(layer: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Ids are text; a number read from JSON loses its `.0`, never its zeros."""
    columns = _present(layer, dict.fromkeys([kind.id_column, *REFERENCE_COLUMNS]))
    return layer.assign(**{column: _texts(layer[column]) for column in columns})


def _texts(values: pd.Series) -> pd.Series:
    def text(value: object) -> str | None:
        if _is_blank(value):
            return None
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip() or None

    return pd.Series([text(value) for value in values], index=values.index, dtype=object)


def _is_blank(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _missing_ids(layer: pd.DataFrame, kind: Kind) -> list[Fault]:
    if not kind.id_column:
        return []
    ids = layer[kind.id_column]
    advice = mark("The row has no id. Give it one that no other row has.")
    return _faults("missing_id", Severity.ERROR, kind.id_column, ids, ids.isna(), advice)


def _require_unique_ids(layer: pd.DataFrame, kind: Kind, *, name: str) -> None:
    if not kind.id_column:
        return
    ids = layer[kind.id_column]
    repeated = ids.duplicated() & ids.notna()
    if repeated.any():
        found = ids[repeated].iloc[0]
        raise LayerError(
            mark(
                "Layer '{name}', row {row}, field '{field}': the id '{found}' stands in row "
                "{first} already. Give each row an id of its own."
            ),
            name=name,
            row=int(repeated.to_numpy().argmax()) + 1,
            field=kind.id_column,
            found=found,
            first=int((ids == found).to_numpy().argmax()) + 1,
        )


def _unknown_choices(layer: pd.DataFrame, kind: Kind) -> list[Fault]:
    faults: list[Fault] = []
    for column, choices in kind.choices.items():
        if column not in layer.columns:
            continue
        optional = column not in kind.required
        known = pd.Series([value in choices for value in layer[column]], index=layer.index)
        unknown = ~known & ~(layer[column].isna() & optional)
        advice = mark(
            "'{found}' is not a known value of '{field}'. Use a value of the kind's list."
        )
        faults += _faults("unknown_value", Severity.ERROR, column, layer[column], unknown, advice)
    return faults


def _with_numbers(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Fault]]:
    faults: list[Fault] = []
    for column in _present(layer, kind.numbers):
        cells = [v if pd.api.types.is_scalar(v) else None for v in layer[column]]
        numbers = pd.to_numeric(pd.Series(cells, index=layer.index), errors="coerce").astype(float)
        fits = (numbers >= 0) & (numbers < float("inf"))
        unread = layer[column].notna() & ~fits
        advice = mark("'{found}' is no number of zero or more; '{field}' counts as unknown.")
        faults += _faults("no_number", Severity.WARNING, column, layer[column], unread, advice)
        layer = layer.assign(**{column: numbers.where(fits)})
    return layer, faults


def _with_dates(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Fault]]:
    faults: list[Fault] = []
    for column in _present(layer, kind.dates):
        dates = _days(layer[column])
        unread = layer[column].notna() & dates.isna()
        advice = mark("'{found}' is no date like 2026-04-17; '{field}' counts as unknown.")
        faults += _faults("no_date", Severity.WARNING, column, layer[column], unread, advice)
        buddhist = dates.dt.year >= FIRST_BUDDHIST_YEAR
        advice = mark(
            "'{found}' is a year of the Buddhist era; write the common era, such as 2026 for 2569. "
            "'{field}' counts as unknown."
        )
        faults += _faults(
            "buddhist_year", Severity.WARNING, column, layer[column], buddhist, advice
        )
        layer = layer.assign(**{column: dates.mask(buddhist)})
    return layer, faults


def _days(values: pd.Series) -> pd.Series:
    """Read days such as 2026-04-17; a time of day behind them, as Excel has it, is left out."""
    texts = [None if _is_blank(value) else str(value).strip() for value in values]
    days = pd.Series(texts, index=values.index, dtype=object).str.extract(ISO_DAY)[0]
    return pd.to_datetime(days, format="%Y-%m-%d", errors="coerce")


def _missing_names(layer: pd.DataFrame, kind: Kind) -> list[Fault]:
    if not kind.named:
        return []
    names = layer[_present(layer, NAME_COLUMNS)]
    unnamed = names.isna().all(axis=1)
    advice = mark("The row has no name in Thai or English; its id is shown instead.")
    return _faults("missing_name", Severity.INFO, "name_th", names.iloc[:, 0], unnamed, advice)


def _present(layer: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column in layer.columns]


def _faults(
    code: str,
    severity: Severity,
    field: str,
    values: pd.Series,
    where: pd.Series,
    advice: str,
) -> list[Fault]:
    positions = where.to_numpy(dtype=bool).nonzero()[0]
    return [
        Fault(
            code=code,
            severity=severity,
            row=int(position) + 1,
            field=field,
            found="" if _is_blank(values.iloc[position]) else str(values.iloc[position]),
            advice=advice,
        )
        for position in positions
    ]
