"""What of a line and its stops lies in hazard zones, by type and level."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.lines.crossings import areas_at, intervals_along
from geo_app.analysis.lines.intervals import keep_highest, no_intervals
from geo_app.crs import require_same_crs
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import shapely

    from geo_app.analysis.lines.intervals import Numbers
    from geo_app.analysis.lines.subdivision import AreaIndex

BY_LEVEL = ["hazard_type", "hazard_level"]
"""The columns that the index of hazard zones is built with."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HazardCrossings:
    """
    What of a line and its stops lies in hazard zones: exposure, not risk.

    Overlapping zones of one type count once, with the highest of their levels.

    Attributes
    ----------
    levels
        `hazard_type`, `hazard_level`, `route_length_m`, `stops` (how many) and
        `stop_ids` (tuple); only where there is a metre or a stop. The lengths of one
        type add up to the metres in that type.
    intervals
        `hazard_type`, `hazard_level`, `from_m`, `to_m` along the line; those of one
        type apart from each other, in order.
    stops
        `stop_id`, `hazard_type`, `hazard_level`; stops in their own order.
    """

    levels: pd.DataFrame
    intervals: pd.DataFrame
    stops: pd.DataFrame


def hazard_crossings(
    line: shapely.Geometry, stops: gpd.GeoDataFrame, hazard_zones: AreaIndex
) -> HazardCrossings:
    """
    Measure a line and count its stops in each hazard type and level.

    Where zones of one type overlap the highest level counts, as for communities;
    what lies on the rim of a zone is inside.

    Parameters
    ----------
    line
        A line or several in the CRS of the zones, in metres.
    stops
        Points indexed by `stop_id`. May be empty.
    hazard_zones
        Built with `groups=("hazard_type", "hazard_level")`.

    Returns
    -------
    crossings
        Types and levels in the order of the kind.

    Raises
    ------
    CrsError
        If the stops are in another CRS than the zones.
    ValueError
        If `line` is no line.

    References
    ----------
    UNDRR terminology (2017): exposure.
    """
    require_same_crs(stops, hazard_zones, names=("stops", "hazard_zones"))
    intervals = _highest_along(intervals_along(line, hazard_zones), hazard_zones)
    hazards = _highest_at(areas_at(stops, hazard_zones), hazard_zones, stops.index)
    return HazardCrossings(levels=_levels(intervals, hazards), intervals=intervals, stops=hazards)


def _highest_along(crossed: pd.DataFrame, hazard_zones: AreaIndex) -> pd.DataFrame:
    """Give every metre of each hazard type to the highest level there."""
    kind, level = _numbers(crossed["polygon"].to_numpy(), hazard_zones)
    stretches = crossed[["from_m", "to_m"]].to_numpy()
    kept = {
        hazard: keep_highest(level[kind == hazard], stretches[kind == hazard])
        for hazard in np.unique(kind)
    }
    kinds = [hazard for hazard, (ranks, _) in kept.items() for _ in ranks]
    ranks = [rank for ranks, _ in kept.values() for rank in ranks]
    from_to = np.concatenate([no_intervals(), *(intervals for _, intervals in kept.values())])
    return pd.DataFrame(
        {**_names(kinds, ranks), "from_m": from_to[:, 0], "to_m": from_to[:, 1]},
    )


def _highest_at(holders: pd.DataFrame, hazard_zones: AreaIndex, stop_ids: pd.Index) -> pd.DataFrame:
    """List each stop's hazard types with the highest level of each."""
    kind, level = _numbers(holders["polygon"].to_numpy(), hazard_zones)
    highest = np.full((len(stop_ids), len(HAZARD_TYPES)), -1)
    np.maximum.at(highest, (holders["point"].to_numpy(), kind), level)
    stop, kinds = np.nonzero(highest >= 0)
    return pd.DataFrame(
        {"stop_id": stop_ids.to_numpy()[stop], **_names(kinds, highest[stop, kinds])}
    )


def _levels(intervals: pd.DataFrame, hazards: pd.DataFrame) -> pd.DataFrame:
    """Add metres and stops up by type and level."""
    metres: dict[tuple[str, str], float] = {}
    for kind, level, from_m, to_m in intervals.itertuples(index=False):
        metres[kind, level] = metres.get((kind, level), 0.0) + to_m - from_m
    ids: dict[tuple[str, str], list[str]] = {}
    for stop_id, kind, level in hazards.itertuples(index=False):
        ids.setdefault((kind, level), []).append(stop_id)
    rows = [
        (*key, metres.get(key, 0.0), len(ids.get(key, [])), tuple(ids.get(key, [])))
        for key in product(HAZARD_TYPES, HAZARD_LEVELS)
        if key in metres or key in ids
    ]
    return pd.DataFrame(rows, columns=[*BY_LEVEL, "route_length_m", "stops", "stop_ids"])


def _numbers(rows: Numbers, hazard_zones: AreaIndex) -> tuple[Numbers, Numbers]:
    """Return type and level of the zones in some rows as their places in the kind's lists."""
    groups = hazard_zones.groups.iloc[rows]
    kind, level = (
        np.array([choices.index(choice) for choice in groups[column]], dtype=np.int64)
        for column, choices in zip(BY_LEVEL, (HAZARD_TYPES, HAZARD_LEVELS), strict=True)
    )
    return kind, level


def _names(kinds: Iterable[int], levels: Iterable[int]) -> dict[str, list[str]]:
    return {
        "hazard_type": [HAZARD_TYPES[kind] for kind in kinds],
        "hazard_level": [HAZARD_LEVELS[level] for level in levels],
    }
