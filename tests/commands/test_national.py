"""`geo-app national`: a country's people near a stop, worked out on paper."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from geo_app.cli import app, main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

# 3-4-5: the second point is 500 m from the origin, the third a little more, the last 500 m.
ROWS = {
    "x": [0.0, 300.0, 300.0, 600.0, 0.0, 0.0],
    "y": [0.0, 400.0, 400.001, 0.0, -500.0, 0.0],
    "population": [10.0, 20.0, 40.0, 80.0, 160.0, None],
    "zone_id": ["830101", "830101", "830101", "830102", "830102", None],
}
NORTH_M, EAST_M = 880_000.0, 430_000.0
"""A place in Phuket in UTM zone 47 N."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """Points about the origin."""
    return written(tmp_path, ROWS)


def written(folder: Path, rows: dict[str, list[object]]) -> Path:
    path = folder / "points.parquet"
    pq.write_table(pa.table(rows), path)
    return path


def stops_at(folder: Path, text: str = "stop,x,y\nS1,0,0\n") -> Path:
    path = folder / "stops.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run(points: Path, stops: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["national", str(points), "--stops", str(stops), *words])


def counted(points: Path, stops: Path, *words: str) -> dict[str, object]:
    done = run(points, stops, "--format", "json", *words)
    assert done.exit_code == 0, done.output
    document: dict[str, object] = json.loads(done.stdout)
    return document


def test_people_at_exactly_the_distance_are_near_a_stop(points, tmp_path):
    document = counted(points, stops_at(tmp_path))
    assert (document["stops"], document["walk_distance_m"]) == (1, 500.0)
    assert document["is_straight_line"] is True
    first, second, nowhere = document["zones"]
    assert (first["zone_id"], first["population"], first["covered_population"]) == (
        "830101",
        70,
        30,
    )
    assert first["share_covered"] == pytest.approx(3 / 7)
    assert (second["zone_id"], second["covered_population"]) == ("830102", 160)
    assert (nowhere["zone_id"], nowhere["population_unknown_points"]) == (None, 1)
    assert nowhere["share_covered"] is None


def test_all_zones_together_are_the_sum_of_the_zones(points, tmp_path):
    document = counted(points, stops_at(tmp_path))
    for name in ("points", "population", "covered_population", "population_unknown_points"):
        assert document["all"][name] == sum(zone[name] for zone in document["zones"])
    assert document["all"]["share_covered"] == pytest.approx(190 / 310)


def test_a_shorter_walk_counts_fewer(points, tmp_path):
    document = counted(points, stops_at(tmp_path), "--walk-distance", "499")
    assert document["all"]["covered_population"] == 10


def test_stops_in_degrees_are_brought_into_the_points_crs(tmp_path):
    east = [EAST_M + x for x in ROWS["x"]]
    north = [NORTH_M + y for y in ROWS["y"]]
    points = written(tmp_path, ROWS | {"x": east, "y": north})
    # 499.9 m: a way to degrees and back is no more exact than their decimals.
    stops = gpd.GeoDataFrame(geometry=gpd.points_from_xy([EAST_M], [NORTH_M]), crs="EPSG:32647")
    path = tmp_path / "stops.geojson"
    stops.to_crs("EPSG:4326").to_file(path, driver="GeoJSON", COORDINATE_PRECISION=9)
    document = counted(points, path, "--crs", "EPSG:32647", "--walk-distance", "500.0005")
    assert document["all"]["covered_population"] == 190


def test_the_table_has_a_row_a_zone_and_one_for_all(points, tmp_path):
    done = run(points, stops_at(tmp_path))
    assert done.exit_code == 0
    first, *_, last = done.stdout.strip().splitlines()
    assert first == (
        "Stops: 1 · 500 m in a straight line: an upper bound of who reaches one on foot"
    )
    assert "Without a zone" in done.stdout
    assert last.split() == ["All", "zones", "6", "310", "190", "61.3", "1", "0", "0"]


def test_stops_without_a_place_are_left_out_and_counted(points, tmp_path):
    stops = stops_at(tmp_path, "stop,x,y\nS1,0,0\nS2,,\n")
    document = counted(points, stops)
    assert (document["stops"], document["stops_unplaced"]) == (1, 1)
    assert "Rows of the stops without a place, left out: 1" in run(points, stops).stdout


def test_an_answer_is_written_to_a_file(points, tmp_path):
    out = tmp_path / "counts.json"
    done = run(points, stops_at(tmp_path), "--format", "json", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["all"]["points"] == 6


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("stop,lon,lat\nS1,98.3,7.9\n", [], "not in metres. Name the points' CRS"),
        ("stop,lon,lat\nS1,98.3,7.9\n", ["--crs", "EPSG:4326"], "is not in metres. Name one"),
        ("stop,name\nS1,Pier\n", [], "has no places"),
        ('stop,wkt\nS1,"LINESTRING (0 0, 1 1)"\n', ["--crs", "EPSG:32647"], "more than points"),
        ("stop,x,y\n", [], "There is no stop"),
    ],
)
def test_stops_that_cannot_be_used_get_a_sentence(
    points, tmp_path, monkeypatch, capsys, text, words, sentence
):
    call = ["geo-app", "national", str(points), "--stops", str(stops_at(tmp_path, text)), *words]
    monkeypatch.setattr("sys.argv", call)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


def test_points_that_are_not_there_get_a_sentence(tmp_path, monkeypatch, capsys):
    call = ["geo-app", "national", "none.parquet", "--stops", str(stops_at(tmp_path))]
    monkeypatch.setattr("sys.argv", call)
    with pytest.raises(SystemExit):
        main()
    assert "The file 'none.parquet' is not there" in capsys.readouterr().err
