"""Stretches of a line, worked out on paper and against a ruler of single metres."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.analysis.lines.intervals import (
    TOUCH_M,
    complement_intervals,
    keep_highest,
    merge_by,
    merge_intervals,
    no_intervals,
    subtract_intervals,
    total_m,
)


def spans(*rows: tuple[float, float]) -> np.ndarray:
    return np.array(rows, dtype=float).reshape(-1, 2)


SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple), max_size=8
).map(lambda rows: spans(*rows))


def metres(intervals: np.ndarray) -> set[int]:
    """Return the whole metres that some intervals of whole metres hold."""
    return {metre for low, high in intervals.astype(int) for metre in range(low, high)}


def are_apart(intervals: np.ndarray) -> bool:
    return bool((np.diff(intervals.ravel()) > TOUCH_M).all())


@pytest.mark.parametrize(
    ("given_spans", "expected"),
    [
        (spans(), spans()),
        (spans((5, 9), (0, 2)), spans((0, 2), (5, 9))),
        (spans((0, 3), (2, 5)), spans((0, 5))),
        (spans((0, 9), (2, 5), (4, 6)), spans((0, 9))),
        (spans((0, 3), (3, 5)), spans((0, 5))),
        (spans((0, 3), (3 + 0.5e-6, 5)), spans((0, 5))),
        (spans((0, 3), (3 + 2e-6, 5)), spans((0, 3), (3 + 2e-6, 5))),
        (spans((4, 4)), spans()),
        (spans((4, 4 + 0.5e-6)), spans()),
    ],
    ids=["none", "apart", "overlap", "nested", "touch", "nearly", "not yet", "point", "short"],
)
def test_intervals_are_merged(given_spans, expected):
    assert merge_intervals(given_spans).tolist() == expected.tolist()


def test_groups_are_merged_each_for_itself():
    group, merged = merge_by(np.array([7, 2, 7]), spans((0, 4), (1, 3), (4, 6)))
    assert (group.tolist(), merged.tolist()) == ([2, 7], [[1, 3], [0, 6]])


def test_what_is_taken_is_left_out():
    left = subtract_intervals(spans((0, 10), (5, 20)), spans((2, 3), (8, 12), (19, 30)))
    assert left.tolist() == [[0, 2], [3, 8], [12, 19]]


def test_the_rest_of_a_line_ends_with_the_line():
    rest = complement_intervals(spans((-5, 1), (4, 6), (90, 200)), length_m=100)
    assert rest.tolist() == [[1, 4], [6, 90]]
    assert complement_intervals(no_intervals(), length_m=100).tolist() == [[0, 100]]
    assert complement_intervals(spans((0, 100)), length_m=100).tolist() == []


def test_every_metre_goes_to_the_highest_rank():
    rank, kept = keep_highest(np.array([0, 2, 1, 0]), spans((0, 10), (3, 5), (4, 8), (12, 13)))
    assert rank.tolist() == [0, 2, 1, 0, 0]
    assert kept.tolist() == [[0, 3], [3, 5], [5, 8], [8, 10], [12, 13]]


def test_without_intervals_nothing_is_kept():
    rank, kept = keep_highest(np.empty(0, dtype=np.int64), no_intervals())
    assert (len(rank), kept.shape) == (0, (0, 2))


@given(own=SPANS, others=SPANS)
def test_the_arithmetic_is_that_of_sets_of_metres(own, others):
    before = own.copy()
    merged, left = merge_intervals(own), subtract_intervals(own, others)
    rest = complement_intervals(own, length_m=20)
    assert metres(merged) == metres(own)
    assert metres(left) == metres(own) - metres(others)
    assert metres(rest) == set(range(20)) - metres(own)
    assert all(are_apart(answer) for answer in (merged, left, rest))
    assert total_m(own) == len(metres(own))
    assert own.tolist() == before.tolist()


@given(own=SPANS, ranks=st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_the_highest_rank_of_each_metre_is_the_highest_that_claims_it(own, ranks):
    ranks = np.array(ranks[: len(own)], dtype=np.int64)
    expected: dict[int, int] = {}
    for rank, interval in sorted(zip(ranks.tolist(), own, strict=True), key=lambda row: row[0]):
        expected |= dict.fromkeys(metres(interval[None]), rank)
    kept_ranks, kept = keep_highest(ranks, own)
    found = {
        metre: rank
        for rank, interval in zip(kept_ranks.tolist(), kept, strict=True)
        for metre in metres(interval[None])
    }
    assert found == expected
    assert total_m(kept) == len(expected)
