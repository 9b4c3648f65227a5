"""Shares: a number where all is known, a range where people hang on an unknown timetable."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from geo_app.words.share_words import share_cells, share_range


def share(known: float, served: float, unclear: float) -> pd.Series:
    return pd.Series(
        {
            "population_known": known,
            "population_served": served,
            "population_unclear": unclear,
            "share_served": served / known if known else math.nan,
        }
    )


@pytest.mark.parametrize(
    ("known", "served", "unclear", "words"),
    [
        (200, 50, 0, "25.0%"),
        (200, 0, 0, "0.0%"),
        (200, 50, 100, "25.0–75.0%"),
        (200, 0, 200, "not known"),
        (0, 0, 0, "not known"),
    ],
)
def test_a_share_is_never_said_to_be_surer_than_it_is(known, served, unclear, words):
    assert share_range(share(known, served, unclear)).words(str) == words


def test_cells_are_numbers_where_all_is_known():
    cells = share_cells(pd.DataFrame([share(200, 50, 0), share(0, 0, 0)]), str)
    assert cells.dtype == float
    assert cells[0] == 25.0
    assert math.isnan(cells[1])


def test_cells_are_texts_only_where_people_hang_on_a_timetable():
    rows = [share(200, 50, 0), share(200, 50, 100), share(200, 0, 200)]
    assert list(share_cells(pd.DataFrame(rows), str)) == [25.0, "25.0–75.0", "not known"]
