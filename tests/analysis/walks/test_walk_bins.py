"""The bars of walking distance: nobody is lost in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.analysis.walks.walk_bins import BIN_M, LAST_M, distance_bins


def bins_of(walks: list[float], people: list[float]) -> pd.DataFrame:
    return distance_bins(pd.DataFrame({"population": people}), pd.Series(walks, dtype=float))


@pytest.mark.parametrize(
    ("walk_m", "start_m"),
    [(0.0, 0), (0.1, 0), (100.0, 0), (100.1, 100), (500.0, 400), (2999.0, 2900), (3000.0, 2900)],
)
def test_a_bar_holds_distances_up_to_its_end(walk_m: float, start_m: int) -> None:
    bins = bins_of([walk_m], [7.0]).query("kind == 'bin'").set_index("start_m")
    assert bins.loc[start_m, "origins"] == 1
    assert bins.loc[start_m, "population"] == 7


def test_further_and_no_way_are_bars_of_their_own() -> None:
    bins = bins_of([3000.1, 9e6, np.nan], [1.0, 2.0, 4.0]).set_index("kind")
    assert bins.loc["further", ["origins", "population"]].tolist() == [2, 3]
    assert bins.loc["no_way", ["origins", "population"]].tolist() == [1, 4]


def test_unknown_people_are_counted_as_places_only() -> None:
    bins = bins_of([50.0, 60.0], [np.nan, 3.0])
    assert bins["origins"].sum() == 2
    assert bins["population"].sum() == 3


def test_without_anybody_every_bar_is_empty() -> None:
    bins = bins_of([], [])
    assert len(bins) == LAST_M // BIN_M + 2
    assert bins["origins"].sum() == 0


@given(
    st.lists(
        st.tuples(
            st.one_of(st.just(float("nan")), st.floats(0, 1e7)),
            st.one_of(st.just(float("nan")), st.floats(0, 1e4)),
        ),
        max_size=40,
    )
)
def test_nobody_is_lost_and_nobody_is_counted_twice(rows: list[tuple[float, float]]) -> None:
    walks, people = [walk for walk, _ in rows], [count for _, count in rows]
    bins = bins_of(walks, people)
    assert bins["origins"].sum() == len(rows)
    assert bins["population"].sum() == pytest.approx(np.nansum(people))
    assert (bins["end_m"] > bins["start_m"]).all()
