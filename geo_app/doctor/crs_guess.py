"""In which CRS coordinates stand, where the file does not say it or the numbers say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where, note
from geo_app.spelling.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

UTM_ZONES = ("EPSG:32647", "EPSG:32648")
"""Of Thailand, the zone of the south and the west first."""

INDIAN_1975 = "Indian 1975 / UTM 47N"
INDIAN_1975_UTM_47N = CRS.from_proj4(
    "+proj=utm +zone=47 +a=6377276.345 +rf=300.8017 +towgs84=210,814,289 +units=m +no_defs"
)
"""With the shift to WGS 84 for Thailand (EPSG 1304); PROJ by itself takes one made elsewhere."""

THAILAND = (97.3, 5.6, 105.7, 20.5)
"""West, south, east, north in degrees."""

DEGREES_AT_MOST = 180.0
LEAST_NAMES = 5
SHIFTED_M, SAME_M = (250.0, 700.0), 0.5
"""How far a datum of before shifts a place; and how much of the shift another one must take off."""

NEAR_PROVINCE_DEG = 0.5

INFERRED = mark(
    "The file does not say its CRS. The numbers, such as {found}, place {share} of the rows in "
    "{where} as {crs}; so it is inferred."
)
CONTRADICTED = mark(
    "The file says {stated}, but its numbers, such as {found}, are none of it. As {crs} they place "
    "{share} of the rows in {where}; so it is inferred."
)
SWAPPED_COLUMNS = mark(
    "Northing and easting stand the other way round, such as {found}; they were exchanged."
)
SHIFTED = mark(
    "{count} places lie {shift} m beside those of the same name in the province, all to one side. "
    "Read as {crs} they lie {left} m beside them; so that is inferred."
)
UNKNOWN = mark(
    "The numbers, such as {found}, are of no CRS that places them in {where}. Say which it is."
)


class Guess(NamedTuple):
    """
    Rows with a CRS, and why it is that one.

    Attributes
    ----------
    rows
        With geometry; in the CRS that was stated, or inferred.
    findings
        Nothing where the file says its CRS and the numbers agree.
    name
        Of the CRS; None where it could not be found out.
    """

    rows: gpd.GeoDataFrame
    findings: tuple[Finding, ...]
    name: str | None


def guess_crs(rows: gpd.GeoDataFrame, *, bounds: tuple[float, float, float, float] | None) -> Guess:
    """
    Hold coordinates against the CRS that is stated, and look for another where they disagree.

    Parameters
    ----------
    rows
        With geometry.
    bounds
        West, south, east, north of the province in degrees, where it is known.
    """
    places = _middles(rows)
    known = np.isfinite(places).all(axis=1)
    if not known.any():
        return Guess(rows, (), _name(rows.crs))
    where = note("area", mark("Thailand") if bounds is None else mark("the province"))
    area = THAILAND if bounds is None else _wider(bounds)
    stated = rows.crs
    if stated is not None and _share(rows.geometry[known], stated, _world_of(stated)) > 0.5:  # noqa: PLR2004
        return Guess(rows, (), _name(stated))
    shown = "{:g}, {:g}".format(*places[known][0])
    # Most of the numbers decide: some rows may hold a slip.
    middle = np.median(np.abs(places[known]), axis=0)
    notes: list[Finding] = []
    candidates = (DISPLAY_CRS,) if (middle <= DEGREES_AT_MOST).all() else UTM_ZONES
    best, share = _best(rows.geometry[known], candidates, area)
    if share == 0 and candidates is UTM_ZONES:
        turned = exchange_axes(rows)
        best, share = _best(turned.geometry[known], candidates, area)
        if share > 0:
            rows = turned
            notes.append(_told("northing_first", Severity.WARNING, SWAPPED_COLUMNS,
                               "exchange_axes", found=shown))  # fmt: skip
    if share == 0:
        unknown = _told("crs_unknown", Severity.ERROR, UNKNOWN, "", found=shown, where=where)
        return Guess(rows, (*notes, unknown), None)
    facts = {"found": shown, "share": f"{share:.0%}", "where": where, "crs": best}
    if stated is None:
        notes.append(_told("crs_missing", Severity.WARNING, INFERRED, "set_crs", **facts))
    else:
        notes.append(_told("crs_contradicted", Severity.WARNING, CONTRADICTED, "set_crs", **facts,
                           stated=_name(stated)))  # fmt: skip
    return Guess(rows.set_crs(best, allow_override=True), tuple(notes), best)


def exchange_axes(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Put the first coordinate of every corner second; twice is as before.

    Parameters
    ----------
    rows
        With geometry in any CRS.

    Returns
    -------
    rows
        The same columns, `geometry` exchanged.
    """
    turned = shapely.transform(rows.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return rows.set_geometry(gpd.GeoSeries(turned, index=rows.index, crs=rows.crs))


def shifted_datum(
    rows: gpd.GeoDataFrame, places: Mapping[str, tuple[float, float]]
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """
    Find rows that lie beside the places of their names by the shift of Indian 1975.

    Parameters
    ----------
    rows
        With geometry in UTM 47N, and `name_th` or `name_en`.
    places
        Longitude and latitude in degrees of the province's places, by name.

    Returns
    -------
    rows, findings
        In Indian 1975 where that explains the shift, with the `geometry` as it was; and the
        finding `shifted_datum`.
    """
    if rows.crs is None or rows.crs.to_epsg() != int(UTM_ZONES[0].partition(":")[2]):
        return rows, ()
    numbers, targets = _same_names(rows, places)
    if len(numbers) < LEAST_NAMES:
        return rows, ()
    wanted = gpd.GeoSeries.from_xy(*targets.T, crs=DISPLAY_CRS).to_crs(rows.crs)
    there = shapely.get_coordinates(shapely.centroid(rows.geometry.iloc[numbers].to_numpy()))
    shift = np.median(there - shapely.get_coordinates(wanted.to_numpy()), axis=0)
    shift_m = float(np.hypot(*shift))
    other = gpd.GeoSeries(shapely.points(there), crs=INDIAN_1975_UTM_47N).to_crs(rows.crs)
    left = np.median(
        shapely.get_coordinates(other.to_numpy()) - shapely.get_coordinates(wanted.to_numpy()),
        axis=0,
    )
    left_m = float(np.hypot(*left))
    if not SHIFTED_M[0] < shift_m < SHIFTED_M[1] or left_m > SAME_M * shift_m:
        return rows, ()
    shifted = _told(
        "shifted_datum", Severity.WARNING, SHIFTED, "set_crs", count=len(numbers),
        shift=f"{shift_m:.0f}", left=f"{left_m:.0f}", crs=INDIAN_1975,
    )  # fmt: skip
    return rows.set_crs(INDIAN_1975_UTM_47N, allow_override=True), (shifted,)


def _same_names(
    rows: gpd.GeoDataFrame, places: Mapping[str, tuple[float, float]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    by_name = {plain(name).casefold(): at for name, at in places.items()}
    numbers, targets = [], []
    for number, row in enumerate(rows.itertuples()):
        names = (getattr(row, "name_th", None), getattr(row, "name_en", None))
        keys = [plain(name).casefold() for name in names if isinstance(name, str)]
        at = next((by_name[key] for key in keys if key in by_name), None)
        if at is not None and row.geometry is not None:
            numbers.append(number)
            targets.append(at)
    return np.array(numbers, dtype=np.int64), np.array(targets, dtype=float).reshape(-1, 2)


def _middles(rows: gpd.GeoDataFrame) -> NDArray[np.float64]:
    box = shapely.bounds(rows.geometry.to_numpy())
    middles: NDArray[np.float64] = (box[:, :2] + box[:, 2:]) / 2
    return middles


def _best(
    shapes: gpd.GeoSeries, candidates: tuple[str, ...], area: tuple[float, float, float, float]
) -> tuple[str, float]:
    """Return the CRS in which an area holds most of the shapes, and how many of them."""
    shares = {crs: _share(shapes, CRS(crs), area) for crs in candidates}
    best = max(candidates, key=lambda crs: shares[crs])
    return best, shares[best]


def _share(shapes: gpd.GeoSeries, crs: CRS, area: tuple[float, float, float, float]) -> float:
    """Say how many of the shapes an area in degrees holds, read in a CRS; from 0 to 1."""
    box = shapely.bounds(shapes.to_numpy())
    middles = (box[:, :2] + box[:, 2:]) / 2
    points = gpd.GeoSeries(shapely.points(middles), crs=crs).to_crs(DISPLAY_CRS)
    xy = shapely.get_coordinates(points.to_numpy())
    west, south, east, north = area
    inside = (xy >= [west, south]).all(axis=1) & (xy <= [east, north]).all(axis=1)
    return float(inside.mean())


def _world_of(crs: CRS) -> tuple[float, float, float, float]:
    """Return where numbers of a CRS may lie: the Earth for degrees, near its area for metres."""
    area = crs.area_of_use
    if crs.is_geographic or area is None:
        return (-180.0, -90.0, 180.0, 90.0)
    return _wider((area.west, area.south, area.east, area.north))


def _wider(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    wider = NEAR_PROVINCE_DEG
    return west - wider, south - wider, east + wider, north + wider


def _name(crs: CRS | None) -> str | None:
    if crs is None:
        return None
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def _told(code: str, severity: Severity, message: str, repair: str, **fields: object) -> Finding:
    return Finding(
        code=code, severity=severity, message=message, fields=fields, where=Where(), repair=repair
    )
