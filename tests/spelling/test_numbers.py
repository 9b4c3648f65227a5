import math

import pandas as pd
import pytest

from geo_app.spelling.numbers import Style, numbers_of


def read(style, *cells):
    """Return the floats of a column, None for each that is unknown."""
    numbers = numbers_of(pd.Series(cells, dtype=object), style=style)
    return [None if math.isnan(number) else number for number in numbers.floats]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12", 12), (" 12.5 ", 12.5), ("๑๒", 12), ("１２", 12), ("12\u00a0000", 12_000), (12, 12),
     ("1'234", 1_234), ("1.234,5", 1_234.5), ("1,234.5", 1_234.5), ("1,234,567", 1_234_567),
     ("0,5", 0.5), ("−3", -3), ("1e3", 1_000), ("12345,678", 12_345.678)],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(cell, expected):
    assert read(Style.MEASURE, cell) == [expected]


@pytest.mark.parametrize("cell", ["x", "12 คน", "1_000", "12,34,5", True, [5], "1.2.3", "0x10"])
def test_what_is_no_number_is_none(cell):
    assert read(Style.MEASURE, cell) == [None]


def test_degrees_have_no_thousands():
    assert read(Style.DEGREES, "98,363", "7.891", "1 234") == [98.363, 7.891, None]


def test_the_other_cells_say_what_a_comma_is():
    assert read(Style.MEASURE, "1,234", "0,5") == [1.234, 0.5]
    assert read(Style.MEASURE, "1,234", "0.5") == [1_234, 0.5]


@pytest.mark.parametrize(
    ("style", "cells", "doubtful"),
    [
        (Style.MEASURE, ["1,234"], [True]),
        (Style.MEASURE, ["1,234", "0,5", "0.5"], [True, False, False]),
        (Style.MEASURE, ["1.234", "0,5"], [True, False]),
        (Style.COUNT, ["1.234", "12"], [True, False]),
        (Style.COUNT, ["1,234", "12,5"], [True, False]),
        (Style.COUNT, ["812.345", "97.12"], [False, False]),
        (Style.MEASURE, ["1.234"], [False]),
    ],
)
def test_what_may_be_two_numbers_is_doubtful(style, cells, doubtful):
    assert numbers_of(pd.Series(cells), style=style).is_doubtful.tolist() == doubtful


def test_a_comma_in_a_count_is_taken_for_thousands_and_said():
    numbers = numbers_of(pd.Series(["1,234", "12"]), style=Style.COUNT)
    assert numbers.floats.tolist() == [1_234, 12]
    assert numbers.is_assumed.tolist() == [True, False]


def test_words_for_nothing_are_blank():
    numbers = numbers_of(pd.Series(["nan", "", None, "NULL", "-"]), style=Style.COUNT)
    assert numbers.is_blank.tolist() == [True, True, True, True, False]
