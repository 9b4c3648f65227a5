"""Converters with a known answer on paper."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.units import format_clock, to_buddhist_year, to_hectares, to_rai


def test_a_square_of_40_metres_is_one_rai():
    assert to_rai(40 * 40) == 1


def test_a_square_of_100_metres_is_one_hectare():
    assert to_hectares(100 * 100) == 1


@given(st.floats(0, 1e12))
def test_a_hectare_is_six_and_a_quarter_rai(area_m2):
    assert to_rai(area_m2) == pytest.approx(6.25 * to_hectares(area_m2))


def test_the_year_2026_is_2569_in_the_buddhist_era():
    assert to_buddhist_year(dt.date(2026, 11, 23)) == 2569


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (29_100, "08:05"), (91_800, "25:30"), (59.4, "00:00")]
)
def test_people_read_hours_and_minutes(seconds, text):
    assert format_clock(seconds) == text
