"""Drawn bus lines with a headway, turned into the tables of a feed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.quality.calendars import WEEKDAYS
from geo_app.quality.clock import (
    CLOCK_OF_PEOPLE,
    DAY_S,
    HOUR_S,
    MINUTE_S,
    clock_texts,
    read_seconds,
)
from geo_app.quality.sieve import Sieve, set_aside_of
from geo_app.transit.departures import LAST_SECOND_S
from geo_app.transit.drawn.line_stops import (
    bus_stops,
    is_hail_and_ride,
    line_calls,
    line_ends,
    whole_line,
    with_rings,
)
from geo_app.transit.feed_rows import degree_texts
from geo_app.transit.names import stated_names
from geo_app.transit.rings import is_ring

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.findings import Finding
    from geo_app.province import Province

BUS_SPEED_KMH = 20.0
"""Speed of a bus with its stops, where nothing says how fast the line runs. An assumption: it
shifts departures along the line and changes no headway."""

CALENDAR_REACH_DAYS = 365
"""A drawn line runs every day; its calendar spans a year before and after the day asked about."""

DIRECTIONS = (0, 1)
BUS = "3"
DAILY = "daily"
THAI_TIME = "Asia/Bangkok"
METRES_PER_KM = 1_000
DEGREE_DIGITS = 7
"""Digits of a degree in the points of a shape: a centimetre."""

ROUTE_COLUMNS = ["name_th", "name_en", "colour", "geometry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTables:
    """
    Drawn lines as a feed.

    Attributes
    ----------
    tables
        GTFS tables by name, cells as text.
    shapes
        Lines by `shape_id` in the analysis CRS, each there and back, rings once round.
    stops
        Points by `stop_id`, the ends of hail-and-ride lines among them.
    stop_names
        `name_th`, `name_en` of the same; ends are named after their line.
    routes
        The lines as they were drawn, indexed by `route_id`: `name_th`, `name_en`,
        `colour` (hex or missing), in the analysis CRS.
    calls
        `route_id`, `stop_id`: at which stops each line calls, run or not.
    reverse_of
        The way back by `shape_id`, and the way there.
    unknown_headway, unknown_span
        Routes whose headway, or whose first and last departure are not known.
    faults, set_aside
        What was found in `bus_routes` and `bus_stops`, rows counted among those
        of all their layers that can be used.
    """

    tables: dict[str, pd.DataFrame]
    shapes: gpd.GeoSeries
    stops: gpd.GeoSeries
    stop_names: pd.DataFrame
    routes: gpd.GeoDataFrame
    calls: pd.DataFrame
    reverse_of: Mapping[str, str]
    unknown_headway: frozenset[str]
    unknown_span: frozenset[str]
    faults: tuple[Finding, ...]
    set_aside: pd.DataFrame


def tables_from_lines(province: Province, *, on: dt.date) -> LineTables:
    """
    Turn the drawn lines of a province into the tables of a feed.

    Lines run every day, in both directions, along the whole line, at
    `BUS_SPEED_KMH`, one bus every `headway_min`; a line that ends where it begins runs
    round as it is drawn, in one direction. They call at the stops whose
    `route_ids` name them; a stop without any is served by the lines within
    `line_stops.STOP_ON_LINE_M`.

    Parameters
    ----------
    province
        Has `bus_routes`; may have `bus_stops`.
    on
        A day that the calendar must hold.

    Returns
    -------
    lines
        Headways that are blank or 0 are unknown, never zero departures. Without
        `first_departure` or `last_departure` the line runs at any time asked for,
        and its span is unknown. A last departure before the first is after
        midnight.

    Raises
    ------
    LayerError
        If a layer cannot be used.
    """
    routes = province.of_kind("bus_routes")
    lines = routes.geometry.map(whole_line)
    stops = bus_stops(province)
    route_sieve = Sieve("bus_routes", routes.reset_index())
    stop_sieve = Sieve("bus_stops", stops.reset_index())
    is_hailed = is_hail_and_ride(routes)
    calls = line_calls(lines, stops, is_hailed, stop_sieve)
    lines, calls = with_rings(lines, calls, stops, is_hailed)
    services = _services(route_sieve, calls)
    running = lines[lines.index.isin(services.index)]
    shapes = _ways(running)
    there_and_back = _there_and_back(running)
    places = pd.concat([stops.geometry, line_ends(lines[is_hailed]).geometry])
    return LineTables(
        tables={
            "agency": _agency(),
            "stops": _stops(places),
            "routes": _routes(routes, is_hailed),
            "trips": _trips(running),
            "stop_times": _stop_times(running, calls),
            "frequencies": _frequencies(services, there_and_back),
            "calendar": _calendar(on),
            "shapes": _shape_points(shapes),
        },
        shapes=shapes,
        stops=places,
        stop_names=_stop_names(stops, places.index, routes),
        routes=routes.reindex(columns=ROUTE_COLUMNS),
        calls=calls[["route_id", "stop_id"]],
        reverse_of={_trip_id(route_id, 1): _trip_id(route_id, 0) for route_id in there_and_back},
        unknown_headway=frozenset(routes.index) - set(services["headway_s"].dropna().index),
        unknown_span=frozenset(services.index[services[["first_s", "last_s"]].isna().any(axis=1)]),
        faults=tuple(fault for sieve in (route_sieve, stop_sieve) for fault in sieve.faults),
        set_aside=set_aside_of((route_sieve, stop_sieve)),
    )


def _trip_id(route_id: str, direction: int) -> str:
    return f"{route_id}:{direction}"


def _texts(columns: Mapping[str, object]) -> pd.DataFrame:
    """Return a table whose cells are text, as a feed is read."""
    return pd.DataFrame(columns).astype("str")


def _services(sieve: Sieve, calls: pd.DataFrame) -> pd.DataFrame:
    """Return `headway_s`, `first_s`, `last_s` of the lines that can run; NaN is unknown."""
    number = sieve.rows["route_id"].map(calls.groupby("route_id")["stop_id"].nunique()).fillna(0)
    sieve.drop(
        number <= 1,
        code="no_calls",
        field="route_id",
        advice=mark(
            "The line '{found}' has no two stops that name it or lie within 30 m of it; its "
            "departures are unknown."
        ),
    )
    rows = sieve.rows
    headway = np.rint(pd.to_numeric(rows["headway_min"], errors="coerce") * MINUTE_S)
    sieve.tell(
        ~(headway > 0),
        code="no_headway",
        field="headway_min",
        shown="route_id",
        advice=mark("The line '{found}' has no headway above 0; its departures are unknown."),
    )
    first, last = (_clock(sieve, field) for field in ("first_departure", "last_departure"))
    return pd.DataFrame(
        {
            "headway_s": headway.where(headway > 0).to_numpy(),
            "first_s": first.to_numpy(),
            "last_s": last.where(~(last < first), last + DAY_S).to_numpy(),
        },
        index=pd.Index(rows["route_id"], dtype="str", name="route_id"),
    )


def _clock(sieve: Sieve, field: str) -> pd.Series:
    rows = sieve.rows
    texts = rows.get(field, pd.Series(None, index=rows.index, dtype="str")).astype("str")
    seconds, is_wrong = read_seconds(texts, pattern=CLOCK_OF_PEOPLE)
    sieve.tell(
        is_wrong,
        code="bad_time",
        field=field,
        advice=mark("'{found}' in '{field}' is no time like 05:30; it counts as unknown."),
    )
    return seconds


def _there_and_back(lines: gpd.GeoSeries) -> list[str]:
    """Return the routes that run in both directions: all but rings."""
    return [route_id for route_id, line in lines.items() if not is_ring(line)]


def _pairs(lines: gpd.GeoSeries) -> list[tuple[str, int]]:
    """Return each route and direction in which it runs, all ways there first."""
    both = set(_there_and_back(lines))
    return [
        (route_id, way)
        for way in DIRECTIONS
        for route_id in lines.index
        if way == 0 or route_id in both
    ]


def _ways(lines: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return each line there and back, rings once round, indexed by trip id."""
    pairs = _pairs(lines)
    ways = [_backwards(lines[route_id]) if way else lines[route_id] for route_id, way in pairs]
    index = pd.Index([_trip_id(*pair) for pair in pairs], dtype="str", name="shape_id")
    return gpd.GeoSeries(ways, index=index, crs=lines.crs)


def _backwards(line: shapely.Geometry) -> shapely.Geometry:
    if line.geom_type == "LineString":
        return shapely.reverse(line)
    return shapely.MultiLineString([shapely.reverse(part) for part in reversed(line.geoms)])


def _agency() -> pd.DataFrame:
    return _texts({"agency_name": ["-"], "agency_url": ["-"], "agency_timezone": [THAI_TIME]})


def _stop_names(
    stops: gpd.GeoDataFrame, stop_ids: pd.Index, routes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Name the stops; the ends of hail-and-ride lines after their line."""
    ends = stop_ids.difference(stops.index, sort=False)
    of_route = [stop_id.rpartition("@")[0] for stop_id in ends]
    end_names = stated_names(routes).reindex(of_route).set_axis(ends)
    return pd.concat([stated_names(stops), end_names]).reindex(stop_ids)


def _stops(places: gpd.GeoSeries) -> pd.DataFrame:
    degrees = places.to_crs(DISPLAY_CRS)
    return _texts(
        {
            "stop_id": places.index,
            "stop_name": places.index,
            # With every digit, so that a stop is where it was drawn.
            "stop_lat": degree_texts(degrees.y.to_numpy()),
            "stop_lon": degree_texts(degrees.x.to_numpy()),
        }
    )


def _shape_points(shapes: gpd.GeoSeries) -> pd.DataFrame:
    points = shapes.to_crs(DISPLAY_CRS).get_coordinates()
    return _texts(
        {
            "shape_id": points.index,
            "shape_pt_lat": points["y"].round(DEGREE_DIGITS).to_numpy(),
            "shape_pt_lon": points["x"].round(DEGREE_DIGITS).to_numpy(),
            "shape_pt_sequence": np.arange(1, len(points) + 1),
        }
    )


def _routes(routes: pd.DataFrame, is_hailed: pd.Series) -> pd.DataFrame:
    return _texts(
        {
            "route_id": routes.index,
            "route_type": BUS,
            "route_short_name": routes.index,
            "continuous_pickup": np.where(is_hailed, "0", "1"),
        }
    )


def _trips(lines: gpd.GeoSeries) -> pd.DataFrame:
    both = set(_there_and_back(lines))
    pairs = [
        (route_id, way)
        for route_id in lines.index
        for way in DIRECTIONS
        if way == 0 or route_id in both
    ]
    ids = [_trip_id(*pair) for pair in pairs]
    return _texts(
        {
            "route_id": [route_id for route_id, _ in pairs],
            "service_id": DAILY,
            "trip_id": ids,
            "direction_id": [way for _, way in pairs],
            "shape_id": ids,
        }
    )


def _stop_times(lines: gpd.GeoSeries, calls: pd.DataFrame) -> pd.DataFrame:
    """Return the calls of each direction, times counted from the start of the line."""
    there = calls[calls["route_id"].isin(lines.index)]
    length = there["route_id"].map(lines.map(_length_m)).astype(float)
    back = there.assign(along_m=length - there["along_m"]).iloc[::-1]
    back = back[back["route_id"].isin(_there_and_back(lines))]
    speed_m_s = BUS_SPEED_KMH * METRES_PER_KM / HOUR_S
    ways = []
    for way, rows in zip(DIRECTIONS, (there, back), strict=True):
        times = clock_texts(rows["along_m"].astype(float) / speed_m_s)
        ways.append(
            pd.DataFrame(
                {
                    "trip_id": rows["route_id"] + f":{way}",
                    "arrival_time": times,
                    "departure_time": times,
                    "stop_id": rows["stop_id"],
                    "stop_sequence": np.arange(1, len(rows) + 1),
                    "shape_dist_traveled": rows["along_m"],
                    # Reckoned from a speed, not kept to.
                    "timepoint": "0",
                }
            )
        )
    return pd.concat(ways, ignore_index=True).astype("str")


def _length_m(line: shapely.Geometry) -> float:
    """Return the length of a line with the gaps between its parts."""
    return float(shapely.LineString(shapely.get_coordinates(line)).length)


def _frequencies(services: pd.DataFrame, there_and_back: list[str]) -> pd.DataFrame:
    """Return when each line runs; the last departure leaves even where the headway misses it."""
    known = services[services["headway_s"].notna()]
    headway, start, last = known["headway_s"], known["first_s"].fillna(0), known["last_s"]
    fits = last.isna() | ((last - start) % headway == 0)
    end = (last + headway).where(fits, last).fillna(LAST_SECOND_S)
    spells = pd.concat(
        [
            pd.DataFrame({"start": start, "end": end, "headway": headway}),
            pd.DataFrame({"start": last, "end": last + headway, "headway": headway})[~fits],
        ]
    )
    back = spells[spells.index.isin(there_and_back)]
    ways = (_frequency_rows(rows, way) for way, rows in enumerate((spells, back)))
    return pd.concat(ways).astype("str")


def _frequency_rows(spells: pd.DataFrame, way: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "trip_id": spells.index.astype("str") + f":{way}",
            "start_time": clock_texts(spells["start"]).to_numpy(),
            "end_time": clock_texts(spells["end"]).to_numpy(),
            "headway_secs": spells["headway"].astype(int).to_numpy(),
            "exact_times": "0",
        }
    )


def _calendar(on: dt.date) -> pd.DataFrame:
    reach = dt.timedelta(days=CALENDAR_REACH_DAYS)
    period = {"start_date": [f"{on - reach:%Y%m%d}"], "end_date": [f"{on + reach:%Y%m%d}"]}
    return _texts({"service_id": [DAILY], **{weekday: ["1"] for weekday in WEEKDAYS}, **period})
