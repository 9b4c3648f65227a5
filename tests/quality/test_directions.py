"""Which way a trip runs where the feed does not say."""

from __future__ import annotations

import pytest

from tests.transit.feeds import schedule

THERE = [("A", "08:00:00"), ("B", "08:10:00"), ("C", "08:20:00")]
BACK = [("C", "09:00:00"), ("B", "09:10:00"), ("A", "09:20:00")]


def directions(calls, **of_trip):
    """Return the direction of each trip of a feed that says only what `of_trip` says."""
    silent = {trip: {"direction_id": ""} for trip in calls}
    return schedule(calls, of_trip={**silent, **of_trip}).trips["direction_id"].tolist()


def test_a_trip_through_the_same_stops_backwards_is_the_way_back():
    assert directions({"T1": THERE, "T2": BACK, "T3": THERE}) == [0, 1, 0]


@pytest.mark.parametrize("part", [slice(0, 2), slice(1, 3)])
def test_a_part_of_the_line_is_enough(part):
    assert directions({"T1": THERE, "T2": BACK[part]}) == [0, 1]
    assert directions({"T1": THERE, "T2": THERE[part]}) == [0, 0]


def test_where_no_stops_are_shared_nothing_is_doubled_and_it_stays_0():
    other = [("X", "09:00:00"), ("Y", "09:10:00")]
    assert directions({"T1": THERE, "T2": other}) == [0, 0]


def test_each_route_has_its_own_first_trip():
    calls = {"T1": THERE, "T2": BACK}
    assert directions(calls, T2={"route_id": "R2", "direction_id": ""}) == [0, 0]


def test_what_the_feed_says_holds():
    calls = {"T1": THERE, "T2": BACK}
    assert directions(calls, T1={"direction_id": "1"}, T2={"direction_id": "1"}) == [1, 1]


def test_a_loop_that_ends_where_it_began_runs_there():
    loop = [*THERE, ("A", "08:30:00")]
    assert directions({"T1": loop, "T2": loop}) == [0, 0]
