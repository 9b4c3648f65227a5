"""What a layer of each kind must have."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.errors import mark

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shape(StrEnum):
    """The shape of a kind's rows."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    TABLE = "table"
    FEED = "feed"


GEOMETRY_TYPES: Mapping[Shape, frozenset[str]] = MappingProxyType(
    {
        Shape.POINT: frozenset({"Point", "MultiPoint"}),
        Shape.LINE: frozenset({"LineString", "MultiLineString"}),
        Shape.POLYGON: frozenset({"Polygon", "MultiPolygon"}),
    }
)

NAME_COLUMNS = ("name_th", "name_en")

REFERENCE_COLUMNS = ("zone_id", "scope_id")
"""Columns that name a row of another layer, so they are text as its ids are."""

PLAN_SCOPES = ("community", "zone")
ZONE_LEVELS = ("tambon", "district", "local_government")
HAZARD_TYPES = ("flood", "landslide", "tsunami", "coastal_erosion", "storm_surge")
HAZARD_LEVELS = ("low", "medium", "high", "very_high")
FACILITY_TYPES = (
    "shelter", "school", "hospital", "clinic", "police", "fire_station", "town_hall", "pier",
    "warning_tower",
)  # fmt: skip
NOT_WALKED_TO = ("warning_tower",)
"""Facility types that are heard, not walked to."""

WALKED_TO = tuple(name for name in FACILITY_TYPES if name not in NOT_WALKED_TO)

STOP_POLICIES = ("stops", "hail_and_ride")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    What is expected of a layer of one kind.

    Attributes
    ----------
    shapes
        Shapes its rows may have; the first is the one analyses get.
    id_column
        Column of unique, non-empty strings; empty when the kind has none.
    named
        Whether each row has a name in Thai or English.
    required
        Columns besides id, name and geometry that must be there.
    choices
        Allowed values by column.
    numbers, dates
        Columns holding numbers (zero or more) and ISO dates; blank is unknown.
    counts
        Those of the numbers that count persons, households or beds one by one, so that
        a comma in them parts thousands.
    may_lack_position
        Whether a row without a position stays: its other cells answer what they can, and
        whatever hangs on the place is not known. Otherwise it is set aside.
    """

    title: str
    shapes: tuple[Shape, ...]
    id_column: str = ""
    named: bool = False
    required: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    may_lack_position: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the kind knows by name, but not the geometry."""
        names = NAME_COLUMNS if self.named else ()
        known = (self.id_column, *names, *self.required, *self.choices, *self.numbers, *self.dates)
        return frozenset(column for column in (*known, *REFERENCE_COLUMNS) if column)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "zones": Kind(
            title=mark("Zones"),
            shapes=(Shape.POLYGON,),
            id_column="zone_id",
            named=True,
            required=("level",),
            choices={"level": ZONE_LEVELS},
            numbers=("population",),
            counts=("population",),
        ),
        "communities": Kind(
            title=mark("Communities"),
            shapes=(Shape.POINT, Shape.POLYGON),
            id_column="community_id",
            named=True,
            numbers=("population", "households", "position_accuracy_m"),
            counts=("population", "households"),
            may_lack_position=True,
        ),
        "disaster_plans": Kind(
            title=mark("Disaster plans"),
            shapes=(Shape.TABLE,),
            id_column="plan_id",
            required=("scope", "scope_id", "adopted_on", "valid_until"),
            choices={"scope": PLAN_SCOPES},
            dates=("adopted_on", "valid_until", "last_drill_on"),
        ),
        "transit": Kind(title=mark("Bus timetable (GTFS)"), shapes=(Shape.FEED,)),
        "bus_routes": Kind(
            title=mark("Bus routes"),
            shapes=(Shape.LINE,),
            id_column="route_id",
            named=True,
            required=("headway_min",),
            choices={"stop_policy": STOP_POLICIES},
            numbers=("headway_min", "fare_thb"),
        ),
        "bus_stops": Kind(
            title=mark("Bus stops"), shapes=(Shape.POINT,), id_column="stop_id", named=True
        ),
        "hazard_zones": Kind(
            title=mark("Disaster-risk zones"),
            shapes=(Shape.POLYGON,),
            id_column="hazard_id",
            required=("hazard_type", "hazard_level"),
            choices={"hazard_type": HAZARD_TYPES, "hazard_level": HAZARD_LEVELS},
            numbers=("return_period_yr", "depth_m"),
        ),
        "hazard_records": Kind(
            title=mark("Hazards on record"),
            shapes=(Shape.POINT,),
            id_column="record_id",
            named=True,
            required=("hazard_type",),
            choices={"hazard_type": HAZARD_TYPES},
            numbers=("height_m",),
        ),
        "mangroves": Kind(
            title=mark("Mangroves"), shapes=(Shape.POLYGON,), id_column="mangrove_id", named=True
        ),
        "facilities": Kind(
            title=mark("Facilities"),
            shapes=(Shape.POINT,),
            id_column="facility_id",
            named=True,
            required=("facility_type",),
            choices={"facility_type": FACILITY_TYPES},
            numbers=("capacity",),
            counts=("capacity",),
        ),
        "walk_network": Kind(
            title=mark("Walking network"), shapes=(Shape.LINE,), numbers=("walk_speed_kmh",)
        ),
        "roads": Kind(title=mark("Roads"), shapes=(Shape.LINE,)),
        "waterways": Kind(title=mark("Waterways"), shapes=(Shape.LINE,)),
        "land": Kind(title=mark("Land"), shapes=(Shape.POLYGON,)),
        "population": Kind(
            title=mark("Population"),
            shapes=(Shape.POINT,),
            required=("population",),
            numbers=("population",),
        ),
    }
)
