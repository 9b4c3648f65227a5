"""Where a bus may be stopped by hand between its stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.transit.departures import pattern_ids
from geo_app.transit.drawn.ways import Spaced, places_along, spaced_points, straight_line
from geo_app.transit.shapes import shape_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.quality.schedules import Schedule

LEG = ["pattern_id", "shape_id", "call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hail:
    """
    Where one can board between stops, and on which legs of which trips.

    Attributes
    ----------
    points
        Points indexed by `stop_id` (`<route>@<number>`), with `route_id`.
    legs
        `stop_id`, `route_id`, `direction_id`, and the leg that passes there:
        `pattern_id`, `shape_id` (empty without a shape), `call` it starts at,
        `share` of the leg's way that lies behind, 0 to 1.
    """

    points: gpd.GeoDataFrame
    legs: pd.DataFrame


def hail(
    schedule: Schedule,
    *,
    shapes: gpd.GeoSeries,
    stops: gpd.GeoSeries,
    reverse_of: Mapping[str, str] | None = None,
) -> Hail:
    """
    Put boarding points along the legs on which a bus stops anywhere.

    Parameters
    ----------
    schedule
        Its calls say where: `is_hail` from a call to the next.
    shapes
        Lines indexed by `shape_id`, in metres. A trip without one is taken to run
        straight from stop to stop.
    stops
        Points indexed by `stop_id`, in the same CRS; trips through a stop
        without a place have no boarding points unless they have a shape.
    reverse_of
        Shapes that are another one backwards: they share its points.

    Returns
    -------
    hail
        Points at most `ways.BOARDING_SPACING_M` apart along each permitted leg, and
        what passes there. Every trip of the schedule counts, whatever its day.

    Notes
    -----
    The stops of a trip are put on its shape in proportion to
    `shape_dist_traveled` if all its calls have it, else each at the nearest
    place not before the stop before it.
    """
    twins = dict(reverse_of or {})
    spaced: dict[tuple[str, str], Spaced] = {}
    counts: dict[str, int] = {}
    legs = [_NO_LEGS]
    for path in _paths(schedule, shapes, stops):
        base = twins.get(path.shape_id, path.shape_id)
        key = (path.route_id, base or path.pattern_id)
        if key not in spaced:
            line = shapes[base] if path.shape_id in twins else path.line
            first = counts.get(path.route_id, 0)
            spaced[key] = spaced_points(line, path.route_id, first)
            counts[path.route_id] = first + len(spaced[key].ids)
        legs.append(_legs(path, spaced[key], is_reversed=path.shape_id in twins))
    passing = pd.concat(legs, ignore_index=True)
    # A place where trips call anyway is no second one.
    passing = passing[~passing["stop_id"].isin(schedule.calls["stop_id"])]
    return Hail(points=_points(spaced, schedule, passing, crs=shapes.crs), legs=passing)


def feed_hail(
    tables: Mapping[str, pd.DataFrame],
    schedule: Schedule,
    *,
    crs: object,
    drawn: gpd.GeoSeries | None = None,
) -> Hail:
    """
    Put boarding points along the legs of a feed on which a bus stops anywhere.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    schedule
        The same, as `check_schedule` reads it.
    crs
        In metres.
    drawn
        Lines by `shape_id` in `crs` that are known better than to the digits of
        the tables.

    Returns
    -------
    hail
        As from `hail`; a shape that is another one backwards shares its points.
    """
    if not schedule.calls["is_hail"].any():
        return Hail(points=_points({}, schedule, _NO_LEGS, crs=crs), legs=_NO_LEGS)
    degrees = shape_lines(tables)
    lines = gpd.GeoSeries(degrees, crs=DISPLAY_CRS).to_crs(crs)
    if drawn is not None:
        lines.update(drawn)
    rows = tables["stops"]
    lon, lat = (pd.to_numeric(rows[c], errors="coerce") for c in ("stop_lon", "stop_lat"))
    is_placed = (np.isfinite(lon) & np.isfinite(lat)).to_numpy()
    index = pd.Index(rows["stop_id"], name="stop_id")[is_placed]
    places = gpd.GeoSeries(gpd.points_from_xy(lon[is_placed], lat[is_placed]), index=index)
    return hail(
        schedule,
        shapes=lines,
        stops=places.set_crs(DISPLAY_CRS).to_crs(crs),
        reverse_of=reversed_shapes(degrees),
    )


def reversed_shapes(lines: pd.Series) -> dict[str, str]:
    """
    Return the shapes that run along another one backwards, and which that is.

    Parameters
    ----------
    lines
        Lines by `shape_id`.
    """
    known: dict[bytes, str] = {}
    twins: dict[str, str] = {}
    for shape_id in sorted(lines.index):
        xy = shapely.get_coordinates(lines[shape_id])
        back = known.get(xy[::-1].tobytes())
        if back is None:
            known.setdefault(xy.tobytes(), shape_id)
        else:
            twins[shape_id] = back
    return twins


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    """The way of some trips, where on it they call, and after which calls they can be hailed."""

    route_id: str
    direction_id: int
    pattern_id: str
    shape_id: str
    line: shapely.Geometry
    along_m: np.ndarray
    is_hail: np.ndarray


_NO_LEGS = pd.DataFrame(
    {
        "stop_id": pd.Series(dtype="str"),
        "route_id": pd.Series(dtype="str"),
        "direction_id": pd.Series(dtype="int8"),
        "pattern_id": pd.Series(dtype="str"),
        "shape_id": pd.Series(dtype="str"),
        "call": pd.Series(dtype="int64"),
        "share": pd.Series(dtype="float64"),
    }
)


def _paths(schedule: Schedule, shapes: gpd.GeoSeries, stops: gpd.GeoSeries) -> list[_Path]:
    """Return each way on which some trip can be hailed, in the order of the ids."""
    calls = schedule.calls
    hailed = np.unique(calls["trip"][calls["is_hail"]])
    trips = schedule.trips.assign(pattern_id=pattern_ids(schedule)).iloc[hailed]
    trips = trips.assign(shape_id=trips["shape_id"].fillna(""), trip=hailed)
    ways = trips.groupby(["pattern_id", "shape_id"], sort=True)
    paths = [_path(same, calls, shapes, stops) for _, same in ways]
    return [path for path in paths if path is not None]


def _path(
    trips: pd.DataFrame, calls: pd.DataFrame, shapes: gpd.GeoSeries, stops: gpd.GeoSeries
) -> _Path | None:
    """Return the way of trips of one pattern and shape, None if nobody knows where it runs."""
    trip_calls = [_calls_of(calls, trip) for trip in trips["trip"]]
    trip = trips.iloc[0]
    places = stops.reindex(trip_calls[0]["stop_id"]).array
    line = shapes.get(trip["shape_id"])
    line = straight_line(places) if line is None else line
    if line is None:
        return None
    return _Path(
        route_id=trip["route_id"],
        direction_id=int(trip["direction_id"]),
        pattern_id=trip["pattern_id"],
        shape_id=trip["shape_id"],
        line=line,
        along_m=places_along(line, places, trip_calls[0]["distance"].to_numpy()),
        is_hail=np.any([rows["is_hail"].to_numpy() for rows in trip_calls], axis=0),
    )


def _calls_of(calls: pd.DataFrame, trip: int) -> pd.DataFrame:
    start, end = np.searchsorted(calls["trip"].to_numpy(), [trip, trip + 1])
    return calls.iloc[start:end]


def _legs(path: _Path, spaced: Spaced, *, is_reversed: bool) -> pd.DataFrame:
    """Say on which leg of a path each point lies; those outside a permitted leg are left out."""
    along = spaced.along_m[-1] - spaced.along_m if is_reversed else spaced.along_m
    stops = path.along_m
    call = np.clip(np.searchsorted(stops, along, side="right") - 1, 0, len(stops) - 2)
    length = stops[call + 1] - stops[call]
    share = np.divide(along - stops[call], length, out=np.full(len(along), -1.0), where=length > 0)
    passes = path.is_hail[call] & (share >= 0) & (share < 1)
    return pd.DataFrame(
        {
            "stop_id": pd.Series(spaced.ids[passes], dtype="str"),
            "route_id": path.route_id,
            "direction_id": np.int8(path.direction_id),
            "pattern_id": path.pattern_id,
            "shape_id": path.shape_id,
            "call": call[passes],
            "share": share[passes],
        }
    ).astype(dict.fromkeys(("route_id", "pattern_id", "shape_id"), "str"))


def _points(
    spaced: Mapping[tuple[str, str], Spaced],
    schedule: Schedule,
    passing: pd.DataFrame,
    *,
    crs: object,
) -> gpd.GeoDataFrame:
    """Return the points at which one can board, called at or passed."""
    ids = np.concatenate([[], *(line.ids for line in spaced.values())])
    xy = np.concatenate([np.empty((0, 2)), *(line.xy for line in spaced.values())])
    routes = np.repeat(
        [line.route_id for line in spaced.values()], [len(line.ids) for line in spaced.values()]
    )
    able = pd.concat([passing["stop_id"], schedule.calls["stop_id"]]).unique()
    usable = pd.Index(ids, dtype="str").isin(able)
    return gpd.GeoDataFrame(
        {"route_id": pd.array(routes[usable], dtype="str")},
        geometry=gpd.points_from_xy(*xy[usable].T),
        crs=crs,
        index=pd.Index(ids[usable], dtype="str", name="stop_id"),
    )


def passing_departures(
    departures: pd.DataFrame, legs: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """
    Find what passes each point where a bus may be stopped by hand.

    Parameters
    ----------
    departures
        As `departures.departures` lists them.
    legs
        As `Hail.legs`.

    Returns
    -------
    leg, departure
        Places in `legs` and `departures`: the departure from the stop before,
        whose `departure_s` + `share` x `run_s` is when it passes.
    """
    able = np.flatnonzero(departures["is_hail"])
    keys = departures.iloc[able][LEG].assign(shape_id=lambda rows: rows["shape_id"].fillna(""))
    both = pd.concat([legs[LEG], keys], ignore_index=True)
    codes = both.groupby(LEG).ngroup().to_numpy()
    of_leg, of_departure = codes[: len(legs)], codes[len(legs) :]
    order = np.argsort(of_departure, kind="stable")
    starts = np.searchsorted(of_departure[order], of_leg)
    number = np.searchsorted(of_departure[order], of_leg, side="right") - starts
    leg = np.repeat(np.arange(len(legs)), number)
    within = np.arange(len(leg)) - np.repeat(np.cumsum(number) - number, number)
    return leg, able[order[starts[leg] + within]]
