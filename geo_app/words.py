"""
The app's two languages.

The code holds English sentences; `locale/th/LC_MESSAGES/geo_app.po` holds the
Thai. The catalogue is read as it is, so nothing has to be compiled.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo_app.units import to_buddhist_year

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "geo_app"
METRES_PER_KM = 1_000

THAI_MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip


class Language(StrEnum):
    """A language of the app; Thai is the first."""

    THAI = "th"
    ENGLISH = "en"


def translator(language: Language) -> Callable[[str], str]:
    """
    Return the function that turns an English sentence into `language`.

    A sentence that has no translation comes back as it is.
    """
    if language is Language.ENGLISH:
        return str
    messages = _messages(language)
    return lambda text: messages.get(text, text)


@cache
def _messages(language: Language) -> dict[str, str]:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - keeps `import geo_app` cheap

    path = LOCALE_FOLDER / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.value)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def pick_name(name_th: object, name_en: object, language: Language, *, otherwise: str) -> str:
    """Return the name in `language`, else in the other one, else `otherwise`."""
    first, second = (name_th, name_en) if language is Language.THAI else (name_en, name_th)
    for name in (first, second):
        if isinstance(name, str) and name.strip():
            return name
    return otherwise


def format_date(day: dt.date | None, language: Language) -> str:
    """Write a day as people in `language` do; the year is Buddhist in Thai."""
    if day is None:
        return "–"
    if language is Language.THAI:
        return f"{day.day} {THAI_MONTHS_SHORT[day.month - 1]} {to_buddhist_year(day)}"
    return f"{day.day} {day:%b %Y}"


def format_clock(seconds: float) -> str:
    """Write seconds from the start of the service day as 07:00; past midnight as 25:30."""
    minutes = round(seconds) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def format_distance(distance_m: float | None, language: Language) -> str:
    """Write a distance in metres, or in kilometres from one kilometre on."""
    if distance_m is None or math.isnan(distance_m):
        return "–"
    metre, kilometre = ("ม.", "กม.") if language is Language.THAI else ("m", "km")
    if distance_m < METRES_PER_KM:
        return f"{distance_m:,.0f} {metre}"
    return f"{distance_m / METRES_PER_KM:,.1f} {kilometre}"
