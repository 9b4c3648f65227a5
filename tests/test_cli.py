"""The command line, run as people run it: what it prints, and what it says when it cannot."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.cli import app
from geo_app.commands import options
from geo_app.desk.desk import Desk
from geo_app.errors import GeoAppError
from geo_app.reports.documents import gaps_document
from geo_app.words.translating import Language
from tests.fixtures.province_folder import DAY, rows_of_world, write_province


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `geo-app` as a program of its own, in English unless told otherwise."""
    settings = {**os.environ, "GEO_APP_LANGUAGE": "en", **environment}
    command = [sys.executable, "-m", "geo_app.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=settings, check=False
    )


@pytest.fixture
def ask(world_folder, monkeypatch):
    """Return a function that runs `geo-app gaps` on the world inside this process."""
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")

    def answer(*arguments: object, province=world_folder):
        options = ["gaps", "--province", str(province), "--on", DAY.isoformat()]
        return CliRunner().invoke(app, [*options, *map(str, arguments)])

    return answer


def records(answer):
    """Return the communities of a JSON answer."""
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)["communities"]


class TestGaps:
    def test_json_is_the_document_that_python_gives(self, ask, world):
        answer = ask("--format", "json")
        ranked = Desk(world).ranked(Question(), DAY).loc[world.communities.index]
        assert answer.exit_code == 0
        assert json.loads(answer.stdout) == json.loads(
            json.dumps(gaps_document(world, ranked, question=Question(), on=DAY))
        )

    def test_json_has_no_number_that_is_none(self, ask):
        for word in ("NaN", "Infinity", "NaT"):
            assert word not in ask("--format", "json").stdout

    def test_json_keeps_thai_readable(self, ask):
        assert "บ้านริมทาง" in ask("--format", "json").stdout

    def test_geojson_is_a_collection_with_every_community(self, ask):
        document = json.loads(ask("--format", "geojson").stdout)
        assert document["type"] == "FeatureCollection"
        assert len(document["features"]) == 4

    def test_another_standard_ranks_by_what_it_asks(self, ask):
        by_stop = {r["community_id"]: r for r in records(ask("--format", "json"))}
        by_ptal = {
            r["community_id"]: r for r in records(ask("--format", "json", "--standard", "ptal"))
        }
        assert by_stop["C001"]["has_stop"] is True
        assert by_ptal["C001"]["has_stop"] is False
        assert by_ptal["C001"]["gap"] in ("stop", "both")
        assert {r["rank"] for r in by_ptal.values()} == {1, 2, 3, 4}

    def test_a_documents_head_says_what_was_asked(self, ask):
        document = json.loads(ask("--format", "json", "--standard", "dg_regio", "--day", "sunday",
                                  "--window", "07:00-19:00").stdout)  # fmt: skip
        assert document["standard"] == "dg_regio"
        assert (document["day_type"], document["window"]) == ("sunday", "07:00-19:00")
        assert document["is_standard"] is False
        assert json.loads(ask("--format", "json").stdout)["is_standard"] is True

    def test_what_the_standard_would_ignore_is_refused(self, ask):
        for words in (["--window", "07:00-19:00"], ["--standard", "ptal", "--walk-distance", 300]):
            answer = ask(*words)
            assert (answer.exit_code, answer.stdout) == (2, "")

    def test_csv_is_the_ranked_list(self, ask):
        rows = list(csv.DictReader(io.StringIO(ask("--format", "csv").stdout)))
        assert [row["community_id"] for row in rows] == ["C002", "C004", "C003", "C001"]
        assert rows[0]["Gap"] == "No stop and no valid plan"

    def test_a_table_is_the_default_and_begins_with_the_counts(self, ask):
        lines = ask().stdout.splitlines()
        assert "500 m on foot" in lines[0]
        assert lines[1] == "4 communities: 3 without a stop, of them 1 with no known way"
        assert lines[2] == "Disaster plans: 2 valid, 1 expired, 1 none, 0 not known"
        assert "Ban Rim Nam" in ask().stdout

    def test_the_table_names_the_method(self, ask):
        assert "estimated" in ask().stdout.splitlines()[0]

    @pytest.mark.parametrize(("metres", "count"), [(300, 1), (900, 2), (1000.5, 3), (1e9, 3)])
    def test_the_walking_distance_decides_who_has_a_stop(self, ask, metres, count):
        document = json.loads(ask("--format", "json", "--walk-distance", metres).stdout)
        assert document["summary"]["with_stop"] == count
        assert document["walk_distance_m"] == metres

    def test_the_day_decides_about_the_plans(self, ask):
        answer = ask("--format", "json", "--on", "2028-01-01")
        summary = json.loads(answer.stdout)["summary"]
        assert (summary["plan_valid"], summary["plan_expired"]) == (1, 2)

    @pytest.mark.parametrize("form", ["table", "json", "csv", "geojson"])
    def test_a_file_holds_what_would_have_been_printed(self, ask, tmp_path, form):
        path = tmp_path / "answer"
        answer = ask("--format", form, "--out", path)
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert path.read_text(encoding="utf-8-sig") == ask("--format", form).stdout

    def test_a_csv_file_opens_in_excel_in_thai_and_the_others_have_no_mark(self, ask, tmp_path):
        for form, mark in (("csv", True), ("json", False), ("geojson", False)):
            ask("--format", form, "--out", tmp_path / form)
            assert (tmp_path / form).read_bytes().startswith(b"\xef\xbb\xbf") is mark

    @pytest.mark.parametrize("form", ["table", "json", "csv", "geojson"])
    def test_a_bare_province_has_every_format(self, ask, tmp_path, form):
        rows = {kind: None for kind in rows_of_world() if kind != "communities"}
        answer = ask("--format", form, province=write_province(tmp_path, rows=rows))
        assert answer.exit_code == 0

    def test_without_a_day_today_is_meant(self, world_folder, world):
        answer = CliRunner().invoke(
            app, ["gaps", "--province", str(world_folder), "--format", "json"]
        )
        found = coverage.summarise(coverage.gaps(world))
        assert json.loads(answer.stdout)["summary"]["plan_valid"] == found.plan_valid


class TestWrongCalls:
    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("--walk-distance", "0"),
            ("--walk-distance", "-500"),
            ("--walk-distance", "far"),
            ("--walk-distance", "nan"),
            ("--walk-distance", "inf"),
            ("--on", "23/11/2026"),
            ("--on", "2026-02-30"),
            ("--on", "soon"),
            ("--format", "pdf"),
            ("--colour", "red"),
        ],
    )
    def test_a_wrong_option_ends_with_2_and_prints_no_answer(self, ask, option, value):
        answer = ask(option, value)
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert option in answer.stderr

    def test_an_answer_that_cannot_be_written_ends_with_2(self, ask, tmp_path):
        answer = ask("--out", tmp_path / "missing" / "answer.json")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert "answer.json" in answer.stderr

    def test_a_broken_province_is_an_error_of_ours(self, ask, tmp_path):
        assert isinstance(ask(province=tmp_path).exception, GeoAppError)

    @pytest.mark.parametrize("port", ["0", "70000", "http"])
    def test_a_wrong_port_ends_with_2(self, port):
        assert CliRunner().invoke(app, ["serve", "--port", port]).exit_code == 2

    def test_nothing_is_served_from_a_folder_without_a_catalogue(self, tmp_path):
        answer = CliRunner().invoke(app, ["serve", "--no-open", "--province", str(tmp_path)])
        assert isinstance(answer.exception, GeoAppError)


class TestProgram:
    """As a program of its own: slower, so only what differs from a call in Python."""

    def test_a_good_question_ends_with_0_and_says_nothing_beside_the_answer(self, world_folder):
        done = run("gaps", "--province", world_folder, "--format", "json")
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["province"] == "test-province"

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("en", "'zones.geojson' is no valid GeoJSON"),
            ("th", "“zones.geojson” เป็น GeoJSON ที่ไม่ถูกต้อง"),
        ],
    )
    def test_a_broken_layer_ends_with_2_and_one_sentence(self, tmp_path, language, sentence):
        write_province(tmp_path, files={"zones.geojson": "{"})
        done = run("gaps", "--province", tmp_path, GEO_APP_LANGUAGE=language)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr
        assert len(done.stderr.splitlines()) == 1

    def test_a_folder_that_is_no_province_ends_with_2_and_one_sentence(self, tmp_path):
        done = run("gaps", "--province", tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"The folder '{tmp_path.name}' has no catalogue.toml.")
        assert len(done.stderr.splitlines()) == 1

    def test_a_wrong_day_shows_no_traceback(self, world_folder):
        done = run("gaps", "--province", world_folder, "--on", "soon")
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr

    def test_thai_is_printed_whatever_the_systems_encoding_is(self, world_folder):
        done = run("gaps", "--province", world_folder, "--format", "json", PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, "")
        assert "บ้านริมทาง" in done.stdout

    def test_help_names_the_commands(self):
        done = run("--help")
        assert done.returncode == 0
        assert "gaps" in done.stdout
        assert "serve" in done.stdout


@pytest.mark.parametrize(
    ("own", "system", "expected"),
    [
        ("th", "en_GB.UTF-8", Language.THAI),
        ("en", "th_TH.UTF-8", Language.ENGLISH),
        ("", "th_TH.UTF-8", Language.THAI),
        ("", "C.UTF-8", Language.ENGLISH),
        ("", "", Language.ENGLISH),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_systems(monkeypatch, own, system, expected):
    monkeypatch.setenv("GEO_APP_LANGUAGE", own)
    monkeypatch.setenv("LANG", system)
    assert options.language() is expected


class TestDesk:
    def test_the_memo_is_told_after_the_first_pages_questions(self, world_folder, monkeypatch):
        monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
        words = ["desk", "--stats", "--province", str(world_folder), "--on", DAY.isoformat()]
        answer = CliRunner().invoke(app, words)
        assert answer.exit_code == 0, answer.output
        lines = answer.stdout.splitlines()
        assert "answers were there" in lines[0]
        assert "MB are held, 1,000 at most." in lines[1]
        assert "ranked: 8" in lines
        assert "reach: 2" in lines

    def test_without_a_wish_it_says_what_can_be_wished(self):
        answer = CliRunner().invoke(app, ["desk"])
        assert answer.exit_code == 2
        assert "--stats" in answer.output
