"""What changes are made of, and what every one of them says of itself; places in degrees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

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
class Change:
    """
    One change of a proposal.

    Attributes
    ----------
    kind
        How a file calls it.
    touches_other_routes
        Whether routes that it does not name may change with it.
    redraws
        Whether a route that it names runs along another line afterwards.
    settles
        Whether afterwards it is known when a route that it names runs, or that it does not.
    has_place
        Whether its feature has a geometry.
    """

    kind: ClassVar[str]
    touches_other_routes: ClassVar[bool] = False
    redraws: ClassVar[bool] = False
    settles: ClassVar[bool] = False
    has_place: ClassVar[bool] = False

    @property
    def named_routes(self) -> tuple[str, ...]:
        """The routes that it names."""
        return ()

    @property
    def named_stops(self) -> tuple[str, ...]:
        """The stops that it names."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRoute(Change):
    """A change of one route."""

    route_id: str

    @property
    def named_routes(self) -> tuple[str, ...]:
        """The route."""
        return (self.route_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(OfRoute):
    """
    A change with a line, and stops on it.

    Attributes
    ----------
    line
        (lon, lat) of its course.
    stops
        In any order; they are called at in their order along the line.
    drawn_line
        What was drawn before it was laid along roads; None where that is the line.
    """

    redraws: ClassVar[bool] = True
    has_place: ClassVar[bool] = True

    line: Line
    stops: tuple[Stop, ...] = ()
    drawn_line: Line | None = None

    @property
    def named_stops(self) -> tuple[str, ...]:
        """The stops on the line."""
        return tuple(stop.stop_id for stop in self.stops)
