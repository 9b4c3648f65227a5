"""Times of a timetable as seconds, and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.quality.clock import (
    CLOCK_OF_PEOPLE,
    clock_texts,
    read_seconds,
)


def texts(*values: str | None) -> pd.Series:
    """Return a column of texts."""
    return pd.Series(list(values), dtype="str")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:00", 0),
        ("8:05:00", 29_100),
        ("08:05:00", 29_100),
        (" 08:05:01 ", 29_101),
        ("24:00:00", 86_400),
        ("25:30:00", 91_800),
        ("100:00:00", 360_000),
    ],
)
def test_a_time_counts_from_the_start_of_the_service_day(text, seconds):
    read, is_wrong = read_seconds(texts(text))
    assert (read.tolist(), is_wrong.tolist()) == ([seconds], [False])


def test_a_blank_time_is_unknown_and_not_wrong():
    read, is_wrong = read_seconds(texts(None, "08:00:00"))
    assert read.isna().tolist() == [True, False]
    assert not is_wrong.any()


@pytest.mark.parametrize(
    "text", ["-1:00:00", "8:60:00", "8:00:60", "8:05", "noon", "08.05.00", "8:5:0", "1e3:00:00"]
)
def test_what_is_no_time_is_wrong_and_unknown(text):
    read, is_wrong = read_seconds(texts(text, "08:00:00"))
    assert read.isna().tolist() == [True, False]
    assert is_wrong.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5:30", 19_800), ("05.30", 19_800), ("05.30 น.", 19_800), ("24:10:05", 87_005)],
)
def test_people_write_times_without_seconds(text, seconds):
    read, _ = read_seconds(texts(text), pattern=CLOCK_OF_PEOPLE)
    assert read.tolist() == [seconds]


@pytest.mark.parametrize("text", ["5", "5.5", "530", "5:60", "-5:30", "5:30 pm"])
def test_half_a_time_of_people_is_wrong(text):
    _, is_wrong = read_seconds(texts(text), pattern=CLOCK_OF_PEOPLE)
    assert is_wrong.all()


def test_the_order_and_index_of_the_rows_stay():
    column = pd.Series(["9:00:00", None, "8:00:00", "9:00:00"], index=[7, 3, 5, 1], dtype="str")
    read, _ = read_seconds(column)
    assert read.dropna().to_dict() == {7: 32_400, 5: 28_800, 1: 32_400}


def test_a_column_without_rows_has_no_times():
    read, is_wrong = read_seconds(texts())
    assert (len(read), len(is_wrong)) == (0, 0)


@given(st.integers(min_value=0, max_value=359_999))
def test_a_time_written_is_the_time_read(seconds):
    read, _ = read_seconds(clock_texts(pd.Series([float(seconds)])))
    assert read.tolist() == [seconds]


def test_an_unknown_time_is_written_as_missing():
    assert clock_texts(pd.Series([None, 0.0])).isna().tolist() == [True, False]
