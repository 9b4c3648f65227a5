"""OpenStreetMap into a province: written whole or not at all, opened again, used."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from geo_app.analysis import coverage
from geo_app.catalogue import Status
from geo_app.errors import (
    CatalogueError,
    GeoAppError,
    LayerError,
    MissingLayerError,
    UnreadableFileError,
)
from geo_app.fetch.area import parse_area
from geo_app.fetch.osm import fetch_osm
from geo_app.fetch.pbf import PbfSource
from geo_app.fetch.web import NoAnswerError, RefusedError
from geo_app.intake.outcome import FailedCheckError
from geo_app.network.walking import WalkingMethod, walking_method
from geo_app.province import open_province
from tests.fetch.conftest import TILES, read_contents
from tests.fixtures.osm_map import DAY_TEXT, WALKED, OsmMap, hand_made_map, write_pbf
from tests.fixtures.overpass_server import OK, Reply, serving
from tests.fixtures.patience import LIMIT_S
from tests.fixtures.province_folder import DAY, rows_of_world, write_province


@pytest.fixture
def source(extract):
    return PbfSource(path=extract)


def by_kind(outcomes):
    return {outcome.kind: outcome for outcome in outcomes}


def test_every_kind_has_its_file_and_only_what_was_missing_is_declared(folder, source):
    outcomes = by_kind(fetch_osm(folder, source))
    assert list(outcomes) == [
        "walk_network", "roads", "communities", "bus_stops", "bus_routes", "mangroves",
        "facilities",
    ]  # fmt: skip
    assert all((folder / outcome.file).exists() for outcome in outcomes.values())
    assert [kind for kind, outcome in outcomes.items() if outcome.in_catalogue] == ["walk_network"]
    assert open_province(folder).specs("roads")[0].layer_id == "roads"


def test_rows_fetched_are_rows_in_use_and_rows_set_aside(folder, source):
    for outcome in fetch_osm(folder, source):
        assert outcome.rows_fetched == outcome.rows_used + sum(p.count for p in outcome.aside)


def test_the_layer_says_whose_it_is_and_of_which_day(folder, source):
    fetch_osm(folder, source)
    spec = open_province(folder).specs("walk_network")[0]
    assert spec.licence == "ODbL 1.0"
    assert spec.attribution == "© OpenStreetMap contributors"
    assert spec.date == dt.date(2026, 11, 20)
    assert spec.status is Status.OPEN
    assert spec.source == "OpenStreetMap (map.osm.pbf)"


def test_gaps_are_found_along_the_fetched_network(folder, source):
    before = coverage.gaps(open_province(folder), walk_distance_m=500, on=DAY)
    fetch_osm(folder, source)
    province = open_province(folder)
    assert len(province.of_kind("walk_network")) == len(WALKED)
    assert walking_method(province) is WalkingMethod.NETWORK
    after = coverage.gaps(province, walk_distance_m=500, on=DAY)
    # The drawn roads and the fetched ways lead the same way: over the bridge, 690 m + 210 m.
    assert after["walk_distance_m"].to_list() == pytest.approx(
        before["walk_distance_m"].to_list(), abs=0.5, nan_ok=True
    )
    assert after.loc["C002", "walk_distance_m"] == pytest.approx(900, abs=0.5)


def test_the_layers_of_another_source_give_way_where_a_person_says_so(folder, source):
    old = read_contents(folder)
    outcomes = by_kind(fetch_osm(folder, source, use=["all"]))
    assert all(outcome.in_catalogue for outcome in outcomes.values())
    province = open_province(folder)
    assert province.broken_layers(outcomes) == {}
    assert not province.has("transit")
    assert list(province.of_kind("bus_routes").index) == ["relation/201", "relation/202"]
    assert len(province.of_kind("mangroves")) == 2
    found = read_contents(folder)
    assert found["catalogue.toml.previous"] == old["catalogue.toml"]
    assert all(found[place] == old[place] for place in old if place != "catalogue.toml")
    gaps = coverage.gaps(province, walk_distance_m=500, on=DAY)
    assert len(gaps) == 3


def test_an_unknown_headway_stays_unknown(folder, tmp_path):
    world = hand_made_map()
    members, tags = world.relations[201]
    world.relations[201] = (members, {k: v for k, v in tags.items() if k != "interval"})
    path = write_pbf(tmp_path / "x.osm.pbf", world)
    fetch_osm(folder, PbfSource(path=path), use=["bus_routes"])
    headway = open_province(folder).of_kind("bus_routes")["headway_min"]
    assert headway.isna().to_dict() == {"relation/201": True, "relation/202": False}


def test_a_second_fetch_keeps_the_first_as_previous(folder, source, tmp_path):
    fetch_osm(folder, source)
    first = read_contents(folder)
    world = hand_made_map()
    del world.ways[15]
    other = write_pbf(tmp_path / "map.osm.pbf", world, timestamp="2026-11-22T00:00:00Z")
    outcomes = by_kind(fetch_osm(folder, PbfSource(path=other)))
    assert outcomes["walk_network"].in_catalogue
    assert "walk_network.parquet.previous" in str(outcomes["walk_network"].notes[-1])
    found = read_contents(folder)
    for place, content in first.items():
        if place.startswith("osm/") or place == "catalogue.toml":
            assert found[f"{place}.previous"] == content
    province = open_province(folder)
    assert len(province.of_kind("walk_network")) == len(WALKED) - 1
    assert province.specs("walk_network")[0].date == dt.date(2026, 11, 22)


def test_a_kind_that_is_no_longer_found_keeps_its_file(folder, source, tmp_path):
    fetch_osm(folder, source)
    first = read_contents(folder)
    world = OsmMap(ways={1: hand_made_map().ways[1]})
    other = write_pbf(tmp_path / "map.osm.pbf", world)
    outcomes = by_kind(fetch_osm(folder, PbfSource(path=other)))
    assert outcomes["mangroves"].file is None
    assert "an earlier file stays" in str(outcomes["mangroves"].notes[-1])
    assert read_contents(folder)["osm/mangroves.parquet"] == first["osm/mangroves.parquet"]


def test_lines_without_stops_are_kept_out_of_the_catalogue(folder, tmp_path):
    world = hand_made_map()
    world.nodes = {101: world.nodes[101]}
    del world.ways[35]
    world.relations[201] = ([("way", 1, "")], world.relations[201][1])
    path = write_pbf(tmp_path / "x.osm.pbf", world)
    outcomes = by_kind(fetch_osm(folder, PbfSource(path=path), use=["all"]))
    assert not outcomes["bus_routes"].in_catalogue
    assert "call at stops, and none was found" in str(outcomes["bus_routes"].notes[-1])
    assert open_province(folder).has("transit")


def test_a_province_can_be_begun_with_a_fetch(tmp_path, source):
    text = (write_province(tmp_path / "whole") / "catalogue.toml").read_text(encoding="utf-8")
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "catalogue.toml").write_text(text.split("[layers")[0], encoding="utf-8")
    with pytest.raises(CatalogueError):
        open_province(folder)
    with pytest.raises(GeoAppError, match="--area"):
        fetch_osm(folder, source)
    outcomes = fetch_osm(folder, source, area=parse_area("98,7,98.9,8.5"))
    assert all(outcome.in_catalogue for outcome in outcomes)
    province = open_province(folder)
    assert len(coverage.gaps(province, on=DAY)) == 3


def test_a_bom_and_comments_of_the_catalogue_stay(folder, source):
    path = folder / "catalogue.toml"
    path.write_bytes(b"\xef\xbb\xbf# ours: \xe0\xb8\x81\n" + path.read_bytes())
    before = path.read_bytes()
    fetch_osm(folder, source)
    assert path.read_bytes().startswith(before.rstrip())


def down(_server):
    with serving() as gone:
        pass
    return {"server": gone.address}


BROKEN = {
    "down": (down, NoAnswerError, "cannot be reached"),
    "html": (Reply(body=b"<html>hello</html>"), RefusedError, "web page"),
    "busy": (Reply(status=429), NoAnswerError, "answer 429"),
    "broken": (Reply(status=500), NoAnswerError, "answer 500"),
    "cut": (Reply(body=b'{"elements": ['), NoAnswerError, "broke off"),
    "other": (Reply(body=b'{"hello": 1}'), RefusedError, "not as an Overpass server"),
    "closed": (Reply(drop=True), NoAnswerError, "cannot be reached"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_server_that_fails_leaves_all_as_it_was(folder, source, server, overpass, name):
    fetch_osm(folder, source)
    old = read_contents(folder)
    trouble, error, sentence = BROKEN[name]
    if isinstance(trouble, Reply):
        server.always = trouble
        asked = overpass
    else:
        asked = replace(overpass, **trouble(server))
    with pytest.raises(error, match=sentence):
        fetch_osm(folder, asked, use=["all"])
    assert read_contents(folder) == old


def test_an_area_with_nothing_in_it_leaves_all_as_it_was(folder, overpass, source):
    old = read_contents(folder)
    empty = parse_area("90,1,90.01,1.01")
    for one in (overpass, source):
        with pytest.raises(LayerError, match=r"has nothing of use in this area.*90\.0000,1\.0000"):
            fetch_osm(folder, one, area=empty)
    assert read_contents(folder) == old


def test_a_file_cut_short_leaves_all_as_it_was(folder, source, tmp_path):
    fetch_osm(folder, source)
    old = read_contents(folder)
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(source.path.read_bytes()[:-9])
    with pytest.raises(UnreadableFileError, match="cut short"):
        fetch_osm(folder, PbfSource(path=cut), use=["all"])
    assert read_contents(folder) == old


def test_after_the_server_died_the_next_call_asks_only_for_the_rest(folder, server, overpass):
    old = read_contents(folder)
    server.plan.extend([OK] * 7 + [Reply(drop=True)] * 3)
    with pytest.raises(NoAnswerError):
        fetch_osm(folder, overpass)
    assert read_contents(folder) == old
    asked = len(server.boxes)
    outcomes = by_kind(fetch_osm(folder, overpass))
    assert len(server.boxes) - asked == TILES - 7
    assert outcomes["walk_network"].rows_used == len(WALKED)
    # All is in place, so a third call asks for everything anew.
    asked = len(server.boxes)
    fetch_osm(folder, overpass)
    assert len(server.boxes) - asked == TILES


def test_a_layer_that_fails_the_checks_leaves_all_as_it_was(folder, source, server, overpass):
    fetch_osm(folder, source)
    old = read_contents(folder)
    lost = [{"lon": 98.36, "lat": 7.87}, {"lon": 500.0, "lat": 7.87}]
    way = {"type": "way", "id": 7, "tags": {"highway": "path"}, "geometry": lost}
    document = {"osm3s": {"timestamp_osm_base": DAY_TEXT}, "elements": [way]}
    server.always = Reply(body=json.dumps(document).encode())
    with pytest.raises(FailedCheckError, match="fails the checks; nothing was changed") as caught:
        fetch_osm(folder, overpass, use=["all"])
    assert "are no degrees" in str(caught.value)
    assert read_contents(folder) == old


def test_a_file_that_reads_back_with_other_rows_is_refused(folder, source, monkeypatch):
    import geopandas as gpd  # noqa: PLC0415 - only this test tampers with it

    old = read_contents(folder)
    real = gpd.GeoDataFrame.to_parquet
    monkeypatch.setattr(
        gpd.GeoDataFrame, "to_parquet", lambda rows, path, **o: real(rows.iloc[1:], path, **o)
    )
    with pytest.raises(FailedCheckError, match="10 rows were written and 9 read again"):
        fetch_osm(folder, source)
    assert read_contents(folder) == old


def test_a_full_disk_leaves_all_as_it_was(folder, source, monkeypatch):
    fetch_osm(folder, source)
    old = read_contents(folder)

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LayerError, match="cannot be written: No space left on device"):
        fetch_osm(folder, source, use=["all"])
    monkeypatch.undo()
    assert read_contents(folder) == old


def test_killed_between_two_files_all_is_as_it_was(folder, source):
    fetch_osm(folder, source)
    old = read_contents(folder)
    script = f"""
        import os, signal
        from pathlib import Path
        import geopandas as gpd
        from geo_app.fetch.osm import fetch_osm
        from geo_app.fetch.pbf import PbfSource
        real, calls = gpd.GeoDataFrame.to_parquet, []
        def write(rows, path, **options):
            real(rows, path, **options)
            calls.append(path)
            if len(calls) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
        gpd.GeoDataFrame.to_parquet = write
        fetch_osm(Path({str(folder)!r}), PbfSource(path=Path({str(source.path)!r})), use=["all"])
    """
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=root, check=False, timeout=LIMIT_S
    )
    assert done.returncode == -signal.SIGKILL
    assert read_contents(folder) == old
    assert by_kind(fetch_osm(folder, source, use=["all"]))["roads"].in_catalogue


def test_a_folder_that_is_no_province_is_refused_and_left_empty(tmp_path, source):
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"has no catalogue\.toml"):
        fetch_osm(tmp_path, source)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_in_an_empty_folder_a_server_needs_an_area(tmp_path, overpass):
    with pytest.raises(MissingLayerError, match="--area"):
        fetch_osm(tmp_path, overpass)
    assert list(tmp_path.iterdir()) == []


def test_the_worlds_own_layers_are_what_the_tests_think():
    assert {"roads", "communities", "mangroves", "facilities"} <= set(rows_of_world())
