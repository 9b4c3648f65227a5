"""Rows that lie where they cannot: swapped, at zero, far away, in the sea, in another zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.doctor.crs_guess import THAILAND, exchange_axes
from geo_app.errors import mark
from geo_app.findings import Finding, Severity
from geo_app.quality.faults import row_finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.province import Province

HELD_AGAINST = ("zones", "land", "communities", "facilities")
"""Kinds that say where a province is; what is broken of them says nothing."""

ZERO_DEG = 0.01
FAR_DEG = 0.3
"""Some 33 km beyond the province's own bounds a row is of another place."""

OFFSHORE_M = 500.0
BESIDE_ZONE_M = 1_000.0

ZERO = mark("The row lies at {found}, which is in the sea off Africa. Its position is not known.")
OUTSIDE = mark("The row lies at {found}, outside the province. Correct it, or leave it out.")
SEA = mark("The row lies at {found}, {metres} m off the shore. Correct its position.")
OTHER_ZONE = mark(
    "The row says zone '{found}' and lies {metres} m outside of it. Correct one of the two."
)


def in_degrees(rows: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """
    Return the middle of each row's bounds as (lon, lat); NaN without a position.

    Parameters
    ----------
    rows
        In a CRS that is known.
    """
    box = shapely.bounds(rows.geometry.to_crs(DISPLAY_CRS).to_numpy())
    middles: NDArray[np.float64] = (box[:, :2] + box[:, 2:]) / 2
    return middles


def is_swapped(
    places: NDArray[np.float64], bounds: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """
    Say which places lie in an area only when latitude and longitude are exchanged.

    Parameters
    ----------
    places
        (rows, 2) as (lon, lat) in degrees.
    bounds
        West, south, east, north of the area.
    """
    there, back = _inside(places, bounds), _inside(places[:, ::-1], bounds)
    swapped: NDArray[np.bool_] = back & ~there
    return swapped


def swap_lat_lon(rows: gpd.GeoDataFrame, which: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """
    Exchange latitude and longitude of some rows; twice is as before.

    Parameters
    ----------
    rows
        In degrees.
    which
        (rows,) those that are exchanged.

    Returns
    -------
    rows
        The same columns, `geometry` of these exchanged.
    """
    turned = exchange_axes(rows[which]).geometry.to_numpy()
    shapes = rows.geometry.to_numpy().copy()
    shapes[which] = turned
    return rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=rows.crs))


def misplaced(rows: gpd.GeoDataFrame, province: Province | None) -> list[Finding]:
    """
    Find rows that lie where they cannot, but for a swap.

    Parameters
    ----------
    rows
        In a CRS that is known, swaps mended.
    province
        Whose bounds, land and zones are held against them; Thailand's bounds without.
    """
    places = in_degrees(rows)
    known = np.isfinite(places).all(axis=1)
    zero: NDArray[np.bool_] = known & (np.abs(places).max(axis=1) < ZERO_DEG)
    outside = known & ~zero & ~_inside(places, area_of(province))
    findings = _each(places, zero, "zero_island", Severity.ERROR, ZERO)
    findings += _each(places, outside, "outside_province", Severity.WARNING, OUTSIDE)
    if province is not None:
        placed = known & ~zero & ~outside
        findings += _in_the_sea(rows, places, placed, province)
        findings += _of_other_zones(rows, placed, province)
    return findings


def bounds_of(province: Province | None) -> tuple[float, float, float, float] | None:
    """
    Return west, south, east, north of a province in degrees; None where nobody knows.

    Parameters
    ----------
    province
        Whose land, zones or communities say it.
    """
    for kind in ("zones", "land", "communities"):
        if province is not None and province.has(kind):
            west, south, east, north = province.of_kind(kind).to_crs(DISPLAY_CRS).total_bounds
            return float(west), float(south), float(east), float(north)
    return None


def area_of(province: Province | None) -> tuple[float, float, float, float]:
    """
    Return west, south, east, north in degrees within which rows of a province may lie.

    Parameters
    ----------
    province
        Its bounds and some way beyond; those of Thailand without.
    """
    bounds = bounds_of(province)
    west, south, east, north = THAILAND if bounds is None else bounds
    return west - FAR_DEG, south - FAR_DEG, east + FAR_DEG, north + FAR_DEG


def _inside(
    places: NDArray[np.float64], bounds: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    lon, lat = places.T
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _each(
    places: NDArray[np.float64],
    where: NDArray[np.bool_],
    code: str,
    severity: Severity,
    advice: str,
) -> list[Finding]:
    return [
        row_finding(code, severity, row=int(row) + 1, field="geometry",
                    value="{:.5f}, {:.5f}".format(*places[row]), advice=advice)
        for row in np.flatnonzero(where)
    ]  # fmt: skip


def _in_the_sea(
    rows: gpd.GeoDataFrame,
    places: NDArray[np.float64],
    placed: NDArray[np.bool_],
    province: Province,
) -> list[Finding]:
    if not province.has("land") or not placed.any():
        return []
    land = shapely.union_all(province.of_kind("land").geometry.to_numpy())
    shapes = rows.geometry[placed].to_crs(province.spec.analysis_crs)
    points = shapes[shapes.geom_type == "Point"]
    away_m = pd.Series(shapely.distance(points.to_numpy(), land), index=points.index)
    numbers = np.flatnonzero(placed)[(shapes.geom_type == "Point").to_numpy()]
    findings = []
    for row, metres in zip(numbers, away_m, strict=True):
        if metres > OFFSHORE_M:
            note = row_finding(
                "in_the_sea", Severity.WARNING, row=int(row) + 1, field="geometry",
                value="{:.5f}, {:.5f}".format(*places[row]), advice=SEA,
            )  # fmt: skip
            findings.append(_with(note, metres=f"{metres:,.0f}"))
    return findings


def _of_other_zones(
    rows: gpd.GeoDataFrame, placed: NDArray[np.bool_], province: Province
) -> list[Finding]:
    if "zone_id" not in rows or not province.has("zones"):
        return []
    zones = province.zones.geometry
    shapes = rows.geometry.to_crs(province.spec.analysis_crs)
    accuracy = rows.get("position_accuracy_m", pd.Series(0.0, index=rows.index))
    accuracy_m = pd.to_numeric(accuracy, errors="coerce").fillna(0.0).to_numpy(dtype=float)
    findings = []
    for row in np.flatnonzero(placed):
        zone_id = rows["zone_id"].iloc[row]
        if not isinstance(zone_id, str) or zone_id not in zones.index:
            continue
        metres = shapes.iloc[row].distance(zones.loc[zone_id])
        if metres > BESIDE_ZONE_M + accuracy_m[row]:
            note = row_finding("zone_mismatch", Severity.WARNING, row=int(row) + 1, field="zone_id",
                               value=zone_id, advice=OTHER_ZONE)  # fmt: skip
            findings.append(_with(note, metres=f"{metres:,.0f}"))
    return findings


def _with(finding: Finding, **fields: object) -> Finding:
    return replace(finding, fields={**finding.fields, **fields})
