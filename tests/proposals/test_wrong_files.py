"""
Files that are no proposal, through the real command: an exit code and a sentence for each.

Exit 2: the file cannot be read, one sentence on standard error. Exit 1: it is read, and every
error is printed. Never a traceback.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from geo_app.cli import main
from tests.proposals.world import document, line, plain, point, route, stops

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(
    cache: Path,
    world_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return the command: words in; exit code, standard output and error out."""
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    monkeypatch.setenv("GEO_APP_CACHE", str(cache))
    monkeypatch.setenv("GEO_APP_DATABASE_URL", f"sqlite:///{cache / 'own.sqlite'}")

    def called(*words: object) -> tuple[int, str, str]:
        command = ["geo-app", *map(str, words), "--province", str(world_folder)]
        monkeypatch.setattr(sys, "argv", [*command, "--on", "2026-11-23"])
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        printed = capsys.readouterr()
        return code or 0, printed.out, printed.err

    return called


GOOD = json.dumps(document(), ensure_ascii=False)


def text_of(*features: dict[str, Any], **head: Any) -> str:
    return json.dumps(document(*features, **head), ensure_ascii=False)


def hail(**properties: Any) -> dict[str, Any]:
    """Route N, boarded anywhere, so that it needs no stops."""
    return route(**{"stop_policy": "hail_and_ride", **properties})


def drawn(coordinates: Any, kind: str = "LineString") -> dict[str, Any]:
    """Route N on coordinates as they are given."""
    return {**hail(), "geometry": {"type": kind, "coordinates": coordinates}}


def with_number(text: str) -> str:
    """Write a headway that JSON allows and no float holds."""
    return text_of(hail(headway_min=-77)).replace("-77", text)


UNREADABLE = {
    "empty": (b"", "is no GeoJSON"),
    "blank": (b" \n ", "is no GeoJSON"),
    "a NUL byte": (b"\0", "is no GeoJSON"),
    "cut off": (GOOD[:300].encode(), "is no GeoJSON"),
    "nested without end": (b"[" * 100_000, "is no GeoJSON"),
    "a number of 5,000 digits": (with_number("1" * 5_000).encode(), "is no GeoJSON"),
    "a list": (b"[]", "is no GeoJSON FeatureCollection"),
    "null": (b"null", "is no GeoJSON FeatureCollection"),
    "a geometry": (b'{"type": "Point", "coordinates": [98, 7]}', "FeatureCollection"),
    "one feature": (json.dumps(route()).encode(), "FeatureCollection"),
    "features null": (b'{"features": null}', "FeatureCollection"),
    "a feature null": (b'{"features": [null]}', "FeatureCollection"),
    "UTF-16": (GOOD.encode("utf-16"), "not written in UTF-8"),
    "TIS-620": (GOOD.encode("cp874"), "not written in UTF-8"),
    "Latin-1": (text_of(hail(name_en="caf\xe9", name_th=None)).encode("latin-1"), "not written in"),
}


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_is_exit_2(
    tmp_path: Path, run: Run, content: bytes, sentence: str
) -> None:
    path = tmp_path / "wrong.geojson"
    path.write_bytes(content)
    code, out, err = run("evaluate", path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "'wrong.geojson'" in err
    assert sentence in err


def test_a_folder_is_no_file(tmp_path: Path, run: Run) -> None:
    code, out, err = run("evaluate", tmp_path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot be opened" in err


@pytest.mark.parametrize("name", ["none.geojson", "ข้อเสนอ", "a'; --", "🚌"])
def test_what_is_not_there_is_named(run: Run, name: str) -> None:
    code, out, err = run("evaluate", name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert name in err


WORLD = [[98.362, 7.8702], [98.37, 7.8702]]
WINDOW = {"start": "06:00", "end": "08:00", "headway_min": 5}

WRONG: dict[str, tuple[str, str]] = {
    "nothing": ('{"features": []}', "changes nothing"),
    "no properties": (text_of({**hail(), "properties": None}), "which is no change"),
    "an unknown kind": (text_of(plain("magic")), "is of kind 'magic'"),
    "no route_id": (text_of(hail(route_id=None)), "has no 'route_id'"),
    "a blank route_id": (text_of(hail(route_id="  ")), "has no 'route_id'"),
    "a long route_id": (text_of(hail(route_id="x" * 101)), "at most 100"),
    "a route twice": (text_of(hail(), hail()), "There is a route 'N' already"),
    "a route of today": (text_of(hail(route_id="R1")), "There is a route 'R1' already"),
    "braces in an id": (text_of(*[hail(route_id="{x}")] * 2), "a route '{x}' already"),
    "no geometry": (text_of({**hail(), "geometry": None}), "'N' needs a line"),
    "a polygon": (text_of(drawn([[WORLD[0]]], "Polygon")), "needs a line, and has 'Polygon'"),
    "two parts": (text_of(drawn([WORLD, WORLD], "MultiLineString")), "needs a line"),
    "no point": (text_of(drawn([])), "fewer than two different points"),
    "one point": (text_of(drawn(WORLD[:1])), "fewer than two different points"),
    "one point thrice": (text_of(drawn(WORLD[:1] * 3)), "fewer than two different points"),
    "positions null": (text_of(drawn([None, WORLD[0]])), "no two numbers"),
    "coordinates null": (text_of(drawn(None)), "no two numbers"),
    "coordinates a text": (text_of(drawn("abcd")), "no two numbers"),
    "positions of two lengths": (text_of(drawn([WORLD[0], [98.3]])), "no two numbers"),
    "positions NaN": (text_of(drawn(WORLD)).replace("98.37", "NaN"), "no two numbers"),
    "nested deep": (text_of(drawn(json.loads("[" * 500 + "]" * 500))), "no two numbers"),
    "metres": (text_of(drawn([[430_000, 870_000], [431_000, 870_000]])), "are no degrees"),
    "latitude first": (text_of(drawn([[7.8, 98.3], [7.9, 98.3]])), "are no degrees"),
    "another country": (text_of(drawn([[13, 52], [13.1, 52]])), "outside the province"),
    "the poles": (text_of(drawn([[0, 90], [180, -90]])), "outside the province"),
    "10,001 corners": (
        text_of(drawn([[98.36 + n * 1e-6, 7.8702] for n in range(10_001)])),
        "10,001 corners",
    ),
    "an unknown CRS": (
        text_of(hail(), crs={"type": "name", "properties": {"name": "EPSG:999999"}}),
        "coordinate system cannot be read",
    ),
    "a linked CRS": (
        text_of(hail(), crs={"type": "link", "properties": {"href": "http://127.0.0.1/"}}),
        "coordinate system cannot be read",
    ),
    "no headway": (text_of(hail(headway_min=None)), "has no headway"),
    "headway 0": (text_of(hail(headway_min=0)), "a headway of 0 min is none"),
    "headway below 0": (text_of(hail(headway_min=-5)), "a headway of -5 min is none"),
    "headway over a day": (text_of(hail(headway_min=1441)), "longer than a day"),
    "headway in words": (text_of(hail(headway_min="often")), "'often' in 'headway_min'"),
    "headway true": (text_of(hail(headway_min=True)), "is no number"),
    "headway infinite": (with_number("Infinity"), "is no number"),
    "speed 0": (text_of(hail(speed_kmh=0)), "0 km/h is no speed"),
    "a fare below 0": (text_of(hail(fare_thb=-1)), "a fare is 0 THB or more"),
    "a policy of its own": (text_of(hail(stop_policy="no")), "is none of: stops, hail_and_ride"),
    "last before first": (
        text_of(hail(first_departure="20:00", last_departure="06:00")),
        "before the first 20:00",
    ),
    "minute 99": (text_of(hail(first_departure="06:99")), "is no time such as"),
    "after the service day": (text_of(hail(last_departure="31:00")), "is after it"),
    "headways a text": (text_of(hail(headways="x")), "is no list of start, end"),
    "a window without end": (text_of(hail(headways=[{**WINDOW, "end": None}])), "needs start, end"),
    "a window backwards": (text_of(hail(headways=[{**WINDOW, "end": "05:00"}])), "ends after it"),
    "windows that overlap": (text_of(hail(headways=[WINDOW, WINDOW])), "overlap"),
    "a window of headway 0": (text_of(hail(headways=[{**WINDOW, "headway_min": 0}])), "0 min"),
    "no stops": (text_of(route()), "has 0 stops"),
    "a stop twice": (text_of(route(), *stops(), *stops()), "'N1' stands there twice"),
    "a stop far off": (text_of(hail(), *stops({"N1": (1000, 900)})), "off the line"),
    "a stop of no line": (text_of(*stops()), "does not say of which route"),
    "a stop of another line": (text_of(hail(), *stops(route_id="Z")), "names the route 'Z'"),
    "a stop without id": (text_of(hail(), point("stop", (0, 480))), "has no 'stop_id'"),
    "a stop that is a line": (text_of(hail(), line("stop", [(0, 0), (9, 9)])), "a point"),
    "a stop without place": (text_of(hail(), plain("stop", stop_id="a")), "needs a point"),
    "an unknown stop removed": (text_of(plain("remove_stop", stop_id="Z")), "no stop 'Z'"),
    "an unknown route removed": (text_of(plain("remove_route", route_id="Z")), "There are: R1."),
    "a stop added to no route": (
        text_of(point("add_stop", (0, 0), stop_id="Q", name_th="Q")),
        "names no route",
    ),
    "a stop moved away": (text_of(point("move_stop", (0, 90_000), stop_id="S1")), "outside the"),
    "cut back to one stop": (
        text_of(plain("cut_back", route_id="R1", from_stop_id="S1", to_stop_id="S1")),
        "a route needs two",
    ),
    "an end in the middle": (
        text_of(line("extend", [(1500, 0), (1900, 0)], route_id="R1", end="middle")),
        "is none of: start, end",
    ),
    "an extension apart": (
        text_of(line("extend", [(1900, 0), (2500, 0)], route_id="R1", end="end")),
        "from the route's nearest end",
    ),
    "1,001 changes": (text_of(*[hail(route_id=str(n)) for n in range(1_001)]), "at most 1,000"),
}  # fmt: skip


def printed_problems(run: Run, path: Path, text: str) -> tuple[int, list[dict[str, Any]], str]:
    path.write_text(text, encoding="utf-8")
    code, out, err = run("evaluate", path, "--format", "json")
    return code, json.loads(out)["problems"], err


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG)
def test_a_proposal_with_errors_is_exit_1_and_says_why(
    tmp_path: Path, run: Run, text: str, sentence: str
) -> None:
    code, problems, err = printed_problems(run, tmp_path / "wrong.geojson", text)
    assert (code, err) == (1, "")
    assert any(sentence in own["message_en"] for own in problems)
    assert all(own["message_th"] and own["severity"] == "error" for own in problems)


def test_every_reason_is_told_at_once(tmp_path: Path, run: Run) -> None:
    text = text_of(route(headway_min=0, speed_kmh=-1), plain("remove_stop", stop_id="Z"))
    _, problems, _ = printed_problems(run, tmp_path / "wrong.geojson", text)
    assert {own["code"] for own in problems} == {
        "bad_headway", "bad_speed", "no_stops", "unknown_stop",
    }  # fmt: skip


RIGHT = {
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "lines of Windows": json.dumps(document(), indent=1).replace("\n", "\r\n").encode(),
    "heights": text_of(drawn([[*xy, 5.0] for xy in WORLD])).encode(),
    "10,000 corners": text_of(drawn([[98.362 + n * 1e-6, 7.8702] for n in range(10_000)])).encode(),
    "a route of number 5": text_of(hail(route_id=5)).encode(),
    "an id of quotes": text_of(hail(route_id="a\"'<b>;--")).encode(),
    "an id in Thai": text_of(hail(route_id="สาย ๑")).encode(),
    "an id of emoji": text_of(hail(route_id="🚌")).encode(),
    "stops without names": text_of(
        route(), *[point("stop", xy, stop_id=str(xy)) for xy in ((0, 480), (2500, 0))]
    ).encode(),
}


@pytest.mark.parametrize("content", RIGHT.values(), ids=RIGHT)
def test_what_is_only_unusual_is_taken(tmp_path: Path, run: Run, content: bytes) -> None:
    path = tmp_path / "right.geojson"
    path.write_bytes(content)
    code, out, err = run("evaluate", path, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["route_length_m"] > 0


STANDING = "a traceback, where a sentence should be"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(with_number("1" + "0" * 400), id="a headway that no float holds"),
        pytest.param(
            text_of(drawn(WORLD)).replace("98.37", "1" + "0" * 400),
            id="a place that no float holds",
        ),
        pytest.param(
            text_of(hail(), crs={"type": "name", "properties": {"name": 'LOCAL_CS["x"]'}}),
            id="a CRS without a place on earth",
        ),
    ],
)
def test_what_cannot_be_a_number_or_a_place_is_told(tmp_path: Path, run: Run, text: str) -> None:
    code, problems, _ = printed_problems(run, tmp_path / "wrong.geojson", text)
    assert (code, len(problems)) == (1, 1)


def test_half_a_character_is_told(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "wrong.geojson"
    path.write_text(text_of(hail(route_id="Z")).replace('"Z"', '"\\ud800"'), encoding="utf-8")
    code, _, _ = run("evaluate", path)
    assert code == 1


def test_a_name_that_is_too_long_is_not_there(run: Run) -> None:
    code, _, err = run("evaluate", "x" * 5_000)
    assert (code, err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "coordinates",
    [
        pytest.param([WORLD, WORLD[::-1]], id="parts in a LineString"),
        pytest.param([[xy] for place in WORLD for xy in place], id="positions of one number"),
        pytest.param([[str(xy) for xy in place] for place in WORLD], id="texts"),
    ],
)
def test_what_is_no_list_of_positions_is_told(
    tmp_path: Path, run: Run, coordinates: list[Any]
) -> None:
    path = tmp_path / "wrong.geojson"
    path.write_text(text_of(drawn(coordinates)), encoding="utf-8")
    assert run("evaluate", path)[0] == 1


def test_the_position_that_is_wrong_is_named(tmp_path: Path, run: Run) -> None:
    text = text_of(drawn([*WORLD, [430_000, 870_000]]))
    _, (problem,), _ = printed_problems(run, tmp_path / "wrong.geojson", text)
    assert "430000, 870000" in problem["message_en"]


def test_a_headway_below_a_second_is_none(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "wrong.geojson"
    path.write_text(text_of(hail(headway_min=0.001)), encoding="utf-8")
    assert run("evaluate", path)[0] == 1


def test_no_bus_left_is_an_answer_and_not_a_fault_of_the_layer(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "gone.geojson"
    path.write_text(text_of(plain("remove_route", route_id="R1")), encoding="utf-8")
    assert "correct the rows" not in run("evaluate", path, "--standard", "ghsci_30")[2]


def test_of_several_proposals_the_wrong_one_is_named(tmp_path: Path, run: Run) -> None:
    (tmp_path / "right.geojson").write_text(GOOD, encoding="utf-8")
    (tmp_path / "wrong.geojson").write_text(text_of(hail(headway_min=0)), encoding="utf-8")
    code, out, _ = run("compare", tmp_path / "right.geojson", tmp_path / "wrong.geojson")
    assert code == 1
    assert "wrong.geojson" in out


@pytest.mark.parametrize("rates", ["nan,1,1", "1,1", "1,-1,1", "", "a,b,c", "inf,1,1"])
def test_rates_that_are_none_are_exit_2(tmp_path: Path, run: Run, rates: str) -> None:
    path = tmp_path / "right.geojson"
    path.write_text(GOOD, encoding="utf-8")
    code, out, err = run("evaluate", path, "--rates", rates)
    assert (code, out) == (2, "")
    assert "--rates" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("metres", ["0", "-1", "nan", "inf", "x"])
def test_a_walk_that_is_none_is_exit_2(tmp_path: Path, run: Run, metres: str) -> None:
    path = tmp_path / "right.geojson"
    path.write_text(GOOD, encoding="utf-8")
    code, out, err = run("evaluate", path, "--walk-distance", metres)
    assert (code, out) == (2, "")
    assert "--walk-distance" in err
