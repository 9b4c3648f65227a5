"""
From a raw layer to one that analyses may trust.

What makes a whole layer unusable raises; what makes one row unusable sets that
row aside with a reason; what is only doubtful is kept and told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geo_app.errors import CrsError, LayerError, MissingColumnError, mark
from geo_app.quality.faults import Fault, Report, Severity
from geo_app.schema import GEOMETRY_TYPES, NAME_COLUMNS, Kind, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LON_DEG, MAX_LAT_DEG = 180.0, 90.0


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
        faults += _missing_geometry(layer)
        layer, repaired = _repair_polygons(layer)
        faults += repaired
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
    if used.empty:
        raise LayerError(
            mark("Layer '{name}': none of its {count} rows can be used; row {row}: {advice}"),
            name=name,
            count=len(layer),
            row=faults[0].row,
            advice=faults[0],
        )
    ordered = tuple(sorted(faults, key=lambda fault: (fault.row, fault.code)))
    return used, Report(rows_in=len(layer), rows_used=len(used), faults=ordered)


def _require_rows(raw: pd.DataFrame, *, name: str) -> None:
    if raw.empty:
        raise LayerError(
            mark("Layer '{name}' has no rows. Fill its file, or take it out of catalogue.toml."),
            name=name,
        )


def _require_columns(raw: pd.DataFrame, kind: Kind, *, name: str) -> None:
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
    _require_degrees(layer, name=name)


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
    """Find metres that pass as degrees: a file without a declared CRS, most often."""
    if not layer.crs.is_geographic:
        return
    bounds = layer.bounds
    outside = (bounds[["minx", "maxx"]].abs() > MAX_LON_DEG).any(axis=1) | (
        bounds[["miny", "maxy"]].abs() > MAX_LAT_DEG
    ).any(axis=1)
    if outside.any():
        raise CrsError(
            mark(
                "Layer '{name}', row {row}: the coordinates {found} are no degrees. They look like "
                'metres: declare crs = "EPSG:32647" (or their true CRS) in catalogue.toml.'
            ),
            name=name,
            row=int(outside.to_numpy().argmax()) + 1,
            found=", ".join(f"{v:g}" for v in bounds[outside].iloc[0][["minx", "miny"]]),
        )


def _missing_geometry(layer: gpd.GeoDataFrame) -> list[Fault]:
    empty = layer.geometry.isna() | layer.geometry.is_empty
    advice = mark("The row has no position. Add its coordinates.")
    return _faults("missing_geometry", Severity.ERROR, "geometry", layer["geometry"], empty, advice)


def _repair_polygons(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    geometry = layer.geometry.to_numpy()
    broken = ~shapely.is_valid(geometry) & ~shapely.is_missing(geometry)
    if not broken.any():
        return layer, []
    mended = geometry.copy()
    mended[broken] = shapely.make_valid(geometry[broken], method="structure")
    reasons = pd.Series(shapely.is_valid_reason(geometry), index=layer.index)
    advice = mark("The outline was invalid ({found}) and has been mended for the analysis.")
    faults = _faults(
        "invalid_geometry", Severity.INFO, "geometry", reasons, pd.Series(broken), advice
    )
    return layer.set_geometry(gpd.GeoSeries(mended, index=layer.index, crs=layer.crs)), faults


def _with_ids(layer: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Ids are text; a number read from JSON loses its `.0`, never its zeros."""
    if not kind.id_column:
        return layer
    return layer.assign(**{kind.id_column: _texts(layer[kind.id_column])})


def _texts(values: pd.Series) -> pd.Series:
    def text(value: object) -> str | None:
        if value is None or value != value:  # noqa: PLR0124 - NaN is not itself
            return None
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip() or None

    return values.map(text).astype(object).where(lambda texts: texts.notna(), None)


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
        unknown = ~layer[column].isin(choices) & ~(layer[column].isna() & optional)
        advice = mark(
            "'{found}' is not a known value of '{field}'. Use a value of the kind's list."
        )
        faults += _faults("unknown_value", Severity.ERROR, column, layer[column], unknown, advice)
    return faults


def _with_numbers(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Fault]]:
    faults: list[Fault] = []
    for column in _present(layer, kind.numbers):
        numbers = pd.to_numeric(layer[column], errors="coerce").astype(float)
        unread = layer[column].notna() & ~(numbers >= 0)
        advice = mark("'{found}' is no number of zero or more; '{field}' counts as unknown.")
        faults += _faults("no_number", Severity.WARNING, column, layer[column], unread, advice)
        layer = layer.assign(**{column: numbers.where(numbers >= 0)})
    return layer, faults


def _with_dates(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Fault]]:
    faults: list[Fault] = []
    for column in _present(layer, kind.dates):
        dates = pd.to_datetime(layer[column], format="%Y-%m-%d", errors="coerce")
        unread = layer[column].notna() & dates.isna()
        advice = mark("'{found}' is no date like 2026-04-17; '{field}' counts as unknown.")
        faults += _faults("no_date", Severity.WARNING, column, layer[column], unread, advice)
        layer = layer.assign(**{column: dates})
    return layer, faults


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
            found="" if values.iloc[position] is None else str(values.iloc[position]),
            advice=advice,
        )
        for position in positions
    ]
