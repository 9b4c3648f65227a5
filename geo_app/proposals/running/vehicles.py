"""
Kinds of vehicles that a new route may run with: seats, speed, boarding and rates, with sources.

What nobody has stated is None, and is not filled in by a guess: a songthaew has no rates here.
A province states its own in `vehicles.toml` beside `catalogue.toml`, a table a vehicle:

    [songthaew]
    name_th = "สองแถว"
    name_en = "Songthaew"
    seats = 12
    stop_policy = "hail_and_ride"
    vehicle_km_thb = 9.5
    source = "Office of Transport, survey of June 2026"
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from geo_app.errors import GeoAppError, mark
from geo_app.proposals.changes.terms import StopPolicy
from geo_app.proposals.running.operating import Rates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "vehicles.toml"
AMOUNTS = ("vehicle_hour_thb", "vehicle_km_thb", "peak_vehicle_thb_per_day")
NUMBERS = ("seats", "speed_kmh", *AMOUNTS)
TEXTS = ("name_th", "name_en", "stop_policy", "source")
MINUTES_PER_HOUR = 60

UNREADABLE = mark(
    "vehicles.toml cannot be read: {reason}. Mend that line; until then the usual kinds stand."
)
UNKNOWN_KEY = mark("vehicles.toml, [{vehicle}]: there is no '{key}'. Known are {known}.")
NO_NAME = mark("vehicles.toml, [{vehicle}]: name_th or name_en is missing. Write one.")
NO_NUMBER = mark("vehicles.toml, [{vehicle}], {key}: '{found}' is no number of 0 or more.")
NO_POLICY = mark("vehicles.toml, [{vehicle}], stop_policy: '{found}' is none of {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """
    A kind of vehicle; None is what nobody has stated.

    Attributes
    ----------
    vehicle_id
        Its short name, such as `minibus`.
    name_th, name_en
        What people call it.
    seats
        Places for passengers in one vehicle.
    speed_kmh
        With its stops.
    stop_policy
        Where it is boarded.
    vehicle_hour_thb, vehicle_km_thb, peak_vehicle_thb_per_day
        As in `operating.Rates`.
    source
        Who says all this.
    """

    vehicle_id: str
    name_th: str = ""
    name_en: str = ""
    seats: float | None = None
    speed_kmh: float | None = None
    stop_policy: str | None = None
    vehicle_hour_thb: float | None = None
    vehicle_km_thb: float | None = None
    peak_vehicle_thb_per_day: float | None = None
    source: str = ""

    @property
    def rates(self) -> Rates | None:
        """What running costs; None where nobody has stated any of it."""
        known = {name: getattr(self, name) for name in AMOUNTS}
        stated = {name: amount for name, amount in known.items() if amount is not None}
        # Who states one amount states what a vehicle costs by it: others are none on top.
        return Rates(**{name: stated.get(name, 0.0) for name in AMOUNTS}) if stated else None

    def seats_an_hour(self, headway_min: float | None) -> float | None:
        """
        Return how many seats pass a stop in an hour in one direction; None where not known.

        Parameters
        ----------
        headway_min
            Minutes between departures.
        """
        if self.seats is None or not headway_min or headway_min <= 0:
            return None
        return self.seats * MINUTES_PER_HOUR / headway_min


USUAL = (
    Vehicle(
        vehicle_id="songthaew",
        name_th="สองแถว",
        name_en="Songthaew",
        stop_policy=StopPolicy.HAIL_AND_RIDE.value,
    ),
    Vehicle(
        vehicle_id="van",
        name_th="รถตู้",
        name_en="Van",
        seats=13,
        source="กรมการขนส่งทางบก (Department of Land Transport): 13 seats at most, April 2017",
    ),
    Vehicle(
        vehicle_id="minibus",
        name_th="มินิบัส",
        name_en="Minibus",
        seats=20,
        source="กระทรวงคมนาคม (Ministry of Transport): microbuses of 20 seats for vans, 2017",
    ),
    Vehicle(
        vehicle_id="bus",
        name_th="รถเมล์",
        name_en="Bus",
        vehicle_km_thb=36.28,
        stop_policy=StopPolicy.STOPS.value,
        source="ขสมก. (Bangkok Mass Transit Authority): all costs of a regular diesel bus by the "
        "kilometre, fiscal year 2019, as of 31 May 2019",
    ),
)
"""Kinds that every province has until it states its own."""


def vehicles_of(folder: Path) -> tuple[Vehicle, ...]:
    """
    Return the kinds of vehicles of a province.

    Parameters
    ----------
    folder
        Of the province; its `vehicles.toml` may be missing.

    Returns
    -------
    vehicles
        The usual ones, those that the province states in place of them, then others of it.

    Raises
    ------
    GeoAppError
        If the file says what cannot be used, with the place.
    """
    kinds = {vehicle.vehicle_id: vehicle for vehicle in USUAL}
    for vehicle_id, table in _tables(folder / FILE_NAME).items():
        kinds[vehicle_id] = _vehicle(vehicle_id, table)
    return tuple(kinds.values())


def with_vehicle(rates: Rates, vehicle: Vehicle | None) -> Rates:
    """
    Return the rates of a vehicle, with the days and shares of others.

    Parameters
    ----------
    rates
        Those that hold now.
    vehicle
        Of a vehicle without rates the placeholders stand in, as without a vehicle.
    """
    stated = (vehicle.rates if vehicle is not None else None) or Rates()
    return replace(rates, **{name: getattr(stated, name) for name in AMOUNTS})


def _tables(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise GeoAppError(UNREADABLE, reason=error) from error


def _vehicle(vehicle_id: str, table: object) -> Vehicle:
    known = tuple(field.name for field in fields(Vehicle) if field.name != "vehicle_id")
    stated: dict[str, Any] = table if isinstance(table, dict) else {str(table): None}
    for key, value in stated.items():
        if key not in known:
            raise GeoAppError(UNKNOWN_KEY, vehicle=vehicle_id, key=key, known=", ".join(known))
        if key in NUMBERS and not _is_amount(value):
            raise GeoAppError(NO_NUMBER, vehicle=vehicle_id, key=key, found=value)
    texts = {key: str(stated[key]).strip() for key in TEXTS if key in stated}
    if not texts.get("name_th") and not texts.get("name_en"):
        raise GeoAppError(NO_NAME, vehicle=vehicle_id)
    policies = [policy.value for policy in StopPolicy]
    if texts.get("stop_policy", policies[0]) not in policies:
        raise GeoAppError(
            NO_POLICY, vehicle=vehicle_id, found=texts["stop_policy"], known=", ".join(policies)
        )
    numbers = {key: float(stated[key]) for key in NUMBERS if key in stated}
    return Vehicle(vehicle_id=vehicle_id, **texts, **numbers)  # type: ignore[arg-type]


def _is_amount(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and value >= 0  # type: ignore[arg-type, operator]
