"""Coded values: the words, in both languages, that stand for each of ours."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.spelling.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "hazard_level": {
            "low": ("ต่ำ", "น้อย"),
            "medium": ("moderate", "mid", "med", "ปานกลาง", "กลาง"),
            "high": ("สูง", "มาก"),
            "very_high": ("สูงมาก", "มากที่สุด", "สูงที่สุด"),
        },
        "hazard_type": {
            "flood": ("floods", "flooding", "น้ำท่วม", "อุทกภัย", "น้ำท่วมขัง", "น้ำท่วมฉับพลัน"),
            "landslide": ("landslides", "landslip", "ดินถล่ม", "แผ่นดินถล่ม", "โคลนถล่ม", "ดินโคลนถล่ม"),
            "tsunami": ("tsunamis", "สึนามิ", "คลื่นสึนามิ"),
            "coastal_erosion": ("กัดเซาะชายฝั่ง", "การกัดเซาะชายฝั่ง", "การกัดเซาะชายฝั่งทะเล"),
            "storm_surge": ("คลื่นพายุซัดฝั่ง", "พายุซัดฝั่ง", "คลื่นซัดฝั่ง"),
        },
        "scope": {
            "community": ("communities", "village", "ชุมชน", "หมู่บ้าน"),
            "zone": ("zones", "tambon", "subdistrict", "ตำบล", "พื้นที่"),
        },
        "level": {
            "tambon": ("subdistrict", "sub_district", "ตำบล", "แขวง"),
            "district": ("amphoe", "อำเภอ"),
            "local_government": (
                "municipality", "อปท", "องค์กรปกครองส่วนท้องถิ่น", "เทศบาล", "อบต",
                "องค์การบริหารส่วนตำบล",
            ),
        },
        "facility_type": {
            "shelter": (
                "shelters", "evacuation_centre", "evacuation_center", "ที่พักพิง", "ศูนย์พักพิง",
                "ศูนย์พักพิงชั่วคราว", "ศูนย์อพยพ",
            ),
            "school": ("schools", "โรงเรียน"),
            "hospital": ("hospitals", "โรงพยาบาล", "รพ"),
            "clinic": (
                "clinics", "health_centre", "health_center", "คลินิก", "สถานีอนามัย", "รพ.สต",
                "โรงพยาบาลส่งเสริมสุขภาพตำบล",
            ),
            "police": ("police_station", "สถานีตำรวจ", "ตำรวจ", "สภ"),
            "fire_station": ("สถานีดับเพลิง", "ดับเพลิง"),
            "town_hall": ("city_hall", "ศาลากลาง", "เทศบาล", "สำนักงานเทศบาล", "ที่ทำการ_อบต"),
            "pier": ("piers", "jetty", "ท่าเรือ", "ท่าเทียบเรือ"),
            "warning_tower": ("หอเตือนภัย", "หอเตือนภัยสึนามิ"),
        },
        "stop_policy": {
            "stops": ("stop", "fixed_stops", "ป้าย", "ตามป้าย", "จอดตามป้าย"),
            "hail_and_ride": ("hail", "hail_ride", "โบกเรียก", "โบกรถ", "โบกเรียกได้ตลอดทาง"),
        },
    }
)  # fmt: skip
"""By column: what else is written for a value, in small letters, `_` for a blank."""

BEFORE_LEVEL = re.compile(r"^(?:ระดับ|ความ|เสี่ยงภัย|เสี่ยง|_)+")
"""Words before a level, such as in `ระดับความเสี่ยงสูง`."""

PARTED = re.compile(r"[\s_-]+")
WHOLE = re.compile(r"(-?[0-9]+)\.0+")

TRUE_WORDS = frozenset({"yes", "y", "true", "t", "1", "on", "ใช่", "จริง", "มี"})
FALSE_WORDS = frozenset({"no", "n", "false", "f", "0", "off", "ไม่", "ไม่ใช่", "เท็จ", "ไม่มี"})


def key_of(text: str) -> str:
    """
    Return what a word is compared by: small letters, one `_` for blanks and dashes.

    Parameters
    ----------
    text
        As it stands in a cell or heading.
    """
    return PARTED.sub("_", plain(text).casefold()).rstrip(".").strip("_")


def coded(value: object, column: str, choices: tuple[str, ...]) -> object:
    """
    Return the value of a kind's list that a cell means.

    Parameters
    ----------
    value
        A cell.
    column
        That it stands in, such as `hazard_level`.
    choices
        The kind's list.

    Returns
    -------
    value
        One of `choices`, else the cell as it is.
    """
    if not isinstance(value, str):
        return value
    key = key_of(value)
    if key in choices:
        return key
    if column == "hazard_level":
        key = BEFORE_LEVEL.sub("", key)
    words = SYNONYMS.get(column, {})
    return next((ours for ours in choices if key == ours or key in words.get(ours, ())), value)


def truth_of(value: Any) -> bool | None:
    """
    Return whether a cell says yes.

    Parameters
    ----------
    value
        A truth value, a number, or a word: `yes`, `T`, `1`, `1.0`, `true`, `ใช่` and
        their contraries.

    Returns
    -------
    truth
        None where it is empty or says neither, such as `movable`.
    """
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    key = whole(plain(str(value))).casefold()
    return True if key in TRUE_WORDS else False if key in FALSE_WORDS else None


def whole(text: str) -> str:
    """
    Return a whole number without the `.0` that a program has added.

    Parameters
    ----------
    text
        Plain; any other text stays as it is.
    """
    match = WHOLE.fullmatch(text)
    return match[1] if match else text
