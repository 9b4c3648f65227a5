"""Extracts that the tests write: whole, cut short, damaged, of no day."""

from __future__ import annotations

import datetime as dt

import pytest

from geo_app.errors import UnreadableFileError
from geo_app.fetch.area import parse_area
from geo_app.fetch.osm_layers import draft_layers
from geo_app.fetch.pbf import PbfSource
from tests.fixtures.osm_map import OsmMap, hand_made_map, write_pbf

AREA = parse_area("98,7,98.9,8.5")


def read(path, *, date=None, told=None):
    progress = told if told is not None else []
    return PbfSource(path=path, date=date).read(AREA, work=path.parent, tell=progress.append)


def blocks(content: bytes) -> list[int]:
    """Return where the blocks of a file end, by trying each cut: a cut there is not seen."""
    ends, place = [], 0
    while place < len(content):
        head = int.from_bytes(content[place : place + 4], "big")
        # The tests' files have heads of two fields: a type, and a size in one or two bytes.
        size_field = content[place + 4 + head - 3 : place + 4 + head]
        tail = size_field[1:] if size_field[0] == 0x18 else size_field[2:]
        size = sum((byte & 0x7F) << (7 * i) for i, byte in enumerate(tail))
        place += 4 + head + size
        ends.append(place)
    return ends


def test_an_extract_is_read_with_what_lies_in_the_area(extract):
    osm = read(extract)
    assert 16 not in osm.ways
    assert 112 not in osm.nodes
    assert {1, 32, 33, 34} <= set(osm.ways)
    assert osm.source == "OpenStreetMap (map.osm.pbf)"


def test_progress_is_told_pass_by_pass(extract):
    told = []
    read(extract, told=told)
    assert [(p.done, p.total) for p in told] == [(0, 2), (1, 2), (2, 2)]
    assert str(told[0].now) == "map.osm.pbf: relations"


def test_the_header_gives_the_date(extract):
    assert read(extract).date == dt.date(2026, 11, 20)


def test_a_file_of_no_day_needs_one(tmp_path):
    path = write_pbf(tmp_path / "x.osm.pbf", hand_made_map(), timestamp=None)
    with pytest.raises(UnreadableFileError, match="--date 2026-04-17"):
        read(path)
    assert read(path, date=dt.date(2020, 1, 2)).date == dt.date(2020, 1, 2)


def test_a_corner_that_is_not_there_is_counted(tmp_path):
    world = hand_made_map()
    path = write_pbf(tmp_path / "x.osm.pbf", world)
    assert read(path).ways[1].missing == 0
    world.ways = {1: ([*world.ways[1][0]], world.ways[1][1])}
    world.nodes = {}
    world.relations = {}
    path = write_pbf(tmp_path / "y.osm.pbf", world, lost=[(210, 0)])
    way = read(path).ways[1]
    assert (way.missing, len(way.xy)) == (1, 3)


def test_a_file_cut_anywhere_is_refused_or_loses_nothing_unsaid(extract, tmp_path):
    content = extract.read_bytes()
    path = tmp_path / "cut.osm.pbf"
    ends = blocks(content)
    assert ends[-1] == len(content)
    for size in range(0, len(content), 7):
        if size not in ends:
            path.write_bytes(content[:size])
            with pytest.raises(UnreadableFileError):
                read(path)


def test_a_file_cut_between_two_blocks_says_what_may_be_lost(extract, tmp_path):
    content = extract.read_bytes()
    path = tmp_path / "cut.osm.pbf"
    *_, nodes, ways, _ = [0, *blocks(content)]
    path.write_bytes(content[:nodes])
    with pytest.raises(UnreadableFileError, match="has no way in it: it is empty or cut short"):
        read(path)
    path.write_bytes(content[:ways])
    drafts = {draft.kind: draft for draft in draft_layers(read(path), AREA)}
    for kind in ("bus_routes", "mangroves"):
        assert "may be cut short" in str(drafts[kind].notes[0])


def test_a_whole_file_says_nothing_of_the_sort(extract):
    assert not any(draft.notes for draft in draft_layers(read(extract), AREA))


def test_a_damaged_file_is_refused_or_the_same(extract, tmp_path):
    content = bytearray(extract.read_bytes())
    path = tmp_path / "map.osm.pbf"
    good = {d.kind: d.rows.to_wkt().to_csv() for d in draft_layers(read(extract), AREA)}
    refused = 0
    for place in range(3, len(content), 11):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            found = {d.kind: d.rows.to_wkt().to_csv() for d in draft_layers(read(path), AREA)}
        except UnreadableFileError:
            refused += 1
        else:
            assert found == good
    assert refused > 100


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"<?xml version='1.0'?><osm version='0.6'/>", b"PK\x03\x04" * 50, b"\xff" * 99],
)
def test_what_is_no_extract_is_refused(tmp_path, content):
    path = tmp_path / "map.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'map\.osm\.pbf' cannot be read"):
        read(path)


def test_another_ending_and_a_missing_file_are_refused(tmp_path):
    (tmp_path / "map.osm").write_text("<osm/>")
    with pytest.raises(UnreadableFileError, match=r"ends in \.osm\.pbf"):
        read(tmp_path / "map.osm")
    with pytest.raises(UnreadableFileError, match="cannot be opened: No such file"):
        read(tmp_path / "none.osm.pbf")


def test_a_file_without_ways_is_refused(tmp_path):
    world = OsmMap(nodes=hand_made_map().nodes)
    with pytest.raises(UnreadableFileError, match="has no way in it"):
        read(write_pbf(tmp_path / "x.osm.pbf", world))
