"""
One colour, one meaning, on every page.

The gap colours are from the Okabe-Ito palette, which people with colour
blindness can tell apart; size tells them apart a second time.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.analysis.ranking import Gap
from geo_app.indicators.listing import LISTING

if TYPE_CHECKING:
    from collections.abc import Mapping

SEA = "#dcebf2"
UNKNOWN_GROUND = "#eef1f0"
LAND = "#f6f3ec"
COAST = "#b8b2a3"
ROAD = "#d3c7ae"
ZONE = "#6b7280"
TEXT = "#1f2937"
STOP = "#111827"
STOP_FILL = "#ffffff"
MANGROVE_OPACITY = 0.5
ROUTES = ("#7c3aed", "#be185d", "#0e7490", "#4d7c0f", "#92400e", "#334155")
"""Colours for routes whose feed gives none, in the order of the routes."""

FACILITY = "#fde68a"
MANGROVE = "#1b7837"
SELECTED = "#000000"
SENSITIVE = "#111827"
CATCHMENT = "#0f766e"
CATCHMENT_OPACITY = 0.28
FIX = "#009e73"

SHARE = ("#f7f7f7", "#cccccc", "#969696", "#636363", "#252525")
"""From few to many people served: lightness alone tells the order, and no hue of another layer
is met again (ColorBrewer Greys, readable with every kind of colour blindness)."""

SHARE_UNKNOWN = "#9ca3af"
SHARE_OPACITY = 0.7

GAP: Mapping[str, str] = MappingProxyType(
    {
        Gap.BOTH.value: "#d55e00",
        **{indicator.id: indicator.look.colour for indicator in LISTING},
        Gap.NONE.value: "#ffffff",
    }
)
"""By the value of the column `gap`."""

GAP_RADIUS_PX: Mapping[str, float] = MappingProxyType(
    {
        Gap.BOTH.value: 9,
        **{indicator.id: indicator.look.radius_px for indicator in LISTING},
        Gap.NONE.value: 6,
    }
)

HAZARD: Mapping[str, str] = MappingProxyType(
    {
        "flood": "#2b8cbe",
        "landslide": "#8c510a",
        "tsunami": "#88419d",
        "coastal_erosion": "#bf812d",
        "storm_surge": "#3f007d",
    }
)
HATCH_ANGLE_DEG: Mapping[str, float] = MappingProxyType(
    {
        "flood": 45.0,
        "landslide": 90.0,
        "tsunami": 135.0,
        "coastal_erosion": 0.0,
        "storm_surge": 20.0,
    }
)
"""Of the lines that a hazard zone is filled with, anticlockwise from the east."""

HATCH_SPACING_PX: Mapping[str, float] = MappingProxyType(
    {"low": 9.0, "medium": 7.0, "high": 5.0, "very_high": 3.5}
)
"""The closer the lines, the higher the level."""

HATCH_GROUND = 0.3
"""How strong the ground between the lines is, as a share of the level's opacity."""

HAZARD_OPACITY: Mapping[str, float] = MappingProxyType(
    {"low": 0.15, "medium": 0.25, "high": 0.4, "very_high": 0.55}
)
