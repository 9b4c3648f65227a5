"""Who gains access by a proposal, and who loses it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo_app.analysis.access import incremental
from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.standards import BY_WALK, StandardId
from geo_app.analysis.walks.nearest_stops import ROUNDING_M, walking_distances, xy_of
from geo_app.analysis.walks.reach import Reach
from geo_app.proposals.proposed_timetable import timetable_today
from geo_app.transit.modes import Capacity

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_app.analysis.access.question import Question
    from geo_app.proposals.baseline import Baseline
    from geo_app.transit.timetable import Timetable

GROUP_PREFIX = "population_"
"""Columns of people of a group, such as `population_60_plus`, start so."""


class Effect(StrEnum):
    """What a proposal does to somebody's access."""

    GAINED = "gained"
    LOST = "lost"
    NEARER = "nearer"
    FURTHER = "further"
    UNCLEAR = "unclear"
    NONE = "none"


def reach_with(reach: Reach, stops: gpd.GeoDataFrame) -> Reach:
    """
    Measure the walks of the same origins to other stops.

    Parameters
    ----------
    reach
        Its origins and its walking network stay.
    stops
        Boardable places indexed by `stop_id`, in the CRS of the origins, in metres.
    """
    nearest = walking_distances(reach.origins, stops, reach.walking)
    return Reach(origins=reach.origins, stops=stops, walking=reach.walking, nearest=nearest)


def access_of(reach: Reach, question: Question, timetable: Timetable | None) -> pd.DataFrame:
    """
    Ask a question of walks that are measured already; see `measures.measure`.

    Parameters
    ----------
    reach
        Origins, stops and walks.
    question
        By which standard, walking distance in metres and part of the day.
    timetable
        When buses run; None where the standard does not ask.

    Returns
    -------
    access
        Indexed like the origins: `is_served`, `value`, `access_class`, `walk_distance_m`
        (metres) and what else `measures.measure` returns.
    """
    return measure(
        reach,
        question.standard_id,
        timetable=timetable,
        walk_distance_m=question.walk_distance_m,
        window=question.window,
    )


def access_today(baseline: Baseline, question: Question, *, people: bool) -> pd.DataFrame:
    """
    Return who has access today, measured once: of people's places, or of communities.

    Parameters
    ----------
    baseline
        The province as it is.
    question
        By which standard, walking distance in metres and part of the day.
    people
        Whether the places of people are asked about, rather than communities.

    Returns
    -------
    access
        As `access_of` returns it, with `is_served` and `walk_distance_m` (metres).
    """
    reach = baseline.people if people else baseline.communities
    return baseline.kept(
        ("access", people, question),
        lambda: access_of(reach, question, _timetable(baseline, question)),
    )


def _timetable(baseline: Baseline, question: Question) -> Timetable | None:
    """Return today's timetable where the question needs one."""
    return None if question.standard.window is None else timetable_today(baseline, question.day)


def effects(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """
    Say what changes for each origin.

    Parameters
    ----------
    before, after
        As `measures.measure` returns them, same index.

    Returns
    -------
    effect
        An `Effect` each. Of those whose access stays as it is, whose walk becomes
        shorter or longer. `unclear`: the answer hangs on a timetable that nobody knows.
    """
    was, now = before["is_served"], after["is_served"]
    is_unclear = was.isna() | now.isna()
    was_bool, now_bool = (served.fillna(False).to_numpy(dtype=bool) for served in (was, now))
    walk = [frame["walk_distance_m"].fillna(np.inf).to_numpy(float) for frame in (before, after)]
    with np.errstate(invalid="ignore"):
        further_m = np.nan_to_num(walk[1] - walk[0], nan=0.0, posinf=np.inf, neginf=-np.inf)
    effect = np.select(
        [
            is_unclear.to_numpy(dtype=bool),
            now_bool & ~was_bool,
            was_bool & ~now_bool,
            further_m < -ROUNDING_M,
            further_m > ROUNDING_M,
        ],
        [Effect.UNCLEAR, Effect.GAINED, Effect.LOST, Effect.NEARER, Effect.FURTHER],
        default=Effect.NONE,
    )
    return pd.Series(effect, index=before.index, name="effect", dtype=object)


def change_between(
    before: pd.DataFrame, after: pd.DataFrame, origins: gpd.GeoDataFrame
) -> incremental.Change:
    """
    Count who gains and loses between two answers about the same origins.

    Parameters
    ----------
    before, after
        As `measures.measure` returns them, indexed like the origins.
    origins
        With `population` in persons, NaN where it is not known.
    """
    effect = effects(before, after).to_numpy()
    gained, lost = (np.flatnonzero(effect == kind) for kind in (Effect.GAINED, Effect.LOST))
    return incremental.count_change(origins, gained, lost)


class ChangedStops(NamedTuple):
    """
    Which served stops differ.

    `added` and `added_high`: (n, 2) places in metres at which a bus calls anew, or rail;
    `removed`: ids that are served no more. A stop that moves, or at which no rail calls
    any more, is added and removed.
    """

    added: NDArray[np.float64]
    added_high: NDArray[np.float64]
    removed: list[str]


def changed_stops(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> ChangedStops:
    """
    Compare the served stops, with `capacity_class`, before and after.

    Parameters
    ----------
    before, after
        Indexed by `stop_id`, with `capacity_class`, in the same CRS in metres.
    """
    common = after.index.intersection(before.index)
    is_same = (
        np.all(xy_of(before.loc[common]) == xy_of(after.loc[common]), axis=1)
        & (before.loc[common, "capacity_class"] == after.loc[common, "capacity_class"]).to_numpy()
    )
    stays = common[is_same]
    new = after[~after.index.isin(stays)]
    is_high = (new["capacity_class"] == Capacity.HIGH).to_numpy()
    return ChangedStops(
        added=xy_of(new[~is_high]),
        added_high=xy_of(new[is_high]),
        removed=list(before.index[~before.index.isin(stays)]),
    )


def people_change(
    baseline: Baseline, question: Question, stops: gpd.GeoDataFrame, after: Timetable | None
) -> incremental.Change:
    """
    Count the people who gain and lose, where people are counted.

    Parameters
    ----------
    baseline
        The province as it is.
    question
        By which standard.
    stops
        Those served as proposed.
    after
        The proposed timetable where the standard needs one.
    """
    if question.standard_id in BY_WALK:
        changed = changed_stops(baseline.people.stops, stops)
        high_m = None if question.standard_id is StandardId.SDG else question.limit_m
        return incremental.coverage_change(
            baseline.coverage,
            changed.added,
            added_high=changed.added_high,
            limit_m=question.limit_m,
            removed=changed.removed,
            high_limit_m=high_m,
        )
    now = access_of(reach_with(baseline.people, stops), question, after)
    before = access_today(baseline, question, people=True)
    return change_between(before, now, baseline.people.origins)


def group_changes(origins: gpd.GeoDataFrame, change: incremental.Change) -> pd.DataFrame:
    """
    Count older and other groups who gain and lose, where the origins carry them.

    Parameters
    ----------
    origins
        With a column a group, such as `population_60_plus`, in persons.
    change
        The numbers of those who gain and lose among them.

    Returns
    -------
    groups
        Indexed by the column of the group (`population_…`): `gained`, `lost` (persons
        known), `unknown` (origins among them whose number is not known).
    """
    columns = [name for name in origins.columns if str(name).startswith(GROUP_PREFIX)]
    rows = {}
    for name in columns:
        people = pd.to_numeric(origins[name], errors="coerce").to_numpy(float)
        either = np.concatenate([change.gained, change.lost])
        rows[name] = {
            "gained": np.nansum(people[change.gained]),
            "lost": np.nansum(people[change.lost]),
            "unknown": int(np.isnan(people[either]).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["gained", "lost", "unknown"])
