"""What of a line and its stops lies in hazard zones, on paper and as whole polygons say."""

from __future__ import annotations

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from geo_app.analysis.areas.exposure import hazards_at
from geo_app.analysis.lines.line_hazards import BY_LEVEL, hazard_crossings
from geo_app.analysis.lines.subdivision import build_area_index
from geo_app.errors import CrsError
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES
from tests.analysis.areas.test_exposure import hazards
from tests.analysis.lines.test_crossings import lines_of, metres, shapes_of
from tests.fixtures.places import stops

STREET = LineString([(0, 0), (100, 0)])
NO_STOPS = stops({})


def found(line: object, layer, *zones: tuple[str, str, object]):
    """Return what is crossed, asked of an index."""
    return hazard_crossings(line, layer, build_area_index(hazards(*zones), groups=BY_LEVEL))


def lengths(line: object, *zones: tuple[str, str, object]) -> list[tuple[str, str, float]]:
    """Return type, level and metres, to a tenth of a millimetre."""
    table = found(line, NO_STOPS, *zones).levels.round(4)
    return list(table[[*BY_LEVEL, "route_length_m"]].itertuples(index=False, name=None))


def test_overlapping_zones_of_one_level_count_once():
    zones = (("flood", "low", box(10, -5, 40, 5)), ("flood", "low", box(30, -5, 60, 5)))
    assert lengths(STREET, *zones) == [("flood", "low", 50)]


@pytest.mark.parametrize("turned", [1, -1], ids=["inner last", "inner first"])
def test_where_levels_overlap_the_higher_counts_and_the_type_adds_up(turned):
    zones = (
        ("flood", "low", box(0, -5, 80, 5)),
        ("flood", "medium", box(20, -5, 70, 5)),
        ("flood", "very_high", box(30, -5, 40, 5)),
    )
    # 80 m are flooded: 10 deeply, 40 of the other 50 middling, 30 a little.
    expected = [("flood", "low", 30), ("flood", "medium", 40), ("flood", "very_high", 10)]
    assert lengths(STREET, *zones[::turned]) == expected


def test_types_stand_side_by_side_in_the_order_of_the_kind():
    zones = [(kind, "high", box(10, -5, 30, 5)) for kind in reversed(HAZARD_TYPES)]
    assert lengths(STREET, *zones) == [(kind, "high", 20) for kind in HAZARD_TYPES]


def test_the_stretches_of_a_type_are_apart_and_in_order_along_the_line():
    crossings = found(
        STREET,
        NO_STOPS,
        ("tsunami", "low", box(50, -5, 70, 5)),
        ("flood", "low", box(10, -5, 60, 5)),
        ("flood", "high", box(20, -5, 30, 5)),
    )
    assert crossings.intervals.to_numpy().tolist() == [
        ["flood", "low", 10, 20],
        ["flood", "high", 20, 30],
        ["flood", "low", 30, 60],
        ["tsunami", "low", 50, 70],
    ]


def test_a_line_that_comes_back_counts_its_metres_twice():
    there_and_back = LineString([(0, 0), (100, 0), (0, 0)])
    assert lengths(there_and_back, ("flood", "low", box(20, -5, 50, 5))) == [("flood", "low", 60)]


def test_a_stop_counts_at_the_highest_level_of_each_type():
    crossings = found(
        STREET,
        stops({"b": (35, 0), "a": (15, 0), "rim": (40, 5), "dry": (90, 0)}),
        ("flood", "low", box(10, -5, 40, 5)),
        ("flood", "high", box(30, -5, 40, 5)),
        ("tsunami", "low", box(0, -9, 20, 9)),
    )
    own = crossings.levels.set_index(BY_LEVEL)[["stops", "stop_ids"]]
    assert own.to_records().tolist() == [
        ("flood", "low", 1, ("a",)),
        ("flood", "high", 2, ("b", "rim")),
        ("tsunami", "low", 1, ("a",)),
    ]


def test_a_zone_with_a_stop_and_no_metre_is_listed_and_one_with_neither_is_not():
    zones = (("flood", "low", box(10, 20, 40, 30)), ("tsunami", "low", box(10, 50, 40, 60)))
    table = found(STREET, stops({"a": (20, 25)}), *zones).levels
    assert table.to_numpy().tolist() == [["flood", "low", 0, 1, ("a",)]]


@pytest.mark.parametrize(
    ("line", "layer", "zones"),
    [
        (LineString(), NO_STOPS, [("flood", "low", box(0, 0, 1, 1))]),
        (STREET, stops({"a": (0, 0)}), []),
    ],
    ids=["no line", "no zones"],
)
def test_where_there_is_nothing_nothing_is_crossed(line, layer, zones):
    crossings = found(line, layer, *zones)
    assert list(crossings.levels) == [*BY_LEVEL, "route_length_m", "stops", "stop_ids"]
    assert list(crossings.intervals) == [*BY_LEVEL, "from_m", "to_m"]
    assert list(crossings.stops) == ["stop_id", *BY_LEVEL]
    assert crossings.levels.empty
    assert crossings.intervals.empty
    assert crossings.stops.empty


def test_stops_in_another_crs_are_refused():
    with pytest.raises(CrsError, match="'stops' and 'hazard_zones'"):
        found(STREET, stops({"a": (0, 0)}, crs="EPSG:4326"), ("flood", "low", box(0, 0, 1, 1)))


def test_one_index_answers_line_after_line_and_nothing_is_changed():
    zones = hazards(("flood", "low", box(10, -5, 40, 5)))
    index = build_area_index(zones, groups=BY_LEVEL)
    layer, before, groups = stops({"a": (20, 0)}), zones.copy(), index.groups.copy()
    first = hazard_crossings(STREET, layer, index).levels
    hazard_crossings(LineString([(0, 1), (50, 1)]), layer, index)
    assert hazard_crossings(STREET, layer, index).levels.equals(first)
    assert_geodataframe_equal(zones, before)
    assert_geodataframe_equal(layer, stops({"a": (20, 0)}))
    assert index.groups.equals(groups)


KINDS = st.tuples(st.sampled_from(HAZARD_TYPES[:2]), st.sampled_from(HAZARD_LEVELS))
# Eighths of a metre: a stop stands on a rim or clearly beside it, never within a rounding.
EIGHTHS = st.tuples(*[st.integers(0, 96).map(lambda eighths: eighths / 8)] * 2)


@given(
    kinds=st.lists(KINDS, min_size=5, max_size=5),
    shapes=shapes_of(EIGHTHS),
    line=lines_of(EIGHTHS),
    places=st.lists(EIGHTHS, max_size=4),
)
def test_it_is_what_joined_whole_polygons_give_level_by_level(kinds, shapes, line, places):
    zones = [(*kind, shape) for kind, shape in zip(kinds, shapes, strict=False)]
    layer = stops({f"s{number}": place for number, place in enumerate(places)})
    crossings = found(line, layer, *zones)
    own_m = crossings.levels.set_index(BY_LEVEL)["route_length_m"]
    for kind in HAZARD_TYPES:
        for level in range(len(HAZARD_LEVELS)):
            above = [
                shape
                for own, own_level, shape in zones
                if own == kind and HAZARD_LEVELS.index(own_level) >= level
            ]
            reached_m = own_m[
                [key in HAZARD_LEVELS[level:] and own == kind for own, key in own_m.index]
            ]
            inner = metres(line, [shape.buffer(-1e-4) for shape in above])
            outer = metres(line, [shape.buffer(1e-4) for shape in above])
            assert inner - 1e-5 <= reached_m.sum() <= outer + 1e-5
    whole = hazards_at(layer.rename_axis("community_id"), hazards(*zones))
    assert crossings.stops.to_numpy().tolist() == whole.to_numpy().tolist()
    assert crossings.levels["stops"].sum() == len(whole)


def test_the_metres_of_the_levels_are_those_of_the_stretches():
    zones = [
        ("flood", level, shapely.Point(10 * number, 0).buffer(17))
        for number, level in enumerate(HAZARD_LEVELS * 2)
    ]
    crossings = found(STREET, NO_STOPS, *zones)
    spans = crossings.intervals.assign(m=lambda t: t["to_m"] - t["from_m"])
    assert crossings.levels["route_length_m"].sum() == pytest.approx(spans["m"].sum())
    # The last disc ends at 87 m; the first begins before the line does.
    assert spans["m"].sum() == pytest.approx(87, abs=0.05)
