"""Constants and converters, each with its unit in its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

RAI_M2 = 1_600.0
"""One rai in square metres (Thai Weights and Measures Act: 40 m x 40 m)."""

HECTARE_M2 = 10_000.0
"""One hectare in square metres."""

BUDDHIST_ERA_OFFSET_YEARS = 543
"""Years between the Buddhist era as counted in Thailand and the common era."""


def to_rai(area_m2: float) -> float:
    """Convert square metres to rai."""
    return area_m2 / RAI_M2


def to_hectares(area_m2: float) -> float:
    """Convert square metres to hectares."""
    return area_m2 / HECTARE_M2


def to_buddhist_year(day: dt.date) -> int:
    """Return the year of a day in the Buddhist era."""
    return day.year + BUDDHIST_ERA_OFFSET_YEARS
