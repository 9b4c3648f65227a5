"""How a route of the baseline is run, measured from its timetable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.proposals.operating import (
    METRES_PER_KM,
    MINUTES_PER_HOUR,
    Operation,
    Rates,
    cycle_time_min,
    day_cost_thb,
    vehicles_needed,
)
from geo_app.quality.clock import HOUR_S, MINUTE_S

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_app.transit.timetable import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """
    A route's day, as its timetable has it.

    Attributes
    ----------
    starts_s
        When trips leave, by direction, sorted, in seconds of the service day.
    running_min
        Mean time of a trip, one way.
    """

    starts_s: tuple[NDArray[np.float64], ...]
    running_min: float

    @property
    def peak_per_hour(self) -> int:
        """The most departures within an hour in one direction."""
        return max((_busiest(starts) for starts in self.starts_s), default=0)


def running_of(timetable: Timetable, route_id: str) -> Running | None:
    """
    Measure how a route runs on the timetable's day.

    Parameters
    ----------
    timetable
        When buses run.
    route_id
        One of its routes.

    Returns
    -------
    running
        None where it does not run on the day, or nobody knows how often.
    """
    rows = timetable.departures
    own = rows[(rows["route_id"] == route_id) & ~rows["is_day_before"]]
    if own.empty or own["departure_s"].isna().any():
        return None
    starts = own[own["call"] == 0]
    trips = own.groupby("trip_id", sort=False)["run_s"].sum()
    directions = [starts.loc[starts["direction_id"] == d] for d in (0, 1)]
    return Running(
        starts_s=tuple(_times(rows) for rows in directions if len(rows)),
        running_min=float(trips.mean()) / MINUTE_S,
    )


def operation_today(running: Running, length_m: float, rates: Rates) -> Operation:
    """
    Work out what a measured route takes.

    Parameters
    ----------
    running
        As `running_of` returns it.
    length_m
        Of its line, one way.
    rates
        Costs, layover and spares.

    Returns
    -------
    operation
        Vehicles = ceil(cycle x most departures an hour / 60); a route of one
        direction is a ring, so its cycle is one trip and its layover.
    """
    ways = len(running.starts_s)
    trips = sum(len(starts) for starts in running.starts_s)
    cycle_min = cycle_time_min(ways * running.running_min, rates.layover_share)
    headway_min = MINUTES_PER_HOUR / max(running.peak_per_hour, 1)
    vehicles = vehicles_needed(cycle_min, headway_min)
    hours = trips / max(ways, 1) * cycle_min / MINUTES_PER_HOUR
    kilometres = trips * length_m / METRES_PER_KM
    cost = day_cost_thb(hours, kilometres, vehicles, rates)
    return Operation(
        length_m=length_m,
        running_time_min=running.running_min,
        cycle_time_min=cycle_min,
        vehicles=vehicles,
        spare_vehicles=math.ceil(vehicles * rates.spare_share - 1e-9),
        scheduled_cycle_min=vehicles * headway_min,
        departures=max((len(starts) for starts in running.starts_s), default=0),
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
    """
    parts = shapely.get_parts(line)
    return float(shapely.length(parts).max()) if len(parts) else 0.0


def _times(rows: pd.DataFrame) -> NDArray[np.float64]:
    return np.sort(rows["departure_s"].to_numpy(dtype=np.float64))


def _busiest(starts: NDArray[np.float64]) -> int:
    within = np.searchsorted(starts, starts + HOUR_S, side="left") - np.arange(len(starts))
    return int(within.max(initial=0))
