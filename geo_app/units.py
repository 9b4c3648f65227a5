"""Constants and converters, each with its unit in its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

RAI_M2 = 1_600.0
"""One rai in square metres (Thai Weights and Measures Act: 40 m x 40 m)."""

HECTARE_M2 = 10_000.0
"""One hectare in square metres."""

METRES_PER_KM = 1_000

BUDDHIST_ERA_OFFSET_YEARS = 543
"""Years between the Buddhist era as counted in Thailand and the common era."""


def to_rai(area_m2: float) -> float:
    """
    Convert square metres to rai.

    Parameters
    ----------
    area_m2
        Area in square metres.
    """
    return area_m2 / RAI_M2


def to_hectares(area_m2: float) -> float:
    """
    Convert square metres to hectares.

    Parameters
    ----------
    area_m2
        Area in square metres.
    """
    return area_m2 / HECTARE_M2


def to_buddhist_year(day: dt.date) -> int:
    """
    Return the year of a day in the Buddhist era.

    Parameters
    ----------
    day
        A day of the common era.
    """
    return day.year + BUDDHIST_ERA_OFFSET_YEARS


def format_clock(seconds: float) -> str:
    """
    Write seconds from the start of the service day as 07:00; past midnight as 25:30.

    Parameters
    ----------
    seconds
        From the start of the service day; a trip after midnight has more than 86,400.
    """
    minutes = round(seconds) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
