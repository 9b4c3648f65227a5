"""
What a change of stops changes: who gains access and who loses it.

The walks of today are kept. New stops are then one search near them; a removed stop
can only worsen the walks of those whose nearest it was, and only the stops about it
can take its place. The answers are those of measuring everything anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo_app.analysis.access.standards import HIGH_CAPACITY_M
from geo_app.analysis.walks.demand import OUTSIDE, sum_by_zone
from geo_app.analysis.walks.nearest_stops import ROUNDING_M
from geo_app.analysis.walks.stop_walks import StopWalks, stop_walks
from geo_app.errors import LayerError, mark
from geo_app.memo import Part, own_part
from geo_app.network.nearby import NearbyIndex, build_nearby
from geo_app.network.walking import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach
    from geo_app.network.walking import Walking

NOWHERE, NOBODY = np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
"""No stops, and no origins."""

ZONE_COLUMNS = ["people_gained", "people_lost", "unknown_gained", "unknown_lost"]


class Limits(NamedTuple):
    """The longest walks that count, to stops of low and of high capacity."""

    low_m: float
    high_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """
    Who lives at the origins.

    Attributes
    ----------
    population
        (origins,) persons; NaN is unknown.
    zone, zone_ids
        (origins,) the number of each origin's zone among `zone_ids`; `OUTSIDE` is the
        zone of those that lie in none.
    """

    population: NDArray[np.float64]
    zone: NDArray[np.int64]
    zone_ids: pd.Index

    def by_zone(self, origins: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """
        Count persons of some origins zone by zone, and origins of unknown population.

        Parameters
        ----------
        origins
            Numbers of the origins that are counted.

        Returns
        -------
        persons, unknown
            Persons, and origins of unknown population, both in the order of `zone_ids`.
        """
        population, zone = self.population[origins], self.zone[origins]
        zones = len(self.zone_ids)
        unknown = np.bincount(zone[np.isnan(population)], minlength=zones)
        return sum_by_zone(zone, population, zones=zones), unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """
    The walks of today, which every proposal is compared with.

    Attributes
    ----------
    stops, stop_ids
        The stops of today.
    low, high
        Walks to those of low capacity (bus, tram) and of high (rail, metro, ferry).
    people
        Who lives at the origins.
    nearby
        The origins, laid out to be searched.
    """

    stops: Places
    stop_ids: pd.Index
    low: StopWalks
    high: StopWalks
    people: People
    nearby: NearbyIndex
    memo: Part = field(default_factory=own_part, repr=False, compare=False)

    @property
    def walking(self) -> Walking:
        """How people walk."""
        return self.nearby.walking

    def kinds(self, limits: Limits) -> list[tuple[StopWalks, float]]:
        """
        Return both kinds of walks, each with its limit.

        Parameters
        ----------
        limits
            How far people walk to each kind of stop, in metres.
        """
        return [(self.low, limits.low_m), (self.high, limits.high_m)]

    def is_served(self, limits: Limits) -> NDArray[np.bool_]:
        """
        Say which origins have a stop near enough today.

        Parameters
        ----------
        limits
            How far people walk to each kind of stop, in metres.
        """
        near_low, near_high = (walks.walk_distance_m <= m for walks, m in self.kinds(limits))
        return near_low | near_high

    def unserved(self, limits: Limits) -> NearbyIndex:
        """
        Return the origins that have none, laid out to be searched.

        Parameters
        ----------
        limits
            How far people walk to each kind of stop, in metres.
        """
        return self.memo.get(
            "unserved",
            limits,
            make=lambda: self.nearby.of(~self.is_served(limits), within_m=max(limits)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    Who gains access and who loses it.

    Attributes
    ----------
    gained, lost
        Numbers of the origins, ascending.
    people_gained, people_lost
        Their persons where they are known.
    unknown_gained, unknown_lost
        How many of these origins have an unknown population.
    people_gained_by_zone, people_lost_by_zone, unknown_gained_by_zone, unknown_lost_by_zone
        (zones,) the same in the order of `zone_ids`.
    zone_ids
        Those of the baseline.
    """

    gained: NDArray[np.int64]
    lost: NDArray[np.int64]
    people_gained: float
    people_lost: float
    unknown_gained: int
    unknown_lost: int
    people_gained_by_zone: NDArray[np.float64]
    people_lost_by_zone: NDArray[np.float64]
    unknown_gained_by_zone: NDArray[np.int64]
    unknown_lost_by_zone: NDArray[np.int64]
    zone_ids: pd.Index

    @property
    def by_zone(self) -> pd.DataFrame:
        """
        The four counts as a frame, indexed by `zone_id`.

        Returns
        -------
        counts
            Indexed by `zone_id`: `people_gained` and `people_lost` (persons), `unknown_gained`
            and `unknown_lost` (origins whose population nobody knows).
        """
        counts = {name: getattr(self, f"{name}_by_zone") for name in ZONE_COLUMNS}
        return pd.DataFrame(counts, index=self.zone_ids)


def build_baseline(reach: Reach, *, memo: Part | None = None) -> Baseline:
    """
    Keep the walks of today.

    Parameters
    ----------
    reach
        Origins with `population` and `zone_id`, stops and walks.
    memo
        Where what is laid out later is kept; one of its own if left out.
    """
    walks = baseline_of(
        build_nearby(reach.walking, reach.origin_places),
        _people_of(reach.origins),
        stops=reach.stop_places,
        stop_ids=reach.stops.index,
        is_high=reach.is_high_capacity(),
    )
    return replace(walks, memo=memo or own_part())


def baseline_of(
    nearby: NearbyIndex,
    people: People,
    *,
    stops: Places,
    stop_ids: pd.Index,
    is_high: NDArray[np.bool_],
) -> Baseline:
    """
    Keep the walks of today, of origins and stops as arrays.

    Parameters
    ----------
    nearby, people
        The origins.
    stops, stop_ids
        As `Baseline` holds them.
    is_high
        (stops,) at which a rail, metro or ferry calls.
    """
    return Baseline(
        stops=stops,
        stop_ids=stop_ids,
        low=stop_walks(nearby, stops, ~is_high),
        high=stop_walks(nearby, stops, is_high),
        people=people,
        nearby=nearby,
    )


def coverage_change(
    baseline: Baseline,
    added: Places | NDArray[np.float64],
    *,
    limit_m: float,
    high_limit_m: float | None = None,
    added_high: Places | NDArray[np.float64] = NOWHERE,
    removed: Sequence[str] = (),
) -> Change:
    """
    Say who gains and who loses a stop near enough.

    Parameters
    ----------
    baseline
        The walks of today.
    added
        New stops of low capacity, (stops, 2) in the baseline's CRS, or places. May be
        empty.
    limit_m
        Distance on foot to a stop of low capacity, in metres; exactly this far counts.
    high_limit_m
        Distance to one of high capacity; 1,000 m if left out, or `limit_m` where that
        is more, as `near_stops` has it.
    added_high
        New stops of high capacity.
    removed
        Ids of stops that go. A stop that moves is removed here and added there.

    Returns
    -------
    change
        What `near_stops` says of the stops afterwards, less what it says of today's.

    Raises
    ------
    LayerError
        If a removed stop is none of today's.
    """
    high_m = max(HIGH_CAPACITY_M, limit_m) if high_limit_m is None else high_limit_m
    if not (0 <= limit_m < np.inf and 0 <= high_m < np.inf):
        raise ValueError(f"Limits must be lengths in metres, not {limit_m} and {high_m}.")
    limits = Limits(limit_m + ROUNDING_M, high_m + ROUNDING_M)
    both = zip((added, added_high), limits, strict=True)
    new = [(_places(baseline, stops), m) for stops, m in both if len(stops)]
    gained = _reached(baseline.unserved(limits), new)
    lost = _lost(baseline, new, _is_removed(baseline, removed), limits) if len(removed) else NOBODY
    return _counted(baseline.people, gained, lost)


def count_change(
    origins: gpd.GeoDataFrame, gained: NDArray[np.int64], lost: NDArray[np.int64]
) -> Change:
    """
    Count the people of origins that are known to gain or lose.

    Parameters
    ----------
    origins
        With `population` and `zone_id`, as `demand_of` returns them.
    gained, lost
        Numbers of origins.
    """
    return _counted(_people_of(origins), gained, lost)


def _reached(nearby: NearbyIndex, stops: Sequence[tuple[Places, float]]) -> NDArray[np.int64]:
    """Find the origins that have one of the stops within its limit."""
    origins_of_each = [nearby.walks_from(places, limit_m=m).point for places, m in stops]
    origins = np.sort(np.concatenate([NOBODY, *origins_of_each]))
    is_first = np.ones(len(origins), dtype=bool)
    is_first[1:] = origins[1:] != origins[:-1]
    return origins[is_first]


def _lost(
    baseline: Baseline,
    new: Sequence[tuple[Places, float]],
    goes: NDArray[np.bool_],
    limits: Limits,
) -> NDArray[np.int64]:
    """Find whom the removed stops served and no other stop does."""
    kinds = baseline.kinds(limits)
    near_gone = _reached(baseline.nearby, [(walks.gone(goes), m) for walks, m in kinds])
    still_low, still_high = (
        (walks.walk_distance_m[near_gone] <= m) & ~walks.hangs_on(goes, near_gone)
        for walks, m in kinds
    )
    # Others are at most one walk from the removed stop to the origin and one on from there.
    others = [
        (walks.left_about(goes, within_m=2 * baseline.nearby.straight_m(m)), m)
        for walks, m in kinds
    ]
    near_others = _reached(baseline.nearby, [*new, *others])
    return np.setdiff1d(near_gone[~(still_low | still_high)], near_others)


def _people_of(origins: gpd.GeoDataFrame) -> People:
    zones = [zone if isinstance(zone, str) else OUTSIDE for zone in origins["zone_id"]]
    zone, zone_ids = pd.factorize(np.array(zones, dtype=object), sort=True)
    return People(
        population=origins["population"].to_numpy(dtype=np.float64),
        zone=zone.astype(np.int64),
        zone_ids=pd.Index(zone_ids, name="zone_id", dtype=object),
    )


def _counted(people: People, gained: NDArray[np.int64], lost: NDArray[np.int64]) -> Change:
    people_gained, unknown_gained = people.by_zone(gained)
    people_lost, unknown_lost = people.by_zone(lost)
    return Change(
        gained=gained,
        lost=lost,
        people_gained=float(people_gained.sum()),
        people_lost=float(people_lost.sum()),
        unknown_gained=int(unknown_gained.sum()),
        unknown_lost=int(unknown_lost.sum()),
        people_gained_by_zone=people_gained,
        people_lost_by_zone=people_lost,
        unknown_gained_by_zone=unknown_gained,
        unknown_lost_by_zone=unknown_lost,
        zone_ids=people.zone_ids,
    )


def _places(baseline: Baseline, stops: Places | NDArray[np.float64]) -> Places:
    if isinstance(stops, Places):
        return stops
    return baseline.walking.places(np.asarray(stops, dtype=np.float64).reshape(-1, 2))


def _is_removed(baseline: Baseline, removed: Sequence[str]) -> NDArray[np.bool_]:
    number = baseline.stop_ids.get_indexer(pd.Index(list(removed)))
    if (number < 0).any():
        raise LayerError(
            mark(
                "The stop '{stop}' is to be removed, but there is no such stop today. "
                "Take it out of the proposal, or choose another stop."
            ),
            stop=removed[int(np.flatnonzero(number < 0)[0])],
        )
    goes = np.zeros(len(baseline.stops), dtype=bool)
    goes[number] = True
    return goes
