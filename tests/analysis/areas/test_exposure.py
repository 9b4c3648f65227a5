"""Which communities lie in which hazard zones."""

from __future__ import annotations

import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from geo_app.analysis.areas.exposure import hazards_at
from geo_app.errors import CrsError
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES
from tests.fixtures.places import areas, communities


def hazards(*rows: tuple[str, str, object], crs: str = "EPSG:32647"):
    """Return hazard zones of (type, level, area)."""
    return areas(
        {f"H{n}": area for n, (_, _, area) in enumerate(rows)},
        name="hazard_id",
        crs=crs,
        hazard_type=[kind for kind, _, _ in rows],
        hazard_level=[level for _, level, _ in rows],
    )


def found(layer, zones) -> list[tuple[str, str, str]]:
    """Return community, type and level of every hazard."""
    return list(hazards_at(layer, zones).itertuples(index=False, name=None))


HERE = box(-10, -10, 10, 10)
AWAY = box(500, 500, 600, 600)
VILLAGE = communities({"C": (0, 0)})


def test_a_community_in_a_zone_is_exposed_to_it():
    assert found(VILLAGE, hazards(("flood", "low", HERE))) == [("C", "flood", "low")]


def test_a_community_outside_every_zone_is_not_listed():
    assert found(VILLAGE, hazards(("flood", "low", AWAY))) == []


def test_a_community_on_the_rim_is_inside():
    assert found(VILLAGE, hazards(("flood", "low", box(0, -5, 10, 5)))) == [("C", "flood", "low")]


def test_a_community_in_the_hole_of_a_zone_is_outside():
    ring = box(-100, -100, 100, 100).difference(HERE)
    assert found(VILLAGE, hazards(("flood", "low", ring))) == []


@pytest.mark.parametrize("levels", [("low", "very_high"), ("very_high", "low")])
def test_of_overlapping_zones_of_one_type_the_highest_level_counts_once(levels):
    zones = hazards(*(("flood", level, HERE) for level in levels))
    assert found(VILLAGE, zones) == [("C", "flood", "very_high")]


def test_levels_are_ordered_by_their_meaning_and_not_by_their_letters():
    zones = hazards(*(("flood", level, HERE) for level in ("medium", "high", "low")))
    assert found(VILLAGE, zones) == [("C", "flood", "high")]


def test_different_types_count_side_by_side_in_the_order_of_the_kind():
    zones = hazards(*((kind, "low", HERE) for kind in reversed(HAZARD_TYPES)))
    assert found(VILLAGE, zones) == [("C", kind, "low") for kind in HAZARD_TYPES]


def test_two_parts_of_one_zone_count_once():
    parts = MultiPolygon([box(-10, -10, 0, 10), box(0, -10, 10, 10)])
    assert found(VILLAGE, hazards(("flood", "low", parts))) == [("C", "flood", "low")]


def test_communities_keep_their_own_order():
    layer = communities({"Z": (1, 1), "A": (2, 2)})
    assert [row[0] for row in found(layer, hazards(("flood", "low", HERE)))] == ["Z", "A"]


@pytest.mark.parametrize(
    ("layer", "zones"),
    [(communities({}), hazards(("flood", "low", HERE))), (VILLAGE, hazards())],
    ids=["no communities", "no zones"],
)
def test_where_there_is_nothing_nothing_is_exposed(layer, zones):
    table = hazards_at(layer, zones)
    assert table.empty
    assert list(table) == ["community_id", "hazard_type", "hazard_level"]


def test_zones_in_another_crs_are_refused():
    with pytest.raises(CrsError, match="'communities' and 'hazard_zones'"):
        hazards_at(VILLAGE, hazards(("flood", "low", HERE), crs="EPSG:4326"))


def test_nothing_that_is_handed_in_is_changed():
    zones = hazards(("flood", "low", HERE))
    layer, before = VILLAGE.copy(), zones.copy()
    hazards_at(layer, zones)
    assert_geodataframe_equal(layer, VILLAGE)
    assert_geodataframe_equal(zones, before)


BOXES = st.lists(
    st.tuples(
        st.sampled_from(HAZARD_TYPES),
        st.sampled_from(HAZARD_LEVELS),
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.integers(1, 9)),
    ),
    max_size=8,
)


@given(rows=BOXES, place=st.tuples(st.integers(0, 18), st.integers(0, 18)))
def test_the_answer_is_the_highest_level_of_each_type_around(rows, place):
    x, y = place
    expected: dict[str, int] = {}
    for kind, level, (west, south, width, height) in rows:
        if west <= x <= west + width and south <= y <= south + height:
            expected[kind] = max(expected.get(kind, 0), HAZARD_LEVELS.index(level))
    zones = hazards(*((k, lv, box(w, s, w + a, s + b)) for k, lv, (w, s, a, b) in rows))
    answer = {kind: HAZARD_LEVELS.index(level) for _, kind, level in found(
        communities({"C": place}), zones)}  # fmt: skip
    assert answer == expected
