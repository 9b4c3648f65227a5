"""`geo-app check`: its JSON by contract, its table in two languages, its exit codes."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from geo_app.cli import main
from tests.doctor.clean import COMMUNITIES, written
from tests.fixtures.province_folder import write_province

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "rows_in", "rows_ok", "rows_repairable", "rows_set_aside", "crs_found", "encoding_found",
    "faults",
}  # fmt: skip
FAULT_KEYS = {"code", "severity", "row", "field", "found", "advice_th", "advice_en", "repair"}


class Done(NamedTuple):
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def geo_app(monkeypatch, capsys):
    """Return a way to call the command line."""

    def call(*words: str, language: str = "en") -> Done:
        monkeypatch.setenv("GEO_APP_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["geo-app", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(ended.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def swapped(tmp_path: Path) -> Path:
    rows = [dict(row) for row in COMMUNITIES]
    rows[2]["lon"], rows[2]["lat"] = rows[2]["lat"], rows[2]["lon"]
    rows[4]["community_id"] = ""
    file = tmp_path / "ชุมชน.csv"
    file.write_bytes(written(rows))
    return file


def test_a_file_is_told_by_contract(geo_app, swapped: Path) -> None:
    done = geo_app("check", str(swapped), "--kind", "communities", "--format", "json")
    document = json.loads(done.stdout)
    assert set(document) >= KEYS
    counts = ("rows_in", "rows_ok", "rows_repairable", "rows_set_aside")
    assert [document[count] for count in counts] == [24, 22, 1, 1]
    assert all(set(fault) == FAULT_KEYS for fault in document["faults"])
    swap = next(fault for fault in document["faults"] if fault["row"] == 3)
    assert (swap["code"], swap["severity"], swap["repair"]) == (
        "swapped_lat_lon", "error", "swap_lat_lon",
    )  # fmt: skip
    assert swap["advice_th"].startswith("ละติจูดกับลองจิจูดสลับกัน")
    # A row without an id stays out.
    assert done.returncode == 1


def test_a_file_that_can_be_mended_is_fine(geo_app, tmp_path: Path) -> None:
    rows = [dict(row, lon=row["lat"], lat=row["lon"]) for row in COMMUNITIES]
    (tmp_path / "all.csv").write_bytes(written(rows))
    done = geo_app("check", str(tmp_path / "all.csv"), "--format", "json")
    document = json.loads(done.stdout)
    assert document["kind"] == "communities"
    assert document["rows_repairable"] == 24
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["24 rows: 22 fine", "rows 3:"]), ("th", ["24 แถว", "สลับกัน"])],
)
def test_the_table_speaks_the_language(geo_app, swapped: Path, language: str, words) -> None:
    done = geo_app("check", str(swapped), "--kind", "communities", language=language)
    for text in (*words, "swapped_lat_lon [swap_lat_lon]", "missing_id"):
        assert text in done.stdout


def test_a_province_is_told_layer_by_layer(geo_app, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "world")
    done = geo_app("check", str(folder), "--format", "json")
    document = json.loads(done.stdout)
    assert set(document) >= KEYS
    assert document["rows_in"] == sum(layer["rows_in"] for layer in document["layers"])
    assert {fault["layer"] for fault in document["faults"]} <= {
        layer["layer"] for layer in document["layers"]
    }
    (folder / "zones.geojson").write_text("{", encoding="utf-8")
    broken = geo_app("check", str(folder), "--format", "json")
    document = json.loads(broken.stdout)
    codes = {(fault["layer"], fault["code"]) for fault in document["faults"]}
    assert ("zones", "unusable") in codes
    assert broken.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.csv"], "nowhere.csv"),
        (["pyproject.toml"], "of a format that is not read"),
        (["README.md", "--kind", "planets"], "There is no kind 'planets'"),
    ],
)
def test_a_wrong_call_is_one_sentence(geo_app, arguments: list[str], sentence: str) -> None:
    done = geo_app("check", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
