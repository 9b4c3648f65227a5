"""Areas in small pieces: the same areas, and nothing that a question could change."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely import MultiPolygon, Point, Polygon, box

from geo_app.analysis.lines.subdivision import MOST_VERTICES, SMALLEST_SIDE_M, build_area_index
from geo_app.errors import CrsError
from tests.fixtures.places import areas


def star(points: int, *, middle: tuple[float, float] = (0, 0), radius_m: float = 5_000) -> Polygon:
    """Return a ragged round area of so many corners."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    reach = radius_m * (1 + 0.1 * np.sin(7 * angle) + 0.02 * (np.arange(points) % 2))
    return Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None] + middle)


def index_of(*shapes: object, **options: object):
    named = {f"A{number}": shape for number, shape in enumerate(shapes)}
    return build_area_index(areas(named, name="hazard_id", **options))


def test_a_small_area_stays_whole():
    index = index_of(box(0, 0, 10, 10))
    assert (list(index.pieces), index.polygon.tolist()) == ([box(0, 0, 10, 10)], [0])


def test_a_large_area_is_cut_into_small_valid_pieces_of_the_same_area():
    shape = star(20_001).difference(star(3_001, radius_m=2_000))
    index = index_of(box(0, 0, 1, 1), shape)
    own = index.pieces[index.polygon == 1]
    assert shapely.get_num_coordinates(own).max() <= MOST_VERTICES
    assert shapely.is_valid(own).all()
    west, south, east, north = shapely.bounds(own).T
    # 12 km across, and no strip of it goes through.
    assert max((east - west).max(), (north - south).max()) < 4_000
    assert shapely.area(own).sum() == pytest.approx(shape.area, abs=1e-3)
    assert shapely.union_all(own).symmetric_difference(shape).area < 1e-3


def test_parts_and_holes_are_kept():
    shape = MultiPolygon([box(0, 0, 9, 9) - box(3, 3, 6, 6), box(20, 0, 22, 2)])
    index = index_of(shape)
    assert shapely.union_all(index.pieces).equals(shape)
    assert index.polygon.tolist() == [0, 0]


def test_the_sides_of_every_piece_are_listed_with_its_holes():
    index = index_of(box(0, 0, 9, 9) - box(3, 3, 6, 6), box(20, 0, 22, 2))
    assert index.first_edge.tolist() == [0, 8, 12]
    length_m = np.hypot(*(index.edges[2:] - index.edges[:2]))
    assert [length_m[:8].sum(), length_m[8:].sum()] == [36 + 12, 8]


def test_an_outline_that_crosses_itself_is_made_valid():
    index = index_of(Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    assert shapely.is_valid(index.pieces).all()
    assert shapely.area(index.pieces).sum() == pytest.approx(50)


def test_rows_that_hold_nothing_are_named():
    flat = Polygon([(0, 0), (5, 5), (9, 9)])
    index = index_of(box(0, 0, 1, 1), None, Polygon(), flat)
    assert index.without_area.tolist() == ["A1", "A2", "A3"]
    assert index.polygon.tolist() == [0]
    assert index.ids.tolist() == ["A0", "A1", "A2", "A3"]


def test_many_corners_in_one_place_are_not_cut_for_ever():
    # 150 holes of 40 cm that all have a corner in the same place, beside the cuts.
    place, angle = np.array([0.4321, 0.4567]), np.linspace(0, 2 * np.pi, 301)
    rim = place + 0.4 * np.column_stack([np.cos(angle), np.sin(angle)])
    holes = [[place, rim[at], rim[at + 1]] for at in range(0, 300, 2)]
    shape = Polygon(box(-1_000, -1_000, 1_000, 1_000).exterior, holes)
    assert shape.is_valid
    index = index_of(shape)
    west, south, east, north = shapely.bounds(index.pieces).T
    large = shapely.get_num_coordinates(index.pieces) > MOST_VERTICES
    sides_m = np.maximum(east - west, north - south)[large]
    assert len(sides_m) == 1
    assert (sides_m <= SMALLEST_SIDE_M).all()
    assert shapely.area(index.pieces).sum() == pytest.approx(shape.area, abs=1e-3)


def test_heights_are_left_out():
    index = index_of(Polygon([(0, 0, 5), (9, 0, 5), (9, 9, 5)]))
    assert not shapely.has_z(index.pieces).any()


def test_the_groups_asked_for_are_kept():
    layer = areas({"A": box(0, 0, 1, 1)}, name="hazard_id", hazard_type=["flood"], note=["x"])
    assert list(build_area_index(layer, groups=["hazard_type"]).groups) == ["hazard_type"]
    assert list(build_area_index(layer).groups) == []


def test_a_layer_of_nothing_is_an_index_of_nothing():
    index = index_of()
    assert (len(index.pieces), index.first_edge.tolist()) == (0, [0])


@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_a_layer_that_is_not_in_metres_is_refused(crs):
    with pytest.raises(CrsError, match="'hazard_zones'"):
        build_area_index(
            areas({"A": box(0, 0, 1, 1)}, name="hazard_id", crs=crs), name="hazard_zones"
        )


def test_points_are_no_areas():
    with pytest.raises(ValueError, match="Layer 'polygons' must hold polygons, not Point"):
        index_of(box(0, 0, 1, 1), Point(0, 0))


def test_the_layer_is_not_changed():
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    layer = areas({"A": bow_tie, "B": star(1_000)}, name="hazard_id")
    before = layer.copy(deep=True)
    build_area_index(layer)
    assert_geodataframe_equal(layer, before)
