"""Shapes that a kind cannot have, and overlaps between zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_app.errors import mark
from geo_app.findings import Finding, Severity
from geo_app.quality.faults import row_finding
from geo_app.schema import GEOMETRY_TYPES, Kind

if TYPE_CHECKING:
    from pyproj import CRS

LEAST_OVERLAP_M2, LEAST_SHARE = 1_000.0, 0.001
SHORTEST_LINE = 1e-9

FLAT = mark("Its corners have heights, which are not used; they were taken off.")
WRONG = mark("It is a {found}, and this kind of layer needs {wanted}. Correct or leave it out.")
ONE_POINT = mark("The line has all its corners at one place. Draw it again or leave it out.")
OVERLAP = mark("It overlaps row {other} by {found} m². Correct the border between them.")


def drop_heights(rows: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """
    Take the third coordinate off.

    Parameters
    ----------
    rows
        With geometry.

    Returns
    -------
    rows, findings
        The same columns, `geometry` flat; and a finding for each that was not.
    """
    shapes = rows.geometry.to_numpy()
    has_z = shapely.has_z(shapes)
    if not has_z.any():
        return rows, []
    flat = gpd.GeoSeries(shapely.force_2d(shapes), index=rows.index, crs=rows.crs)
    findings = [
        _about("three_d", Severity.INFO, row, shapes[row], FLAT, repair="drop_heights")
        for row in np.flatnonzero(has_z).tolist()
    ]
    return rows.set_geometry(flat), findings


def check_shapes(rows: gpd.GeoDataFrame, kind: Kind, *, metric: CRS | None) -> list[Finding]:
    """
    Find shapes that are of another kind, lines of one point, and zones that overlap.

    Parameters
    ----------
    rows
        With geometry.
    kind
        What the layer is to be.
    metric
        A CRS in metres in which overlaps are measured; None does not ask.
    """
    shapes = rows.geometry.to_numpy()
    allowed = frozenset[str]().union(*(GEOMETRY_TYPES.get(s, frozenset()) for s in kind.shapes))
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    types = rows.geometry.geom_type
    wrong = there & ~types.isin(allowed).to_numpy()
    wanted = ", ".join(sorted(allowed))
    findings = [
        _about("wrong_shape", Severity.ERROR, row, types.iloc[row], WRONG, wanted=wanted)
        for row in np.flatnonzero(wrong).tolist()
    ]
    is_line = there & types.isin(["LineString", "MultiLineString"]).to_numpy()
    short = is_line & (shapely.length(shapes) < SHORTEST_LINE)
    findings += [
        _about("line_of_one_point", Severity.ERROR, row, None, ONE_POINT)
        for row in np.flatnonzero(short & ~wrong).tolist()
    ]
    if kind.id_column == "zone_id" and metric is not None and rows.crs is not None:
        findings += _overlaps(rows, metric)
    return findings


def _overlaps(rows: gpd.GeoDataFrame, metric: CRS) -> list[Finding]:
    """Find zones of one level that lie on each other."""
    shapes = shapely.make_valid(rows.geometry.to_crs(metric).to_numpy())
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    levels = rows["level"].to_numpy() if "level" in rows else np.zeros(len(rows))
    findings = []
    for a, b in zip(first, second, strict=True):
        if a >= b or levels[a] != levels[b]:
            continue
        area_m2 = shapely.area(shapely.intersection(shapes[a], shapes[b]))
        least_m2 = max(LEAST_OVERLAP_M2, LEAST_SHARE * min(shapely.area(shapes[[a, b]])))
        if area_m2 > least_m2:
            findings.append(
                _about("overlapping_zone", Severity.WARNING, b, f"{area_m2:,.0f}", OVERLAP,
                       other=int(a) + 1)
            )  # fmt: skip
    return findings


def _about(
    code: str, severity: Severity, row: int, value: object, advice: str, *, repair: str = "",
    **fields: object,
) -> Finding:  # fmt: skip
    shown = value if isinstance(value, str) else ""
    note = row_finding(
        code, severity, row=int(row) + 1, field="geometry", value=shown, advice=advice
    )
    return Finding(code=code, severity=severity, message=advice, fields={**note.fields, **fields},
                   where=note.where, repair=repair)  # fmt: skip
