"""An area in tiles, and answers kept between two calls."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_app.errors import LayerError
from geo_app.fetch.area import Area, parse_area
from geo_app.fetch.tiles import MAX_AGE, answers_folder, tiles_of

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


@given(
    st.floats(-170, 160),
    st.floats(-80, 70),
    st.floats(0.001, 3),
    st.floats(0.001, 3),
    st.floats(0.2, 1),
)
def test_tiles_cover_the_area_without_a_gap_and_are_small_enough(west, south, width, height, side):
    box = shapely.box(west, south, west + width, south + height)
    bounds = dict(zip(("west", "south", "east", "north"), box.bounds, strict=True))
    area = Area(**bounds, outline=box)
    tiles = tiles_of(area, tile_deg=side)
    boxes = [shapely.box(t.west, t.south, t.east, t.north) for t in tiles]
    assert shapely.union_all(boxes).symmetric_difference(box).area == pytest.approx(0, abs=1e-9)
    assert sum(b.area for b in boxes) == pytest.approx(box.area)
    assert all(t.east - t.west <= side * 1.000001 for t in tiles)
    assert all(t.north - t.south <= side * 1.000001 for t in tiles)
    assert len({t.name for t in tiles}) == len(tiles)


def test_four_hundred_tiles_are_the_most():
    assert len(tiles_of(parse_area("0,0,20,20"), tile_deg=1)) == 400
    with pytest.raises(LayerError, match="420 questions"):
        tiles_of(parse_area("0,0,21,20"), tile_deg=1)


def test_answers_to_the_same_question_are_found_again(tmp_path):
    first = answers_folder(tmp_path, question="a", now=NOW)
    (first / "tile").write_text("kept")
    again = answers_folder(tmp_path, question="a", now=NOW + MAX_AGE)
    assert (again / "tile").read_text() == "kept"


def test_answers_to_another_question_are_kept_apart(tmp_path):
    first = answers_folder(tmp_path, question="a", now=NOW)
    assert answers_folder(tmp_path, question="b", now=NOW) != first


@pytest.mark.parametrize("later", [MAX_AGE + dt.timedelta(seconds=1), -dt.timedelta(days=1)])
def test_old_answers_and_those_from_the_future_are_asked_again(tmp_path, later):
    first = answers_folder(tmp_path, question="a", now=NOW)
    (first / "tile").write_text("old")
    again = answers_folder(tmp_path, question="a", now=NOW + later)
    assert again == first
    assert not (again / "tile").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"begun": 3}', '{"begun": "soon"}'])
def test_answers_of_an_unknown_day_are_asked_again(tmp_path, text):
    first = answers_folder(tmp_path, question="a", now=NOW)
    (first / "tile").write_text("old")
    (first / "begun.json").write_text(text)
    assert not (answers_folder(tmp_path, question="a", now=NOW) / "tile").exists()
