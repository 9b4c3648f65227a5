"""
What the province answers, kept between reruns.

Walks are measured once for the province's files: every standard, distance and
window is asked of the same `Reach`, so a moved control searches no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis import coverage
from geo_app.analysis.comparison import Comparison, compare_standards
from geo_app.analysis.demand import By
from geo_app.analysis.facilities import nearest_facilities
from geo_app.analysis.fixes import cheapest_fixes
from geo_app.analysis.measures import measure
from geo_app.analysis.reach import Reach, build_reach
from geo_app.analysis.sensitivity import sensitivity
from geo_app.analysis.shares import share_of_all, shares_by_zone
from geo_app.analysis.standards import StandardId
from geo_app.errors import GeoAppError
from geo_app.transit.calendar import DayType
from geo_app.transit.timetable import Timetable, build_timetable
from geo_app.ui.province import KINDS_MEASURED, buses_of, facts, key, usable_of, walking_on

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

    from geo_app.analysis.question import Question

MAX_ANSWERS_KEPT = 64
MAX_TIMETABLES_KEPT = 8

ASKS_FOR_ANY_STOP = (StandardId.SDG, StandardId.PPIAF)
"""Standards whose answer is the walk to the nearest stop alone, as `sensitivity` tries it."""

ANSWERED_BY_A_STOP = (*ASKS_FOR_ANY_STOP, StandardId.STRAIGHT_LINE, StandardId.TCQSM)
"""Standards that a new stop satisfies, however seldom a bus comes; others ask for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Whom a standard calls served: `by_zone` and `of_all` as `analysis.shares` returns them."""

    by_zone: pd.DataFrame
    of_all: pd.Series


def ranked(question: Question, on: dt.date) -> gpd.GeoDataFrame:
    """
    Rank the communities by what they lack under a standard.

    Parameters
    ----------
    question
        By which definition.
    on
        Day of the plans and of the timetable.

    Returns
    -------
    ranked
        As `coverage.rank` returns them; see `with_access`.
    """
    access = _access(*key(), question, on)
    return with_access(facts(on), access, sensitive(question))


def with_access(
    facts: gpd.GeoDataFrame, access: pd.DataFrame, sensitive: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """
    Rank the communities with a standard's answer as `has_stop`.

    Parameters
    ----------
    facts
        As `coverage.community_facts` returns them.
    access
        As `measures.measure` returns it, same index.
    sensitive
        As `sensitivity` returns it, same index; left out where it does not apply.

    Returns
    -------
    ranked
        As `coverage.rank` returns them, but `has_stop` is missing where the answer
        hangs on a timetable that is not known: that is no known gap, so it ranks
        like a stop. Also `value` and `access_class` of the standard, and
        `is_sensitive`.
    """
    is_served = access["is_served"]
    order = coverage.rank(facts.assign(has_stop=is_served.fillna(True).astype(bool)))
    is_sensitive = False if sensitive is None else sensitive["is_sensitive"].loc[order.index]
    own = access.loc[order.index, ["value", "access_class"]]
    return order.assign(has_stop=is_served.loc[order.index], is_sensitive=is_sensitive, **own)


def shares(question: Question, on: dt.date) -> Shares:
    """Count the people served by zone and in all."""
    return shares_of(*key(), question, on)


def timetable_for(question: Question, on: dt.date) -> Timetable | None:
    """Return the timetable that a question needs; None where it asks for none."""
    if question.standard.window is None:
        return None
    return timetable(question.day, on)


def timetable(day: DayType | dt.date, on: dt.date) -> Timetable:
    """Return the timetable of a type of day as it stands around a date, or of one day."""
    return timetable_of(*key(), day, on)


def reach(by: By) -> Reach:
    """Return the walks from the communities, or from where people are counted."""
    return reach_of(*key(), by)


def sensitive(question: Question) -> pd.DataFrame | None:
    """Say whose answer hangs on a choice, where the standard asks for a walk to any stop."""
    if question.standard_id not in ASKS_FOR_ANY_STOP:
        return None
    return _sensitivity(*key(), question.limit_m, question.standard_id is StandardId.SDG)


def fixes(walk_distance_m: float) -> gpd.GeoDataFrame:
    """Return the cheapest fix of every community without a stop within a distance."""
    return _fixes(*key(), walk_distance_m)


def facilities() -> pd.DataFrame:
    """Return the nearest facility of each type to each community, with its name and status."""
    return _facilities(*key())


def comparison(on: dt.date) -> tuple[Comparison, GeoAppError | None]:
    """Ask every standard; without a timetable those that need none, and why."""
    return _comparison(*key(), on)


@st.cache_resource(max_entries=MAX_ANSWERS_KEPT, show_spinner=False)
def shares_of(path: str, stamp: int, question: Question, on: dt.date) -> Shares:
    """Count the people served by zone and in all, in a province."""
    where, province = (path, stamp), usable_of(path, stamp, KINDS_MEASURED)
    people = reach_of(*where, By.ZONE)
    access = _measured(people, question, _timetable_for(*where, question, on))
    zones = province.zones if province.has("zones") else None
    return Shares(
        by_zone=shares_by_zone(access, people.origins, zones),
        of_all=share_of_all(access, people.origins),
    )


@st.cache_resource(max_entries=MAX_ANSWERS_KEPT, show_spinner=False)
def _access(path: str, stamp: int, question: Question, on: dt.date) -> pd.DataFrame:
    where = path, stamp
    return _measured(reach_of(*where, By.COMMUNITY), question, _timetable_for(*where, question, on))


def _measured(origins: Reach, question: Question, found: Timetable | None) -> pd.DataFrame:
    return measure(
        origins,
        question.standard_id,
        timetable=found,
        walk_distance_m=question.walk_distance_m,
        window=question.window,
    )


def _timetable_for(path: str, stamp: int, question: Question, on: dt.date) -> Timetable | None:
    if question.standard.window is None:
        return None
    return timetable_of(path, stamp, question.day, on)


@st.cache_resource(max_entries=MAX_TIMETABLES_KEPT, show_spinner=False)
def timetable_of(path: str, stamp: int, day: DayType | dt.date, on: dt.date) -> Timetable:
    """Return the timetable of a type of day in a province."""
    where = path, stamp
    return build_timetable(usable_of(*where), day, on=on, buses=buses_of(*where))


@st.cache_resource(max_entries=4, show_spinner=False)
def reach_of(path: str, stamp: int, by: By) -> Reach:
    """Return the walks in a province."""
    where, province = (path, stamp), usable_of(path, stamp, KINDS_MEASURED)
    if by is By.ZONE and not province.has("population"):
        # People are then those of the communities: the same walks.
        return reach_of(*where, By.COMMUNITY)
    return build_reach(province, by, stops=buses_of(*where).stops, walking=walking_on(*where))


@st.cache_resource(max_entries=MAX_ANSWERS_KEPT, show_spinner=False)
def _sensitivity(path: str, stamp: int, walk_distance_m: float, goes_further: bool) -> pd.DataFrame:
    own = reach_of(path, stamp, By.COMMUNITY)
    return sensitivity(own, walk_distance_m=walk_distance_m, goes_further=goes_further)


@st.cache_resource(max_entries=MAX_ANSWERS_KEPT, show_spinner=False)
def _fixes(path: str, stamp: int, walk_distance_m: float) -> gpd.GeoDataFrame:
    where = path, stamp
    return cheapest_fixes(
        reach_of(*where, By.COMMUNITY),
        buses_of(*where).routes,
        walk_distance_m=walk_distance_m,
        people=reach_of(*where, By.ZONE),
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _facilities(path: str, stamp: int) -> pd.DataFrame:
    province = usable_of(path, stamp)
    every = province.of_kind("facilities")
    nearest = nearest_facilities(province.communities, every, walking_on(path, stamp))
    known = [column for column in ("name_th", "name_en", "status") if column in every]
    return nearest.join(every[known], on="facility_id").set_index("community_id")


@st.cache_resource(max_entries=4, show_spinner=False)
def _comparison(path: str, stamp: int, on: dt.date) -> tuple[Comparison, GeoAppError | None]:
    where = path, stamp
    found, reason = None, None
    try:
        found = timetable_of(*where, DayType.WEEKDAY, on)
    except GeoAppError as error:
        reason = error
    communities, people = (reach_of(*where, by) for by in (By.COMMUNITY, By.ZONE))
    return compare_standards(communities, people, found), reason
