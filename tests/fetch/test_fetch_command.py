"""`geo-app fetch`, run as people run it."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from typer.testing import CliRunner

from geo_app.cli import app
from geo_app.commands.fetch import SERVER_VARIABLE, SUMMARY_LINES, _summary, _telling
from geo_app.errors import GeoAppError, LayerError
from geo_app.fetch.progress import Progress
from geo_app.fetch.web import RefusedError
from geo_app.findings import note
from geo_app.intake.outcome import Outcome
from geo_app.province import open_province
from tests.fetch.conftest import read_contents
from tests.fixtures.overpass_server import Reply
from tests.fixtures.province_folder import write_province


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    # Servers on loopback are asked directly, whatever this computer's proxy is.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)


@pytest.fixture
def fetch(folder):
    """Return a function that runs `geo-app fetch` on the world inside this process."""

    def run(what, *arguments):
        options = ["fetch", what, "--province", str(folder), *map(str, arguments)]
        return CliRunner().invoke(app, options)

    return run


def program(*arguments, language="en"):
    """Run `geo-app fetch` as a program of its own."""
    command = [sys.executable, "-m", "geo_app.cli", "fetch", *map(str, arguments)]
    settings = {**os.environ, "GEO_APP_LANGUAGE": language}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=settings, check=False
    )


def test_what_became_of_each_layer_is_printed(fetch, extract):
    answer = fetch("osm", "--pbf", extract, "--all")
    assert answer.exit_code == 0
    lines = answer.stdout.splitlines()
    assert lines[0] == "Walking network: 15 rows fetched, 10 in use"
    assert "  1 set aside: closed to the public (access=no, private and the like)" in lines
    assert "  File osm/walk_network.parquet, in catalogue.toml as 'osm_walk_network'." in lines
    assert "  File osm/roads.parquet, not in catalogue.toml." in lines
    assert "To take its place: --use roads." in answer.stdout


def test_a_summary_has_twenty_lines_at_most_and_names_every_layer_and_file(fetch, extract):
    whole = fetch("osm", "--pbf", extract, "--all").stdout.splitlines()
    lines = fetch("osm", "--pbf", extract).stdout.splitlines()
    assert len(lines) <= SUMMARY_LINES < len(whole)
    assert {line for line in whole if not line.startswith("  ")} <= set(lines)
    assert {line for line in whole if line.startswith("  File")} <= set(lines)
    assert lines[-1].endswith("lines more are in the whole report: --all")


def test_notes_of_one_kind_are_counted(monkeypatch):
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    gaps = [note("gap", "Line {line} has a gap.", line=number) for number in range(60)]
    outcome = Outcome(
        kind="bus_routes", layer_id="x", rows_fetched=60, rows_used=60, notes=tuple(gaps)
    )
    assert _summary([outcome]) == [
        "Bus routes: 60 rows fetched, 60 in use",
        "  Line 0 has a gap. And 59 more like this.",
    ]


def test_progress_stands_beside_the_answer_in_plain_lines(fetch, extract):
    answer = fetch("osm", "--pbf", extract)
    assert answer.stderr.splitlines()[:3] == [
        "map.osm.pbf: relations",
        "map.osm.pbf: points and lines",
        "map.osm.pbf: read",
    ]


def test_on_a_terminal_a_wait_is_a_line_above_the_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with _telling() as tell:
        tell(Progress(done=1, total=2, now=note("part", "part {n}", n=1)))
        tell(Progress(done=0, total=0, now=note("waiting", "waiting [bold]")))
        tell(Progress(done=2, total=2, now=note("part", "part {n}", n=2)))
    assert "waiting [bold]" in screen.getvalue()
    assert "part 2" in screen.getvalue()


def test_kinds_are_named_one_by_one(fetch, folder, extract):
    answer = fetch("osm", "--pbf", extract, "--use", "roads", "--use", "mangroves")
    assert answer.exit_code == 0
    province = open_province(folder)
    assert [province.specs(k)[0].layer_id for k in ("roads", "mangroves", "communities")] == [
        "osm_roads",
        "osm_mangroves",
        "communities",
    ]


def test_the_server_is_an_option_or_in_the_environment(fetch, server, monkeypatch):
    assert fetch("osm", "--server", server.address).exit_code == 0
    monkeypatch.setenv(SERVER_VARIABLE, server.address)
    answer = fetch("osm", "--tile", "0.02")
    assert answer.exit_code == 0
    assert "OpenStreetMap: part 12 of 12" in answer.stderr
    assert len(server.boxes) == 1 + 12


def test_an_area_of_its_own_is_asked_for(fetch, server):
    fetch("osm", "--server", server.address, "--area", "98.3,7.8,98.4,7.9")
    assert server.boxes == ["7.8000000,98.3000000,7.9000000,98.4000000"]


def test_a_feed_is_fetched_with_what_is_said_of_it(fetch, folder):
    answer = fetch(
        "gtfs", "--file", folder / "transit", "--use", "transit", "--source", "เทศบาล",
        "--licence", "CC0", "--date", "2026-05-01", "--status", "official",
    )  # fmt: skip
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Bus timetable (GTFS): 2 rows fetched, 2 in use\n")
    spec = open_province(folder).specs("transit")[0]
    assert (spec.source, spec.licence, str(spec.date)) == ("เทศบาล", "CC0", "2026-05-01")
    assert spec.status.value == "official"


def test_a_raster_is_fetched(fetch, tmp_path):
    path = tmp_path / "tha_ppp_2020.tif"
    transform = Affine(0.01, 0, 98.3, 0, -0.01, 7.9)
    with rasterio.open(
        path, "w", driver="GTiff", width=10, height=10, count=1, dtype="float32",
        crs="EPSG:4326", transform=transform,
    ) as raster:  # fmt: skip
        raster.write(np.full((1, 10, 10), 2.0, dtype="float32"))
    answer = fetch("worldpop", "--file", path, "--area", "98.3,7.8,98.4,7.9")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Population: 100 rows fetched, 100 in use\n")
    assert "in the layer: 200.0" in answer.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("osm", "--server", "http://x", "--pbf", "x.osm.pbf"),
        ("osm", "--use", "houses"),
        ("osm", "--tile", "0"),
        ("osm", "--tile", "nan"),
        ("osm", "--date", "soon"),
        ("gtfs",),
        ("gtfs", "--file", "a.zip", "--url", "http://x/a.zip"),
        ("gtfs", "--file", "a.zip", "--status", "true"),
        ("worldpop",),
        ("worldpop", "--file", "a.tif", "--url", "http://x/a.tif"),
    ],
)
def test_a_wrong_call_ends_with_2_and_changes_nothing(fetch, folder, arguments):
    old = read_contents(folder)
    answer = fetch(*arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    named = arguments[-2] if len(arguments) > 1 else "--file"
    assert named in answer.stderr or "--file" in answer.stderr
    assert read_contents(folder) == old


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("osm", "--server", "file:///etc/passwd"), RefusedError),
        (("osm", "--area", "here"), LayerError),
        (("gtfs", "--url", "ftp://x/a.zip"), RefusedError),
        (("worldpop", "--url", "/etc/x_2020.tif"), RefusedError),
    ],
)
def test_what_cannot_be_reached_or_read_is_an_error_of_ours(fetch, arguments, error):
    assert isinstance(fetch(*arguments).exception, error)


def test_data_that_fails_the_checks_ends_with_1(fetch, folder):
    stops = folder / "transit" / "stops.txt"
    text = stops.read_text(encoding="utf-8")
    stops.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    old = read_contents(folder)
    answer = fetch("gtfs", "--file", folder / "transit")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "fails the checks; nothing was changed" in answer.stderr
    assert read_contents(folder) == old


class TestProgram:
    def test_a_server_that_answers_with_a_page_ends_with_2_and_one_sentence(self, folder, server):
        server.always = Reply(body=b"<html>")
        done = program("osm", "--province", folder, "--server", server.address)
        assert (done.returncode, done.stdout) == (2, "")
        assert "answers with a web page, not with data" in done.stderr
        assert len(done.stderr.splitlines()) == 1

    def test_a_damaged_file_ends_with_2_and_one_sentence(self, folder, tmp_path):
        (tmp_path / "x.osm.pbf").write_bytes(b"nothing of the sort")
        done = program("osm", "--province", folder, "--pbf", tmp_path / "x.osm.pbf")
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1

    def test_an_extract_is_fetched(self, folder, extract):
        done = program("osm", "--province", folder, "--pbf", extract)
        assert done.returncode == 0
        assert "Walking network: 15 rows fetched, 10 in use" in done.stdout

    def test_help_names_what_can_be_fetched(self):
        done = program("--help")
        assert all(word in done.stdout for word in ("osm", "gtfs", "worldpop"))


def test_nothing_heavy_is_loaded_before_it_is_needed():
    script = (
        "import sys, geo_app.cli\n"
        "heavy = {'rasterio', 'osmium', 'requests', 'geopandas', 'pyproj', 'tomlkit'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_that_is_no_province_is_said(tmp_path, extract):
    # An empty folder is where a new province begins.
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    answer = CliRunner().invoke(
        app, ["fetch", "osm", "--province", str(tmp_path), "--pbf", str(extract)]
    )
    assert isinstance(answer.exception, GeoAppError)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_province_without_a_place_needs_an_area(tmp_path, extract):
    write_province(tmp_path)
    path = tmp_path / "catalogue.toml"
    path.write_text(path.read_text(encoding="utf-8").split("[layers")[0], encoding="utf-8")
    options = ["fetch", "osm", "--province", str(tmp_path), "--pbf", str(extract)]
    assert isinstance(CliRunner().invoke(app, options).exception, GeoAppError)
    answer = CliRunner().invoke(app, [*options, "--area", "98,7,98.9,8.5"])
    assert answer.exit_code == 0
    assert "in catalogue.toml as 'osm_communities'" in answer.stdout
