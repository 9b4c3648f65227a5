"""Who lives within a walk of a stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_app.analysis.walks.nearest_stops import ROUNDING_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Who is within the walk of a stop; counts of places, and of known persons."""

    communities: int
    people: float
    people_unknown: int


def surroundings(
    communities: Reach, people: Reach, stop_id: str, *, walk_distance_m: float
) -> Surroundings:
    """
    Count who is within a walk of a stop.

    Parameters
    ----------
    communities
        As `build_reach` returns it.
    people
        The same of the places where people are counted.
    stop_id
        One of the stops of both.
    walk_distance_m
        In metres; somebody at exactly this distance counts.
    """
    near = _near(people, stop_id, walk_distance_m)
    persons = people.origins["population"].to_numpy(dtype=float)[near]
    return Surroundings(
        communities=len(_near(communities, stop_id, walk_distance_m)),
        people=float(np.nansum(persons)),
        people_unknown=int(np.isnan(persons).sum()),
    )


def _near(reach: Reach, stop_id: str, walk_distance_m: float) -> NDArray[np.int64]:
    """Return the origins from which a stop is within a walk."""
    stop = reach.stop_places.take(reach.stops.index == stop_id)
    limit_m = walk_distance_m + ROUNDING_M
    pairs = reach.walking.within(reach.origin_places, stop, limit_m=limit_m)
    origins: NDArray[np.int64] = pairs["origin"].to_numpy()
    return origins
