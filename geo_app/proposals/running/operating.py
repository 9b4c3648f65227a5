"""What it takes to run a route: times, vehicles, distances and cost, from stated rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.quality.clock import MINUTE_S
from geo_app.transit.drawn.lines import BUS_SPEED_KMH
from geo_app.transit.rings import is_ring

if TYPE_CHECKING:
    import shapely

    from geo_app.proposals.running.service import Service, Spell

MINUTES_PER_HOUR = 60
METRES_PER_KM = 1_000
DIRECTIONS = 2

LAYOVER_SHARE = 0.10
"""Layover over round-trip running time (rule of thumb, TCRP Synthesis/Report 30: 65 → 72 min)."""

SPARE_SHARE = 0.15
"""Spare vehicles over vehicles in service: the middle of 10 to 20 %, an assumption."""

DAYS_PER_YEAR = 365

LONGEST_WAIT_MIN = 30.0
"""How long a crew is paid to wait for its next departure beyond the cycle; where buses leave more
seldom it goes off. An assumption."""

SECOND_MIN = 1 / 60
"""Timetables are kept to the second: what is a second over a whole minute is that minute."""

HAIR = 1e-6
"""How far a number may be off a whole one and still be it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """
    What running costs. The defaults are placeholders that nobody has confirmed.

    Attributes
    ----------
    vehicle_hour_thb
        Crew, for each hour that a vehicle is in service, layover included.
    vehicle_km_thb
        Fuel, tyres and maintenance, for each kilometre in service.
    peak_vehicle_thb_per_day
        Owning one vehicle of the peak for a day; spares are in it.
    days_per_year
        Days on which the route runs.
    layover_share, spare_share
        See `LAYOVER_SHARE`, `SPARE_SHARE`.
    """

    vehicle_hour_thb: float = 180.0
    vehicle_km_thb: float = 12.0
    peak_vehicle_thb_per_day: float = 1_500.0
    days_per_year: int = DAYS_PER_YEAR
    layover_share: float = LAYOVER_SHARE
    spare_share: float = SPARE_SHARE

    def __post_init__(self) -> None:
        """Refuse rates that are no rates."""
        amounts = (self.vehicle_hour_thb, self.vehicle_km_thb, self.peak_vehicle_thb_per_day)
        shares = (self.layover_share, self.spare_share)
        if not all(math.isfinite(value) and value >= 0 for value in (*amounts, *shares)):
            raise ValueError("Rates and shares are 0 or more.")
        if not 0 < self.days_per_year <= DAYS_PER_YEAR + 1:
            raise ValueError(f"A year has 1 to 366 days, not {self.days_per_year}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """
    How a route is run on a day.

    Attributes
    ----------
    length_m
        Of the line, one way.
    running_time_min
        One way, with its stops.
    cycle_time_min
        There, back and the layover, in whole minutes.
    vehicles, spare_vehicles
        At the busiest part of the day, and beside them; whole vehicles.
    scheduled_cycle_min
        Vehicles x headway at the busiest part: the layover that there really is.
    departures
        A day, from each end.
    vehicle_km, vehicle_hours
        A day, layover included in the hours.
    cost_thb_per_day, cost_thb_per_year
        By the rates.
    is_speed_assumed, is_span_assumed
        Whether the speed or the span was not stated.
    """

    length_m: float
    running_time_min: float
    cycle_time_min: float
    vehicles: int
    spare_vehicles: int
    scheduled_cycle_min: float
    departures: int
    vehicle_km: float
    vehicle_hours: float
    cost_thb_per_day: float
    cost_thb_per_year: float
    is_speed_assumed: bool
    is_span_assumed: bool


def operation(
    length_m: float,
    service: Service,
    rates: Rates,
    *,
    speed_kmh: float | None = None,
    directions: int = DIRECTIONS,
) -> Operation:
    """
    Work out how a route is run at stated headways.

    Parameters
    ----------
    length_m
        Of the line, one way, in metres.
    service
        Headways above 0, and span.
    rates
        Costs, layover and spares.
    speed_kmh
        With its stops; `transit.lines.BUS_SPEED_KMH` where it is not stated.
    directions
        Two: there and back along its line. One: a ring.

    Returns
    -------
    operation
        In each part of the day vehicles = ceil(cycle / headway), and each departure
        takes its vehicle for one scheduled cycle, vehicles x headway, of which at most
        `LONGEST_WAIT_MIN` beyond the cycle are paid.

    References
    ----------
    TCRP Report 30, Transit Scheduling: Basic and Advanced Manuals (1998).
    """
    running_min = length_m / METRES_PER_KM / (speed_kmh or BUS_SPEED_KMH) * MINUTES_PER_HOUR
    cycle_min = cycle_time_min(directions * running_min, rates.layover_share)
    spells = service.spells()
    headways_min = [spell.headway_s / MINUTE_S for spell in spells]
    vehicles = [vehicles_needed(cycle_min, headway_min) for headway_min in headways_min]
    runs = [_departures(spell) for spell in spells]
    scheduled_min = [n * headway for n, headway in zip(vehicles, headways_min, strict=True)]
    paid_min = [paid_time_min(cycle_min, headway) for headway in headways_min]
    hours = sum(n * minutes for n, minutes in zip(runs, paid_min, strict=True))
    peak = max(vehicles, default=0)
    kilometres = sum(runs) * directions * length_m / METRES_PER_KM
    cost = day_cost_thb(hours / MINUTES_PER_HOUR, kilometres, peak, rates)
    return Operation(
        length_m=length_m,
        running_time_min=running_min,
        cycle_time_min=cycle_min,
        vehicles=peak,
        spare_vehicles=spare_vehicles(peak, rates),
        scheduled_cycle_min=scheduled_min[vehicles.index(peak)] if vehicles else 0.0,
        departures=sum(runs),
        vehicle_km=kilometres,
        vehicle_hours=hours / MINUTES_PER_HOUR,
        cost_thb_per_day=cost,
        cost_thb_per_year=cost * rates.days_per_year,
        is_speed_assumed=speed_kmh is None,
        is_span_assumed=service.is_span_assumed,
    )


def cycle_time_min(round_trip_min: float, layover_share: float = LAYOVER_SHARE) -> float:
    """
    Return the cycle time of a round trip, in whole minutes: 65 min and 10 % give 72.

    Parameters
    ----------
    round_trip_min
        There and back with stops, in minutes.
    layover_share
        Of the round trip; 0.1 is 10 %.

    References
    ----------
    TCRP Report 30.
    """
    return float(math.ceil(round_trip_min * (1 + layover_share) - SECOND_MIN))


def vehicles_needed(cycle_min: float, headway_min: float) -> int:
    """
    Return the vehicles that hold a headway: 72 min every 15 min take 5.

    Parameters
    ----------
    cycle_min
        There, back and the layover, in minutes.
    headway_min
        Minutes between departures, above 0.

    References
    ----------
    TCRP Report 30.
    """
    return math.ceil(_whole(cycle_min / headway_min))


def paid_time_min(cycle_min: float, headway_min: float) -> float:
    """
    Return how long one departure keeps a vehicle in service: its cycle, and a wait.

    Parameters
    ----------
    cycle_min
        There, back and the layover, in minutes.
    headway_min
        Minutes between departures, above 0.
    """
    scheduled_min = vehicles_needed(cycle_min, headway_min) * headway_min
    return min(scheduled_min, cycle_min + LONGEST_WAIT_MIN)


def spare_vehicles(vehicles: int, rates: Rates) -> int:
    """
    Return the vehicles that stand by.

    Parameters
    ----------
    vehicles
        Those that run at the busiest part of the day.
    rates
        With `spare_share`, of the vehicles that run.
    """
    return math.ceil(_whole(vehicles * rates.spare_share))


def day_cost_thb(hours: float, kilometres: float, peak_vehicles: int, rates: Rates) -> float:
    """
    Return what a day costs by its vehicle-hours, vehicle-km and peak vehicles.

    Parameters
    ----------
    hours
        Vehicle-hours of the day.
    kilometres
        Vehicle-km of the day.
    peak_vehicles
        At the busiest part of the day.
    rates
        What a vehicle-hour, a vehicle-km and a peak vehicle a day cost, in THB.
    """
    return (
        hours * rates.vehicle_hour_thb
        + kilometres * rates.vehicle_km_thb
        + peak_vehicles * rates.peak_vehicle_thb_per_day
    )


def _departures(spell: Spell) -> int:
    return math.ceil(_whole((spell.end_s - spell.start_s) / spell.headway_s))


def _whole(value: float) -> float:
    """Take a number a hair off a whole one for that: 0.1 has no exact binary form."""
    nearest = round(value)
    return float(nearest) if abs(value - nearest) < HAIR else value


def directions_of(line: shapely.Geometry) -> int:
    """
    Return in how many directions a drawn line is run: both, a ring in one.

    Parameters
    ----------
    line
        In metres.
    """
    return 1 if is_ring(line) else DIRECTIONS
