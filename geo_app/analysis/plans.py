"""Whether a community stands under a valid disaster plan on a given day."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.areas.zoning import zone_membership

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd


class PlanStatus(StrEnum):
    """What the register says of a community; four different answers."""

    VALID = "valid"
    EXPIRED = "expired"
    NONE = "none"
    UNKNOWN = "unknown"


RANK = {PlanStatus.VALID: 0, PlanStatus.UNKNOWN: 1, PlanStatus.EXPIRED: 2}
"""Which of several plans decides; one whose dates are unreadable may be the valid one."""


def plan_statuses(
    communities: gpd.GeoDataFrame,
    plans: pd.DataFrame | None,
    zones: gpd.GeoDataFrame | None,
    *,
    on: dt.date,
    is_complete: bool = True,
) -> pd.DataFrame:
    """
    Look up each community's disaster plan.

    A plan counts from the day it was adopted until the last day of its
    validity, for its community or for every community of its zone. A plan that
    is not in force yet is no plan.

    Parameters
    ----------
    communities
        Points indexed by `community_id`.
    plans
        Register indexed by `plan_id`: `scope`, `scope_id`, `adopted_on`,
        `valid_until` (NaT is unknown). None when there is no register.
    zones
        Polygons indexed by `zone_id`; None leaves zone-wide plans only to
        communities that name their `zone_id`.
    on
        The day asked about.
    is_complete
        Whether every row of the register is used. A row that was set aside may be the
        plan of a community that has no other: its status is then unknown, not none.

    Returns
    -------
    statuses
        Indexed like `communities`: `plan_status`, `plan_id`, `plan_valid_until`
        (None and NaT without a plan). Several plans: a valid one decides, then
        one with unreadable dates, then the one that expired last.
    """
    if plans is None:
        return _statuses(communities, PlanStatus.UNKNOWN)
    covered = _covered(communities, plans, zones)
    day = pd.Timestamp(on)
    covered = covered[~(covered["adopted_on"] > day)]
    status = np.select(
        [
            covered["valid_until"].isna() | covered["adopted_on"].isna(),
            covered["valid_until"] >= day,
        ],
        [PlanStatus.UNKNOWN.value, PlanStatus.VALID.value],
        default=PlanStatus.EXPIRED.value,
    )
    # A validity that ended is over even where nobody knows when it began.
    status = np.where(covered["valid_until"] < day, PlanStatus.EXPIRED.value, status)
    decided = (
        covered.assign(plan_status=status, rank=pd.Series(status, index=covered.index).map(RANK))
        .sort_values(
            ["community_id", "rank", "valid_until", "plan_id"], ascending=[True, True, False, True]
        )
        .drop_duplicates("community_id")
        .set_index("community_id")
    )
    empty = _statuses(communities, PlanStatus.NONE if is_complete else PlanStatus.UNKNOWN)
    has_plan = empty.index.isin(decided.index)
    decided = decided.reindex(communities.index)
    return pd.DataFrame(
        {
            "plan_status": decided["plan_status"]
            .where(has_plan, empty["plan_status"])
            .astype(object),
            "plan_id": decided["plan_id"].astype(object).where(has_plan, None),
            "plan_valid_until": decided["valid_until"],
        },
        index=communities.index,
    )


def unmatched_plans(
    plans: pd.DataFrame, communities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """
    Find the plans that cover nobody, because what they name is in no layer.

    Parameters
    ----------
    plans, communities, zones
        As for `plan_statuses`.

    Returns
    -------
    unmatched
        Rows of `plans`.
    """
    known_zones = set() if zones is None else set(zones.index)
    if "zone_id" in communities.columns:
        known_zones |= set(communities["zone_id"].dropna())
    known = {"community": set(communities.index), "zone": known_zones}
    named = zip(plans["scope"], plans["scope_id"].astype(str).str.strip(), strict=True)
    return plans[[name not in known[scope] for scope, name in named]]


def _covered(
    communities: gpd.GeoDataFrame, plans: pd.DataFrame, zones: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """One row a community and a plan that covers it."""
    rows = plans.reset_index()[["plan_id", "scope", "scope_id", "adopted_on", "valid_until"]]
    rows = rows.assign(scope_id=rows["scope_id"].astype(str).str.strip())
    communal = rows[(rows["scope"] == "community") & rows["scope_id"].isin(communities.index)]
    communal = communal.assign(community_id=communal["scope_id"])
    if zones is not None:
        membership = zone_membership(communities, zones)[["community_id", "zone_id"]]
    else:
        known = communities.get("zone_id", pd.Series(dtype=object)).dropna()
        membership = pd.DataFrame({"community_id": known.index, "zone_id": known.to_numpy()})
    zonal = rows[rows["scope"] == "zone"].merge(
        membership, left_on="scope_id", right_on="zone_id", validate="many_to_many"
    )
    return pd.concat([communal, zonal.drop(columns="zone_id")], ignore_index=True)


def _statuses(communities: gpd.GeoDataFrame, status: PlanStatus) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plan_status": pd.Series(status.value, index=communities.index, dtype=object),
            "plan_id": pd.Series([None] * len(communities), index=communities.index, dtype=object),
            "plan_valid_until": pd.Series(pd.NaT, index=communities.index, dtype="datetime64[ns]"),
        }
    )
