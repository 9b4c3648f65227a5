"""What a proposal may change, one class a change; places in degrees, as people draw them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.service import Service

LonLat: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[LonLat, ...]


class StopPolicy(StrEnum):
    """Where a route can be boarded."""

    STOPS = "stops"
    HAIL_AND_RIDE = "hail_and_ride"


class End(StrEnum):
    """An end of a route, as its direction 0 runs."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place of boarding; of an id that the baseline has, that stop where it stands."""

    stop_id: str
    lon: float
    lat: float
    name_th: str | None = None
    name_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRoute:
    """
    A new route, run in both directions along its line.

    Attributes
    ----------
    line
        (lon, lat) of its course.
    stops
        In any order; they are called at in their order along the line.
    drawn_line
        What was drawn before it was laid along roads; None where that is the line.
    speed_kmh
        With its stops; None takes the assumed one (`transit.lines.BUS_SPEED_KMH`).
    """

    kind: ClassVar[str] = "route"
    route_id: str
    line: Line
    stops: tuple[Stop, ...]
    service: Service
    name_th: str | None = None
    name_en: str | None = None
    drawn_line: Line | None = None
    speed_kmh: float | None = None
    fare_thb: float | None = None
    stop_policy: StopPolicy = StopPolicy.STOPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reroute:
    """
    Another course for a route; its stops beside the new line stay, the others go.

    `stops` are called at as well. Every trip runs the whole new line and keeps the
    time at which it starts.
    """

    kind: ClassVar[str] = "reroute"
    route_id: str
    line: Line
    stops: tuple[Stop, ...] = ()
    drawn_line: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """A further piece of line, from an end of a route outwards, and the stops on it."""

    kind: ClassVar[str] = "extend"
    route_id: str
    end: End
    line: Line
    stops: tuple[Stop, ...] = ()
    drawn_line: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CutBack:
    """Run a route only between two of its stops."""

    kind: ClassVar[str] = "cut_back"
    route_id: str
    from_stop_id: str
    to_stop_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStop:
    """A new stop of routes that exist."""

    kind: ClassVar[str] = "add_stop"
    stop: Stop
    route_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStop:
    """Another place for a stop."""

    kind: ClassVar[str] = "move_stop"
    stop_id: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveStop:
    """No route calls at a stop any more, or one route (`route_id`) does not."""

    kind: ClassVar[str] = "remove_stop"
    stop_id: str
    route_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHeadway:
    """Another service of a route, in both directions, on the days on which it runs."""

    kind: ClassVar[str] = "change_headway"
    route_id: str
    service: Service


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRoute:
    """A route that no longer runs; stops that only it served are served no more."""

    kind: ClassVar[str] = "remove_route"
    route_id: str


Change: TypeAlias = (
    AddRoute
    | Reroute
    | Extend
    | CutBack
    | AddStop
    | MoveStop
    | RemoveStop
    | ChangeHeadway
    | RemoveRoute
)

Drawn: TypeAlias = AddRoute | Reroute | Extend
"""Changes that carry a line and stops on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    A named list of changes, made one after the other.

    Attributes
    ----------
    proposal_id
        Empty until it has been saved.
    author, reason
        Who proposes it, and why.
    baseline
        Digest by layer id of what it was made on; empty if nobody knows.
    """

    changes: tuple[Change, ...]
    proposal_id: str = ""
    name_th: str | None = None
    name_en: str | None = None
    author: str = ""
    reason: str = ""
    baseline: tuple[tuple[str, str], ...] = ()

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The changes that carry a line."""
        return tuple(drawn_of(self.changes))

    def route_ids(self) -> list[str]:
        """Return the routes that are new or change, in the order of the changes."""
        ids = [route_id for change in self.changes for route_id in routes_of(change)]
        return list(dict.fromkeys(ids))


def drawn_of(changes: Iterable[Change]) -> list[Drawn]:
    """Return the changes that carry a line."""
    return [change for change in changes if isinstance(change, (AddRoute, Reroute, Extend))]


def routes_of(change: Change) -> tuple[str, ...]:
    """Return the routes that a change names; of a stop that moves or goes, none."""
    if isinstance(change, AddStop):
        return change.route_ids
    if isinstance(change, (MoveStop, RemoveStop)):
        named = getattr(change, "route_id", None)
        return () if named is None else (named,)
    return (change.route_id,)
