"""What of a line and its stops lies in mangroves, on paper and as whole polygons say."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from geo_app.analysis.lines.line_mangroves import mangrove_crossings
from geo_app.analysis.lines.subdivision import build_area_index
from geo_app.errors import CrsError
from tests.analysis.lines.test_crossings import lines_of, shapes_of
from tests.analysis.lines.test_subdivision import star
from tests.fixtures.places import areas, stops

STREET = LineString([(0, 0), (100, 0)])
NO_STOPS = stops({})


def found(line: object, layer, near_m: float = 50, **shapes: object):
    """Return what is crossed of mangroves by name."""
    index = build_area_index(areas(shapes, name="mangrove_id"))
    return mangrove_crossings(line, layer, index, near_m=near_m)


def test_overlapping_mangroves_count_once_together_and_each_for_itself():
    crossings = found(STREET, NO_STOPS, A=box(10, -5, 40, 5), B=box(30, -5, 60, 5))
    assert crossings.route_length_m == pytest.approx(50)
    assert crossings.intervals.tolist() == [[10, 60]]
    assert crossings.crossed["route_length_m"].to_dict() == {"A": 30, "B": 30}
    assert crossings.mangrove_ids == ("A", "B")


def test_a_mangrove_that_only_holds_a_stop_is_crossed():
    crossings = found(
        STREET,
        stops({"b": (20, 25), "a": (30, 25), "dry": (50, 0)}),
        B=box(10, 20, 40, 30),
        A=box(25, 20, 40, 30),
    )
    assert (crossings.route_length_m, crossings.stops, crossings.stop_ids) == (0, 2, ("b", "a"))
    assert crossings.crossed.to_dict() == {
        "route_length_m": {"B": 0.0, "A": 0.0},
        "stops": {"B": 2, "A": 1},
    }
    assert crossings.near_ids == ()


def test_near_mangroves_come_with_their_distance_nearest_first():
    crossings = found(
        STREET,
        stops({"off": (0, 130)}),
        crossed=box(10, -5, 20, 5),
        far=box(0, -90, 10, -51),
        rim=box(0, -90, 10, -50),
        beside=box(0, 7, 10, 9),
        at_the_stop=box(0, 160, 10, 170),
    )
    assert crossings.near.to_dict() == {"beside": 7, "at_the_stop": 30, "rim": 50}
    assert crossings.near_ids == ("beside", "at_the_stop", "rim")
    assert crossings.mangrove_ids == ("crossed",)


def test_one_that_is_only_touched_is_near_at_no_distance():
    tip = Polygon([(50, 0), (60, 9), (40, 9)])
    for near_m in (0, 50):
        crossings = found(STREET, NO_STOPS, near_m, tip=tip)
        assert (crossings.mangrove_ids, crossings.near.to_dict()) == ((), {"tip": 0})


def test_the_nearest_piece_of_a_large_mangrove_counts():
    shape = star(5_000)
    line = LineString([(-9_000, 5_600), (9_000, 5_600)])
    crossings = found(line, NO_STOPS, 2_000, coast=shape)
    assert crossings.near.to_dict() == {"coast": pytest.approx(shape.distance(line))}


@pytest.mark.parametrize("line", [STREET, LineString()], ids=["no mangroves", "nothing at all"])
def test_where_there_is_nothing_nothing_is_crossed(line):
    crossings = found(line, NO_STOPS)
    assert (crossings.route_length_m, crossings.stops, crossings.mangrove_ids) == (0, 0, ())
    assert crossings.near_ids == ()


def test_wrong_input_is_refused():
    with pytest.raises(CrsError, match="'stops' and 'mangroves'"):
        found(STREET, stops({"a": (0, 0)}, crs="EPSG:4326"), A=box(0, 0, 1, 1))
    with pytest.raises(ValueError, match="near_m must be 0 or more"):
        found(STREET, NO_STOPS, -1, A=box(0, 0, 1, 1))
    with pytest.raises(ValueError, match="A line is needed"):
        found(Point(0, 0), NO_STOPS, A=box(0, 0, 1, 1))


FREE = st.tuples(st.floats(0, 12, width=32), st.floats(0, 12, width=32))


@given(shapes=shapes_of(FREE), line=lines_of(FREE), places=st.lists(FREE, max_size=3))
def test_every_mangrove_is_crossed_or_near_or_far_as_whole_polygons_say(shapes, line, places):
    named = {f"M{number}": shape for number, shape in enumerate(shapes)}
    layer = stops({f"s{number}": place for number, place in enumerate(places)})
    crossings = found(line, layer, 2.0, **named)
    everything, union = shapely.union_all([line, *layer.geometry]), shapely.union_all(shapes)
    for name, shape in named.items():
        distance_m = shape.distance(everything)
        if name in crossings.near.index:
            assert crossings.near[name] == pytest.approx(distance_m, abs=1e-9)
            assert distance_m <= 2 + 1e-5
        elif name in crossings.mangrove_ids:
            assert distance_m <= 1e-5
        else:
            assert distance_m > 2 - 1e-5
    within = {
        name
        for name, place in layer.geometry.items()
        if any(shape.buffer(-1e-4).covers(place) for shape in shapes)
    }
    nearly = {name for name, place in layer.geometry.items() if place.dwithin(union, 1e-4)}
    assert within <= set(crossings.stop_ids) <= nearly
