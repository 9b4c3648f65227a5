"""Names, lines and areas of OpenStreetMap's elements."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_app.fetch.elements import (
    Member,
    Node,
    Relation,
    Way,
    names,
    osm_id,
    to_line,
    to_point,
    to_polygon,
    way_of,
)


def way(number: int, *corners: tuple[float, float], **tags: str) -> Way:
    return Way(number, tags, np.array(corners, dtype=float).reshape(-1, 2))


def square(number: int, west: float, south: float, side: float) -> Way:
    east, north = west + side, south + side
    return way(number, (west, south), (east, south), (east, north), (west, north), (west, south))


def relation(*numbers: int) -> Relation:
    return Relation(1, {}, tuple(Member("way", number, "outer") for number in numbers))


@pytest.mark.parametrize(
    ("tags", "name_th", "name_en"),
    [
        ({"name": "บ้าน"}, "บ้าน", None),
        ({"name": "Ban"}, None, "Ban"),
        ({"name": "บ้าน", "name:en": "Ban"}, "บ้าน", "Ban"),
        ({"name": "Ban", "name:th": "บ้าน"}, "บ้าน", "Ban"),
        ({"name": "บ้าน (Ban)"}, "บ้าน (Ban)", None),
        ({"name": "บ้าน", "int_name": "Ban"}, "บ้าน", "Ban"),
        ({"name": "x", "name:th": "ก", "name:en": "a"}, "ก", "a"),
        ({"name": "7"}, "7", None),
        ({"name": "Деревня"}, "Деревня", None),
        ({"name": "  "}, None, None),
        ({}, None, None),
    ],
)
def test_a_name_stands_in_its_language(tags, name_th, name_en):
    assert names(tags) == {"name_th": name_th, "name_en": name_en}


@given(st.dictionaries(st.sampled_from(["name", "name:th", "name:en"]), st.text(max_size=6)))
def test_a_name_is_never_lost_and_never_made_up(tags):
    found = {name for name in names(tags).values() if name is not None}
    given_names = {text.strip() for text in tags.values() if text.strip()}
    assert found <= given_names
    assert bool(found) == bool(given_names)


def test_ids_are_written_as_openstreetmap_writes_them():
    assert osm_id(Node(1, {}, 0, 0)) == "node/1"
    assert osm_id(way(2, (0, 0))) == "way/2"
    assert osm_id(relation()) == "relation/1"


def test_a_closed_way_is_an_area_and_an_open_one_is_not():
    assert to_polygon(square(1, 0, 0, 2), {}).area == pytest.approx(4)
    assert to_polygon(way(1, (0, 0), (1, 0), (1, 1)), {}) is None
    assert to_polygon(way(1), {}) is None
    assert to_polygon(Node(1, {}, 0, 0), {}) is None


@pytest.mark.parametrize(
    ("corners", "lines"),
    [
        ("abcd", ["abcd"]),
        ("ab.d", ["ab"]),
        ("ab..cd", ["ab", "cd"]),
        (".bcd.", ["bcd"]),
        ("a.bc.d", ["bc"]),
        ("a.b", []),
        ("", []),
    ],
)
def test_a_way_is_cut_where_corners_are_missing(corners, lines):
    place = {letter: (float(number), 0.0) for number, letter in enumerate("abcd")}
    line = to_line(way_of(1, {}, [place.get(letter) for letter in corners]))
    found = [list(part.coords) for part in shapely.get_parts([line])] if line else []
    assert found == [[place[letter] for letter in part] for part in lines]
    assert way_of(1, {}, [place.get(c) for c in corners]).missing == corners.count(".")


def test_a_line_stands_at_its_middle():
    assert to_point(way(1, (0, 0), (2, 0), (4, 0), (4, 6)), {}).coords[0] == (4, 1)


def test_an_outline_of_several_ways_is_joined():
    ways = {1: way(1, (0, 0), (2, 0), (2, 2)), 2: way(2, (0, 0), (0, 2), (2, 2))}
    assert to_polygon(relation(1, 2), ways).area == pytest.approx(4)


def test_an_island_in_a_hole_belongs_to_the_area():
    ways = {1: square(1, 0, 0, 10), 2: square(2, 2, 2, 6), 3: square(3, 4, 4, 2)}
    area = to_polygon(relation(1, 2, 3), ways)
    assert area.area == pytest.approx(100 - 36 + 4)
    assert not shapely.contains_xy(area, 3, 3)
    assert shapely.contains_xy(area, 5, 5)


def test_the_order_and_the_roles_of_the_members_do_not_matter():
    ways = {1: square(1, 0, 0, 10), 2: square(2, 2, 2, 6), 3: square(3, 20, 0, 1)}
    assert to_polygon(relation(1, 2, 3), ways).equals(to_polygon(relation(3, 2, 1), ways))


def test_two_islands_are_one_area_of_two_parts():
    ways = {1: square(1, 0, 0, 1), 2: square(2, 5, 0, 1)}
    assert to_polygon(relation(1, 2), ways).area == pytest.approx(2)


def test_an_outline_that_does_not_close_is_no_area():
    assert to_polygon(relation(1), {1: way(1, (0, 0), (2, 0), (2, 2))}) is None
    assert to_polygon(relation(7), {}) is None


def test_a_point_of_an_area_lies_inside_it():
    bent = way(1, (0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (0, 1), (0, 0))
    assert shapely.Polygon(bent.xy).contains(to_point(bent, {}))


def test_a_place_without_a_corner_is_nowhere():
    assert to_point(way(1), {}) is None
    assert to_point(way(1, (1, 1)), {}) is None
    assert to_point(relation(7), {}) is None
