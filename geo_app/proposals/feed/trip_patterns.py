"""The trips of a route, those with the same calls together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.proposals.feed.shape_rows import Shape, read_shapes
from geo_app.quality.clock import HOUR_S, read_seconds
from geo_app.quality.schedules import check_schedule
from geo_app.transit.drawn.lines import BUS_SPEED_KMH, METRES_PER_KM
from geo_app.transit.drawn.ways import places_along

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

Tables = dict[str, pd.DataFrame]

MIN_SPEED_KMH, MAX_SPEED_KMH = 5.0, 80.0
"""A trip whose own mean speed lies outside has a wrong time or a wrong line: the assumed speed is
taken instead."""

CONTINUOUS = ("continuous_pickup", "continuous_drop_off")
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
        if not self.distance.size:
            return np.nan
        way = self.along_m[-1] - self.along_m[0]
        ratio = (self.distance[0, -1] - self.distance[0, 0]) / way if way else np.nan
        return float(ratio) if ratio > 0 else np.nan

    def keeping(self, kept: np.ndarray) -> Pattern:
        """
        Return it with some of its calls only.

        Parameters
        ----------
        kept
            Whether each call stays.
        """
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

    def at_speed(self, speed_kmh: float) -> Pattern:
        """
        Return it so fast, each trip leaving its first stop when it did.

        Parameters
        ----------
        speed_kmh
            The mean with stops, from the first to the last call; above 0.
        """
        way_m = self.along_m - self.along_m[0]
        takes_s = float(way_m[-1]) / assumed_speed_m_s(speed_kmh)
        start_s = self.departure_s[:, :1]
        took_s = self.arrival_s[:, -1:] - start_s
        # A trip that states no time on the way is as fast everywhere.
        steady = start_s + way_m[None, :] / assumed_speed_m_s(speed_kmh)
        with np.errstate(divide="ignore", invalid="ignore"):
            slower = np.where(took_s > 0, takes_s / took_s, np.nan)
        rows = self.rows.assign(timepoint=APPROXIMATE)
        return replace(
            self,
            arrival_s=_scaled(self.arrival_s, start_s, slower, steady),
            departure_s=_scaled(self.departure_s, start_s, slower, steady),
            rows=rows,
        )

    def with_times(self, times_s: np.ndarray) -> Pattern:
        """
        Return it with times at which it arrives and leaves at once.

        Parameters
        ----------
        times_s
            Seconds of the service day, a row a trip, a column a call.
        """
        return replace(self, arrival_s=times_s, departure_s=times_s)


def _scaled(
    times_s: np.ndarray, start_s: np.ndarray, slower: np.ndarray, steady_s: np.ndarray
) -> np.ndarray:
    """Stretch times after the start; those of trips without a time of their own are steady."""
    scaled: np.ndarray = np.where(
        np.isnan(slower), steady_s, start_s + (times_s - start_s) * slower
    )
    return scaled


def assumed_speed_m_s(speed_kmh: float | None = None) -> float:
    """
    Return a speed in metres a second, that of a bus where none is stated.

    Parameters
    ----------
    speed_kmh
        In km/h, with stops; None where none is stated.
    """
    return (BUS_SPEED_KMH if speed_kmh is None else speed_kmh) * METRES_PER_KM / HOUR_S


def trips_of(tables: Mapping[str, pd.DataFrame], route_id: str) -> pd.DataFrame:
    """
    Return a route's rows of trips.txt.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.

    Returns
    -------
    trips
        The columns of trips.txt, `trip_id` among them.
    """
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
        of_trip = np.arange(borders[place], borders[place + 1])
        if len(of_trip):
            same.setdefault((shape_id, tuple(stop_ids[of_trip])), []).append(of_trip)
    return [
        _pattern(calls.iloc[np.concatenate(of_trip)], key, shapes.get(key[0]), places)
        for key, of_trip in same.items()
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
    """
    Return the direction of each trip of a route that can be used, told or inferred.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_id
        The route.

    Returns
    -------
    direction_id
        0 or 1, indexed by `trip_id`.
    """
    trips = trips_of(tables, route_id)
    calls = tables["stop_times"]
    narrowed = {"trips": trips, "stop_times": calls[calls["trip_id"].isin(trips["trip_id"])]}
    if "frequencies" in tables:
        rows = tables["frequencies"]
        narrowed["frequencies"] = rows[rows["trip_id"].isin(trips["trip_id"])]
    schedule = check_schedule({**tables, **narrowed}).trips
    return schedule.set_index("trip_id")["direction_id"]
