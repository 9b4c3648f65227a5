"""How a route would be run, while its changes are counted in one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.proposals.running.operating import DIRECTIONS

if TYPE_CHECKING:
    from geo_app.proposals.running.service import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    A route's line, service and speed.

    Attributes
    ----------
    length_m
        How long a mean trip is, one way.
    service
        As proposed; None where the times of today stay.
    speed_kmh
        As proposed, with stops; None where that of today stays, or the assumed one holds.
    directions
        Two: there and back along its line. One: a ring. Asked of a route that does not run
        today.
    """

    length_m: float
    service: Service | None = None
    speed_kmh: float | None = None
    directions: int = DIRECTIONS
