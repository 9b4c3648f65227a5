"""The stop that is selected, and what is found about it, kept between reruns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geo_app.analysis.access import ROUNDING_M
from geo_app.analysis.catchments import catchment
from geo_app.analysis.demand import By
from geo_app.transit.names import names
from geo_app.ui import answers, state
from geo_app.ui.province import buses, buses_of, key, walking_on
from geo_app.words import pick_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import shapely

    from geo_app.analysis.reach import Reach
    from geo_app.province import Province
    from geo_app.transit.calendar import DayType
    from geo_app.transit.headways import Window
    from geo_app.words import Language

MAX_CATCHMENTS_KEPT = 64
MAX_SIGNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Who is within the walk of a stop; counts of places, and of known persons."""

    communities: int
    people: float
    people_unknown: int


def chosen_stop() -> str | None:
    """Return the stop that is selected, if the province has it and one can see it."""
    stops = buses().stops
    stop_id = st.session_state.get(state.STOP)
    if stop_id not in stops.index or stops.loc[stop_id, "is_hail_point"]:
        st.session_state[state.STOP] = None
        return None
    return str(stop_id)


def catchment_of(stop_id: str, walk_distance_m: float) -> shapely.Geometry:
    """Return from where one can walk to a stop, in the analysis CRS."""
    return _catchment(*key(), stop_id, walk_distance_m)


def around(stop_id: str, walk_distance_m: float) -> Around:
    """Count who is within the walk of a stop."""
    return _around(*key(), stop_id, walk_distance_m)


def service(day: DayType | dt.date, window: Window, on: dt.date) -> pd.DataFrame:
    """Return what leaves each stop by route and direction, as `Timetable.service` does."""
    return _service(*key(), day, window, on)


def let_go() -> None:
    """Select no stop."""
    st.session_state[state.STOP] = None


def headsigns(province: Province, stop_id: str, language: Language) -> pd.Series:
    """
    Return what stands on the front of the buses that leave a stop.

    Parameters
    ----------
    province
        Its feeds; drawn lines have no headsigns.
    stop_id
        Of the stop. A trip that ends there leaves from it no more.
    language
        Of the headsigns, where the feed translates them.

    Returns
    -------
    headsigns
        Indexed by `route_id` and `direction_id` as text (empty where the feed names
        none): the headsigns, the most usual first, joined by a stroke.
    """
    found = [
        _headsigns(province.layer(spec.layer_id).tables, stop_id, language)
        for spec in province.specs("transit")
    ]
    return pd.concat([*found, pd.Series(dtype=object)])


def _headsigns(tables: Mapping[str, pd.DataFrame], stop_id: str, language: Language) -> pd.Series:
    trips, calls = tables["trips"], tables["stop_times"]
    if "trip_headsign" not in trips.columns:
        return pd.Series(dtype=object)
    number = pd.to_numeric(calls["stop_sequence"], errors="coerce")
    is_last = number == number.groupby(calls["trip_id"]).transform("max")
    leaving = calls.loc[(calls["stop_id"] == stop_id) & ~is_last, "trip_id"]
    named = names(tables, "trips", "trip_id", "trip_headsign")
    sign = [
        pick_name(th, en, language, otherwise="")
        for th, en in zip(named["name_th"], named["name_en"], strict=True)
    ]
    direction = trips.get("direction_id", pd.Series(None, index=trips.index, dtype=object))
    rows = trips.assign(direction_id=direction.fillna(""), sign=sign)
    rows = rows[rows["trip_id"].isin(leaving) & (rows["sign"] != "")]
    grouped = rows.groupby(["route_id", "direction_id"])["sign"]
    return grouped.agg(lambda signs: " / ".join(signs.value_counts().index[:MAX_SIGNS]))


@st.cache_resource(max_entries=MAX_CATCHMENTS_KEPT, show_spinner=False)
def _service(
    path: str, stamp: int, day: DayType | dt.date, window: Window, on: dt.date
) -> pd.DataFrame:
    return answers.timetable_of(path, stamp, day, on).service(window)


@st.cache_resource(max_entries=MAX_CATCHMENTS_KEPT, show_spinner=False)
def _catchment(path: str, stamp: int, stop_id: str, walk_distance_m: float) -> shapely.Geometry:
    stop = buses_of(path, stamp).stops.geometry.loc[stop_id]
    return catchment(walking_on(path, stamp), stop, walk_distance_m=walk_distance_m)


@st.cache_resource(max_entries=MAX_CATCHMENTS_KEPT, show_spinner=False)
def _around(path: str, stamp: int, stop_id: str, walk_distance_m: float) -> Around:
    communities, people = (answers.reach_of(path, stamp, by) for by in (By.COMMUNITY, By.ZONE))
    near = _near(people, stop_id, walk_distance_m)
    persons = people.origins["population"].to_numpy(dtype=float)[near]
    return Around(
        communities=len(_near(communities, stop_id, walk_distance_m)),
        people=float(np.nansum(persons)),
        people_unknown=int(np.isnan(persons).sum()),
    )


def _near(reach: Reach, stop_id: str, walk_distance_m: float) -> np.ndarray:
    """Return the numbers of the origins from which a stop is within a walk."""
    stop = reach.stop_places.take(reach.stops.index == stop_id)
    limit_m = walk_distance_m + ROUNDING_M
    found: np.ndarray = reach.walking.within(reach.origin_places, stop, limit_m=limit_m)[
        "origin"
    ].to_numpy()
    return found
