"""Days and distances as people write them in each language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo_app.units import METRES_PER_KM, to_buddhist_year
from geo_app.words.translating import Language

if TYPE_CHECKING:
    import datetime as dt

THAI_MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip


THAI_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip


def format_date(day: dt.date | None, language: Language) -> str:
    """
    Write a day as people in `language` do; the year is Buddhist in Thai.

    Parameters
    ----------
    day
        None is written as a dash.
    language
        Decides about months and the era.
    """
    if day is None:
        return "–"
    if language is Language.THAI:
        return f"{day.day} {THAI_MONTHS_SHORT[day.month - 1]} {to_buddhist_year(day)}"
    return f"{day.day} {day:%b %Y}"


def format_distance(distance_m: float | None, language: Language) -> str:
    """
    Write a distance in metres, or in kilometres from one kilometre on.

    Parameters
    ----------
    distance_m
        Metres, from 0; None and NaN are written as a dash.
    language
        Decides about the unit's sign.
    """
    if distance_m is None or math.isnan(distance_m):
        return "–"
    metre, kilometre = ("ม.", "กม.") if language is Language.THAI else ("m", "km")
    if distance_m < METRES_PER_KM:
        return f"{distance_m:,.0f} {metre}"
    return f"{distance_m / METRES_PER_KM:,.1f} {kilometre}"
