"""`geo-app access` and `geo-app standards`: what Python answers, printed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.analysis.walks.demand import By
from geo_app.cli import app, main
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from geo_app.reports.access_documents import access_document
from geo_app.reports.standards_tables import standards_document
from tests.fixtures.province_folder import DAY, Point, rows_of_world, write_province

# A bus every ten minutes from 06:00 to 22:00 at S1.
OFTEN = "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,22:00:00,600\n"


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """English, and a folder of the test's own for kept arrays."""
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    monkeypatch.setenv("GEO_APP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def town(tmp_path):
    """The world with a bus every ten minutes."""
    return write_province(tmp_path / "town", files={"transit/frequencies.txt": OFTEN})


def run(command, province, *words):
    """Run a command on a province as it is on the day of the world."""
    options = [command, "--province", str(province), "--on", DAY.isoformat()]
    return CliRunner().invoke(app, [*options, *map(str, words)])


def rows_of(answer):
    assert answer.exit_code == 0, answer.output
    return {next(iter(row.values())): row for row in json.loads(answer.stdout)["rows"]}


class TestAccess:
    @pytest.mark.parametrize("standard", list(STANDARDS))
    @pytest.mark.parametrize("by", list(By))
    def test_json_is_the_document_that_python_gives(self, town, standard, by):
        answer = run("access", town, "--standard", standard, "--by", by, "--format", "json")
        province = open_province(town)
        found = Desk(province).answer(Question(standard_id=standard, by=by), DAY)
        expected = access_document(province, found, on=DAY)
        assert json.loads(answer.stdout) == json.loads(json.dumps(expected))

    def test_who_is_near_by_road_and_who_only_in_a_straight_line(self, town):
        by_road = rows_of(run("access", town, "--format", "json"))
        straight = rows_of(run("access", town, "--standard", "straight_line", "--format", "json"))
        assert [row["is_served"] for row in by_road.values()] == [True, False, False, False]
        assert [row["is_served"] for row in straight.values()] == [True, True, False, False]
        assert by_road["C002"]["walk_distance_m"] == pytest.approx(900, abs=0.1)
        assert by_road["C002"]["straight_distance_m"] == pytest.approx(480, abs=0.1)
        assert by_road["C004"]["walk_distance_m"] is None

    def test_by_zone_people_are_added_up_and_the_empty_zone_is_there(self, town):
        answer = run("access", town, "--by", "zone", "--format", "json")
        rows = rows_of(answer)
        assert rows["830101"]["population_known"] == 1250
        assert rows["830101"]["population_served"] == 1000
        assert rows["830101"]["share_served"] == 0.8
        assert rows["830102"]["origins"] == 0
        assert rows["830102"]["share_served"] is None

    def test_by_point_each_point_of_the_population_is_a_row(self, town):
        rows = rows_of(run("access", town, "--by", "point", "--format", "json"))
        assert [row["is_served"] for row in rows.values()] == [True, False]

    def test_ptal_is_worked_out_on_paper(self, town):
        # 300 m: 3.75 min; 6 an hour: 5 + 2 min; EDF = 30 / 10.75.
        row = rows_of(run("access", town, "--standard", "ptal", "--format", "json"))["C001"]
        assert row["value"] == pytest.approx(30 / 10.75, abs=1e-3)
        assert row["access_class"] == "1b"

    def test_another_distance_or_window_or_day_is_no_longer_the_standard(self, town):
        for words in (
            ["--walk-distance", 900],
            ["--standard", "ptal", "--window", "12:00-13:00"],
            ["--standard", "ptal", "--day", "sunday"],
        ):
            answer = run("access", town, *words, "--format", "json")
            assert json.loads(answer.stdout)["standard"]["is_standard"] is False
            assert "not the standard's own" in run("access", town, *words).stdout

    def test_the_distance_decides(self, town):
        answer = run("access", town, "--walk-distance", 900, "--format", "json")
        assert json.loads(answer.stdout)["summary"]["origins_served"] == 2

    def test_a_window_without_departures_is_said(self, town):
        words = ["--standard", "ptal", "--window", "02:00-03:00"]
        assert "No bus leaves in this part of the day" in run("access", town, *words).stdout
        document = json.loads(run("access", town, *words, "--format", "json").stdout)
        assert document["has_departures"] is False
        assert document["summary"]["origins_served"] == 0

    def test_csv_has_a_row_a_community(self, town):
        rows = list(csv.DictReader(io.StringIO(run("access", town, "--format", "csv").stdout)))
        assert [row["community_id"] for row in rows] == ["C001", "C002", "C003", "C004"]
        assert rows[0]["is_served"] == "True"

    @pytest.mark.parametrize(("by", "shape"), [("zone", "Polygon"), ("point", "Point")])
    def test_geojson_has_a_feature_a_row_in_degrees(self, town, by, shape):
        document = json.loads(run("access", town, "--by", by, "--format", "geojson").stdout)
        geometry = document["features"][0]["geometry"]
        assert geometry["type"] == shape
        place = geometry["coordinates"] if shape == "Point" else geometry["coordinates"][0][0]
        assert -180 <= place[0] <= 180
        assert -90 <= place[1] <= 90

    def test_nothing_printed_is_no_number(self, town):
        for by in By:
            text = run("access", town, "--by", by, "--format", "json").stdout
            assert not any(word in text for word in ("NaN", "Infinity", "NaT"))

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--standard", "best"], "'best' is not one of sdg_11_2_1"),
            (["--by", "street"], "'street' is not one of community, zone, point"),
            (["--day", "holiday"], "neither a day"),
            (["--walk-distance", "inf"], "Name a number of metres"),
        ],
    )
    def test_a_wrong_word_is_told_with_the_right_ones(self, town, words, said):
        answer = run("access", town, *words)
        assert answer.exit_code == 2
        assert said in " ".join(answer.output.replace("│", " ").split())

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--standard", "ptal", "--window", "9-8"], "is no window of time"),
            (["--standard", "ptal", "--day", "2031-01-01"], "no service on 2031-01-01"),
        ],
    )
    def test_what_the_data_cannot_answer_is_one_sentence(
        self, town, monkeypatch, capsys, words, said
    ):
        monkeypatch.setattr("sys.argv", ["geo-app", "access", "--province", str(town), *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        printed = capsys.readouterr()
        assert said in printed.err
        assert printed.err.count("\n") == 1
        assert printed.out == ""

    def test_without_population_points_cannot_be_asked_but_zones_count_communities(self, tmp_path):
        bare = write_province(tmp_path / "bare", rows={"population": None})
        answer = run("access", bare, "--by", "point")
        assert "no population layer" in str(answer.exception)
        rows = rows_of(run("access", bare, "--by", "zone", "--format", "json"))
        assert rows["830101"]["population_known"] == 1250
        assert rows["830102"]["origins_population_unknown"] == 1

    def test_drawn_lines_with_a_headway_answer_too(self, tmp_path):
        line = {"route_id": "L1", "name_th": "สายหนึ่ง", "headway_min": 10, "stop_policy": "stops",
                "geometry": rows_of_world()["roads"][0]["geometry"]}  # fmt: skip
        stops = [
            {"stop_id": "B1", "name_th": "ป้าย", "geometry": Point(0, 0)},
            {"stop_id": "B2", "name_th": "ตลาด", "geometry": Point(1500, 0)},
        ]
        drawn = write_province(
            tmp_path / "drawn",
            rows={"bus_routes": [line], "bus_stops": stops},
            layers={"transit": None},
        )
        row = rows_of(run("access", drawn, "--standard", "ptal", "--format", "json"))["C001"]
        assert row["value"] == pytest.approx(30 / 10.75, abs=1e-3)


class TestStandards:
    def test_json_is_the_document_that_python_gives(self, town):
        answer = run("standards", town, "--format", "json")
        province = open_province(town)
        expected = standards_document(province, Desk(province).comparison(DAY), on=DAY)
        assert json.loads(answer.stdout) == json.loads(json.dumps(expected))

    def test_each_standard_has_its_own_answer(self, town):
        document = json.loads(run("standards", town, "--format", "json").stdout)
        people = {row["standard_id"]: row["population_served"] for row in document["standards"]}
        assert people == {
            StandardId.SDG: 1000, StandardId.STRAIGHT_LINE: 1250, StandardId.GHSCI_30: 1000,
            StandardId.GHSCI_20: 1000, StandardId.DG_REGIO: 1000, StandardId.PTAL: 1000,
            StandardId.PPIAF: 1000, StandardId.TCQSM: 1000,
        }  # fmt: skip

    def test_the_numbers_are_those_of_access(self, town):
        document = json.loads(run("standards", town, "--format", "json").stdout)
        for row in document["standards"]:
            words = ["--standard", row["standard_id"], "--by", "zone", "--format", "json"]
            summary = json.loads(run("access", town, *words).stdout)["summary"]
            assert summary["population_served"] == row["population_served"]

    def test_markdown_names_who_disagrees_and_marks_the_data(self, town):
        page = run("standards", town, "--format", "markdown").stdout
        assert "| Ban Rim Nam | ✗ | ✓ |" in page
        assert "[estimated]" in page
        assert "World Bank / PPIAF calls 75% to 90% of people acceptable." in page

    def test_a_rare_bus_fails_where_frequency_counts(self, tmp_path):
        rare = write_province(tmp_path / "rare")
        document = json.loads(run("standards", rare, "--format", "json").stdout)
        people = {row["standard_id"]: row["population_served"] for row in document["standards"]}
        assert people[StandardId.SDG] == people[StandardId.DG_REGIO] == 1000
        assert people[StandardId.GHSCI_30] == people[StandardId.PTAL] == 0

    def test_thai_is_thai(self, town, monkeypatch):
        monkeypatch.setenv("GEO_APP_LANGUAGE", "th")
        page = run("standards", town, "--format", "markdown").stdout
        assert "บ้านริมน้ำ" in page
        assert "Why they differ" not in page


class TestTrust:
    """What is unknown, set aside or out of date is said beside the answer."""

    def test_a_calendar_that_has_ended_is_told_with_its_last_day(self, tmp_path):
        calendar = (
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
            "daily,1,1,1,1,1,1,1,20250101,20260601\n"
        )
        files = {"transit/calendar.txt": calendar, "transit/frequencies.txt": OFTEN}
        old = write_province(tmp_path / "old", files=files)
        for words in (["access", old, "--standard", "ptal"], ["standards", old]):
            assert "to 1 Jun 2026 and does not cover 23 Nov 2026" in run(*words).stdout
        document = json.loads(run("standards", old, "--format", "json").stdout)
        assert document["timetables"][0]["is_in_period"] is False

    def test_a_trip_with_a_wrong_time_makes_its_stops_doubtful_and_is_told(self, tmp_path):
        times = (
            "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
            "T1,S1,0,08:00:00,08:00:00\nT1,S2,1,07:00:00,07:00:00\n"
        )
        trips = "route_id,service_id,trip_id\nR1,daily,T1\nR1,daily,T2\n"
        good = "T2,S2,0,08:00:00,08:00:00\nT2,S1,1,08:10:00,08:10:00\n"
        files = {"transit/stop_times.txt": times + good, "transit/trips.txt": trips}
        bad = write_province(tmp_path / "bad", files=files)
        words = ["--standard", "ghsci_30"]
        assert "The times of the trip 'T1' run backwards" in run("access", bad, *words).stdout
        answer = run("access", bad, *words, "--format", "json")
        assert rows_of(answer)["C001"]["is_served"] is None
        document = json.loads(answer.stdout)
        assert document["summary"]["origins_unclear"] == 1
        assert document["timetable_set_aside"]

    def test_a_headway_that_nobody_knows_is_no_bus_that_never_leaves(self, tmp_path):
        line = {"route_id": "L1", "name_th": "สายหนึ่ง", "headway_min": None,
                "geometry": rows_of_world()["roads"][0]["geometry"]}  # fmt: skip
        stops = [
            {"stop_id": "B1", "name_th": "ป้าย", "geometry": Point(0, 0)},
            {"stop_id": "B2", "name_th": "ตลาด", "geometry": Point(1500, 0)},
        ]
        rows = {"bus_routes": [line], "bus_stops": stops}
        drawn = write_province(tmp_path / "drawn", rows=rows, layers={"transit": None})
        text = run("access", drawn, "--standard", "ghsci_30").stdout
        assert "No bus leaves" not in text
        assert "Not known, since the timetable is not: 1 places" in text

    def test_who_has_no_known_way_is_counted_and_told(self, town):
        text = run("access", town).stdout
        assert "since no way on foot to a stop is known: 1 places, 40 people" in text
        assert "Nobody knows how many people live in 1 of 4 places" in text

    def test_what_a_standard_would_ignore_is_refused(self, town):
        for words, said in (
            (["--standard", "ptal", "--walk-distance", "300"], "its own distance of 640 m"),
            (["--day", "sunday"], "asks for no timetable"),
            (["--window", "08:00-09:00"], "asks for no timetable"),
        ):
            answer = run("access", town, *words)
            assert answer.exit_code == 2
            assert said in " ".join(answer.output.replace("│", " ").split())

    def test_without_any_service_the_standards_that_need_none_are_still_answered(self, tmp_path):
        none = write_province(
            tmp_path / "none",
            files={"transit/calendar.txt": gtfs_calendar(weekdays=False)},
        )
        document = json.loads(run("standards", none, "--format", "json").stdout)
        assert [row["standard_id"] for row in document["standards"]] == [
            "sdg_11_2_1", "straight_line", "ppiaf",
        ]  # fmt: skip
        assert "no service from Monday to Friday" in document["without_timetable"]
        assert "no service from Monday to Friday" in run("standards", none).stdout

    def test_a_zone_that_is_on_no_map_is_in_no_feature(self, tmp_path):
        rows = rows_of_world()
        rows["communities"][0]["zone_id"] = "999999"
        lost = write_province(
            tmp_path / "lost", rows={"communities": rows["communities"], "population": None}
        )
        answer = run("access", lost, "--by", "zone", "--format", "geojson")
        assert answer.exit_code == 0
        assert "999999" not in [feature["id"] for feature in json.loads(answer.stdout)["features"]]


class TestNetwork:
    def test_the_network_is_counted_with_who_meets_it(self, town):
        document = json.loads(
            CliRunner().invoke(app, ["network", "--province", str(town), "--format", "json"]).stdout
        )
        assert document["method"] == "estimated"
        assert document["network"]["components"] == 1
        assert document["network"]["dangling_ends"] == 3
        assert document["connected"]["community"]["unconnected"] == ["C004"]
        assert document["connected"]["stop"]["origins_connected"] == 2

    def test_stops_off_the_network_are_named(self, tmp_path):
        far = {"stop_id": "FAR", "stop_name": "ไกล", "geometry": Point(0, 9000)}
        places = [far, {"stop_id": "S1", "stop_name": "ป้าย", "geometry": Point(0, 0)}]
        folder = write_province(tmp_path / "far", stops=places)
        text = CliRunner().invoke(app, ["network", "--province", str(folder)]).stdout
        assert "1 of 2 stops meet it. Too far from it: FAR." in text

    def test_of_many_stops_the_first_are_named_and_csv_has_all(self, tmp_path):
        far = [
            {"stop_id": f"F{n:03}", "stop_name": "ไกล", "geometry": Point(n, 9000)}
            for n in range(60)
        ]
        near = {"stop_id": "S1", "stop_name": "ป้าย", "geometry": Point(0, 0)}
        folder = write_province(tmp_path / "far", stops=[near, *far])
        options = ["network", "--province", str(folder)]
        text = CliRunner().invoke(app, options).stdout
        assert "1 of 61 stops meet it. Too far from it: F000, F001" in text
        assert "F009 and 50 more (all of them: --format csv)" in text
        rows = CliRunner().invoke(app, [*options, "--format", "csv"]).stdout.splitlines()
        assert rows[0] == "kind,id,state"
        assert [row for row in rows if row.startswith("stop,")] == [
            f"stop,F{n:03},unconnected" for n in range(60)
        ]

    def test_without_lines_nobody_meets_a_network(self, tmp_path):
        bare = write_province(tmp_path / "bare", rows={"roads": None})
        text = CliRunner().invoke(app, ["network", "--province", str(bare)]).stdout
        method, _, rows = text.splitlines()
        assert method == "estimated: straight line × 1.3"
        assert rows.startswith("Rows used: communities 4 of 4, population 2 of 2, transit (stops")


def gtfs_calendar(*, weekdays):
    days = "1,1,1,1,1" if weekdays else "0,0,0,0,0"
    return (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        f"daily,{days},1,1,20260101,20271231\n"
    )
