"""What is left of a line when hazard zones are closed, on paper."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, MultiLineString, box

from geo_app.analysis.lines.line_cuts import closed_intervals, cut_by_hazard, pieces_left
from tests.analysis.lines.test_line_hazards import NO_STOPS, STREET, found
from tests.fixtures.places import stops

FLOOD_IN_THE_MIDDLE = (
    ("flood", "low", box(20, -5, 70, 5)),
    ("flood", "high", box(40, -5, 50, 5)),
)


def closed(*rows: tuple[float, float]) -> np.ndarray:
    return np.array(rows, dtype=float).reshape(-1, 2)


def test_what_is_not_closed_remains():
    assert pieces_left(STREET, closed((20, 30), (25, 40))) == [(0, 20), (40, 100)]
    assert pieces_left(STREET, closed((0, 30))) == [(30, 100)]
    assert pieces_left(STREET, closed()) == [(0, 100)]
    assert pieces_left(STREET, closed((0, 100))) == []


def test_a_gap_in_the_line_ends_a_piece_and_a_mere_joint_does_not():
    with_gap = MultiLineString([[(0, 0), (30, 0)], [(50, 0), (100, 0)]])
    joined = MultiLineString([[(0, 0), (30, 0)], [(30, 0), (80, 0)]])
    assert pieces_left(with_gap, closed()) == [(0, 30), (30, 80)]
    assert pieces_left(with_gap, closed((20, 40))) == [(0, 20), (40, 80)]
    assert pieces_left(joined, closed()) == [(0, 80)]


def test_nothing_is_left_of_nothing():
    assert pieces_left(LineString(), closed((0, 5))) == []


def test_a_flood_in_the_middle_leaves_two_pieces():
    layer = stops({"in": (45, 0), "out": (90, 0)})
    crossings = found(STREET, layer, *FLOOD_IN_THE_MIDDLE)
    table = cut_by_hazard(STREET, crossings)
    assert table.to_dict("records") == [
        {
            "hazard_type": "flood",
            "closed_m": 50,
            "pieces": 2,
            "longest_piece_m": 30,
            "stop_ids": ("in",),
            "is_cut": True,
        }
    ]


def test_only_zones_from_a_level_on_are_closed():
    crossings = found(STREET, stops({"edge": (25, 0)}), *FLOOD_IN_THE_MIDDLE)
    (row,) = cut_by_hazard(STREET, crossings, lowest_level="medium").to_dict("records")
    assert (row["closed_m"], row["longest_piece_m"], row["stop_ids"]) == (10, 50, ())
    assert closed_intervals(crossings, "flood", lowest_level="high").tolist() == [[40, 50]]
    assert closed_intervals(crossings, "flood").tolist() == [[20, 70]]
    assert cut_by_hazard(STREET, crossings, lowest_level="very_high").empty


def test_a_closed_stop_beside_a_dry_line_does_not_cut_it():
    crossings = found(STREET, stops({"a": (20, 25)}), ("flood", "low", box(10, 20, 40, 30)))
    (row,) = cut_by_hazard(STREET, crossings).to_dict("records")
    assert (row["closed_m"], row["pieces"], row["stop_ids"]) == (0, 1, ("a",))
    assert row["is_cut"] is False


def test_a_line_all_under_water_leaves_nothing():
    crossings = found(STREET, NO_STOPS, ("tsunami", "low", box(-9, -9, 200, 9)))
    (row,) = cut_by_hazard(STREET, crossings).to_dict("records")
    assert (row["closed_m"], row["pieces"], row["longest_piece_m"]) == (100, 0, 0)


def test_without_hazards_nothing_is_cut():
    table = cut_by_hazard(STREET, found(STREET, NO_STOPS))
    assert table.empty
    assert list(table) == [
        "hazard_type",
        "closed_m",
        "pieces",
        "longest_piece_m",
        "stop_ids",
        "is_cut",
    ]


def test_a_hazard_or_level_that_does_not_exist_is_refused():
    crossings = found(STREET, NO_STOPS, *FLOOD_IN_THE_MIDDLE)
    with pytest.raises(ValueError, match="hazard_type must be one of"):
        closed_intervals(crossings, "fire")
    with pytest.raises(ValueError, match="lowest_level must be one of"):
        cut_by_hazard(STREET, crossings, lowest_level="deep")
