"""Days in the forms that cannot be misread; the norm is 2026-04-17."""

from __future__ import annotations

import datetime as dt
import re

from geo_app.spelling.texts import plain

YEAR_FIRST = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}.*)?"
)
EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:\.0+)?")
YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?:[T ][0-9]{1,2}:[0-9]{2}.*)?")
MONTH_IN_WORDS = re.compile(r"([0-9]{1,2}) ([^0-9 ]+) (?:พ\.ศ\. ?|ค\.ศ\. ?)?([0-9]{4})")
MONTHS = 12
MONTH_NAMES = (
    ("january", "jan", "มกราคม", "ม.ค."),
    ("february", "feb", "กุมภาพันธ์", "ก.พ."),
    ("march", "mar", "มีนาคม", "มี.ค."),
    ("april", "apr", "เมษายน", "เม.ย."),
    ("may", "พฤษภาคม", "พ.ค."),
    ("june", "jun", "มิถุนายน", "มิ.ย."),
    ("july", "jul", "กรกฎาคม", "ก.ค."),
    ("august", "aug", "สิงหาคม", "ส.ค."),
    ("september", "sep", "กันยายน", "ก.ย."),
    ("october", "oct", "ตุลาคม", "ต.ค."),
    ("november", "nov", "พฤศจิกายน", "พ.ย."),
    ("december", "dec", "ธันวาคม", "ธ.ค."),
)
MONTH_OF = {
    name.rstrip("."): month for month, names in enumerate(MONTH_NAMES, start=1) for name in names
}


def iso_day(text: str) -> str | None:
    """
    Return a day as 2026-04-17.

    Parameters
    ----------
    text
        A day, perhaps with a time of day behind it: `2026/4/17`, `20260417`,
        `17/04/2026` (which has no 17th month), `17 April 2026`, `17 เม.ย. 2026`, also
        in Thai digits. A year of the Buddhist era stays what it is.

    Returns
    -------
    day
        None where it is none, or where day and month may be the other way round, as in
        `05/04/2026`.
    """
    written = plain(text)
    if match := YEAR_FIRST.fullmatch(written):
        return _day(match[1], match[3], match[4])
    if match := EIGHT_DIGITS.fullmatch(written):
        return _day(match[1], match[2], match[3])
    if match := MONTH_IN_WORDS.fullmatch(written):
        month = MONTH_OF.get(match[2].lower().rstrip("."))
        return None if month is None else _day(match[3], month, match[1])
    if match := YEAR_LAST.fullmatch(written):
        return _day_of_slashes(int(match[1]), int(match[3]), match[4])
    return None


def _day_of_slashes(first: int, second: int, year: str) -> str | None:
    if first <= MONTHS and second <= MONTHS and first != second:
        return None
    return _day(year, first, second) if second > MONTHS else _day(year, second, first)


def _day(year: str, month: str | int, day: str | int) -> str | None:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
