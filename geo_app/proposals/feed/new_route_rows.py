"""A new route as rows of a feed: the route, its calendar, its trips and how often they run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.changes.terms import StopPolicy
from geo_app.proposals.feed.shape_rows import Shape, distance_texts, drawn_shape, started_at
from geo_app.proposals.feed.stop_rows import with_ends
from geo_app.proposals.feed.trip_patterns import APPROXIMATE, CONTINUOUS, assumed_speed_m_s
from geo_app.quality.calendars import WEEKDAYS
from geo_app.transit.drawn.line_stops import STOP_ON_LINE_M
from geo_app.transit.drawn.lines import BUS, DIRECTIONS
from geo_app.transit.drawn.ways import spaced_points
from geo_app.transit.feed_rows import (
    appended,
    clock_text,
    fare_tables,
    text_of,
    texts,
    translation_rows,
    unique_id,
)
from geo_app.transit.names import feed_language
from geo_app.transit.rings import Course, is_ring, ring_course

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.changes.new_route import AddRoute
    from geo_app.proposals.running.service import Service
    from geo_app.transit.network import Network

Tables = dict[str, pd.DataFrame]
Period = tuple[dt.date, dt.date]

DAILY = "proposal-daily"
FREQUENCY_COLUMNS = ("trip_id", "start_time", "end_time", "headway_secs", "exact_times")
ANYWHERE = "0"
"""`continuous_pickup` of a line that can be boarded between its stops."""


def with_new_route(
    tables: Tables, change: AddRoute, *, line: shapely.LineString, after: Network, period: Period
) -> Tables:
    """
    Add a route, both ways along its line; a ring once round, as it is drawn.

    Parameters
    ----------
    tables
        GTFS tables by name.
    change
        The route.
    line
        Its line in metres.
    after
        The network with it: says at which stops it calls and where they are.
    period
        First and last day on which it runs, as the feed's own calendars.

    Returns
    -------
    tables
        New ones. Times are counted from the start of the line at the stated or the
        assumed speed; a hail-and-ride line is called at its ends as well.
    """
    is_hailed = change.stop_policy is StopPolicy.HAIL_AND_RIDE
    course = _course(change, line, after)
    calls = course.calls
    if is_hailed:
        spaced = spaced_points(line, change.route_id)
        ends = {spaced.ids[place]: spaced.xy[place] for place in (0, -1)}
        tables = with_ends(tables, ends, change.route_id, after)
    tables = _with_route(tables, change, is_hailed=is_hailed)
    tables, service_id = _with_calendar(tables, period)
    spells = change.service.spells()
    if calls["stop_id"].nunique() < 2 or not spells:  # noqa: PLR2004 - one stop is no trip
        return tables
    ways = DIRECTIONS[:1] if is_ring(line) else DIRECTIONS
    trip_ids = [unique_id(f"{change.route_id}:{w}", set(tables["trips"]["trip_id"])) for w in ways]
    shape = started_at(drawn_shape(line, np.array(change.line, dtype=np.float64)), course.start_m)
    tables = _with_trips(tables, change, trip_ids, service_id, shape)
    speed = assumed_speed_m_s(change.speed_kmh)
    return {
        **tables,
        "stop_times": appended(
            tables["stop_times"], _stop_times(trip_ids, calls, float(line.length), speed)
        ),
        "frequencies": appended(
            tables.get("frequencies"), frequency_rows(trip_ids, change.service)
        ),
    }


def frequency_rows(trip_ids: Iterable[str], service: Service, *, share: int = 1) -> pd.DataFrame:
    """
    Write a service as rows of frequencies.txt.

    Parameters
    ----------
    trip_ids
        The trips that run at it.
    service
        As it is proposed.
    share
        Among how many trips, `trip_ids` in their order first, each headway is
        dealt out in turn: 1 gives every trip the whole service.

    Returns
    -------
    rows
        Texts as GTFS has them: `trip_id`, `start_time`, `end_time`, `headway_secs`
        (seconds) and `exact_times`.
    """
    rows: dict[str, list[str]] = {column: [] for column in FREQUENCY_COLUMNS}
    for number, trip_id in enumerate(trip_ids):
        turn = number if share > 1 else 0
        for start, end, headway_s in service.spells():
            begin = start + turn * headway_s
            if begin < end:
                cells = (trip_id, clock_text(begin), clock_text(end), round(headway_s * share), 0)
                for column, cell in zip(FREQUENCY_COLUMNS, cells, strict=True):
                    rows[column].append(str(cell))
    return texts(rows)


def _course(change: AddRoute, line: shapely.LineString, after: Network) -> Course:
    """Return where a route starts on its line, and `stop_id` and `along_m` of every call."""
    ids = after.real_stops_of(change.route_id)
    places = after.stops.geometry[ids].to_numpy()
    is_hailed = change.stop_policy is StopPolicy.HAIL_AND_RIDE
    if is_ring(line) and not is_hailed:
        return ring_course(line, ids, places, within_m=STOP_ON_LINE_M)
    rows = list(zip(ids, shapely.line_locate_point(line, places), strict=True))
    if is_hailed:
        spaced = spaced_points(line, change.route_id)
        rows += [(spaced.ids[place], spaced.along_m[place]) for place in (0, -1)]
    frame = pd.DataFrame(rows, columns=["stop_id", "along_m"])
    calls = frame.sort_values(["along_m", "stop_id"], ignore_index=True)
    return Course(start_m=0.0, line=line, calls=calls)


def _with_route(tables: Tables, change: AddRoute, *, is_hailed: bool) -> Tables:
    """Add the rows that tell what the route is."""
    language = feed_language(tables)
    names = pd.DataFrame(
        {"name_th": [change.name_th], "name_en": [change.name_en]},
        index=pd.Index([change.route_id], name="route_id"),
        dtype=object,
    )
    has_name = bool(names.notna().any(axis=None))
    ids = tables["agency"].get("agency_id", pd.Series(dtype="str")).dropna()
    agency_id = None if ids.empty else str(ids.iloc[0])
    route = {
        "route_id": change.route_id,
        "route_type": BUS,
        "route_long_name" if has_name else "route_short_name": text_of(names, language).iloc[0],
        **({} if agency_id is None else {"agency_id": agency_id}),
        **(dict.fromkeys(CONTINUOUS, ANYWHERE) if is_hailed else {}),
    }
    fares = pd.Series({change.route_id: change.fare_thb}, dtype=float).dropna()
    added = {
        "routes": texts({column: [value] for column, value in route.items()}),
        "translations": translation_rows("routes", "route_long_name", names, language),
        **fare_tables(fares, None if agency_id is None else pd.Series(agency_id, fares.index)),
    }
    return {**tables, **{name: appended(tables.get(name), rows) for name, rows in added.items()}}


def _with_calendar(tables: Tables, period: Period) -> tuple[Tables, str]:
    """Add a calendar of every day of a period, and name it."""
    first, last = period
    row = {
        "service_id": DAILY,
        **dict.fromkeys(WEEKDAYS, "1"),
        "start_date": f"{first:%Y%m%d}",
        "end_date": f"{last:%Y%m%d}",
    }
    known = tables.get("calendar", pd.DataFrame(columns=list(row)))
    daily = known[known["service_id"] == DAILY].reindex(columns=list(row))
    if len(daily) and list(daily.iloc[0]) == list(row.values()):
        return tables, DAILY
    taken = {
        service
        for name in ("calendar", "calendar_dates")
        for service in tables.get(name, pd.DataFrame(columns=["service_id"]))["service_id"]
    }
    row["service_id"] = unique_id(DAILY, taken)
    added = texts({column: [value] for column, value in row.items()})
    return {**tables, "calendar": appended(tables.get("calendar"), added)}, row["service_id"]


def _with_trips(
    tables: Tables, change: AddRoute, trip_ids: list[str], service_id: str, there: Shape
) -> Tables:
    """Add a trip there and one back, or one once round, with their shapes."""
    taken = set(tables["shapes"]["shape_id"]) if "shapes" in tables else set()
    shape_ids = [unique_id(trip_id, taken) for trip_id in trip_ids]
    ways = (there, there.backwards())[: len(trip_ids)]
    shapes = [shape.rows(shape_id) for shape, shape_id in zip(ways, shape_ids, strict=True)]
    trips = texts(
        {
            "route_id": [change.route_id] * len(trip_ids),
            "service_id": service_id,
            "trip_id": trip_ids,
            "direction_id": list(DIRECTIONS[: len(trip_ids)]),
            "shape_id": shape_ids,
        }
    )
    return {
        **tables,
        "trips": appended(tables["trips"], trips),
        "shapes": appended(tables.get("shapes"), pd.concat(shapes)),
    }


def _stop_times(
    trip_ids: list[str], calls: pd.DataFrame, length_m: float, speed_m_s: float
) -> pd.DataFrame:
    """Return the calls there and back, or once round; times are reckoned, not kept to."""
    back = calls.iloc[::-1].assign(along_m=length_m - calls["along_m"].iloc[::-1])
    ways = []
    for trip_id, way in zip(trip_ids, (calls, back)[: len(trip_ids)], strict=True):
        along = way["along_m"].to_numpy(dtype=float)
        times = [clock_text(seconds) for seconds in along / speed_m_s]
        ways.append(
            texts(
                {
                    "trip_id": trip_id,
                    "arrival_time": times,
                    "departure_time": times,
                    "stop_id": way["stop_id"].to_numpy(),
                    "stop_sequence": np.arange(1, len(way) + 1),
                    "shape_dist_traveled": distance_texts(along),
                    "timepoint": APPROXIMATE,
                }
            )
        )
    return pd.concat(ways, ignore_index=True)
