"""How a route of the baseline is run, measured from its timetable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.proposals.running.operating import (
    METRES_PER_KM,
    MINUTES_PER_HOUR,
    Operation,
    Rates,
    cycle_time_min,
    day_cost_thb,
    paid_time_min,
    spare_vehicles,
    vehicles_needed,
)
from geo_app.quality.clock import HOUR_S, MINUTE_S
from geo_app.transit.shapes import shape_lines

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.transit.feed_parts import FeedPart
    from geo_app.transit.timetable import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """When trips leave in one direction (seconds of the day, sorted), and their mean run."""

    starts_s: NDArray[np.float64]
    running_min: float
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A route's day, as its timetable has it; a route of one direction is a ring."""

    directions: tuple[Direction, ...]

    @property
    def length_m(self) -> float:
        """The mean length of a trip, one way."""
        return float(np.mean([way.length_m for way in self.directions]))

    @property
    def running_min(self) -> float:
        """The mean time of a trip, one way."""
        return float(np.mean([way.running_min for way in self.directions]))

    def stretched(self, factor: float) -> Running:
        """
        Return the same departures on a line so many times as long, at the same speed.

        Parameters
        ----------
        factor
            The new length by the old one.
        """
        longer = [
            replace(way, running_min=way.running_min * factor, length_m=way.length_m * factor)
            for way in self.directions
        ]
        return Running(directions=tuple(longer))

    def at_speed(self, speed_kmh: float) -> Running:
        """
        Return the same departures on the same line at a mean speed, with stops.

        Parameters
        ----------
        speed_kmh
            Above 0.
        """
        ways = [
            replace(way, running_min=way.length_m / METRES_PER_KM / speed_kmh * MINUTES_PER_HOUR)
            for way in self.directions
        ]
        return Running(directions=tuple(ways))


def running_of(timetable: Timetable, route_id: str, lengths_m: pd.Series) -> Running | None:
    """
    Measure how a route runs on the timetable's day.

    Parameters
    ----------
    timetable
        When buses run.
    route_id
        One of its routes.
    lengths_m
        By `shape_id`, as `shape_lengths_m` returns them; a trip without a shape runs
        straight from stop to stop.

    Returns
    -------
    running
        None where it does not run on the day, or nobody knows how often or from when
        until when.
    """
    rows = timetable.departures
    calls = rows[(rows["route_id"] == route_id) & ~rows["is_day_before"]]
    is_known = calls["departure_s"].notna() & calls["is_span_known"].astype(bool)
    if calls.empty or not is_known.all():
        return None
    trips = calls.groupby("trip_id", sort=False)
    table = trips.agg(run_s=("run_s", "sum"))
    starts = calls[calls["call"] == 0].groupby("trip_id")
    # A trip out and back is of the direction in which it starts.
    table["direction"] = starts["direction_id"].first()
    table["start_s"] = starts["departure_s"].first()
    straight_m = _straight_lengths_m(calls, timetable.stops)
    table["length_m"] = trips["shape_id"].first().map(lengths_m).fillna(straight_m)
    return Running(directions=tuple(_direction(rows) for _, rows in table.groupby("direction")))


def shape_lengths_m(part: FeedPart, *, crs: object) -> pd.Series:
    """
    Measure the shapes of a part of a feed.

    Parameters
    ----------
    part
        One layer's buses.
    crs
        In metres.

    Returns
    -------
    lengths_m
        Metres by `shape_id`.
    """
    drawn = gpd.GeoSeries(shape_lines(part.tables), crs=DISPLAY_CRS)
    lengths_m: pd.Series = drawn.to_crs(crs).length
    return lengths_m


def operation_today(running: Running, rates: Rates) -> Operation:
    """
    Work out what a measured route takes.

    Parameters
    ----------
    running
        As `running_of` returns it.
    rates
        Costs, layover and spares.

    Returns
    -------
    operation
        As `operating.operation` has it; the headway of the busiest part is the shortest
        mean of an hour, and each departure is paid by the time to the next one.
    """
    ways = running.directions
    cycle_min = cycle_time_min(sum(way.running_min for way in ways), rates.layover_share)
    headway_min = min(_busiest_min(way.starts_s) for way in ways)
    vehicles = vehicles_needed(cycle_min, headway_min)
    paid = [paid_time_min(cycle_min, gap) for way in ways for gap in _gaps_min(way.starts_s)]
    hours = sum(paid) / len(ways) / MINUTES_PER_HOUR
    kilometres = sum(len(way.starts_s) * way.length_m for way in ways) / METRES_PER_KM
    cost = day_cost_thb(hours, kilometres, vehicles, rates)
    return Operation(
        length_m=running.length_m,
        running_time_min=running.running_min,
        cycle_time_min=cycle_min,
        vehicles=vehicles,
        spare_vehicles=spare_vehicles(vehicles, rates),
        scheduled_cycle_min=vehicles * headway_min,
        departures=max(len(way.starts_s) for way in ways),
        vehicle_km=kilometres,
        vehicle_hours=hours,
        cost_thb_per_day=cost,
        cost_thb_per_year=cost * rates.days_per_year,
        is_speed_assumed=False,
        is_span_assumed=False,
    )


def one_way_length_m(line: shapely.Geometry) -> float:
    """
    Return the length of a route's line, one way.

    A line of several parts holds each way, and variants: the longest part counts.

    Parameters
    ----------
    line
        In metres, of one or more parts.
    """
    parts = shapely.get_parts(line)
    return float(shapely.length(parts).max()) if len(parts) else 0.0


def _straight_lengths_m(calls: pd.DataFrame, stops: gpd.GeoDataFrame) -> pd.Series:
    """Return the way of each trip from stop to stop, by `trip_id`."""
    calls = calls.sort_values(["trip_id", "call"])
    places = stops.geometry.reindex(calls["stop_id"]).set_axis(calls.index)
    steps_m = places.distance(places.shift(-1).set_crs(stops.crs, allow_override=True))
    is_within = calls["trip_id"] == calls["trip_id"].shift(-1)
    lengths_m: pd.Series = steps_m.where(is_within, 0.0).groupby(calls["trip_id"]).sum()
    return lengths_m


def _direction(trips: pd.DataFrame) -> Direction:
    return Direction(
        starts_s=np.sort(trips["start_s"].to_numpy(dtype=np.float64)),
        running_min=float(trips["run_s"].mean()) / MINUTE_S,
        length_m=float(trips["length_m"].mean()),
    )


def _gaps_min(starts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the time to the next departure of each; the last one is taken as the one before."""
    gaps = np.diff(starts) / MINUTE_S
    gaps = np.append(gaps, gaps[-1:] if len(gaps) else MINUTES_PER_HOUR)
    # Two at the same minute are two buses: each is paid its cycle.
    return np.maximum(gaps, 1.0)


def _busiest_min(starts: NDArray[np.float64]) -> float:
    """Return the shortest mean headway of an hour in minutes."""
    if len(starts) == 1:
        return float(MINUTES_PER_HOUR)
    first = np.arange(len(starts) - 1)
    last = np.searchsorted(starts, starts[first] + HOUR_S, side="left")
    last = np.clip(last, first + 1, len(starts) - 1)
    means = (starts[last] - starts[first]) / (last - first)
    return max(float(means.min()) / MINUTE_S, 1.0)
