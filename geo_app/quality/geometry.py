"""Whether the geometry of a raw layer can be used, and what is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import MAX_LAT_DEG, MAX_LON_DEG, is_placing
from geo_app.errors import CrsError, LayerError, MissingColumnError, mark
from geo_app.findings import Severity
from geo_app.quality.faults import faults_where
from geo_app.schema import GEOMETRY_TYPES, Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.findings import Finding


def require_geometry(layer: pd.DataFrame, kind: Kind, *, name: str) -> None:
    """
    Refuse a layer whose geometry is missing, of a wrong type, or misplaced.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.
    name
        The layer's id, for messages.
    """
    if not isinstance(layer, gpd.GeoDataFrame):
        raise MissingColumnError(
            mark("Layer '{name}' has no geometry. Add columns lon and lat, or a column wkt."),
            name=name,
        )
    if layer.crs is None or not is_placing(layer.crs):
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


def is_unplaced(layer: gpd.GeoDataFrame) -> pd.Series:
    """
    Rows with no geometry, an empty one, or one that reaches to infinity.

    Parameters
    ----------
    layer
        In any CRS. May be empty.

    Returns
    -------
    is_unplaced
        A bool for each row, indexed like the layer.
    """
    return ~pd.Series(np.isfinite(layer.bounds.to_numpy()).all(axis=1), index=layer.index)


def missing_geometry(layer: gpd.GeoDataFrame, stays: pd.Series) -> list[Finding]:
    """
    Find the rows without a position.

    Parameters
    ----------
    layer
        In any CRS, its outlines mended. May be empty.
    stays
        Which of them stay, since their kind may lack a position and the file left it blank;
        they are only told.
    """
    place = layer["geometry"]
    advice = mark("The row has no position. Add its coordinates.")
    lost = is_unplaced(layer) & ~stays
    unknown = mark(
        "Its position is not known: it is listed and counted, and its stop, hazards and "
        "mangrove are not known."
    )
    return [
        *faults_where("missing_geometry", Severity.ERROR, "geometry", place, lost, advice),
        *faults_where("position_not_known", Severity.INFO, "geometry", place, stays, unknown),
    ]


def lacks_position(layer: gpd.GeoDataFrame) -> pd.Series:
    """
    Rows with no geometry, or an empty one.

    Parameters
    ----------
    layer
        In any CRS. May be empty.

    Returns
    -------
    lacks_position
        A bool for each row, indexed like the layer.
    """
    places = layer.geometry.to_numpy()
    return pd.Series(shapely.is_missing(places) | shapely.is_empty(places), index=layer.index)


def repair_polygons(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """
    Mend invalid outlines, and tell it.

    Parameters
    ----------
    layer
        Polygons in any CRS. May be empty.

    Returns
    -------
    layer, findings
        As given, with a valid `geometry`; and one note for each outline that was mended.
    """
    geometry = layer.geometry.to_numpy()
    broken = ~shapely.is_valid(geometry) & ~shapely.is_missing(geometry)
    if not broken.any():
        return layer, []
    mended = geometry.copy()
    # What has no extent is not kept as a line or point: it then counts as missing.
    mended[broken] = shapely.make_valid(geometry[broken], method="structure", keep_collapsed=False)
    reasons = pd.Series(shapely.is_valid_reason(geometry), index=layer.index)
    advice = mark("The outline was invalid ({found}) and has been mended for the analysis.")
    faults = faults_where(
        "invalid_geometry", Severity.INFO, "geometry", reasons, pd.Series(broken), advice
    )
    return layer.set_geometry(gpd.GeoSeries(mended, index=layer.index, crs=layer.crs)), faults
