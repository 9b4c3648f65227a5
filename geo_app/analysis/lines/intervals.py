"""Stretches of a line, each from so many metres to so many, as arrays of two columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Intervals = NDArray[np.float64]
Numbers = NDArray[np.int64]

TOUCH_M = 1e-6
"""What is nearer touches, and what is shorter is nothing: a hundred roundings of UTM metres."""


def no_intervals() -> Intervals:
    """Return none at all."""
    return np.empty((0, 2))


def merge_intervals(intervals: Intervals) -> Intervals:
    """
    Join intervals that overlap or touch.

    Parameters
    ----------
    intervals
        (n, 2) from and to in metres, in no order.

    Returns
    -------
    merged
        In order, apart from each other, none shorter than `TOUCH_M`.
    """
    return merge_by(np.zeros(len(intervals), dtype=np.int64), intervals)[1]


def merge_by(group: Numbers, intervals: Intervals) -> tuple[Numbers, Intervals]:
    """
    Join intervals that overlap or touch, each group for itself.

    Parameters
    ----------
    group
        The number of each interval's group.
    intervals
        (n, 2) from and to in metres, in no order.

    Returns
    -------
    group, merged
        In the order of the groups and along the line; none shorter than `TOUCH_M`.
    """
    step = np.repeat([1, -1], len(intervals))
    at_m, groups = intervals.ravel(order="F"), np.tile(group, 2)
    # An end comes a touch later, so that what begins there is of the same stretch.
    order = np.lexsort((at_m + np.where(step < 0, TOUCH_M, 0.0), groups))
    last = np.flatnonzero(np.cumsum(step[order]) == 0)
    first = np.concatenate([[0], last + 1])[: len(last)]
    merged = np.column_stack([at_m[order[first]], at_m[order[last]]])
    long = merged[:, 1] - merged[:, 0] > TOUCH_M
    return groups[order[first]][long], merged[long]


def covers(intervals: Intervals, at_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """
    Say which places lie in one of the intervals, which are merged.

    Parameters
    ----------
    intervals
        Merged intervals, (from, to) in metres along a line. May be empty.
    at_m
        Places along the same line, in metres.
    """
    begun = np.searchsorted(intervals[:, 0], at_m, side="right")
    ended = np.searchsorted(intervals[:, 1], at_m, side="left")
    return begun > ended


def subtract_intervals(intervals: Intervals, taken: Intervals) -> Intervals:
    """
    Leave of some intervals what others do not take.

    Parameters
    ----------
    intervals, taken
        (n, 2) from and to in metres, in no order; each may overlap itself.

    Returns
    -------
    left
        Merged.
    """
    whole, others = merge_intervals(intervals), merge_intervals(taken)
    at_m = np.unique(np.concatenate([whole.ravel(), others.ravel()]))
    middle_m = (at_m[:-1] + at_m[1:]) / 2
    left = covers(whole, middle_m) & ~covers(others, middle_m)
    return merge_intervals(np.column_stack([at_m[:-1], at_m[1:]])[left])


def complement_intervals(intervals: Intervals, *, length_m: float) -> Intervals:
    """
    Return what a line of so many metres has outside some intervals.

    Parameters
    ----------
    intervals
        (n, 2) from and to in metres, in no order; beyond the line's ends they count nothing.
    length_m
        Of the whole line, in metres.
    """
    return subtract_intervals(np.array([[0.0, length_m]]), intervals)


def total_m(intervals: Intervals) -> float:
    """
    Return how many metres some intervals hold together, overlaps once.

    Parameters
    ----------
    intervals
        (from, to) in metres along a line, in any order. May be empty.
    """
    merged = merge_intervals(intervals)
    return float((merged[:, 1] - merged[:, 0]).sum())


def keep_highest(rank: Numbers, intervals: Intervals) -> tuple[Numbers, Intervals]:
    """
    Give every metre to the highest of the ranks that claim it.

    Parameters
    ----------
    rank
        Of each interval; the larger goes first.
    intervals
        (n, 2) from and to in metres, in no order, overlapping at will.

    Returns
    -------
    rank, intervals
        Apart from each other, in order along the line.
    """
    taken, kept = no_intervals(), []
    for highest in np.unique(rank)[::-1]:
        left = subtract_intervals(intervals[rank == highest], taken)
        taken = np.concatenate([taken, left])
        kept.append((np.full(len(left), highest), left))
    if not kept:
        return rank, no_intervals()
    ranks = np.concatenate([numbers for numbers, _ in kept])
    order = np.argsort(taken[:, 0])
    return ranks[order], taken[order]
