"""The trips of a route, those with the same calls together, and how changed ones are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.feed_shapes import Shape, distance_texts, read_shapes
from geo_app.quality.clock import HOUR_S, clock_texts, read_seconds
from geo_app.quality.schedules import check_schedule
from geo_app.transit.feed_rows import appended
from geo_app.transit.lines import BUS_SPEED_KMH, METRES_PER_KM
from geo_app.transit.ways import places_along

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

Tables = dict[str, pd.DataFrame]

MIN_SPEED_KMH, MAX_SPEED_KMH = 5.0, 80.0
"""A trip whose own mean speed lies outside has a wrong time or a wrong line: the assumed speed is
taken instead."""

CONTINUOUS = ("continuous_pickup", "continuous_drop_off")
NOT_THERE = "1"
"""Neither pick-up nor drop-off, as terminals often have it."""

APPROXIMATE = "0"
"""`timepoint` of a call whose time is reckoned, not kept to."""

NEW = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """
    Trips of a route with the same shape and the same calls.

    Attributes
    ----------
    trip_ids, stop_ids
        Its trips, and where each calls.
    arrival_s, departure_s, distance
        A row a trip, a column a call; NaN where it is not stated.
    rows
        Their rows of stop_times.txt as they were, trip by trip.
    source
        Which of a trip's rows each call is, `NEW` for one that was not there.
    shape_id
        Empty without a shape.
    shape
        Its line; of a pattern without a shape its stops joined; None where the
        places of fewer than two are known.
    along_m
        Where on the line it calls, in metres.
    """

    trip_ids: np.ndarray
    stop_ids: np.ndarray
    arrival_s: np.ndarray
    departure_s: np.ndarray
    distance: np.ndarray
    rows: pd.DataFrame
    source: np.ndarray
    shape_id: str
    shape: Shape | None
    along_m: np.ndarray

    @property
    def line(self) -> shapely.LineString | None:
        """The way it runs, in metres."""
        return None if self.shape is None else shapely.LineString(self.shape.xy)

    @property
    def speed_m_s(self) -> np.ndarray:
        """The mean speed of each trip, the assumed one where its own cannot be."""
        took = self.arrival_s[:, -1] - self.departure_s[:, 0]
        way = np.full(len(took), float(self.along_m[-1] - self.along_m[0]))
        speed = np.divide(way, took, out=np.full(len(took), np.nan), where=took > 0)
        kmh = speed * HOUR_S / METRES_PER_KM
        is_sensible = (kmh >= MIN_SPEED_KMH) & (kmh <= MAX_SPEED_KMH)
        return np.where(is_sensible, speed, assumed_speed_m_s())

    @property
    def unit(self) -> float:
        """How many of the feed's units of distance a metre is, NaN where none are stated."""
        if self.shape is not None and np.isfinite(self.shape.unit) and self.shape.unit > 0:
            return self.shape.unit
        way = self.along_m[-1] - self.along_m[0]
        ratio = (self.distance[0, -1] - self.distance[0, 0]) / way if way else np.nan
        return float(ratio) if ratio > 0 else np.nan

    def keeping(self, kept: np.ndarray) -> Pattern:
        """Return it with some of its calls only."""
        columns = {
            name: getattr(self, name)[:, kept] for name in ("arrival_s", "departure_s", "distance")
        }
        return replace(
            self,
            stop_ids=self.stop_ids[kept],
            source=self.source[kept],
            along_m=self.along_m[kept],
            **columns,
        )

    def with_times(self, times_s: np.ndarray) -> Pattern:
        """Return it with times at which it arrives and leaves at once."""
        return replace(self, arrival_s=times_s, departure_s=times_s)


def assumed_speed_m_s(speed_kmh: float | None = None) -> float:
    """Return a speed in metres a second, that of a bus where none is stated."""
    return (BUS_SPEED_KMH if speed_kmh is None else speed_kmh) * METRES_PER_KM / HOUR_S


def trips_of(tables: Mapping[str, pd.DataFrame], route_id: str) -> pd.DataFrame:
    """Return a route's rows of trips.txt."""
    trips = tables["trips"]
    return trips[trips["route_id"] == route_id]


def patterns_of(tables: Tables, route_id: str, places: gpd.GeoSeries) -> list[Pattern]:
    """
    Read the trips of a route.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.
    places
        Points by `stop_id` in metres.

    Returns
    -------
    patterns
        In the order of their first trips. Trips without calls are in none.
    """
    trips = trips_of(tables, route_id).drop_duplicates("trip_id")
    calls = _calls(tables, trips)
    shape_ids = trips.get("shape_id", pd.Series("", index=trips.index)).fillna("")
    shapes = read_shapes(tables, set(shape_ids) - {""}, places.crs)
    same: dict[tuple[str, tuple[str, ...]], list[np.ndarray]] = {}
    borders = np.searchsorted(calls["place"].to_numpy(), np.arange(len(trips) + 1))
    stop_ids = calls["stop_id"].to_numpy(dtype=object)
    for place, shape_id in enumerate(shape_ids):
        own = np.arange(borders[place], borders[place + 1])
        if len(own):
            same.setdefault((shape_id, tuple(stop_ids[own])), []).append(own)
    return [
        _pattern(calls.iloc[np.concatenate(own)], key, shapes.get(key[0]), places)
        for key, own in same.items()
    ]


def _calls(tables: Tables, trips: pd.DataFrame) -> pd.DataFrame:
    """Return stop_times.txt of trips in order, with numbers beside the texts."""
    rows = tables["stop_times"]
    rows = rows[rows["trip_id"].isin(trips["trip_id"]) & rows["stop_id"].notna()]
    place = pd.Index(trips["trip_id"]).get_indexer(rows["trip_id"])
    order = pd.to_numeric(rows["stop_sequence"], errors="coerce").to_numpy()
    arrival, departure = (read_seconds(rows[c])[0] for c in ("arrival_time", "departure_time"))
    blank = pd.Series(np.nan, index=rows.index)
    distance = pd.to_numeric(rows.get("shape_dist_traveled", blank), errors="coerce")
    numbers = rows.assign(
        place=place,
        arrival_s=arrival.fillna(departure),
        departure_s=departure.fillna(arrival),
        distance=distance,
    )
    return numbers.iloc[np.lexsort((order, place))]


def _pattern(
    calls: pd.DataFrame,
    key: tuple[str, tuple[str, ...]],
    shape: Shape | None,
    places: gpd.GeoSeries,
) -> Pattern:
    shape_id, stop_ids = key
    number = len(stop_ids)
    points = np.array(places.reindex(list(stop_ids)).array, dtype=object)
    distance = calls["distance"].to_numpy().reshape(-1, number)
    way = shape or _joined(points)
    along = np.zeros(number)
    if way is not None:
        along = places_along(shapely.LineString(way.xy), points, distance[0])
    return Pattern(
        trip_ids=calls["trip_id"].to_numpy(dtype=object)[::number],
        stop_ids=np.array(stop_ids, dtype=object),
        arrival_s=calls["arrival_s"].to_numpy().reshape(-1, number),
        departure_s=calls["departure_s"].to_numpy().reshape(-1, number),
        distance=distance,
        rows=calls.drop(columns=["place", "arrival_s", "departure_s", "distance"]),
        source=np.arange(number),
        shape_id=shape_id if shape is not None else "",
        shape=way,
        along_m=along,
    )


def _joined(points: np.ndarray) -> Shape | None:
    """Join stops by a line where nothing says how the trip runs."""
    xy = shapely.get_coordinates(points)
    if len(xy) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    # Nobody asks for its degrees: it is no shape of the feed.
    return Shape(degrees=xy, xy=xy, distance=np.full(len(xy), np.nan))


def directions_of(tables: Tables, route_id: str) -> pd.Series:
    """Return the direction of each trip of a route that can be used, told or inferred."""
    trips = trips_of(tables, route_id)
    calls = tables["stop_times"]
    own = {"trips": trips, "stop_times": calls[calls["trip_id"].isin(trips["trip_id"])]}
    if "frequencies" in tables:
        rows = tables["frequencies"]
        own["frequencies"] = rows[rows["trip_id"].isin(trips["trip_id"])]
    found = check_schedule({**tables, **own}).trips
    return found.set_index("trip_id")["direction_id"]


def with_patterns(tables: Tables, patterns: Iterable[Pattern]) -> Tables:
    """
    Write changed trips back.

    Returns
    -------
    tables
        New ones. Trips that no longer call at two stops are gone, with what is
        theirs; of the others blocks are no longer stated, since their times may
        overlap now, nor headsigns where they end elsewhere.
    """
    every = list(patterns)
    if not every:
        return tables
    ids = np.concatenate([p.trip_ids for p in every])
    calls = tables["stop_times"]
    kept = [p for p in every if len(p.stop_ids) > 1]
    rows = [calls[~calls["trip_id"].isin(ids)], *(_rows(p) for p in kept)]
    changed: Tables = {
        **tables,
        "stop_times": pd.concat(rows, ignore_index=True).astype("str"),
        "trips": _trips(tables["trips"], kept, set(ids)),
    }
    new = [p for p in kept if p.shape_id]
    known = set(tables["shapes"]["shape_id"]) if "shapes" in tables else set()
    for pattern in new:
        if pattern.shape_id not in known and pattern.shape is not None:
            drawn = pattern.shape.rows(pattern.shape_id)
            changed["shapes"] = appended(changed.get("shapes"), drawn)
            known.add(pattern.shape_id)
    gone = set(ids).difference(*(p.trip_ids for p in kept))
    return without_trips(changed, gone)


def without_trips(tables: Tables, trip_ids: set[str]) -> Tables:
    """Take trips out of every table that names them."""
    if not trip_ids:
        return tables
    changed = dict(tables)
    columns = ("trip_id", "from_trip_id", "to_trip_id")
    for name, table in tables.items():
        for column in columns:
            if column in table.columns:
                changed[name] = changed[name][~changed[name][column].isin(trip_ids)]
    return changed


def _trips(trips: pd.DataFrame, kept: list[Pattern], changed: set[str]) -> pd.DataFrame:
    shape_of = {trip: p.shape_id or None for p in kept for trip in p.trip_ids}
    is_changed = trips["trip_id"].isin(changed)
    own = trips["trip_id"].map(shape_of)
    blank = pd.Series(None, index=trips.index, dtype=object)
    columns: dict[str, pd.Series] = {}
    if any(p.shape_id for p in kept) or "shape_id" in trips.columns:
        stated = trips.get("shape_id", blank)
        # An id that stands for no drawn line stays as it is.
        columns["shape_id"] = own.where(is_changed & own.notna(), stated)
    if "block_id" in trips.columns:
        columns["block_id"] = trips["block_id"].mask(is_changed)
    if "trip_headsign" in trips.columns:
        elsewhere = {
            trip for p in kept if p.source[-1] != _calls_before(p) - 1 for trip in p.trip_ids
        }
        columns["trip_headsign"] = trips["trip_headsign"].mask(trips["trip_id"].isin(elsewhere))
    return trips.assign(**columns).astype("str")


def _calls_before(pattern: Pattern) -> int:
    return len(pattern.rows) // len(pattern.trip_ids)


def _rows(pattern: Pattern) -> pd.DataFrame:
    """Write a pattern's calls; what its rows said beside place and time they say still."""
    trips, calls = pattern.arrival_s.shape
    before = _calls_before(pattern)
    source = np.tile(pattern.source, trips)
    starts = np.repeat(np.arange(trips) * before, calls)
    rows = pattern.rows.iloc[starts + np.maximum(source, 0)].reset_index(drop=True)
    continuous = pattern.rows.iloc[starts + np.tile(_neighbours(pattern.source), trips)]
    kept: dict[str, Any] = {
        column: continuous[column].array for column in CONTINUOUS if column in rows
    }
    rows = rows.mask(np.repeat((source == NEW)[:, None], len(rows.columns), axis=1))
    rows = _without_terminals(rows, source, before, calls)
    if "timepoint" in rows.columns:
        kept["timepoint"] = rows["timepoint"].mask(source == NEW, APPROXIMATE)
    columns: dict[str, Any] = {
        "trip_id": np.repeat(pattern.trip_ids, calls),
        "stop_id": np.tile(pattern.stop_ids, trips),
        "stop_sequence": np.tile(np.arange(1, calls + 1), trips),
        "arrival_time": clock_texts(pd.Series(pattern.arrival_s.ravel())),
        "departure_time": clock_texts(pd.Series(pattern.departure_s.ravel())),
    }
    if np.isfinite(pattern.distance).any():
        columns["shape_dist_traveled"] = distance_texts(pattern.distance.ravel())
    elif "shape_dist_traveled" in rows:
        columns["shape_dist_traveled"] = None
    return rows.assign(**columns, **kept).astype("str")


def _neighbours(source: np.ndarray) -> np.ndarray:
    """Return the old call before each call, of the first ones the first."""
    known = np.maximum.accumulate(source)
    first = source[source >= 0].min(initial=0)
    found: np.ndarray = np.where(known >= 0, known, first)
    return found


def _without_terminals(
    rows: pd.DataFrame, source: np.ndarray, before: int, calls: int
) -> pd.DataFrame:
    """Let people on where the trip ended before, and off where it started."""
    place = np.arange(len(rows)) % calls
    no_end = (source == before - 1) & (place != calls - 1)
    no_start = (source == 0) & (place != 0)
    opened = {"pickup_type": no_end, "drop_off_type": no_start}
    columns = {
        column: rows[column].mask(where & (rows[column] == NOT_THERE).to_numpy())
        for column, where in opened.items()
        if column in rows.columns
    }
    return rows.assign(**columns)
