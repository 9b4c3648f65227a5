"""Days and distances read as people write them."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from geo_app.words.formats import format_date, format_distance
from geo_app.words.translating import Language

THAI, ENGLISH = Language.THAI, Language.ENGLISH


def test_a_day_in_thai_has_a_buddhist_year():
    assert format_date(dt.date(2026, 11, 23), THAI) == "23 พ.ย. 2569"


def test_a_day_in_english_has_a_common_year():
    assert format_date(dt.date(2026, 1, 5), ENGLISH) == "5 Jan 2026"


@pytest.mark.parametrize("language", Language)
def test_no_day_is_a_dash(language):
    assert format_date(None, language) == "–"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_own_thai_abbreviation(month):
    others = {format_date(dt.date(2026, m, 1), THAI) for m in range(1, 13) if m != month}
    assert format_date(dt.date(2026, month, 1), THAI) not in others


@pytest.mark.parametrize(
    ("metres", "language", "expected"),
    [
        (0, ENGLISH, "0 m"),
        (499.6, ENGLISH, "500 m"),
        (999.4, THAI, "999 ม."),
        (1000, ENGLISH, "1.0 km"),
        (12_345, THAI, "12.3 กม."),
        (None, THAI, "–"),
        (math.nan, ENGLISH, "–"),
    ],
)
def test_distances_are_metres_below_a_kilometre(metres, language, expected):
    assert format_distance(metres, language) == expected
