"""
Where a new line leaves a course, on lines drawn on paper; metres.

The course runs 2000 m along y = 0 unless a test draws another one.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from geo_app.proposals.courses.passes import passes, runs_on
from geo_app.proposals.courses.stretches import (
    Stretch,
    changed_stretches,
    likeness,
    piece,
    runs_against,
)

STRAIGHT = LineString([(0, 0), (2000, 0)])
NORTH = [(0, 0), (800, 0), (800, 300), (1400, 300), (1400, 0), (2000, 0)]


def bounds(stretch):
    return stretch.start_m, stretch.end_m, stretch.new_start_m, stretch.new_end_m


def between(course, *places):
    """Return the only stretch between a course and a line, as four metres."""
    [stretch] = changed_stretches(course, LineString(places))
    assert not (stretch.is_first or stretch.is_last)
    return bounds(stretch)


def test_a_way_round_begins_and_ends_where_the_lines_part():
    # 600 m of the course, and 300 + 600 + 300 m of the new line.
    assert between(STRAIGHT, *NORTH) == pytest.approx((800, 1400, 800, 2000), abs=0.01)


def test_a_line_that_parts_slowly_parts_where_it_turns():
    metres = between(STRAIGHT, (0, 0), (600, 0), (1000, 200), (1500, 0), (2000, 0))
    assert metres[:3] == pytest.approx((600, 1500, 600), abs=1)


@pytest.mark.parametrize("away", [0, 10, 20])
def test_a_line_beside_the_course_is_the_course(away):
    assert changed_stretches(STRAIGHT, LineString([(0, away), (2000, away)])) == ()


def test_a_parallel_street_is_another_course():
    assert changed_stretches(STRAIGHT, LineString([(0, 40), (2000, 40)])) is None


def test_a_longer_line_only_adds():
    [stretch] = changed_stretches(STRAIGHT, LineString([(0, 0), (2000, 0), (2000, 500)]))
    assert bounds(stretch) == pytest.approx((2000, 2000, 2000, 2500))
    assert (stretch.is_first, stretch.is_last) == (False, True)


def test_a_shorter_line_only_leaves_out():
    [stretch] = changed_stretches(STRAIGHT, LineString([(500, 0), (2000, 0)]))
    assert bounds(stretch) == pytest.approx((0, 500, 0, 0))
    assert (stretch.is_first, stretch.is_last) == (True, False)


def test_two_ways_round_are_two_stretches():
    line = [(0, 0), (300, 0), (300, 100), (500, 100), (500, 0),
            (1200, 0), (1200, 200), (1500, 200), (1500, 0), (2000, 0)]  # fmt: skip
    first, second = changed_stretches(STRAIGHT, LineString(line))
    assert bounds(first)[:2] == pytest.approx((300, 500), abs=0.01)
    assert bounds(second)[:2] == pytest.approx((1200, 1500), abs=0.01)


def test_a_line_that_only_crosses_the_course_is_not_on_it():
    weaving = [(0, 0), (500, 0), (500, 200), (1000, 200), (1000, -200), (1500, -200), (1500, 0),
               (2000, 0)]  # fmt: skip
    assert between(STRAIGHT, *weaving)[:2] == pytest.approx((500, 1500), abs=0.01)


class TestPassedTwice:
    """A spur of 500 m out and back in the middle, a way out and back, a ring."""

    SPUR = LineString([(0, 0), (1000, 0), (1000, 500), (1000, 0), (2000, 0)])
    RING = LineString([(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)])
    OUT_AND_BACK = LineString([(0, 0), (2000, 0), (0, 0)])

    @pytest.mark.parametrize("course", [SPUR, RING, OUT_AND_BACK])
    def test_the_same_line_again_changes_nothing(self, course):
        assert changed_stretches(course, course) == ()

    def test_a_spur_that_is_left_out_is_left_out_both_ways(self):
        start, end, new_start, new_end = between(self.SPUR, (0, 0), (2000, 0))
        assert end - start - (new_end - new_start) == pytest.approx(1000, abs=1)

    def test_a_spur_that_is_added_begins_and_ends_at_one_place(self):
        metres = between(STRAIGHT, *self.SPUR.coords)
        assert metres == pytest.approx((1000, 1000, 1000, 2000), abs=0.01)

    def test_half_of_a_way_out_and_back_leaves_the_way_back_out(self):
        [stretch] = changed_stretches(self.OUT_AND_BACK, STRAIGHT)
        assert bounds(stretch) == pytest.approx((2000, 4000, 2000, 2000), abs=0.01)

    def test_a_ring_changed_on_one_side_is_changed_there(self):
        line = [(0, 0), (1000, 0), (1300, 0), (1300, 1000), (1000, 1000), (0, 1000), (0, 0)]
        assert between(self.RING, *line)[:2] == pytest.approx((1000, 2000), abs=0.01)

    def test_both_passes_of_a_street_are_found(self):
        stretch = Stretch(start_m=800, end_m=1400, new_start_m=800, new_end_m=2000)
        there, back = passes(STRAIGHT, stretch, self.OUT_AND_BACK)
        assert (there.start_m, there.end_m, there.is_back) == (800, 1400, False)
        assert (back.start_m, back.end_m, back.is_back) == (2600, 3200, True)


class TestPasses:
    """A stretch from 800 to 1400 m of the course."""

    STRETCH = Stretch(start_m=800, end_m=1400, new_start_m=800, new_end_m=2000)

    def through(self, *places):
        line = LineString(places)
        return passes(STRAIGHT, self.STRETCH, line), runs_on(STRAIGHT, self.STRETCH, line)

    def test_the_other_side_of_the_street_runs_through_it_back(self):
        [one], _ = self.through((2000, 30), (0, 30))
        assert (one.start_m, one.end_m, one.is_back) == pytest.approx((600, 1200, True))

    def test_a_parallel_street_does_not(self):
        assert self.through((0, 60), (2000, 60)) == ([], False)

    def test_a_course_across_it_does_not(self):
        assert self.through((1000, -500), (1000, 500)) == ([], False)

    @pytest.mark.parametrize(
        "places",
        [[(0, 0), (1100, 0)], [(1100, 0), (2000, 0)], [(0, 0), (1100, 0), (1100, 900)]],
    )
    def test_one_that_ends_or_branches_off_runs_on_it_but_not_through(self, places):
        assert self.through(*places) == ([], True)


def test_of_an_end_a_course_that_ends_on_it_takes_part():
    [stretch] = changed_stretches(STRAIGHT, LineString([(0, 0), (1000, 0), (1000, 900)]))
    [one] = passes(STRAIGHT, stretch, LineString([(0, 0), (1600, 0)]))
    assert (one.start_m, one.end_m, one.is_last) == pytest.approx((1000, 1600, True))
    assert passes(STRAIGHT, stretch, LineString([(0, 0), (3000, 0)])) == []
    assert passes(STRAIGHT, stretch, LineString([(0, 0), (1600, 0), (1600, 900)])) == []


def test_the_course_that_is_most_alike_has_least_apart():
    shared_m, apart_m = likeness(STRAIGHT, STRAIGHT)
    assert (shared_m, apart_m) == (pytest.approx(2000, abs=20), 0)
    shared_m, apart_m = likeness(STRAIGHT, LineString(NORTH))
    assert shared_m == pytest.approx(1400, abs=100)
    assert apart_m == pytest.approx(1800, abs=150)
    assert runs_against(STRAIGHT, STRAIGHT.reverse())


places = st.tuples(st.integers(0, 3000), st.integers(0, 3000))
lines = st.lists(places, min_size=2, max_size=6, unique=True).map(LineString)


@settings(max_examples=60, deadline=None)
@given(course=lines)
def test_any_line_simplified_and_rounded_is_itself(course):
    assert changed_stretches(course, course.simplify(15)) == ()


@settings(max_examples=60, deadline=None)
@given(course=lines, line=lines)
def test_stretches_lie_in_order_on_both_lines(course, line):
    stretches = changed_stretches(course, line) or ()
    metres = [at for one in stretches for at in (one.new_start_m, one.new_end_m)]
    assert metres == sorted(metres)
    for one in stretches:
        assert 0 <= one.start_m <= one.end_m <= course.length + 1e-6
    starts = [one.start_m for one in stretches]
    assert starts == sorted(starts)
    for one, after in pairwise(stretches):
        assert one.end_m <= after.start_m
    assert piece(course, 0, course.length).length == pytest.approx(course.length)
