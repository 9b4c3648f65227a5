"""The words for coded values, as marked English sentences."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.coverage import Gap
from geo_app.analysis.plans import PlanStatus
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.network.walking import WalkingMethod

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_app.analysis.standards import Standard

GAP: Mapping[str, str] = MappingProxyType(
    {
        Gap.BOTH: mark("No stop and no valid plan"),
        Gap.STOP: mark("No stop"),
        Gap.PLAN: mark("No valid plan"),
        Gap.NONE: mark("No known gap"),
    }
)
SERVICE_GAP: Mapping[str, str] = MappingProxyType(
    {
        Gap.BOTH: mark("Not served and no valid plan"),
        Gap.STOP: mark("Not served"),
        Gap.PLAN: mark("No valid plan"),
        Gap.NONE: mark("No known gap"),
    }
)
"""The same where the standard asks when buses run: a stop may be there all the same."""

PLAN_STATUS: Mapping[str, str] = MappingProxyType(
    {
        PlanStatus.VALID: mark("Valid"),
        PlanStatus.EXPIRED: mark("Expired"),
        PlanStatus.NONE: mark("None"),
        PlanStatus.UNKNOWN: mark("Not known"),
    }
)
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


def gap_words(standard: Standard | None) -> Mapping[str, str]:
    """Return the words for gaps under a standard; None is any stop within the walk."""
    return GAP if standard is None or standard.window is None else SERVICE_GAP


def served_words(is_served: object, translate: Callable[[str], str]) -> str:
    """Say whether somebody is served; missing hangs on a timetable that is not known."""
    if is_missing(is_served):
        return translate(mark("Not known: the timetable is not known"))
    return translate(mark("Served") if is_served else mark("Not served"))


def is_missing(value: object) -> bool:
    """Say whether an answer is missing."""
    return bool(pd.isna(value))  # type: ignore[call-overload]


def class_words(access_class: object, translate: Callable[[str], str]) -> str | None:
    """Write a standard's class; PTAL's bands are written as they are."""
    if not isinstance(access_class, str):
        return None
    return translate(DG_REGIO_CLASS.get(access_class, access_class))


def marked(text: str, status: Status | None, translate: Callable[[str], str]) -> str:
    """Append the mark of data that is neither official nor open to a text."""
    if status is None or not status.is_marked:
        return text
    return f"{text} [{translate(STATUS[status])}]"
