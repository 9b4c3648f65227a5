"""Where a line crosses areas: on paper, and against whole polygons."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geo_app.analysis.areas.exposure import hazards_at
from geo_app.analysis.lines import crossings
from geo_app.analysis.lines.crossings import areas_at, intervals_along
from geo_app.analysis.lines.intervals import total_m
from geo_app.analysis.lines.subdivision import build_area_index
from tests.analysis.lines.test_subdivision import index_of, star
from tests.fixtures.places import areas, communities, points


def found(line: object, *shapes: object) -> list[tuple[int, float, float]]:
    """Return area, from and to of every crossing, to a tenth of a millimetre."""
    table = intervals_along(line, index_of(*shapes)).round(4)
    return list(table.itertuples(index=False, name=None))


STREET = LineString([(0, 0), (100, 0)])


def test_metres_are_counted_along_the_line():
    bent = LineString([(0, 0), (30, 40), (30, 100)])
    # 50 m to the bend; the area begins 10 m further up and ends 20 m later.
    assert found(bent, box(0, 50, 60, 70)) == [(0, 60, 80)]


def test_overlapping_areas_each_have_their_own():
    assert found(STREET, box(10, -5, 40, 5), box(30, -5, 60, 5)) == [(0, 10, 40), (1, 30, 60)]


def test_a_line_inside_an_area_is_inside_all_along():
    assert found(STREET, box(-9, -9, 200, 9)) == [(0, 0, 100)]


def test_a_line_elsewhere_crosses_nothing():
    assert found(STREET, box(10, 5, 40, 9), box(200, -5, 210, 5)) == []


def test_a_hole_is_outside():
    assert found(STREET, box(10, -5, 90, 5) - box(40, -2, 60, 2)) == [(0, 10, 40), (0, 60, 90)]


def test_parts_that_touch_are_one_crossing():
    parts = MultiPolygon([box(10, -5, 40, 5), box(40, -5, 60, 9), box(80, -5, 90, 5)])
    assert found(STREET, parts) == [(0, 10, 60), (0, 80, 90)]


def test_in_and_out_many_times():
    teeth = Polygon([(0, 9), *((x, -3 if x % 2 else 3) for x in range(101)), (100, 9)])
    # Each tooth's slope falls from 3 to -3 in a metre: below the street in between.
    crossed = found(STREET, teeth)
    assert len(crossed) == 50
    assert crossed[:2] == [(0, 0.5, 1.5), (0, 2.5, 3.5)]


def test_along_a_border_is_inside():
    assert found(STREET, box(20, 0, 70, 9)) == [(0, 20, 70)]
    assert found(STREET, box(-9, -9, 200, 9) - box(20, 0, 70, 5)) == [(0, 0, 100)]


def test_along_a_slanting_border_that_is_cut_into_pieces_is_inside():
    coast = [(x, x / 3) for x in np.linspace(0, 900, 801)]
    slope = Polygon([*coast, (900, -50), (0, -50)])
    assert len(index_of(slope).pieces) > 2
    line = LineString([(0, 0), (900, 300)])
    assert found(line, slope) == [(0, 0, round(line.length, 4))]


def test_up_to_a_micrometre_beside_a_border_is_along_it():
    assert found(STREET, box(20, -9, 70, -5e-7)) == [(0, 20, 70)]
    assert found(STREET, box(20, -9, 70, -2e-6)) == []


def test_a_corner_that_is_only_touched_is_nothing():
    assert found(STREET, Polygon([(50, 0), (60, 9), (40, 9)])) == []
    assert found(STREET, box(100, 0, 120, 9)) == []


def test_a_corner_on_the_line_within_an_area_does_not_break_it():
    notch = Polygon([(10, -5), (90, -5), (90, 5), (60, 5), (50, 0), (40, 5), (10, 5)])
    assert found(STREET, notch) == [(0, 10, 90)]


def test_a_line_that_comes_back_counts_twice():
    there_and_back = LineString([(0, 0), (100, 0), (0, 0)])
    # 20 to 50 on the way out, and 150 to 180 on the way back.
    assert found(there_and_back, box(20, -5, 50, 5)) == [(0, 20, 50), (0, 150, 180)]


def test_parts_of_a_line_are_measured_without_their_gap():
    line = MultiLineString([[(0, 0), (30, 0)], [(50, 0), (100, 0)]])
    # The second part begins at 30 m: 60 on the ground is 40 m along.
    assert found(line, box(20, -5, 60, 5)) == [(0, 20, 40)]
    assert found(line, box(60, -5, 70, 5)) == [(0, 40, 50)]


def test_points_that_stand_twice_in_a_line_add_nothing():
    assert found(LineString([(0, 0), (40, 0), (40, 0), (100, 0)]), box(30, -5, 60, 5)) == [
        (0, 30, 60)
    ]


def test_an_empty_line_or_layer_crosses_nothing():
    for table in (
        intervals_along(LineString(), index_of(box(0, 0, 1, 1))),
        intervals_along(STREET, index_of()),
    ):
        assert list(table) == ["polygon", "from_m", "to_m"]
        assert table.empty


@pytest.mark.parametrize("shape", [Point(0, 0), box(0, 0, 1, 1), None])
def test_what_is_no_line_is_refused(shape):
    with pytest.raises(ValueError, match="A line is needed"):
        intervals_along(shape, index_of())


def test_small_batches_find_the_same(monkeypatch):
    index, line = index_of(star(3_000), star(900, middle=(3_000, 0))), ZIGZAG
    whole = intervals_along(line, index)
    monkeypatch.setattr(crossings, "EDGES_AT_ONCE", 7)
    assert intervals_along(line, index).equals(whole)
    assert len(whole) > 5


ZIGZAG = LineString([(-8_000 + 150 * n, -2_000 if n % 2 else 1_700) for n in range(100)])


def test_an_index_answers_many_at_once_and_stays_as_it_is():
    index = index_of(star(3_000), star(900, middle=(3_000, 0)))
    before = [piece.wkb for piece in index.pieces]
    first = intervals_along(ZIGZAG, index)
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(lambda _: intervals_along(ZIGZAG, index), range(16)))
    assert all(first.equals(other) for other in others)
    assert [piece.wkb for piece in index.pieces] == before
    assert not shapely.is_prepared(index.pieces).any()


def test_pieces_change_no_length():
    shape = star(20_001).difference(star(3_001, radius_m=2_000))
    own_m = total_m(intervals_along(ZIGZAG, index_of(shape))[["from_m", "to_m"]].to_numpy())
    assert own_m == pytest.approx(shape.intersection(ZIGZAG).length, abs=1e-5)


def test_a_point_is_in_every_area_that_holds_it_the_rim_included():
    layer = points({"a": (5, 5), "b": (10, 0), "c": (50, 50)}, name="stop_id")
    table = areas_at(layer, index_of(box(0, 0, 10, 10), box(4, 4, 20, 20)))
    assert table.to_numpy().tolist() == [[0, 0], [0, 1], [1, 0]]


def test_a_point_a_micrometre_beside_is_on_the_rim():
    layer = points({"a": (10 + 5e-7, 5), "b": (10 + 2e-6, 5)}, name="stop_id")
    assert areas_at(layer, index_of(box(0, 0, 10, 10)))["point"].tolist() == [0]


def test_a_point_where_pieces_meet_is_in_the_area_once():
    index = index_of(star(3_000))
    west, south, east, north = shapely.total_bounds(index.pieces)
    cut = ((west + east) / 2, (south + north) / 2)
    holders = areas_at(points({"a": cut}, name="stop_id"), index)
    assert len(index.tree.query(Point(cut))) > 1
    assert holders.to_numpy().tolist() == [[0, 0]]


def test_without_points_no_area_is_hit():
    assert list(areas_at(points({}, name="stop_id"), index_of(box(0, 0, 1, 1)))) == [
        "point",
        "polygon",
    ]


PLACES = st.tuples(st.integers(0, 12), st.integers(0, 12))
FREE = st.tuples(st.floats(0, 12, width=32), st.floats(0, 12, width=32))


def area_round(xy: list[tuple[float, float]]) -> Polygon:
    """Return the outline as drawn if it is one, else the hull: corners stay where they are."""
    drawn = Polygon(xy)
    return drawn if drawn.is_valid else MultiPoint(xy).convex_hull


def shapes_of(places: st.SearchStrategy) -> st.SearchStrategy:
    """Return up to five areas round a few places."""
    area = st.lists(places, min_size=3, max_size=7).map(area_round)
    return st.lists(area.filter(lambda shape: shape.area > 0.01), max_size=5)


def lines_of(places: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(places, min_size=2, max_size=6, unique=True).map(LineString)


def metres(line: LineString, shapes: list[Polygon]) -> float:
    """Measure segment by segment, as a line that comes back counts twice."""
    together = shapely.union_all(shapes)
    return sum(LineString(ends).intersection(together).length for ends in pairwise(line.coords))


@given(shapes=shapes_of(FREE), line=lines_of(FREE))
def test_anywhere_it_is_what_the_union_of_whole_polygons_gives(shapes, line):
    table = intervals_along(line, index_of(*shapes))
    own_m = total_m(table[["from_m", "to_m"]].to_numpy())
    # A border that is met at a slant of 1e-4 moves a crossing by 1e4 roundings and touches.
    inner = metres(line, [shape.buffer(-1e-4) for shape in shapes])
    outer = metres(line, [shape.buffer(1e-4) for shape in shapes])
    assert inner - 1e-5 <= own_m <= outer + 1e-5
    assert table["to_m"].max() <= line.length + 1e-9 if len(table) else own_m == 0


@given(shapes=shapes_of(PLACES), line=lines_of(PLACES))
def test_on_a_lattice_each_area_is_crossed_as_shapely_says(shapes, line):
    # Corners on corners and borders on borders: everything that is degenerate.
    table = intervals_along(line, index_of(*shapes))
    own_m = (table["to_m"] - table["from_m"]).groupby(table["polygon"]).sum()
    for number, shape in enumerate(shapes):
        expected = metres(line, [shape])
        assert own_m.get(number, 0.0) == pytest.approx(expected, abs=1e-4)


@given(shapes=shapes_of(PLACES), place=PLACES)
def test_points_are_held_as_communities_are_exposed(shapes, place):
    layer = areas(
        {str(number): shape for number, shape in enumerate(shapes)},
        name="hazard_id",
        hazard_type=["flood"] * len(shapes),
        hazard_level=["low"] * len(shapes),
    )
    spot = communities({"C": place})
    assert len(hazards_at(spot, layer)) == min(len(areas_at(spot, build_area_index(layer))), 1)
