"""OpenStreetMap from a server: tiles, waits, going on later, answers that are none."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from geo_app.fetch.area import get_area
from geo_app.fetch.overpass import query
from geo_app.fetch.tiles import clear_answers, tiles_of
from geo_app.fetch.web import NoAnswerError, RefusedError
from geo_app.province import open_province
from tests.fetch.conftest import NOW, TILE_DEG, TILES
from tests.fixtures.osm_map import DAY_TEXT
from tests.fixtures.overpass_server import OK, Reply


@pytest.fixture(scope="module")
def area(world_folder):
    return get_area(open_province(world_folder))


@pytest.fixture
def read(overpass, area, tmp_path):
    """Return a function that reads the whole area through the server."""

    def read(source=overpass, told=None):
        progress = told if told is not None else []
        return source.read(area, work=tmp_path, tell=progress.append)

    return read


def document(**changes):
    base = {"version": 0.6, "osm3s": {"timestamp_osm_base": DAY_TEXT}, "elements": []}
    return json.dumps({**base, **changes}).encode()


def test_each_tile_is_asked_once_and_one_at_a_time(read, server, area):
    read()
    asked = {tuple(map(float, box.split(","))) for box in server.boxes}
    assert len(server.boxes) == len(asked) == TILES
    for tile in tiles_of(area, tile_deg=TILE_DEG):
        box = (tile.south, tile.west, tile.north, tile.east)
        assert any(box == pytest.approx(other, abs=1e-7) for other in asked)
    assert server.most_together == 1


def test_the_question_names_its_limits(area):
    text = query(tiles_of(area, tile_deg=1)[0])
    assert text.startswith("[out:json][timeout:180][bbox:")
    assert text.endswith(");out geom;")


def test_progress_is_told_tile_by_tile(read):
    told = []
    read(told=told)
    assert [(p.done, p.total) for p in told] == [(n, TILES) for n in range(1, TILES + 1)]


def test_a_thing_in_two_tiles_counts_once(read):
    assert sorted(read().ways)[:3] == [1, 2, 3]
    assert len(read().ways) == 15 + 6


def test_a_way_that_a_relation_brings_keeps_its_tags(read):
    assert read().ways[1].tags["name:en"] == "Main Road"


def test_the_oldest_tile_gives_the_date(read, server):
    older = document(osm3s={"timestamp_osm_base": "2026-11-18T00:00:00Z"})
    server.plan.extend([OK, Reply(body=older)])
    assert read().date == dt.date(2026, 11, 18)


def test_after_a_failure_only_the_rest_is_asked(read, server):
    server.plan.extend([OK] * 5 + [Reply(drop=True)] * 3)
    with pytest.raises(NoAnswerError, match="cannot be reached"):
        read()
    before = list(server.boxes)
    assert len(set(before)) == 6
    osm = read()
    after = server.boxes[len(before) :]
    assert len(after) == TILES - 5
    assert set(before[:5]).isdisjoint(after)
    assert len(osm.ways) == 15 + 6


def test_what_was_brought_is_kept_until_it_is_cleared(read, server, tmp_path):
    read()
    read()
    assert len(server.boxes) == TILES
    clear_answers(tmp_path)
    read()
    assert len(server.boxes) == 2 * TILES


def test_answers_of_another_week_are_asked_again(read, server, overpass):
    read()
    later = replace(overpass, now=lambda: NOW + dt.timedelta(days=7))
    read(later)
    assert len(server.boxes) == 2 * TILES


@pytest.mark.parametrize("content", [b"", b"{", b"<html>", b'{"elements": 3}'])
def test_a_kept_answer_that_is_damaged_is_asked_again(read, server, tmp_path, content):
    read()
    kept = sorted(tmp_path.rglob("tile-*.json"))
    assert len(kept) == TILES
    kept[3].write_bytes(content)
    read()
    assert len(server.boxes) == TILES + 1


def test_an_answer_cut_short_is_never_kept(read, server, tmp_path):
    server.always = Reply(body=document()[:-5])
    with pytest.raises(NoAnswerError, match="broke off"):
        read()
    assert list(tmp_path.rglob("tile-*.json")) == []


def test_a_busy_server_is_asked_again(read, server, waits):
    server.plan.extend([Reply(status=429, headers={"Retry-After": "7"}), Reply(status=504)])
    told = []
    assert len(read(told=told).ways) == 15 + 6
    assert waits == [7, 10]
    assert "Asking again in 7 s." in str(told[0].now)


def test_a_runtime_error_in_a_good_answer_is_no_answer(read, server, waits):
    remark = 'runtime error: Query timed out in "query" at line 1 after 180 seconds.'
    server.plan.append(Reply(body=document(remark=remark)))
    assert len(read().ways) == 15 + 6
    assert waits == [5]
    server.always = Reply(body=document(remark=remark))
    fresh = replace_tile(read, 0.05)
    with pytest.raises(NoAnswerError, match="could not finish: runtime error: Query timed out"):
        fresh()


def replace_tile(read, tile_deg):
    source = read.__defaults__[0]
    return lambda: read(replace(source, tile_deg=tile_deg))


def test_a_remark_that_is_no_error_is_none(read, server):
    server.plan.append(Reply(body=document(remark="runtime remark: all is well")))
    read()
    assert len(server.boxes) == TILES


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><p>Welcome", b"  <?xml version='1.0'?><osm/>"])
def test_a_web_page_is_no_data_and_is_not_asked_again(read, server, waits, body):
    server.always = Reply(body=body)
    with pytest.raises(RefusedError, match="answers with a web page"):
        read()
    assert (waits, len(server.boxes)) == ([], 1)


@pytest.mark.parametrize(
    "changes",
    [{"osm3s": {}}, {"osm3s": None}, {"osm3s": {"timestamp_osm_base": "soon"}}, {"elements": {}}],
)
def test_json_of_something_else_is_refused(read, server, changes):
    server.always = Reply(body=document(**changes))
    with pytest.raises(RefusedError, match="not as an Overpass server does"):
        read()


@pytest.mark.parametrize("body", [b"[]", b"3", b"null", b'"text"'])
def test_json_that_is_no_document_is_refused(read, server, body):
    server.always = Reply(body=body)
    with pytest.raises(RefusedError, match="not as an Overpass server does"):
        read()


def test_elements_that_are_none_are_passed_by(read, server):
    odd = [
        None, 3, {}, {"type": "node"}, {"type": "node", "id": 1}, {"type": "way", "id": "x"},
        {"type": "node", "id": 2, "lat": "a", "lon": 1}, {"type": "area", "id": 3},
        {"type": "way", "id": 4, "tags": {"highway": "path"}},
        {"type": "way", "id": 5, "tags": None, "geometry": [None, {"lat": 1}]},
        {"type": "relation", "id": 6,
         "members": [None, {"type": "way"}, {"ref": 9, "type": "way"}]},
    ]  # fmt: skip
    server.always = Reply(body=document(elements=odd))
    osm = read()
    assert set(osm.nodes) == set()
    assert {number: len(way.xy) for number, way in osm.ways.items()} == {4: 0, 5: 0}
    assert osm.ways[5].missing == 2
    assert set(osm.relations) == {6}


def test_an_address_that_is_none_is_refused_before_anything_is_asked(read, overpass):
    with pytest.raises(RefusedError, match="is no web address"):
        read(replace(overpass, server="overpass-api.de/api"))
