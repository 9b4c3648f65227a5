"""How far a line repeats others: exact on paper, and against fine buffers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from geo_app.analysis.lines.line_overlap import build_line_index, overlap_intervals, overlap_m
from geo_app.errors import CrsError
from tests.analysis.lines.test_crossings import lines_of
from tests.fixtures.places import areas, roads


def beside(line: object, *others: object, within_m: float = 30.0) -> float:
    """Return the metres that a line has beside others."""
    return overlap_m(line, build_line_index(roads(*others)), within_m=within_m)


STREET = LineString([(0, 0), (1_000, 0)])


@pytest.mark.parametrize("off_m", [0, 10, 30])
def test_a_parallel_street_within_reach_is_repeated_all_along(off_m):
    assert beside(STREET, [(-100, off_m), (1_100, off_m)]) == pytest.approx(1_000)


@pytest.mark.parametrize("angle", range(1, 60, 7))
def test_a_slanting_parallel_street_exactly_at_the_limit_is_repeated(angle):
    along = 500 * np.array([np.cos(angle), np.sin(angle)])
    beside_m = 30 * np.array([-np.sin(angle), np.cos(angle)])
    line = LineString([(0, 0), along])
    assert beside(line, [beside_m, along + beside_m]) == pytest.approx(500)


def test_a_parallel_street_out_of_reach_is_not():
    assert beside(STREET, [(-100, 30.1), (1_100, 30.1)]) == 0


def test_the_end_of_another_is_round():
    # 18 m beside, so its end reaches 24 m further: 18² + 24² = 30².
    assert beside(STREET, [(200, 18), (600, 18)]) == pytest.approx(24 + 400 + 24)


def test_a_crossing_street_counts_twice_the_reach():
    assert beside(STREET, [(500, -300), (500, 300)]) == pytest.approx(60)
    # At 45° the strip is cut at a slant.
    assert beside(STREET, [(0, -500), (1_000, 500)]) == pytest.approx(60 * np.sqrt(2))


def test_metres_beside_several_lines_count_once():
    others = ([(0, 5), (400, 5)], [(300, -5), (500, -5)], [(300, 0), (500, 0)])
    reach_m = 500 + 30
    assert beside(STREET, *others) == pytest.approx(reach_m)


def test_where_it_lies_is_told_along_the_line():
    bent = LineString([(0, -200), (0, 0), (1_000, 0)])
    index = build_line_index(roads([(500, 0), (600, 0)]))
    assert overlap_intervals(bent, index, within_m=30).tolist() == [
        [pytest.approx(670), pytest.approx(830)]
    ]


def test_a_line_repeats_itself_wholly_and_forwards_as_backwards():
    bent = LineString([(0, 0), (300, 100), (250, 700)])
    for other in (bent, bent.reverse()):
        assert beside(bent, other.coords) == pytest.approx(bent.length)


def test_without_others_or_a_line_nothing_is_repeated():
    assert beside(STREET) == 0
    assert beside(LineString(), [(0, 0), (1, 0)]) == 0


def test_lines_of_several_parts_count_and_missing_ones_hold_nothing():
    shapes = {
        "a": MultiLineString([[(0, 9), (100, 9)], [(500, 9), (600, 9)]]),
        "b": None,
        "c": LineString(),
    }
    index = build_line_index(areas(shapes, name="route_id"))
    ends_m = 3 * np.sqrt(30**2 - 9**2)
    assert overlap_m(STREET, index) == pytest.approx(200 + ends_m)


def test_wrong_input_is_refused():
    with pytest.raises(CrsError, match="'routes'"):
        build_line_index(roads([(0, 0), (1, 1)], crs="EPSG:4326"))
    with pytest.raises(ValueError, match="A line is needed"):
        build_line_index(areas({"a": Point(0, 0)}, name="route_id"))
    with pytest.raises(ValueError, match="within_m must be positive"):
        beside(STREET, [(0, 0), (1, 0)], within_m=0)


PLACES = st.tuples(st.floats(0, 200, width=32), st.floats(0, 200, width=32))


@given(line=lines_of(PLACES), others=st.lists(lines_of(PLACES), max_size=3))
def test_it_is_what_fine_buffers_give(line, others):
    own_m = beside(line, *(other.coords for other in others))
    together = shapely.union_all(others)
    # Such a circle has its sides less than a millimetre inside the true one.
    near, far = (
        sum(
            LineString(ends).intersection(together.buffer(within_m, quad_segs=100)).length
            for ends in zip(line.coords[:-1], line.coords[1:], strict=True)
        )
        for within_m in (29.999, 30.001)
    )
    assert near - 1e-6 <= own_m <= far + 1e-6
