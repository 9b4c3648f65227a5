"""How many people have access, by zone and in the whole province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.areas.positions import is_placed
from geo_app.analysis.areas.zoning import finest_zones
from geo_app.analysis.walks.demand import OUTSIDE

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

ALL = "all"
SHARE_COLUMNS = [
    "origins", "origins_served", "origins_unclear", "origins_unplaced", "origins_unconnected",
    "origins_population_unknown", "population_known", "population_served",
    "population_unclear", "population_unplaced", "population_unconnected", "share_served",
]  # fmt: skip


def shares_by_zone(
    access: pd.DataFrame, origins: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """
    Count served origins and people by zone.

    Parameters
    ----------
    access
        As `measures.measure` returns it.
    origins
        As `demand_of` returns them, same index.
    zones
        Polygons indexed by `zone_id`; those without an origin get a row too.

    Returns
    -------
    shares
        Indexed by `zone_id` (empty text: origins outside every zone; zones that only
        origins name keep their row): `origins`,
        `origins_served`, `origins_unclear` (their answer hangs on an unknown
        timetable or position), `origins_unplaced` (those of them whose position is not
        known), `origins_unconnected` (no walk to any stop is known; they count as
        not served), `origins_population_unknown`; persons where they are known:
        `population_known`, `population_served`, `population_unclear`,
        `population_unplaced`, `population_unconnected`;
        `share_served` (of the known people, 0 to 1, NaN without any). Standards with
        classes add `population_<class>`.
    """
    home = origins["zone_id"].to_numpy(dtype=object)
    home_ids = np.where(pd.isna(home), OUTSIDE, home)
    named = sorted(set(home_ids))
    if zones is None:
        return _counted(access, origins, home_ids, named)
    counted = _levels_counted(zones, named)
    # Zones that only the origins name, and what lies in none: sums stay whole.
    others = sorted(set(named) - {*counted, OUTSIDE}) + [OUTSIDE] * (OUTSIDE in named)
    return _counted(access, origins, home_ids, [*counted, *others])


def share_of_all(access: pd.DataFrame, origins: gpd.GeoDataFrame) -> pd.Series:
    """
    Count served origins and people of all origins together.

    Parameters
    ----------
    access, origins
        As for `shares_by_zone`.

    Returns
    -------
    share
        The columns of `shares_by_zone` as an index.
    """
    everything = np.full(len(origins), ALL, dtype=object)
    counted = _counted(access, origins, everything, [ALL] if len(origins) else [])
    return counted.reindex([ALL]).iloc[0]


def _levels_counted(zones: gpd.GeoDataFrame, named: list[str]) -> list[str]:
    """Return the zones of every level that the origins name; of the finest if they name none."""
    levels = set(zones.loc[zones.index.isin(named), "level"])
    if not levels and len(zones):
        return list(finest_zones(zones).index)
    return list(zones.index[zones["level"].isin(levels)])


def _counted(
    access: pd.DataFrame,
    origins: gpd.GeoDataFrame,
    home_ids: NDArray[np.object_],
    zone_ids: list[str],
) -> pd.DataFrame:
    """Count by zone; `home_ids` names that of each origin, all of them are among `zone_ids`."""
    zone_index = pd.Index(zone_ids, dtype=object, name="zone_id")
    zone_numbers = zone_index.get_indexer(pd.Index(home_ids))
    people = origins["population"].to_numpy(dtype=float, na_value=np.nan)
    is_known = ~np.isnan(people)
    persons = np.where(is_known, people, 0.0)
    is_unclear = access["is_served"].isna().to_numpy()
    is_served = access["is_served"].fillna(False).to_numpy(dtype=bool)
    has_place = is_placed(origins).to_numpy()
    is_off = ~access["is_connected"].to_numpy(dtype=bool) & has_place

    def sums_of(values: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        sums = np.bincount(zone_numbers, weights=values, minlength=len(zone_ids))
        return sums.astype(np.float64)

    def counts_of(values: NDArray[np.bool_]) -> NDArray[np.int64]:
        return sums_of(values).astype(np.int64)

    known, served = sums_of(persons), sums_of(persons * is_served)
    share = np.divide(served, known, out=np.full(len(known), np.nan), where=known > 0)
    columns = {
        "origins": np.bincount(zone_numbers, minlength=len(zone_ids)),
        "origins_served": counts_of(is_served),
        "origins_unclear": counts_of(is_unclear),
        "origins_unplaced": counts_of(~has_place),
        "origins_unconnected": counts_of(is_off),
        "origins_population_unknown": counts_of(~is_known),
        "population_known": known,
        "population_served": served,
        "population_unclear": sums_of(persons * is_unclear),
        "population_unplaced": sums_of(persons * ~has_place),
        "population_unconnected": sums_of(persons * is_off),
        "share_served": share,
    }
    for name in _classes(access):
        of_class = (access["access_class"] == name).to_numpy()
        columns[f"population_{name}"] = sums_of(persons * of_class)
    return pd.DataFrame(columns, index=zone_index)


def _classes(access: pd.DataFrame) -> list[str]:
    """Return the standard's classes, also those that nobody is in."""
    column = access["access_class"]
    return list(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else []
