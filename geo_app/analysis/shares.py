"""How many people have access, by zone and in the whole province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.demand import OUTSIDE
from geo_app.analysis.zoning import finest_zones

if TYPE_CHECKING:
    import geopandas as gpd

SHARE_COLUMNS = [
    "origins", "origins_served", "origins_unclear", "origins_unconnected",
    "origins_population_unknown", "population_known", "population_served",
    "population_unclear", "population_unconnected", "share_served",
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
        timetable), `origins_unconnected` (no walk to any stop is known; they count as
        not served), `origins_population_unknown`; persons where they are known:
        `population_known`, `population_served`, `population_unclear`,
        `population_unconnected`;
        `share_served` (of the known people, 0 to 1, NaN without any). Standards with
        classes add `population_<class>`.
    """
    own = [zone if isinstance(zone, str) else OUTSIDE for zone in origins["zone_id"]]
    shares = _counted(access, origins, pd.Series(own, index=origins.index, name="zone_id"))
    if zones is None:
        return shares
    counted = _levels_counted(zones, shares)
    # Zones that only the origins name, and what lies in none: sums stay whole.
    others = [*shares.index.difference([*counted, OUTSIDE]), *shares.index.intersection([OUTSIDE])]
    every = pd.Index([*counted, *others], name="zone_id")
    empty = shares.reindex(every)
    counts = [column for column in shares if column != "share_served"]
    return empty.fillna(dict.fromkeys(counts, 0)).astype({c: shares[c].dtype for c in counts})


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
    everything = pd.Series("all", index=origins.index, name="zone_id")
    counted = _counted(access, origins, everything)
    if counted.empty:
        return counted.reindex(["all"]).iloc[0]
    return counted.iloc[0]


def _levels_counted(zones: gpd.GeoDataFrame, shares: pd.DataFrame) -> list[str]:
    """Return the zones of every level that the origins name; of the finest if they name none."""
    levels = set(zones.loc[zones.index.isin(shares.index), "level"])
    if not levels and len(zones):
        return list(finest_zones(zones).index)
    return list(zones.index[zones["level"].isin(levels)])


def _counted(access: pd.DataFrame, origins: gpd.GeoDataFrame, zone: pd.Series) -> pd.DataFrame:
    people = origins["population"].astype(float)
    is_unclear = access["is_served"].isna()
    is_served = access["is_served"].fillna(False).astype(bool)
    is_off = ~access["is_connected"].astype(bool)
    table = pd.DataFrame(
        {
            "origins": 1,
            "origins_served": is_served.astype(int),
            "origins_unclear": is_unclear.astype(int),
            "origins_unconnected": is_off.astype(int),
            "origins_population_unknown": people.isna().astype(int),
            "population_known": people.fillna(0.0),
            "population_served": people.where(is_served, 0.0).fillna(0.0),
            "population_unclear": people.where(is_unclear, 0.0).fillna(0.0),
            "population_unconnected": people.where(is_off, 0.0).fillna(0.0),
        }
    )
    for name in _classes(access):
        of_class = access["access_class"] == name
        table[f"population_{name}"] = people.where(of_class, 0.0).fillna(0.0)
    sums = table.groupby(zone).sum()
    known = sums["population_known"].to_numpy()
    share = np.divide(
        sums["population_served"].to_numpy(), known, out=np.full(len(sums), np.nan), where=known > 0
    )
    sums.insert(len(SHARE_COLUMNS) - 1, "share_served", share)
    return sums


def _classes(access: pd.DataFrame) -> list[str]:
    """Return the standard's classes, also those that nobody is in."""
    column = access["access_class"]
    return list(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else []
