"""`geo-app check`: its JSON by contract, its table in two languages, its exit codes."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
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


def test_errors_that_can_be_mended_are_errors(geo_app, tmp_path: Path) -> None:
    rows = [dict(row, lon=row["lat"], lat=row["lon"]) for row in COMMUNITIES]
    (tmp_path / "all.csv").write_bytes(written(rows))
    done = geo_app("check", str(tmp_path / "all.csv"), "--format", "json")
    document = json.loads(done.stdout)
    assert document["kind"] == "communities"
    assert document["rows_repairable"] == 24
    assert done.returncode == 1
    clean = tmp_path / "clean.csv"
    clean.write_bytes(written(COMMUNITIES))
    assert geo_app("check", str(clean), "--kind", "communities").returncode == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["24 rows: 22 fine", "rows 3:"]), ("th", ["24 แถว", "สลับกัน"])],
)
def test_the_table_speaks_the_language(geo_app, swapped: Path, language: str, words) -> None:
    done = geo_app("check", str(swapped), "--kind", "communities", language=language)
    for text in (*words, "swapped_lat_lon [swap_lat_lon]", "missing_id"):
        assert text in done.stdout


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".csv"])
def test_what_is_mended_and_what_is_not_are_written(
    geo_app, swapped: Path, tmp_path: Path, ending: str
) -> None:
    mended, aside = tmp_path / f"mended{ending}", tmp_path / "aside.csv"
    geo_app("check", str(swapped), "--kind", "communities", "--mended", str(mended),
            "--aside", str(aside))  # fmt: skip
    # The row whose coordinates stood the other way round is there, the one without an id is not.
    again = geo_app("check", str(mended), "--kind", "communities", "--format", "json")
    document = json.loads(again.stdout)
    assert (document["rows_in"], document["rows_ok"]) == (23, 23)
    assert again.returncode == 0
    left = pd.read_csv(aside, encoding="utf-8-sig", dtype=str)
    assert left[["row", "name_th"]].to_numpy().tolist() == [["5", "บ้านที่ 5"]]
    assert left["reason"].iloc[0] == "The row has no id. Give it one that no other row has."


def test_nothing_is_written_where_no_row_can_be_used(geo_app, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("name_th,population\nก,5\n", encoding="utf-8")
    done = geo_app("check", str(file), "--kind", "communities", "--mended", str(tmp_path / "m.csv"))
    assert (done.returncode, "so nothing was written" in done.stderr) == (2, True)
    assert not (tmp_path / "m.csv").exists()


def test_a_layer_or_sheet_of_several_is_chosen(geo_app, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"note": ["nothing"]}).to_excel(writer, sheet_name="อ่านก่อน", index=False)
        pd.DataFrame(COMMUNITIES).to_excel(writer, sheet_name="ชุมชน", index=False)
    first = json.loads(
        geo_app("check", str(book), "--kind", "communities", "--format", "json").stdout
    )
    assert "several_sheets" in {fault["code"] for fault in first["faults"]}
    second = geo_app("check", str(book), "--kind", "communities", "--layer", "ชุมชน",
                     "--format", "json")  # fmt: skip
    assert json.loads(second.stdout)["rows_ok"] == len(COMMUNITIES)
    wrong = geo_app("check", str(book), "--kind", "communities", "--layer", "x")
    assert wrong.returncode == 2
    assert "no layer 'x'. It has อ่านก่อน, ชุมชน" in wrong.stderr
    points = gpd.GeoDataFrame(
        {"community_id": ["a"], "name_th": ["ก"]}, geometry=gpd.points_from_xy([98.3], [7.9]),
        crs=4326,
    )  # fmt: skip
    package = tmp_path / "several.gpkg"
    for layer in ("one", "two"):
        points.to_file(package, layer=layer)
    both = geo_app("check", str(package), "--kind", "communities")
    assert "holds 2 layers (one, two)" in both.stderr
    done = geo_app("check", str(package), "--kind", "communities", "--layer", "two",
                   "--format", "json")  # fmt: skip
    assert json.loads(done.stdout)["rows_ok"] == 1


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


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "'empty.csv' is no table"),
        ("heads.csv", b"community_id,name_th\n", "'heads.csv' has no rows"),
        ("binary.csv", b"\x00\x01\x02", "'binary.csv' has no rows"),
        ("none.geojson", b'{"type":"FeatureCollection","features":[]}', "has no rows"),
        ("number.js", b"var x = 3;", "'number.js' is no valid GeoJSON"),
        ("mixed.json", b'[1, {"a": 1}]', "holds no table that is known here"),
    ],
)
def test_a_file_with_nothing_in_it_is_one_sentence(
    geo_app, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = geo_app("check", str(tmp_path / name), "--kind", "communities")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


@pytest.mark.parametrize("option", ["--mended", "--aside"])
def test_a_folder_that_is_not_there_is_one_sentence(
    geo_app, swapped: Path, tmp_path: Path, option: str
) -> None:
    done = geo_app("check", str(swapped), "--kind", "communities", option,
                   str(tmp_path / "nowhere" / "file.csv"))  # fmt: skip
    assert done.returncode == 2
    assert "Make it first" in done.stderr
