"""The words for coded values, as marked English sentences."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.analysis.coverage import Gap
from geo_app.analysis.plans import PlanStatus
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.network.walking import WalkingMethod

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GAP: Mapping[str, str] = MappingProxyType(
    {
        Gap.BOTH: mark("No stop and no valid plan"),
        Gap.STOP: mark("No stop"),
        Gap.PLAN: mark("No valid plan"),
        Gap.NONE: mark("No known gap"),
    }
)
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


def marked(text: str, status: Status | None, translate: Callable[[str], str]) -> str:
    """Append the mark of data that is neither official nor open to a text."""
    if status is None or not status.is_marked:
        return text
    return f"{text} [{translate(STATUS[status])}]"
