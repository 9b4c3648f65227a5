"""The words for coded values, as marked English sentences."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.plans import PlanStatus
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.network.walking import WalkingMethod

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PLAN_STATUS: Mapping[str, str] = MappingProxyType(
    {
        PlanStatus.VALID: mark("Valid"),
        PlanStatus.EXPIRED: mark("Expired"),
        PlanStatus.NONE: mark("None"),
        PlanStatus.UNKNOWN: mark("Not known"),
    }
)
NEXT_PLAN: Mapping[str, str] = MappingProxyType(
    {
        PlanStatus.VALID: mark("Nothing is missing here today."),
        PlanStatus.EXPIRED: mark("Renew the plan that expired."),
        PlanStatus.NONE: mark("Draw up a plan, or join the plan of the tambon."),
        PlanStatus.UNKNOWN: mark("Load the province's plan register to know."),
    }
)
"""What to do next about a community's plan."""

STATUS: Mapping[str, str] = MappingProxyType(
    {
        Status.OFFICIAL: mark("official"),
        Status.OPEN: mark("open data"),
        Status.INDICATIVE: mark("indicative"),
        Status.MODELLED: mark("modelled"),
        Status.SYNTHETIC: mark("example data"),
    }
)
HAZARD_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "flood": mark("Flood"),
        "landslide": mark("Landslide"),
        "tsunami": mark("Tsunami"),
        "coastal_erosion": mark("Coastal erosion"),
        "storm_surge": mark("Storm surge"),
    }
)
HAZARD_LEVEL: Mapping[str, str] = MappingProxyType(
    {
        "low": mark("low"),
        "medium": mark("medium"),
        "high": mark("high"),
        "very_high": mark("very high"),
    }
)
FACILITY_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "shelter": mark("Shelter"),
        "school": mark("School"),
        "hospital": mark("Hospital"),
        "clinic": mark("Clinic"),
        "police": mark("Police"),
        "fire_station": mark("Fire station"),
        "town_hall": mark("Town hall or public office"),
        "pier": mark("Pier"),
        "warning_tower": mark("Warning tower"),
    }
)
ESTIMATED = mark("estimated")

WALKING_METHOD: Mapping[str, str] = MappingProxyType(
    {
        WalkingMethod.NETWORK: mark("along the walking network"),
        WalkingMethod.ESTIMATED: mark("estimated: main roads and straight legs to them"),
        WalkingMethod.STRAIGHT_LINE: mark("estimated: straight line × 1.3"),
    }
)


DG_REGIO_CLASS: Mapping[str, str] = MappingProxyType(
    {
        "none": mark("no access"),
        "low": mark("low access"),
        "medium": mark("medium access"),
        "high": mark("high access"),
    }
)


def served_words(
    is_served: object, translate: Callable[[str], str], *, is_placed: bool = True
) -> str:
    """
    Say whether somebody is served; missing hangs on a timetable or a place that nobody knows.

    Parameters
    ----------
    is_served
        Yes, no, or missing.
    translate
        Function from an English sentence to the reader's language.
    is_placed
        Whether the position is known.
    """
    if not is_placed:
        return translate(mark("Not known: the position is not known"))
    if is_missing(is_served):
        return translate(mark("Not known: the timetable is not known"))
    return translate(mark("Served") if is_served else mark("Not served"))


def is_missing(value: object) -> bool:
    """
    Say whether an answer is missing.

    Parameters
    ----------
    value
        One value of a frame: None, NaN, NaT and NA are missing.
    """
    return bool(pd.isna(value))  # type: ignore[call-overload]


def class_words(access_class: object, translate: Callable[[str], str]) -> str | None:
    """
    Write a standard's class; PTAL's bands are written as they are.

    Parameters
    ----------
    access_class
        A class of the standard, or what is missing.
    translate
        Function from an English sentence to the reader's language.

    Returns
    -------
    words
        None where there is no class.
    """
    if not isinstance(access_class, str):
        return None
    return translate(DG_REGIO_CLASS.get(access_class, access_class))


def marked(text: str, status: Status | None, translate: Callable[[str], str]) -> str:
    """
    Append the mark of data that is neither official nor open to a text.

    Parameters
    ----------
    text
        A heading or a value in the reader's language.
    status
        How far the data can be trusted; None without data.
    translate
        Function from an English sentence to the reader's language.
    """
    if status is None or not status.is_marked:
        return text
    return f"{text} [{translate(STATUS[status])}]"


def hazard_words(
    hazards: tuple[tuple[str, str], ...] | None,
    translate: Callable[[str], str],
    *,
    is_complete: bool = True,
) -> str:
    """
    Write hazards as words: none, none in the rows used, and not known are different answers.

    Parameters
    ----------
    hazards
        Pairs of type and level; empty is none, None is not known.
    translate
        Function from an English sentence to the reader's language.
    is_complete
        Whether every row of the layer is used: one set aside might lie here too.
    """
    if hazards is None:
        return translate(mark("Not known"))
    if not hazards and not is_complete:
        return translate(mark("Not known: rows of the layer are not used"))
    if not hazards:
        return translate(mark("None in the layer"))
    return ", ".join(
        f"{translate(HAZARD_TYPE[kind])} ({translate(HAZARD_LEVEL[level])})"
        for kind, level in hazards
    )
